"""Settings in the console: what is saved there is what the phone gets, and nobody's work is lost."""

from dataclasses import replace

import pytest

from app.settings import load_settings
from app.web import make_app
from domain.staff import StaffRole
from handlers.console import settings as pages
from services.context import Services
from services.settings.live import LiveSettings
from tests.console.conftest import Desk, Desks, Serving
from tests.joined import Phone

ADMINISTRATOR, CITY = StaffRole.ADMINISTRATOR, StaffRole.CITY
HOTLINES, QUIET = "/console/settings/hotlines", "/console/settings/quiet"
TEXTS, CALENDAR = "/console/settings/texts", "/console/settings/calendar"
LINE = {
    "name": "维权站",
    "number": "0537-2212338",
    "hours": "工作日",
    "for_what": "约律师",
    "place": "1",
    "danger": "0",
}
OFFICE = {"morning_from": "08:30", "morning_to": "12:00", "afternoon_from": "14:00", "afternoon_to": "17:30"}


async def save(browser: Desk, address: str, **fields: str):
    page = await browser.get(address)
    return await browser.post(address, **({"seen": page.value("seen")} | fields))


async def test_a_line_is_added_in_the_console_and_called_from_the_phone(
    desk: Desks, services: Services, phone: Phone
) -> None:
    browser = await desk(ADMINISTRATOR)
    page = await save(browser, HOTLINES, women_hours="每天 <b>", **LINE)
    assert (page.status, page.path) == (200, HOTLINES)
    assert "第 1 版" in page.text
    assert "&lt;b&gt;" in page.text
    assert "0537-2212338" in await phone.says("热线")
    another = replace(services, settings=LiveSettings(services.setting_store))
    assert "0537-2212338" not in await phone.says("热线", services=another)
    await another.settings.refresh()
    assert "0537-2212338" in await phone.says("热线", services=another)


async def test_lines_stand_in_the_order_of_their_places_and_one_is_taken_away(desk: Desks, services: Services) -> None:
    browser = await desk(ADMINISTRATOR)
    await save(browser, HOTLINES, women_hours="", **LINE)
    page = await browser.get(HOTLINES)
    form = [("_xsrf", page.token), ("seen", page.value("seen")), ("women_hours", ""), ("danger", "0")]
    for name, number, place in (("维权站", "0537-2212338", "1"), ("青少年", "12355", "1")):
        form += [("name", name), ("number", number), ("hours", ""), ("for_what", ""), ("place", place)]
    async with browser.http.post(browser.base + HOTLINES, data=form) as answer:
        assert answer.status == 200
    assert [each.name for each in services.settings.chosen.hotlines.lines] == ["青少年", "维权站"]
    assert [each.danger for each in services.settings.chosen.hotlines.lines] == [False, True]
    await save(browser, HOTLINES, women_hours="", gone="0", **LINE)
    assert services.settings.chosen.hotlines.lines == ()


async def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_written_is_lost(
    desk: Desks, services: Services
) -> None:
    browser = await desk(ADMINISTRATOR)
    page = await save(browser, HOTLINES, women_hours="每天", **(LINE | {"number": "110"}))
    assert page.status == 400
    assert 'id="line0_number-problem"' in page.text
    assert "国家的号码" in page.text
    assert 'value="110"' in page.text
    assert 'value="约律师"' in page.text
    page = await save(browser, QUIET, on="1", start="21:00", end="21:00")
    assert (page.status, 'id="end-problem"' in page.text) == (400, True)
    page = await save(browser, CALENDAR, **OFFICE, first="2026-10-07", last="2026-10-01", off_name="国庆节")
    assert (page.status, 'id="off0-problem"' in page.text, 'value="国庆节"' in page.text) == (400, True, True)
    page = await save(browser, f"{TEXTS}/asked_expert", text="收到了")
    assert (page.status, "少了编号" in page.text, "收到了</textarea>" in page.text) == (400, True, True)
    page = await save(browser, f"{TEXTS}/thanks", text="{institution.__class__}")
    assert (page.status, "大括号" in page.text) == (400, True)
    assert await services.db["settings"].count_documents({}) == 0


async def test_of_two_at_one_form_the_second_is_told_and_keeps_what_she_wrote(desk: Desks, services: Services) -> None:
    first, second = await desk(ADMINISTRATOR), await desk(ADMINISTRATOR, login="li")
    await first.get(HOTLINES)
    page = await second.get(HOTLINES)
    seen = page.value("seen")
    await save(first, HOTLINES, women_hours="工作日", **LINE)
    page = await second.post(HOTLINES, seen=seen, women_hours="每天", **(LINE | {"number": "12355"}))
    assert page.status == 409
    assert "有人先改过了" in page.text
    assert 'value="每天"' in page.text
    assert services.settings.chosen.hotlines.women_hours == "工作日"
    await second.post(HOTLINES, seen=page.value("seen"), women_hours="每天", **(LINE | {"number": "12355"}))
    assert services.settings.chosen.hotlines.women_hours == "每天"
    assert "第 1 版" in (await first.get(HOTLINES)).text


