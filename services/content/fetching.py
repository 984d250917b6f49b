"""A picture or a voice message that somebody sent in the chat: the platform keeps it for three days."""

from datetime import datetime, timedelta

import structlog

from services.context import Services
from wechat.errors import Busy, NotGranted, OurMistake, QuotaUsedUp, TokenRefused, Uncertain, WeChatError

log = structlog.get_logger()
PAUSE = timedelta(minutes=1)
GIVEN_UP = timedelta(days=1)  # the platform keeps what she sent for three


class NotFetched(Exception):
    """It can't be had: now, where `again_at` says when to try again, else never."""

    def __init__(self, again_at: datetime | None) -> None:
        super().__init__(again_at)
        self.again_at = again_at


def sealed_copy(services: Services, person_id: str, media_id: str) -> bytes:
    """Who sent it and the platform's id of it, as a row of the outbox keeps them."""
    return services.seal.close(f"{person_id}\n{media_id}".encode())


def opened_copy(services: Services, sealed: bytes) -> tuple[str, str] | None:
    """The reverse: her id and the platform's; None where no key of ours opens it any more."""
    plain = services.seal.open(sealed)
    if plain is None:
        return None
    person_id, _, media_id = plain.decode().partition("\n")
    return person_id, media_id


async def fetched(services: Services, media_id: str, *, until: datetime) -> bytes:
    """What was sent, tried again `until` then where the platform is away. Raises NotFetched."""
    try:
        return (await services.wechat.download_media(media_id)).content
    except (Busy, Uncertain, TokenRefused, QuotaUsedUp) as error:
        now = services.now()
        raise NotFetched(now + PAUSE if now < until else None) from error
    except (OurMistake, NotGranted) as error:  # gone from the platform, or not for us to fetch
        log.warning("what was sent can't be fetched", errcode=error.errcode)
        raise NotFetched(None) from error
    except WeChatError as error:
        log.error("what was sent can't be fetched", errcode=error.errcode)
        raise NotFetched(None) from error
