"""Batches of organisations: each wish once, no more than asked for, limits, what is told, what stays when somebody goes."""

import asyncio
from dataclasses import replace

import pytest

from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import new_id
from domain.organisations import Missed, OrganisationState, credit_code
from domain.wishes import WishState
from services.context import Services
from services.organisations import applying, batches, deciding, members
from services.organisations.batches import Wanted, take
from services.privacy.erasing import erase_person
from services.wishes import giving, own, steps
from services.wishes.certificates import certificate
from services.wishes.families import act
from services.wishes.watching import watch
from storage.joining import JoiningStore
from tests.joined import Clock
from tests.services.organisations.companies import CONTACT, Companies
from tests.services.wishes.lives import CITY, COUNTY, ELSEWHERE, OFFICER

ALL = Wanted(many=100)


def test_a_credit_code_holds_by_its_check_digit() -> None:
    assert credit_code(" 91350100m000100y43 ") == "91350100M000100Y43"
    for wrong in ("91350100M000100Y44", "91350100M000100Y4", "9135010OM000100Y43", "", "9" * 19):
        with pytest.raises(ValueError, match=wrong or "^$"):
            credit_code(wrong)


async def test_two_organisations_at_once_have_no_wish_twice(companies: Companies, services: Services) -> None:
    wishes = await companies.wishes(12)
    (one, her), (other, him) = await companies.approved("her"), await companies.approved("him")
    codes = tuple(each.code for each in wishes)
    first, second = await companies.both(her, him, Wanted(codes=codes), Wanted(codes=codes[::-1]))
    got, had = set(first.batch.taken), set(second.batch.taken)
    assert not got & had
    assert got | had == {each.id for each in wishes}
    for sheet, organisation in ((first, one), (second, other)):
        assert len(sheet.batch.taken) + len(sheet.batch.missed) == len(codes)
        assert {why for _, why in sheet.batch.missed} <= {Missed.TAKEN}
        assert all(row.wish.organisation == organisation.id for row in sheet.rows)
    assert await services.db["events"].count_documents({"kind": "claimed"}) == 12


async def test_those_that_wait_longest_are_taken_and_others_looked_for(
    companies: Companies, services: Services, clock: Clock
) -> None:
    wishes = []
    for _ in range(6):
        wishes += await companies.wishes(1)
        clock.move(seconds=1)
    _, her = await companies.approved("her")
    sheet = await take(services, new_id(), Wanted(many=2, asked={"kind": "study", "county": "370881"}), by=her)
    assert set(sheet.batch.taken) == {wishes[0].id, wishes[1].id}
    _, him = await companies.approved("him")
    first, second = await companies.both(her, him, Wanted(many=2), Wanted(many=2))
    assert len({*first.batch.taken, *second.batch.taken}) == 4
    assert (await take(services, new_id(), Wanted(many=5), by=her)).batch.taken == ()


async def test_a_batch_that_is_sent_again_takes_no_more(companies: Companies, services: Services) -> None:
    await companies.wishes(8)
    _, her = await companies.approved("her")
    made = new_id()
    tries = [take(services, made, Wanted(many=3), by=her) for _ in range(3)]
    found = await asyncio.gather(*tries)
    assert {len(each.batch.taken) for each in [*found, await take(services, made, Wanted(many=3), by=her)]} <= {3}
    assert await services.db["wishes"].count_documents({"batch": made}) == 3
    _, him = await companies.approved("him")
    with pytest.raises(Conflict):
        await take(services, made, Wanted(many=3), by=him)


async def test_an_organisation_holds_so_many_and_a_person_her_own_besides(
    companies: Companies, services: Services
) -> None:
    tight = replace(
        services, facts=replace(services.facts, wish=replace(services.facts.wish, organisation_claims_most=4))
    )
    wishes = await companies.wishes(9)
    _, her = await companies.approved("her")
    codes = [each.code for each in wishes]
    both = await asyncio.gather(
        take(tight, new_id(), Wanted(codes=tuple(codes[:3])), by=her),
        take(tight, new_id(), Wanted(codes=tuple(codes[3:6])), by=her),
    )
    assert sum(len(each.batch.taken) for each in both) == 4
    assert {why for each in both for _, why in each.batch.missed} == {Missed.FULL}
    for code in codes[6:]:
        assert (await giving.claim(services, code, by=her)).organisation == ""
    assert len(await own.taken(services, her)) == 3
    for wanted in (
        Wanted(),
        Wanted(many=101),
        Wanted(codes=("12",)),
        Wanted(codes=tuple(f"{n:06}" for n in range(101))),
    ):
        with pytest.raises(Invalid):
            await take(services, new_id(), wanted, by=her)


