"""Pictures of wishes from the mini-program: sent by a guardian, seen by the one donor, and by nobody else."""

import io

import pytest
from PIL import Image

from domain.consents import CURRENT, Purpose
from domain.people import Person
from domain.wishes import Wish
from services.checking.deciding import decide
from services.checking.faces import find
from services.wishes import families
from services.wishes.pictures import look
from tests.handlers.api.conftest import Phone, Visitors
from tests.handlers.api.test_files import fetch, picture, upload
from tests.rig import MINI_APP, Rig
from tests.services.wishes.lives import COUNTY, OFFICER, Lives

KEY = "key-of-a-drawing-1"
TEXT = CURRENT[Purpose.PICTURE]


async def person_of(rig: Rig, phone: Phone) -> Person:
    found = await rig.services.people.find(MINI_APP, phone.openid)
    assert found
    return found


@pytest.fixture
async def guardian(visitor: Visitors) -> Phone:
    found: Phone = await visitor()
    return found


@pytest.fixture
async def donor(visitor: Visitors) -> Phone:
    found: Phone = await visitor()
    return found


async def given(rig: Rig, guardian: Phone, donor: Phone, *, confirmed: bool = True, earlier: int = 0) -> Wish:
    """A wish of hers that the donor has brought; its words passed the platform's look."""
    lives = Lives(rig.services)
    lives.number = earlier
    lives.people |= {"guardian": await person_of(rig, guardian), "donor": await person_of(rig, donor)}
    wish = await lives.submitted()
    await rig.services.db["wishes"].update_one(
        {"_id": wish.id},
        {"$set": {"state": "delivered", "donor_id": lives.people["donor"].id, "public_text": wish.text, "seq": 9}},
    )
    wish = await lives.now(wish)
    if confirmed:
        wish = await families.act(rig.services, wish.id, "confirm", by=lives.people["guardian"])
    return wish


async def pass_it(rig: Rig, drawing: str) -> None:
    (check,) = (await rig.services.checks.of([drawing]))[drawing]
    await find(rig.services, check.id, check.version)
    await decide(rig.services, check.id, by=COUNTY, passes=True, version=check.stand)


async def test_a_drawing_is_sent_looked_at_and_seen_by_that_donor_alone(
    guardian: Phone, donor: Phone, visitor: Visitors, rig: Rig
) -> None:
    wish = await given(rig, guardian, donor)
    file = (await upload(guardian, picture())).body
    assert file["checked"] == "private"
    ask = {"file": file["id"], "consent": TEXT}
    made = await guardian.call("POST", f"/me/wishes/{wish.id}/drawings", ask, Idempotency_Key=KEY)
    assert (made.status, made.body["checked"], made.body["file"]) == (201, "waiting", file["id"])
    again = await guardian.call("POST", f"/me/wishes/{wish.id}/drawings", ask, Idempotency_Key=KEY)
    assert again.body == made.body
    twice = await guardian.call("POST", f"/me/wishes/{wish.id}/drawings", ask, Idempotency_Key="another-key-1")
    assert twice.body["id"] == made.body["id"]
    consents = (await guardian.call("GET", "/me/consents")).body["consents"]
    assert next(each for each in consents if each["purpose"] == "child_picture")["given"] == TEXT
    assert (await guardian.call("GET", f"/me/files/{file['id']}")).body["checked"] == "waiting"
    seen = f"/me/claims/{wish.id}/drawings"
    assert (await donor.call("GET", seen)).body == {"drawings": []}

    await pass_it(rig, made.body["id"])
    assert (await guardian.call("GET", f"/me/files/{file['id']}")).body["checked"] == "passed"
    (mine,) = (await guardian.call("GET", f"/me/wishes/{wish.id}/drawings")).body["drawings"]
    assert mine["checked"] == "passed"
    (shown,) = (await donor.call("GET", seen)).body["drawings"]
    status, content, headers = await fetch(donor, f"{shown['url']}?")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/jpeg", "no-store")
    with Image.open(io.BytesIO(content)) as opened:
        assert not opened.getexif()
    stranger = await visitor()
    for nobody in (stranger, guardian):
        assert (await nobody.call("GET", seen)).status == 404
    assert (await stranger.call("GET", f"/me/wishes/{wish.id}/drawings")).status == 404

    assert (await guardian.call("DELETE", "/me/consents/child_picture")).status == 200
    assert (await fetch(donor, f"{shown['url']}?"))[0] == 404
    assert (await donor.call("GET", seen)).body == {"drawings": []}
    assert (await guardian.call("GET", f"/me/files/{file['id']}")).status == 404


