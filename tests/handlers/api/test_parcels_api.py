"""Parcels and delivery days by a token of staff: the same scans as in the console, with the same limits."""

import asyncio

from domain.parcels import Place
from domain.staff import Permission, StaffRole
from domain.wishes import WishState
from services.context import Services
from services.wishes import parcels
from tests.handlers.api.conftest import Programs, Visitors
from tests.rig import Rig
from tests.services.wishes.lives import COUNTY, Lives

KEY = "key-of-a-day-0001"
DAY = {"on": "2026-12-05", "place": "文化广场", "region": "370881"}


async def test_a_program_scans_a_parcel_from_hand_to_hand(program: Programs, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.claimed()
    county = await program(StaffRole.COUNTY, region="370881")
    made = await county.call("POST", f"/parcels/of/{wish.id}")
    label = made.body["code"]
    assert (made.body["place"], made.body["offered"]) == ("labelled", ["handed_in", "out", "given"])
    scans = [county.call("POST", f"/parcels/{label}", {"step": "handed_in"}) for _ in range(5)]
    assert {each.status for each in await asyncio.gather(*scans)} == {200}
    seen = await county.call("GET", f"/parcels/{label}")
    assert [each["place"] for each in seen.body["steps"]] == ["handed_in"]
    nowhere = await county.call("POST", f"/parcels/{label}", {"step": "at_point"})
    assert (nowhere.status, nowhere.body["field"], nowhere.body["problem"]) == (400, "point", "missing")
    given = await county.call("POST", f"/parcels/{label}", {"step": "given"})
    assert (given.body["place"], given.body["offered"]) == ("given", [])
    back = await county.call("POST", f"/parcels/{label}", {"step": "out"})
    assert (back.status, back.body["code"]) == (409, "move_not_possible")
    assert (await lives.now(wish)).state is WishState.DELIVERED
    assert "小" not in str(seen.body)


async def test_another_county_and_a_token_for_less_reach_nothing(program: Programs, services: Services) -> None:
    wish = await Lives(services).claimed()
    label = (await parcels.label_for(services, wish.id, by=COUNTY)).code
    other = await program(StaffRole.COUNTY, login="zou", region="370883")
    for method, address, body in (
        ("GET", f"/parcels/{label}", None),
        ("POST", f"/parcels/{label}", {"step": "out"}),
        ("POST", f"/parcels/of/{wish.id}", None),
    ):
        assert (await other.call(method, address, body)).status == 404
    assert (await other.call("POST", "/days", DAY, Idempotency_Key=KEY)).status == 403
    narrow = await program(StaffRole.COUNTY, login="du", region="370881", may=(Permission.WISH_READ,))
    assert (await narrow.call("GET", f"/parcels/{label}")).body["offered"] == []
    assert (await narrow.call("POST", f"/parcels/{label}", {"step": "out"})).status == 403
    assert await services.db["parcel_steps"].count_documents({}) == 0


async def test_a_day_is_made_once_filled_checked_off_and_closed(program: Programs, services: Services) -> None:
    lives = Lives(services)
    wishes = [await lives.claimed(f"donor-{n}", text=f"第{n}件") for n in range(2)]
    county = await program(StaffRole.COUNTY, region="370881")
    made = await county.call("POST", "/days", DAY, Idempotency_Key=KEY)
    again = await county.call("POST", "/days", DAY, Idempotency_Key=KEY)
    assert (made.status, again.body) == (201, made.body)
    address = f"/days/{made.body['id']}"
    asked = {"wishes": [each.id for each in wishes]}
    assert (await county.call("POST", f"{address}/pick", asked)).status == 428
    picked = await county.call("POST", f"{address}/pick", asked, If_Match=made.etag)
    assert (picked.body["wishes"], picked.body["waiting"]) == (2, 2)
    late = await county.call("POST", f"{address}/pick", {"wishes": [(await lives.claimed("x")).id]}, If_Match=made.etag)
    assert late.status == 412
    label = picked.body["rows"][0]["label"]
    for _ in range(2):
        checked = await county.call("POST", f"{address}/check", {"label": label})
        assert (checked.body["handed"], checked.body["waiting"]) == (1, 1)
    closed = await county.call("POST", f"{address}/close")
    assert (closed.body["state"], closed.body["handed"], closed.body["waiting"]) == ("closed", 1, 1)
    assert (await county.call("POST", f"{address}/check", {"label": picked.body["rows"][1]["label"]})).status == 409
    assert (await lives.now(wishes[1])).state is WishState.CLAIMED
    assert [each["id"] for each in (await county.call("GET", "/days")).body["days"]] == [made.body["id"]]
    assert (await county.call("GET", "/points")).body == {"points": []}


async def test_a_donor_and_a_guardian_see_where_it_is_in_the_mini_program(visitor: Visitors, rig: Rig) -> None:
    wish = await Lives(rig.services).published()
    donor = await visitor()
    made = await donor.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    label = made.body["label"]
    assert (made.body["parcel"], len(label)) == ("labelled", 8)
    await parcels.hand_on(rig.services, label, Place.OUT, by=COUNTY)
    seen = await donor.call("GET", f"/me/claims/{wish.id}", If_None_Match=made.etag)
    assert (seen.status, seen.body["parcel"]) == (200, "out")
    assert (await donor.call("GET", "/me/claims")).body["claims"][0]["parcel"] == "out"
