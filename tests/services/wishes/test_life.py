"""A wish's whole life on real stores: what each may do, what is told to whom, what the clock does."""

import asyncio
from dataclasses import replace
from datetime import date

import pytest

from domain.errors import (
    ClaimsFull,
    Conflict,
    Invalid,
    MoveNotPossible,
    NotAllowed,
    NotFound,
    PhoneFirst,
    SameChild,
    WishTaken,
    XinqiaoError,
)
from domain.staff import Permission
from domain.wish_life import LADDER, Desk, staff
from domain.wishes import Wish, WishState
from services.context import Services
from services.mini.phone import take_phone_back
from services.wishes import families, giving, steps
from services.wishes.certificates import certificate
from services.wishes.moving import Given, move
from services.wishes.watching import watch
from tests.joined import Clock
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER, TOWNSHIP, VISIT, Lives


async def test_a_wish_goes_from_the_form_to_the_certificate(lives: Lives, services: Services) -> None:
    wish = await lives.delivered()
    assert await lives.story(wish) == [
        *("submitted", "checked", "verified", "approved", "published", "claimed", "prepared", "delivered")
    ]
    done = await families.act(services, wish.id, "confirm", by=await lives.somebody("guardian"))
    assert (done.state, done.desk) == (WishState.CONFIRMED, "system")
    shown = await certificate(services, done.certificate)
    assert (shown.text, shown.cost_fen) == ("一个新书包", 8000)
    assert any("h5/certificates/" + done.certificate in text for text in await lives.told("donor"))
    guardian = " ".join(await lives.told("guardian"))
    for word in ("核实好了", "审批通过了", "有人认领了", "备好了", "送到了"):
        assert word in guardian
    with pytest.raises(NotFound):
        await certificate(services, "NOSUCHCODE")


async def test_what_the_village_wrote_lies_sealed(lives: Lives, services: Services) -> None:
    wish = await lives.verified()
    stored = await services.db["events"].find_one({"about": wish.id, "kind": "verified"})
    assert stored is not None
    assert stored["data"]["way"] == "home"
    assert "奶奶".encode() not in repr(stored).encode()
    assert await services.vault.unseal(stored["data"]["sealed"]) == {"notes": "奶奶带着"}


async def test_a_text_that_leads_to_the_child_waits_for_a_look_and_is_never_shown(
    lives: Lives, services: Services
) -> None:
    wish = await lives.submitted(text="实验小学要的校服")
    assert (wish.state, wish.desk, wish.concerns) == (WishState.SUBMITTED, "township", ("school",))
    await steps.decide(services, wish.id, "check", by=TOWNSHIP)
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    for text in ("实验小学要的校服", "王小丁想要的校服", "给峪口的孩子", "打 13800138000"):
        with pytest.raises(Invalid) as refused:
            await steps.approve(services, wish.id, text, by=COUNTY)
        assert refused.value.problem == "identifying"
    shown = await steps.approve(services, wish.id, "一套校服", by=COUNTY)
    assert shown.public_text == "一套校服"


async def test_a_dear_wish_takes_two_people_of_the_county(lives: Lives, services: Services) -> None:
    wish = await lives.verified(yuan=280)
    approved = await steps.approve(services, wish.id, wish.text, by=COUNTY)
    assert approved.state is WishState.APPROVED
    with pytest.raises(NotAllowed):
        await steps.publish(services, wish.id, by=COUNTY)
    with pytest.raises(NotFound):
        await steps.publish(services, wish.id, by=ELSEWHERE)
    assert (await steps.publish(services, wish.id, by=COUNTY_TOO)).state is WishState.PUBLISHED


