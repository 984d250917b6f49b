"""What was answered is kept for a repeat: sealed, found by whose it is, and gone with what it tells of."""

from importlib import import_module
from typing import Any

from bson.binary import Binary

from domain.staff import StaffRole
from services.privacy.erasing import erase_person
from storage.erasing import Erasing
from storage.joining import JoiningStore
from tests.handlers.api.conftest import Phone, Programs, Visitors
from tests.handlers.api.test_own_things import KEY, WISH, submit
from tests.rig import MINI_APP, Rig

ENTRY: dict[str, Any] = {
    "child_name": "李小红",
    "age_band": "6-8",
    "region": "370881100201",
    "kind": "study",
    "text": "一双雪地靴，想走路上学",
    "cost_fen": 80_00,
    "guardian": "李建国",
    "relation": "father",
    "phone": "",
    "signed": "2026-11-20",
    "text_version": "child_wish.v3",
    "box": "3号盒",
    "seen": [],
}
HERS = ("新书包", "王*明", "6-8", "李*红", "雪地靴", "receipt")


async def lying(rig: Rig) -> str:
    """All that lies in the collection, sealed values as the bytes that they are."""
    rows = await rig.services.db["api_answers"].find().to_list(None)
    return "".join(f"{each} {bytes(v) if isinstance(v, bytes) else ''}" for each in rows for v in each.values())


async def her_id(rig: Rig, phone: Phone) -> str:
    return (await rig.services.people.ensure(rig.services.facts.mini_app, phone.openid, now=rig.clock())).id


async def test_answers_of_people_and_of_programs_lie_sealed_and_are_found_by_whose_they_are(
    visitor: Visitors, program: Programs, rig: Rig
) -> None:
    phone = await visitor()
    made = await submit(phone)
    staff = await program(StaffRole.COUNTY, region="370881")
    entered = await staff.call("POST", "/wishes", ENTRY, Idempotency_Key="key-of-a-sheet")
    assert (made.status, entered.status) == (201, 201), entered.body
    again = await staff.call("POST", "/wishes", ENTRY, Idempotency_Key="key-of-a-sheet")
    assert (again.body, again.headers["Idempotent-Replayed"]) == (entered.body, "true")
    stored = await lying(rig)
    for each in HERS:
        assert each not in stored
        assert str(each.encode())[2:-1] not in stored, each
    rows = {each["person"]: each async for each in rig.services.db["api_answers"].find()}
    hers = await her_id(rig, phone)
    assert set(rows) == {hers, ""}
    assert made.body["id"] in rows[hers]["about"]
    assert entered.body["id"] in rows[""]["about"]
    assert (rows[hers].get("sealed_work"), rows[""].get("sealed")) == (None, None)


async def test_a_repeat_after_withdrawing_is_told_that_it_is_gone_and_makes_no_wish(
    visitor: Visitors, rig: Rig
) -> None:
    phone = await visitor()
    assert (await submit(phone)).status == 201
    assert (await phone.call("DELETE", "/me/consents/child_wish")).status == 200
    again = await submit(phone)
    assert (again.status, again.body["field"], again.body["problem"]) == (400, "Idempotency-Key", "gone")
    (row,) = await rig.services.db["api_answers"].find().to_list(None)
    assert (row["person"], row["about"], row["forgotten"]) == ("", [], True)
    assert not {"sealed", "sealed_work"} & row.keys()
    assert await rig.services.db["wishes"].count_documents({}) == 1
    assert (await submit(phone, key="another-key")).status == 201  # she may wish anew


async def test_a_call_that_was_on_its_way_while_she_withdrew_keeps_nothing_and_can_not_be_repeated(
    visitor: Visitors, rig: Rig
) -> None:
    phone = await visitor()
    answers, wishes = rig.services.db["api_answers"], rig.services.db["wishes"]
    assert (await submit(phone)).status == 201
    await answers.update_many({}, {"$unset": {"sealed": ""}})  # it died before it had answered
    assert (await phone.call("DELETE", "/me/consents/child_wish")).status == 200
    rig.clock.move(seconds=31)
    assert (await submit(phone)).body["problem"] == "gone"
    assert await wishes.count_documents({"state": {"$ne": "withdrawn"}}) == 0


async def test_erasing_leaves_no_answer_and_emptying_a_wish_takes_that_of_the_program_too(
    visitor: Visitors, program: Programs, rig: Rig
) -> None:
    phone = await visitor()
    assert (await submit(phone)).status == 201
    staff = await program(StaffRole.COUNTY, region="370881")
    entered = await staff.call("POST", "/wishes", ENTRY, Idempotency_Key="key-of-a-sheet")
    hers = await her_id(rig, phone)
    await erase_person(rig.services, hers, how="chat", now=rig.clock())
    assert await rig.services.db["api_answers"].count_documents({"$or": [{"person": hers}, {"about": hers}]}) == 0
    (left,) = await rig.services.db["api_answers"].find({"forgotten": False}).to_list(None)
    assert entered.body["id"] in left["about"]
    wish = await rig.services.db["wishes"].find_one({"_id": entered.body["id"]})
    assert wish
    await Erasing(rig.services.db, rig.services.vault).empty_wish(wish, now=rig.clock())
    again = await staff.call("POST", "/wishes", ENTRY, Idempotency_Key="key-of-a-sheet")
    assert (again.status, again.body["problem"]) == (400, "gone")


async def test_without_the_familys_key_an_answer_is_gone_and_it_follows_who_becomes_one_with_her(
    visitor: Visitors, rig: Rig
) -> None:
    phone = await visitor()
    assert (await submit(phone)).status == 201
    hers = await her_id(rig, phone)
    await rig.services.vault.erase(f"family:{hers}", now=rig.clock())
    assert (await submit(phone)).body["problem"] == "gone"
    other = await rig.services.people.ensure(MINI_APP, "o" * 28, now=rig.clock())
    await JoiningStore(rig.services.db).take_over(hers, other.id, how="phone", late=rig.clock(), now=rig.clock())
    (row,) = await rig.services.db["api_answers"].find().to_list(None)
    assert row["person"] == other.id


async def test_answers_that_lay_in_clear_go_and_their_repeats_are_refused(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    assert (await submit(phone)).status == 201
    answers = rig.services.db["api_answers"]
    new = {"sealed": "", "person": "", "about": "", "forgotten": ""}
    await answers.update_many({}, {"$set": {"body": Binary(b'{"text": "x"}')}, "$unset": new})
    for _ in range(2):
        await import_module("storage.migrations.0027_seal_kept_answers").up(rig.services.db)
    assert "body" not in (await answers.find().to_list(None))[0]
    again = await phone.call("POST", "/me/wishes", WISH, Idempotency_Key=KEY)
    assert (again.status, again.body["problem"]) == (400, "gone")
