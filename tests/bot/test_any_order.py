"""Whatever people type in whatever order, each message once or twice: what is promised holds."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from domain.regions import Scope
from services.context import Services
from tests.joined import APP, Clock, Phone

DANGER = "他又打我了，救命"
TYPED = (
    *("微心愿", "同意", "不同意", "王小明", "8岁", "曲阜", "1", "2", "学习用品", "一个新书包", "八十块", "提交"),
    *("不提交", "上一步", "取消", "继续", "微课堂", "我的", "人工", "家教问答", "退订", "订阅", "999", "。"),
    *("孩子写作业磨蹭怎么办", "我想问问转学以后不合群怎么办", DANGER),
)
WHOLE = ("微心愿", "同意", "王小明", "8岁", "曲阜", "1", "1", "学习用品", "一个新书包", "八十块", "提交")
people = itertools.count(1)

turns = some.lists(some.tuples(some.sampled_from(TYPED), some.booleans()), max_size=14)
begun = some.integers(min_value=0, max_value=len(WHOLE)).map(lambda count: [(words, False) for words in WHOLE[:count]])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=begun, then=turns)
async def test_every_message_gets_words_a_repeat_gets_the_same_and_every_receipt_is_one_wish(
    services: Services, clock: Clock, first: list[tuple[str, bool]], then: list[tuple[str, bool]]
) -> None:
    phone = Phone(services, f"any-order-{next(people)}")
    kept = 0
    for typed, twice in (*first, *then):
        clock.move(seconds=2)  # nobody types faster than the rate allows
        number = next(phone.numbers)
        reply = await phone.says(typed, number=number)
        assert reply
        if twice:
            assert await phone.says(typed, number=number) == reply
        if typed == DANGER:
            assert reply.index("110") < reply.index("12338")
        kept += "村里会在" in reply and "已收到，编号" in reply
    person = await services.people.find(APP, phone.openid)
    mine = await services.wishes.of_guardian(person.id) if person else []
    assert len(mine) == kept
    assert all(Scope.of("370000/370800/").holds(wish.region_path) for wish in mine)
