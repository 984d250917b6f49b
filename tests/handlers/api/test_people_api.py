"""People by a token: in its owner's regions, by what it is for, without any account of theirs."""

from domain.regions import Scope
from domain.staff import Permission, StaffRole
from services.context import Services
from tests.handlers.api.conftest import Programs

QUFU = "370000/370800/370881/"


async def follow(services: Services, openid: str, path: str = "") -> str:
    person = await services.people.follows(services.facts.oa_app, openid, following=True, now=services.now())
    if path:
        await services.people.settle(person.id, region="370881", region_path=path)
    return person.id


async def test_people_are_listed_in_parts_and_one_is_read_and_written_down(
    program: Programs, services: Services
) -> None:
    here, nowhere = await follow(services, "o-one", QUFU), await follow(services, "o-two")
    city = await program(StaffRole.CITY)
    first = await city.call("GET", "/people?limit=1&state=following")
    second = await city.call("GET", f"/people?limit=1&after={first.body['next']}")
    ids = [first.body["people"][0]["id"], second.body["people"][0]["id"]]
    assert (set(ids), second.body["next"]) == ({here, nowhere}, None)
    one = await city.call("GET", f"/people/{here}")
    assert (one.body["region_path"], one.body["following"], one.body["wishes"]) == (QUFU, True, [])
    assert "o-one" not in str(first.body) + str(one.body)
    rows = await services.audit.page(scope=Scope.system(), about=here)
    assert [(row.kind, row.actor) for row in rows] == [("person_read", city.staff_id)]
    assert (await city.call("GET", "/people?state=nonsense")).status == 400


async def test_a_token_reaches_people_of_its_owners_regions_and_only_if_it_is_for_that(
    program: Programs, services: Services
) -> None:
    here, nowhere = await follow(services, "o-one", QUFU), await follow(services, "o-two")
    county = await program(StaffRole.COUNTY, region="370881")
    assert [each["id"] for each in (await county.call("GET", "/people")).body["people"]] == [here]
    assert (await county.call("GET", f"/people/{nowhere}")).status == 404
    narrow = await program(StaffRole.CITY, login="li", may=(Permission.WISH_READ,))
    for address in ("/people", f"/people/{here}"):
        assert (await narrow.call("GET", address)).status == 403
