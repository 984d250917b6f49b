"""Keyword rules in the chat: after commands, before the question search, never before danger or in a dialogue."""

from dataclasses import replace

import pytest

from bot.keywords import meant
from bot.words import is_reserved
from domain.keywords import Rule, to_body
from domain.regions import Scope
from domain.versions import VersionState
from services.account.live import LiveKeywords, rule_for
from services.context import Services
from storage.mongo import in_transaction
from tests.joined import Clock, Phone

SCHOOL = Rule("a", ("入学", "作业磨蹭", "打我"), contains=True, reply="入学的事请看通知。")
SHOES = Rule("b", ("鞋子",), lesson="shoes")


async def count(services: Services, *rules: Rule) -> None:
    """These rules are the released ones."""

    async def write(session) -> None:
        await services.keywords.begin(
            to_body(rules), by="s", now=services.now(), slot=VersionState.RELEASED, session=session
        )

    await in_transaction(services.db, write)
    await services.live_keywords.refresh()


async def test_words_are_answered_by_their_rule_and_a_lesson_by_its_card(phone: Phone, services: Services) -> None:
    await count(services, SCHOOL, SHOES)
    assert await phone.says("孩子怎么入学呀") == "入学的事请看通知。"
    assert "/h5/lessons/shoes" in await phone.says("鞋子")


async def test_a_rule_comes_before_the_question_search_and_after_the_commands(phone: Phone, services: Services) -> None:
    assert "固定的时间" in await phone.says("孩子写作业磨蹭怎么办")
    help_text = await phone.says("帮助")
    await count(services, SCHOOL, replace(SHOES, words=("帮助",)))
    assert await phone.says("孩子写作业磨蹭怎么办") == "入学的事请看通知。"
    assert await phone.says("帮助") == help_text


async def test_danger_is_met_before_any_rule_and_its_alert_kept(phone: Phone, services: Services) -> None:
    await count(services, SCHOOL)
    assert "110" in await phone.says("他又打我了，我要被打死了")
    assert len(await services.alerts.page(scope=Scope.system())) == 1


async def test_within_a_dialogue_no_rule_answers(phone: Phone, services: Services) -> None:
    await count(services, replace(SCHOOL, words=("王小明",)))
    await phone.says("微心愿")
    await phone.says("同意")
    assert "入学" not in await phone.says("王小明")


async def test_a_number_of_a_list_stays_a_number_of_the_list(phone: Phone, services: Services) -> None:
    await count(services, replace(SCHOOL, words=("1",), contains=False))
    await phone.says("微课堂")
    assert "入学" not in await phone.says("1")


async def test_a_rule_is_silent_outside_its_hours(phone: Phone, services: Services, clock: Clock) -> None:
    await count(services, replace(SHOES, hours=("08:00", "18:00")))
    assert "/h5/lessons/shoes" in await phone.says("鞋子")  # 17:00 in Shanghai
    clock.move(hours=2)
    assert "/h5/lessons/shoes" not in await phone.says("鞋子")


async def test_a_rule_whose_lesson_was_taken_back_answers_nothing(phone: Phone, services: Services) -> None:
    await count(services, replace(SHOES, lesson="gone"))
    assert "没听懂" in await phone.says("鞋子")


async def test_rules_answer_without_redis(phone: Phone, services: Services, services_without_redis: Services) -> None:
    await count(services, SCHOOL)
    await services_without_redis.live_keywords.refresh()
    assert await phone.says("入学", services=services_without_redis) == "入学的事请看通知。"


async def test_another_process_answers_by_the_rules_as_soon_as_it_has_looked(services: Services) -> None:
    another = LiveKeywords(services.keywords)
    await count(services, SCHOOL)
    assert another.find("入学", services.now()) is None
    await another.refresh()
    assert another.find("入学", services.now()) == SCHOOL


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("他又打我了，我要被打死了", "danger"),
        ("[收到不支持的消息类型，暂无法显示]", "sticker"),
        ("取消", "way"),
        ("微心愿", "dialogue"),
        ("帮助", "command"),
        ("怎么入学", "keyword"),
        ("孩子挑食怎么办", "answer"),
        ("嗯嗯", "small_talk"),
        ("鞋子", "short"),
        ("量子纠缠和虫洞是什么关系", "expert"),
    ],
)
async def test_trying_a_sentence_tells_what_the_chat_then_does_and_keeps_nothing(
    phone: Phone, services: Services, text: str, stage: str
) -> None:
    await count(services, SCHOOL)

    def find(said, now):
        return rule_for((SCHOOL,), said, now)

    assert (await meant(services, text, now=services.now(), find_rule=find)).stage == stage
    assert await services.alerts.page(scope=Scope.system()) == []
    assert await services.db["questions"].count_documents({}) == 0
    reply = await phone.says(text)
    told = {"danger": "110", "keyword": "入学的事", "answer": "不追着喂", "way": "没有要取消的", "expert": "编号"}
    assert told.get(stage, "") in reply


@pytest.mark.parametrize(
    "word", ["帮助", "微课堂", "微心愿", "家教问答", "我的", "人工", "取消", "上一步", "退订", "订阅"]
)
def test_the_words_that_always_work_are_taken(word: str) -> None:
    assert is_reserved(word)
    assert is_reserved(f" {word}。")


def test_numbers_and_menu_keys_are_taken_and_other_words_are_free() -> None:
    assert all(map(is_reserved, ("1", "第一个", "menu:help")))
    assert not any(map(is_reserved, ("入学", "体检", "帮助我")))
