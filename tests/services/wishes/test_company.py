"""A child meets two vetted adults and nobody else, on the day to which its guardian agreed, or nobody at all."""

import asyncio
import random
from datetime import date, timedelta

import pytest

from domain.company import PLEDGE, MeetPlace, Standing
from domain.errors import Conflict, Invalid, MoveNotPossible, NotAllowed, NotFound, XinqiaoError
from domain.ids import new_id
from domain.wish_life import MOVES, Mover, person, staff
from domain.wishes import Wish, WishState
from services.context import Services
from services.organisations.batches import Wanted, take
from services.wishes import families, giving, meetings, steps, volunteers, worries
from services.wishes.moving import Given, move
from services.wishes.submit import WishForm, submit
from tests.joined import Clock
from tests.services.organisations.companies import Companies
from tests.services.wishes.companions import Companions, with_company
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, ELSEWHERE, OFFICER

MET = {WishState.PREPARED, WishState.DELIVERED, WishState.DISPUTED, WishState.CONFIRMED, WishState.CLOSED}


@pytest.fixture
def there(services: Services) -> Companions:
    return Companions(with_company(services))


async def test_a_wish_for_company_from_the_form_to_the_family_s_word(there: Companions) -> None:
    """The whole way, and who is told what on it."""
    wish = await there.took_place()
    wish = await families.act(there.services, wish.id, "confirm", by=await there.somebody("guardian"))
    assert wish.state is WishState.CONFIRMED
    assert wish.certificate
    assert wish.cost_fen == 0
    assert await there.services.parcels.of_wish(wish.id) is None
    for name in ("lead", "second"):
        assert any("监护人同意了" in text for text in await there.told(name))
    assert any("定在" in text and "公共场所" in text for text in await there.told("guardian"))


async def test_company_has_no_price_and_a_thing_has_one(there: Companions) -> None:
    """Neither passes for the other."""
    guardian = await there.somebody("guardian")
    for kind, fen in (("visit", 100), ("study", 0)):
        form = WishForm("王小明", "6-8", "370881100201", kind, "有人来陪我看书", fen)
        with pytest.raises(Invalid):
            await submit(there.services, by=guardian, form=form, key=kind, now=there.services.now())


async def test_nobody_unvetted_takes_it_up_or_comes_along(there: Companions) -> None:
    """Not a stranger, not one who only applied, not the guardian, not one person twice."""
    wish = await there.asked()
    await there.applied("new")
    for name in ("stranger", "new", "guardian"):
        with pytest.raises(NotAllowed):
            await giving.claim(there.services, wish.code, by=await there.somebody(name))
    wish = await giving.claim(there.services, wish.code, by=await there.vetted("lead"))
    for name in ("stranger", "new", "guardian", "lead"):
        with pytest.raises((NotAllowed, MoveNotPossible)):
            await meetings.accompany(there.services, wish.invite, by=await there.somebody(name))
    with pytest.raises(NotFound):
        await meetings.accompany(there.services, "", by=await there.vetted("second"))


async def test_approving_takes_a_check_and_two_people(there: Companions) -> None:
    """No check, an old one, her own check, another county: no."""
    known = await there.applied("lead")
    with pytest.raises(MoveNotPossible):
        await volunteers.decide(there.services, known.id, Standing.APPROVED, by=COUNTY, seen=1)
    for day in (there.today() + timedelta(days=1), there.today() - timedelta(days=61)):
        with pytest.raises(Invalid):
            await volunteers.note_check(there.services, known.id, day=day, by=COUNTY, seen=1)
    with pytest.raises(NotFound):
        await volunteers.look(there.services, known.id, by=ELSEWHERE)
    with pytest.raises(NotAllowed):
        await volunteers.look(there.services, known.id, by=OFFICER)
    await volunteers.note_check(there.services, known.id, day=there.today(), by=COUNTY, seen=1)
    with pytest.raises(NotAllowed):
        await volunteers.decide(there.services, known.id, Standing.APPROVED, by=COUNTY, seen=2)
    with pytest.raises(Conflict):
        await volunteers.decide(there.services, known.id, Standing.APPROVED, by=COUNTY_TOO, seen=1)
    with pytest.raises(Invalid):
        await volunteers.apply(there.services, region="370881", pledge="old.v1", by=await there.somebody("x"))
    again = await volunteers.apply(there.services, region="370883", pledge=PLEDGE, by=await there.somebody("lead"))
    assert again.region == "370881"


