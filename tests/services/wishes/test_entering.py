"""An officer enters a wish for a family without a phone: kept once, with its consent on paper, and what looks alike shown."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest

from domain.consents import Relation
from domain.errors import Invalid, LooksAlike, MoveNotPossible, NotAllowed, NotFound, SameChild
from domain.people import PAPER, PersonRole
from domain.regions import Scope
from domain.staff import Permission, StaffRole
from domain.wish_life import Desk
from domain.wishes import Wish, WishState
from services.context import Services
from services.privacy.erasing import erase_person
from services.privacy.retention import clean
from services.wishes import steps
from services.wishes.alike import NAME, SPELLED, TEXT
from services.wishes.entering import alike_to, correct_for, enter, looked_over, paper_of
from services.wishes.look import child_of
from services.wishes.submit import village_of
from tests.joined import Clock
from tests.services.wishes.entries import KEY, NEXT_DOOR, add_village, sheet
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER, TOWNSHIP, VISIT, Lives, member

ALL = Scope.system()


async def entered(services: Services, key: str = KEY, **other: str) -> Wish:
    return await enter(services, sheet(**other), by=OFFICER, key=key, seen=())


async def test_it_is_kept_with_the_guardian_the_paper_and_who_entered_it(services: Services) -> None:
    wish = await entered(services)
    assert (wish.entered_by, wish.state, wish.child_masked) == (OFFICER.id, WishState.CHECKED, "王*明")
    guardian = await services.people.get(wish.guardian_id)
    assert [each.app for each in guardian.identities] == [PAPER]
    assert (guardian.roles, guardian.region_path, guardian.pushes) == ({PersonRole.GUARDIAN}, wish.region_path, False)
    (consent,) = await services.consents.of(wish.guardian_id)
    assert (consent.how, consent.text, consent.about) == ("paper", "child_wish.v3", wish.id)
    assert consent.given_at == datetime(2026, 11, 19, 16, tzinfo=UTC)
    paper = await paper_of(services, wish)
    assert paper
    assert (paper.signed, paper.relation, paper.by) == (date(2026, 11, 20), Relation.GRANDMOTHER, OFFICER.id)
    events = await services.events.of(wish.id, scope=ALL)
    assert [(each.kind, each.actor) for each in events] == [("entered", OFFICER.id), ("checked", "system")]
    assert await services.db["audit"].count_documents({"kind": "wish_entered", "actor": OFFICER.id}) == 1


async def test_names_and_the_number_lie_sealed_and_are_shown_to_who_asks_and_is_written_down(
    services: Services,
) -> None:
    wish = await entered(services)
    for name in await services.db.list_collection_names():
        text = str(await services.db[name].find().to_list(None))
        assert not [each for each in ("王小明", "李秀英", "13800138000") if each in text], name
    child = await child_of(services, wish.id, reason="visit", by=OFFICER)
    assert (child.name, child.guardian, child.phone) == ("王小明", "李秀英", "13800138000")
    assert await services.db["audit"].count_documents({"kind": "child_read"}) == 1


async def test_the_same_entry_many_times_at_once_is_one_wish_and_one_guardian(services: Services) -> None:
    found = await asyncio.gather(*(entered(services) for _ in range(6)))
    assert len({each.id for each in found}) == 1
    assert await services.db["wishes"].count_documents({}) == 1
    assert await services.db["people"].count_documents({"identities.app": PAPER}) == 1
    assert await services.db["consents"].count_documents({}) == 1


async def test_another_child_under_the_same_key_is_another_wish(services: Services) -> None:
    first = await entered(services)
    second = await entered(services, child_name="李想", text="一套新华字典和文具")
    assert first.id != second.id


async def test_many_families_without_a_phone_stand_beside_each_other(services: Services) -> None:
    names = ("赵一", "钱二", "孙三", "周四")
    wishes = [await entered(services, f"k{name}", child_name=name, text="书包") for name in names]
    assert len({each.guardian_id for each in wishes}) == len(names)


async def test_who_enters_it_may_not_approve_it_and_nobody_is_told_in_the_chat(services: Services) -> None:
    wish = await enter(services, sheet(), by=COUNTY, key=KEY, seen=())
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    with pytest.raises(NotAllowed):
        await steps.approve(services, wish.id, "一双运动鞋", by=COUNTY)
    approved = await steps.approve(services, wish.id, "一双运动鞋", by=COUNTY_TOO)
    assert approved.state is WishState.PUBLISHED
    assert await services.db["outbox"].count_documents({"task": "tell_person"}) == 0
    await Lives(services).budget(yuan=500)
    await steps.cover(services, wish.id, "budget", by=COUNTY_TOO)
    await steps.decide(services, wish.id, "deliver", by=OFFICER)
    done = await steps.decide(services, wish.id, "confirm_for", by=COUNTY, why="no-phone")
    assert done.state is WishState.CONFIRMED


async def test_only_officers_of_the_village_enter_there(services: Services) -> None:
    for by in (ELSEWHERE, member(StaffRole.CITY, "370000/370800/", "c"), member(StaffRole.EXPERT, "370000/", "e")):
        with pytest.raises(NotAllowed):
            await enter(services, sheet(), by=by, key=KEY, seen=())
    assert await services.db["wishes"].count_documents({}) == 0
    assert TOWNSHIP.may_in(Permission.WISH_ENTER, "370000/370800/370881/370881100/370881100201/")


@pytest.mark.parametrize(
    ("other", "field", "problem"),
    [
        ({"child_name": "王"}, "child_name", "length"),
        ({"child_name": "王小明13812345678"}, "child_name", "invalid"),
        ({"guardian": ""}, "guardian", "missing"),
        ({"relation": "boss"}, "relation", "unknown"),
        ({"age_band": "18-20"}, "age_band", "missing"),
        ({"region": "370881100"}, "region", "not_a_village"),
        ({"region": "999"}, "region", "unknown"),
        ({"phone": "12345"}, "phone", "invalid"),
        ({"kind": "moon"}, "kind", "unknown"),
        ({"text": "现金五百元"}, "text", "unfit"),
        ({"text": "鞋" * 61}, "text", "length"),
        ({"yuan": "很多"}, "cost_fen", "missing"),
        ({"yuan": "301"}, "cost_fen", "out_of_range"),
        ({"yuan": "0"}, "cost_fen", "out_of_range"),
        ({"signed": "2026-13-01"}, "signed", "not_a_day"),
        ({"signed": "2026-12-31"}, "signed", "out_of_range"),
        ({"signed": "2025-10-01"}, "signed", "out_of_range"),
        ({"box": ""}, "box", "missing"),
        ({"box": "王小明的盒子"}, "box", "identifying"),
        ({"box": "13800138000"}, "box", "identifying"),
        ({"text_version": "push.v1"}, "text_version", "unknown"),
    ],
)
async def test_a_value_that_cannot_be_taken_is_named_and_nothing_is_kept(
    services: Services, other: dict[str, str], field: str, problem: str
) -> None:
    by = member(StaffRole.COUNTY, "370000/", "everywhere")
    with pytest.raises(Invalid) as refused:
        await enter(services, sheet(**other), by=by, key=KEY, seen=())
    assert (refused.value.field, refused.value.problem) == (field, problem)
    assert await services.db["wishes"].count_documents({}) == 0


async def test_a_child_has_one_open_wish_and_no_more_a_year_than_it_may(services: Services, lives: Lives) -> None:
    chat = await lives.submitted(child="王小明")
    with pytest.raises(SameChild) as refused:
        await entered(services)
    assert refused.value.limit == "open"
    closed = {"$set": {"state": "closed", "child_open": None}}
    await services.db["wishes"].update_many({}, closed)
    await entered(services)
    await services.db["wishes"].update_many({}, closed)
    with pytest.raises(SameChild) as refused:
        await entered(services, "another")
    assert refused.value.limit == "year"
    assert chat.entered_by == ""


async def alike(services: Services, **other: str) -> Sequence[tuple[str, str]]:
    entry = sheet(**other)
    found = await alike_to(services, entry, await village_of(services, entry.region), by=OFFICER)
    return [(each.why, each.text) for each in found]


async def test_what_looks_alike_is_named_and_goes_on_once_she_has_looked(services: Services) -> None:
    first = await entered(services)
    assert await alike(services, child_name="王晓明", text="书包") == [(SPELLED, "一双35码的运动鞋")]
    assert await alike(services, child_name="李想", age_band="9-11", text="一双 35 码的运动鞋！") == [
        (TEXT, "一双35码的运动鞋")
    ]
    assert await alike(services, child_name="李想", text="一套新华字典和文具") == []
    with pytest.raises(LooksAlike) as found:
        await entered(services, child_name="王晓明")
    assert found.value.found == (first.id,)
    second = await enter(services, sheet(child_name="王晓明"), by=OFFICER, key=KEY, seen=(first.id,))
    assert second.state is WishState.CHECKED


async def test_a_namesake_in_the_next_village_is_told_without_its_wish(services: Services) -> None:
    await add_village(services, NEXT_DOOR, "河西村")
    await enter(services, sheet(region=NEXT_DOOR), by=TOWNSHIP, key=KEY, seen=())
    assert await alike(services) == [(NAME, "")]
    entry = sheet()
    (seen,) = await alike_to(services, entry, await looked_over(services, entry, by=TOWNSHIP), by=TOWNSHIP)
    assert (seen.why, seen.child_masked) == (NAME, "王*明")


async def test_what_was_refused_or_is_older_than_a_year_looks_like_nothing(services: Services, clock: Clock) -> None:
    wish = await entered(services)
    await steps.decide(services, wish.id, "refuse_checked", by=OFFICER, why="other")
    assert await alike(services, child_name="王晓明") == []
    await entered(services, "again")
    clock.move(days=366)
    assert await alike(services, child_name="王晓明", signed="2027-11-20") == []


async def test_the_family_is_erased_with_its_key_and_a_guardian_of_nothing_goes(
    services: Services, clock: Clock
) -> None:
    wish = await entered(services)
    await erase_person(services, wish.guardian_id, how="paper", now=clock())
    left = await services.db["wishes"].find_one({"_id": wish.id})
    assert left
    assert "sealed" not in left
    assert await services.db["people"].count_documents({"identities.app": PAPER}) == 0
    other = await entered(services, "other", child_name="李想", text="一套新华字典和文具")
    await services.db["wishes"].update_one({"_id": other.id}, {"$set": {"state": "closed"}})
    clock.move(days=3 * 366)
    await clean(services)
    clock.move(days=1)
    await clean(services)
    assert await services.db["people"].count_documents({"identities.app": PAPER}) == 0


async def test_what_was_returned_is_corrected_by_the_village_for_the_family_and_begins_anew(
    services: Services, lives: Lives
) -> None:
    wish = await entered(services)
    returned = await steps.decide(services, wish.id, "return_checked", by=OFFICER, why="unclear")
    assert returned.desk == Desk.VILLAGE
    with pytest.raises(NotFound):
        await correct_for(services, wish.id, by=ELSEWHERE, text="一双36码的运动鞋", cost_fen=9000)
    with pytest.raises(Invalid):
        await correct_for(services, wish.id, by=OFFICER, text="现金", cost_fen=9000)
    corrected = await correct_for(services, wish.id, by=OFFICER, text="一双36码的运动鞋", cost_fen=9000)
    assert (corrected.state, corrected.text, corrected.cost_fen) == (WishState.CHECKED, "一双36码的运动鞋", 9000)
    own = await lives.submitted()
    await steps.decide(services, own.id, "return_checked", by=OFFICER, why="unclear")
    with pytest.raises(MoveNotPossible):
        await correct_for(services, own.id, by=OFFICER, text="一双36码的运动鞋", cost_fen=9000)


async def test_names_in_a_correction_keep_it_from_going_on_by_itself(services: Services) -> None:
    wish = await entered(services)
    await steps.decide(services, wish.id, "return_checked", by=OFFICER, why="unclear")
    corrected = await correct_for(services, wish.id, by=OFFICER, text="给李秀英家的鞋", cost_fen=9000)
    assert corrected.state is WishState.SUBMITTED
    assert "known" in corrected.concerns


async def test_a_family_without_a_phone_takes_its_wish_back_by_its_officer_with_a_reason(
    services: Services, lives: Lives
) -> None:
    wish, own = await entered(services), await lives.submitted()
    with pytest.raises(Invalid):
        await steps.decide(services, wish.id, "withdraw_for", by=OFFICER)
    with pytest.raises(MoveNotPossible):
        await steps.decide(services, own.id, "withdraw_for", by=OFFICER, why="other")
    gone = await steps.decide(services, wish.id, "withdraw_for", by=OFFICER, why="other")
    assert gone.state is WishState.WITHDRAWN
    assert (await entered(services, "again")).state is WishState.CHECKED
