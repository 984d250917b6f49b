"""一起圆梦 from the mini-program."""

from domain.regions import Scope
from domain.staff import StaffRole
from domain.wishes import Wish
from services.wishes import steps
from tests.handlers.api.conftest import Programs, Visitors
from tests.rig import Rig
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, Lives

KEY = "key-of-a-share-1"


async def dear(rig: Rig) -> Wish:
    """A dear wish on the wall."""
    lives = Lives(rig.services)
    wish = await lives.published(yuan=280, text="一辆自行车")
    return await steps.publish(rig.services, wish.id, by=COUNTY_TOO)


async def test_she_leads_others_come_and_nobody_learns_who_they_are(visitor: Visitors, rig: Rig) -> None:
    wish = await dear(rig)
    lead, other, stranger = await visitor(), await visitor(), await visitor()
    await lead.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    at = f"/me/claims/{wish.id}/sharing"
    assert (await lead.call("GET", at)).body["possible"] is True
    for method in ("GET", "PUT", "DELETE"):
        assert (await other.call(method, at)).status == 404
    opened = (await lead.call("PUT", at)).body
    assert (await lead.call("PUT", at)).body == opened
    assert opened["url"].endswith(f"/h5/together/{opened['invite']}")
    seen = (await stranger.call("GET", f"/together/{opened['invite']}")).body
    assert (seen["text"], seen["givers"], seen["places"]) == ("一辆自行车", 1, 4)
    assert any("不收钱" in each for each in seen["rules"])
    invite = {"invite": opened["invite"]}
    made = await other.call("POST", "/me/shares", invite, Idempotency_Key=KEY)
    assert (made.status, made.body["others"]) == (201, 1)
    assert (await other.call("POST", "/me/shares", invite, Idempotency_Key=KEY)).body == made.body
    assert (await other.call("POST", "/me/shares", invite, Idempotency_Key=f"{KEY}-2")).body == made.body
    assert (await lead.call("POST", "/me/shares", invite, Idempotency_Key=f"{KEY}-3")).status == 403
    assert (await other.call("GET", "/me/shares")).body["shares"] == [made.body]
    assert (await other.call("GET", "/me/claims")).body["claims"] == []
    now = (await lead.call("GET", at)).body
    assert (now["sharers"], now["places"]) == (1, 3)
    hers = await rig.services.sharing.of((await rig.services.wishes.get(wish.id, scope=_ALL)).sharers[0], most=1)
    assert hers[0].sharers[0] not in str((now, seen, made.body))
    (taken,) = [each["rows"] for each in (await other.call("GET", "/me/data")).body["parts"] if each["part"] == "taken"]
    assert {each["name"]: each["value"] for each in taken[0]} == {
        "wish": "一辆自行车",
        "together": "与另外 1 人一起",
        "state": "大家在准备",
    }


async def test_she_leaves_and_a_code_that_is_ended_is_nothing(visitor: Visitors, rig: Rig) -> None:
    wish = await dear(rig)
    lead, other = await visitor(), await visitor()
    await lead.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    at = f"/me/claims/{wish.id}/sharing"
    invite = (await lead.call("PUT", at)).body["invite"]
    await other.call("POST", "/me/shares", {"invite": invite}, Idempotency_Key=KEY)
    hers = f"/me/shares/{wish.id}"
    assert (await lead.call("GET", hers)).status == 404
    assert (await other.call("GET", hers)).body["others"] == 1
    assert (await other.call("DELETE", hers)).status == 200
    assert (await other.call("DELETE", hers)).status == 404
    ended = (await lead.call("DELETE", at)).body
    assert (ended["invite"], ended["url"], ended["sharers"]) == ("", "", 0)
    assert (await other.call("GET", f"/together/{invite}")).status == 404
    late = await other.call("POST", "/me/shares", {"invite": invite}, Idempotency_Key=f"{KEY}-2")
    assert late.status == 404
    for wrong in ("1234567", "abcdefgh"):
        assert (await other.call("POST", "/me/shares", {"invite": wrong}, Idempotency_Key=f"{KEY}-3")).status == 400
    await steps.decide(rig.services, wish.id, "reassign", by=COUNTY, why="other")
    assert (await lead.call("GET", at)).status == 404


async def test_programs_of_staff_read_how_many_bring_it(visitor: Visitors, program: Programs, rig: Rig) -> None:
    wish = await dear(rig)
    lead, other = await visitor(), await visitor()
    her, at = await program(StaffRole.COUNTY, region="370881"), f"/wishes/{wish.id}"
    await lead.call("POST", "/me/claims", {"code": wish.code}, Idempotency_Key=KEY)
    invite = (await lead.call("PUT", f"/me/claims/{wish.id}/sharing")).body["invite"]
    seen = await her.call("GET", at)
    assert seen.body["givers"] == 0
    await other.call("POST", "/me/shares", {"invite": invite}, Idempotency_Key=KEY)
    now = await her.call("GET", at, If_None_Match=seen.etag)
    assert (now.status, now.body["givers"], now.etag) == (200, 2, seen.etag)


async def test_whoever_tries_codes_one_after_the_other_is_told_to_wait(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()

    async def page(invite: int) -> int:
        async with phone.http.get(f"{phone.base}/h5/together/{invite}") as answer:
            return int(answer.status)

    for number in range(20):
        assert (await phone.call("GET", f"/together/{10_000_000 + number}")).status == 404
        assert await page(10_000_000 + number) == 404
        tried = {"invite": str(10_000_000 + number)}
        assert (await phone.call("POST", "/me/shares", tried, Idempotency_Key=f"{KEY}-{number}")).status == 404
    assert (await phone.call("GET", "/together/10000000")).status == 429
    assert await page(10_000_000) == 429
    assert (await phone.call("POST", "/me/shares", {"invite": "10000000"}, Idempotency_Key=KEY)).status == 429
    rig.clock.move(minutes=1)
    assert (await phone.call("GET", "/together/10000000")).status == 404


_ALL = Scope.system()
