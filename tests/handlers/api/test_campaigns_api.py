"""Campaigns by the API: kept by staff, read by everybody."""

from typing import Any

from domain.ids import new_id
from domain.staff import StaffRole
from domain.wishes import WishState
from services.context import Services
from tests.attacks.bodies import VALID
from tests.handlers.api.conftest import Programs, Visitors
from tests.services.wishes.lives import Lives
from tests.services.wishes.test_campaigns import put

NEW: dict[str, Any] = {**VALID["CampaignCreate"]}
WRITE: dict[str, Any] = {**VALID["CampaignWrite"]}


async def test_a_campaign_is_made_once_changed_as_it_was_read_and_seen_in_its_county_alone(program: Programs) -> None:
    her = await program(StaffRole.COUNTY, region="370881")
    made = await her.call("POST", "/campaigns", NEW, Idempotency_Key="key-of-a-campaign")
    assert (made.status, made.body["state"], made.body["shown"], made.etag) == (201, "open", 0, '"v1"')
    assert (await her.call("POST", "/campaigns", NEW, Idempotency_Key="key-of-a-campaign")).body == made.body
    assert [each["id"] for each in (await her.call("GET", "/campaigns")).body["campaigns"]] == [made.body["id"]]
    at, words = f"/campaigns/{made.body['id']}", WRITE | {"name": "换掉"}
    assert (await her.call("PUT", at, words)).status == 428
    assert (await her.call("PUT", at, words, If_Match='"v9"')).status == 412
    changed = await her.call("PUT", at, words, If_Match=made.etag)
    assert (changed.status, changed.body["name"], changed.etag) == (200, "换掉", '"v2"')
    for wrong in ({"last": "2026-10-01"}, {"kinds": ["gold"]}, {"target_wishes": 0, "target_fen": 0}):
        assert (await her.call("PUT", at, WRITE | wrong, If_Match='"v2"')).status in {400, 422}
    other = await program(StaffRole.COUNTY, login="li", region="370883")
    assert (await other.call("GET", at)).status == 404
    assert (await other.call("PUT", at, words, If_Match='"v2"')).status == 404
    assert (await other.call("POST", f"{at}/close")).status == 404
    assert (await other.call("GET", "/campaigns")).body["campaigns"] == []
    closed = await her.call("POST", f"{at}/close")
    assert (closed.status, closed.body["state"]) == (200, "closed")
    assert (await her.call("POST", f"{at}/close")).body == closed.body
    assert (await her.call("PUT", at, WRITE, If_Match='"v3"')).status == 409


async def test_everybody_reads_those_that_are_open_with_small_numbers_hidden(
    program: Programs, visitor: Visitors, services: Services
) -> None:
    her = await program(StaffRole.COUNTY, region="370881")
    await put(services, 2, WishState.CONFIRMED)
    wish = await Lives(services).published()
    made = (await her.call("POST", "/campaigns", NEW, Idempotency_Key="key-of-a-campaign")).body
    draft = (await her.call("POST", "/campaigns", NEW | {"public": False}, Idempotency_Key="key-of-a-draft")).body
    phone = await visitor(signed_in=False)
    listed = await phone.call("GET", "/campaigns")
    assert [each["id"] for each in listed.body["campaigns"]] == [made["id"]]
    one = await phone.call("GET", f"/campaigns/{made['id']}")
    assert (one.body["region_name"], one.body["running"], one.body["shown"]) == ("曲阜市", True, None)
    assert (one.body["done"], one.body["fen"]) == (None, None)
    for missing in (draft["id"], new_id()):
        assert (await phone.call("GET", f"/campaigns/{missing}")).status == 404
        assert (await phone.call("GET", f"/wishes?campaign={missing}")).status in {400, 422}
    wall = await phone.call("GET", f"/wishes?campaign={made['id']}")
    assert [each["code"] for each in wall.body["wishes"]] == [wish.code]
