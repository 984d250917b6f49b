"""A safeguarding officer's day with one case, and who may look into it."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.cases import CaseState, Unreached
from domain.regions import Scope
from domain.safeguarding import Danger
from domain.small_numbers import HIDDEN
from domain.staff import StaffRole
from services.cases import counting
from services.cases.calling import called
from services.context import Services
from tests.console.conftest import Desk, Desks, Seen
from tests.console.test_table import sheet
from tests.joined import APP, HER, Clock, Phone
from wording import console as shell

HERS = "老公正在打我救命，我叫张桂芳，电话13812345678"
VILLAGE = "370000/370800/370881/370881100/370881100201/"
OFFICER = StaffRole.SAFEGUARDING_OFFICER
ALL = Scope.system()


@pytest.fixture
async def case(phone: Phone, services: Services) -> str:
    """The id of her case: she lives in a village and has written."""
    person = await services.people.follows(APP, HER, following=True, now=services.now())
    await services.people.settle(person.id, region="370881100201", region_path=VILLAGE)
    assert "110" in await phone.says(HERS)
    (case,) = await services.cases.page(scope=ALL)
    return case.id


async def do(browser: Desk, case: str, what: str, **fields: str) -> Seen:
    """Fill in a form of the page."""
    page = await browser.get(f"/console/cases/{case}")
    return await browser.post(f"/console/cases/{case}/{what}", **{"entry": page.value("entry"), **fields})


async def state(services: Services, case: str) -> CaseState:
    return (await services.cases.get(case, scope=ALL)).state


async def test_an_officer_takes_a_case_up_works_on_it_and_two_close_it(
    desk: Desks, services: Services, case: str
) -> None:
    browser = await desk(OFFICER, region="370881")
    page = await browser.get("/console/cases")
    assert "家庭暴力" in page.text
    assert "等人接" in page.text
    page = await browser.get(f"/console/cases/{case}")
    assert HERS not in page.text
    part = await browser.post(f"/console/cases/{case}/text", htmx=True)
    assert HERS in part.text
    assert "13812345678" not in re.search(r"<textarea.*?</textarea>", part.text, re.DOTALL)[0]  # type: ignore[index]
    page = await browser.post(f"/console/cases/{case}/acknowledge")
    assert page.path == f"/console/cases/{case}"
    await do(browser, case, "contact", way="phone", outcome="abusive", text="一个男的接的")
    assert await state(services, case) is CaseState.ACKNOWLEDGED
    await do(browser, case, "contact", way="phone", outcome="reached")
    assert await state(services, case) is CaseState.IN_CONTACT
    await do(browser, case, "note", text="明天再打")
    await do(browser, case, "tick", steps="dv_police")
    page = await do(browser, case, "plan", at="2026-11-25T09:30")
    assert "一个男的接的" in page.text
    assert "明天再打" in page.text
    await do(browser, case, "follow_up")
    page = await do(browser, case, "propose_closing")
    assert "要另一位同事看过" in page.text
    assert (await browser.post(f"/console/cases/{case}/close")).status == 403
    second = await desk(OFFICER, login="li", region="370800")
    await second.get(f"/console/cases/{case}")
    page = await second.post(f"/console/cases/{case}/close")
    assert "已结案" in page.text
    kinds = [each.kind for each in await services.events.of(case, scope=ALL)]
    assert kinds[0] == "case_opened"
    assert kinds[-2:] == ["case_closing_proposed", "case_closed"]
    log = await services.audit.page(scope=ALL, about=case, most=50)
    assert {"case_read", "case_text_read", "case_closed"} <= {each.kind for each in log}
    assert not any(word in repr(log) for word in ("张桂芳", "明天再打", "一个男的", HER))
    stored = repr([each async for each in services.db["case_entries"].find()])
    assert "明天再打" not in stored


async def test_whom_no_message_reached_is_named_so_that_somebody_rings_her_up(
    desk: Desks, services: Services, case: str
) -> None:
    browser, absent = await desk(OFFICER, region="370881"), await desk(OFFICER, login="zhang", region="370881")
    zhang = await services.staff.by_login("zhang")
    assert zhang is not None
    assert "没有绑微信" not in (await browser.get(f"/console/cases/{case}")).text
    await called(services, case, zhang.id, Unreached.WINDOW)
    assert "没有通知到人" in (await browser.get("/console/cases")).text
    page = await browser.get(f"/console/cases/{case}")
    assert f"没有通知到人：{zhang.name} 48 小时没有来过。请打电话告诉她们。" in page.text
    await absent.post(f"/console/cases/{case}/acknowledge")
    assert "请打电话告诉她们" not in (await browser.get(f"/console/cases/{case}")).text
    assert "没有通知到人" not in (await browser.get("/console/cases")).text


async def test_her_own_page_says_how_the_account_reaches_her(desk: Desks, services: Services) -> None:
    browser, editor = await desk(OFFICER, region="370881"), await desk(StaffRole.EDITOR, login="bian")
    for login in ("wang", "bian"):
        account = await services.staff.by_login(login)
        person = await services.people.follows(APP, login, following=True, now=services.now())
        assert account is not None
        await services.bindings.bind(account.id, person.id, now=services.now())
    heard = {"app": APP, "openid": "wang", "action": "message", "at": services.now()}
    await services.people.heard([heard])
    assert "请每两天给公众号发一句话" not in (await editor.get("/console/me")).text
    page = await browser.get("/console/me")
    assert "有事，公众号会发到您的微信" in page.text
    assert "请每两天给公众号发一句话" in page.text
    await services.people.heard([heard | {"at": services.now() - timedelta(hours=49)}])
    assert "公众号现在发不到您的微信" in (await browser.get("/console/me")).text


async def test_a_form_sent_twice_adds_one_entry(desk: Desks, services: Services, case: str) -> None:
    browser = await desk(OFFICER)
    entry = (await browser.get(f"/console/cases/{case}")).value("entry")
    for _ in range(2):
        page = await browser.post(f"/console/cases/{case}/note", entry=entry, text="只记一次")
        assert page.status == 200
    assert len(await services.case_entries.of(case)) == 1


async def test_only_the_line_may_look_and_others_say_why_first(desk: Desks, services: Services, case: str) -> None:
    elsewhere = await desk(OFFICER, login="zou", region="370883")
    assert (await elsewhere.get(f"/console/cases/{case}")).status == 404
    boss = await desk(StaffRole.ADMINISTRATOR, login="boss")
    page = await boss.get(f"/console/cases/{case}")
    assert "请先说原因" in page.text
    assert "经过" not in page.text
    (alert,) = await services.alerts.of_case(case)
    for hidden in (f"/console/cases/{case}/text", f"/console/alerts/{alert.id}/text"):
        assert (await boss.post(hidden)).status == 403
    assert (await boss.post(f"/console/cases/{case}/why", reason="just so")).status == 400
    page = await boss.post(f"/console/cases/{case}/why", reason="supervise")
    assert "经过" in page.text
    assert (await boss.post(f"/console/cases/{case}/text")).status == 200
    (row,) = await services.audit.page(scope=ALL, kind="case_reason_given")
    assert row.data == {"reason": "supervise"}
    for role in set(StaffRole) - {OFFICER, StaffRole.ADMINISTRATOR}:
        other = await desk(role, login=f"r{role.value.replace('_', '')}"[:20])
        assert (await other.get(f"/console/cases/{case}")).status == 403


async def test_a_reason_holds_for_an_hour(desk: Desks, services: Services, case: str, clock: Clock) -> None:
    boss = await desk(StaffRole.ADMINISTRATOR)
    await boss.get(f"/console/cases/{case}")
    await boss.post(f"/console/cases/{case}/why", reason="cover")
    clock.move(minutes=59)
    assert "经过" in (await boss.get(f"/console/cases/{case}")).text
    clock.move(minutes=2)
    assert "请先说原因" in (await boss.get(f"/console/cases/{case}")).text
    assert services


async def test_a_referral_hands_over_what_was_ticked_and_no_more_than_the_partner_may_have(
    desk: Desks, services: Services, case: str
) -> None:
    browser = await desk(OFFICER)
    page = await browser.get(f"/console/cases/{case}/referral/hospital")
    assert "住址" not in page.text
    send, entry = f"/console/cases/{case}/referral/hospital", page.value("entry")
    wrong = await browser.post(send, entry=entry, given="home", value_home="峪口村")
    assert wrong.status == 400
    assert (await browser.post(send, entry=entry, value_called="张姐")).status == 400  # nothing ticked
    page = await browser.post(send, entry=entry, given="called", value_called="张姐", value_injured="胳膊青了")
    assert "张姐" in page.text
    assert "胳膊青了" not in page.text
    (kept,) = await services.case_entries.of(case)
    assert (kept.about, kept.facts, kept.done_at) == ("hospital", {"called": "张姐"}, None)
    assert kept.due_at is not None
    page = await browser.post(f"/console/cases/{case}/receipt", entry=kept.id)
    assert "回执" in page.text
    (kept,) = await services.case_entries.of(case)
    assert kept.done_at is not None


async def test_what_is_overdue_stands_on_the_home_page_the_list_and_in_red_on_the_case(
    desk: Desks, services: Services, case: str, clock: Clock
) -> None:
    browser = await desk(OFFICER, region="370881")
    await browser.post(f"/console/cases/{case}/acknowledge")
    await browser.post(f"/console/cases/{case}/minor")
    await do(browser, case, "report", to="civil_affairs")
    form = await browser.get(f"/console/cases/{case}/referral/police")
    send = f"/console/cases/{case}/referral/police"
    await browser.post(send, entry=form.value("entry"), given="called", value_called="张姐")
    assert "没有逾期的" in (await browser.get("/console/cases?which=overdue")).text
    clock.move(days=1)
    browser = await desk(OFFICER, region="370881", login="second")
    assert "逾期了：报告没做，或者回执没来" in (await browser.get("/console/")).text
    listed = (await browser.get("/console/cases")).text
    assert "有 1 件逾期了" in listed
    assert "紧急 · 逾期" in listed or "关注 · 逾期" in listed
    assert f"/console/cases/{case}" in (await browser.get("/console/cases?which=overdue")).text
    assert f"/console/cases/{case}" not in (await browser.get("/console/cases?which=ended")).text
    page = (await browser.get(f"/console/cases/{case}")).text
    red = re.findall(r'<p class="problem">([^<]*)</p>', page)
    assert any(each.startswith("回音逾期：转给公安的") and "请打电话催" in each for each in red)
    assert not any("民政" in each for each in red)
    clock.move(days=2)
    browser = await desk(OFFICER, region="370881", login="third")
    page = (await browser.get(f"/console/cases/{case}")).text
    assert "回执逾期：报告给民政的" in page
    for entry in await services.case_entries.of(case):
        await browser.post(f"/console/cases/{case}/receipt", entry=entry.id)
    page = (await browser.get(f"/console/cases/{case}")).text
    assert "逾期" not in page
    assert "件逾期了" not in (await browser.get("/console/cases")).text
    assert "件求助逾期" not in (await browser.get("/console/")).text


async def test_a_minors_report_that_isnt_made_is_said_in_red(
    desk: Desks, services: Services, case: str, clock: Clock
) -> None:
    browser = await desk(OFFICER)
    await browser.post(f"/console/cases/{case}/minor")
    assert "强制报告逾期" not in (await browser.get(f"/console/cases/{case}")).text
    clock.move(hours=2)
    browser = await desk(OFFICER, login="second")
    page = (await browser.get(f"/console/cases/{case}")).text
    assert "强制报告逾期" in page
    assert "已经逾期了" in page
    assert (await the_overdue(services)) == [case]
    await do(browser, case, "report", to="police", number="1")
    assert "逾期" not in (await browser.get(f"/console/cases/{case}")).text
    assert (await the_overdue(services)) == []


async def the_overdue(services: Services) -> list[str]:
    return [each.id for each in await services.cases.overdue(services.now(), scope=ALL)]


async def test_a_receipt_is_noted_with_its_number_and_put_right(desk: Desks, services: Services, case: str) -> None:
    browser = await desk(OFFICER)
    form = await browser.get(f"/console/cases/{case}/referral/hospital")
    send, entry = f"/console/cases/{case}/referral/hospital", form.value("entry")
    await browser.post(send, entry=entry, given="called", value_called="张姐")
    at, fields = f"/console/cases/{case}/receipt", {"receipt_taker": "赵大夫", "receipt_text": "周三去复查"}
    long = await browser.post(at, entry=entry, receipt_number="9" * 61, **fields)
    assert long.status == 400
    for kept in ("不超过 60 个字", "9" * 61, "赵大夫", "周三去复查"):
        assert kept in long.text
    page = await browser.post(at, entry=entry, receipt_number="H-2026-17", **fields)
    for said in ("记下了", "H-2026-17", "赵大夫", "周三去复查", "改回执"):
        assert said in page.text
    read = await services.case_entries.receipt_of(entry, case_id=case)
    assert read is not None
    page = await browser.post(at, entry=entry, corrects=read.id, receipt_number="H-2026-71", **fields)
    assert "H-2026-71" in page.text
    assert "H-2026-17" not in page.text
    assert "改了回执" in page.text
    assert (await browser.post(at, entry=entry, corrects=read.id, receipt_number="H-1")).status == 409
    log = repr(await services.audit.page(scope=ALL, about=case, most=50))
    assert "case_receipt_corrected" in log
    assert not any(word in log for word in ("H-2026", "赵大夫", "复查"))


async def test_a_minors_case_says_the_law_and_is_not_closed_before_it_was_reported(
    desk: Desks, services: Services, case: str
) -> None:
    browser = await desk(OFFICER)
    await browser.get(f"/console/cases/{case}")
    page = await browser.post(f"/console/cases/{case}/minor")
    for words in ("马上打 110", "不用等证据", "不用监护人同意", "第十一条"):
        assert words in page.text.replace("也不用", "不用")
    await browser.post(f"/console/cases/{case}/acknowledge")
    refused = await browser.post(f"/console/cases/{case}/propose_closing")
    assert (refused.status, await state(services, case)) == (409, CaseState.ACKNOWLEDGED)
    await do(browser, case, "report", to="police", number="20261124001")
    await browser.post(f"/console/cases/{case}/propose_closing")
    assert await state(services, case) is CaseState.CLOSING


async def test_a_false_alarm_is_kept_for_the_screen_without_the_person(
    desk: Desks, services: Services, case: str
) -> None:
    browser = await desk(OFFICER)
    await browser.get(f"/console/cases/{case}")
    part = await browser.post(f"/console/cases/{case}/text", htmx=True)
    alert = re.search(r'name="alert" value="([^"]+)"', part.text)[1]  # type: ignore[index]
    await browser.post(f"/console/cases/{case}/false_alarm", alert=alert, wording="老公打游戏打死我了 13812345678")
    assert await state(services, case) is CaseState.FALSE_ALARM
    (kept,) = await services.false_alarms.all(most=5)
    assert kept.text == "老公打游戏打死我了 …"
    assert (kept.danger, bool(kept.matched)) == ("domestic_violence", True)
    await browser.get("/console/cases/numbers")
    sheet = await browser.post("/console/cases/false-alarms")
    assert '"crisis":false' in sheet.text
    assert HER not in sheet.text
    (row,) = await services.audit.page(scope=ALL, kind="exported")
    assert (row.about, row.data["rows"]) == ("false_alarms", 1)
    county = await desk(OFFICER, login="county", region="370881")
    await county.get("/console/cases/numbers")
    assert (await county.post("/console/cases/false-alarms")).status == 403
    stored = repr(await services.db["false_alarms"].find_one({}))
    assert not any(each in stored for each in (case, alert, HER, "打游戏"))


async def test_numbers_hide_what_could_be_somebody(services: Services, desk: Desks, clock: Clock, case: str) -> None:
    one = await services.cases.get(case, scope=ALL)
    facts = await services.db["cases"].find_one({"_id": case})
    assert facts is not None
    more = [
        facts | {"_id": f"x{n}", "open_for": "", "person": f"x{n}", "region_path": "370000/370800/370883/"}
        for n in range(6)
    ]
    await services.db["cases"].insert_many(more)
    browser = await desk(OFFICER)
    member = (await services.staff.by_login("wang")).member(clock())  # type: ignore[union-attr]
    counted = await counting.count(services, 30, by=member)
    beaten = Danger.DOMESTIC_VIOLENCE
    assert [numbers[beaten] for _, numbers in counted.rows] == [HIDDEN, 6]
    assert counted.totals[beaten] == HIDDEN  # 7 less 6 would be her
    page = await browser.get("/console/cases/numbers?days=30")
    assert "少于 5" in page.text
    assert HER not in page.text
    heads, *rows = await sheet(browser, "/console/cases/numbers?days=30&xlsx=1")
    at = heads.index(shell.DANGERS[beaten])
    assert [(row[0], row[at]) for row in rows[1:3]] == [("邹城市", 6), ("合计", "少于 5")]
    assert rows[0][at] == "少于 5"
    assert (rows[3][0], len(rows)) == ("其中误报", 4)
    assert replace(one, level=2).level == 2


async def test_a_tap_on_the_message_takes_up_its_case_too_and_taking_it_back_hands_it_back(
    desk: Desks, services: Services, case: str
) -> None:
    browser = await desk(OFFICER)
    (alert,) = await services.alerts.of_case(case)
    await browser.get("/console/alerts")
    page = await browser.post(f"/console/alerts/{alert.id}/acknowledge", htmx=True)
    taken = await services.cases.get(case, scope=ALL)
    assert (taken.state, taken.answer_by) == (CaseState.ACKNOWLEDGED, None)
    token = re.search(r'name="token" value="([^"]+)"', page.text)[1]  # type: ignore[index]
    await browser.post("/console/undo", token=token, back="/console/alerts")
    back = await services.cases.get(case, scope=ALL)
    assert (back.state, back.owner) == (CaseState.OPENED, "")
    assert back.answer_by is not None


async def test_whoever_has_a_case_hands_it_to_a_colleague_from_a_list_of_those_who_may_have_it(
    desk: Desk, services: Services, case: str
) -> None:
    browser = await desk(OFFICER, region="370881")
    other = await desk(OFFICER, login="li", region="370881")
    await browser.post(f"/console/cases/{case}/acknowledge")
    assert "转给一位同事" not in (await other.get(f"/console/cases/{case}")).text
    page = await browser.get(f"/console/cases/{case}")
    (colleague,) = re.findall(r'<option value="([^"]+)">王芳（曲阜市）</option>', page.text)
    page = await browser.post(f"/console/cases/{case}/hand", colleague="nobody")
    assert (page.status, "请选转给哪位同事" in page.text) == (400, True)
    page = await browser.post(f"/console/cases/{case}/hand", colleague=colleague)
    assert "转给她了，已经叫她" in page.text
    assert "转给同事了：王芳" in page.text
    await other.post(f"/console/cases/{case}/acknowledge")
    assert (await services.cases.get(case, scope=ALL)).owner == colleague
