"""Followers of an account that was there before: taken in whole, kept in step, and nothing of those known is changed."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import NotAllowed
from domain.follower_syncs import SyncPart, SyncState
from domain.people import PersonRole
from domain.staff import StaffRole
from services.people import taking_in
from services.people.follow import follow
from services.people.joining import arrive
from services.people.roles import become
from services.people.taking_in import begin, look, stop
from simulator import users
from storage.follower_syncs import FollowerSyncStore
from tests.joined import APP
from tests.rig import MINI_APP, Rig
from tests.services.people.test_looking import CITY_DESK, QUFU, member

LIST, FACTS = "/cgi-bin/user/get", "/cgi-bin/user/info/batchget"


@pytest.fixture(autouse=True)
def _small_parts(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several pages and parts of a handful of people; and accounts that are bound to an open platform."""
    monkeypatch.setattr(users, "PAGE", 7)
    monkeypatch.setattr(taking_in, "PART", 5)
    for account in rig.platform.accounts.values():
        account.settings = replace(account.settings, open_platform=True)


def make_tag(rig: Rig, name: str, *openids: str) -> int:
    account = rig.platform.accounts[APP]
    tag_id = 100 + len(account.named("tags"))
    rig.platform.keep_document(account, "tags", str(tag_id), {"id": tag_id, "name": name})
    rig.platform.keep_document(account, "tag_ids", "last", tag_id)
    for openid in openids:
        account.followers[openid].tags.append(tag_id)
    return tag_id


def tags_there(rig: Rig, openid: str) -> set[str]:
    account = rig.platform.accounts[APP]
    names = {each["id"]: each["name"] for each in account.named("tags").values()}
    return {names[each] for each in account.followers[openid].tags}


async def document(rig: Rig, openid: str) -> dict:
    return await rig.services.db["people"].find_one({"identities.openid": openid})


async def sync(rig: Rig):
    sync_id = await begin(rig.services, by=CITY_DESK)
    await rig.work()
    found = await FollowerSyncStore(rig.services.db).find(sync_id)
    assert found is not None
    return found


async def test_everybody_is_taken_in_with_what_the_platform_tells(rig: Rig) -> None:
    openids = await rig.people(20, known=False)
    make_tag(rig, "舞队", *openids[:3])
    done = await sync(rig)
    assert (done.state, done.total, done.listed, done.made, done.asked, done.percent) == (
        SyncState.DONE,
        20,
        20,
        20,
        20,
        100,
    )
    assert await rig.services.people.count(APP) == 20
    account = rig.platform.accounts[APP]
    for openid in openids:
        person = await document(rig, openid)
        assert person["unionids"] == [rig.platform.unionid(account, account.followers[openid])]
        assert person["identities"][0]["followed_at"]
        assert person["tags"] == (["舞队"] if openid in openids[:3] else [])


async def test_those_who_are_known_keep_all_that_is_known_of_them(rig: Rig) -> None:
    (openid, *_) = await rig.people(9)
    services, account = rig.services, rig.platform.accounts[APP]
    person = await services.people.find(APP, openid)
    await services.people.settle(person.id, region="370881", region_path=QUFU)
    await services.people.want_pushes(person.id, wanted=False, now=rig.clock())
    await become(services, person.id, PersonRole.DONOR, by=person.id, now=rig.clock())
    await services.people.heard([{"app": APP, "openid": openid, "action": "message", "at": rig.clock()}])
    unionid = rig.platform.unionid(account, account.followers[openid])
    mini = await arrive(services, app=MINI_APP, openid="hers", unionid=unionid, now=rig.clock())
    assert (await sync(rig)).made == 0
    after = await services.people.find(APP, openid)
    assert (after.id, after.region_path, after.pushes, after.roles) == (person.id, QUFU, False, {PersonRole.DONOR})
    assert {each.app for each in after.identities} == {APP, MINI_APP}, "the unionid joins what came by the other door"
    assert (await services.people.get(mini.id)).id == person.id
    assert (await document(rig, openid))["identities"][0]["windows"]["message"]["sent"] == 0


async def test_tags_go_both_ways_and_end_the_same(rig: Rig) -> None:
    theirs, ours, gone_there, gone_here = await rig.people(4)
    make_tag(rig, "家长", theirs, gone_there, gone_here)
    people = rig.services.people
    await people.tag((await people.find(APP, ours)).id, "领舞")
    await sync(rig)
    assert (tags_there(rig, ours), tags_there(rig, gone_here)) == ({"领舞"}, {"家长"})
    rig.platform.accounts[APP].followers[gone_there].tags.clear()
    await rig.services.db["people"].update_one({"identities.openid": gone_here}, {"$set": {"tags": []}})
    assert (await sync(rig)).tagged == 2
    for openid, tags in ((theirs, {"家长"}), (ours, {"领舞"}), (gone_there, set()), (gone_here, set())):
        assert (set((await document(rig, openid))["tags"]), tags_there(rig, openid)) == (tags, tags)
    assert (await sync(rig)).tagged == 0


