"""What else programs of staff do as the console does: points, days, hand-overs, entries put away, pictures, figures."""

from typing import Any

import pytest

from domain.ids import new_id
from domain.staff import StaffRole
from services.context import Services
from tests.attacks.bodies import VALID
from tests.handlers.api.conftest import Programs
from tests.handlers.api.test_pictures import drawn
from tests.joined import APP, HER, Phone
from tests.services.wishes.lives import Lives

POINT: dict[str, Any] = {**VALID["PointCreate"]}
ENTRY: dict[str, Any] = {**VALID["EntryWrite"]}


async def test_a_point_is_made_once_changed_as_it_was_read_and_seen_in_its_county_alone(program: Programs) -> None:
    her = await program(StaffRole.COUNTY, region="370881")
    made = await her.call("POST", "/points", POINT, Idempotency_Key="key-of-a-point")
    assert (made.status, made.body["name"], made.body["stock"], made.etag) == (201, "服务站", 0, '"v1"')
    assert (await her.call("POST", "/points", POINT, Idempotency_Key="key-of-a-point")).body == made.body
    at, words = f"/points/{made.body['id']}", {**VALID["PointWrite"], "hours": "9:00-11:00"}
    assert (await her.call("PUT", at, words)).status == 428
    assert (await her.call("PUT", at, words, If_Match='"v9"')).status == 412
    changed = await her.call("PUT", at, words, If_Match=made.etag)
    assert (changed.status, changed.body["hours"], changed.etag) == (200, "9:00-11:00", '"v2"')
    other = await program(StaffRole.COUNTY, login="li", region="370883")
    assert (await other.call("GET", at)).status == 404
    assert (await other.call("PUT", at, words, If_Match='"v2"')).status == 404
    wrong = await her.call("POST", "/points", POINT | {"region": "370883"}, Idempotency_Key="key-of-a-point-2")
    assert wrong.status in {403, 404}


