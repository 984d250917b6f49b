"""Organisations from the mini-program and by tokens of staff: applied for, decided on, joined, batches with their sheets."""

import io
from urllib.parse import urlsplit

from bson.binary import Binary
from openpyxl import load_workbook

from domain.ids import new_id
from domain.parcels import Point
from domain.staff import StaffRole
from services.wishes import points
from storage.phones import Phone as KeptPhone
from tests.attacks.bodies import VALID
from tests.handlers.api.conftest import Phone, Programs, Visitors
from tests.rig import MINI_APP, Rig
from tests.services.wishes.lives import CITY, Lives

KEY = "key-of-a-batch-{}"
ASK = dict(VALID["OrganisationAsk"])
OWN = "/me/organisation"


async def verified(rig: Rig, phone: Phone) -> Phone:
    """Her number is known."""
    person = await rig.services.people.find(MINI_APP, phone.openid)
    assert person is not None
    kept = KeptPhone(person.id, "138****1234", rig.services.now())
    await rig.services.phones.put(kept, sealed=Binary(b""), digest=phone.openid)
    return phone


async def test_an_organisation_from_applying_to_its_sheet(visitor: Visitors, program: Programs, rig: Rig) -> None:
    lives = Lives(rig.services)
    wishes = [await lives.published(child=f"王小{name}", text=f"{name}色书包") for name in "红蓝绿"]
    point = Point(new_id(), "县妇联一楼", "370881", "", "崇德路 1 号", "天天 9:00-17:00")
    await points.keep(rig.services, point, by=CITY)
    her, stranger = await visitor(), await visitor()
    refused = await her.call("POST", OWN, ASK, Idempotency_Key=KEY.format(0))
    assert (refused.status, refused.body["problem"]) == (400, "unverified")
    await verified(rig, her)
    wrong = await her.call("POST", OWN, ASK | {"code": "91350100M000100Y44"}, Idempotency_Key=KEY.format(1))
    assert (wrong.status, wrong.body["field"]) == (400, "code")
    made = await her.call("POST", OWN, ASK, Idempotency_Key=KEY.format(2))
    again = await her.call("POST", OWN, ASK, Idempotency_Key=KEY.format(2))
    assert (made.status, made.body["state"], again.body) == (201, "applied", made.body)
    assert (await her.call("POST", OWN, ASK, Idempotency_Key=KEY.format(3))).status == 409
    assert (await her.call("GET", f"{OWN}/batches")).status == 404
    county = await program(StaffRole.COUNTY, login="xian", region="370881")
    other = await program(StaffRole.COUNTY, login="zou", region="370883")
    address = f"/organisations/{made.body['id']}"
    assert (await other.call("GET", address)).status == 404
    seen = await county.call("GET", address)
    assert (seen.body["contact"], seen.body["phone"]) == ("赵*伟", "138****1234")
    assert (await county.call("POST", f"{address}/decide", {"state": "approved"})).status == 428
    decided = await county.call("POST", f"{address}/decide", {"state": "approved"}, If_Match=seen.etag)
    assert (decided.status, decided.body["state"], decided.body["members"]) == (200, "approved", 1)
    ask = {"codes": [wishes[0].code, wishes[1].code, "999999"]}
    batch = await her.call("POST", f"{OWN}/batches", ask, Idempotency_Key=KEY.format(4))
    repeat = await her.call("POST", f"{OWN}/batches", ask, Idempotency_Key=KEY.format(4))
    assert (batch.status, batch.body["held"], repeat.body) == (201, 2, batch.body)
    assert batch.body["missed"] == [{"code": "999999", "why": "unknown"}]
    mine = f"{OWN}/batches/{batch.body['id']}"
    assert (await stranger.call("GET", mine)).status == 404
    assert (await other.call("GET", f"/batches/{batch.body['id']}")).status == 404
    freed = await her.call("POST", f"{mine}/release", {"codes": [wishes[0].code]})
    assert (freed.status, freed.body["held"]) == (200, 1)
    assert (await county.call("GET", f"/batches/{batch.body['id']}")).body["held"] == 1
    sheet = await _sheet(her, freed.body["sheet"])
    (row,) = sheet[1:]
    assert (row[0], row[1], row[4], row[5]) == (wishes[1].code, "蓝色书包", "县妇联一楼", "崇德路 1 号")
    everything = repr(sheet) + repr(freed.body)
    for secret in ("王小", "王*", "峪口", "吴村", "370881100", "奶奶", wishes[1].receipt, wishes[1].id):
        assert secret not in everything


async def _sheet(phone: Phone, url: str) -> list[tuple[object, ...]]:
    """What the link opens, for whoever has it; another's opens nothing."""
    parts = urlsplit(url)
    async with phone.http.get(f"{phone.base}{parts.path}?{parts.query}") as answer:
        assert answer.status == 200
        book = load_workbook(io.BytesIO(await answer.read()))
    async with phone.http.get(f"{phone.base}{parts.path}?link=x") as answer:
        assert answer.status == 404
    return list(book.active.values)


async def test_people_join_by_a_word_that_staff_hand_out(visitor: Visitors, program: Programs, rig: Rig) -> None:
    city = await program(StaffRole.CITY)
    made = await city.call("POST", "/organisations", ASK, Idempotency_Key=KEY.format(0))
    assert (made.status, made.body["state"]) == (201, "approved")
    address = f"/organisations/{made.body['id']}"
    none = await city.call("POST", f"{address}/batches", {"many": 1}, Idempotency_Key=KEY.format(1))
    assert (none.status, none.body["problem"]) == (400, "no_member")
    word = (await city.call("POST", f"{address}/invitations", Idempotency_Key=KEY.format(2))).body["word"]
    her = await verified(rig, await visitor())
    assert (await her.call("POST", f"{OWN}/join", {"word": "NOSUCHWORD"})).body["field"] == "word"
    joined = await her.call("POST", f"{OWN}/join", {"word": word})
    assert (joined.status, joined.body["is_member"]) == (200, True)
    assert (await her.call("GET", OWN)).body == joined.body
    wish = await Lives(rig.services).published()
    batch = await city.call("POST", f"{address}/batches", {"many": 5}, Idempotency_Key=KEY.format(3))
    assert [each["code"] for each in batch.body["rows"]] == [wish.code]
    ready = await city.call("POST", f"/batches/{batch.body['id']}/prepare", {"codes": []})
    assert ready.body["rows"][0]["state"] == "prepared"
    invited = await her.call("POST", f"{OWN}/invitations", Idempotency_Key=KEY.format(4))
    assert (invited.status, len(invited.body["word"])) == (201, 10)
    listed = await city.call("GET", "/organisations?state=approved")
    assert [each["id"] for each in listed.body["organisations"]] == [made.body["id"]]
