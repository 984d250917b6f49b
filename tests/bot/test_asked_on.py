"""Several questions in one message, and what is asked on after an answer."""

from bot.session import from_bytes
from domain.regions import Scope
from services.context import Services
from storage.turns import BRIEF_SECONDS
from tests.joined import APP, HER, Clock, Phone

TWO = "娃做作业拖拉怎么办？娃天天抱着手机怎么办"


async def test_both_questions_of_one_message_are_answered(phone: Phone) -> None:
    reply = await phone.says(TWO)
    assert "您问了两件事" in reply
    assert "先定一个固定的时间。" in reply
    assert "先商量每天玩多久。" in reply


async def test_one_question_is_answered_as_ever(phone: Phone) -> None:
    assert (await phone.says("娃做作业拖拉怎么办")).startswith("先定一个固定的时间。")


async def test_what_does_not_help_is_offered_to_an_expert_with_both_lines(phone: Phone, services: Services) -> None:
    await phone.says("娃做作业拖拉怎么办")
    offered = await phone.says("试过了，还是不行")
    assert "接着您刚才问的" in offered
    assert "转给老师" in offered
    number = next(line for line in offered.splitlines() if "转给老师" in line).split(".")[0]
    assert "编号" in await phone.says(number)
    person = await services.people.find(APP, HER)
    assert person is not None
    [question] = await services.tickets.live_of(person.id)
    _, sealed = await services.questions.get(question.id, scope=Scope.system())
    assert (await services.vault.unseal(sealed))["text"] == "娃做作业拖拉怎么办\n试过了，还是不行"


async def test_after_ten_minutes_nothing_is_asked_on(phone: Phone, clock: Clock) -> None:
    await phone.says("娃做作业拖拉怎么办")
    clock.move(minutes=11)
    assert "接着您刚才问的" not in await phone.says("那要是三岁呢")


async def test_without_a_question_before_nothing_is_asked_on(phone: Phone) -> None:
    assert "接着您刚才问的" not in await phone.says("那要是三岁呢")


async def test_the_question_before_lies_sealed_and_not_for_long(phone: Phone, services: Services, clock: Clock) -> None:
    await phone.says("娃做作业拖拉怎么办")
    _, stored = await services.turns.session(APP, HER)
    assert stored is not None
    assert "作业" not in stored.decode()
    assert "\\u4f5c" not in stored.decode()
    now_ms = int(clock().timestamp() * 1000)
    assert from_bytes(stored, services.seal, now_ms).before is not None
    [key] = [each async for each in services.turns._redis.scan_iter(match=f"session:*{HER}")]
    assert 0 < await services.turns._redis.ttl(key) <= BRIEF_SECONDS


async def test_an_answer_that_was_tapped_is_asked_on(phone: Phone) -> None:
    await phone.says("作业")
    await phone.says("孩子写作业磨蹭怎么办", tap="q:homework-001")
    assert "接着您刚才问的" in await phone.says("那要是三岁呢")
