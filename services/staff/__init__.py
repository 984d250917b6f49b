"""Staff's accounts, and who is signed in."""

from services.staff.accounts import LEAST_PASSWORD, add, reset
from services.staff.samples import ensure_demo
from services.staff.sessions import SignedIn, session, sign_in, sign_out

__all__ = ["LEAST_PASSWORD", "SignedIn", "add", "ensure_demo", "reset", "session", "sign_in", "sign_out"]
