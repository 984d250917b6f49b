"""Pictures between a parent and an expert by programs of both: what is taken, who sees it, and what nobody else does."""

import base64
import io
import json
from typing import Any

from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from services.content.pictures import size_of
from services.context import Services
from services.questions import hers, threads
from services.questions.giving import look_after
from storage.threads import Way
from tests.handlers.api.conftest import Phone, Program, Programs, Visitors
from tests.handlers.api.test_files import fetch, upload
from tests.handlers.api.test_questions_api import KEY, asked
from tests.rig import Rig
from tests.services.questions.conftest import expert
from tests.services.wishes.test_pictures import SECRET, from_camera, photo

__all__ = ["asked"]  # a fixture
ASKS = {"text": "孩子半夜惊醒说胡话", "suggested": []}


async def handed(phone: Phone, key: str = "key-of-a-question") -> str:
    made = await phone.call("POST", "/me/questions", ASKS, Idempotency_Key=key)
    assert made.status == 201
    return str(made.body["id"])


async def adds(phone: Phone, question: str, body: dict[str, Any], key: str = "key-of-a-message") -> Any:
    return await phone.call("POST", f"/me/questions/{question}/messages", body, Idempotency_Key=key)


async def test_of_an_answer_that_is_held_her_program_learns_when_it_goes(visitor: Visitors, rig: Rig) -> None:
    phone, services, li = await visitor(), rig.services, await expert(rig.services)
    question = await handed(phone)
    await look_after(services)
    rig.clock.move(hours=2)  # in the evening
    await threads.answer(services, question, new_id(), text="涂这个。", hold=True, by=li)

    async def told() -> tuple[str, str, int]:
        await phone.sign_in()  # hours later what it had holds no longer
        (listed,) = (await phone.call("GET", "/me/questions")).body["questions"]
        seen = (await phone.call("GET", f"/me/questions/{question}")).body
        return listed["state"], seen["state"], len(seen["said"])

    assert await told() == ("assigned", "assigned", 0)
    rig.clock.move(hours=14)
    assert await told() == ("answered", "answered", 1)


async def test_she_adds_a_picture_once_and_sees_what_both_have_sent(visitor: Visitors, rig: Rig) -> None:
    phone, services, li = await visitor(), rig.services, await expert(rig.services)
    question = await handed(phone)
    await look_after(services)
    file = (await upload(phone, from_camera())).body["id"]
    made = [await adds(phone, question, {"file": file}) for _ in range(2)]
    assert [each.status for each in made] == [201, 201]
    assert made[0].body == made[1].body
    assert (made[0].body["state"], made[0].body["danger"]) == ("assigned", None)
    await threads.answer(services, question, sent := new_id(), text="涂这个。", hold=False, by=li, picture=photo())
    await threads.add_note(services, question, new_id(), text="像湿疹", by=li)
    seen = (await phone.call("GET", f"/me/questions/{question}")).body
    said = [(each["hers"], each["text"], bool(each["picture"])) for each in seen["said"]]
    assert said == [(True, "", True), (False, "涂这个。", True)]
    for each in seen["said"]:
        status, content, headers = await fetch(phone, each["picture"]["url"])
        assert (status, headers["Content-Type"]) == (200, "image/jpeg")
        assert size_of(content) == (each["picture"]["width"], each["picture"]["height"])
        assert SECRET.encode() not in content
    await phone.call("DELETE", f"/me/files/{file}")  # what was sent stays sent
    assert (await fetch(phone, seen["said"][0]["picture"]["url"]))[0] == 200
    other = seen["said"][1]["picture"]["url"].replace(sent, seen["said"][0]["id"])
    assert (await fetch(phone, other))[0] == 404
    rig.clock.move(minutes=11)
    assert (await fetch(phone, seen["said"][0]["picture"]["url"]))[0] == 404


async def test_words_in_danger_are_told_whom_to_call_and_a_picture_is_not(visitor: Visitors, rig: Rig) -> None:
    phone = await visitor()
    question = await handed(phone)
    file = (await upload(phone, photo())).body["id"]
    assert (await adds(phone, question, {"file": file}, "key-1-of-a-message")).body["danger"] is None
    told = await adds(phone, question, {"text": "他又打我，我活不下去了", "file": file}, "key-2-of-a-message")
    assert "110" in told.body["danger"]
    assert await rig.services.db["alerts"].count_documents({}) == 1


