"""A report or a receipt that isn't there by its time: who is reminded, when, how often, and of whom the list shows it."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from domain.calendar import CHINA, Calendar, DaysOff
from domain.case_dues import RECEIPT_WITHIN, REPORT_WITHIN
from domain.cases import Case, CaseMove, Unreached
from domain.errors import Conflict, Invalid, MoveNotPossible
from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffMember
from services.cases import access
from services.cases.entries import FIELD_MOST, Receipt, receipt, refer, report
from services.cases.moving import mark_minor, move
from services.cases.watching import watch
from services.context import Services
from services.privacy.erasing import erase_person
from storage.migrations import migrate
from storage.outbox import Work
from tests.joined import Clock
from tests.services.cases.conftest import ALL, CITY, COUNTY, TOWN, Officers, the_case
from wording import cases as words
from worker.tasks.cases import call_officer

NAME, NUMBER = "司马琉璃", "鲁公 2026-0417"
SAID = Receipt(NUMBER, f"民警{NAME}", "受理了，明天回话")


@pytest.fixture
async def town(case: Case, services: Services, officer: Officers) -> StaffMember:
    """The officer of her township, who has taken the case up; there is one for the county and one for the city."""
    town, _, _ = await officer("town", TOWN), await officer("county", COUNTY), await officer("city", CITY)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    return town


def at(clock: Clock, day: int, hour: int, minute: int = 0) -> None:
    """Move the clock to a moment of November 2026, in China's time. The 24th, where it begins, is a Tuesday."""
    clock.at = datetime.combine(date(2026, 11, day), time(hour, minute), CHINA)


async def referred(services: Services, case: Case, by: StaffMember, partner: str = "police") -> str:
    entry = new_id()
    await refer(services, case.id, entry, partner=partner, given={"called": "张姐"}, by=by)
    return entry


async def told(services: Services) -> list[str]:
    """Who is to be told of something overdue, with why, in the order of the reminders."""
    rows = await services.db["outbox"].find({"args.why": {"$regex": "^overdue"}}).sort("due_at", 1).to_list(None)
    return sorted(
        f"{row['due_at'].astimezone(CHINA):%d %H:%M} {row['args']['staff']} {row['args']['why']}" for row in rows
    )


async def story(services: Services, case: Case) -> list[str]:
    return [each.kind for each in await services.events.of(case.id, scope=ALL)]


