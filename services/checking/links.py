"""Short-lived addresses by which the platform, and nobody else, fetches a picture that is to be checked."""

import hmac
from datetime import UTC, datetime, timedelta

from domain.checks import Check
from domain.errors import NotFound
from services.context import Services

LASTS = timedelta(hours=2)


def address_of(services: Services, check: Check) -> str:
    """Where the picture can be fetched for two hours. Each asking has an address of its own: none may come twice."""
    until = int((services.now() + LASTS).timestamp())
    token = _token(services, check.id, check.version, check.tries, until)
    return f"{services.facts.public_url}/checked/{check.id}/{check.version}-{check.tries}-{until}-{token}.jpg"


def opened(services: Services, check_id: str, name: str) -> int:
    """The version that a link is for. Raises NotFound where it isn't one of ours or is over."""
    try:
        version, tries, until, token = name.split("-")
        numbers = int(version), int(tries), int(until)
    except ValueError:
        raise NotFound from None
    if not hmac.compare_digest(token.encode(), _token(services, check_id, *numbers).encode()):
        raise NotFound
    if services.now() > datetime.fromtimestamp(numbers[2], UTC):
        raise NotFound
    return numbers[0]


def _token(services: Services, check_id: str, version: int, tries: int, until: int) -> str:
    return services.seal.digest(f"checked:{check_id}:{version}:{tries}:{until}")[:32]
