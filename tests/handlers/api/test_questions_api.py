"""Questions by programs of staff: the whole conversation, each deed once, and nothing of another county's."""

from datetime import datetime

import pytest

from domain.people import Person
from domain.questions import KnowledgeEntry, Question
from domain.regions import Scope
from domain.staff import Permission, StaffRole
from services.context import Services
from services.questions.ask import hand_over
from storage.experts import Expert
from tests.handlers.api.conftest import Program, Programs
from tests.services.questions.conftest import heard, work

HERS, KEY = "孩子半夜惊醒说胡话", "key-of-a-program-{}"
QUFU = "370000/370800/370881/"
EXPERT = StaffRole.EXPERT


@pytest.fixture
async def asked(services: Services) -> tuple[Question, Question]:
    """Two questions by somebody of Qufu, who follows the account."""
    await heard(services)
    seen = await services.people.ensure(services.facts.oa_app, "openid-of-hers", now=services.now())
    her = Person(id=seen.id, identities=seen.identities, region_path=QUFU)
    first, second = [
        await hand_over(services, by=her, text=text, suggested=(), key=text, now=services.now())
        for text in (HERS, "还有一件事")
    ]
    return first, second


async def test_a_question_is_read_talked_over_answered_closed_and_reopened_by_programs(
    program: Programs, services: Services, asked: tuple[Question, Question]
) -> None:
    question, twin = asked
    li = await program(EXPERT, StaffRole.COUNTY, login="li", region="370881")
    wang = await program(EXPERT, login="wang", region="370881")
    at = f"/questions/{question.id}"
    listed = await li.call("GET", "/questions")
    assert [each["id"] for each in listed.body["questions"]] == [question.id, twin.id]
    assert HERS not in str(listed.body)
    read = await li.call("POST", f"{at}/thread")
    assert (read.body["text"], [each["id"] for each in read.body["others"]]) == (HERS, [twin.id])
    assert question.asker_id not in str(read.body)
    colleagues = await li.call("GET", f"{at}/colleagues")
    assert [each["id"] for each in colleagues.body["colleagues"]] == [wang.staff_id]
    note = await li.call("POST", f"{at}/note", {"text": "像是惊吓"}, Idempotency_Key=KEY.format(1))
    assert note.status == 200, note.body
    opinion = {"to": wang.staff_id, "text": "您看呢"}
    assert (await li.call("POST", f"{at}/opinion", opinion, Idempotency_Key=KEY.format(2))).status == 200
    mine = await wang.call("GET", "/questions?which=mine")
    assert [each["id"] for each in mine.body["questions"]] == [question.id]
    given = await _moved(li, at, "transfer", {"to": wang.staff_id})
    assert (given["owner"], given["state"]) == (wang.staff_id, "assigned")
    answers = [
        await wang.call("POST", f"{at}/answer", {"text": "先量体温。"}, Idempotency_Key=KEY.format(3)) for _ in range(2)
    ]
    assert (answers[0].body, answers[1].headers["Idempotent-Replayed"]) == (answers[1].body, "true")
    assert answers[0].body["question"]["state"] == "answered"
    said = (await wang.call("POST", f"{at}/thread")).body["said"]
    assert [(each["kind"], each["text"]) for each in said] == [
        ("note", "像是惊吓"),
        ("opinion", "您看呢"),
        ("answer", "先量体温。"),
    ]
    assert (await _moved(wang, at, "close"))["state"] == "closed"
    assert [each["id"] for each in (await li.call("GET", "/questions?which=closed")).body["questions"]] == [question.id]
    assert (await _moved(wang, at, "reopen"))["state"] == "assigned"
    merged = await _moved(wang, f"/questions/{twin.id}", "merge", {"into": question.receipt})
    assert merged["id"] == question.id
    who = await li.call("POST", f"{at}/person", {"reason": "要上门看看"})
    assert (who.status, who.body["id"]) == (200, question.asker_id), who.body
    log = repr(await services.audit.page(scope=Scope.system(), most=100))
    assert "question_answered" in log
    assert not any(word in log for word in (HERS, "像是惊吓", "您看呢", "先量体温", "上门"))


