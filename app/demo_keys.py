"""What a demo makes for itself: keys, accounts of the simulated platform, ports."""

import base64
import secrets
import string

from app.processes import PortTaken, free_port, is_free
from app.settings import FIELD_KEY_BYTES, Settings

ALPHABET = string.ascii_letters + string.digits
LAST_PORT = 65_534


def make_missing_keys(keys: dict[str, str]) -> dict[str, str]:
    """`keys` by the setting's field name, with what is missing made; what is there stays."""
    return {
        "oa_app_id": "wx" + secrets.token_hex(8),
        "oa_app_secret": secrets.token_hex(16),
        "oa_token": _letters(24),
        "oa_aes_key": _letters(43),
        "oa_encryption": "compatible",
        "oa_gh_id": "gh_" + secrets.token_hex(6),
        "mini_app_id": "wx" + secrets.token_hex(8),
        "mini_app_secret": secrets.token_hex(16),
        "mini_token": _letters(24),
        "mini_aes_key": _letters(43),
        "mini_encryption": "compatible",
        "mini_gh_id": "gh_" + secrets.token_hex(6),
        "field_key": base64.b64encode(secrets.token_bytes(FIELD_KEY_BYTES)).decode(),
        "secret": secrets.token_urlsafe(32),
        "demo_password": _letters(12),
        **keys,
    }


def _letters(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def simulated_accounts(settings: Settings, keys: dict[str, str], *, name: str) -> dict[str, object]:
    """The simulator's configuration: the official account and the mini-program of `settings`, both called `name`."""
    return {"accounts": [_account(settings, keys, name, "oa"), _account(settings, keys, name, "mini")]}


def _account(settings: Settings, keys: dict[str, str], name: str, account: str) -> dict[str, object]:
    official = account == "oa"
    path = "/wechat/callback" if official else "/wechat/miniprogram"
    encryption = getattr(settings, f"{account}_encryption")
    return {
        "app_id": getattr(settings, f"{account}_app_id"),
        "app_secret": getattr(settings, f"{account}_app_secret").get_secret_value(),
        "gh_id": keys[f"{account}_gh_id"],
        "name": name,
        "kind": settings.oa_kind if official else "mini",
        "certified": True,
        "token": getattr(settings, f"{account}_tokens")[0],
        "aes_key": next(iter(getattr(settings, f"{account}_aes_keys")), ""),
        "encryption": encryption,
        "format": "xml" if official else "json",
        "callback_url": f"http://127.0.0.1:{settings.port}{path}",
        "open_platform": True,
    }


def choose_ports(port: int, *, asked: bool) -> tuple[int, int]:
    """
    The server's port and the simulator's. A port that nobody `asked` for gives way to the next that is free with
    its neighbour. Raises PortTaken when the asked one is in use.
    """
    if asked:
        if not is_free(port):
            raise PortTaken(port)
        return port, free_port(port + 1 if port < LAST_PORT else None)
    for each in range(port, LAST_PORT):
        if is_free(each) and is_free(each + 1):
            return each, each + 1
    raise PortTaken(port)
