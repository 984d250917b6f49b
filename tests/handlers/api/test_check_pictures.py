"""Pictures with a face, by programs of staff: covered, compared, taken back and passed, and what of it is refused."""

from typing import Any

import pytest

from domain.checks import SEARCH_WITHIN, Check
from domain.staff import StaffRole
from services.checking.deciding import picture
from services.context import Services
from services.wishes import families
from tests.drawn_faces import with_face
from tests.handlers.api.conftest import Phone, Program, Programs
from tests.handlers.api.test_files import fetch, upload
from tests.handlers.api.test_wish_pictures import KEY, TEXT, donor, given, guardian
from tests.joined import Clock
from tests.rig import Rig
from tests.services.wishes.lives import COUNTY, Lives
from tests.services.wishes.test_covering import check_of, searched, sent, shades

__all__ = ["donor", "guardian"]  # fixtures
QUFU, ZOUCHENG = "370881", "370883"
GARBAGE: tuple[Any, ...] = (
    b"\xff\xfe{",
    b"[]",
    b"",
    {"cells": [64]},
    {"cells": [-1]},
    {"cells": ["a"]},
    {"cells": [[0]]},
    {"cells": 3},
    {"cells": [10**30]},
    {"cells": list(range(65))},
    {"places": [-1]},
    {"places": {"0": 1}},
    {"places": [0], "cells": None},
)


async def handed_in(services: Services, *, search: bool = True) -> Check:
    """A drawing with a face."""
    lives = Lives(services)
    delivered = await lives.delivered()
    wish = await families.act(services, delivered.id, "confirm", by=await lives.somebody("guardian"))
    return await sent(services, lives, wish, with_face(), search=search)


@pytest.fixture
async def county(program: Programs) -> Program:
    found: Program = await program(StaffRole.COUNTY, login="xian", region=QUFU)
    return found


async def jpeg(program: Program, address: str) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {program.token}"}
    async with program.http.post(f"{program.base}/api/v1/staff{address}", headers=headers) as answer:
        return answer.status, await answer.read()


async def test_a_face_is_covered_compared_taken_back_and_covered_again(services: Services, county: Program) -> None:
    at = f"/checks/{(await handed_in(services)).id}"
    read = await county.call("POST", f"{at}/text")
    (place,) = read.body["places"]
    assert (place["kind"], place["covered"], read.body["restorable"]) == ("face", False, False)
    assert (await county.call("POST", f"{at}/first")).status == 404
    first = (await jpeg(county, f"{at}/picture"))[1]
    assert (await county.call("POST", f"{at}/restore", If_Match=read.etag)).status == 404
    covered = await county.call("POST", f"{at}/cover", {"places": [0], "cells": [63]}, If_Match=read.etag)
    assert (covered.status, covered.body["restorable"]) == (200, True)
    assert [each["covered"] for each in covered.body["places"]] == [True, True]
    assert shades((await jpeg(county, f"{at}/picture"))[1]) < shades(first) / 2
    assert await jpeg(county, f"{at}/first") == (200, first)
    late = await county.call("POST", f"{at}/cover", {"cells": [0]}, If_Match=read.etag)
    assert (late.status, late.body["code"]) == (412, "stale")
    assert (await county.call("POST", f"{at}/restore", If_Match=read.etag)).status == 412
    restored = await county.call("POST", f"{at}/restore", If_Match=covered.etag)
    assert (restored.status, restored.body["places"]) == (200, read.body["places"])
    assert (await jpeg(county, f"{at}/picture"))[1] == first
    again = await county.call("POST", f"{at}/cover", {"places": [0]}, If_Match=restored.etag)
    done = await county.call("POST", f"{at}/decide", {"decision": "pass"}, If_Match=again.etag)
    assert (done.status, done.body["state"], done.body["reason"]) == (200, "passed", "")
    for step, body in (("cover", {"cells": [0]}), ("restore", None), ("decide", {"decision": "pass"})):
        assert (await county.call("POST", f"{at}/{step}", body, If_Match=done.etag)).status == 412, step
    assert (await county.call("POST", f"{at}/first")).status == 404
    acts = ["check_covered", "check_first_read", "check_restored", "check_passed"]
    assert [await services.db["audit"].count_documents({"kind": each}) for each in acts] == [2, 1, 1, 1]