async def test_one_without_a_name_is_among_no_others_and_is_merged_by_no_program(
    program: Programs, services: Services, asked: tuple[Question, Question]
) -> None:
    question, twin = asked
    her = Person(id=question.asker_id, identities=(), region_path=QUFU)
    unnamed = await hand_over(
        services, by=her, text="夜里睡不着", suggested=(), key="u", now=services.now(), unnamed=True
    )
    li = await program(EXPERT, login="li", region="370881")
    others = {each: await li.call("POST", f"/questions/{each}/thread") for each in (question.id, unnamed.id)}
    assert [[row["id"] for row in each.body["others"]] for each in others.values()] == [[twin.id], []]
    for one, into in ((unnamed, question), (question, unnamed)):
        at = f"/questions/{one.id}"
        etag = (await li.call("GET", at)).etag
        refused = await li.call("POST", f"{at}/merge", {"into": into.receipt}, If_Match=etag)
        assert (refused.status, refused.body["field"]) == (400, "into")


async def _moved(one: Program, at: str, move: str, body: dict[str, str] | None = None) -> dict[str, object]:
    etag = (await one.call("GET", at)).etag
    moved = await one.call("POST", f"{at}/{move}", body, If_Match=etag)
    assert moved.status == 200, moved.body
    found: dict[str, object] = moved.body
    return found


async def test_a_move_takes_what_was_read_and_a_colleague_who_reads_changes_nothing(
    program: Programs, asked: tuple[Question, Question]
) -> None:
    li, wang = [await program(EXPERT, login=each, region="370881") for each in ("li", "wang")]
    at = f"/questions/{asked[0].id}"
    assert (await li.call("POST", f"{at}/close")).status == 428
    etag = (await li.call("GET", at)).etag
    await wang.call("POST", f"{at}/thread")
    await wang.call("POST", f"{at}/note", {"text": "先别办结"}, Idempotency_Key=KEY.format(1))
    assert (await li.call("POST", f"{at}/close", If_Match=etag)).status == 412
    etag = (await li.call("POST", f"{at}/thread")).etag
    await wang.call("POST", f"{at}/thread")  # she only looks
    assert (await li.call("POST", f"{at}/close", If_Match=etag)).status == 200
    again = await li.call("POST", f"{at}/close", If_Match=(await li.call("GET", at)).etag)
    assert (again.status, again.body["code"]) == (409, "move_not_possible")


async def test_another_county_and_a_token_for_less_open_no_question(
    program: Programs, services: Services, asked: tuple[Question, Question]
) -> None:
    at = f"/questions/{asked[0].id}"
    zou = await program(EXPERT, StaffRole.COUNTY, login="zou", region="370883")
    narrow = await program(EXPERT, login="du", region="370881", may=(Permission.QUESTION_READ,))
    calls: tuple[tuple[str, str, dict[str, object] | None], ...] = (
        ("POST", "/thread", None),
        ("GET", "/colleagues", None),
        ("POST", "/answer", {"text": "先量体温。"}),
        ("POST", "/note", {"text": "像是惊吓"}),
        ("POST", "/transfer", {"to": zou.staff_id}),
        ("POST", "/close", None),
        ("POST", "/person", {"reason": "要上门看看"}),
    )
    assert (await zou.call("GET", at)).status == 404
    assert (await narrow.call("GET", at)).status == 200
    for number, (method, below, body) in enumerate(calls):
        headers = {"Idempotency_Key": KEY.format(number), "If_Match": '"v0"'}
        assert (await zou.call(method, f"{at}{below}", body, **headers)).status == 404, below
        assert (await narrow.call(method, f"{at}{below}", body, **headers)).status == 403, below
    assert (await zou.call("GET", "/questions")).body["questions"] == []
    await work(services)
    assert await services.threads.of(asked[0].id) == []


