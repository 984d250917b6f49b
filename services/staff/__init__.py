"""Staff's accounts, and who is signed in."""

from services.staff.accounts import LEAST_PASSWORD, add, ensure_demo, reset
from services.staff.sessions import SignedIn, is_open, session, sign_in, sign_out

__all__ = ["LEAST_PASSWORD", "SignedIn", "add", "ensure_demo", "is_open", "reset", "session", "sign_in", "sign_out"]
