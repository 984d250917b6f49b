"""What a demo shows: made once, found by those who look for it, labelled, and told to nobody."""

from dataclasses import replace
from datetime import timedelta

from domain.calendar import day_in_china
from domain.company import Standing
from domain.regions import Scope
from services.bookings import times
from services.context import Services
from services.organisations import deciding
from services.samples import ensure_samples
from services.staff import ensure_demo
from services.wishes import budgets
from storage.staff import AccountState
from wording import samples as words


async def test_a_demo_has_an_organisation_with_a_batch_volunteers_and_hours(services: Services) -> None:
    await ensure_demo(services)
    for _ in range(2):
        await ensure_samples(services)
    account = await services.staff.by_login("county")
    assert account
    county = account.member(services.now())
    (one,) = await services.organisations.page(scope=Scope.system())
    shown = await deciding.look(services, one.id, by=county)
    assert (one.name, len(shown.members), len(shown.batches)) == (words.ORGANISATION, 1, 1)
    assert (len(shown.batches[0].taken), shown.batches[0].missed) == (len(words.WISHES), ())
    standings = {each.number: each.state for each in await services.volunteers.page(scope=county.scope(deciding.KEEP))}
    assert standings == {words.APPLIED: Standing.APPLIED, words.APPROVED: Standing.APPROVED}
    (place,) = await services.booking_places.all(scope=Scope.system())
    (service, *_) = services.facts.booking.names
    open_times = await times.free(services, service, places=[place.id])
    assert open_times
    assert day_in_china(open_times[0].at) <= day_in_china(services.now()) + timedelta(days=4)


async def test_samples_say_so_and_nobody_is_written_to(services: Services) -> None:
    await ensure_demo(services)
    await ensure_samples(services)
    for kept in [each async for each in services.db["wishes"].find()]:
        assert "样例" in kept["public_text"]
    assert await services.db["outbox"].count_documents({"task": "tell_person"}) == 0


async def test_the_sample_budget_says_so_until_staff_put_down_another_total(services: Services) -> None:
    await ensure_demo(services)
    await ensure_samples(services)
    (one,) = await services.budgets.page(scope=Scope.system())
    assert one.sample
    city = await services.staff.by_login("city")
    assert city
    changed = await budgets.put_down(services, replace(one, total_fen=1), by=city.member(services.now()))
    assert not changed.sample


async def test_a_demo_whose_staff_were_changed_goes_without(services: Services) -> None:
    await ensure_demo(services)
    await services.db["staff"].update_many(
        {"login": {"$in": ["village", "expert"]}}, {"$set": {"state": str(AccountState.LEFT)}}
    )
    await ensure_samples(services)
    assert await services.organisations.page(scope=Scope.system()) == []
    assert len(await services.volunteers.page(scope=Scope.system())) == 2