async def test_an_expert_says_what_she_knows_and_when_she_is_away(program: Programs) -> None:
    li = await program(EXPERT, login="li", region="370881")
    begun = await li.call("GET", "/questions/duty")
    assert (begun.etag, begun.body["topics"], begun.body["away"]) == ('"v0"', [], [])
    away = [{"first": "2026-12-01", "last": "2026-12-03"}]
    assert begun.body["untold"] is False
    hers = {"topics": begun.body["known"][:1], "away": away, "untold": True}
    kept = await li.call("PUT", "/questions/duty", hers, If_Match=begun.etag)
    assert (kept.status, kept.body["topics"], kept.body["away"]) == (200, begun.body["known"][:1], away)
    assert kept.body["untold"] is True
    assert (await li.call("PUT", "/questions/duty", hers, If_Match=begun.etag)).status == 412
    wrong = await li.call("PUT", "/questions/duty", hers | {"topics": ["没有的"]}, If_Match=kept.etag)
    assert (wrong.status, wrong.body["field"]) == (400, "topics")


async def test_a_program_says_how_urgent_it_is_and_what_it_is_about(
    program: Programs, services: Services, asked: tuple[Question, Question]
) -> None:
    li, wang = [await program(EXPERT, login=each, region="370881") for each in ("li", "wang")]
    await services.knowledge.put([KnowledgeEntry("e1", "睡觉", "孩子不睡", "关灯。")], now=services.now())
    await services.experts.save(Expert(wang.staff_id, frozenset({"睡觉"})))
    at = f"/questions/{asked[0].id}"
    etag = (await li.call("GET", at)).etag
    urgent = {"urgent": True, "why": "mood"}
    assert (await li.call("POST", f"{at}/urgency", urgent)).status == 428
    first, again = [await li.call("POST", f"{at}/urgency", urgent, If_Match=etag) for _ in range(2)]
    assert (first.status, first.body, first.body["urgent"]) == (200, again.body, True)
    assert datetime.fromisoformat(first.body["due_at"]) < (asked[0].due_at or services.now())
    for body, field in (
        ({"urgent": False, "why": "mood"}, "why"),
        ({"urgent": False}, "why"),
        ({"urgent": False, "why": "x"}, "why"),
        ({"urgent": "perhaps"}, "urgent"),
    ):
        refused = await li.call("POST", f"{at}/urgency", body, If_Match=first.etag)
        assert (refused.status, refused.body["field"]) == (400, field), refused.body
    topic: dict[str, object] = {"topic": "睡觉", "hand": True}
    assert (await li.call("POST", f"{at}/topic", topic, If_Match=etag)).status == 412
    given, repeated = [await li.call("POST", f"{at}/topic", topic, If_Match=first.etag) for _ in range(2)]
    assert (given.body["topic"], given.body["owner"], repeated.body) == ("睡觉", wang.staff_id, given.body)
    wrong = await li.call("POST", f"{at}/topic", {"topic": "没有这一类"}, If_Match=given.etag)
    assert (wrong.status, wrong.body["field"]) == (400, "topic")
    story = {each["kind"]: each["facts"] for each in (await wang.call("POST", f"{at}/thread")).body["story"]}
    assert story["question_urgent"] == {"why": "mood"}
    assert story["question_topic_given"] == {"topic": "睡觉", "before": asked[0].topic, "to": wang.staff_id}
    assert (await _moved(wang, at, "close"))["state"] == "closed"
    etag = (await li.call("GET", at)).etag
    over = await li.call("POST", f"{at}/urgency", {"urgent": False, "why": "calm"}, If_Match=etag)
    assert (over.status, over.body["code"]) == (409, "move_not_possible")
