"""Tags of our own at the platform, one a batch: the only way to send to some people without naming their openids."""

import asyncio
import hashlib
from collections.abc import Sequence

import structlog

from services.context import Services
from storage.batches import MassBatch
from wechat.errors import WeChatError

log = structlog.get_logger()

PEOPLE_A_CALL = 50  # platform: batchtagging
CALLS_AT_ONCE = 5


async def tag_of(services: Services, batch: MassBatch) -> int:
    """The batch's tag, made at the first asking. Raises the platform's errors."""
    name = f"xq-{hashlib.sha256(batch.id.encode()).hexdigest()[:16]}"
    for tag in await services.wechat.tags():
        if tag.name == name:
            return tag.id
    return (await services.wechat.create_tag(name)).id


async def put_tag(services: Services, tag_id: int, openids: Sequence[str]) -> None:
    """Put the tag on these people; twice is the same as once. Raises the platform's errors."""
    for start in range(0, len(openids), PEOPLE_A_CALL * CALLS_AT_ONCE):
        group = openids[start : start + PEOPLE_A_CALL * CALLS_AT_ONCE]
        parts = [group[at : at + PEOPLE_A_CALL] for at in range(0, len(group), PEOPLE_A_CALL)]
        await asyncio.gather(*(services.wechat.tag_people(tag_id, part) for part in parts))


async def remove_tag(services: Services, batch: MassBatch) -> None:
    """Remove a settled batch's tag; an account has a hundred of them (platform: 45056)."""
    if not batch.tag_id:
        return
    try:
        await services.wechat.delete_tag(batch.tag_id)
    except WeChatError as error:
        log.warning("a batch's tag stays", errcode=error.errcode)