async def test_a_guardian_shows_whoever_sees_to_her_wish_a_picture_until_it_is_on_the_wall(
    guardian: Phone, visitor: Visitors, rig: Rig
) -> None:
    lives = Lives(rig.services)
    lives.people["guardian"] = await person_of(rig, guardian)
    wish = await lives.submitted()
    ask = {"file": (await upload(guardian, picture())).body["id"], "consent": TEXT}
    address = f"/me/wishes/{wish.id}/pictures"
    for key in (KEY, KEY, "another-key-1"):
        made = await guardian.call("POST", address, ask, Idempotency_Key=key)
        assert (made.status, made.body["file"]) == (201, ask["file"])
    assert [each["id"] for each in (await guardian.call("GET", address)).body["pictures"]] == [made.body["id"]]
    assert await look(rig.services, made.body["id"], by=OFFICER)
    stranger = await visitor()
    assert (await stranger.call("GET", address)).status == 404
    assert (await stranger.call("POST", address, ask, Idempotency_Key=KEY)).status == 404
    old = await guardian.call("POST", address, ask | {"consent": "child_picture.v1"}, Idempotency_Key="another-key-2")
    assert (old.status, old.body["field"]) == (400, "consent")
    await rig.services.db["wishes"].update_one({"_id": wish.id}, {"$set": {"state": "published"}})
    late = await guardian.call("POST", address, ask, Idempotency_Key="another-key-3")
    assert (late.status, late.body["code"]) == (409, "move_not_possible")


async def test_anybody_elses_file_and_wish_are_refused(
    guardian: Phone, donor: Phone, visitor: Visitors, rig: Rig
) -> None:
    wish = await given(rig, guardian, donor)
    stranger = await visitor()
    theirs = (await upload(stranger, picture())).body["id"]
    hers = (await upload(guardian, picture())).body["id"]
    ask = {"file": theirs, "consent": TEXT}
    address = f"/me/wishes/{wish.id}/drawings"
    assert (await guardian.call("POST", address, ask, Idempotency_Key=KEY)).status == 404
    assert (await stranger.call("POST", address, ask, Idempotency_Key=KEY)).status == 404
    old = {"file": hers, "consent": "child_picture.v1"}
    unread = await guardian.call("POST", address, old, Idempotency_Key="another-key-1")
    assert (unread.status, unread.body["field"]) == (400, "consent")
    proof = f"/me/claims/{wish.id}/proofs"
    assert (await donor.call("POST", proof, {"file": hers}, Idempotency_Key=KEY)).status == 404
    assert (await stranger.call("POST", proof, {"file": theirs}, Idempotency_Key="another-key-1")).status == 404
    assert await rig.services.db["wish_pictures"].count_documents({}) == 0


async def test_before_the_gift_came_there_is_nothing_to_thank_for(guardian: Phone, donor: Phone, rig: Rig) -> None:
    wish = await given(rig, guardian, donor, confirmed=False)
    file = (await upload(guardian, picture())).body["id"]
    ask = {"file": file, "consent": TEXT}
    early = await guardian.call("POST", f"/me/wishes/{wish.id}/drawings", ask, Idempotency_Key=KEY)
    assert (early.status, early.body["code"]) == (409, "move_not_possible")


async def test_a_donors_proof_is_for_staff_and_only_where_the_family_agrees(
    guardian: Phone, donor: Phone, rig: Rig
) -> None:
    wish = await given(rig, guardian, donor, confirmed=False)
    file = (await upload(donor, picture())).body["id"]
    address = f"/me/claims/{wish.id}/proofs"
    refused = await donor.call("POST", address, {"file": file}, Idempotency_Key=KEY)
    assert (refused.status, refused.body["problem"]) == (400, "not_agreed")
    await guardian.call("PUT", "/me/consents/child_picture", {"text": TEXT})
    made = await donor.call("POST", address, {"file": file}, Idempotency_Key=KEY)
    again = await donor.call("POST", address, {"file": file}, Idempotency_Key=KEY)
    assert (made.status, again.body) == (201, made.body)
    assert (await donor.call("GET", f"/me/files/{file}")).body["checked"] == "private"
    assert (await donor.call("GET", f"/me/claims/{wish.id}/drawings")).body == {"drawings": []}
    assert await rig.services.db["checks"].count_documents({"about": made.body["id"]}) == 0
