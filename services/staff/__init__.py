"""Staff's accounts, and who is signed in."""

from services.staff.accounts import LEAST_PASSWORD, add, reset
from services.staff.opening import Browser, SignedIn, digest, new_device, session
from services.staff.samples import ensure_demo
from services.staff.sessions import CodeNeeded, second_step, sign_in, sign_out

__all__ = [
    "LEAST_PASSWORD",
    "Browser",
    "CodeNeeded",
    "SignedIn",
    "add",
    "digest",
    "ensure_demo",
    "new_device",
    "reset",
    "second_step",
    "session",
    "sign_in",
    "sign_out",
]
from services.staff.accounts import ensure_demo
from services.staff.sessions import SignedIn, is_open, session

__all__ = ["LEAST_PASSWORD", "SignedIn", "add", "ensure_demo", "is_open", "reset", "session", "sign_in", "sign_out"]
from services.staff.sessions import SignedIn, session, sign_in, sign_out
from services.staff.tokens import Caller, make_token, owner_of, revoke_token, tokens_of

    "Caller",
    "make_token",
    "owner_of",
    "revoke_token",
    "tokens_of",