async def test_nothing_anybody_elses_or_empty_is_added_and_nothing_to_what_is_over(visitor: Visitors, rig: Rig) -> None:
    phone, other = await visitor(), await visitor()
    question, theirs = await handed(phone), await handed(other)
    mine, file = (await upload(phone, photo())).body["id"], (await upload(other, photo())).body["id"]
    refused = {
        404: [
            (question, {"file": file}),
            (theirs, {"file": mine}),
            (theirs, {"text": "我的"}),
            (new_id(), {"text": "x"}),
        ],
        400: [
            (question, {}),
            (question, {"text": "  "}),
            (question, {"text": "x" * 501}),
            (question, {"file": "x"}),
            (question, {"text": "x", "picture": "aGk="}),
        ],
    }
    for status, calls in refused.items():
        for number, (where, body) in enumerate(calls):
            seen = await adds(phone, where, body, f"key-{status}-{number}-of-it")
            assert seen.status == status, (where, body)
    li = await expert(rig.services)
    await look_after(rig.services)
    await threads.close(rig.services, question, by=li)
    assert (await adds(phone, question, {"text": "还有"}, "key-of-the-last")).status == 409
    assert await rig.services.db["question_pictures"].count_documents({}) == 0


async def look(her: Program, message: str) -> tuple[int, str, bytes]:
    address = f"{her.base}/api/v1/staff/question-pictures/{message}/look"
    async with her.http.post(address, headers={"Authorization": f"Bearer {her.token}"}) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_programs_of_staff_answer_with_a_picture_and_look_at_hers(
    program: Programs, services: Services, asked: Any
) -> None:
    question, _ = asked
    li = await program(StaffRole.EXPERT, login="li", region="370881")
    zou = await program(StaffRole.EXPERT, login="zou", region="370883")
    at = f"/questions/{question.id}"
    person = await services.people.get(question.asker_id)
    await hers.add_to(services, question, "", by=person, key=(came := new_id()), content=from_camera((90, 60)))
    picture = base64.b64encode(from_camera((3000, 20))).decode()
    body = {"text": "涂这个。", "picture": picture}
    made = [await li.call("POST", f"{at}/answer", body, Idempotency_Key=KEY.format(1)) for _ in range(2)]
    assert [each.status for each in made] == [200, 200]
    said = (await li.call("POST", f"{at}/thread")).body["said"]
    assert [each["picture"]["width"] for each in said] == [90, 1600]
    assert picture[:40] not in str(said)
    assert said[1]["picture"]["way"] == Way.WAITING
    status, kind, content = await look(li, came)
    assert (status, kind, size_of(content), SECRET.encode() in content) == (200, "image/jpeg", (90, 60), False)
    (row,) = await services.audit.page(scope=Scope.system(), kind="question_picture_read")
    assert (row.actor, row.about) == (li.staff_id, question.id)
    assert (await look(zou, came))[0] == 404
    assert (await look(li, new_id()))[0] == 404
    odd = {"!!": "not_a_picture", base64.b64encode(b"MZ a program").decode(): "not_a_picture"}
    for number, (given, problem) in enumerate(odd.items()):
        seen = await li.call(
            "POST", f"{at}/answer", {"text": "好", "picture": given}, Idempotency_Key=f"key-{number}-of-it"
        )
        assert (seen.status, seen.body["field"], seen.body["problem"]) == (400, "picture", problem)
    headers = {
        "Authorization": f"Bearer {li.token}",
        "Idempotency-Key": "key-large-1",
        "Content-Type": "application/json",
    }
    whole = io.BytesIO(json.dumps({"text": "好", "picture": "A" * 4_100_000}).encode())
    async with li.http.post(f"{li.base}/api/v1/staff{at}/answer", data=whole, headers=headers) as large:
        assert large.status in {400, 413}
    assert await services.db["question_pictures"].count_documents({}) == 2
