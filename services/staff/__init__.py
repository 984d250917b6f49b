"""Staff's accounts, and who is signed in."""

from services.staff.accounts import LEAST_PASSWORD, add, reset
from services.staff.samples import ensure_demo
from services.staff.sessions import SignedIn, session, sign_in, sign_out
from services.staff.tokens import Caller, make_token, owner_of, revoke_token, tokens_of

__all__ = [
    "LEAST_PASSWORD",
    "Caller",
    "SignedIn",
    "add",
    "ensure_demo",
    "make_token",
    "owner_of",
    "reset",
    "revoke_token",
    "session",
    "sign_in",
    "sign_out",
    "tokens_of",
]