async def test_a_check_that_runs_out_before_the_day_stops_the_meeting(there: Companions) -> None:
    """The day of the meeting counts, not today."""
    wish = await there.asked()
    lead = await there.vetted("lead")
    second = await there.vetted("second")
    old = (there.today() - timedelta(days=364)).isoformat()
    await there.services.db["volunteers"].update_one({"person": second.id}, {"$set": {"checked_on": old}})
    wish = await giving.claim(there.services, wish.code, by=lead)
    await meetings.accompany(there.services, wish.invite, by=second)
    day = there.today() + timedelta(days=3)
    with pytest.raises(MoveNotPossible):
        await meetings.arrange(there.services, wish.id, day=day, place=MeetPlace.HOME, by=OFFICER)


async def test_the_guardian_agrees_to_that_day_alone_and_before_it(there: Companions) -> None:
    """A new day asks her anew; she may change her mind; on the day itself it is too late to agree."""
    wish, guardian = await there.arranged(), await there.somebody("guardian")
    with pytest.raises(MoveNotPossible):
        await families.act(there.services, wish.id, "prepare", by=await there.somebody("lead"))
    wish = await meetings.step(there.services, wish.id, "agree", by=guardian)
    day = there.today() + timedelta(days=3)
    wish = await meetings.arrange(there.services, wish.id, day=day, place=MeetPlace.HOME, by=OFFICER)
    assert wish.agreed_at is None
    wish = await meetings.step(there.services, wish.id, "agree", by=guardian)
    wish = await families.act(there.services, wish.id, "prepare", by=await there.somebody("lead"))
    wish = await meetings.step(there.services, wish.id, "disagree", by=guardian)
    assert (wish.state, wish.meet_on, wish.agreed_at) == (WishState.CLAIMED, "", None)
    wish = await meetings.arrange(there.services, wish.id, day=day, place=MeetPlace.HOME, by=OFFICER)
    there.later(3)
    with pytest.raises(MoveNotPossible):
        await meetings.step(there.services, wish.id, "agree", by=guardian)


@pytest.mark.parametrize("reporter", ["guardian", "lead", "second", "officer"])
@pytest.mark.parametrize("when", ["in_hand", "prepared", "took_place"])
async def test_a_worry_stops_the_adults_at_once(there: Companions, reporter: str, when: str) -> None:
    """An alert is raised, the others are suspended, their wishes go back first in line, and they aren't told why."""
    wish = await getattr(there, when)()
    await there.gives_number("lead", "138")  # who gives none holds one wish
    other = await giving.claim(there.services, (await there.asked()).code, by=await there.somebody("lead"))
    if reporter == "officer":
        await worries.report_by_staff(there.services, wish.id, "孩子说害怕", by=OFFICER, key="k")
        await worries.report_by_staff(there.services, wish.id, "孩子说害怕", by=OFFICER, key="k")
    else:
        await worries.report(there.services, wish.id, "孩子说害怕", by=await there.somebody(reporter), key="k")
    assert await there.services.db["alerts"].count_documents({"danger": "child_abuse"}) == 1
    noted = await there.services.db["audit"].count_documents({"kind": "worry_reported"})
    assert noted == (1 if reporter == "officer" else 0)
    assert await there.services.db["cases"].count_documents({}) == 1
    for name in {"lead", "second"} - {reporter}:
        standing = await volunteers.standing_of(there.services, await there.somebody(name))
        assert standing is not None
        assert standing.state is Standing.SUSPENDED
        assert not any("担心" in text or "害怕" in text for text in await there.told(name))
    assert (await there.now(wish)).state is (WishState.DELIVERED if when == "took_place" else WishState.PUBLISHED)
    if reporter != "lead":
        again = await there.now(other)
        assert again.state is WishState.PUBLISHED
        assert not again.donor_id
        found = await there.services.db["wishes"].find_one({"_id": other.id})
        assert found is not None
        assert found["line"].startswith("0")
        goods = await there.published()
        with pytest.raises(NotAllowed):
            await giving.claim(there.services, goods.code, by=await there.somebody("lead"))