async def test_what_was_missed_is_told_plainly(companies: Companies, services: Services) -> None:
    wishes = await companies.wishes(2)
    guardian = await companies.somebody("guardian")
    _, her = await companies.approved("her")
    await giving.claim(services, wishes[0].code, by=await companies.lives.somebody("other"))
    asked = Wanted(codes=(wishes[0].code, wishes[1].code, "000000"))
    missed = {(wishes[0].code, Missed.TAKEN), ("000000", Missed.UNKNOWN)}
    assert set((await take(services, new_id(), asked, by=her)).batch.missed) == missed
    _, _ = await companies.approved("guardian")
    (own_child,) = await companies.wishes(1)
    sheet = await take(services, new_id(), Wanted(codes=(own_child.code,)), by=guardian)
    assert sheet.batch.missed == ((own_child.code, Missed.OWN),)


async def test_any_member_brings_it_on_and_nobody_in_her_own_name(
    companies: Companies, services: Services, clock: Clock
) -> None:
    await companies.wishes(3)
    one, her = await companies.approved("her")
    colleague, stranger = await companies.somebody("colleague"), await companies.somebody("stranger")
    word = await members.invite(services, her)
    assert (await members.join(services, f" {word.lower()} ", by=colleague)).id == one.id
    await members.join(services, word, by=colleague)
    sheet = await take(services, new_id(), ALL, by=her)
    batch, wish = sheet.batch, sheet.rows[0].wish
    with pytest.raises(NotFound):
        await batches.look(services, batch.id, by=stranger)
    with pytest.raises(NotAllowed):
        await act(services, wish.id, "prepare", by=her)
    after = await batches.bring_on(services, batch.id, "prepare", [], by=colleague)
    assert {row.wish.state for row in after.rows} == {WishState.PREPARED}
    after = await batches.bring_on(services, batch.id, "release", [wish.code], by=colleague)
    assert [row.held for row in after.rows].count(False) == 1
    assert (await companies.lives.now(wish)).organisation == ""
    with pytest.raises(NotFound):
        await batches.bring_on(services, batch.id, "release", ["000000"], by=her)
    with pytest.raises(MoveNotPossible):
        await batches.bring_on(services, batch.id, "extend", [], by=her)
    await deciding.let_out(services, one.id, her.id, by=COUNTY)
    with pytest.raises(NotFound):
        await batches.look(services, batch.id, by=her)
    assert await services.db["wishes"].count_documents({"organisation": one.id, "donor_id": colleague.id}) == 2
    clock.move(days=30)
    with pytest.raises(Invalid):
        await members.join(services, word, by=stranger)


async def test_its_certificate_bears_its_name_and_hers_are_her_own(companies: Companies, services: Services) -> None:
    await companies.wishes(1)
    one, her = await companies.approved("her")
    (row,) = (await take(services, new_id(), ALL, by=her)).rows
    await steps.decide(services, row.wish.id, "deliver", by=OFFICER)
    done = await act(services, row.wish.id, "confirm", by=await companies.lives.somebody("guardian"))
    assert (await certificate(services, done.certificate)).giver == one.name
    assert await own.came_true(services, by=her) == []


async def test_her_batch_is_told_of_once(companies: Companies, services: Services, clock: Clock) -> None:
    await companies.wishes(3)
    _, her = await companies.approved("her")
    await take(services, new_id(), ALL, by=her)
    before = len(await companies.lives.told("her"))
    for _ in range(60):
        clock.move(days=1)
        await watch(services)
    told = (await companies.lives.told("her"))[before:]
    assert sorted(each[:12] for each in told) == sorted({each[:12] for each in told})
    assert len(told) == 2
    assert await services.db["wishes"].count_documents({"state": "published", "organisation": ""}) == 3


async def test_erasing_who_applied_leaves_the_organisation_and_its_wishes(
    companies: Companies, services: Services
) -> None:
    await companies.wishes(2)
    one, her = await companies.approved("her")
    colleague = await companies.somebody("colleague")
    await members.join(services, await members.invite(services, her), by=colleague)
    sheet = await take(services, new_id(), ALL, by=her)
    await erase_person(services, her.id, how="api", now=services.now())
    shown = await deciding.look(services, one.id, by=COUNTY)
    assert shown.contact is None
    assert [each.id for each in shown.members] == [colleague.id]
    with pytest.raises(NotFound):
        await deciding.read_contact(services, one.id, by=COUNTY)
    found = await batches.look(services, sheet.batch.id, by=colleague)
    assert (found.batch.by, len(found.held)) == ("", 2)
    assert {row.wish.donor_id for row in found.rows} == {""}
    assert len(await services.wall.slots_of([one.id])) == 2
    await batches.bring_on(services, sheet.batch.id, "prepare", [], by=colleague)
    for name in ("organisation_contacts", "organisation_members", "gift_batches", "wishes", "organisations"):
        async for each in services.db[name].find({}):
            assert her.id not in {each.get("person"), each.get("by"), each.get("donor_id")}


