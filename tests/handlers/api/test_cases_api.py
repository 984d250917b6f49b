"""Cases by programs of staff: who may look, each deed once, and two people who close."""

import pytest

from domain.cases import Unreached
from domain.regions import Scope
from domain.staff import StaffRole
from services.cases import access
from services.cases.calling import called
from services.context import Services
from tests.handlers.api.conftest import Answered, Program, Programs
from tests.joined import APP, HER, Clock, Phone

HERS = "老公正在打我救命，我叫张桂芳，电话13812345678"
VILLAGE = "370000/370800/370881/370881100/370881100201/"
OFFICER, KEY = StaffRole.SAFEGUARDING_OFFICER, "key-of-a-program-{}"
ALL = Scope.system()


@pytest.fixture
async def at(phone: Phone, services: Services) -> str:
    """The address of her case: she lives in a village and has written."""
    person = await services.people.follows(APP, HER, following=True, now=services.now())
    await services.people.settle(person.id, region="370881100201", region_path=VILLAGE)
    await phone.says(HERS)
    (case,) = await services.cases.page(scope=ALL)
    return f"/cases/{case.id}"


async def move(one: Program, at: str, what: str, body: object = None) -> Answered:
    return await one.call("POST", f"{at}/{what}", body, If_Match=(await one.call("GET", at)).etag)


async def test_an_officer_works_on_a_case_by_her_program_and_another_closes_it(
    program: Programs, services: Services, at: str
) -> None:
    li = await program(OFFICER, login="li", region="370881")
    (listed,) = (await li.call("GET", "/cases")).body["cases"]
    assert (listed["state"], listed["owner"], listed["region_path"]) == ("opened", "", VILLAGE)
    assert listed["missed"] == []
    await called(services, listed["id"], "s1", Unreached.WINDOW)
    assert (await li.call("GET", "/cases")).body["cases"][0]["missed"] == [{"staff": "s1", "why": "window"}]
    words = await li.call("POST", f"{at}/text")
    assert words.body["messages"][0]["text"] == HERS
    assert "13812345678" not in words.body["wording"]
    taken = await li.call("POST", f"{at}/acknowledge")
    assert (taken.body["state"], taken.body["owner"]) == ("acknowledged", li.staff_id)
    contact = {"outcome": "reached", "way": "phone", "text": "说上话了"}
    tries = [await li.call("POST", f"{at}/contact", contact, Idempotency_Key=KEY.format(1)) for _ in range(2)]
    assert tries[0].body == tries[1].body
    assert tries[0].body["case"]["state"] == "in_contact"
    wrong = {"partner": "hospital", "given": {"home": "峪口村"}}
    refused = await li.call("POST", f"{at}/referral", wrong, Idempotency_Key=KEY.format(2))
    assert (refused.status, refused.body["field"], refused.body["problem"]) == (400, "home", "not_for_partner")
    given = {"partner": "hospital", "given": {"called": "张姐"}}
    referral = await li.call("POST", f"{at}/referral", given, Idempotency_Key=KEY.format(3))
    assert (await li.call("POST", f"{at}/receipt", {"entry": referral.body["entry"]})).status == 200
    assert (await li.call("POST", f"{at}/receipt", {"entry": referral.body["entry"]})).status == 409
    whole = (await li.call("POST", f"{at}/file")).body
    assert [each["about"] for each in whole["entries"]] == ["hospital", "reached"]
    assert [each["kind"] for each in whole["story"]][:3] == ["case_opened", "case_not_called", "case_text_read"]
    assert HERS not in str(whole)
    assert (await move(li, at, "tick", {"steps": [whole["steps"][0]["id"], "nothing"]})).body["done"] == [
        whole["steps"][0]["id"]
    ]
    assert (await move(li, at, "plan", {"at": "2026-11-25T09:30:00+08:00"})).status == 200
    assert (await move(li, at, "moves/follow_up")).body["state"] == "followed_up"
    assert (await move(li, at, "moves/propose_closing")).body["state"] == "closing"
    assert (await move(li, at, "moves/close")).status == 403
    wang = await program(OFFICER, login="wang", region="370800")
    assert (await move(wang, at, "moves/close")).body["state"] == "closed"
    assert [each["state"] for each in (await wang.call("GET", "/cases?ended=true")).body["cases"]] == ["closed"]
    log = repr(await services.audit.page(scope=ALL, about=listed["id"], most=100))
    assert "case_read" in log
    assert not any(word in log for word in ("张桂芳", "张姐", "说上话了", HER))


