"""What programs of staff find by words and receipts, and what a successor receives."""

from domain.regions import Scope
from domain.staff import Permission, StaffRole
from services.context import Services
from services.staff import make_token
from services.staff.handover import key_of
from tests.handlers.api.conftest import Program, Programs
from tests.handlers.walking import fill
from tests.joined import Phone
from tests.services.staff.test_receiving import handed


async def test_lessons_colleagues_and_regions_are_found_by_who_may_see_them(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    village = await program(StaffRole.VILLAGE_OFFICER, login="li", region="370883")
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhao", may=(Permission.HOME_READ,))
    assert {each["login"] for each in (await her.call("GET", "/search?q=wang")).body["staff"]} == {"wang"}
    assert [each["code"] for each in (await her.call("GET", "/search?q=曲阜")).body["regions"]] == ["370881"]
    assert (await village.call("GET", "/search?q=wang")).body["staff"] == []
    assert (await village.call("GET", "/search?q=曲阜")).body["regions"] == []
    for words in ("wang", "曲阜"):
        found = (await narrow.call("GET", f"/search?q={words}")).body
        assert (found["staff"], found["regions"], found["lessons"]) == ([], [], [])
    assert (await her.call("GET", "/search")).status == 400
    long = await her.call("GET", "/search?q=" + "字" * 41)
    assert (long.status, long.body["field"]) == (400, "q")


async def test_a_receipt_leads_to_the_wish_where_it_is_hers_to_see(
    program: Programs, services: Services, phone: Phone
) -> None:
    wish, *_ = await fill(services, phone)
    (found,) = await services.wishes.page(scope=Scope.system())
    her = await program(StaffRole.ADMINISTRATOR)
    there = await program(StaffRole.ADMINISTRATOR, login="li", region="370883")
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhao", may=(Permission.HOME_READ, Permission.WISH_READ))
    address = f"/search?q={found.receipt}"
    seen = (await her.call("GET", address)).body
    assert (seen["wish"], seen["person"]) == (wish, found.guardian_id)
    assert (await there.call("GET", address)).body["wish"] is None
    less = (await narrow.call("GET", address)).body
    assert (less["wish"], less["person"]) == (wish, None)


async def test_the_successor_receives_what_was_handed_over_and_nobody_else(
    program: Programs, services: Services
) -> None:
    _, zhao, handover = await handed(services)
    _, secret = await make_token(services, login="zhao", name="报表")
    other = await program(StaffRole.ADMINISTRATOR)
    stranger = await program(StaffRole.COUNTY, login="zou", region="370883")
    hers = Program(other.base, other.http, secret, zhao.id)
    address, ticks = f"/handovers/{handover.id}", {"ticks": [key_of(each) for each in handover.things]}
    read = await hers.call("GET", address)
    assert ([each["key"] for each in read.body["things"]], read.body["received_at"]) == (ticks["ticks"], None)
    assert (await other.call("GET", address)).body == read.body
    assert (await stranger.call("GET", address)).status == 404
    for who in (other, stranger):
        assert (await who.call("POST", f"{address}/received", ticks)).status == 404
    missing = await hers.call("POST", f"{address}/received", {"ticks": []})
    assert (missing.status, missing.body["field"]) == (400, "ticks")
    for _ in range(2):
        done = await hers.call("POST", f"{address}/received", ticks)
        assert (done.status, done.body["received_at"] is None) == (200, False)
    assert await services.db["audit"].count_documents({"kind": "handover_received"}) == 1