async def test_a_worry_is_of_those_whose_matter_it_is(there: Companions) -> None:
    """Nobody else's, nothing empty, no wish for a thing, and none that nobody had in hand."""
    wish, guardian = await there.in_hand(), await there.somebody("guardian")
    with pytest.raises(NotFound):
        await worries.report(there.services, wish.id, "不对劲", by=await there.somebody("stranger"))
    with pytest.raises(Invalid):
        await worries.report(there.services, wish.id, " ", by=guardian)
    for one in (await there.asked(), await there.claimed("donor")):
        with pytest.raises(MoveNotPossible):
            await worries.report(there.services, one.id, "不对劲", by=guardian)


async def test_what_a_suspended_volunteer_holds_by_another_account_goes_back_too(there: Companions) -> None:
    await there.gives_number("lead", "138")
    await there.gives_number("other", "138")
    goods = await there.published()
    other = await there.somebody("other")
    await giving.claim(there.services, goods.code, by=other)
    lead = await there.vetted("lead")
    await volunteers.suspend(there.services, [lead.id])
    again = await there.now(goods)
    assert (again.state, again.donor_id) == (WishState.PUBLISHED, "")


async def test_a_suspension_and_a_move_at_once_never_leave_a_meeting(there: Companions) -> None:
    """Whichever is first, the wish isn't in a suspended volunteer's hands afterwards."""
    wish = await there.asked()
    lead = await there.vetted("lead")
    await asyncio.gather(
        giving.claim(there.services, wish.code, by=lead),
        volunteers.suspend(there.services, [lead.id]),
        return_exceptions=True,
    )
    await volunteers.suspend(there.services, [lead.id])
    assert (await there.now(wish)).state is WishState.PUBLISHED


def _why_unsafe(wish: Wish, today: date) -> str:
    """What is wrong with a wish in a state in which a child meets, or has met, the adults; empty where nothing is."""
    if wish.state not in MET:
        return ""
    if not wish.donor_id or not wish.second_id or wish.donor_id == wish.second_id:
        return "two adults"
    if wish.agreed_at is None or not wish.meet_on:
        return "no guardian"
    if wish.state is not WishState.PREPARED and (wish.attested_at is None or date.fromisoformat(wish.meet_on) > today):
        return "before the day"
    return ""


@pytest.mark.parametrize("seed", range(6))
async def test_no_row_of_moves_leads_past_the_rules(there: Companions, seed: int) -> None:
    """Anybody tries any move in any order, standings come and go: no state with a meeting lacks what a meeting needs."""
    dice = random.Random(seed)
    wish = await there.asked()
    names = ["guardian", "lead", "second", "stranger"]
    people = {name: await there.somebody(name) for name in names}
    for name in ("lead", "second"):
        await there.vetted(name)
    movers: list[Mover] = [*(person(each.id) for each in people.values()), staff(OFFICER), staff(COUNTY)]
    good = ["claim", "accompany", "arrange", "agree", "prepare", "attest", "deliver", "confirm"]
    for number in range(150):
        name = dice.choice(good) if dice.random() < 0.7 else dice.choice(list(MOVES))
        by, seen = dice.choice(movers), await there.now(wish)
        day = (there.today() + timedelta(days=dice.choice((-1, 0, 1, 1)))).isoformat()
        fields = {
            "claim": {"donor_id": by.id, "claim_slot": f"{by.id}:{number}", "invite": f"i{number}"},
            "arrange": {"meet_on": day, "meet_at": "public"},
        }.get(name, {})
        before = await _standings(there)
        try:
            made = await move(there.services, wish.id, name, by=by, given=Given(fields=fields, why="other"))
        except XinqiaoError:
            made = None
        if made is not None:
            assert not _why_unsafe(made, there.today()), (name, made)
            if name in {"claim", "accompany", "arrange", "agree", "prepare"}:
                hands = {each for each in (made.donor_id, made.second_id) if each}
                assert hands <= before, (seen.state, name)
        if dice.random() < 0.06:
            there.later(1)
        if dice.random() < 0.05:
            whom = people[dice.choice(["lead", "second"])]
            to = dice.choice(["suspended", "approved", "approved"])
            await there.services.db["volunteers"].update_one({"person": whom.id}, {"$set": {"state": to}})


