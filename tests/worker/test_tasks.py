"""What the worker does besides pushes: late replies of both accounts, and the list of followers."""

import pytest

from bot.keeping import send_later
from simulator.custom import open_window
from tests.joined import APP
from tests.rig import MINI_APP
from wechat.messages import TextReply

CUSTOM = "/cgi-bin/message/custom/send"


async def writer(rig, app: str) -> str:
    """Somebody who has just written to the account."""
    account = rig.platform.accounts[app]
    follower = rig.platform.add_in_bulk(account)
    rig.platform.follow(account, follower)
    open_window(rig.platform, account, follower, "message")
    return follower.openid


async def later(rig, app: str, openid: str, key: str = "m1") -> bool:
    reply = TextReply("想好了：先听她说完。")
    return await send_later(rig.services, app=app, openid=openid, key=key, reply=reply, now=rig.clock())


@pytest.mark.parametrize("app", [APP, MINI_APP])
async def test_a_late_reply_comes_as_a_message_of_the_account_that_was_written_to(rig, app) -> None:
    openid = await writer(rig, app)
    assert await later(rig, app, openid)
    assert not await later(rig, app, openid)
    await rig.work()
    assert rig.platform.accounts[app].by_channel["custom"] == 1
    assert (await rig.got())[openid] == 1


async def test_a_late_reply_that_can_not_be_sent_leads_the_next_one(rig) -> None:
    openid = await writer(rig, APP)
    rig.platform.accounts[APP].followers[openid].windows.clear()
    await later(rig, APP, openid)
    await rig.work()
    assert await rig.got() == {}
    assert "先听她说完" in "".join(note for note in await rig.services.notes.take(APP, openid))


async def test_a_busy_platform_gets_the_late_reply_when_it_has_time(rig) -> None:
    openid = await writer(rig, APP)
    rig.fault(CUSTOM, "quota", errcode=45011, times=6)
    await later(rig, APP, openid)
    await rig.work()
    assert (await rig.got())[openid] == 1


async def test_a_message_whose_worker_died_while_sending_it_is_not_sent_again_but_leads_the_next_reply(rig) -> None:
    openid = await writer(rig, APP)
    await later(rig, APP, openid)
    await rig.services.db["outbox"].update_one({"task": "late_reply"}, {"$set": {"acted_at": rig.clock()}})
    await rig.work()
    assert await rig.got() == {}
    assert "先听她说完" in "".join(note for note in await rig.services.notes.take(APP, openid))


async def test_a_late_reply_whose_answer_was_lost_is_not_sent_twice(rig) -> None:
    openid = await writer(rig, APP)
    rig.fault(CUSTOM, "drop_after", times=1)
    await later(rig, APP, openid)
    await rig.work()
    assert (await rig.got())[openid] == 1


async def test_the_daily_look_at_the_platforms_list_takes_in_who_came_unnoticed(rig) -> None:
    await rig.people(30, known=False)
    came_back = (await rig.people(1))[0]
    await rig.services.people.left(APP, came_back, now=rig.clock())
    for day in range(2):
        await rig.services.outbox.add(f"sync_followers:{day}", "sync_followers", {}, due_at=rig.clock())
        await rig.work()
        assert await rig.services.people.count(APP) == 31
