"""What somebody has from the mini-program: wishes, what she wants to be sent, regions and what she looks for."""

from typing import Any

import pytest

from domain.consents import Purpose
from domain.regions import Scope
from domain.staff import StaffRole
from domain.wishes import WishState
from services.checking.asking import found
from services.checking.blocking import appeal
from services.checking.deciding import decide
from services.staff import add
from tests.handlers.api.conftest import Phone, Programs, Visitors
from tests.joined import Clock
from tests.rig import MINI_APP, Rig
from wording.checking import APPEALED

KEY = "key-of-a-test-1"
WISH: dict[str, Any] = {
    "child_name": "王小明",
    "age": 8,
    "region": "370881100201",
    "kind": "study",
    "text": "一个新书包",
    "cost_fen": 80_00,
    "consent": "child_wish.v3",
}
DANGER = "他又打我了，我要被打死了"


async def submit(phone: Phone, key: str = KEY, **more: Any) -> Any:
    return await phone.call("POST", "/me/wishes", WISH | more, Idempotency_Key=key)


async def test_a_wish_is_kept_once_with_its_consent_and_the_child_is_never_told(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    typed = {"child_name": "王\u200b小明\u202e", "text": "一个新\u200b书包 "}
    made = await submit(phone, **typed)
    again = await submit(phone, **typed)
    assert (made.status, again.status, again.headers["Idempotent-Replayed"]) == (201, 201, "true")
    assert made.body == again.body
    assert (made.body["state"], made.body["child_masked"], made.body["age_band"]) == ("checked", "王*明", "6-8")
    assert made.body["text"] == "一个新书包"
    (wish,) = await rig.services.wishes.page(scope=Scope.system())
    (consent,) = await rig.services.consents.of(wish.guardian_id)
    assert (consent.text, consent.how, consent.about) == ("child_wish.v3", "api", wish.id)
    read = await phone.call("GET", f"/me/wishes/{wish.id}")
    assert (read.body | {"danger": None}, read.etag) == (made.body, made.etag)
    assert (await phone.call("GET", f"/me/wishes/{wish.id}", If_None_Match=read.etag)).status == 304
    for name in await rig.services.db.list_collection_names():
        assert "王小明" not in str(await rig.services.db[name].find().to_list(None)), name
    me = (await phone.call("GET", "/me")).body
    assert (me["has_wishes"], me["has_questions"], me["roles"]) == (True, False, ["guardian"])


async def test_a_wish_whose_words_were_refused_says_so_until_somebody_passes_them(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    made = await submit(phone)
    at = f"/me/wishes/{made.body['id']}"
    assert made.body["refused"] is None
    (check,) = (await rig.services.checks.of([made.body["id"]]))[made.body["id"]]
    await found(rig.services, check.id, check.version, "risky", 20006)
    read = await phone.call("GET", at, If_None_Match=made.etag)
    assert (read.status, read.body["state"], read.body["refused"]["appeal"]) == (200, "checked", "possible")
    assert all(word in read.body["refused"]["words"] for word in ("微信的检查没有通过", "“申诉”"))
    assert (await phone.call("GET", "/me/wishes")).body["wishes"][0] == read.body
    person = await rig.services.people.find(MINI_APP, phone.openid)
    assert person is not None
    await appeal(rig.services, person, "")
    asked = (await phone.call("GET", at)).body["refused"]
    assert asked == {"words": APPEALED["asked_before"], "appeal": "asked"}
    member, _ = await add(rig.services, login="boss", name="王芳", roles=[StaffRole.COUNTY], region="370881")
    await decide(rig.services, check.id, by=member, passes=True, version=check.version)
    again = await phone.call("GET", at, If_None_Match=made.etag)
    assert (again.status, again.body["refused"]) == (200, None)


async def test_a_wish_that_tells_of_danger_is_kept_with_the_card_and_a_case(visitor: Visitors, rig: Rig) -> None:
    made = await submit(await visitor(), text="我爸天天往死里打我，想有人来救我")
    assert made.status == 201
    assert "110" in made.body["danger"]
    (alert,) = await rig.services.alerts.page(scope=Scope.system())
    alert = await rig.services.alerts.get(alert.id, scope=Scope.system())
    assert (alert.app, alert.text) == (MINI_APP, "我爸天天往死里打我，想有人来救我")
    (case,) = await rig.services.cases.page(scope=Scope.system())
    assert case.openid == alert.openid


async def test_a_wish_in_danger_that_can_not_be_kept_is_refused_with_the_card(visitor: Visitors, rig: Rig) -> None:
    hers = await visitor()
    assert (await submit(hers, key="wish-0001")).status == 201
    same = await submit(hers, text="我爸天天往死里打我，想有人来救我", key="wish-0002")
    assert (same.status, same.body["code"]) == (409, "same_child")
    assert "110" in same.body["danger"]
    assert len(await rig.services.cases.page(scope=Scope.system())) == 1
    plain = await submit(hers, key="wish-0003")
    assert (plain.status, "danger" in plain.body) == (409, False)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"child_name": "王"}, "child_name"),
        ({"child_name": "王\n明"}, "child_name"),
        ({"age": 18}, "age"),
        ({"region": "370881"}, "region"),
        ({"region": "999999"}, "region"),
        ({"kind": "castle"}, "kind"),
        ({"text": "  "}, "text"),
        ({"cost_fen": 0}, "cost_fen"),
        ({"cost_fen": 300_01}, "cost_fen"),
        ({"consent": "child_wish.v9"}, "consent"),
        ({"more": 1}, "more"),
    ],
)
async def test_a_wish_that_cannot_be_taken_says_which_field(
    visitor: Visitors, rig: Rig, more: dict[str, Any], field: str
) -> None:
    refused = await submit(await visitor(), **more)
    assert (refused.status, refused.body["code"], refused.body["field"]) == (400, "invalid", field)
    assert await rig.services.db["wishes"].count_documents({}) == 0