async def test_the_verifier_does_not_approve_even_where_her_post_allows_it(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    both = replace(COUNTY, id="both", appointments=(*COUNTY.appointments, *TOWNSHIP.appointments))
    await steps.verify(services, wish.id, VISIT, by=both)
    with pytest.raises(NotAllowed):
        await steps.approve(services, wish.id, wish.text, by=both)


async def test_what_the_village_has_not_filled_in_is_asked_for(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    for change in ({"day": None}, {"way": ""}, {"hardship": "x"}, {"consent_seen": False}):
        with pytest.raises(Invalid) as refused:
            await steps.verify(services, wish.id, replace(VISIT, **change), by=OFFICER)  # type: ignore[arg-type]
        assert refused.value.field in change


async def test_a_visit_just_after_midnight_is_of_the_day_that_it_is_here(services: Services, clock: Clock) -> None:
    wish = await Lives(services).submitted()
    clock.move(hours=7.5)  # half past midnight in China, still yesterday in UTC
    with pytest.raises(Invalid):
        await steps.verify(services, wish.id, replace(VISIT, day=date(2026, 11, 26)), by=OFFICER)
    verified = await steps.verify(services, wish.id, replace(VISIT, day=date(2026, 11, 25)), by=OFFICER)
    assert verified.state is WishState.VERIFIED


async def test_a_returned_wish_is_corrected_and_begins_anew(lives: Lives, services: Services) -> None:
    wish = await lives.verified()
    with pytest.raises(Invalid):
        await steps.decide(services, wish.id, "return_verified", by=COUNTY)
    back = await steps.decide(services, wish.id, "return_verified", by=COUNTY, why="unclear", words="写上尺码")
    assert (back.state, back.desk) == (WishState.RETURNED, "guardian")
    assert "没写清楚要什么。写上尺码" in (await lives.told("guardian"))[-1]
    again = await families.correct(
        services, wish.id, by=await lives.somebody("guardian"), text="一双 35 码的鞋", cost_fen=9000
    )
    assert (again.state, again.text, again.cost_fen, again.verified_by) == (
        WishState.CHECKED,
        "一双 35 码的鞋",
        9000,
        "",
    )
    stored = await services.db["events"].find_one({"about": wish.id, "kind": "returned"})
    assert stored is not None
    assert "尺码".encode() not in repr(stored).encode()


async def test_until_somebody_takes_it_up_a_wish_is_changed_and_begins_anew(lives: Lives, services: Services) -> None:
    guardian = await lives.somebody("guardian")
    for reach in (lives.submitted, lives.verified, lives.published):
        wish = await reach()
        (mine,) = await families.changeable(services, by=guardian)
        changed = await families.correct(
            services, mine.id, by=guardian, text="一双棉鞋，36码", cost_fen=90_00, seen=wish.turn
        )
        assert (changed.id, changed.text, changed.cost_fen) == (wish.id, "一双棉鞋，36码", 90_00)
        assert (changed.public_text, changed.verified_by, changed.approved_by) == ("", "", "")
        assert changed.desk in {Desk.TOWNSHIP, Desk.VILLAGE}  # looked at and verified anew
        with pytest.raises(Conflict):  # a page from before the change
            await families.correct(services, wish.id, by=guardian, text="一支笔", cost_fen=10_00, seen=wish.turn)
        await families.act(services, wish.id, "withdraw", by=guardian)
    taken = await lives.claimed()
    assert await families.changeable(services, by=guardian) == []
    with pytest.raises(MoveNotPossible):
        await families.correct(services, taken.id, by=guardian, text="一支笔", cost_fen=10_00)


async def test_one_child_has_one_open_wish_also_when_both_are_sent_at_once(lives: Lives, services: Services) -> None:
    found = await asyncio.gather(*(lives.submitted(child="李小红") for _ in range(4)), return_exceptions=True)
    assert [type(each) for each in found if not isinstance(each, Wish)] == [SameChild] * 3
    (first,) = (each for each in found if isinstance(each, Wish))
    await families.act(services, first.id, "withdraw", by=await lives.somebody("guardian"))
    assert (await lives.submitted(child="李小红")).state is WishState.CHECKED


async def test_a_year_has_so_many_wishes_of_a_child(lives: Lives, services: Services, clock: Clock) -> None:
    for _ in range(services.facts.wish.year_most):
        wish = await lives.submitted(child="李小红")
        await services.db["wishes"].update_one({"_id": wish.id}, {"$set": {"state": "closed", "child_open": None}})
    with pytest.raises(SameChild) as refused:
        await lives.submitted(child="李小红")
    assert refused.value.limit == "year"
    clock.move(days=366)
    assert await lives.submitted(child="李小红")


async def test_two_hundred_donors_claim_fifty_wishes_and_each_wish_goes_once(lives: Lives, services: Services) -> None:
    wishes = [await lives.published() for _ in range(50)]
    donors = [await lives.somebody(f"d{number}") for number in range(200)]

    async def claim(number: int) -> Wish | XinqiaoError:
        try:
            return await giving.claim(services, wishes[number % 50].code, by=donors[number])
        except XinqiaoError as error:
            return error

    found = await asyncio.gather(*(claim(number) for number in range(200)))
    won = [each for each in found if isinstance(each, Wish)]
    assert len({each.id for each in won}) == len(won) == 50
    assert {type(each) for each in found if not isinstance(each, Wish)} == {WishTaken}
    claimed = await services.db["events"].count_documents({"kind": "claimed"})
    assert claimed == 50


async def test_nobody_holds_more_than_so_many_also_when_she_taps_all_at_once(lives: Lives, services: Services) -> None:
    wishes = [await lives.published() for _ in range(6)]
    donor = await lives.somebody("donor")
    await lives.gives_number("donor", "138")
    found = await asyncio.gather(
        *(giving.claim(services, wish.code, by=donor) for wish in wishes), return_exceptions=True
    )
    assert sum(isinstance(each, Wish) for each in found) == services.facts.wish.claims_most
    assert {type(each) for each in found if not isinstance(each, Wish)} == {ClaimsFull}
    held = next(each for each in found if isinstance(each, Wish))
    assert (await giving.claim(services, held.code, by=donor)).id == held.id
    await families.act(services, held.id, "release", by=donor)
    free = next(wish for wish, each in zip(wishes, found, strict=True) if not isinstance(each, Wish))
    assert (await giving.claim(services, free.code, by=donor)).donor_id == donor.id


async def test_who_gives_no_number_holds_one_wish(lives: Lives, services: Services) -> None:
    held, other = [await lives.published() for _ in range(2)]
    donor = await lives.somebody("donor")
    await giving.claim(services, held.code, by=donor)
    with pytest.raises(PhoneFirst):
        await giving.claim(services, other.code, by=donor)
    await lives.gives_number("donor", "138")
    assert (await giving.claim(services, other.code, by=donor)).donor_id == donor.id
    assert len(await services.wall.slots_of([donor.id, await services.phones.digest_of(donor.id)])) == 2


async def test_many_accounts_with_one_number_hold_as_many_wishes_as_one(lives: Lives, services: Services) -> None:
    wishes = [await lives.published() for _ in range(6)]
    donors = [await lives.somebody(f"account-{number}") for number in range(6)]
    for number in range(6):
        await lives.gives_number(f"account-{number}", "138")
    asked = (giving.claim(services, wish.code, by=donor) for wish, donor in zip(wishes, donors, strict=True))
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(isinstance(each, Wish) for each in found) == services.facts.wish.claims_most
    assert {type(each) for each in found if not isinstance(each, Wish)} == {ClaimsFull}


async def test_a_number_that_is_taken_back_stands_under_no_claim(lives: Lives, services: Services) -> None:
    await lives.gives_number("donor", "138")
    wish = await lives.claimed()
    donor = await lives.somebody("donor")
    digest = await services.phones.digest_of(donor.id)
    await take_phone_back(services, donor.id)
    await take_phone_back(services, donor.id)
    assert await services.wall.slots_of([digest]) == set()
    assert len(await services.wall.slots_of([donor.id])) == 1
    assert (await giving.claim(services, wish.code, by=donor)).id == wish.id


async def test_a_released_wish_stands_first_in_line(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.claimed()
    clock.move(hours=1)
    other = await lives.published()
    await families.act(services, wish.id, "release", by=await lives.somebody("donor"))
    shown = await services.wall.page({}, most=10)
    assert [each.code for each in shown] == [wish.code, other.code]
    with pytest.raises(NotAllowed):
        await families.act(services, wish.id, "prepare", by=await lives.somebody("donor"))


async def test_a_claim_that_nobody_keeps_is_reminded_of_extended_once_and_given_back(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await lives.claimed()
    donor = await lives.somebody("donor")
    longer = await families.act(services, wish.id, "extend", by=donor)
    with pytest.raises(MoveNotPossible):
        await families.act(services, wish.id, "extend", by=donor)
    assert longer.due_at is not None
    clock.at = longer.due_at.astimezone(clock.at.tzinfo)
    clock.move(hours=-50)
    await watch(services)
    await watch(services)
    assert sum("来不及可以延期" in text for text in await lives.told("donor")) == 1
    clock.move(hours=51)
    await watch(services)
    back = await lives.now(wish)
    assert (back.state, back.donor_id, back.code) == (WishState.PUBLISHED, "", wish.code)
    assert (await lives.story(wish))[-3:] == ["extended", "reminded", "timed_out"]
    assert "到期了" in (await lives.told("donor"))[-1]


async def test_what_staff_leave_lying_climbs_a_level_at_a_time(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.submitted()
    assert await services.wishes.waiting(LADDER[:1], scope=OFFICER.scope(Permission.WISH_READ))
    desks = [wish.desk]
    for _ in range(12):
        clock.move(days=4)
        await watch(services)
        desk = (await lives.now(wish)).desk
        desks += [desk] if desk != desks[-1] else []
    assert desks == ["village", "township", "county", "city"]
    await steps.verify(services, wish.id, replace(VISIT, day=clock().date()), by=OFFICER)
    assert (await lives.now(wish)).desk == "county"


async def test_a_returned_wish_without_an_answer_ends_and_frees_the_child(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await lives.submitted(child="李小红")
    await steps.decide(services, wish.id, "return_checked", by=OFFICER, why="unclear")
    clock.move(days=40)
    await watch(services)
    assert (await lives.now(wish)).state is WishState.EXPIRED
    assert await lives.submitted(child="李小红")


async def test_a_family_that_got_nothing_is_heard(lives: Lives, services: Services) -> None:
    await lives.budget(yuan=500)
    wish = await lives.delivered()
    guardian = await lives.somebody("guardian")
    await families.act(services, wish.id, "dispute", by=guardian)
    with pytest.raises(NotAllowed):
        await steps.decide(services, wish.id, "settle", by=OFFICER, why="other")
    await steps.decide(services, wish.id, "fail", by=COUNTY, why="other")
    anew = await steps.decide(services, wish.id, "republish", by=COUNTY)
    assert (anew.state, anew.donor_id) == (WishState.PUBLISHED, "")
    covered = await steps.cover(services, wish.id, "budget", by=COUNTY)
    assert (covered.state, covered.desk, covered.covered_by) == (WishState.PREPARED, "county", COUNTY.id)


async def test_an_officer_confirms_for_a_family_with_a_reason_but_not_her_own_delivery(
    lives: Lives, services: Services
) -> None:
    wish = await lives.delivered()
    with pytest.raises(NotAllowed):
        await steps.decide(services, wish.id, "confirm_for", by=OFFICER, why="no-phone")
    with pytest.raises(Invalid):
        await steps.decide(services, wish.id, "confirm_for", by=TOWNSHIP)
    done = await steps.decide(services, wish.id, "confirm_for", by=TOWNSHIP, why="no-phone")
    assert done.certificate


async def test_a_form_made_before_the_wish_moved_on_changes_nothing(lives: Lives, services: Services) -> None:
    wish = await lives.verified()
    await steps.decide(services, wish.id, "return_verified", by=COUNTY, why="unclear")
    await families.correct(services, wish.id, by=await lives.somebody("guardian"), text="两个书包", cost_fen=100)
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    with pytest.raises(Conflict):
        await steps.approve(services, wish.id, wish.text, by=COUNTY_TOO, seen=wish.turn)


async def test_what_was_approved_when_the_process_died_is_carried_on_by_the_clock(
    lives: Lives, services: Services
) -> None:
    wish = await lives.verified()
    given = Given(fields={"approved_by": COUNTY.id, "public_text": "一个新书包"})
    await move(services, wish.id, "approve", by=staff(COUNTY), given=given)
    assert (await lives.now(wish)).state is WishState.APPROVED
    await watch(services)
    assert (await lives.now(wish)).state is WishState.PUBLISHED
