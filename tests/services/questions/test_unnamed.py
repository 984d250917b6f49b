"""A question asked without a name stays so: followed up by its receipt on any phone, beside no other of hers, found under nobody."""

from collections.abc import Mapping

import pytest

from domain.errors import Invalid, NotAllowed
from domain.questions import Question, QuestionState
from domain.receipts import format_receipt, new_receipt
from domain.staff import Appointment, StaffMember, StaffRole
from services.context import Services
from services.people.look import look
from services.questions import hers, threads
from services.staff.searching import search
from storage.encryption import family_of
from tests.joined import APP, Clock, Phone
from tests.services.questions.conftest import answer, asked_by, expert, work
from tests.services.questions.test_tickets import CITY, now_of

UNNAMED, NAMED = ("匿名提问", "孩子半夜惊醒说胡话，要紧吗"), ("人工", "老人太惯孩子，天天给糖吃怎么说")
WRONG = "没有找到这个编号"


@pytest.fixture
def other(services: Services) -> Phone:
    """Another phone than the one on which it was asked."""
    return Phone(services, "openid-of-another")


def code(question: Question) -> str:
    return f"编号 {format_receipt(question.receipt)}"


async def all_of(services: Services) -> Mapping[str, bool]:
    """Which questions there are, and whether each is without a name."""
    return {each["_id"]: each["unnamed"] async for each in services.db["questions"].find()}


async def texts(services: Services, question: Question, by: StaffMember) -> list[str | None]:
    return [each.text for each in (await threads.open_thread(services, question.id, by=by)).said]


async def ids_of(*phones: Phone) -> set[str]:
    """Under which ids people are known."""
    found = [await each.services.people.ensure(APP, each.openid, now=each.services.now()) for each in phones]
    return {each.id for each in found}


@pytest.mark.parametrize(
    "typed",
    [
        "编号 3057 2214 68-4",
        "3057 2214 68-4",
        "3057 2214 68",
        "30572214684",
        "3057221468-4",
        "1854 3784 65-3",
        "查 3057 2214 68",
    ],
)
async def test_a_receipt_with_a_wrong_or_missing_digit_is_to_be_compared(other: Phone, typed: str) -> None:
    assert WRONG in await other.says(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "13812345678",
        "138 1234 5678",
        "0537-2212345",
        "05372212345",
        "查 12345",
        "查13812345678",
        "查 0537-2212345",
        "2026-11-24",
    ],
)
async def test_a_telephone_number_and_a_date_are_no_receipts(other: Phone, typed: str) -> None:
    assert WRONG not in await other.says(typed)


