"""Company wishes by the API: applied, looked up, met, worried about; nobody's but those who meet."""

from datetime import timedelta

from domain.company import Standing
from domain.staff import StaffRole
from services.checking.asking import ask
from services.wishes import steps
from tests.attacks.bodies import VALID
from tests.handlers.api.conftest import Phone, Programs, Visitors
from tests.rig import MINI_APP, Rig
from tests.services.wishes.companions import Companions, with_company

KEY = "key-of-a-company-"


async def known_as(there: Companions, name: str, phone: Phone) -> None:
    """Whoever holds this phone is called so."""
    there.people[name] = await there.services.people.ensure(MINI_APP, phone.openid, now=there.services.now())


async def test_staff_look_a_volunteer_up_and_another_approves_her(
    visitor: Visitors, program: Programs, rig: Rig
) -> None:
    there, phone = Companions(with_company(rig.services)), await visitor()
    assert (await phone.call("GET", "/me/volunteer")).status == 404
    ask = VALID["VolunteerAsk"]
    for wrong in ({"region": "370800"}, {"pledge": "old.v1"}):
        refused = await phone.call("POST", "/me/volunteer", {**ask, **wrong}, Idempotency_Key=f"{KEY}wrong")
        assert refused.status in {400, 422}
    made = await phone.call("POST", "/me/volunteer", ask, Idempotency_Key=KEY)
    assert (made.status, made.body["state"], made.body["valid_until"]) == (201, "applied", None)
    again = await phone.call("POST", "/me/volunteer", {**ask, "region": "370883"}, Idempotency_Key=f"{KEY}2")
    assert again.body == made.body
    her = await program(StaffRole.COUNTY, region="370881")
    (row,) = (await her.call("GET", "/volunteers")).body["volunteers"]
    assert row["number"] == made.body["number"]
    at, day = f"/volunteers/{row['id']}", {"day": there.today().isoformat()}
    assert (await her.call("POST", f"{at}/check", day)).status == 428
    assert (await her.call("POST", f"{at}/approved", If_Match='"v1"')).status == 409
    noted = await her.call("POST", f"{at}/check", day, If_Match='"v1"')
    assert (noted.status, noted.etag) == (200, '"v2"')
    assert (await her.call("POST", f"{at}/approved", If_Match=noted.etag)).status == 403
    other = await program(StaffRole.COUNTY, login="li", region="370881")
    assert (await other.call("POST", f"{at}/approved", If_Match='"v1"')).status == 412
    approved = await other.call("POST", f"{at}/approved", If_Match=noted.etag)
    assert (approved.status, approved.body["state"]) == (200, "approved")
    assert (await phone.call("GET", "/me/volunteer")).body["state"] == "approved"
    neighbour = await program(StaffRole.COUNTY, login="lin", region="370883")
    assert (await neighbour.call("GET", at)).status == 404
    assert (await neighbour.call("GET", "/volunteers")).body["volunteers"] == []


async def test_a_meeting_is_joined_arranged_agreed_to_and_stopped(
    visitor: Visitors, program: Programs, rig: Rig
) -> None:
    there = Companions(with_company(rig.services))
    guardian, lead, second, stranger = [await visitor() for _ in range(4)]
    for name, phone in (("guardian", guardian), ("lead", lead), ("second", second)):
        await known_as(there, name, phone)
    wish = await there.asked()
    for check in (await rig.services.checks.of([wish.id]))[wish.id]:
        await ask(rig.services, check.id, check.version)
    wish = await steps.go_on(rig.services, wish)
    await there.vetted("lead")
    await there.vetted("second")
    refused = await stranger.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    assert refused.status == 403
    assert (await lead.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)).status == 201
    (hers,) = (await lead.call("GET", "/me/meetings")).body["meetings"]
    invite = {"invite": hers["invite"]}
    assert (await stranger.call("POST", "/me/meetings", invite, Idempotency_Key=KEY)).status in {403, 409}
    joined = await second.call("POST", "/me/meetings", invite, Idempotency_Key=KEY)
    assert (joined.status, joined.body["second"], joined.body["invite"]) == (201, True, "")
    officer = await program(StaffRole.VILLAGE_OFFICER, region="370881100201")
    day = (there.today() + timedelta(days=2)).isoformat()
    turn = (await lead.call("GET", f"/me/meetings/{wish.id}")).etag
    set_ = await officer.call("POST", f"/wishes/{wish.id}/arrange", {"day": day, "meet_at": "public"}, If_Match=turn)
    assert set_.status == 200
    at = f"/me/meetings/{wish.id}"
    assert (await stranger.call("GET", at)).status == 404
    seen = await guardian.call("GET", at)
    assert (seen.body["meet_on"], seen.body["agreed"], seen.body["invite"]) == (day, False, "")
    assert (await second.call("POST", f"{at}/agree", If_Match=seen.etag)).status in {403, 404, 409}
    agreed = await guardian.call("POST", f"{at}/agree", If_Match=seen.etag)
    assert (agreed.status, agreed.body["agreed"]) == (200, True)
    worry = {"text": "孩子说害怕"}
    assert (await stranger.call("POST", f"{at}/worries", worry, Idempotency_Key=KEY)).status == 404
    for _ in range(2):
        told = await guardian.call("POST", f"{at}/worries", worry, Idempotency_Key=f"{KEY}w")
        assert (told.status, "110" in told.body["words"]) == (201, True)
    assert await rig.services.db["alerts"].count_documents({}) == 1
    standing = await second.call("GET", "/me/volunteer")
    assert standing.body["state"] == str(Standing.SUSPENDED)
