"""What the platform tells of people who follow: their unionid, since when, by which way, and their tags on both sides."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import structlog

from domain.follower_syncs import OURS_ALONE, Reconciled, reconcile
from services.context import Services
from services.people.follow import leave
from services.people.joining import arrive
from storage.follower_facts import Fact, FollowerFactStore, Known
from wechat.client import Follower
from wechat.errors import NotAccepted, NotGranted, OurMistake, Unreachable, WeChatError

log = structlog.get_logger()

A_CALL = 100  # platform: batchget
TAGGED_A_CALL = 50  # platform: batchtagging
CALLS_AT_ONCE = 5
PART = A_CALL * CALLS_AT_ONCE
FIRST_OWN_TAG = 100  # platform: smaller ids are its own groups
NO_SUCH_PERSON = frozenset({40003, 49003})


@dataclass(frozen=True, slots=True)
class Learned:
    """How many were asked about, had left unnoticed, and had tags changed on either side."""

    asked: int = 0
    left: int = 0
    tagged: int = 0


async def learn(services: Services, known: Sequence[Known], *, key: str) -> Learned:
    """
    Ask about these accounts and keep what is told. Who doesn't follow any more is treated as one whose event came; `key`
    makes that one thing. Asking again is the same as once. Raises WeChatError, StoreAway.
    """
    told = await _ask(services, [each.openid for each in known])
    names = {tag.id: tag.name for tag in await services.wechat.tags()}
    app, now = services.facts.oa_app, services.now()
    gone = [each for each in known if each.openid in told and not told[each.openid].following]
    for each in gone:
        await leave(services, app=app, openid=each.openid, key=f"{key}:{each.openid}", now=now)
    here = [each for each in known if each.openid in told and told[each.openid].following]
    theirs = {each.openid: [names[tag] for tag in told[each.openid].tag_ids if tag in names] for each in here}
    wanted = {each.openid: reconcile(each.tags, theirs[each.openid], each.both) for each in here}
    refused = await _retag(services, wanted, {name: tag for tag, name in names.items()})
    facts = [
        fact
        for each in here
        if (fact := _fact(each, told[each.openid], theirs[each.openid], wanted[each.openid], refused))
    ]
    for fact in await FollowerFactStore(services.db).keep(app, facts):
        await arrive(services, app=app, openid=fact.openid, unionid=fact.unionid, now=now)
    tagged = sum(bool(each.add or each.remove or each.put_on or each.take_off) for each in wanted.values())
    return Learned(asked=len(known), left=len(gone), tagged=tagged)


def _fact(
    known: Known, told: Follower, theirs: Sequence[str], wanted: Reconciled, refused: frozenset[str]
) -> Fact | None:
    """What is to be kept, or None where all of it is known."""
    both = {each for each in theirs if not each.startswith(OURS_ALONE)} - wanted.take_off | wanted.put_on
    fact = Fact(
        openid=known.openid,
        unionid=told.unionid if told.unionid != known.unionid else "",
        followed_at=told.followed_at,
        came_by=told.came_by,
        add=wanted.add,
        remove=wanted.remove,
        both=frozenset(both) - refused,
    )
    same = (fact.followed_at or known.followed_at, fact.came_by, fact.both) == (
        known.followed_at,
        known.came_by,
        known.both,
    )
    return None if same and not (fact.unionid or fact.add or fact.remove) else fact


async def _ask(services: Services, openids: Sequence[str]) -> Mapping[str, Follower]:
    """What is told, by openid; an openid that the platform doesn't know is left out."""
    parts = [openids[start : start + A_CALL] for start in range(0, len(openids), A_CALL)]
    told = await asyncio.gather(*(_ask_part(services, part) for part in parts))
    return {each.openid: each for part in told for each in part}


async def _ask_part(services: Services, openids: Sequence[str]) -> Sequence[Follower]:
    try:
        return await services.wechat.users(openids)
    except WeChatError as error:
        if error.errcode not in NO_SUCH_PERSON:
            raise
    told = []
    for openid in openids:  # one of them isn't known there, and the platform doesn't say which
        try:
            told.append(await services.wechat.user(openid))
        except WeChatError as error:
            if error.errcode not in NO_SUCH_PERSON:
                raise
    return told


async def _retag(services: Services, wanted: Mapping[str, Reconciled], ids: dict[str, int]) -> frozenset[str]:
    """Put on and take off at the platform what was done here; the tags that the platform doesn't take."""
    put_on, take_off = defaultdict(list), defaultdict(list)
    for openid, each in wanted.items():
        for tag in each.put_on:
            put_on[tag].append(openid)
        for tag in each.take_off:
            take_off[tag].append(openid)
    for tag, openids in take_off.items():
        if ids.get(tag, 0) >= FIRST_OWN_TAG:
            for start in range(0, len(openids), TAGGED_A_CALL):
                await services.wechat.untag_people(ids[tag], openids[start : start + TAGGED_A_CALL])
    return frozenset([tag for tag, openids in put_on.items() if not await _put_on(services, tag, openids, ids)])


async def _put_on(services: Services, tag: str, openids: Sequence[str], ids: dict[str, int]) -> bool:
    """Put a tag on these people, made where the platform hasn't it; whether it took it."""
    try:
        if tag not in ids:
            ids[tag] = (await services.wechat.create_tag(tag)).id
        if ids[tag] < FIRST_OWN_TAG:
            return False
        for start in range(0, len(openids), TAGGED_A_CALL):
            await services.wechat.tag_people(ids[tag], openids[start : start + TAGGED_A_CALL])
    except (OurMistake, NotAccepted, NotGranted, Unreachable) as error:
        log.warning("a tag stays here alone", errcode=error.errcode)
        return False
    return True
