"""Programs of staff bring pictures of wishes, look at them, which is written down, and take the ledger along."""

import io
from typing import Any

from PIL import Image

from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from tests.handlers.api.conftest import Answered, Program, Programs
from tests.services.wishes.lives import Lives
from tests.services.wishes.test_pictures import SECRET, from_camera

JPEG = {"Content_Type": "image/jpeg"}
VILLAGE = "370881100201"


async def bring(
    her: Program, wish: str, query: str = "kind=visit&agreed=true", key: str = "key-of-a-picture"
) -> Answered:
    return await her.call("POST", f"/wishes/{wish}/pictures?{query}", from_camera(), Idempotency_Key=key, **JPEG)


async def look(her: Program, picture: str) -> tuple[int, str, bytes]:
    """The status, the type and the content of what is shown."""
    address = f"{her.base}/api/v1/staff/wish-pictures/{picture}/look"
    async with her.http.post(address, headers={"Authorization": f"Bearer {her.token}"}) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_picture_is_brought_once_and_a_look_at_it_is_written_down(
    program: Programs, services: Services
) -> None:
    wish = (await Lives(services).submitted()).id
    her = await program(StaffRole.VILLAGE_OFFICER, region=VILLAGE)
    empty = await her.call("GET", f"/wishes/{wish}/pictures")
    assert empty.body == {"pictures": [], "addable": ["visit", "paper"], "needs_agreement": True}
    made = await bring(her, wish)
    assert (made.status, made.body["kind"], made.body["removable"]) == (201, "visit", True)
    assert (await bring(her, wish)).body == made.body
    listed = (await her.call("GET", f"/wishes/{wish}/pictures")).body
    assert ([each["id"] for each in listed["pictures"]], listed["needs_agreement"]) == ([made.body["id"]], False)
    assert await services.audit.page(scope=Scope.system(), kind="wish_picture_read") == []
    status, kind, content = await look(her, made.body["id"])
    assert (status, kind) == (200, "image/jpeg")
    with Image.open(io.BytesIO(content)) as shown:
        assert not shown.getexif()
    assert SECRET.encode() not in content
    (row,) = await services.audit.page(scope=Scope.system(), kind="wish_picture_read")
    assert (row.actor, row.about) == (her.staff_id, wish)


async def test_without_the_guardians_word_or_in_another_office_none_is_brought(
    program: Programs, services: Services
) -> None:
    wish = (await Lives(services).submitted()).id
    her = await program(StaffRole.VILLAGE_OFFICER, region=VILLAGE)
    for query, field in (("kind=visit", "agreed"), ("kind=drawing", "kind"), ("", "kind")):
        refused = await bring(her, wish, query)
        assert (refused.status, refused.body["field"]) == (400, field)
    text = await her.call("POST", f"/wishes/{wish}/pictures?kind=paper", {}, Idempotency_Key="key-of-a-text")
    assert text.status == 415
    early = await bring(her, wish, "kind=proof")
    assert (early.status, early.body["code"]) == (409, "move_not_possible")
    there = await program(StaffRole.TOWNSHIP, login="li", region="370883")
    assert (await bring(there, wish)).status == 404
    assert await services.db["wish_pictures"].count_documents({}) == 0


async def test_who_brought_it_takes_it_away_and_nobody_else(program: Programs, services: Services) -> None:
    wish = (await Lives(services).submitted()).id
    her = await program(StaffRole.VILLAGE_OFFICER, region=VILLAGE)
    other = await program(StaffRole.VILLAGE_OFFICER, login="li", region=VILLAGE)
    there = await program(StaffRole.VILLAGE_OFFICER, login="zhao", region="370883")
    made = (await bring(her, wish)).body["id"]
    assert (await other.call("DELETE", f"/wish-pictures/{made}")).status == 403
    assert (await there.call("DELETE", f"/wish-pictures/{made}")).status == 404
    assert (await look(there, made))[0] == 404
    gone = await her.call("DELETE", f"/wish-pictures/{made}")
    assert (gone.status, gone.body["pictures"]) == (200, [])
    assert (await her.call("DELETE", f"/wish-pictures/{made}")).status == 404


MONTHS: dict[str, Any] = {"first": "2026-11", "last": "2026-11"}


async def ledger(her: Program, region: str, **months: str) -> Answered:
    asked = MONTHS | months
    return await her.call("GET", f"/wish-ledger?region={region}&first={asked['first']}&last={asked['last']}")


async def test_the_ledger_names_no_child_and_that_it_was_taken_is_written_down(
    program: Programs, services: Services
) -> None:
    await Lives(services).published(child="王小明")
    her = await program(StaffRole.COUNTY, region="370881")
    taken = await ledger(her, "370881100")
    (row,) = taken.body["rows"]
    assert (taken.status, taken.body["more"], row["state"], row["cost_fen"]) == (200, False, "published", 8000)
    assert "王" not in str(taken.body)
    (noted,) = await services.audit.page(scope=Scope.system(), kind="exported")
    assert (noted.about, noted.data["rows"]) == ("wish_ledger", 1)
    assert (await ledger(her, "370881", last="2027-01")).body["rows"] == taken.body["rows"]
    assert (await ledger(her, "370881", first="2026-10", last="2026-10")).body["rows"] == []


async def test_no_ledger_of_another_county_or_of_months_that_there_arent(program: Programs) -> None:
    her = await program(StaffRole.COUNTY, region="370881")
    for region in ("370883", "370800", "999999"):
        assert (await ledger(her, region)).status == 404
    for wrong in ({"first": "2026-13"}, {"first": "2026-12"}, {"last": ""}):
        assert (await ledger(her, "370881", **wrong)).status == 400
    assert (await (await program(StaffRole.EDITOR, login="li")).call("GET", "/wish-ledger")).status == 403