async def _standings(there: Companions) -> set[str]:
    """Who may meet a child today."""
    people = [(await there.somebody(name)).id for name in ("guardian", "lead", "second", "stranger")]
    known = await there.services.volunteers.of_persons(people)
    return {each for each, one in known.items() if one.vetted(there.today())}


async def test_the_county_s_stock_holds_no_time(there: Companions) -> None:
    """What is given from stock has nobody who was looked up."""
    wish = await there.asked()
    with pytest.raises(MoveNotPossible):
        await steps.cover(there.services, wish.id, "budget", by=COUNTY)


async def test_an_organisation_meets_no_child(there: Companions) -> None:
    """Who meets a child answers for it herself, a vetted member of an organisation too."""
    wish, companies = await there.asked(), Companies(there.services)
    companies.lives = there
    _, her = await companies.approved("lead")
    await there.vetted("lead")
    sheet = await take(there.services, new_id(), Wanted(codes=(wish.code,)), by=her)
    assert [code for code, _ in sheet.batch.missed] == [wish.code]
    assert sheet.batch.taken == ()
    assert (await there.now(wish)).state is WishState.PUBLISHED
    assert (await giving.claim(there.services, wish.code, by=her)).organisation == ""


async def test_a_wish_without_a_price_stands_in_no_band_of_the_wall(there: Companions) -> None:
    """It isn't among the cheapest, and is found by its kind."""
    wish, goods = await there.asked(), await there.published(yuan=30)
    rows = {band: await there.services.wall.page({"price": band}, most=9) for band in ("50", "100", "200", "more")}
    assert [each.code for band in rows.values() for each in band] == [goods.code]
    assert [each.code for each in await there.services.wall.page({"kind": "visit"}, most=9)] == [wish.code]
    assert {each.code for each in await there.services.wall.page({}, most=9)} == {wish.code, goods.code}


async def test_a_volunteer_hears_a_month_and_a_week_before_her_check_ends_once_each(
    services: Services, clock: Clock
) -> None:
    there = Companions(with_company(services))
    checked = there.today()
    await there.vetted("lead", day=checked)
    await there.vetted("second", day=checked)
    stopped = await volunteers.standing_of(services, await there.somebody("second"))
    assert stopped is not None
    await volunteers.suspend(services, [stopped.person_id])
    for _ in range(2):
        assert await volunteers.remind(services) == 0
    assert await volunteers.count_ending(services, by=COUNTY) == 0
    told = len(await there.told("lead"))
    for days, heard, listed in ((334, 0, 0), (1, 1, 1), (9, 1, 1), (14, 2, 1), (7, 2, 1), (1, 2, 0)):
        clock.move(days=days)
        many = await asyncio.gather(*(volunteers.remind(services) for _ in range(3)))
        assert await volunteers.remind(services) == 0
        assert len(await there.told("lead")) - told == heard, (days, many)
        assert await volunteers.count_ending(services, by=COUNTY) == listed
        assert await volunteers.count_ending(services, by=ELSEWHERE) == 0
    assert sum("再查询一次" in text for text in await there.told("lead")) == 2
    lead = await volunteers.standing_of(services, await there.somebody("lead"))
    assert lead is not None
    await volunteers.note_check(services, lead.id, day=there.today(), by=COUNTY, seen=lead.version)
    clock.move(days=340)
    assert await volunteers.remind(services) == 1
