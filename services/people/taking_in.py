"""
Taking in the followers of an account, and keeping in step with it: a page or a part at a time, each with the note of how
far it came, so that it goes on from there whatever happened, and needs no more memory for five million than for a few.
"""

from datetime import timedelta

import structlog

from domain.audit import Act
from domain.errors import Conflict
from domain.follower_syncs import FollowerSync, SyncPart, SyncState
from domain.ids import new_id
from domain.staff import Permission, StaffMember
from services.context import Services
from services.people.facts import PART, learn
from services.pushes.steps import FINISHED, Step
from storage.follower_facts import FollowerFactStore
from storage.follower_syncs import FollowerSyncStore
from storage.mongo import Session, in_transaction
from wechat.errors import Busy, NotGranted, QuotaUsedUp, TokenRefused, Uncertain

log = structlog.get_logger()

SOON = timedelta(seconds=5)
WRITTEN_AT_ONCE = 1000
SHOWN = 10
SYSTEM = "system"
TASK = "sync_followers"


async def begin(services: Services, *, by: StaffMember, sync_id: str = "") -> str:
    """
    Have all followers taken in, under `sync_id` if one is given; the id of the one that runs, which may have begun before.
    Raises NotAllowed, StoreAway.
    """
    by.need(Permission.PERSON_IMPORT, services.facts.city_path)
    now, store = services.now(), FollowerSyncStore(services.db)
    sync_id = sync_id or new_id()

    async def write(session: Session) -> None:
        if not await store.begin(sync_id, by=by.id, now=now, session=session):
            raise Conflict
        await services.audit.add(Act("followers_sync_begun", about=sync_id), by=by.id, now=now, session=session)
        await services.outbox.add(f"{TASK}:{sync_id}", TASK, {"sync": sync_id}, due_at=now, session=session)

    try:
        await in_transaction(services.db, write)
    except Conflict:
        running = await store.running()
        return running.id if running else sync_id
    await services.wake(f"{TASK}:{sync_id}")
    return sync_id


async def stop(services: Services, *, by: StaffMember) -> None:
    """Have it end where it is; what was taken in stays. Raises NotAllowed, StoreAway."""
    by.need(Permission.PERSON_IMPORT, services.facts.city_path)
    store, now = FollowerSyncStore(services.db), services.now()
    running = await store.running()
    if running is None:
        return

    async def write(session: Session) -> None:
        if await store.end(running.id, SyncState.STOPPED, now=now, session=session):
            act = Act("followers_sync_stopped", about=running.id)
            await services.audit.add(act, by=by.id, now=now, session=session)

    await in_transaction(services.db, write)


async def look(services: Services, *, by: StaffMember) -> list[FollowerSync]:
    """The last ones, the newest first. Raises NotAllowed, StoreAway."""
    by.need(Permission.PERSON_IMPORT, services.facts.city_path)
    return await FollowerSyncStore(services.db).newest(most=SHOWN)


async def begin_daily(services: Services, sync_id: str) -> None:
    """The daily one, unless one runs already. Raises StoreAway."""
    await FollowerSyncStore(services.db).begin(sync_id, by=SYSTEM, now=services.now())


async def step(services: Services, sync_id: str) -> Step:
    """The next page of the list or part of the people. Raises StoreAway."""
    store = FollowerSyncStore(services.db)
    sync = await store.find(sync_id)
    if sync is None or sync.state is not SyncState.RUNNING:
        return FINISHED
    try:
        return await (_list(services, store, sync) if sync.part is SyncPart.LIST else _facts(services, store, sync))
    except NotGranted as error:
        log.warning("the list of followers can't be had", errcode=error.errcode)
        await store.end(sync_id, SyncState.REFUSED, now=services.now())
        return FINISHED
    except QuotaUsedUp as error:
        until = error.until
    except (Busy, TokenRefused, Uncertain) as error:
        wait = timedelta(seconds=error.retry_after) if isinstance(error, Busy) else SOON
        until = services.now() + wait
    await store.wait(sync_id, until)
    return Step(until)


async def _list(services: Services, store: FollowerSyncStore, sync: FollowerSync) -> Step:
    """A page of 10,000 at most: who isn't known is made, who is known as having left follows again."""
    app, page = services.facts.oa_app, await services.wechat.followers(sync.cursor)
    made = 0
    for start in range(0, len(page.openids), WRITTEN_AT_ONCE):
        part = page.openids[start : start + WRITTEN_AT_ONCE]
        made += await services.people.make_missing(app, part, now=services.now(), following=True)
        await services.people.mark_following(app, part)
    over = not (page.openids and page.next_openid)
    await store.advance(
        sync,
        cursor="" if over else page.next_openid,
        part=SyncPart.FACTS if over else SyncPart.LIST,
        total=page.total,
        listed=len(page.openids),
        made=made,
        now=services.now(),
    )
    return Step(services.now())


async def _facts(services: Services, store: FollowerSyncStore, sync: FollowerSync) -> Step:
    """What is told of the next few hundred people of ours who follow."""
    known = await FollowerFactStore(services.db).part(services.facts.oa_app, after=sync.cursor, most=PART)
    if not known:
        await store.end(sync.id, SyncState.DONE, now=services.now())
        return FINISHED
    learned = await learn(services, known, key=sync.id)
    await store.advance(
        sync,
        cursor=known[-1].person,
        asked=learned.asked,
        left=learned.left,
        tagged=learned.tagged,
        now=services.now(),
    )
    return Step(services.now())


async def learn_of(services: Services, openid: str, *, key: str) -> None:
    """What is told of one who has just followed. Raises WeChatError, StoreAway."""
    known = await FollowerFactStore(services.db).of(services.facts.oa_app, [openid])
    if known:
        await learn(services, known, key=key)
