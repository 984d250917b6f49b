"""Staff at work, by HTTP, on real stores."""

from typing import Any

import pytest

from domain.consents import CURRENT, GUARDIANS
from domain.lessons import LessonState
from domain.people import Person
from domain.receipts import format_receipt
from domain.regions import Scope
from domain.staff import StaffRole
from handlers import console
from services.context import Services
from services.questions.ask import hand_over
from services.questions.giving import look_after
from services.staff import add
from storage.alerts import Alert
from tests.bot.test_flows import WHOLE_WISH
from tests.console.conftest import PASSWORD, Desk, Desks
from tests.joined import Clock, Phone

EDITOR, PUBLISHER, COUNTY = StaffRole.EDITOR, StaffRole.PUBLISHER, StaffRole.COUNTY
ALERT_ID, WORDS_OF_HERS = "01k0000000000000000000000a", "他又打我了，我很害怕"
LESSON = {
    "version": "0",
    "title": "写作业先别催",
    "digest": "先一起看一眼，再开始。",
    "body": "## 先看一眼\n\n今天有几样？<script>alert(1)</script>",
    "series": "family-education",
    "order": "7",
    "minutes": "3",
    "slug": "no-rush",
    "sources": "《家庭教育促进法》第十七条",
    "quiz0_question": "先做什么？",
    "quiz0_option0": "催他",
    "quiz0_option1": "一起看一眼",
    "quiz0_answer": "1",
    "quiz0_why": "看清楚有几样，心里就有数。",
}


async def write_lesson(browser: Desk, **changes: str) -> str:
    """A new lesson, saved; its page's address."""
    page = await browser.get("/console/lessons/new")
    action = page.text.split('data-guard="')[0].rsplit('action="', 1)[1].split('"')[0]
    saved = await browser.post(action, **(LESSON | changes))
    assert saved.status == 200
    assert "存好了" in saved.text
    return action


async def wish_in_qufu(phone: Phone, services: Services) -> str:
    for words in (*WHOLE_WISH, "提交"):
        await phone.says(words)
    (wish,) = await services.wishes.page(scope=Scope.system())
    return wish.id


async def test_a_stranger_is_led_to_the_sign_in_page_and_back(desk: Desks, services: Services) -> None:
    await add(services, login="wang", name="王芳", roles=[EDITOR], region="370800", password=PASSWORD)
    browser = await desk()
    page = await browser.get("/console/lessons?state=draft")
    assert page.path == "/console/sign-in"
    assert page.value("next") == "/console/lessons?state=draft"
    back = await browser.post("/console/sign-in", login="wang", password=PASSWORD, next=page.value("next"))
    assert (back.status, back.path) == (200, "/console/lessons")


async def test_a_wrong_password_is_said_beside_the_fields_and_the_name_stays(desk: Desks, services: Services) -> None:
    await add(services, login="wang", name="王芳", roles=[EDITOR], region="370800", password=PASSWORD)
    browser = await desk()
    page = await browser.sign_in("wang", "不是这一句口令")
    assert page.status == 401
    assert 'role="alert"' in page.text
    assert page.value("login") == "wang"
    assert "不是这一句口令" not in page.text
    assert (await browser.get("/console/")).path == "/console/sign-in"


async def test_nobody_is_led_elsewhere_after_signing_in(desk: Desks, services: Services) -> None:
    await add(services, login="wang", name="王芳", roles=[EDITOR], region="370800", password=PASSWORD)
    browser = await desk()
    assert (await browser.sign_in("wang", next="//elsewhere.example/")).path == "/console/"


async def test_signing_out_ends_the_session(desk: Desks) -> None:
    browser = await desk(EDITOR)
    page = await browser.post("/console/sign-out")
    assert page.path == "/console/sign-in"
    assert (await browser.get("/console/lessons")).path == "/console/sign-in"


async def test_a_form_without_its_token_changes_nothing(desk: Desks, services: Services) -> None:
    browser = await desk(StaffRole.ADMINISTRATOR)
    before = len(await services.lessons.page())
    page = await browser.post("/console/lessons/01k0000000000000000000000a", **LESSON, _xsrf="")
    assert page.status == 403
    assert "这件事不归您办" in page.text
    assert len(await services.lessons.page()) == before


