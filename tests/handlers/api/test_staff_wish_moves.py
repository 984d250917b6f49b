"""A wish's steps by programs of staff: the same rules as in the console."""

from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from domain.staff import StaffRole
from services.context import Services
from tests.attacks.stock import bearer, seat
from tests.handlers.walking import Seen, Walker, walking
from tests.services.wishes.lives import QUFU, VILLAGE, Lives

STAFF = "/api/v1/staff/wishes"
VISIT = {"day": "2026-11-24", "way": "home", "hardship": "left-behind", "consent_seen": True, "notes": "奶奶带着"}


@pytest.fixture
async def walker(services: Services) -> AsyncIterator[Walker]:
    async with walking(services) as found:
        yield found


async def program(walker: Walker, services: Services, login: str, role: StaffRole, path: str) -> dict[str, str]:
    await seat(walker, services, login, role, path)
    return await bearer(services, login)


def of(answer: Seen) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(answer.text)
    return found


def seen(headers: dict[str, str], etag: str) -> dict[str, str]:
    return headers | {"If-Match": etag}


async def test_a_wish_is_verified_approved_and_brought_by_programs_each_with_what_it_read(
    walker: Walker, services: Services
) -> None:
    lives = Lives(services)
    wish = await lives.submitted()
    village = await program(walker, services, "cun", StaffRole.VILLAGE_OFFICER, VILLAGE)
    county = await program(walker, services, "xian", StaffRole.COUNTY, QUFU)
    at = f"{STAFF}/{wish.id}"
    etag = (await walker.ask("GET", at, headers=village)).headers["Etag"]
    old = await walker.ask("POST", f"{at}/verify", headers=seen(village, '"v1"'), json=VISIT)
    assert old.status == 412
    verified = await walker.ask("POST", f"{at}/verify", headers=seen(village, etag), json=VISIT)
    assert (verified.status, of(verified)["state"], of(verified)["desk"]) == (200, "verified", "county")
    etag = verified.headers["Etag"]
    assert (
        await walker.ask("POST", f"{at}/approve", headers=seen(village, etag), json={"public_text": "一个新书包"})
    ).status == 403
    leading = await walker.ask("POST", f"{at}/approve", headers=seen(county, etag), json={"public_text": "给王小丁"})
    assert (leading.status, of(leading)["problem"]) == (400, "identifying")
    approved = await walker.ask("POST", f"{at}/approve", headers=seen(county, etag), json={"public_text": "一个新书包"})
    assert (approved.status, of(approved)["public_text"]) == (200, "一个新书包")
    await lives.budget(yuan=500)
    covered = await walker.ask(
        "POST", f"{at}/cover", headers=seen(county, approved.headers["Etag"]), json={"source": "budget"}
    )
    assert (covered.status, of(covered)["state"]) == (200, "prepared")
    brought = await walker.ask("POST", f"{at}/handing/deliver", headers=seen(village, covered.headers["Etag"]), json={})
    assert of(brought)["state"] == "delivered"
    own = await walker.ask(
        "POST", f"{at}/handing/confirm_for", headers=seen(village, brought.headers["Etag"]), json={"why": "no-phone"}
    )
    assert own.status == 403
    story = await walker.ask("GET", f"{at}/story", headers=county)
    assert [each["kind"] for each in of(story)["events"]][-4:] == ["approved", "published", "covered", "delivered"]
    assert "奶奶" not in story.text


async def test_a_reason_is_asked_for_and_another_county_sees_nothing(walker: Walker, services: Services) -> None:
    wish = await Lives(services).verified()
    county = await program(walker, services, "xian", StaffRole.COUNTY, QUFU)
    other = await program(walker, services, "zou", StaffRole.COUNTY, "370000/370800/370883/")
    at = f"{STAFF}/{wish.id}"
    etag = (await walker.ask("GET", at, headers=county)).headers["Etag"]
    bare = await walker.ask("POST", f"{at}/answer/return", headers=seen(county, etag), json={})
    assert (bare.status, of(bare)["field"]) == (400, "why")
    for method, path, body in (
        ("GET", at, None),
        ("GET", f"{at}/story", None),
        ("POST", f"{at}/answer/return", {"why": "unclear"}),
        ("POST", f"{at}/approve", {"public_text": "一个书包"}),
    ):
        assert (await walker.ask(method, path, headers=seen(other, etag), json=body)).status == 404
    done = await walker.ask(
        "POST", f"{at}/answer/return", headers=seen(county, etag), json={"why": "unclear", "words": "写上尺码"}
    )
    assert of(done)["state"] == "returned"
