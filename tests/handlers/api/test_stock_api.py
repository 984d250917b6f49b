"""The county's stock and budget for programs of staff: once a key, on top of what was read, and of her regions alone."""

import asyncio
from typing import Any

from domain.staff import Permission, StaffRole
from domain.wishes import WishState
from services.context import Services
from tests.handlers.api.conftest import Programs
from tests.services.wishes.lives import Lives

KEY, OTHER_KEY = "key-of-stock-001", "key-of-stock-002"
OUT = {"kind": "out", "many": 2, "why": "handed_out"}


def lot_at(point: str) -> dict[str, Any]:
    kept = {"what": " 新 书包 ", "kind": "study", "value_fen": 8000, "source": "bought", "received_on": "2026-11-20"}
    return kept | {"point": point, "many": 5}


async def test_a_lot_is_received_booked_counted_and_carried(program: Programs, services: Services) -> None:
    lives = Lives(services)
    first, second = [(await lives.point()).id for _ in range(2)]
    county = await program(StaffRole.COUNTY, region="370881")
    made = await county.call("POST", "/lots", lot_at(first), Idempotency_Key=KEY)
    again = await county.call("POST", "/lots", lot_at(first), Idempotency_Key=KEY)
    assert (made.status, again.body, made.body["what"], made.body["many"]) == (201, made.body, "新 书包", 5)
    at = f"/lots/{made.body['id']}"
    takes = [county.call("POST", f"{at}/pieces", OUT, Idempotency_Key=OTHER_KEY) for _ in range(3)]
    assert {each.status for each in await asyncio.gather(*takes)} <= {201, 409}
    taken = await county.call("POST", f"{at}/pieces", OUT, Idempotency_Key=OTHER_KEY)
    assert (taken.status, taken.body["many"], len(taken.body["moves"])) == (201, 3, 2)
    less = await county.call("POST", f"{at}/pieces", OUT | {"many": 4}, Idempotency_Key="key-of-stock-003")
    assert (less.status, less.body["field"], less.body["problem"]) == (400, "many", "too_few")
    counted = {"many": 7, "why": "counted"}
    assert (await county.call("POST", f"{at}/count", counted)).status == 428
    assert (await county.call("POST", f"{at}/count", counted, If_Match=made.etag)).status == 412
    right = await county.call("POST", f"{at}/count", counted, If_Match=taken.etag)
    assert (right.status, right.body["many"]) == (200, 7)
    carried = await county.call("POST", f"{at}/carry", {"point": second, "why": "nearer"}, If_Match=right.etag)
    assert (carried.status, carried.body["point"]) == (200, second)
    wrong = await county.call("POST", f"{at}/carry", {"point": second, "why": "fun"}, If_Match=carried.etag)
    assert (wrong.status, wrong.body["field"]) == (400, "why")
    label = (await county.call("GET", f"/lots?label={made.body['code']}")).body["lots"]
    assert [each["id"] for each in label] == [made.body["id"]]
    assert (await county.call("GET", "/lots?label=AAAAAAA2")).body["lots"] == []
    assert [each["many"] for each in (await county.call("GET", "/lots?there=true")).body["lots"]] == [7]


async def test_a_movement_is_put_right_once_and_a_lot_divided_once_a_key(program: Programs, services: Services) -> None:
    lives = Lives(services)
    lot, below = await lives.lot(many=5), await lives.point("370881100")
    county = await program(StaffRole.COUNTY, region="370881")
    at = f"/lots/{lot.id}"
    right = {"movement": lot.id, "many": 4, "why": "miswritten"}
    for _ in range(2):
        done = await county.call("POST", f"{at}/correct", right, Idempotency_Key=KEY)
        assert (done.status, done.body["many"], done.body["moves"][0]["rights"]) == (201, 4, lot.id)
    again = await county.call("POST", f"{at}/correct", right, Idempotency_Key=OTHER_KEY)
    assert (again.status, again.body["field"], again.body["problem"]) == (400, "movement", "corrected")
    some = {"many": 3, "point": below.id, "why": "nearer"}
    made, same = [await county.call("POST", f"{at}/part", some, Idempotency_Key="key-of-parts-001") for _ in range(2)]
    assert (made.status, made.body["many"], made.body["moves"][0]["pair_lot"]) == (201, 3, lot.id)
    assert (same.body, made.body["code"] != lot.code) == (made.body, True)
    assert (await county.call("GET", at)).body["many"] == 1
    more = await county.call("POST", f"{at}/part", some, Idempotency_Key="key-of-parts-002")
    assert (more.status, more.body["problem"]) == (400, "too_few")


