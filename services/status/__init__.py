"""How the installation is, for staff to read in words."""

from services.status.looking import Finding, Status, StatusBoard

__all__ = ["Finding", "Status", "StatusBoard"]