async def test_a_tag_that_the_platform_refuses_stays_here_and_stops_nothing(rig: Rig) -> None:
    openids = await rig.people(2)
    long = "这个标签的名字对平台来说太长了一点"
    person = await rig.services.people.find(APP, openids[0])
    await rig.services.people.tag(person.id, long)
    assert (await sync(rig)).state is SyncState.DONE
    assert (await document(rig, openids[0]))["tags"] == [long]


async def test_who_left_unnoticed_is_treated_as_one_who_left(rig: Rig) -> None:
    left, stays = await rig.people(2)
    await rig.services.people.settle((await rig.services.people.find(APP, left)).id, region="x", region_path=QUFU)
    await rig.services.notes.leave("k", app=APP, openid=left, text="?", now=rig.clock())
    await rig.leaves(left, known=False)
    assert (await sync(rig)).left == 1
    person = await rig.services.people.find(APP, left)
    assert (person.region_path, person.identity(APP).following) == ("", False)
    assert await rig.services.notes.take(APP, left) == []
    assert (await rig.services.people.find(APP, stays)).identity(APP).following


async def test_somebody_whom_the_platform_does_not_know_stops_nothing(rig: Rig) -> None:
    await rig.people(3)
    await rig.services.people.make_missing(APP, ["from-another-account"], now=rig.clock(), following=True)
    done = await sync(rig)
    assert (done.state, done.asked) == (SyncState.DONE, 4)


@pytest.mark.parametrize("path", [LIST, FACTS])
async def test_it_goes_on_from_where_it_was_whatever_happens(rig: Rig, path: str) -> None:
    await rig.people(23, known=False)
    for fault in ("5xx", "drop_after", "busy", "token_revoked", "truncated"):
        rig.fault(path, fault, times=2)
    asked = Counter()
    done = await sync(rig)
    asked.update(listed=done.listed, made=done.made, asked=done.asked)
    assert (done.state, asked) == (SyncState.DONE, Counter(listed=23, made=23, asked=23))


async def test_a_worker_that_dies_between_two_steps_begins_nothing_anew(rig: Rig) -> None:
    await rig.people(20, known=False)
    sync_id = await begin(rig.services, by=CITY_DESK)
    store = FollowerSyncStore(rig.services.db)
    for _ in range(5):
        before = await store.find(sync_id)
        await taking_in.step(rig.services, sync_id)
        assert not await store.advance(before, cursor="", now=rig.clock(), listed=100), "a slow worker counts nothing"
    halfway = await store.find(sync_id)
    assert (halfway.part, halfway.listed, halfway.asked) == (SyncPart.FACTS, 20, 5)
    assert 50 < halfway.percent < 100
    await rig.work()
    assert (await store.find(sync_id)).asked == 20


async def test_a_days_calls_that_are_used_up_are_waited_for(rig: Rig) -> None:
    await rig.people(3, known=False)
    rig.fault(LIST, "quota", errcode=45009)
    sync_id = await begin(rig.services, by=CITY_DESK)
    await rig.work()
    waiting = await FollowerSyncStore(rig.services.db).find(sync_id)
    assert waiting.state is SyncState.RUNNING
    assert waiting.waits_until > rig.clock() + timedelta(hours=1)
    rig.platform.faults.remove(None)
    rig.move(waiting.waits_until - rig.clock())
    await rig.work()
    assert (await FollowerSyncStore(rig.services.db).find(sync_id)).state is SyncState.DONE


async def test_one_runs_at_a_time_and_can_be_stopped(rig: Rig) -> None:
    await rig.people(20, known=False)
    first = await begin(rig.services, by=CITY_DESK)
    assert await begin(rig.services, by=CITY_DESK) == first
    await taking_in.step(rig.services, first)
    await stop(rig.services, by=CITY_DESK)
    await rig.work()
    (only,) = await look(rig.services, by=CITY_DESK)
    assert (only.state, only.listed) == (SyncState.STOPPED, 7)
    assert (await sync(rig)).state is SyncState.DONE
    acts = [row["kind"] async for row in rig.services.db["audit"].find().sort("_id", 1)]
    assert acts == ["followers_sync_begun", "followers_sync_stopped", "followers_sync_begun"]


async def test_only_the_citys_staff_have_everybody_taken_in(rig: Rig) -> None:
    for role, path in ((StaffRole.COUNTY, QUFU), (StaffRole.PUBLISHER, "370000/370800/")):
        for call in (begin, stop, look):
            with pytest.raises(NotAllowed):
                await call(rig.services, by=member(role, path))


async def test_who_follows_is_asked_about_at_once(rig: Rig) -> None:
    (openid,) = await rig.people(1, known=False)
    make_tag(rig, "舞队", openid)
    await follow(rig.services, app=APP, openid=openid, now=rig.clock())
    await rig.work()
    person = await document(rig, openid)
    assert (person["tags"], len(person["unionids"])) == (["舞队"], 1)
