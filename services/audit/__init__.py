"""The audit log: written by those who act, sealed day by day, verified on request."""

from services.audit.sealing import seal_days
from services.audit.verifying import Verdict, verify

__all__ = ["Verdict", "seal_days", "verify"]