async def test_a_wish_is_left_out_of_a_day(program: Programs, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.claimed()
    her = await program(StaffRole.COUNTY, region="370881")
    day = await her.call("POST", "/days", {**VALID["DayAsk"]}, Idempotency_Key="key-of-a-day")
    at = f"/days/{day.body['id']}"
    picked = await her.call("POST", f"{at}/pick", {"wishes": [wish.id]}, If_Match=day.etag)
    assert picked.body["wishes"] == 1
    assert (await her.call("POST", f"{at}/leave_out", {"wish": wish.id}, If_Match='"v9"')).status == 412
    left = await her.call("POST", f"{at}/leave_out", {"wish": wish.id}, If_Match=picked.etag)
    assert (left.status, left.body["wishes"]) == (200, 0)
    assert (await lives.now(wish)).state == wish.state


async def test_what_somebody_is_is_noted_and_taken_off(program: Programs, services: Services, phone: Phone) -> None:
    await phone.event("subscribe")
    person = await services.people.find(APP, HER)
    assert person is not None
    her = await program(StaffRole.CITY)
    at = f"/people/{person.id}/roles"
    for _ in range(2):
        assert (await her.call("PUT", f"{at}/volunteer")).body == {"roles": ["volunteer"]}
    assert (await her.call("DELETE", f"{at}/volunteer")).body == {"roles": []}
    assert (await her.call("PUT", f"{at}/nonsense")).status == 404


async def test_who_leaves_hands_all_over_and_a_list_that_has_changed_is_refused(program: Programs) -> None:
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    gone = await program(StaffRole.EXPERT, login="li", region="370881")
    await program(StaffRole.EXPERT, login="zhao", region="370881")
    at = f"/staff/{gone.staff_id}/leaving"
    things = (await boss.call("GET", at)).body["things"]
    ticks = [each["key"] for each in things]
    wrong = await boss.call("POST", at, {"successor": "zhao", "ticks": []}, Idempotency_Key="key-of-leaving-1")
    assert (wrong.status, wrong.body["field"]) == (400, "ticks")
    done = await boss.call("POST", at, {"successor": "zhao", "ticks": ticks}, Idempotency_Key="key-of-leaving-2")
    assert (done.status, [each["key"] for each in done.body["things"]]) == (201, ticks)
    assert (await gone.call("GET", "/me")).status == 401
    assert (await boss.call("GET", at)).status == 409


async def test_an_entry_is_put_away_taken_out_and_an_earlier_release_taken_up(program: Programs) -> None:
    her = await program(StaffRole.EDITOR)
    other = await program(StaffRole.EDITOR, login="li")
    made = await her.call("POST", "/knowledge", ENTRY, Idempotency_Key="key-of-an-entry")
    at, etag = f"/knowledge/{made.body['id']}", made.etag
    for answer in ("每天同一个时间关灯。", "先讲一个故事，再关灯。"):
        kept = await her.call("PUT", at, ENTRY | {"answer": answer}, If_Match=etag)
        etag = (await other.call("POST", f"{at}/release", If_Match=kept.etag)).etag
    versions = (await her.call("GET", f"{at}/versions")).body["versions"]
    assert [each["fields"]["answer"][:2] for each in versions] == ["先讲", "每天"]
    assert (await her.call("POST", f"{at}/versions/99/again", If_Match=etag)).status == 404
    taken = await her.call("POST", f"{at}/versions/{versions[1]['number']}/again", If_Match=etag)
    assert (taken.body["draft"], taken.body["newest"]["answer"][:2]) == (True, "每天")
    dropped = await her.call("POST", f"{at}/drop", If_Match=taken.etag)
    assert (dropped.body["draft"], dropped.body["newest"]["answer"][:2]) == (False, "先讲")
    away = await her.call("POST", f"{at}/archive", If_Match=dropped.etag)
    assert away.body["state"] == "archived"
    assert (await her.call("POST", f"{at}/restore", If_Match=dropped.etag)).status == 412
    assert (await her.call("POST", f"{at}/restore", If_Match=away.etag)).body["state"] == "published"


async def test_what_nobody_could_answer_becomes_a_draft_or_is_passed_over(
    program: Programs, services: Services, phone: Phone
) -> None:
    await phone.says("老公工资卡不给我怎么办")
    await phone.says("人工")
    asked = [each["_id"] async for each in services.db["questions"].find({})]
    her = await program(StaffRole.EDITOR)
    found = (await her.call("POST", "/knowledge-proposals")).body["proposals"]
    assert {one["id"] for each in found for one in each["questions"]} <= set(asked)
    take = {"questions": [asked[0]]}
    made = await her.call("POST", "/knowledge-proposals/take", take, Idempotency_Key="key-of-a-proposal")
    assert (made.status, made.body["state"]) == (201, "draft")
    again = await her.call("POST", "/knowledge-proposals/take", take, Idempotency_Key="key-of-a-proposal")
    assert again.body["id"] == made.body["id"]
    assert (await her.call("POST", "/knowledge-proposals/dismiss", take)).body == {"questions": 1}
    assert (await her.call("POST", "/knowledge-proposals/dismiss", {"questions": [new_id()]})).status == 404
    left = (await her.call("POST", "/knowledge-proposals")).body
    assert (left["proposals"], left["more"]) == ([], 0)
    assert {"id", "question", "unsolved", "useful", "nearest"} == set(left["unhelpful"][0])


async def test_a_picture_gets_other_words_and_goes_to_wechat_when_asked(program: Programs, services: Services) -> None:
    her = await program(StaffRole.EDITOR)
    png = {"Content_Type": "image/png", "Idempotency_Key": "key-of-a-picture"}
    made = await her.call("POST", "/pictures?title=门口&alt=牌子", drawn(), **png)
    at = f"/pictures/{made.body['id']}"
    assert (await her.call("PUT", at, {"title": "大门", "alt": "牌子"}, If_Match='"v9"')).status == 412
    named = await her.call("PUT", at, {"title": "大门", "alt": "一块牌子"}, If_Match=made.etag)
    assert (named.status, named.body["title"]) == (200, "大门")
    asked = await her.call("POST", f"{at}/upload")
    assert (asked.status, asked.body["reach"]) == (200, "uploading")
    assert await services.db["outbox"].count_documents({"task": "upload_picture"}) >= 1


@pytest.mark.parametrize(("region", "wishes"), [("370881", 1), ("370883", 0)])
async def test_the_figures_are_those_of_her_regions(
    program: Programs, services: Services, region: str, wishes: int
) -> None:
    await Lives(services).published()
    her = await program(StaffRole.COUNTY, region=region)
    found = (await her.call("GET", "/wish-figures")).body
    assert (found["all"]["wishes"], found["all"]["open"]) == (wishes, wishes)