async def test_another_place_and_another_office_cover_nothing_and_see_no_first_one(
    services: Services, county: Program, program: Programs
) -> None:
    at = f"/checks/{(await handed_in(services)).id}"
    read = await county.call("POST", f"{at}/text")
    covered = await county.call("POST", f"{at}/cover", {"places": [0]}, If_Match=read.etag)
    elsewhere = await program(StaffRole.COUNTY, login="zou", region=ZOUCHENG)
    village = await program(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    for who, status in ((elsewhere, 404), (village, 403)):
        for step, body in (("cover", {"cells": [0]}), ("restore", None), ("first", None)):
            refused = await who.call("POST", f"{at}/{step}", body, If_Match=covered.etag)
            assert refused.status == status, (who.staff_id, step)
    assert (await county.call("POST", f"{at}/text")).etag == covered.etag
    assert await services.db["audit"].count_documents({"kind": "check_first_read"}) == 0


async def test_what_makes_no_sense_is_refused_in_words_and_covers_nothing(services: Services, county: Program) -> None:
    check = await handed_in(services)
    at = f"/checks/{check.id}/cover"
    etag = (await county.call("POST", f"/checks/{check.id}/text")).etag
    for body in GARBAGE:
        refused = await county.call("POST", at, body, If_Match=etag, Content_Type="application/json")
        assert refused.status == 400, body
        assert refused.body["detail"], body
    for body in ({}, {"places": [7], "cells": []}):
        nothing = await county.call("POST", at, body, If_Match=etag)
        assert (nothing.status, nothing.body["field"]) == (400, "boxes")
    assert (await county.call("POST", at, {"cells": [0]})).status == 428
    for wrong in ("*", "v1", '"x"', '"v99999999999999999999"'):
        assert (await county.call("POST", at, {"cells": [0]}, If_Match=wrong)).status in {400, 412}, wrong
    assert await check_of(services, check.about) == check


async def test_one_that_is_searched_waits_and_one_that_takes_too_long_passes_for_a_stated_reason(
    services: Services, county: Program, clock: Clock
) -> None:
    check = await handed_in(services, search=False)
    at = f"/checks/{check.id}"
    read = await county.call("POST", f"{at}/text")
    assert read.body["search"] == "running"

    async def decide(reason: str) -> tuple[int, str]:
        done = await county.call("POST", f"{at}/decide", {"decision": "pass", "reason": reason}, If_Match=read.etag)
        return done.status, done.body["problem"] if done.status == 400 else done.body["reason"]

    assert await decide("looked") == (400, "searching")
    clock.move(seconds=SEARCH_WITHIN.total_seconds())
    assert (await county.call("POST", f"{at}/text")).body["search"] == "late"
    for reason in ("", "mistaken", "personal"):
        assert await decide(reason) == (400, "unsearched"), reason
    assert await decide("looked") == (200, "looked")
    kept = await services.db["audit"].find_one({"kind": "check_passed"})
    assert kept
    assert kept["data"]["reason"] == "looked"
    await searched(services)  # it comes late, and what it finds takes the picture back
    now = await county.call("POST", f"{at}/text")
    assert (now.body["state"], now.body["why"], now.body["reason"]) == ("held", "found", "")
    (listed,) = (await county.call("GET", "/checks?why=found")).body["checks"]
    assert listed["id"] == check.id


async def test_the_guardian_s_own_copy_is_covered_and_taken_back_with_it(
    guardian: Phone, donor: Phone, rig: Rig, program: Programs
) -> None:
    wish = await given(rig, guardian, donor)
    file = (await upload(guardian, with_face())).body["id"]
    ask = {"file": file, "consent": TEXT}
    made = await guardian.call("POST", f"/me/wishes/{wish.id}/drawings", ask, Idempotency_Key=KEY)
    await searched(rig.services)
    check = await check_of(rig.services, made.body["id"])

    async def hers() -> bytes:
        own = (await guardian.call("GET", f"/me/files/{file}")).body
        return (await fetch(guardian, own["url"]))[1]

    county, at = await program(StaffRole.COUNTY, login="xian", region=QUFU), f"/checks/{check.id}"
    first = await hers()
    read = await county.call("POST", f"{at}/text")
    covered = await county.call("POST", f"{at}/cover", {"places": [0]}, If_Match=read.etag)
    assert await hers() == await picture(rig.services, check.id, by=COUNTY) != first
    for address in (f"/staff{at}/first", f"/staff{at}/picture"):
        assert (await guardian.call("POST", address)).status in {401, 403}
    await county.call("POST", f"{at}/restore", If_Match=covered.etag)
    assert await hers() == first