async def test_another_county_and_a_token_for_less_reach_no_lot_and_no_budget(
    program: Programs, services: Services
) -> None:
    lives = Lives(services)
    lot, budget = await lives.lot(many=3), await lives.budget(yuan=100)
    other = await program(StaffRole.COUNTY, login="zou", region="370883")
    narrow = await program(StaffRole.COUNTY, login="du", region="370881", may=(Permission.WISH_READ,))
    new = {"county": "370881", "year": 2027, "total_fen": 100}
    for method, address, body in (
        ("GET", f"/lots/{lot.id}", None),
        ("POST", f"/lots/{lot.id}/pieces", OUT),
        ("POST", f"/lots/{lot.id}/count", {"many": 1, "why": "counted"}),
        ("GET", f"/budgets/{budget.id}", None),
        ("PUT", f"/budgets/{budget.id}", {"total_fen": 100}),
    ):
        more = {"Idempotency_Key": KEY, "If_Match": '"v1"'}
        assert (await other.call(method, address, body, **more)).status == 404
        may = address.startswith("/lots") and method == "GET"
        assert (await narrow.call(method, address, body, **more)).status == (200 if may else 403)
    assert (await other.call("GET", f"/lots?label={lot.code}")).body["lots"] == []
    assert (await other.call("GET", "/lots")).body["lots"] == []
    assert (await other.call("GET", "/budgets")).body["budgets"] == []
    assert (await other.call("POST", "/lots", lot_at(lot.point), Idempotency_Key=KEY)).body["field"] == "point"
    assert (await other.call("POST", "/budgets", new, Idempotency_Key=OTHER_KEY)).status == 403


async def test_a_wish_is_covered_by_a_program_from_what_it_names(program: Programs, services: Services) -> None:
    lives = Lives(services)
    lot = await lives.lot(many=1)
    wishes = [await lives.published() for _ in range(3)]
    county = await program(StaffRole.COUNTY, region="370881")
    etags = [f'"v{each.turn}"' for each in wishes]
    stock, budget = {"source": "stock", "lot": lot.id}, {"source": "budget"}
    covered = await county.call("POST", f"/wishes/{wishes[0].id}/cover", stock, If_Match=etags[0])
    assert (covered.status, covered.body["state"], covered.body["cover_of"]) == (200, "prepared", lot.id)
    assert (await county.call("POST", f"/wishes/{wishes[0].id}/cover", stock, If_Match=etags[0])).status == 409
    for body, problem in ((stock, "used_up"), (budget, "no_budget"), ({"source": "stock"}, "lot")):
        refused = await county.call("POST", f"/wishes/{wishes[1].id}/cover", body, If_Match=etags[1])
        assert (refused.status, refused.body["field"], refused.body["problem"]) == (400, "source", problem)
    new = {"county": "370881", "year": 2026, "total_fen": 10000}
    made = await county.call("POST", "/budgets", new, Idempotency_Key=KEY)
    assert (made.status, made.body["left_fen"]) == (201, 10000)
    paid = await county.call("POST", f"/wishes/{wishes[1].id}/cover", budget, If_Match=etags[1])
    assert (paid.status, paid.body["cover_from"]) == (200, "budget")
    over = await county.call("POST", f"/wishes/{wishes[2].id}/cover", budget, If_Match=etags[2])
    assert (over.status, over.body["problem"]) == (400, "over")
    assert (await lives.now(wishes[2])).state is WishState.PUBLISHED
    at = f"/budgets/{made.body['id']}"
    less = await county.call("PUT", at, {"total_fen": 7999}, If_Match=made.etag)
    assert (less.status, less.body["problem"]) == (400, "spent")
    more = await county.call("PUT", at, {"total_fen": 20000}, If_Match=made.etag)
    assert (more.status, more.body["spent_fen"], more.body["left_fen"]) == (200, 8000, 12000)
    assert (await county.call("PUT", at, {"total_fen": 30000}, If_Match=made.etag)).status == 412
    listed = (await county.call("GET", "/budgets")).body["budgets"]
    assert [(each["year"], each["spent_fen"]) for each in listed] == [(2026, 8000)]


async def test_what_came_and_went_is_told_for_an_inspection_of_her_own_regions(
    program: Programs, services: Services
) -> None:
    lot = await Lives(services).lot(many=5)
    county = await program(StaffRole.COUNTY, region="370881")
    await county.call("POST", f"/lots/{lot.id}/pieces", OUT, Idempotency_Key=KEY)
    at = "/stock-ledger?region=370881&first=2026-11&last=2026-11"
    told = await county.call("GET", at)
    rows = told.body["rows"]
    assert [(each["kind"], each["change"], each["code"]) for each in rows] == [
        ("received", 5, lot.code),
        ("out", -2, lot.code),
    ]
    assert (rows[1]["role"], told.body["more"]) == ("county", False)
    assert (await county.call("GET", at.replace("last=2026-11", "last=2026-10"))).status == 400
    other = await program(StaffRole.COUNTY, login="zou", region="370883")
    assert (await other.call("GET", at)).status == 404
    assert await services.db["audit"].count_documents({"kind": "exported", "about": "lot_moves"}) == 1
