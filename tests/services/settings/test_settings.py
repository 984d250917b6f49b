"""What staff set is what the phone gets: from the process that saved it, and from any other once it has looked."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from app.wiring import CONTENT, refresh
from bot import own_words
from domain.audit import AuditRow
from domain.calendar import Calendar, QuietHours, calendar_to_body
from domain.errors import Conflict, Invalid, NotAllowed, NotFound, StoreAway
from domain.regions import Scope
from domain.safeguarding import Danger
from domain.settings import SettingPart
from domain.staff import Appointment, StaffMember, StaffRole
from services.content import load
from services.context import Services
from services.settings import saving
from services.settings.current import calendar, quiet_hours
from services.settings.live import LiveSettings
from storage.mongo import open_mongo
from storage.settings import SettingStore
from tests.joined import Clock, Phone
from wording.safeguarding import CARDS, RESUME

CITY = "370000/370800/"
HER = StaffMember("s1", "wang", "王芳", (Appointment(StaffRole.ADMINISTRATOR, CITY),), CITY)
COLLEAGUE = replace(HER, id="s2", login="li", name="李霞")
LINE = {"number": "0537-2212338", "name": "维权站", "hours": "工作日", "for_what": "约律师", "danger": True}
LINES = {
    "women_hours": "每天 8:00–20:00",
    "lines": [LINE, LINE | {"number": "12355", "name": "青少年", "danger": False}],
}
DANGER = "他又打我了，我要被打死了"
HOTLINES, QUIET, TEXTS, CALENDAR, *_ = SettingPart
MESSAGE_MOST = 2048  # platform: a passive text


def other(services: Services) -> Services:
    """Another process on the same stores."""
    return replace(services, settings=LiveSettings(services.setting_store))


async def put(services: Services, part: SettingPart, body: dict[str, Any], *, seen: int = 0) -> int:
    return (await saving.save(services, part, body, seen=seen, by=HER)).number


async def test_a_changed_line_is_on_the_phone_at_once_and_from_another_process_after_it_has_looked(
    phone: Phone, services: Services
) -> None:
    another = other(services)
    await put(services, HOTLINES, LINES)
    for process, known in ((services, True), (another, False)):
        assert ("0537-2212338" in await phone.says("热线", services=process)) == known
        assert ("0537-2212338" in await phone.says(DANGER, services=process)) == known
        assert ("每天 8:00–20:00" in await phone.says("帮助", services=process)) == known
    await refresh(another)
    assert "维权站 0537-2212338（工作日）：约律师" in await phone.says("热线", services=another)
    assert "0537-2212338" in await phone.says(DANGER, services=another)


async def test_a_card_for_danger_shows_110_then_12338_then_the_lines_that_are_for_it(
    phone: Phone, services: Services
) -> None:
    await put(services, HOTLINES, LINES)
    for words in (DANGER, "热线"):
        said = await phone.says(words)
        assert said.index("110") < said.index("12338（") < said.index("0537-2212338")
    assert "青少年" not in await phone.says(DANGER)
    assert "青少年" in await phone.says("热线")
    place = "<MsgType>location</MsgType><Location_X>1</Location_X><Location_Y>1</Location_Y><Scale>1</Scale><Label>x</Label>"
    reply = await phone.sends(place)
    assert "青少年 12355" in getattr(reply, "text", "")


async def test_with_the_longest_lines_every_message_still_is_one_message(services: Services) -> None:
    line = {"number": "0537-22123380000-123", "name": "长" * 20, "hours": "长" * 20, "for_what": "长" * 30}
    lines = [line | {"number": f"{each}537-22123380000-12", "danger": each < 3} for each in range(6)]
    await put(services, HOTLINES, {"women_hours": "长" * 20, "lines": lines})
    cards = [f"{own_words.danger_card(services, danger)}\n\n{RESUME}" for danger in CARDS]
    texts = (own_words.danger_menu, own_words.help_text, own_words.welcome, own_words.place)
    for said in (*cards, *(text(services) for text in texts)):
        assert len(said.encode()) <= MESSAGE_MOST - 48  # where bot/cards.py cuts
    assert all(each["name"] in cards[0] and each["number"] in cards[0] for each in lines[:3])


async def test_every_card_tells_who_writes_about_somebody_else_where_to_call(services: Services) -> None:
    for danger in CARDS:
        card = own_words.danger_card(services, danger)
        assert "\n说的是别人" in card, danger
        assert "打 110，说清在哪里" in card.split("\n说的是别人")[1], danger


async def test_the_card_for_other_danger_serves_who_is_locked_in_and_who_is_outside(services: Services) -> None:
    card = own_words.danger_card(services, Danger.OTHER)
    steps = ("110", "12110", "被锁住", "门牌号", "等警察来", "身份证", "在外面", "人多", "微信")
    assert [card.index(each) for each in steps] == sorted(card.index(each) for each in steps)


async def test_changed_quiet_hours_hold_for_pushes_and_are_told_unless_the_operator_has_set_them(
    phone: Phone, services: Services
) -> None:
    assert "晚上 9 点到早上 8 点" in await phone.says("订阅")
    await put(services, QUIET, {"on": True, "start": "20:00", "end": "09:30"})
    assert quiet_hours(services) == QuietHours(time(20), time(9, 30))
    assert "晚上 8 点到早上 9 点 30 分" in await phone.says("订阅")
    fixed = replace(services, facts=replace(services.facts, quiet_fixed=True))
    assert quiet_hours(fixed) == services.facts.quiet_hours
    with pytest.raises(Invalid):
        await put(fixed, QUIET, {"on": False, "start": "", "end": ""}, seen=1)
    await put(services, QUIET, {"on": False, "start": "", "end": ""}, seen=1)
    assert "不打扰" not in await phone.says("订阅")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("thanks", "常来坐坐。", "谢谢"),
        ("greeting", "您好，这里是{institution}。", "你好"),
        ("heard", "听着呢。", "嗯嗯"),
        ("not_understood", "请再说一遍。", "鞋子"),
        ("handed_over", "转给老师了，编号 {receipt}。", "量子纠缠和虫洞是什么关系"),
    ],
)
async def test_a_text_in_ones_own_words_is_what_the_phone_gets(
    phone: Phone, services: Services, name: str, text: str, said: str
) -> None:
    another = other(services)
    await saving.save_text(services, name, text, seen=0, by=HER)
    beginning = text.replace("{institution}", "济宁市妇联").partition("{")[0]
    assert (await phone.says(said)).startswith(beginning)
    assert not (await phone.says(said, services=another)).startswith(beginning)
    await another.settings.refresh()
    assert (await phone.says(said, services=another)).startswith(beginning)


async def test_a_text_that_another_release_has_saved_and_this_one_cannot_say_is_said_as_delivered(
    phone: Phone, services: Services
) -> None:
    texts = {"thanks": "{weather}不错。", "gone": "x", "greeting": "您好呀。"}
    row = {"_id": "x", "part": "texts", "number": 1, "by": "s1", "at": services.now(), "restored": None}
    await services.db["settings"].insert_one(row | {"body": {"texts": texts}})
    await services.settings.refresh()
    assert "不客气" in await phone.says("谢谢")
    assert await phone.says("你好") == "您好呀。"


async def test_whom_to_call_stays_under_a_welcome_in_ones_own_words(phone: Phone, services: Services) -> None:
    await saving.save_text(services, "welcome", "欢迎来到{institution}。", seen=0, by=HER)
    said = await phone.event("subscribe")
    assert said.startswith("欢迎来到济宁市妇联。")
    assert "12338" in said
    assert "110" in said


async def test_out_of_hours_it_is_said_when_somebody_will_be_there(
    phone: Phone, services: Services, clock: Clock
) -> None:
    ask = "孩子半夜惊醒说胡话，要紧吗"
    await phone.says("人工")
    assert "休息时间" not in await phone.says(ask)  # Tuesday, 17:00 in China
    clock.move(hours=1)
    await phone.says("人工")
    said = await phone.says(ask)
    assert "现在是休息时间，明天早上 8 点 30 分上班后回复您。" in said
    assert "12338" in said
    office = calendar_to_body(Calendar()) | {"off": [{"first": "2026-11-25", "last": "2026-11-27", "name": "培训"}]}
    await put(services, CALENDAR, office)
    assert "周一早上 8 点 30 分" in await phone.says("量子纠缠和虫洞是什么关系")
    assert calendar(other(services)) == services.facts.calendar


async def test_a_process_that_does_not_reach_the_store_goes_on_with_what_it_knew(
    phone: Phone, services: Services
) -> None:
    await put(services, HOTLINES, LINES)
    async with open_mongo("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50", "test") as nowhere:
        services.settings._store = SettingStore(nowhere)
        with pytest.raises(StoreAway):
            await services.settings.refresh()
    assert "0537-2212338" in await phone.says("热线")


async def test_of_two_who_save_at_once_one_is_told_and_nothing_of_the_other_is_lost(services: Services) -> None:
    bodies = [LINES, LINES | {"women_hours": "工作日"}]
    found = await asyncio.gather(
        *(
            saving.save(services, HOTLINES, body, seen=0, by=by)
            for body, by in zip(bodies, (HER, COLLEAGUE), strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "SavedSetting"]
    assert [each.number for each in await services.setting_store.page(HOTLINES)] == [1]


async def test_two_who_change_different_texts_do_not_meet_and_two_at_one_text_do(services: Services) -> None:
    await saving.save_text(services, "thanks", "常来坐坐。", seen=0, by=HER)
    await saving.save_text(services, "greeting", "您好呀。", seen=0, by=COLLEAGUE)
    newest = await services.setting_store.newest(TEXTS)
    assert newest.body == {"texts": {"thanks": "常来坐坐。", "greeting": "您好呀。"}}
    with pytest.raises(Conflict):
        await saving.save_text(services, "thanks", "不谢。", seen=0, by=COLLEAGUE)


async def test_every_save_stays_and_any_can_be_gone_back_to_even_to_what_was_delivered(
    phone: Phone, services: Services
) -> None:
    await put(services, HOTLINES, LINES)
    await put(services, HOTLINES, {"women_hours": "", "lines": []}, seen=1)
    await saving.restore(services, HOTLINES, 1, seen=2, by=HER)
    assert "0537-2212338" in await phone.says("热线")
    await saving.restore(services, HOTLINES, 0, seen=3, by=COLLEAGUE)
    assert "0537-2212338" not in await phone.says("热线")
    kept = [(each.number, each.restored, each.by) for each in await services.setting_store.page(HOTLINES)]
    assert kept == [(4, 0, "s2"), (3, 1, "s1"), (2, None, "s1"), (1, None, "s1")]
    with pytest.raises(NotFound):
        await saving.restore(services, HOTLINES, 9, seen=4, by=HER)
    with pytest.raises(Conflict):
        await saving.restore(services, HOTLINES, 1, seen=3, by=HER)


async def test_a_save_is_undone_by_who_made_it_and_only_while_nobody_saved_since(services: Services) -> None:
    await put(services, HOTLINES, LINES)
    with pytest.raises(Conflict):
        await saving.undo(services, HOTLINES, number=1, back_to=0, by=COLLEAGUE)
    await saving.undo(services, HOTLINES, number=1, back_to=0, by=HER)
    assert services.settings.chosen.hotlines.lines == ()
    assert (await saving.undo(services, HOTLINES, number=1, back_to=0, by=HER)).number == 2  # a second tap
    await put(services, HOTLINES, LINES, seen=2)
    await put(services, HOTLINES, LINES | {"women_hours": "工作日"}, seen=3)
    with pytest.raises(Conflict):
        await saving.undo(services, HOTLINES, number=3, back_to=2, by=HER)


async def test_saving_what_counts_already_changes_nothing_and_a_save_is_in_the_log_without_its_words(
    services: Services,
) -> None:
    await put(services, HOTLINES, LINES)
    assert await put(services, HOTLINES, LINES, seen=1) == 1
    await saving.restore(services, HOTLINES, 0, seen=1, by=HER)
    rows: list[AuditRow] = await services.audit.page(scope=Scope.system(), about="setting:hotlines")
    assert [(each.kind, dict(each.data)) for each in rows] == [
        ("setting_restored", {"number": 2, "restored": 0}),
        ("setting_saved", {"number": 1}),
    ]


NOBODY: list[Callable[[], StaffMember]] = [
    lambda: replace(HER, appointments=(Appointment(StaffRole.CITY, CITY),)),
    lambda: replace(HER, appointments=(Appointment(StaffRole.VILLAGE_OFFICER, CITY),)),
    lambda: replace(HER, appointments=(Appointment(StaffRole.ADMINISTRATOR, f"{CITY}370881/"),)),
]


@pytest.mark.parametrize("who", NOBODY)
async def test_only_who_may_for_the_whole_city_saves_and_restores(
    services: Services, who: Callable[[], StaffMember]
) -> None:
    for change in (
        saving.save(services, HOTLINES, LINES, seen=0, by=who()),
        saving.save_text(services, "thanks", "常来坐坐。", seen=0, by=who()),
        saving.restore(services, HOTLINES, 0, seen=0, by=who()),
    ):
        with pytest.raises(NotAllowed):
            await change
    assert await services.setting_store.page(HOTLINES) == []


async def test_a_version_that_never_was_cannot_be_saved_upon(services: Services) -> None:
    with pytest.raises(Conflict):
        await put(services, HOTLINES, LINES, seen=5)
    assert await services.setting_store.page(HOTLINES) == []


def test_the_delivered_days_are_marked_as_not_yet_looked_over() -> None:
    delivered = load(CONTENT).calendar
    assert not delivered.checked
    assert not delivered.is_working(datetime(2026, 10, 1, 2, 0, tzinfo=UTC))
    assert delivered.is_working(datetime(2026, 10, 8, 2, 0, tzinfo=UTC))