async def test_a_lesson_is_written_published_and_read_on_the_phone(desk: Desks) -> None:
    action = await write_lesson(await desk(EDITOR))
    publisher, reader = await desk(PUBLISHER, login="li"), await desk()
    assert (await reader.get("/h5/lessons/no-rush")).status == 404
    asked = await publisher.get(f"{action}/publish")
    assert "发布这一课吗？" in asked.text
    await publisher.post(f"{action}/publish", version=asked.value("version"))
    page = await reader.get("/h5/lessons/no-rush")
    assert page.status == 200
    assert "写作业先别催" in page.text
    assert "<h2>先看一眼</h2>" in page.text
    assert "<script>alert" not in page.text
    assert page.text.count('class="answer right"') == 1
    assert "Set-Cookie" not in page.headers
    assert "写作业先别催" in (await reader.get("/h5/lessons/")).text


async def test_what_only_the_place_knows_is_kept_for_colleagues_until_it_is_added(desk: Desks) -> None:
    editor, publisher = await desk(EDITOR), await desk(EDITOR, PUBLISHER, login="li")
    action = await write_lesson(editor, to_fill="县里家长学校的电话\n\n办公时间")
    assert "还要补：县里家长学校的电话；办公时间" in (await editor.get(action)).text
    assert action in (await editor.get("/console/lessons?state=lacks")).text
    asked = await publisher.get(f"{action}/publish")
    await publisher.post(f"{action}/publish", version=asked.value("version"))
    assert "家长学校的电话" not in (await editor.get("/h5/lessons/no-rush")).text
    version = (await publisher.get(action)).value("version")
    await publisher.post(action, **(LESSON | {"version": version, "to_fill": ""}))
    assert action not in (await editor.get("/console/lessons?state=lacks")).text


async def test_a_lesson_taken_back_is_gone_from_the_phone(desk: Desks) -> None:
    publisher, reader = await desk(PUBLISHER), await desk()
    asked = await publisher.get("/console/lessons/lesson-listen/withdraw")
    page = await publisher.post("/console/lessons/lesson-listen/withdraw", version=asked.value("version"))
    assert "已收起" in page.text
    gone = await reader.get("/h5/lessons/listen")
    assert gone.status == 404
    assert "没有找到这个页面" in gone.text


