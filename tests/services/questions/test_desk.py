"""Colleagues at work on a question: what each may do, and that of two who move one only the first does."""

from typing import Any

import pytest

from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import new_id
from domain.questions import QuestionState
from domain.receipts import format_receipt
from domain.staff import StaffRole
from services.context import Services
from services.questions import threads
from services.staff.handover import hand_over, key_of, what_moves
from storage.mongo import in_transaction
from tests.joined import Phone
from tests.services.questions.conftest import ASKS, answer, asked_by, expert
from tests.services.questions.test_tickets import QUFU, ZOUCHENG, colleague, now_of


async def test_colleagues_transfer_ask_and_note_and_she_who_asked_sees_none_of_it(
    desk_of: Services, phone: Phone
) -> None:
    li, zhao = await expert(desk_of), await expert(desk_of, "zhao", ZOUCHENG)
    question = await asked_by(phone, desk_of)
    by = li if question.owner == li.id else zhao
    to = zhao if by is li else li
    await threads.add_note(desk_of, question.id, new_id(), text="像是惊吓", by=by)
    await threads.ask_opinion(desk_of, question.id, new_id(), to=to.id, text="您看呢", by=by)
    assert (await threads.open_thread(desk_of, question.id, by=to)).text == ASKS[1]
    await threads.transfer(desk_of, question.id, to=to.id, by=by)
    assert (await now_of(desk_of, question)).owner == to.id
    told = await phone.says("我的", tap=f"t:{question.id}")
    assert ("像是惊吓" in told, "您看呢" in told) == (False, False)
    for wrong in (new_id(), to.id):
        with pytest.raises(Invalid):
            await threads.transfer(desk_of, question.id, to=wrong, by=to)
    stranger = await expert(desk_of, "sun", QUFU)
    with pytest.raises(NotFound):
        await threads.open_thread(desk_of, question.id, by=stranger)


async def test_two_of_one_person_are_merged_and_those_of_two_never(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    first = await asked_by(phone, desk_of)
    second = await asked_by(phone, desk_of, ("人工", "孩子夜里还是老醒"))
    other = await asked_by(Phone(desk_of, "openid-of-another"), desk_of)
    for wrong in (other.receipt, second.receipt, ""):
        with pytest.raises(Invalid):
            await threads.merge(desk_of, second.id, into=wrong, by=li)
    assert await threads.merge(desk_of, second.id, into=first.receipt, by=li) == first.id
    assert (await now_of(desk_of, second)).state is QuestionState.MERGED
    said = (await threads.open_thread(desk_of, first.id, by=li)).said
    assert [each.text for each in said] == ["孩子夜里还是老醒"]
    with pytest.raises(MoveNotPossible):
        await answer(desk_of, second, li)


async def test_the_receipt_of_one_that_was_merged_shows_what_was_answered_where_it_went(
    desk_of: Services, phone: Phone
) -> None:
    li = await expert(desk_of)
    first = await asked_by(phone, desk_of)
    second = await asked_by(phone, desk_of, ("人工", "孩子夜里还是老醒"))
    await threads.merge(desk_of, second.id, into=first.receipt, by=li)
    await answer(desk_of, first, li, text="晚上早些关灯。")
    for told in (await phone.says(second.receipt), await phone.says("我的", tap=f"t:{second.id}")):
        assert "并到您另一个提问里了" in told
        assert format_receipt(first.receipt) in told
        assert "老师：晚上早些关灯。" in told
    assert "帮到您就好" in await phone.says("有用")


async def test_of_two_who_move_it_at_once_only_the_first_does(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of)
    await threads.close(desk_of, question.id, by=li)

    async def stale(_session: Any) -> None:
        await desk_of.tickets.change(question, {"state": QuestionState.ASSIGNED}, session=_session)

    with pytest.raises(Conflict):
        await in_transaction(desk_of.db, stale)
    await threads.reopen(desk_of, question.id, by=li)
    assert (await now_of(desk_of, question)).state is QuestionState.ASSIGNED


async def test_who_asks_is_shown_for_a_reason_that_is_kept_sealed(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of)
    with pytest.raises(Invalid):
        await threads.who_asks(desk_of, question.id, reason=" ", by=li)
    person = await threads.who_asks(desk_of, question.id, reason="要请村里上门看看", by=li)
    assert person.id == question.asker_id
    rows = [each async for each in desk_of.db["audit"].find({"kind": "question_person"})]
    assert [(each["actor"], each["about"], "村里" in str(each)) for each in rows] == [(li.id, question.id, False)]


async def test_what_waits_with_a_colleague_goes_to_her_successor(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of)
    zhao = await expert(desk_of, "zhao")
    boss = (await desk_of.staff.get(await colleague(desk_of, "boss", StaffRole.ADMINISTRATOR))).member(desk_of.now())
    _, things = await what_moves(desk_of, li.id, by=boss)
    assert "question" in {each.kind for each in things}
    await hand_over(desk_of, li.id, new_id(), by=boss, successor="zhao", seen=[key_of(each) for each in things])
    assert (await now_of(desk_of, question)).owner == zhao.id
