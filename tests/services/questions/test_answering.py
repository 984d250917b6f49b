"""An answer reaches her by what still reaches her, once; she adds, says whether it helped, and is asked after a week."""

import re
from dataclasses import replace

import pytest

from domain.errors import NotAllowed
from domain.ids import new_id
from domain.questions import QuestionState
from services.context import NoticeTemplate, Services
from services.pushes import answered
from services.questions import threads
from services.questions.following import ask_after
from services.questions.giving import look_after
from storage.threads import Way
from tests.joined import APP, HER, Clock, Phone
from tests.rig import Rig
from tests.services.questions.conftest import ASKS, Platform, answer, asked_by, expert, heard, way_of, work
from tests.services.questions.test_tickets import now_of
from wechat.errors import Busy, Uncertain, Unreachable


async def test_an_answer_goes_into_her_chat_once_and_asks_whether_it_helped_once(
    desk_of: Services, platform: Platform, phone: Phone
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    assert question.owner == li.id
    first = await answer(desk_of, question, li)
    await threads.answer(desk_of, question.id, first, text="先量体温。", hold=False, by=li)  # the form, sent again
    await answer(desk_of, question, li, "好些了吗？")
    assert await way_of(desk_of, first) is Way.CUSTOMER
    (_, one), (_, two) = platform.sent
    assert "先量体温" in one
    assert ("帮到您了吗" in one, "帮到您了吗" in two) == (True, False)
    assert (await now_of(desk_of, question)).state is QuestionState.ANSWERED


async def test_where_the_window_is_closed_it_leads_the_next_reply_and_where_she_left_the_page_says_so(
    desk_of: Services, platform: Platform, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    clock.move(days=3)
    kept = await answer(desk_of, question, li)
    assert (await way_of(desk_of, kept), platform.sent) == (Way.NOTE, [])
    assert "先量体温" in await phone.says("帮助")
    assert "先量体温" not in await phone.says("帮助")
    await desk_of.people.left(APP, HER, now=clock())
    assert (await threads.open_thread(desk_of, question.id, by=li)).reach.way is Way.NOTHING
    assert await way_of(desk_of, await answer(desk_of, question, li)) is Way.NOTHING


async def test_a_notice_tells_her_where_she_allowed_one_and_the_answer_waits_in_the_chat(
    desk_of: Services, platform: Platform, phone: Phone, clock: Clock
) -> None:
    services = replace(desk_of, facts=replace(desk_of.facts, answer_template=NoticeTemplate("t1", {"thing1": "title"})))
    await answered(services, app=APP, openid=HER, template="t1", accepted=True, key="k")
    assert await services.pushes.grants.holders(APP, [HER]) == set()  # no push of a lesson takes it
    li = await expert(services)
    await heard(services)
    question = await asked_by(phone, services)
    clock.move(days=3)
    assert await way_of(services, await answer(services, question, li)) is Way.SUBSCRIBE
    assert platform.notices == [{"thing1": "您有一条新回复"}]
    assert "先量体温" in await phone.says("帮助")
    assert await way_of(services, await answer(services, question, li)) is Way.NOTE


async def test_what_the_platform_says_settles_it_and_nothing_is_sent_twice(
    desk_of: Services, platform: Platform, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    platform.says = [Busy()]
    waits = await answer(desk_of, question, li)
    assert await way_of(desk_of, waits) is Way.WAITING
    clock.move(seconds=10)
    await work(desk_of)
    assert (await way_of(desk_of, waits), len(platform.sent)) == (Way.CUSTOMER, 1)
    platform.says = [Uncertain()]
    assert await way_of(desk_of, await answer(desk_of, question, li)) is Way.UNCONFIRMED
    platform.says = [Unreachable(reason="window")]
    assert await way_of(desk_of, await answer(desk_of, question, li)) is Way.NOTE
    clock.move(hours=1)
    await work(desk_of)
    assert len(platform.sent) == 1


@pytest.mark.parametrize("app", [APP, "mini"])
@pytest.mark.parametrize("days", [0, 89, 90])
async def test_for_three_months_after_a_message_in_danger_nothing_of_hers_stands_in_a_preview(
    desk_of: Services, phone: Phone, clock: Clock, platform: Platform, *, app: str, days: int
) -> None:
    there = {"app": "mini", "openid": HER, "following": False}
    await phone.says("你好")
    await desk_of.people.ensure(APP, HER, now=clock())
    await desk_of.db["people"].update_one({"identities.openid": HER}, {"$push": {"identities": there}})
    await desk_of.db["alerts"].insert_one({"key": "k", "app": app, "openid": HER, "at": clock()})
    clock.move(days=days)
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    way = await way_of(desk_of, await answer(desk_of, question, li))
    ((_, text),) = platform.sent
    assert (way, "先量体温" in text) == ((Way.NEUTRAL, False) if days < 90 else (Way.CUSTOMER, True))


async def test_a_neutral_answer_is_a_tap_away(desk_of: Services, platform: Platform, phone: Phone) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    assert "110" in await phone.says("他又打我了")
    assert await way_of(desk_of, await answer(desk_of, question, li)) is Way.NEUTRAL
    ((_, text),) = platform.sent
    assert text == "您有一条新回复。方便的时候点“看回复”看。"
    assert "先量体温" in await phone.says("看回复", tap=f"t:{question.id}")


async def test_an_answer_may_be_held_until_the_office_works(
    desk_of: Services, platform: Platform, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    clock.move(hours=2)  # seven in the evening
    held = await answer(desk_of, question, li, hold=True)
    assert (await way_of(desk_of, held), platform.sent) == (Way.WAITING, [])
    assert "还没有老师回过的提问" in await phone.says("没解决")
    for told in (await phone.says("我的", tap=f"t:{question.id}"), await phone.says("我的")):
        assert "先量体温" not in told
        assert ("老师在看" in told, "已经回您了" in told) == (
            True,
            False,
        )  # nobody is told of what isn't there to be read
    assert "老师还没有回" in await phone.says("没解决")
    clock.move(hours=14)
    await work(desk_of)
    assert await way_of(desk_of, held) is Way.CUSTOMER
    assert "已经回您了" in await phone.says("我的")
    clock.move(hours=10)
    await answer(desk_of, question, li, "好些了吗？", hold=True)
    told = await phone.says("我的", tap=f"t:{question.id}")
    assert ("已经回您了" in told, "先量体温" in told, "好些了吗" in told) == (True, True, False)


async def test_one_that_was_answered_and_closed_in_the_evening_is_so_for_her_once_she_has_the_answer(
    desk_of: Services, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    clock.move(hours=2)
    await answer(desk_of, question, li, hold=True)
    await answer(desk_of, question, li, "好些了吗？", hold=True)
    await threads.close(desk_of, question.id, by=li)
    assert "老师在看" in await phone.says("我的")
    clock.move(hours=14)
    await work(desk_of)
    assert "办完了" in await phone.says("我的")


async def test_what_she_adds_joins_the_thread_and_opens_what_was_answered(
    desk_of: Services, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    await answer(desk_of, question, li)
    await phone.says("补充")
    assert "110" in await phone.says("他又打我了")  # danger is met in the middle of it
    assert "微课堂" in await phone.says("帮助")
    assert "已经加到编号" in await phone.says("他白天话也少")
    again = await now_of(desk_of, question)
    assert (again.state, again.owner, again.due_at is not None and again.due_at > clock()) == (
        QuestionState.ASSIGNED,
        li.id,
        True,
    )
    said = (await threads.open_thread(desk_of, question.id, by=li)).said
    assert [each.text for each in said] == ["先量体温。", "他白天话也少"]


async def test_no_help_opens_it_again_once_and_help_is_kept(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    assert "还没有老师回过的提问" in await phone.says("没解决")
    await answer(desk_of, question, li)
    stranger = Phone(desk_of, "openid-of-another")
    await stranger.says("没解决", tap=f"h:n{question.id}")
    assert (await now_of(desk_of, question)).state is QuestionState.ANSWERED
    assert "请老师再看看" in await phone.says("没解决", tap=f"h:n{question.id}")
    assert "已经说过了" in await phone.says("没解决", tap=f"h:n{question.id}")
    found = await now_of(desk_of, question)
    assert (found.state, found.helped) == (QuestionState.ASSIGNED, "no")
    await answer(desk_of, found, li, "换个办法。")
    assert "帮到您就好" in await phone.says("有用")
    assert (await now_of(desk_of, question)).helped == "yes"


async def test_one_without_a_name_is_followed_up_by_its_receipt_from_any_phone(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    told = await phone.says("匿名提问") + await phone.says("孩子半夜惊醒说胡话，要紧吗")
    receipt = re.search(r"编号 ([\d -]+)", told)
    assert receipt is not None
    await work(desk_of)
    person = await desk_of.people.ensure(APP, HER, now=desk_of.now())
    (question,) = await desk_of.tickets.live_of(person.id)
    await answer(desk_of, question, li)
    other = Phone(desk_of, "openid-of-another")
    assert "先量体温" in await other.says(f"编号 {receipt[1].strip()}")
    assert "先量体温" in await other.says(receipt[1].replace(" ", "").replace("-", "").strip())
    with pytest.raises(NotAllowed):
        await threads.who_asks(desk_of, question.id, reason="家里急着找她", by=li)
    await phone.says("人工")
    named = await phone.says("老人太惯孩子，天天给糖吃怎么说")
    found = re.search(r"编号 ([\d -]+)", named)
    assert found is not None
    assert "没有找到" in await other.says(f"编号 {found[1].strip()}")
    assert "老师在看" in await phone.says(f"编号 {found[1].strip()}")


async def test_mine_lists_her_questions_and_opens_one(desk_of: Services, phone: Phone) -> None:
    li = await expert(desk_of)
    question = await asked_by(phone, desk_of)
    assert "老师在看" in await phone.says("我的")
    assert "老师还没有回" in await phone.says("1")
    await answer(desk_of, question, li)
    await phone.says("我的")
    assert "老师：先量体温" in await phone.says("1")


async def test_a_week_later_she_is_asked_once_by_day_and_after_two_it_is_over(
    desk_of: Services, platform: Platform, phone: Phone, clock: Clock
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    await answer(desk_of, question, li)
    clock.move(days=7, hours=5)  # ten in the evening
    await heard(desk_of)
    assert await ask_after(desk_of) == (1, 0)
    await ask_after(desk_of)
    await work(desk_of)
    assert len(platform.sent) == 1
    clock.move(hours=12)
    await work(desk_of)
    await ask_after(desk_of)
    await work(desk_of)
    assert [("过了一个星期" in text) for _, text in platform.sent] == [False, True]
    clock.move(days=8)
    assert await ask_after(desk_of) == (0, 1)
    assert (await now_of(desk_of, question)).state is QuestionState.CLOSED
    assert "请老师再看看" in await phone.says("没解决", tap=f"h:n{question.id}")
    assert (await now_of(desk_of, question)).state is QuestionState.ASSIGNED


@pytest.mark.parametrize("how", ["wants nothing", "in danger"])
async def test_nobody_is_asked_after_a_week_who_wants_nothing_and_in_danger_only_neutrally(
    desk_of: Services, platform: Platform, phone: Phone, clock: Clock, how: str
) -> None:
    li = await expert(desk_of)
    await heard(desk_of)
    question = await asked_by(phone, desk_of)
    await answer(desk_of, question, li)
    clock.move(days=7, hours=-3)
    await phone.says("退订" if how == "wants nothing" else "他又打我了")
    clock.move(hours=4)
    await heard(desk_of)
    await ask_after(desk_of)
    clock.move(hours=14)
    await work(desk_of)
    more = [text for _, text in platform.sent[1:]]
    assert more == ([] if how == "wants nothing" else ["想起您来，问一声好。有事随时发给我。"])


async def test_it_arrives_in_the_chat_of_the_platform(rig: Rig) -> None:
    (openid,) = await rig.people(1, wrote=1)
    li = await expert(rig.services)
    phone = Phone(rig.services, openid)
    for each in ASKS:
        await phone.says(each)
    await look_after(rig.services)
    person = await rig.services.people.ensure(APP, openid, now=rig.clock())
    (question,) = await rig.services.tickets.live_of(person.id)
    await threads.answer(rig.services, question.id, new_id(), text="先量体温。", hold=False, by=li)
    await rig.work()
    assert (await rig.got())[openid] == 1