async def test_an_editor_is_offered_no_publishing_and_cannot_publish(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    action = await write_lesson(browser)
    page = await browser.get(action)
    assert f"{action}/publish" not in page.text
    assert (await browser.post(f"{action}/publish", version="1")).status == 403
    lesson = await services.lessons.get(action.rsplit("/", 1)[1])
    assert lesson.state is LessonState.DRAFT


async def test_what_is_wrong_stands_beside_its_field_and_nothing_written_is_lost(desk: Desks) -> None:
    browser = await desk(EDITOR)
    await browser.get("/console/lessons/new")
    wrong = LESSON | {"title": "", "slug": "不是网址", "minutes": "很久", "quiz0_answer": "3"}
    page = await browser.post("/console/lessons/01k0000000000000000000000a", **wrong)
    assert page.status == 400
    for field in ("title", "slug", "minutes"):
        assert f'aria-describedby="{field}-problem"' in page.text
        assert f'id="{field}-problem"' in page.text
    assert "请选出对的那个选项" in page.text
    assert "今天有几样？" in page.text
    assert 'value="不是网址"' in page.text


async def test_two_editors_at_one_lesson_are_told_of_each_other(desk: Desks) -> None:
    first = await desk(EDITOR)
    action = await write_lesson(first)
    await first.get(action)
    second = await desk(EDITOR, login="li")
    await second.get(action)
    await second.post(action, **(LESSON | {"version": "1", "digest": "她先改的。"}))
    late = await first.post(action, **(LESSON | {"version": "1", "digest": "她后改的。"}))
    assert late.status == 409
    assert "有人先改过了这一课" in late.text
    assert 'value="她后改的。"' in late.text


async def test_the_preview_shows_what_stands_in_the_form_and_keeps_nothing(desk: Desks, services: Services) -> None:
    browser = await desk(EDITOR)
    await browser.get("/console/lessons/new")
    before = len(await services.lessons.page())
    part = await browser.post("/console/lessons/preview", htmx=True, **LESSON)
    assert part.text.lstrip().startswith("<article")
    assert "<h2>先看一眼</h2>" in part.text
    whole = await browser.post("/console/lessons/preview", **LESSON)
    assert "<html" in whole.text
    assert "<h2>先看一眼</h2>" in whole.text
    assert len(await services.lessons.page()) == before


async def test_a_push_is_estimated_begun_watched_paused_and_stopped(desk: Desks, phone: Phone) -> None:
    await phone.event("subscribe")
    await phone.says("你好")
    browser = await desk(PUBLISHER)
    page = await browser.get("/console/lessons/lesson-listen/push")
    assert "开始推送" not in page.text
    page = await browser.get("/console/lessons/lesson-listen/push?estimate=1&to=all&channel=auto")
    assert "能发到 1 人" in page.text
    assert "还没有全部接过来" in page.text
    push = page.value("push")
    page = await browser.post("/console/lessons/lesson-listen/push", push=push, to="all", channel="auto")
    assert page.path == f"/console/pushes/{push}"
    assert "正在列名单" not in page.text
    colleague = await desk(PUBLISHER, login="li")
    asked = await colleague.get(f"/console/pushes/{push}")
    page = await colleague.post(f"/console/pushes/{push}/release", version=asked.value("version"))
    assert "正在列名单" in page.text
    part = await browser.get(f"/console/pushes/{push}/progress", **{"HX-Request": "true"})
    assert part.text.lstrip().startswith("<section")
    assert "<progress" in part.text
    await browser.get(f"/console/pushes/{push}/stop")
    page = await browser.post(f"/console/pushes/{push}/stop")
    assert "停下了" in page.text
    assert ("不再发" in page.text, "还在等" in page.text) == (True, False)
    assert "hx-get" not in page.text


async def test_a_county_sees_its_own_wishes_and_no_other_countys(desk: Desks, phone: Phone, services: Services) -> None:
    wish = await wish_in_qufu(phone, services)
    here, there = await desk(COUNTY, region="370881"), await desk(COUNTY, login="li", region="370883")
    page = await here.get("/console/wishes")
    assert "一个新书包" in page.text
    assert "王*明" in page.text
    assert "一个新书包" not in (await there.get("/console/wishes")).text
    assert (await there.get(f"/console/wishes/{wish}")).status == 404
    assert (await there.get("/console/wishes")).status == 200
    assert (await there.post(f"/console/wishes/{wish}/child", child_reason="visit")).status == 404


async def test_the_childs_name_is_shown_when_asked_for_and_the_story_tells_of_it(
    desk: Desks, phone: Phone, services: Services
) -> None:
    wish = await wish_in_qufu(phone, services)
    browser = await desk(COUNTY, region="370881")
    page = await browser.get(f"/console/wishes/{wish}")
    assert "王小明" not in page.text
    for unsaid in ({}, {"child_reason": "curious"}):
        refused = await browser.post(f"/console/wishes/{wish}/child", **unsaid)
        assert (refused.status, "王小明" in refused.text, "请点下面的一个原因" in refused.text) == (400, False, True)
    part = await browser.post(f"/console/wishes/{wish}/child", child_reason="visit", htmx=True)
    assert "王小明" in part.text
    page = await browser.get(f"/console/wishes/{wish}")
    assert "王小明" not in page.text
    assert "看了孩子的名字（走访看望）" in page.text


async def test_an_alert_is_read_and_taken_up(desk: Desks, services: Services, clock: Clock) -> None:
    facts: dict[str, Any] = {"key": "a", "app": "a", "openid": "o", "person_id": "", "danger": "domestic_violence"}
    alert = Alert(id=ALERT_ID, matched=(), text=WORDS_OF_HERS, region_path="", at=clock(), **facts)
    await services.alerts.raise_alert(alert)
    browser = await desk(StaffRole.SAFEGUARDING_OFFICER)
    assert "还有 1 件没人接" in (await browser.get("/console/")).text
    page = await browser.get("/console/alerts")
    assert "家庭暴力" in page.text
    assert WORDS_OF_HERS not in page.text
    part = await browser.post(f"/console/alerts/{ALERT_ID}/text", htmx=True)
    assert WORDS_OF_HERS in part.text
    row = await browser.post(f"/console/alerts/{ALERT_ID}/acknowledge", htmx=True)
    assert "有人接了" in row.text
    assert "王芳" in row.text
    assert "没有等人接的求助" in (await browser.get("/console/alerts")).text


async def test_a_question_is_opened_by_an_expert_with_the_entries_nearest_to_it(
    desk: Desks, services: Services, clock: Clock
) -> None:
    asked = "孩子半夜惊醒说胡话，<b>要紧</b>吗"
    asker = Person(id="p1", identities=())
    question = await hand_over(services, by=asker, text=asked, suggested=["eat-001"], key="k", now=clock())
    browser = await desk(StaffRole.EXPERT)
    assert "1</b> 个提问等人回答" in (await browser.get("/console/")).text
    await look_after(services)
    page = await browser.get("/console/questions")
    assert format_receipt(question.receipt) in page.text
    assert "惊醒" not in page.text
    part = await browser.post(f"/console/questions/{question.id}/text", htmx=True)
    assert "惊醒说胡话，&lt;b&gt;要紧&lt;/b&gt;吗" in part.text
    assert "孩子挑食怎么办" in part.text
    whole = await browser.post(f"/console/questions/{question.id}/text")
    assert "<html" in whole.text
    assert "惊醒" in whole.text


async def test_htmx_after_the_sessions_end_leads_the_whole_page_to_sign_in(desk: Desks) -> None:
    browser = await desk()
    answer = await browser.get("/console/pushes/p1/progress", **{"HX-Request": "true"})
    assert answer.headers["HX-Redirect"].startswith("/console/sign-in")


@pytest.mark.parametrize("role", StaffRole)
async def test_the_rail_shows_what_a_role_may_open_and_all_of_it_opens(desk: Desks, role: StaffRole) -> None:
    browser = await desk(role)
    home = await browser.get("/console/")
    for section in ("cases", "questions", "wishes", "lessons", "pushes"):
        offered = f'<a href="/console/{section}">' in home.text
        assert (await browser.get(f"/console/{section}")).status == (200 if offered else 403)


async def test_the_consent_text_is_there_to_read(desk: Desks) -> None:
    browser = await desk()
    page = await browser.get("/h5/consents/child_wish.v1")
    assert page.status == 200
    assert "监护人" in page.text
    assert "济宁市妇联" in page.text
    assert "{institution}" not in page.text
    assert (await browser.get("/h5/consents/child_wish.v999")).status == 404


async def test_the_consent_text_names_whom_the_federation_has_put_down_for_childrens_data(desk: Desks) -> None:
    administrator = await desk(StaffRole.ADMINISTRATOR)
    address, text = "/console/settings/texts/minors_officer", "李老师，电话 0537-2212338"
    assert "还是默认的话" in (await administrator.get("/console/settings/texts")).text
    assert (await administrator.post(address, text=text, seen="0", does="save")).status == 200
    for purpose, text_id in CURRENT.items():
        page = await administrator.get(f"/h5/consents/{text_id}")
        assert (text in page.text) is (purpose in GUARDIANS)
        assert "{" not in page.text.partition("<main")[2]


async def test_pages_ask_the_browser_to_run_nothing_inline(desk: Desks) -> None:
    browser = await desk(EDITOR)
    policy = (await browser.get("/console/lessons")).headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


async def test_all_assets_of_a_page_are_served(desk: Desks) -> None:
    browser = await desk(EDITOR)
    for page in ("/console/lessons/new", "/h5/lessons/"):
        text = (await browser.get(page)).text
        addresses = [part.split('"')[0] for part in text.replace("href=", "src=").split('src="')[1:] if "?v=" in part]
        assert len(addresses) >= 4
        for address in addresses:
            answer = await browser.get(address.split('"')[0])
            assert answer.status == 200, address
            assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_consoles_routes_name_no_address_twice() -> None:
    patterns = [route[0] for route in console.ROUTES]
    assert len(patterns) == len(set(patterns))
