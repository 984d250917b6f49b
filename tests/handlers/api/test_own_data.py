"""我的数据 of the mini-program: rows, a file, the way out; and 申诉."""

import io
import json
import zipfile
from typing import Any

from domain.personal import FIELDS
from domain.personal_kinds import Whose
from domain.regions import Scope
from tests.handlers.api.conftest import Phone, Visitors
from tests.handlers.api.test_files import picture
from tests.handlers.api.test_own_things import KEY, WISH
from tests.rig import MINI_APP, Rig

# Of each collection that holds something of people: the part of her data that shows it, or why none does.
SHOWN = {
    **dict.fromkeys(("people", "phones"), "account"),
    "consents": "consents",
    "wishes": "wishes",
    **dict.fromkeys(("questions", "question_messages"), "questions"),
    **dict.fromkeys(("bookings", "booking_waits"), "bookings"),
    **dict.fromkeys(("files", "file_contents", "wish_pictures", "wish_picture_contents"), "pictures"),
    "question_pictures": "pictures",
    "wish_stories": "wishes",
    "wish_voices": "voices",
    **dict.fromkeys(("organisation_contacts", "organisation_members", "volunteers"), "account"),
    "gift_batches": "taken",
    "messages": "messages",
    "deliveries": "sent",
    **dict.fromkeys(("grants", "grant_entries"), "notices"),
    "knowledge_feedback": "helped",
    "blocks": "blocks",
    "audit": "readings",
}
NOT_SHOWN = {
    **dict.fromkeys(("alerts", "cases", "case_entries", "safe_words"), "whoever holds her phone may be whom she fears"),
    **dict.fromkeys(("person_sessions", "person_tokens"), "digests that open a sign-in; GET /sessions lists them"),
    **dict.fromkeys(("api_answers", "data_links", "sign_in_codes", "outbox", "scene_scans"), "gone within days"),
    **dict.fromkeys(("push_lists", "notes", "wish_imports"), "on its way to her, or to what is shown"),
    "checks": "what she wrote is shown with what it belongs to",
    "events": "what officers noted at their visits: on asking staff",
}


def test_each_collection_that_holds_something_of_people_is_shown_to_her_or_it_is_said_why_not() -> None:
    whose = {Whose.CHILD, Whose.GUARDIAN, Whose.DONOR, Whose.PERSON}
    assert {each.collection for each in FIELDS if each.whose in whose} == {*SHOWN, *NOT_SHOWN}


async def wished(phone: Phone) -> Any:
    made = await phone.call("POST", "/me/wishes", WISH, Idempotency_Key=KEY)
    assert made.status == 201
    return made.body


async def test_she_reads_all_that_is_held_of_her_and_that_she_read_it_is_kept(visitor: Visitors, rig: Rig) -> None:
    phone, other = await visitor(), await visitor()
    await wished(phone)
    await phone.call("PUT", "/me/subscriptions", {"pushes": True, "muted": ["square-dance"], "quiet": None})
    told = await phone.call("GET", "/me/data")
    assert (told.status, told.headers["Cache-Control"]) == (200, "no-store")
    parts = {each["part"]: each["rows"] for each in told.body["parts"]}
    assert set(SHOWN.values()) <= set(parts)
    (wish,) = parts["wishes"]
    assert {each["name"]: each["value"] for each in wish}["child"].startswith(WISH["child_name"])
    assert {each["name"] for each in parts["account"][0]} >= {"openid", "roles", "muted", "region"}
    hers = (await other.call("GET", "/me/data")).body
    assert WISH["child_name"] not in json.dumps(hers, ensure_ascii=False)
    person = await rig.services.people.find(MINI_APP, phone.openid)
    assert person is not None
    rows = await rig.services.audit.page(scope=Scope.system(), about=person.id, most=9)
    assert "own_data_read" in {each.kind for each in rows}


async def her_archive(phone: Phone, key: str = f"{KEY}-link") -> tuple[zipfile.ZipFile, int]:
    """Her data as a file, and what is answered when it is asked for by the same link once more."""
    made = await phone.call("POST", "/me/data/link", Idempotency_Key=key)
    assert made.status == 201
    phone.http.cookie_jar.clear()
    address = f"{phone.base}/h5/mine/{made.body['url'].rpartition('/')[2]}"
    async with phone.http.get(address) as page:
        token = (await page.text()).partition('name="_xsrf" value="')[2].partition('"')[0]
        cookies = {"Cookie": f"_xsrf={page.cookies['_xsrf'].value}"}
    async with phone.http.post(address, data={"_xsrf": token, "as": "file"}, headers=cookies) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/zip")
        assert answer.headers["Cache-Control"] == "no-store"
        found = zipfile.ZipFile(io.BytesIO(await answer.read()))
    async with phone.http.post(address, data={"_xsrf": token, "as": "file"}, headers=cookies) as again:
        return found, again.status


async def test_the_file_holds_a_page_the_same_for_programs_and_her_pictures_once(visitor: Visitors) -> None:
    phone = await visitor()
    await wished(phone)
    sent = await phone.call("POST", "/me/files", picture(), Idempotency_Key=f"{KEY}-file", Content_Type="image/jpeg")
    assert sent.status == 201
    found, again = await her_archive(phone)
    assert again == 404
    assert found.testzip() is None
    names = found.namelist()
    assert names[:2] == ["我的信息.html", "我的信息.json"]
    assert [found.read(each)[:2] for each in names[2:]] == [b"\xff\xd8"]
    assert WISH["child_name"] in found.read(names[0]).decode()
    assert json.loads(found.read(names[1]))["wishes"][0]["child"]["name"] == WISH["child_name"]


async def test_she_erases_herself_once_she_was_told_what_goes(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    before = (await phone.call("GET", "/me/erasure")).body
    wish = await wished(phone)
    old = await phone.call("POST", "/me/erasure", {"told": before["told"]})
    assert (old.status, old.body["field"], old.body["problem"]) == (400, "told", "unknown")
    now = (await phone.call("GET", "/me/erasure")).body
    assert "心愿 1 个" in now["words"]
    done = await phone.call("POST", "/me/erasure", {"told": now["told"]})
    assert done.status == 200
    assert done.body["receipt"] in done.body["words"]
    assert (await phone.call("GET", "/me")).status == 401
    assert await rig.services.people.find(MINI_APP, phone.openid) is None
    assert wish["child_masked"]
    assert (await phone.sign_in()).status == 201
    assert (await phone.call("GET", "/me/wishes")).body["wishes"] == []


async def test_she_appeals_and_is_told_what_becomes_of_it(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    nothing = await phone.call("POST", "/me/appeal", {"text": ""})
    assert (nothing.status, nothing.body["outcome"], nothing.body["danger"]) == (200, "nothing", None)
    afraid = await phone.call("POST", "/me/appeal", {"text": "他又打我了，我要被打死了"})
    assert "110" in afraid.body["danger"]
    assert await rig.services.db["alerts"].count_documents({}) == 1
    assert (await phone.call("POST", "/me/appeal", {"text": "字" * 501})).status == 400
