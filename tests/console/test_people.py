"""People, what the search leads to, what the rail and the status page say, and tables in another order."""

import pytest

from domain.receipts import format_receipt
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from services.staff import add
from services.status import StatusBoard
from tests.console.conftest import PASSWORD, Desk, Desks
from tests.console.test_account_menu import write
from tests.console.test_walk import wish_in_qufu
from tests.joined import HER, Phone
from tests.rig import STAFF
from wording import people as said
from wording import status as words

CITY, COUNTY = StaffRole.CITY, StaffRole.COUNTY


async def test_a_person_is_listed_and_opened_without_any_account_of_hers(
    desk: Desks, phone: Phone, services: Services
) -> None:
    wish = await wish_in_qufu(phone, services)
    (person,) = await services.people.page(services.facts.oa_app, scope=Scope.system())
    browser = await desk(CITY)
    listed = await browser.get("/console/people")
    assert f"/console/people/{person.id}" in listed.text
    shown = await browser.get(f"/console/people/{person.id}")
    assert (shown.status, said.called(person.id) in shown.text) == (200, True)
    assert f"/console/wishes/{wish}" in shown.text
    assert "看了她的情况" in shown.text
    for text in (listed.text, shown.text):
        assert HER not in text
    assert f"/console/people/{person.id}" not in (await browser.get("/console/people?state=quiet")).text
    assert (await browser.get("/console/people?state=nonsense")).status == 400


async def test_a_person_of_no_known_region_is_for_the_citys_staff_alone(
    desk: Desks, phone: Phone, services: Services
) -> None:
    await phone.event("subscribe")
    (person,) = await services.people.page(services.facts.oa_app, scope=Scope.system())
    county = await desk(COUNTY, region="370881")
    assert person.id not in (await county.get("/console/people")).text
    assert (await county.get(f"/console/people/{person.id}")).status == 404
    officer = await desk(StaffRole.VILLAGE_OFFICER, login="li")
    assert (await officer.get("/console/people")).status == 403


async def test_a_receipt_leads_to_whose_it_is_and_names_lead_to_their_pages(
    desk: Desks, phone: Phone, services: Services
) -> None:
    await wish_in_qufu(phone, services)
    (wish,) = await services.wishes.page(scope=Scope.system())
    city, officer = await desk(CITY), await desk(StaffRole.VILLAGE_OFFICER, login="li")
    asked = f"/console/search?q={format_receipt(wish.receipt)}"
    assert f"/console/people/{wish.guardian_id}" in (await city.get(asked)).text
    assert "/console/people/" not in (await officer.get(asked)).text
    member, _ = await add(services, login="zhao", name="赵云", roles=[COUNTY], region="370881", password=PASSWORD)
    assert f'href="/console/staff/{member.id}"' in (await city.get("/console/search?q=赵")).text
    assert 'href="/console/regions/370881"' in (await city.get("/console/search?q=曲阜")).text


async def test_a_questions_receipt_finds_it_where_it_is_hers_to_read(
    desk: Desks, phone: Phone, services: Services
) -> None:
    await phone.says("人工")
    await phone.says("孩子半夜惊醒怎么办")
    (question,) = await services.questions.open(scope=Scope.system())
    city, editor = await desk(CITY), await desk(StaffRole.EDITOR, login="li")
    asked = f"/console/search?q={format_receipt(question.receipt)}"
    assert f"/console/questions/{question.id}/text" in (await city.get(asked)).text
    assert question.id not in (await editor.get(asked)).text


def badge(text: str, section: str) -> str:
    return text.split(f'data-badge="{section}"')[1].split("</span>", maxsplit=1)[0].split(">")[1]


async def test_the_rail_says_what_waits_without_a_line_of_script(desk: Desks, phone: Phone, services: Services) -> None:
    browser = await desk(COUNTY)
    assert badge((await browser.get("/console/")).text, "wishes") == ""
    await wish_in_qufu(phone, services)
    assert badge((await browser.get("/console/")).text, "wishes") == "1"
    assert badge((await browser.get("/console/lessons")).text, "wishes") == "1"
    assert 'data-badge="alerts"' not in browser.seen.text


async def test_a_menu_waits_at_home_for_who_may_release_it_and_did_not_write_it(desk: Desks) -> None:
    editor, publisher = await desk(StaffRole.EDITOR), await desk(StaffRole.PUBLISHER, login="li")
    writer = await desk(StaffRole.ADMINISTRATOR, login="zhao")
    assert "现在没有等您办的事" in (await publisher.get("/console/")).text
    await write(writer)
    waiting = 'href="/console/account/menu">等您放行'
    assert waiting in (await publisher.get("/console/")).text
    for other in (editor, writer):
        assert waiting not in (await other.get("/console/")).text


