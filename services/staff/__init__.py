"""Staff's accounts, and who is signed in."""

from services.staff.accounts import LEAST_PASSWORD, add, reset
from services.staff.opening import Browser, SignedIn, digest, is_open, new_device, session
from services.staff.samples import ensure_demo
from services.staff.sessions import CodeNeeded, second_step, sign_in, sign_out
from services.staff.tokens import Caller, make_token, owner_of, revoke_token, tokens_of

__all__ = [
    "LEAST_PASSWORD",
    "Browser",
    "Caller",
    "CodeNeeded",
    "SignedIn",
    "add",
    "digest",
    "ensure_demo",
    "is_open",
    "make_token",
    "new_device",
    "owner_of",
    "reset",
    "revoke_token",
    "second_step",
    "session",
    "sign_in",
    "sign_out",
    "tokens_of",
]