async def test_two_records_of_a_member_become_one_who_acts_for_the_older_ones_organisation(
    companies: Companies, services: Services
) -> None:
    await companies.wishes(2)
    one, old = await companies.approved("old")
    _, new = await companies.approved("new")
    sheet = await take(services, new_id(), ALL, by=old)
    now = services.now()
    await JoiningStore(services.db).take_over(old.id, new.id, how="code", late=now, now=now)
    assert await services.organisations.of_member(new.id) == one.id
    found = await batches.look(services, sheet.batch.id, by=new)
    assert {row.wish.donor_id for row in found.rows} == {found.batch.by} == {new.id}
    assert {each for each, _ in await services.organisations.contact_of(old.id)} == set()


async def test_staff_decide_in_their_own_regions(companies: Companies, services: Services) -> None:
    one, her = await companies.approved("her")
    for deed in (
        deciding.look(services, one.id, by=ELSEWHERE),
        deciding.invite(services, one.id, by=ELSEWHERE),
        deciding.read_contact(services, one.id, by=ELSEWHERE),
        deciding.change_contact(services, one.id, CONTACT, by=ELSEWHERE),
        deciding.let_out(services, one.id, her.id, by=ELSEWHERE),
        deciding.decide(services, one.id, OrganisationState.REFUSED, by=ELSEWHERE, why="other", seen=2),
        batches.take_for(services, one.id, new_id(), ALL, by=ELSEWHERE),
    ):
        with pytest.raises(NotFound):
            await deed
    with pytest.raises(NotAllowed):
        await deciding.look(services, one.id, by=OFFICER)
    with pytest.raises(NotAllowed):
        await applying.enter(services, companies.form(), CONTACT, by=ELSEWHERE)


async def test_refused_it_claims_no_more_but_brings_on_what_it_has(companies: Companies, services: Services) -> None:
    await companies.wishes(2)
    one, her = await companies.approved("her")
    sheet = await take(services, new_id(), Wanted(many=1), by=her)
    with pytest.raises(Invalid):
        await deciding.decide(services, one.id, OrganisationState.REFUSED, by=COUNTY, seen=2)
    with pytest.raises(Conflict):
        await deciding.decide(services, one.id, OrganisationState.REFUSED, by=COUNTY, why="contact", seen=1)
    await deciding.decide(services, one.id, OrganisationState.REFUSED, by=COUNTY, why="contact", seen=2)
    assert "电话联系不上" in (await companies.lives.told("her"))[-1]
    with pytest.raises(NotAllowed):
        await take(services, new_id(), Wanted(many=1), by=her)
    await batches.bring_on(services, sheet.batch.id, "prepare", [], by=her)


async def test_staff_enter_one_and_claim_for_it(companies: Companies, services: Services) -> None:
    await companies.wishes(2)
    form = companies.form()
    one = await applying.enter(services, form, CONTACT, by=CITY)
    assert one.may_claim
    assert (await applying.enter(services, form, CONTACT, by=CITY)).id == one.id
    with pytest.raises(Invalid, match="taken"):
        await applying.enter(services, replace(form, id=new_id()), CONTACT, by=CITY)
    assert (await deciding.read_contact(services, one.id, by=CITY)).phone == CONTACT.phone
    with pytest.raises(Invalid, match="no_member"):
        await batches.take_for(services, one.id, new_id(), ALL, by=CITY)
    her = await companies.somebody("her")
    await members.join(services, await deciding.invite(services, one.id, by=CITY), by=her)
    sheet = await batches.take_for(services, one.id, new_id(), ALL, by=CITY)
    assert (len(sheet.held), sheet.batch.by, sheet.batch.staff) == (2, her.id, CITY.id)
    await batches.bring_on_for(services, sheet.batch.id, "release", [], by=CITY)
    assert (await batches.look_for(services, sheet.batch.id, by=CITY)).held == []
    unverified = await companies.lives.somebody("unverified")
    with pytest.raises(Invalid, match="unverified"):
        await applying.apply(services, companies.form(), CONTACT, by=unverified)