async def test_wishes_are_listed_by_parts_to_their_guardian_alone(visitor: Visitors) -> None:
    phone, other = await visitor(), await visitor()
    children = ("王小明", "王小丽", "王小华")
    ids = [(await submit(phone, f"{KEY}-{number}", child_name=each)).body["id"] for number, each in enumerate(children)]
    first = (await phone.call("GET", "/me/wishes?limit=2")).body
    rest = (await phone.call("GET", f"/me/wishes?limit=2&after={first['next']}")).body
    assert sorted(each["id"] for each in [*first["wishes"], *rest["wishes"]]) == sorted(ids)
    assert rest["next"] is None
    assert (await other.call("GET", "/me/wishes")).body == {"wishes": [], "next": None}
    for method, address in (("GET", ""), ("POST", "/withdraw")):
        answer = await other.call(method, f"/me/wishes/{ids[0]}{address}", If_Match='"v1"')
        assert (answer.status, answer.body["code"]) == (404, "not_found")


async def test_a_wish_is_taken_back_as_it_was_seen_and_once(visitor: Visitors, rig: Rig, clock: Clock) -> None:
    phone = await visitor()
    made = await submit(phone)
    address = f"/me/wishes/{made.body['id']}/withdraw"
    assert (await phone.call("POST", address)).status == 428
    clock.move(seconds=1)
    assert (await phone.call("POST", address, If_Match='"v7"')).status == 412
    gone = await phone.call("POST", address, If_Match=made.etag)
    assert (gone.status, gone.body["state"]) == (200, "withdrawn")
    assert gone.etag != made.etag
    assert (await phone.call("POST", address, If_Match=gone.etag)).body["code"] == "move_not_possible"
    (wish,) = await rig.services.wishes.page(scope=Scope.system())
    assert wish.state is WishState.WITHDRAWN