async def test_the_status_page_says_when_wechat_last_wrote_and_what_became_of_pushes(
    phone: Phone, services: Services
) -> None:
    def heard(found: object) -> str:
        (each,) = [one for one in found.findings if one.part == "messages"]  # type: ignore[attr-defined]
        return words.last("messages", each.when, each.when or services.now())

    assert heard(await StatusBoard().look(services, by=STAFF)) == "装好以后还没有收到过。"
    await phone.says("你好")
    assert heard(await StatusBoard().look(services, by=STAFF)) == "最近一次收到微信消息：刚刚。"


async def names_at(browser: Desk, address: str) -> list[str]:
    text = (await browser.get(address)).text
    rows = text.split("<tbody>")[1].split('<td class="first">')[1:]
    return [row.split("</a>")[0].rsplit(">", 1)[1].strip() for row in rows]


async def test_colleagues_are_sorted_by_the_sound_of_their_names_both_ways_and_pages_meet(
    desk: Desks, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await desk(CITY, login="wang")
    for login, name in (("zhao", "赵云"), ("limin", "李敏"), ("anqi", "安琪"), ("li2", "李敏")):
        await add(services, login=login, name=name, roles=[COUNTY], region="370881", password=PASSWORD)
    by_sound = ["安琪", "李敏", "李敏", "王芳", "赵云"]
    assert await names_at(browser, "/console/staff?sort=name") == by_sound
    assert 'aria-sort="ascending"' in browser.seen.text
    assert await names_at(browser, "/console/staff?sort=-name") == by_sound[::-1]
    monkeypatch.setattr("handlers.console.list_page.PAGE_ROWS", 2)
    seen = await names_at(browser, "/console/staff?sort=name")
    pages = [seen]
    while 'rel="next"' in browser.seen.text:
        following = browser.seen.text.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
        pages.append(await names_at(browser, following))
    assert [name for each in pages for name in each] == by_sound
    back = browser.seen.text.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert await names_at(browser, back) == by_sound[2:4]
    assert (await browser.get("/console/staff?sort=state")).status == 400


async def test_lessons_are_sorted_by_title_and_by_their_last_change(desk: Desks, services: Services) -> None:
    browser = await desk(StaffRole.EDITOR)
    titles = await names_at(browser, "/console/lessons?sort=title")
    assert titles == (await names_at(browser, "/console/lessons?sort=-title"))[::-1]
    assert sorted(titles) == sorted(each.title for each in await services.lessons.page())
    assert "按题目从 A 到 Z" in (await browser.get("/console/lessons")).text
    assert (await browser.get("/console/lessons?sort=changed")).status == 200


async def test_the_log_begins_with_the_oldest_where_that_is_asked_for(desk: Desks) -> None:
    browser = await desk(StaffRole.DATA_OFFICER)
    await browser.post("/console/sign-out")
    await browser.sign_in("wang")
    newest = await browser.get("/console/audit")
    assert 'aria-sort="descending"' in newest.text
    oldest = await browser.get("/console/audit?sort=at")
    assert 'aria-sort="ascending"' in oldest.text
    assert newest.text.index(">退出了<") > newest.text.index(">登录了<")
    assert (await browser.get("/console/audit?sort=actor")).status == 400


async def test_staff_note_what_she_is_and_take_it_off_again(desk: Desks, phone: Phone, services: Services) -> None:
    await wish_in_qufu(phone, services)
    (person,) = await services.people.page(services.facts.oa_app, scope=Scope.system())
    county, address = await desk(COUNTY, region="370881"), f"/console/people/{person.id}"
    assert "领舞，" not in (await county.get(address)).text
    given = await county.post(f"{address}/roles", role="lead_dancer", do="give")
    assert (given.status, given.path) == (200, address)
    for words_shown in ("领舞", "记的", "自己做的", "记上了一个身份"):
        assert words_shown in given.text
    taken = await county.post(f"{address}/roles", role="lead_dancer", do="take")
    assert "去掉“领舞”" not in taken.text
    for wrong in ({"role": "queen", "do": "give"}, {"role": "donor", "do": "nonsense"}):
        assert (await county.post(f"{address}/roles", **wrong)).status == 400
    elsewhere = await desk(COUNTY, login="zhao", region="370883")
    assert (await elsewhere.post(f"{address}/roles", role="donor", do="give")).status == 404


async def test_the_citys_staff_have_followers_taken_in_and_watch_it(desk: Desks, services: Services) -> None:
    city, address = await desk(CITY), "/console/people/followers"
    assert address in (await city.get("/console/people")).text
    assert "还没有同步过" in (await city.get(address)).text
    begun = await city.post(address, do="begin")
    assert 'aria-labelledby="running-title">0%</progress>' in begun.text
    assert await services.db["outbox"].count_documents({"task": "sync_followers"}) == 1
    assert "现在同步" not in begun.text
    stopped = await city.post(address, do="stop")
    assert "停下了" in stopped.text
    assert (await city.post(address, do="nonsense")).status == 400
    county = await desk(COUNTY, login="zhao", region="370881")
    assert (await county.get(address)).status == 403
    assert address not in (await county.get("/console/people")).text
