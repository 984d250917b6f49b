"""Who of the people behind the account staff see, and what they see of her: by region, by right, written down first."""

import pytest

from domain.errors import NotAllowed, NotFound, StoreAway
from domain.people import Standing
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.people import counting
from services.people.counting import count_followers, followers
from services.people.look import look, page
from services.questions.ask import hand_over
from storage.alerts import Alert
from storage.paging import Part
from tests.bot.test_flows import WHOLE_WISH
from tests.joined import Clock, Phone

CITY, QUFU, ELSEWHERE = "370000/370800/", "370000/370800/370881/", "370000/370800/370883/"


def member(role: StaffRole, path: str) -> StaffMember:
    return StaffMember("s1", "wang", "王芳", (Appointment(role, path),), path)


CITY_DESK = member(StaffRole.CITY, CITY)


async def somebody(services: Services, openid: str, *, path: str = "", following: bool = True) -> str:
    person = await services.people.follows(services.facts.oa_app, openid, following=following, now=services.now())
    if path:
        await services.people.settle(person.id, region=path.split("/")[-2], region_path=path)
    return person.id


async def test_a_county_sees_its_own_people_and_the_city_those_of_no_known_region_too(services: Services) -> None:
    here = await somebody(services, "o1", path=f"{QUFU}370881100/")
    there, nowhere = await somebody(services, "o2", path=ELSEWHERE), await somebody(services, "o3")
    county = member(StaffRole.COUNTY, QUFU)
    assert [each.id for each in await page(services, by=county)] == [here]
    assert {each.id for each in await page(services, by=CITY_DESK)} == {here, there, nowhere}
    for hidden in (there, nowhere):
        with pytest.raises(NotFound):
            await look(services, hidden, by=county)
    for role in (StaffRole.VILLAGE_OFFICER, StaffRole.EXPERT, StaffRole.SAFEGUARDING_OFFICER):
        with pytest.raises(NotAllowed):
            await page(services, by=member(role, CITY))
        with pytest.raises(NotAllowed):
            await look(services, here, by=member(role, CITY))


async def test_who_left_belongs_to_no_region_any_more(services: Services) -> None:
    person = await somebody(services, "o1", path=QUFU)
    await services.people.left(services.facts.oa_app, "o1", now=services.now())
    assert await page(services, by=member(StaffRole.COUNTY, QUFU)) == []
    told = await look(services, person, by=CITY_DESK)
    assert (told.person.following, told.person.region_path, told.person.heard_at) == (False, "", None)


async def test_each_standing_lists_those_who_stand_so(services: Services, clock: Clock) -> None:
    follows, gone = await somebody(services, "o1"), await somebody(services, "o2", following=False)
    quiet = await somebody(services, "o3")
    await services.people.want_pushes(quiet, wanted=False, now=clock())
    found = {each: {row.id for row in await page(services, by=CITY_DESK, standing=each)} for each in Standing}
    assert found == {Standing.FOLLOWING: {follows, quiet}, Standing.LEFT: {gone}, Standing.QUIET: {quiet}}


async def test_parts_of_the_list_meet_in_both_orders(services: Services) -> None:
    for number in range(7):
        await somebody(services, f"o{number}", path=QUFU if number % 2 else "")
    for rising in (False, True):
        whole = [each.id for each in await page(services, by=CITY_DESK, part=Part(rising=rising))]
        assert len(whole) == 7
        behind = await page(services, by=CITY_DESK, part=Part(after=whole[2], rising=rising), most=2)
        before = await page(services, by=CITY_DESK, part=Part(before=whole[4], rising=rising), most=2)
        assert ([each.id for each in behind], [each.id for each in before]) == (whole[3:5], whole[2:4])


async def test_looking_at_a_person_is_written_down_before_anything_is_told(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await somebody(services, "o-of-hers", path=QUFU)
    told = await look(services, person, by=CITY_DESK)
    (row,) = await services.audit.page(scope=Scope.of(CITY))
    assert (row.kind, row.about, row.actor, row.region_path) == ("person_read", person, "s1", QUFU)
    assert [each.kind for each in told.readings] == ["person_read"]
    assert "o-of-hers" not in str(told)

    async def away(*_args: object, **_more: object) -> None:
        raise StoreAway("mongodb")

    monkeypatch.setattr(type(services.audit), "add", away)
    with pytest.raises(StoreAway):
        await look(services, person, by=CITY_DESK)


async def test_what_she_has_going_on_is_told_by_each_right_alone(services: Services, phone: Phone) -> None:
    for words in (*WHOLE_WISH, "提交"):
        await phone.says(words)
    (wish,) = await services.wishes.page(scope=Scope.system())
    person = await services.people.get(wish.guardian_id)
    question = await hand_over(services, by=person, text="孩子半夜惊醒", suggested=(), key="k", now=services.now())
    app, openid = services.facts.oa_app, person.identities[0].openid
    alert = Alert(
        "01k0000000000000000000000f", "k", app, openid, "", "self_harm", ("活",), "我不想活了", "", services.now()
    )
    await services.alerts.raise_alert(alert)
    desk = await look(services, person.id, by=CITY_DESK)
    assert ([each.id for each in desk.wishes], [each.id for each in desk.questions]) == ([wish.id], [question.id])
    assert desk.alerts == []
    both = StaffMember(
        "s2", "li", "李敏", (*CITY_DESK.appointments, Appointment(StaffRole.SAFEGUARDING_OFFICER, CITY)), CITY
    )
    (seen,) = (await look(services, person.id, by=both)).alerts
    assert (seen.id, seen.text, seen.matched) == (alert.id, "", ())


async def test_a_few_followers_are_counted_on_every_page_so_that_the_first_is_seen_at_once(services: Services) -> None:
    for number in (1, 2):
        await somebody(services, f"o{number}")
        assert await followers(services) == number


async def test_followers_are_counted_once_for_many_pages_and_anew_by_the_worker(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "FEW", 1)
    await somebody(services, "o1")
    assert await followers(services) == 1
    await somebody(services, "o2")
    assert await followers(services) == 1
    assert await count_followers(services) == 2
    assert await followers(services) == 2


async def test_without_redis_followers_are_still_counted(services_without_redis: Services) -> None:
    assert await followers(services_without_redis) == 0


async def test_people_of_before_are_placed_by_the_migration(services: Services) -> None:
    migration = __import__("importlib").import_module("storage.migrations.0011_place_people")
    placed, unplaced = await somebody(services, "o1", path=QUFU), await somebody(services, "o2")
    people = services.db["people"]
    await people.update_many({}, {"$unset": {"within": ""}})
    await people.update_one({"_id": unplaced}, {"$unset": {"region_path": ""}})
    for _ in range(2):
        await migration.up(services.db)
        assert {each.id for each in await page(services, by=CITY_DESK)} == {placed, unplaced}
        assert [each.id for each in await page(services, by=member(StaffRole.COUNTY, QUFU))] == [placed]
