"""How urgent a question is and what it is about, set by hand: due by the office's clock, given by the rule, taken back."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.calendar import CHINA, Calendar, DaysOff
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.questions import KnowledgeEntry, Question, QuestionState
from domain.regions import Scope
from domain.staff import StaffMember
from services.context import Services
from services.questions import sorting, threads
from services.questions.calling import words_for
from services.questions.giving import look_after
from storage.experts import Expert
from storage.paging import Part
from tests.joined import Clock, Phone
from tests.services.questions.conftest import asked_by, expert
from tests.services.questions.test_tickets import QUFU, ZOUCHENG, asked, now_of


def china(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=CHINA)


@pytest.fixture
async def office(services: Services) -> Services:
    """A Wednesday is off; the office has lunch from 12 to 14. Questions are about sleeping or eating."""
    entries = [KnowledgeEntry(f"e{each}", each, f"{each}的事", "慢慢来。") for each in ("睡觉", "吃饭")]
    await services.knowledge.put(entries, now=services.now())
    off = Calendar(off=(DaysOff(date(2026, 12, 9), date(2026, 12, 9)),))
    return replace(services, facts=replace(services.facts, calendar=off))


async def given(services: Services, clock: Clock, at: datetime, *more: str) -> tuple[StaffMember, Question]:
    """An expert, and a question of this moment that waits with her."""
    clock.at = at.astimezone(UTC)
    li = await expert(services, path=more[0] if more else "370000/370800/")
    question = await asked(services, path=QUFU)
    await look_after(services)
    return li, await now_of(services, question)


async def urgent(services: Services, question: Question, by: StaffMember, *, on: bool = True) -> sorting.Sorted:
    why = "mood" if on else "calm"
    return await sorting.set_urgent(services, question.id, urgent=on, why=why, reason="", by=by)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (china(8, 9), china(8, 10)),  # Tuesday morning
        (china(8, 11, 30), china(8, 14, 30)),  # over lunch
        (china(8, 17), china(10, 9)),  # over the night and the day off
        (china(4, 17, 15), china(7, 9, 15)),  # over the weekend
    ],
)
async def test_one_that_cannot_wait_is_due_by_the_office_s_clock(
    office: Services, clock: Clock, at: datetime, due: datetime
) -> None:
    li, question = await given(office, clock, at)
    after = (await urgent(office, question, li)).question
    assert after.due_at == after.raise_at == due
    assert after.urgent
    (first, *_) = await office.tickets.hers(li.id, part=Part(rising=True, by="turn"), most=5)
    assert first.id == question.id


async def test_it_is_never_due_later_than_was_promised(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(7, 9))
    assert question.due_at == china(8, 10)
    clock.at = china(8, 9, 30).astimezone(UTC)
    assert (await urgent(office, question, li)).question.due_at == china(8, 10)
    back = (await urgent(office, question, li, on=False)).question
    assert (back.urgent, back.due_at) == (False, china(8, 10))
    clock.at = china(8, 11).astimezone(UTC)  # late by now, and gone up
    await look_after(office)
    late = await now_of(office, question)
    assert (await urgent(office, question, li)).question.due_at == china(8, 10)
    assert (await now_of(office, question)).raise_at == late.raise_at


async def test_why_is_in_the_story_and_own_words_are_a_sealed_note(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(8, 9))
    for why, reason in (("", ""), ("other", "急"), ("calm", ""), ("x", "她说等不得"), ("$ne", "")):
        with pytest.raises(Invalid):
            await sorting.set_urgent(office, question.id, urgent=True, why=why, reason=reason, by=li)
    await sorting.set_urgent(office, question.id, urgent=True, why="", reason=" 她说等不得 ", by=li)
    thread = await threads.open_thread(office, question.id, by=li)
    assert [(each.message.kind, each.text) for each in thread.said] == [("note", "她说等不得")]
    assert [dict(each.data) for each in thread.story if each.kind == "question_urgent"] == [{"why": "other"}]
    log = repr(await office.audit.page(scope=Scope.system(), most=50))
    assert ("question_urgent" in log, "等不得" in log) == (True, False)


async def test_whoever_reads_danger_in_it_calls_those_who_look_after_that_once(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of)
    for why in ("mood", "danger", "danger"):
        await sorting.set_urgent(desk_of, question.id, urgent=True, why=why, reason="", by=li)
    alerts = await desk_of.db["alerts"].find().to_list(None)
    assert [(each["key"], each["danger"], each.get("card_only", False)) for each in alerts] == [
        (f"question:{question.id}", "other", False)
    ]
    assert await desk_of.db["cases"].count_documents({"open": True, "person": question.asker_id}) == 1


async def test_whoever_has_it_is_told_at_once_and_not_of_one_that_can_wait_again(
    office: Services, clock: Clock
) -> None:
    li, question = await given(office, clock, china(8, 9))
    zhao = await expert(office, "zhao")
    await urgent(office, question, zhao)
    rows = [each async for each in office.db["outbox"].find({"args.question": question.id, "args.why": "urgent"})]
    assert [each["args"]["staff"] for each in rows] == [li.id]
    work = await office.outbox.take_next(now=office.now(), lease=threads.SAME_WITHIN)
    while work is not None and work.args.get("why") != "urgent":
        work = await office.outbox.take_next(now=office.now(), lease=threads.SAME_WITHIN)
    assert work is not None
    assert "急的提问" in str(await words_for(office, work))
    await urgent(office, question, zhao, on=False)
    assert "急的提问" not in str(await words_for(office, work))


async def test_of_two_at_once_one_does_it_and_the_other_finds_it_done(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(8, 9))
    zhao = await expert(office, "zhao")
    done = await asyncio.gather(*(urgent(office, question, each) for each in (li, zhao, li, zhao)))
    assert sorted(bool(each.mark) for each in done) == [False, False, False, True]
    await office.experts.save(Expert(zhao.id, frozenset({"睡觉"})))
    topics = [sorting.set_topic(office, question.id, "睡觉", hand=True, by=each) for each in (li, zhao, li)]
    await asyncio.gather(*topics)
    kinds = [each.kind for each in await office.events.of_thing(question.id)]
    assert (kinds.count("question_urgent"), kinds.count("question_topic_given")) == (1, 1)
    assert (await now_of(office, question)).owner == zhao.id
    assert (await office.experts.get(zhao.id)).served == 1


async def test_what_two_set_otherwise_at_once_the_second_is_told(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(8, 9))
    topics = [sorting.set_topic(office, question.id, each, hand=False, by=li) for each in ("睡觉", "吃饭")]
    done = await asyncio.gather(*topics, return_exceptions=True)
    well = [each for each in done if isinstance(each, sorting.Sorted)]
    assert all(isinstance(each, sorting.Sorted | Conflict) for each in done)
    kinds = [each.kind for each in await office.events.of_thing(question.id)]
    assert kinds.count("question_topic") == len(well) >= 1
    assert (await now_of(office, question)).topic in {each.question.topic for each in well}
    with pytest.raises(Conflict):
        await sorting.set_topic(office, question.id, "别的", hand=False, by=li, seen=question.seq)


async def test_a_topic_hands_it_to_whom_one_about_that_is_given(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(8, 9))
    knows = await expert(office, "zhao", QUFU)
    away = await expert(office, "sun", QUFU)
    elsewhere = await expert(office, "qian", ZOUCHENG)
    for each in (knows, away, elsewhere):
        off = (DaysOff(date(2026, 12, 8), date(2026, 12, 8)),) if each is away else ()
        await office.experts.save(Expert(each.id, frozenset({"睡觉"}), off))
    for wrong in ("没有这一类", "", "$ne"):
        with pytest.raises(Invalid):
            await sorting.set_topic(office, question.id, wrong, hand=True, by=li)
    done = await sorting.set_topic(office, question.id, "睡觉", hand=True, by=li)
    found = await now_of(office, question)
    assert (found.topic, found.owner, found.state) == ("睡觉", knows.id, QuestionState.ASSIGNED)
    assert (found.due_at, found.readers, done.given) == (question.due_at, (knows.id,), knows.id)
    again = await sorting.set_topic(office, question.id, "睡觉", hand=True, by=li)
    assert (again.mark, again.question.owner) == ("", knows.id)
    (event,) = [each for each in await office.events.of_thing(question.id) if each.kind == "question_topic_given"]
    assert dict(event.data) == {"topic": "睡觉", "before": question.topic, "to": knows.id}
    kept = await sorting.set_topic(office, question.id, "吃饭", hand=False, by=knows)
    assert (kept.question.topic, kept.question.owner, kept.given) == ("吃饭", knows.id, "")


async def test_it_is_taken_back_whole_and_only_while_nothing_has_happened_since(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(8, 9))
    zhao = await expert(office, "zhao")
    await office.experts.save(Expert(zhao.id, frozenset({"睡觉"})))
    first = await urgent(office, question, li)
    back = await sorting.undo(office, question.id, mark=first.mark, by=li)
    assert replace(back, seq=question.seq) == question
    given_on = await sorting.set_topic(office, question.id, "睡觉", hand=True, by=li)
    await threads.open_thread(office, question.id, by=zhao)  # that she looked is no reason to keep it
    back = await sorting.undo(office, question.id, mark=given_on.mark, by=li)
    assert replace(back, seq=question.seq) == question
    assert (await office.experts.get(zhao.id)).served == 0
    document = await office.db["questions"].find_one({"_id": question.id}) or {}
    assert document["turn"].startswith("1")
    with pytest.raises(Conflict):
        await sorting.undo(office, question.id, mark=given_on.mark, by=li)
    late = await urgent(office, question, li)
    await threads.close(office, question.id, by=li)
    with pytest.raises(Conflict):
        await sorting.undo(office, question.id, mark=late.mark, by=li)


async def test_what_is_over_or_not_hers_is_left_alone(office: Services, clock: Clock) -> None:
    li, question = await given(office, clock, china(8, 9), QUFU)
    stranger = await expert(office, "zhao", ZOUCHENG)
    with pytest.raises(NotFound):
        await urgent(office, question, stranger)
    await threads.close(office, question.id, by=li)
    with pytest.raises(MoveNotPossible):
        await urgent(office, question, li)
    with pytest.raises(MoveNotPossible):
        await sorting.set_topic(office, question.id, "睡觉", hand=True, by=li)