async def test_a_receipt_that_is_late_reminds_its_owner_once_and_again_each_working_morning_with_the_level_above(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    await referred(services, case, town)  # on Tuesday at 17:00, for a day
    for day, hour, minute, steps in (
        (25, 16, 59, 0),
        (25, 17, 0, 1),
        (25, 17, 20, 0),
        (26, 8, 29, 0),
        (26, 8, 30, 1),
        (26, 15, 0, 0),
        (27, 9, 0, 1),
        (28, 9, 0, 0),  # Saturday
        (29, 9, 0, 0),
        (30, 8, 30, 1),
    ):
        at(clock, day, hour, minute)
        done = await asyncio.gather(watch(services), watch(services), watch(services))
        assert sum(done) == steps, (day, hour, minute)
    assert await told(services) == [
        "25 17:00 staff-town overdue",
        "26 08:30 staff-county overdue_below",
        "26 08:30 staff-town overdue",
        "27 09:00 staff-county overdue_below",
        "27 09:00 staff-town overdue",
        "30 08:30 staff-county overdue_below",
        "30 08:30 staff-town overdue",
    ]
    kinds = await story(services, case)
    assert (kinds.count("case_overdue"), kinds.count("case_overdue_again")) == (1, 3)


async def test_what_is_due_on_a_weekend_or_a_holiday_reminds_on_the_next_working_morning(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    off = (DaysOff(date(2026, 11, 30), date(2026, 12, 1), "放假"),)
    services = replace(services, facts=replace(services.facts, calendar=Calendar(off=off)))
    at(clock, 27, 17)
    await referred(services, case, town)
    for day, hour in ((28, 17), (28, 20), (29, 9), (30, 8), (30, 9)):
        at(clock, day, hour)
        assert await watch(services) == 0, (day, hour)
        assert (await access.count_overdue(services, by=town)) == int((day, hour) >= (28, 17))
    clock.at = datetime(2026, 12, 2, 8, 29, 59, tzinfo=CHINA)
    assert await watch(services) == 0
    clock.move(seconds=1)
    assert await watch(services) == 1
    assert await told(services) == ["02 08:30 staff-town overdue"]


async def test_a_receipt_that_came_ends_the_reminders_and_one_on_its_way_says_nothing(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    first, second = await referred(services, case, town), await referred(services, case, town, "school")
    clock.move(days=1)
    assert await watch(services) == 1
    row = await services.db["outbox"].find_one({"args.why": "overdue"})
    assert row
    await receipt(services, case.id, first, Receipt(), by=town)
    await call_officer(services, Work(row["_id"], row["task"], row["args"], 1, 1))
    assert (await the_case(services)).missed == ()  # nobody was called: she has no WeChat, which it would say
    clock.move(days=1)
    assert await watch(services) == 0
    clock.move(days=1)  # the school has three days: it is the first time for this one
    assert await watch(services) == 1
    assert [each.split(" ", 2)[2] for each in await told(services)] == ["staff-town overdue"] * 2
    await receipt(services, case.id, second, SAID, by=town)
    assert not (await the_case(services)).dues
    clock.move(days=3)
    assert await watch(services) == 0


async def test_a_report_that_isnt_made_reminds_at_any_hour_and_then_in_the_morning(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    at(clock, 27, 23)
    await mark_minor(services, case.id, by=town)
    clock.move(hours=1.9)
    assert await watch(services) == 0
    clock.at = datetime.combine(date(2026, 11, 27), time(23), CHINA) + REPORT_WITHIN
    assert await watch(services) == 1
    for day in (28, 29):
        at(clock, day, 10)
        assert await watch(services) == 0
    at(clock, 30, 8, 30)
    assert await watch(services) == 1
    assert await told(services) == [
        "28 01:00 staff-town overdue",
        "30 08:30 staff-county overdue_below",
        "30 08:30 staff-town overdue",
    ]
    made = new_id()
    await report(services, case.id, made, to="police", number="", by=town)
    at(clock, 30, 12)
    assert await watch(services) == 0
    clock.move(days=RECEIPT_WITHIN.days, hours=3)
    assert await watch(services) == 1  # reported, but nobody knows that it was taken on
    await receipt(services, case.id, made, SAID, by=town)
    clock.move(days=1)
    assert await watch(services) == 0


async def test_a_report_with_its_number_waits_for_nothing(case: Case, services: Services, town: StaffMember) -> None:
    await mark_minor(services, case.id, by=town)
    made = new_id()
    await report(services, case.id, made, to="police", number=NUMBER, by=town)
    assert not (await the_case(services)).dues
    with pytest.raises(Conflict):
        await receipt(services, case.id, made, SAID, by=town)
    await receipt(services, case.id, made, SAID, corrects=made, by=town)


async def test_nobody_works_on_it_so_the_clock_that_climbs_is_enough_and_what_has_ended_reminds_nobody(
    case: Case, services: Services, town: StaffMember, officer: Officers, clock: Clock
) -> None:
    await referred(services, case, town)
    await move(services, case.id, CaseMove.HAND_BACK, by=town)
    clock.move(days=1)
    assert await watch(services) == 1
    assert await told(services) == []
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=town)
    assert await watch(services) == 1
    assert await told(services) == ["25 17:00 staff-town overdue"]
    await move(services, case.id, CaseMove.PROPOSE_CLOSING, by=town)
    await move(services, case.id, CaseMove.CLOSE, by=await officer("other", CITY))
    clock.move(days=1)
    assert await watch(services) == 0
    assert await access.overdue(services, by=town) == []


async def test_above_the_topmost_the_others_of_it_are_told(
    case: Case, services: Services, officer: Officers, clock: Clock
) -> None:
    city = await officer("city", CITY)
    await move(services, case.id, CaseMove.ACKNOWLEDGE, by=city)
    await referred(services, case, city)
    for _ in range(2):
        clock.move(days=1)
        assert await watch(services) == 1
    assert (await story(services, case))[-2:] == ["case_overdue", "case_overdue"]  # there is nobody else
    other = await officer("other", CITY)
    clock.move(days=1)
    assert await watch(services) == 1
    assert [each.split(" ", 2)[2] for each in await told(services)] == [
        *["staff-city overdue"] * 3,
        f"{other.id} overdue_below",
    ]
    assert (await story(services, case))[-1] == "case_overdue_again"


async def test_who_is_no_officer_of_its_line_has_the_level_above_the_one_that_was_called(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    await services.db["cases"].update_one({"_id": case.id}, {"$set": {"owner": "boss", "called": "township"}})
    await referred(services, case, town)
    for _ in range(2):
        clock.move(days=1)
        assert await watch(services) == 1
    assert [each.split(" ", 2)[2] for each in await told(services)] == [
        "boss overdue",
        "boss overdue",
        "staff-county overdue_below",
    ]


async def test_a_reminder_says_nothing_of_anybody_and_whom_it_doesnt_reach_stands_on_the_case(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    for why in ("overdue", "overdue_below"):
        said = words.CALLS[why]
        assert "{address}" in said
        for word in ("求助", "家暴", "报告", "未成年", "孩子", "公安", "她写"):
            assert word not in said
    await referred(services, case, town)
    clock.move(days=1)
    await watch(services)
    row = await services.db["outbox"].find_one({"args.why": "overdue"})
    assert row
    await call_officer(services, Work(row["_id"], row["task"], row["args"], 1, 1))
    assert (await the_case(services)).missed == ((town.id, Unreached.UNBOUND),)


async def test_the_overdue_are_listed_and_counted_in_her_regions_alone(
    case: Case, services: Services, town: StaffMember, officer: Officers, clock: Clock
) -> None:
    elsewhere = await officer("zou", f"{CITY}370883/")
    await referred(services, case, town)
    assert (await access.overdue(services, by=town), await access.count_overdue(services, by=town)) == ([], 0)
    clock.move(days=1)
    assert [each.id for each in await access.overdue(services, by=town)] == [case.id]
    assert await access.count_overdue(services, by=town) == 1
    assert (await access.overdue(services, by=elsewhere), await access.count_overdue(services, by=elsewhere)) == ([], 0)


async def test_what_a_receipt_says_is_sealed_put_right_once_and_erased_with_her(
    case: Case, services: Services, town: StaffMember, officer: Officers
) -> None:
    entry = await referred(services, case, town)
    for name in ("number", "taker", "text"):
        with pytest.raises(Invalid):
            await receipt(services, case.id, entry, Receipt(**{name: "长" * (FIELD_MOST * 3)}), by=town)
    with pytest.raises(Conflict):  # nothing is there to be put right
        await receipt(services, case.id, entry, SAID, corrects=entry, by=town)
    await receipt(services, case.id, entry, replace(SAID, number="错的"), by=town)
    with pytest.raises(Conflict):
        await receipt(services, case.id, entry, SAID, by=town)
    kept = await services.case_entries.receipt_of(entry, case_id=case.id)
    assert kept
    assert kept.facts == {"number": "错的", "taker": SAID.taker, "text": SAID.text}
    tries = await asyncio.gather(
        *(receipt(services, case.id, entry, SAID, corrects=kept.id, by=town) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in tries) == ["Case", "Conflict"]
    right = await services.case_entries.receipt_of(entry, case_id=case.id)
    assert right
    assert right.facts == {"number": NUMBER, "taker": SAID.taker, "text": SAID.text}
    kinds = await story(services, case)
    assert (kinds.count("case_receipt"), kinds.count("case_receipt_corrected")) == (1, 1)
    log = repr(await services.audit.page(scope=Scope.system(), about=case.id, most=100))
    stored = repr([row async for row in services.db["case_entries"].find()])
    assert not any(word in text for text in (log, stored) for word in (NAME, NUMBER, SAID.text))

    await referred(services, case, town, "school")
    await move(services, case.id, CaseMove.PROPOSE_CLOSING, by=town)
    await move(services, case.id, CaseMove.CLOSE, by=await officer("other", CITY))
    await erase_person(services, case.person_id, how="chat", now=services.now())
    assert [each.facts for each in await services.case_entries.of(case.id)] == [{}] * 4
    gone = await services.cases.get(case.id, scope=ALL)
    assert gone.dues == ()
    with pytest.raises(MoveNotPossible):
        await receipt(services, case.id, entry, SAID, corrects=right.id, by=town)


async def test_cases_of_an_earlier_release_wait_for_what_they_waited_for(
    case: Case, services: Services, town: StaffMember, clock: Clock
) -> None:
    entry, answered = await referred(services, case, town), await referred(services, case, town, "court")
    await receipt(services, case.id, answered, Receipt(), by=town)
    earlier = {"$set": {"minor": True}, "$unset": dict.fromkeys(("dues", "due_at", "remind_at"), "")}
    await services.db["cases"].update_one({"_id": case.id}, earlier)
    assert (await the_case(services)).dues == ()
    await services.db["schema"].update_one({"_id": "version"}, {"$set": {"number": 35}}, upsert=True)
    for _ in range(2):
        await migrate(services.db)
    assert [each.id for each in (await the_case(services)).dues] == ["report", entry]
    assert (await the_case(services)).is_overdue(clock() + timedelta(days=30))
    clock.move(days=30)
    assert [each.id for each in await access.overdue(services, by=town)] == [case.id]
