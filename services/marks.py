"""Sealed words in an address or a cookie: whoever holds them can't read them, and can't make others."""

import base64
import binascii

from services.context import Services


def seal_mark(services: Services, *parts: str) -> str:
    """The parts as one word of letters that an address can hold."""
    sealed = services.seal.close("\n".join(parts).encode())
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def read_mark(services: Services, mark: str) -> tuple[str, ...]:
    """The parts of such a word; none of what isn't ours. Each use tells its own by how many they are and the first."""
    try:
        plain = services.seal.open(base64.b64decode(mark + "=" * (-len(mark) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return ()
    return tuple(plain.decode(errors="replace").split("\n")) if plain else ()