async def test_from_a_second_phone_the_receipt_leads_what_is_added_to_that_question(
    desk_of: Services, phone: Phone, other: Phone
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    own = await asked_by(other, desk_of, NAMED)
    await answer(desk_of, question, li)
    assert "一样不留名" in await other.says(code(question))
    assert format_receipt(question.receipt) in await other.says("补充")
    told = await other.says("他白天话也少")
    assert ("已经加到编号" in told, format_receipt(question.receipt) in told, "把编号发来" in told) == (
        True,
        True,
        True,
    )
    assert await texts(desk_of, question, li) == ["先量体温。", "他白天话也少"]
    assert await texts(desk_of, own, li) == []
    assert (await now_of(desk_of, question)).state is QuestionState.ASSIGNED
    assert await all_of(desk_of) == {question.id: True, own.id: False}


async def test_nothing_of_the_second_phone_is_kept_with_it_and_it_lies_under_the_family_of_the_question(
    desk_of: Services, phone: Phone, other: Phone
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    await answer(desk_of, question, li)
    for words in (code(question), "没解决", "补充", "他白天话也少"):
        await other.says(words)
    (second,) = await ids_of(other)
    rows = [each async for each in desk_of.db["question_messages"].find({"question": question.id, "kind": "reply"})]
    story = await desk_of.events.of_thing(question.id)
    assert [each["by"] for each in rows] == [question.asker_id]
    assert second not in repr((rows, story, await now_of(desk_of, question)))
    assert {"question_helped", "question_added"} <= {each.kind for each in story}
    family = await desk_of.vault.key_for(family_of(question.asker_id))
    assert [bytes(each["sealed"])[1:17] for each in rows] == [bytes(family)]
    assert await desk_of.vault.with_key([family_of(second)]) == set()


async def test_whether_it_helped_is_said_by_the_receipt_and_of_no_other(
    desk_of: Services, phone: Phone, other: Phone
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    own = await asked_by(other, desk_of, NAMED)
    await answer(desk_of, own, li)
    await other.says(code(question))
    assert "老师还没有回" in await other.says("有用")
    await answer(desk_of, question, li)
    assert "请老师再看看" in await other.says("没解决")
    assert "已经说过了" in await other.says("有用")
    assert [(await now_of(desk_of, each)).helped for each in (question, own)] == ["no", ""]


async def test_one_that_is_over_opens_again_by_its_receipt_and_stays_without_a_name(
    desk_of: Services, phone: Phone, other: Phone
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    await answer(desk_of, question, li)
    await threads.close(desk_of, question.id, by=li)
    for words in (code(question), "补充", "又惊醒了"):
        await other.says(words)
    again = await now_of(desk_of, question)
    assert (again.state, again.unnamed) == (QuestionState.ASSIGNED, True)
    assert await all_of(desk_of) == {question.id: True}
    with pytest.raises(NotAllowed):
        await threads.who_asks(desk_of, question.id, reason="家里急着找她", by=li)


async def test_on_her_own_phone_what_grows_out_of_one_that_is_over_has_no_name_either(
    desk_of: Services, phone: Phone
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    await threads.close(desk_of, question.id, by=li)
    await phone.says("补充")
    assert "没有留您的名字" in await phone.says("又惊醒了")
    grown = await all_of(desk_of)
    assert (len(grown), set(grown.values())) == (2, {True})
    named = await asked_by(phone, desk_of, NAMED)
    for each in grown.keys() - {question.id} | {named.id}:
        await threads.close(desk_of, each, by=li)
    await phone.says("补充")
    assert "没有留您的名字" not in await phone.says("老人还是天天给糖")
    assert list((await all_of(desk_of)).values()).count(False) == 2


async def test_what_follows_an_answer_without_a_name_goes_there_though_she_asked_by_name_since(
    desk_of: Services, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    clock.move(minutes=5)
    named = await asked_by(phone, desk_of, NAMED)
    clock.move(minutes=5)
    await answer(desk_of, question, li)
    await phone.says("补充")
    await phone.says("他白天话也少")
    assert (await texts(desk_of, question, li), await texts(desk_of, named, li)) == (["先量体温。", "他白天话也少"], [])


async def test_a_wrong_receipt_opens_nothing_and_what_is_added_is_her_own(
    desk_of: Services, phone: Phone, other: Phone
) -> None:
    question = await asked_by(phone, desk_of, UNNAMED)
    named = await asked_by(phone, desk_of, NAMED)
    for wrong in (f"编号 {format_receipt(new_receipt())}", code(named)):
        assert WRONG in await other.says(wrong)
    await other.says("补充")
    await other.says("一个新的问题在这里")
    assert await desk_of.db["question_messages"].count_documents({}) == 0
    assert len(await all_of(desk_of)) == 3
    assert (await now_of(desk_of, question)).seq == question.seq


async def test_receipts_that_open_nothing_are_counted_and_then_the_right_one_has_to_wait_too(
    desk_of: Services, phone: Phone, other: Phone, clock: Clock
) -> None:
    question = await asked_by(phone, desk_of, UNNAMED)
    for _ in range(hers.RECEIPTS_FREE + 2):  # the right one counts for nothing
        assert "一样不留名" in await other.says(code(question))
    for _ in range(hers.RECEIPTS_FREE):
        assert WRONG in await other.says(f"编号 {format_receipt(new_receipt())}")
    assert "查错的次数太多" in await other.says(code(question))
    assert "老师" in await phone.says(code(question))  # hers is no try
    clock.move(hours=1)
    assert "一样不留名" in await other.says(code(question))


async def test_what_was_looked_up_is_remembered_for_half_an_hour_and_a_dialogue_begun_keeps_it(
    desk_of: Services, phone: Phone, other: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of, UNNAMED)
    await other.says(code(question))
    clock.move(minutes=29)
    await other.says("补充")
    clock.move(minutes=29)
    await other.says("他白天话也少")
    assert await texts(desk_of, question, li) == ["他白天话也少"]
    assert "还没有老师回过的提问" in await other.says("有用")


async def test_it_is_offered_for_merging_nowhere_and_is_merged_by_nobody(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    unnamed, twin = await asked_by(phone, desk_of, UNNAMED), await asked_by(phone, desk_of, UNNAMED)
    named, second = await asked_by(phone, desk_of, NAMED), await asked_by(phone, desk_of, NAMED)
    shown = {
        each.id: [one.id for one in (await threads.open_thread(desk_of, each.id, by=li)).others]
        for each in (unnamed, twin, named, second)
    }
    assert shown == {unnamed.id: [], twin.id: [], named.id: [second.id], second.id: [named.id]}
    for one, into in ((unnamed, named), (named, unnamed), (unnamed, twin)):
        with pytest.raises(Invalid) as refused:
            await threads.merge(desk_of, one.id, into=into.receipt, by=li)
        assert (refused.value.field, refused.value.problem) == ("into", "unknown")  # as for somebody else's
    assert QuestionState.MERGED not in {(await now_of(desk_of, each)).state for each in (unnamed, twin, named)}


async def test_neither_her_page_nor_a_search_by_the_receipt_tells_whose_it_is(desk_of: Services, phone: Phone) -> None:
    question, named = await asked_by(phone, desk_of, UNNAMED), await asked_by(phone, desk_of, NAMED)
    await work(desk_of)
    city = StaffMember("s1", "wang", "王芳", (Appointment(StaffRole.CITY, CITY),), CITY)
    told = await look(desk_of, question.asker_id, by=city)
    assert [each.id for each in told.questions] == [named.id]
    found = await search(desk_of, question.receipt, by=city)
    assert (found.question and found.question.id, found.person) == (question.id, None)
    found = await search(desk_of, named.receipt, by=city)
    assert (found.person and found.person.id) == named.asker_id
