"""What is past its term goes by itself, kind by kind, and the yearly audit says whether it did."""

from datetime import timedelta

import pytest

from domain import personal_kinds
from domain.consents import How, Purpose
from domain.errors import Invalid, NotAllowed
from domain.personal import FIELDS
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.people.follow import leave
from services.privacy.consenting import withdraw
from services.privacy.retention import KINDS, clean
from services.privacy.yearly import report
from services.wishes.look import child_of
from storage.outbox import Work
from storage.retention import Retention
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.joined import APP, HER, Clock, Phone
from tests.services.privacy.test_erasing import OFFICER, WISH, everything, full_life
from wording import privacy as words
from worker.schedule import DAILY
from worker.tasks import TASKS

CITY = "370000/370800/"
DATA_OFFICER = StaffMember("s9", "zhao", "赵敏", (Appointment(StaffRole.DATA_OFFICER, CITY),), CITY)


def test_every_kind_with_a_term_is_cleaned_every_night_and_has_its_words() -> None:
    assert "clean_personal" in {each.task for each in DAILY}
    by_ttl = {
        "grant_entries",
        "outbox",
        "scene_scans",
        "staff_sessions",
        "staff_imports",
        "wish_imports",
        "person_sessions",
    }
    by_ttl |= {
        "knowledge_feedback",
        "api_answers",
        "person_tokens",
        "data_links",
        "sign_in_codes",
        "blocks",
        "booking_waits",
    }
    with_another = {"grants", "push_lists", "question_messages", "case_entries", "events"}
    with_another |= {"wish_pictures", "wish_picture_contents", "wish_stories", "question_pictures", "wish_voices"}
    own_end = by_ttl | with_another
    with_term = {each.collection for each in FIELDS if each.days is not None}
    assert with_term - own_end == set(KINDS)
    assert set(words.RETENTION) == set(KINDS)


async def test_nothing_goes_before_its_term_and_everything_after_it(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await full_life(services, phone)
    assert set((await clean(services)).values()) == {0}
    await services.db["wishes"].update_many({}, {"$set": {"state": "confirmed"}})
    await services.db["pushes"].insert_one({"_id": "p1", "created_at": clock()})
    clock.move(days=personal_kinds.NOTE_DAYS + 1)
    assert {name for name, many in (await clean(services)).items() if many} == {"notes"}
    clock.move(days=personal_kinds.CHAT_DAYS - personal_kinds.NOTE_DAYS)
    assert {name for name, many in (await clean(services)).items() if many} == {"messages"}
    clock.move(days=personal_kinds.QUESTION_DAYS - personal_kinds.CHAT_DAYS)
    assert {name for name, many in (await clean(services)).items() if many} == {"questions", "deliveries"}
    clock.move(days=personal_kinds.WISH_DAYS - personal_kinds.QUESTION_DAYS)
    assert {name for name, many in (await clean(services)).items() if many} == {"wishes"}
    clock.move(days=personal_kinds.ALERT_DAYS - personal_kinds.WISH_DAYS)
    assert {name for name, many in (await clean(services)).items() if many} == {"alerts"}
    assert set((await clean(services)).values()) == {0}
    text = await everything(services)
    for each in (WISH, "王*明"):
        assert each not in text
    assert (await services.wishes.page(scope=Scope.of(CITY)))[0].kind == "study"


async def test_who_left_a_year_ago_and_of_whom_nothing_is_held_is_erased(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await phone.event("subscribe")
    kept = Phone(services, "openid-who-wished")
    await says_all(kept, *WHOLE_WISH, "提交")
    for openid in (HER, "openid-who-wished"):
        await leave(services, app=APP, openid=openid, key=openid, now=clock())
    clock.move(days=personal_kinds.LEFT_DAYS - 1)
    assert (await clean(services))["people"] == 0
    clock.move(days=2)
    assert (await clean(services))["people"] == 1
    assert await services.people.find(APP, HER) is None
    assert await services.people.find(APP, "openid-who-wished")


async def test_a_night_is_reported_once_with_all_that_its_runs_took(services: Services, clock: Clock) -> None:
    await services.notes.leave("n1", app=APP, openid=HER, text="x", now=clock() - timedelta(days=31))
    await TASKS["clean_personal"](services, Work("k", "clean_personal", {}, 1, 1))
    await services.notes.leave("n2", app=APP, openid=HER, text="x", now=clock() - timedelta(days=31))
    await TASKS["clean_personal"](services, Work("k", "clean_personal", {}, 2, 1))
    night = (await Retention(services.db, services.vault).reports())[0]
    assert (night.day, night.counts["notes"]) == ("2026-11-24", 2)


async def test_the_yearly_audit_counts_consents_readings_and_what_is_wrong(
    services: Services, phone: Phone, clock: Clock
) -> None:
    await says_all(phone, *WHOLE_WISH, "提交")
    wish = (await services.wishes.page(scope=Scope.system()))[0]
    await child_of(services, wish.id, reason="visit", by=OFFICER)
    await clean(services)
    found = await report(services, 2026, by=DATA_OFFICER)
    figures = {each.what: each.figure for each in found.findings}
    assert set(figures) == set(words.YEARLY)
    assert (figures["wishes"], figures["given.child_wish"], figures["readings"], figures["families"]) == (1, 1, 1, 1)
    assert found.readings == (("370881", 1),)
    assert found.holds

    await services.db["consents"].update_many({}, {"$set": {"withdrawn_at": clock()}})  # and was not carried through
    assert not (await report(services, 2026, by=DATA_OFFICER)).holds
    person = await services.people.find(APP, HER)
    assert person
    await withdraw(services, person.id, Purpose.WISH, how=How.CHAT, now=clock())
    assert (await report(services, 2026, by=DATA_OFFICER)).holds


async def test_the_audit_is_for_the_whole_citys_data_officer_and_for_years_that_there_were(services: Services) -> None:
    with pytest.raises(NotAllowed):
        await report(services, 2026, by=OFFICER)
    county = StaffMember("s8", "x", "x", (Appointment(StaffRole.DATA_OFFICER, f"{CITY}370881/"),), CITY)
    with pytest.raises(NotAllowed):
        await report(services, 2026, by=county)
    for year in (1999, 2027):
        with pytest.raises(Invalid):
            await report(services, year, by=DATA_OFFICER)
