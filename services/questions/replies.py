"""
Replies ready-made, kept by those who write the knowledge base: those of content/questions.yaml are the beginning. All of them
are one part of what staff set, so that each save stays and can be taken back.
"""

from collections.abc import Sequence

from domain.errors import Conflict, Invalid
from domain.replies import Reply, body_of, replies_of
from domain.settings import SavedSetting, SettingPart
from domain.staff import StaffMember
from services.context import Services
from services.questions.duty import topics
from services.settings.saving import save


async def all_of(services: Services) -> tuple[SavedSetting, Sequence[Reply]]:
    """The newest save, and the replies that it holds, those put away among them. Raises StoreAway."""
    newest = await services.setting_store.newest(SettingPart.REPLIES)
    return newest, _held(services, newest)


async def offered(services: Services, topic: str) -> Sequence[Reply]:
    """Those that are offered for a question of this topic. Raises StoreAway."""
    _, found = await all_of(services)
    return [each for each in found if each.suits(topic)]


async def find(services: Services, reply_id: str) -> Reply | None:
    """The reply with this id, though it be put away; None where there is none. Raises StoreAway."""
    _, found = await all_of(services)
    return next((each for each in found if each.id == reply_id), None)


async def keep(services: Services, reply: Reply, *, seen: int, by: StaffMember) -> SavedSetting:
    """
    Let a reply be as it is here, a new one under its own id. `seen` is the number of the save that she had before her; what
    others did with other replies since stays. Twice is the same as once.

    Raises NotAllowed, NotFound where `seen` never was, Invalid for the first field that can't be taken, Conflict where
    somebody else has changed this reply, StoreAway.
    """
    before = _held(services, await services.setting_store.get(SettingPart.REPLIES, seen))
    newest, now = await all_of(services)
    there = _with_id(now, reply.id)
    if there != reply and there != _with_id(before, reply.id):
        raise Conflict
    if set(reply.topics) - set(await topics(services)) - set(there.topics if there else ()):
        raise Invalid("topics", "unknown")
    kept = [reply if each.id == reply.id else each for each in now]
    if there is None:
        kept.append(reply)
    return await save(services, SettingPart.REPLIES, body_of(kept), seen=newest.number, by=by)


def _with_id(replies: Sequence[Reply], reply_id: str) -> Reply | None:
    return next((each for each in replies if each.id == reply_id), None)


def _held(services: Services, saved: SavedSetting) -> list[Reply]:
    if saved.body:
        return replies_of(saved.body)
    canned = enumerate(services.facts.promise.canned, start=1)
    return [Reply(f"{number:026d}", each.title, each.text) for number, each in canned]