async def test_what_is_overdue_is_listed_until_its_receipt_is_noted_and_that_is_put_right(
    program: Programs, services: Services, at: str, clock: Clock
) -> None:
    li, zou = await program(OFFICER, login="li", region="370881"), await program(OFFICER, login="zou", region="370883")
    given = {"partner": "police", "given": {"called": "张姐"}}
    made = (await li.call("POST", f"{at}/referral", given, Idempotency_Key=KEY.format(1))).body
    assert (made["case"]["overdue"], made["case"]["due_at"]) == (False, "2026-11-25T09:00:00Z")
    assert (await li.call("GET", "/cases?overdue=true")).body == {"cases": [], "next": None, "overdue": 0}
    clock.move(days=1)
    listed = (await li.call("GET", "/cases?overdue=true")).body
    assert [(each["overdue"], each["due_at"]) for each in listed["cases"]] == [(True, "2026-11-25T09:00:00Z")]
    assert (listed["overdue"], (await li.call("GET", "/cases")).body["overdue"]) == (1, 1)
    assert (await zou.call("GET", "/cases?overdue=true")).body == {"cases": [], "next": None, "overdue": 0}
    said = {"entry": made["entry"], "number": "17", "taker": "民警老赵", "text": "受理了"}
    long = await li.call("POST", f"{at}/receipt", said | {"number": "1" * 61})
    assert (long.status, long.body["field"]) == (400, "number")
    noted = (await li.call("POST", f"{at}/receipt", said)).body
    assert (noted["overdue"], noted["due_at"]) == (False, None)
    first = (await li.call("POST", f"{at}/file")).body["entries"][0]
    facts = {name: said[name] for name in ("number", "taker", "text")}
    assert (first["kind"], first["about"], first["facts"]) == ("receipt", made["entry"], facts)
    again = said | {"number": "71", "corrects": first["id"]}
    assert [(await li.call("POST", f"{at}/receipt", again)).status for _ in range(2)] == [200, 409]
    whole = (await li.call("POST", f"{at}/file")).body
    assert [each["facts"].get("number") for each in whole["entries"]] == ["71", "17", None]
    assert whole["story"][-1]["kind"] == "case_receipt_corrected"
    log = repr(await services.audit.page(scope=ALL, most=100))
    assert not any(word in log for word in ("老赵", "受理了"))


async def test_a_move_from_what_was_read_before_is_refused_and_a_minors_case_is_reported_first(
    program: Programs, at: str
) -> None:
    li = await program(OFFICER, login="li", region="370881")
    etag = (await li.call("GET", at)).etag
    assert (await li.call("POST", f"{at}/moves/reach")).status == 428
    await li.call("POST", f"{at}/acknowledge")
    for what, body in (("moves/reach", None), ("tick", {"steps": []}), ("plan", {"at": "2026-11-25T09:30:00Z"})):
        stale = await li.call("POST", f"{at}/{what}", body, If_Match=etag)
        assert (stale.status, stale.body["code"]) == (412, "stale"), what
    assert (await li.call("POST", f"{at}/false_alarm", {}, If_Match=etag)).status == 412
    assert (await li.call("POST", f"{at}/adult")).body["ask_minor"] is False
    assert (await li.call("POST", f"{at}/minor")).body["minor"] is True
    assert (await li.call("POST", f"{at}/adult")).status == 409
    early = await move(li, at, "moves/propose_closing")
    assert (early.status, early.body["code"]) == (409, "move_not_possible")
    await li.call("POST", f"{at}/report", {"to": "police", "number": "12"}, Idempotency_Key=KEY.format(1))
    assert (await move(li, at, "moves/propose_closing")).status == 200


async def test_who_is_not_near_a_case_says_why_first_and_another_county_finds_none(
    program: Programs, services: Services, at: str
) -> None:
    boss = await program(StaffRole.ADMINISTRATOR, login="boss")
    note = {"text": "看一下"}
    for what, body in (("file", None), ("text", None), ("acknowledge", None), ("note", note)):
        shut = await boss.call("POST", f"{at}/{what}", body, Idempotency_Key=KEY.format(what))
        assert (shut.status, shut.body["code"]) == (403, "reason_needed"), what
        assert "WWW-Authenticate" not in shut.headers
    assert (await boss.call("POST", f"{at}/why", {"reason": "just so"})).status == 400
    assert (await boss.call("POST", f"{at}/why", {"reason": access.REASONS[1]})).status == 200
    assert (await boss.call("POST", f"{at}/file")).status == 200
    zou = await program(OFFICER, login="zou", region="370883")
    assert (await zou.call("GET", "/cases")).body["cases"] == []
    assert (await zou.call("GET", at)).status == 404
    for what, body in (("file", None), ("why", {"reason": "cover"}), ("note", note), ("moves/reach", None)):
        headers = {"Idempotency_Key": KEY.format(what), "If_Match": '"v1"'}
        assert (await zou.call("POST", f"{at}/{what}", body, **headers)).status == 404, what
    assert await services.audit.page(scope=ALL, kind="case_reason_given")


async def test_small_numbers_stay_hidden_and_wordings_are_the_citys_alone(program: Programs, at: str) -> None:
    li = await program(OFFICER, login="li", region="370881")
    words = (await li.call("POST", f"{at}/text")).body
    ended = {"alert": words["messages"][0]["id"], "wording": "救命啊这课真难"}
    assert (await move(li, at, "false_alarm", ended)).body["state"] == "false_alarm"
    counted = (await li.call("GET", "/cases/numbers?days=30")).body
    assert (counted["false_alarms"], counted["totals"]["domestic_violence"]) == (None, None)
    assert (await li.call("GET", "/cases/numbers?days=31")).status == 400
    assert (await li.call("POST", "/cases/false-alarms")).status == 403
    city = await program(OFFICER, login="city", region="370800")
    assert (await city.call("POST", "/cases/false-alarms")).body["text"] == "救命啊这课真难"


async def test_a_program_hands_a_case_to_one_of_those_who_may_have_it(program: Programs, at: str) -> None:
    li = await program(OFFICER, login="li", region="370881")
    wang = await program(OFFICER, login="wang", region="370800")
    await li.call("POST", f"{at}/acknowledge")
    assert list((await li.call("POST", f"{at}/file")).body["colleagues"]) == [wang.staff_id]
    wrong = await move(li, at, "hand", {"colleague": li.staff_id})
    assert (wrong.status, wrong.body["field"]) == (400, "colleague")
    handed = await move(li, at, "hand", {"colleague": wang.staff_id})
    assert (handed.status, handed.body["owner"], handed.body["state"]) == (200, "", "opened")
    assert (await wang.call("POST", f"{at}/acknowledge")).body["owner"] == wang.staff_id
