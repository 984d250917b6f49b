"""When an officer leaves: what was hers is her successor's, all of it or nothing, and she gets in no longer."""

from dataclasses import replace

import pytest

from domain.errors import Invalid, LastAdministrator, NotAllowed, NotSignedIn
from domain.ids import new_id
from domain.lessons import LessonState
from domain.pushes import Channel
from domain.staff import StaffMember, StaffRole
from services import pushes
from services.context import Services
from services.staff import add, session, sign_in
from services.staff.handover import hand_over, key_of, what_moves
from storage.staff import AccountState
from tests.joined import LESSONS

ADMIN, COUNTY, EDITOR, EXPERT = StaffRole.ADMINISTRATOR, StaffRole.COUNTY, StaffRole.EDITOR, StaffRole.EXPERT
PASSWORD = "一句只在这里用的长口令"


async def somebody(services: Services, login: str, *roles: StaffRole, region: str = "370881") -> StaffMember:
    member, _ = await add(services, login=login, name="王芳", roles=roles, region=region, password=PASSWORD)
    return member


@pytest.fixture
async def boss(services: Services) -> StaffMember:
    return await somebody(services, "boss", ADMIN, region="370800")


async def test_what_is_hers_goes_to_her_successor_and_she_gets_in_no_longer(
    services: Services, boss: StaffMember
) -> None:
    li, zhao = await somebody(services, "li", COUNTY, EDITOR), await somebody(services, "zhao", EXPERT)
    draft = replace(LESSONS[0], id="draft", slug="draft", state=LessonState.DRAFT, changed_by=li.id)
    await services.lessons.insert(draft)
    push = await pushes.create(services, lesson_slug="shoes", audience="all", channel=Channel.AUTO, by=li.id)
    opened = await sign_in(services, login="li", password=PASSWORD, address="a")
    _, things = await what_moves(services, li.id, by=boss)
    assert sorted(each.kind for each in things) == ["appointment", "appointment", "lesson", "push"]
    asked = {"by": boss, "successor": "zhao", "seen": [key_of(each) for each in things]}
    handover_id = new_id()
    done = await hand_over(services, li.id, handover_id, **asked)
    assert await hand_over(services, li.id, handover_id, **asked) == done
    assert {each.role for each in (await services.staff.get(zhao.id)).appointments} == {COUNTY, EDITOR, EXPERT}
    assert (await services.lessons.get("draft")).changed_by == zhao.id
    assert (await services.pushes.get(push.id)).created_by == zhao.id
    assert (await services.staff.get(li.id)).state is AccountState.LEFT
    assert await session(services, opened.token, device=opened.device) is None
    with pytest.raises(NotSignedIn):
        await sign_in(services, login="li", password=PASSWORD, address="a")


async def test_a_list_that_has_grown_since_it_was_ticked_is_shown_again(services: Services, boss: StaffMember) -> None:
    li, _ = await somebody(services, "li", COUNTY), await somebody(services, "zhao", EXPERT)
    _, things = await what_moves(services, li.id, by=boss)
    ticked = [key_of(each) for each in things]
    await services.lessons.insert(replace(LESSONS[0], id="d", slug="d", state=LessonState.DRAFT, changed_by=li.id))
    with pytest.raises(Invalid) as problem:
        await hand_over(services, li.id, new_id(), by=boss, successor="zhao", seen=ticked)
    assert problem.value.field == "ticks"
    assert (await services.staff.get(li.id)).state is AccountState.ACTIVE


async def test_a_hand_over_that_breaks_in_the_middle_changes_nothing(
    services: Services, boss: StaffMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    li, zhao = await somebody(services, "li", COUNTY), await somebody(services, "zhao", EXPERT)
    _, things = await what_moves(services, li.id, by=boss)

    async def breaks(*_arguments: object, **_more: object) -> None:
        raise RuntimeError

    asked = {"by": boss, "successor": "zhao", "seen": [key_of(each) for each in things]}
    with monkeypatch.context() as broken:
        broken.setattr(type(services.handovers), "insert", breaks)
        with pytest.raises(RuntimeError):
            await hand_over(services, li.id, new_id(), **asked)
    assert (await services.staff.get(li.id)).state is AccountState.ACTIVE
    assert [each.role for each in (await services.staff.get(zhao.id)).appointments] == [EXPERT]
    await hand_over(services, li.id, new_id(), **asked)


async def test_nobody_hands_over_herself_or_inherits_what_she_did_not_have(
    services: Services, boss: StaffMember
) -> None:
    li = await somebody(services, "li", COUNTY)
    with pytest.raises(NotAllowed):
        await what_moves(services, boss.id, by=boss)
    _, things = await what_moves(services, li.id, by=boss)
    with pytest.raises(NotAllowed):
        await hand_over(services, li.id, new_id(), by=boss, successor="boss", seen=[key_of(each) for each in things])


async def test_the_city_keeps_an_administrator(services: Services, boss: StaffMember) -> None:
    province = await somebody(services, "above", ADMIN, region="370000")
    zhao = await somebody(services, "zhao", EXPERT)
    _, things = await what_moves(services, boss.id, by=province)
    await services.db["staff"].update_one({"_id": province.id}, {"$set": {"state": "left"}})
    with pytest.raises(Invalid):
        await hand_over(services, boss.id, new_id(), by=province, successor="nobody", seen=[key_of(things[0])])
    await hand_over(services, boss.id, new_id(), by=province, successor="zhao", seen=[key_of(things[0])])
    with pytest.raises(LastAdministrator):
        await _leave_without_heir(services, zhao, province)


async def _leave_without_heir(services: Services, who: StaffMember, by: StaffMember) -> None:
    from services.staff.appointments import take_back  # noqa: PLC0415 only this test takes back

    account = await services.staff.get(who.id)
    number = next(at for at, each in enumerate(account.appointments) if each.role is ADMIN)
    await take_back(services, who.id, number, by=by, seq=account.seq)
