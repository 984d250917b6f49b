"""A county looks at the wishes of its queue on one page and approves those that it ticks, each by itself."""

import asyncio

from domain.regions import Scope
from domain.staff import StaffRole
from domain.wishes import WishState
from services.context import Services
from services.wishes import families, steps
from services.wishes.approving import MOVED, Look, approve_each, to_approve
from tests.console.conftest import Desks
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, ELSEWHERE, Lives

ADDRESS = "/console/wishes/approving"
ALL = Scope.system()


async def test_what_is_ticked_goes_up_with_the_words_that_were_looked_at_and_the_rest_waits(
    desk: Desks, services: Services
) -> None:
    lives = Lives(services)
    plain, named, left = [await lives.verified(text=text) for text in ("一个书包", "一双棉鞋", "一套画笔")]
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    assert "一起审批" in (await county.get("/console/wishes/waiting")).text
    page = await county.get(ADDRESS)
    assert "一套画笔" in page.text
    assert " checked" not in page.text
    form = {f"turn-{each.id}": str(each.turn) for each in (plain, named, left)}
    form |= {
        f"text-{plain.id}": "一个新书包",
        f"text-{named.id}": "给王小明的棉鞋",
        f"text-{left.id}": "画笔，改了一半",
    }
    nothing = await county.post(ADDRESS, **form)
    assert (nothing.status, "还没有打勾" in nothing.text, "改了一半" in nothing.text) == (400, True, True)

    wrong = await county.post(ADDRESS, agree=[plain.id, named.id], **form)
    assert wrong.status == 400
    assert "通过了 1 个" in wrong.text
    assert "能认出孩子的东西" in wrong.text
    assert "给王小明的棉鞋" in wrong.text
    assert "改了一半" in wrong.text
    assert [(await lives.now(each)).state for each in (plain, named, left)] == [
        WishState.PUBLISHED,
        WishState.VERIFIED,
        WishState.VERIFIED,
    ]
    assert (await lives.now(plain)).public_text == "一个新书包"
    done = await county.post(ADDRESS, agree=[named.id], **(form | {f"text-{named.id}": "一双棉鞋"}))
    assert (done.path, "通过了 1 个" in done.text) == (ADDRESS, True)
    assert (await lives.now(left)).state is WishState.VERIFIED


async def test_what_has_moved_meanwhile_or_is_another_countys_is_left_alone(desk: Desks, services: Services) -> None:
    lives = Lives(services)
    changed, gone = [await lives.verified(text=text) for text in ("一个书包", "一双棉鞋")]
    form = {f"turn-{each.id}": str(each.turn) for each in (changed, gone)} | {f"text-{changed.id}": "一个书包"}
    form |= {f"text-{gone.id}": "一双棉鞋"}
    away = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert "现在没有等您审批的心愿" in (await away.get(ADDRESS)).text
    assert (await away.post(ADDRESS, agree=[gone.id], **form)).status == 400
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    assert (await village.get(ADDRESS)).status == 403

    await steps.approve(services, gone.id, "一双棉鞋", by=COUNTY)
    guardian = await lives.somebody("guardian")
    await families.correct(services, changed.id, by=guardian, text="一个红书包", cost_fen=80_00)
    county = await desk(StaffRole.COUNTY, login="xian", region="370881")
    late = await county.post(ADDRESS, agree=[changed.id, gone.id], **form)
    assert (late.status, "有 2 个有人先办了" in late.text) == (400, True)
    assert (await lives.now(changed)).state is not WishState.PUBLISHED
    for odd in ("nonsense", "0" * 26):
        assert (await county.post(ADDRESS, agree=[odd], **{f"turn-{odd}": "1", f"text-{odd}": "书"})).status == 400


async def test_a_dear_one_still_takes_two_people_and_nobody_approves_what_she_verified(services: Services) -> None:
    lives = Lives(services)
    dear = await lives.verified(text="一辆自行车", yuan=280)
    assert await approve_each(services, [Look(dear.id, "一辆自行车", dear.turn)], by=COUNTY) == {}
    assert (await lives.now(dear)).state is WishState.APPROVED
    assert await to_approve(services, by=COUNTY_TOO) == []  # her word is the second one: not of this page
    entered = await lives.submitted(text="一套画笔")
    await services.db["wishes"].update_one(
        {"_id": entered.id}, {"$set": {"state": "verified", "desk": "county", "verified_by": COUNTY.id}}
    )
    assert await to_approve(services, by=COUNTY) == []
    assert await approve_each(services, [Look(entered.id, "一套画笔", entered.turn)], by=COUNTY) == {entered.id: MOVED}
    assert await to_approve(services, by=ELSEWHERE) == []


async def test_two_who_tick_the_same_approve_each_once(services: Services) -> None:
    lives = Lives(services)
    wishes = [await lives.verified(text=text) for text in ("一个书包", "一双棉鞋")]
    looks = [Look(each.id, each.text, each.turn) for each in wishes]
    found = await asyncio.gather(*(approve_each(services, looks, by=by) for by in (COUNTY, COUNTY_TOO)))
    assert sum(len(each) for each in found) == len(wishes)
    for wish in wishes:
        kinds = [each.kind for each in await services.events.of(wish.id, scope=ALL)]
        assert kinds.count("approved") == 1