async def test_a_wish_is_changed_as_it_was_seen_and_its_new_words_are_heard(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    made = await submit(phone)
    address, seen = f"/me/wishes/{made.body['id']}/correct", made.etag
    new = {"text": "一双棉鞋，36码", "cost_fen": 90_00}
    stranger = await visitor()
    assert (await stranger.call("POST", address, new, If_Match=seen)).status == 404
    changed = await phone.call("POST", address, new, If_Match=seen)
    assert (changed.status, changed.body["text"], changed.body["danger"]) == (200, "一双棉鞋，36码", None)
    again = await phone.call("POST", address, new, If_Match=seen)
    assert (again.status, again.body["code"]) == (412, "stale")
    cash = await phone.call("POST", address, {"text": "红包两百块", "cost_fen": 0}, If_Match=changed.etag)
    assert (cash.status, cash.body["field"]) == (400, "text")
    told = await phone.call("POST", address, {"text": DANGER, "cost_fen": 0}, If_Match=changed.etag)
    assert "110" in told.body["danger"]
    assert await rig.services.db["alerts"].count_documents({}) == 1


async def test_what_the_form_offers_is_what_is_taken(visitor: Visitors) -> None:
    phone = await visitor(signed_in=False)
    form = (await phone.call("GET", "/wishes/form")).body
    assert [each["kind"] for each in form["kinds"]] == ["clothes", "study", "books"]
    assert not any(each["company"] for each in form["kinds"])
    assert (form["most_fen"], form["consent"]) == (300_00, "child_wish.v3")
    assert form["consent_url"].endswith("/h5/consents/child_wish.v3")


async def test_she_agrees_and_takes_it_back_as_easily(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    found = (await phone.call("GET", "/me/consents")).body["consents"]
    assert {each["purpose"]: each["given"] for each in found} == dict.fromkeys(Purpose)
    picture = next(each for each in found if each["purpose"] == "child_picture")
    assert picture["url"].endswith("/h5/consents/child_picture.v4")
    old = await phone.call("PUT", "/me/consents/child_picture", {"text": "child_picture.v9"})
    assert (old.status, old.body["field"]) == (400, "text")
    for _ in range(2):
        given = (await phone.call("PUT", "/me/consents/child_picture", {"text": picture["text"]})).body
        assert (given["given"], given["withdrawn_at"]) == ("child_picture.v4", None)
    assert await rig.services.db["consents"].count_documents({}) == 1
    for _ in range(2):
        gone = (await phone.call("DELETE", "/me/consents/child_picture")).body
        assert gone["given"] is None
        assert gone["withdrawn_at"]
    assert (await phone.call("GET", "/me/consents/nothing")).status == 404


async def test_she_wants_no_pushes_and_then_wants_them_again(visitor: Visitors) -> None:
    phone = await visitor()
    before = (await phone.call("GET", "/me/subscriptions")).body
    assert [each["wanted"] for each in before["topics"]] == [True, True]
    for wanted, muted, quiet in ((False, ["square-dance"], {"start": "20:00", "end": "08:00"}), (True, [], None)):
        asked = {"pushes": wanted, "muted": muted, "quiet": quiet}
        told = await phone.call("PUT", "/me/subscriptions", asked)
        assert (told.body["pushes"], told.body["quiet"]) == (wanted, quiet)
        assert [each["slug"] for each in told.body["topics"] if not each["wanted"]] == muted
        assert (await phone.call("GET", "/me/subscriptions")).body == told.body
        assert (await phone.call("GET", "/me")).body["pushes"] is wanted
    assert told.body == before
    wrong = await phone.call("PUT", "/me/subscriptions", {"pushes": True, "muted": ["x"], "quiet": None})
    assert (wrong.status, wrong.body["field"]) == (400, "muted")


async def test_she_says_where_she_lives(visitor: Visitors) -> None:
    phone = await visitor()
    assert (await phone.call("GET", "/me")).body["home"] is None
    told = await phone.call("PUT", "/me/home", {"region": "370881100201"})
    assert (told.status, told.body["name"]) == (200, "峪口村")
    assert (await phone.call("GET", "/me")).body["home"] == told.body
    for wrong in ("370800", "999999"):
        assert (await phone.call("PUT", "/me/home", {"region": wrong})).body["field"] == "region"


async def test_a_village_is_found_in_three_taps_or_by_name(visitor: Visitors) -> None:
    phone = await visitor(signed_in=False)

    async def codes(query: str) -> list[str]:
        return [each["code"] for each in (await phone.call("GET", f"/regions{query}")).body["regions"]]

    assert await codes("") == ["370881", "370883"]
    assert await codes("?parent=370881") == ["370881100"]
    assert await codes("?parent=370881100") == ["370881100201"]
    assert await codes("?q=峪口") == ["370881100201"]
    assert await codes("?parent=999999") == await codes("?q=.*") == []
    village = (await phone.call("GET", "/regions/370881100201")).body
    assert [each["name"] for each in village["trail"]] == ["山东省", "济宁市", "曲阜市", "吴村镇"]
    assert (await phone.call("GET", "/regions/999999")).status == 404


async def test_one_search_finds_lessons_and_answers(visitor: Visitors) -> None:
    phone = await visitor(signed_in=False)
    assert [each["slug"] for each in (await phone.call("GET", "/search?q=热身")).body["lessons"]] == ["warm-up"]
    assert (await phone.call("GET", "/search?q=孩子挑食怎么办")).body["answers"][0]["id"] == "eat-001"
    assert (await phone.call("GET", "/search?q=%20")).status == 400


async def test_lessons_are_read_again_only_when_they_have_changed(visitor: Visitors, rig: Rig) -> None:
    phone, live = await visitor(signed_in=False), rig.services.live_lessons
    listed = await phone.call("GET", "/lessons")
    assert [each["slug"] for each in listed.body["lessons"]] == ["warm-up", "shoes", "listen"]
    assert (await phone.call("GET", "/lessons", If_None_Match=listed.etag)).status == 304
    await live.refresh()
    assert (await phone.call("GET", "/lessons")).etag == listed.etag
    await rig.services.db["lessons"].update_one({"slug": "shoes"}, {"$set": {"title": "换双合脚的鞋"}})
    await live.refresh()
    changed = await phone.call("GET", "/lessons", If_None_Match=listed.etag)
    assert (changed.status, changed.body["lessons"][1]["title"]) == (200, "换双合脚的鞋")
    assert (await phone.call("GET", "/lessons/shoes")).body["title"] == "换双合脚的鞋"
    assert (await phone.call("GET", "/lessons/nothing")).status == 404
    odd_ones = ("limit=0", "more=1", "after=x", "after=%05", "series=%20")
    assert [(await phone.call("GET", f"/lessons?{odd}")).status for odd in odd_ones] == [400] * 5


async def test_reading_lessons_is_counted_for_each_address(visitor: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.api.kept.KeptCall.ADDRESS_MOST", 2)
    phone = await visitor(signed_in=False)
    answers = [await phone.call("GET", "/series") for _ in range(3)]
    assert [each.status for each in answers] == [200, 200, 429]
    assert [each.headers["RateLimit-Remaining"] for each in answers] == ["1", "0", "0"]
    assert answers[-1].headers["Retry-After"]


async def test_she_reads_her_words_and_lists_of_staff_have_them_masked(visitor: Visitors, program: Programs) -> None:
    phone, said = await visitor(), "王小明想要书包，电话13812345678"
    made = await submit(phone, text=said)
    assert (made.status, made.body["text"]) == (201, said)
    assert [each["text"] for each in (await phone.call("GET", "/me/wishes")).body["wishes"]] == [said]
    assert (await phone.call("GET", f"/me/wishes/{made.body['id']}")).body["text"] == said
    staff = await program(StaffRole.COUNTY, region="370881")
    (row,) = (await staff.call("GET", "/wishes")).body["wishes"]
    assert row["text"] == "＊＊＊想要书包，电话＊＊＊"
    assert (await staff.call("POST", f"/wishes/{row['id']}/child", {"reason": "call"})).body["written"] == said
