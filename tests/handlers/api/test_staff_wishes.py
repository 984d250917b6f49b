"""Programs of staff enter wishes of families without a phone: once, in their regions, after somebody has looked."""

from typing import Any

from domain.staff import StaffRole
from services.context import Services
from tests.attacks.bodies import VALID
from tests.handlers.api.conftest import Programs

BODY: dict[str, Any] = {**VALID["EnterAsk"], "text": "一双35码的运动鞋"}


async def test_a_wish_is_entered_once_and_a_second_of_the_child_is_refused(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.VILLAGE_OFFICER, region="370881100201")
    made = await her.call("POST", "/wishes", BODY, Idempotency_Key="key-of-a-wish-1")
    assert (made.status, made.body["child_masked"], made.body["state"]) == (201, "王*明", "checked")
    again = await her.call("POST", "/wishes", BODY, Idempotency_Key="key-of-a-wish-1")
    assert (again.status, again.body) == (201, made.body)
    typed = BODY | {"child_name": "王\u2060小明\ufe0f"}
    second = await her.call("POST", "/wishes", typed, Idempotency_Key="key-of-a-wish-2")
    assert (second.status, second.body["code"]) == (409, "same_child")
    child = await her.call("POST", f"/wishes/{made.body['id']}/child", {"reason": "visit"})
    assert (child.body["name"], child.body["guardian"]) == ("王小明", "李秀英")
    assert await services.db["wishes"].count_documents({}) == 1


async def test_what_looks_alike_is_named_and_taken_once_it_was_seen(program: Programs) -> None:
    her = await program(StaffRole.TOWNSHIP, region="370881100")
    first = await her.call("POST", "/wishes", BODY, Idempotency_Key="key-of-a-wish-1")
    twin = BODY | {"child_name": "王晓明"}
    asked = await her.call("POST", "/wishes", twin, Idempotency_Key="key-of-a-wish-2")
    assert (asked.status, asked.body["code"], asked.body["found"]) == (409, "looks_alike", [first.body["id"]])
    seen = await her.call("POST", "/wishes", twin | {"seen": asked.body["found"]}, Idempotency_Key="key-of-a-wish-3")
    assert seen.status == 201


async def test_another_countys_village_and_a_wrong_value_are_refused(program: Programs, services: Services) -> None:
    there = await program(StaffRole.COUNTY, region="370883")
    assert (await there.call("POST", "/wishes", BODY, Idempotency_Key="key-of-a-wish-1")).status == 403
    here = await program(StaffRole.COUNTY, login="li", region="370881")
    wrong = await here.call("POST", "/wishes", BODY | {"phone": "12"}, Idempotency_Key="key-of-a-wish-1")
    assert (wrong.status, wrong.body["field"]) == (400, "phone")
    assert await services.db["wishes"].count_documents({}) == 0


async def test_for_the_family_an_entered_wish_is_corrected_and_taken_back(program: Programs) -> None:
    her = await program(StaffRole.VILLAGE_OFFICER, region="370881100201")
    made = await her.call("POST", "/wishes", BODY, Idempotency_Key="key-of-a-wish-1")
    at = f"/wishes/{made.body['id']}"
    back = await her.call("POST", f"{at}/answer/return", {"why": "unclear", "words": ""}, If_Match=made.etag)
    assert (back.status, back.body["state"]) == (200, "returned")
    words = {"text": "一双36码的运动鞋", "cost_fen": 9000}
    assert (await her.call("POST", f"{at}/correct_for", words, If_Match=made.etag)).status == 412
    cash = await her.call("POST", f"{at}/correct_for", words | {"text": "现金"}, If_Match=back.etag)
    assert (cash.status, cash.body["code"]) == (400, "invalid")
    anew = await her.call("POST", f"{at}/correct_for", words, If_Match=back.etag)
    assert (anew.status, anew.body["state"], anew.body["text"]) == (200, "checked", "一双36码的运动鞋")
    gone = await her.call("POST", f"{at}/entering/withdraw_for", {"why": "other", "words": ""}, If_Match=anew.etag)
    assert (gone.status, gone.body["state"]) == (200, "withdrawn")