async def test_a_text_is_looked_at_saved_and_given_back(desk: Desks, phone: Phone) -> None:
    browser = await desk(ADMINISTRATOR)
    page = await save(browser, f"{TEXTS}/asked_expert", text="收到啦，凭 {receipt} 来问。", does="preview")
    assert "收到啦，凭 2611 2400 1234 来问。" in page.text
    assert "还没有存" in page.text
    assert "不客气" in await phone.says("谢谢")
    page = await save(browser, f"{TEXTS}/thanks", text="常来坐坐。")
    assert (page.path, "已经改成自己的话" in page.text) == (TEXTS, True)
    assert await phone.says("谢谢") == "常来坐坐。"
    await save(browser, f"{TEXTS}/thanks", text="", does="default")
    assert "不客气" in await phone.says("谢谢")
    assert (await browser.get(f"{TEXTS}/danger")).status == 404


async def test_two_at_one_text_are_shown_what_counts_now(desk: Desks) -> None:
    first, second = await desk(ADMINISTRATOR), await desk(ADMINISTRATOR, login="li")
    seen = (await second.get(f"{TEXTS}/thanks")).value("seen")
    await save(first, f"{TEXTS}/thanks", text="常来坐坐。")
    page = await second.post(f"{TEXTS}/thanks", seen=seen, text="不谢。")
    assert (page.status, "常来坐坐。" in page.text, "不谢。</textarea>" in page.text) == (409, True, True)


async def test_a_save_is_taken_back_within_ten_seconds_and_any_version_later(desk: Desks, services: Services) -> None:
    browser = await desk(ADMINISTRATOR)
    page = await save(browser, QUIET, on="1", start="20:00", end="09:00")
    assert "存好了" in page.text
    await browser.post("/console/undo", token=page.value("token"), back=QUIET)
    assert services.settings.chosen.quiet is None
    page = await browser.get(QUIET)
    await browser.post(f"{QUIET}/restore", seen=page.value("seen"), number="1")
    assert services.settings.chosen.quiet is not None
    late = await browser.post(f"{QUIET}/restore", seen=page.value("seen"), number="0")
    assert (late.status, "什么也没有动" in late.text) == (409, True)
    assert (await browser.post(f"{QUIET}/restore", seen="3", number="77")).status == 404


async def test_quiet_hours_that_the_operator_set_are_only_shown(
    services: Services, serve: Serving, desk: Desks
) -> None:
    await desk(ADMINISTRATOR)
    facts = replace(services.facts, quiet_fixed=True, public_url="http://127.0.0.1")
    browser = await desk()
    browser.base = serve(make_app(replace(services, facts=facts), load_settings({"secret": "s" * 40})))
    await browser.sign_in("wang")
    page = await browser.get(QUIET)
    assert "由运维设定" in page.text
    assert 'type="time"' not in page.text
    page = await browser.post(QUIET, seen="0", on="0", start="", end="")
    assert page.status == 400
    assert await services.db["settings"].count_documents({}) == 0


async def test_days_off_are_kept_and_the_note_to_look_them_over_goes(desk: Desks, services: Services) -> None:
    facts = replace(services.facts.calendar, checked=False)
    object.__setattr__(services.facts, "calendar", facts)
    browser = await desk(ADMINISTRATOR)
    assert "往后的假日一个也没有了" in (await browser.get(CALENDAR)).text
    page = await save(
        browser, CALENDAR, **OFFICE, first="2027-02-05", last="", off_name="春节", day="2027-02-14", made_up_name="调休"
    )
    assert (page.status, 'value="春节"' in page.text, "往后的假日" in page.text) == (200, True, False)
    kept = services.settings.chosen.calendar
    assert kept is not None
    assert kept.off[0].first == kept.off[0].last


@pytest.mark.parametrize("role", [StaffRole.VILLAGE_OFFICER, StaffRole.EDITOR, StaffRole.PUBLISHER])
async def test_who_has_nothing_to_do_with_settings_neither_sees_nor_saves_them(
    desk: Desks, services: Services, role: StaffRole
) -> None:
    browser = await desk(role)
    assert "/console/settings" not in (await browser.get("/console/more")).text
    for address in (pages.ADDRESS, HOTLINES, QUIET, TEXTS, CALENDAR, f"{TEXTS}/thanks"):
        assert (await browser.get(address)).status == 403
        await browser.get("/console/")
        assert (await browser.post(address, seen="0", women_hours="x", text="x", **LINE)).status in {403, 405}
    assert (await browser.post(f"{QUIET}/restore", seen="0", number="0")).status == 403
    assert await services.db["settings"].count_documents({}) == 0


async def test_who_may_only_read_sees_no_button_and_saves_nothing(desk: Desks, services: Services) -> None:
    reader, county = await desk(CITY), await desk(ADMINISTRATOR, login="li", region="370881")
    for browser in (reader, county):
        for address in (HOTLINES, QUIET, CALENDAR, f"{TEXTS}/thanks"):
            page = await browser.get(address)
            assert page.status == 200
            assert "保存，马上用" not in page.text
            assert (await browser.post(address, seen="0", on="1", start="20:00", end="08:00", **OFFICE)).status in {
                400,
                403,
            }
    assert await services.db["settings"].count_documents({}) == 0
