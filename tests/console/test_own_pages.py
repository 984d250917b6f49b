"""A person's own pages on the phone: the way in by the chat, an organisation and a volunteer apply, and what each sees."""

import asyncio
import re
from datetime import timedelta

from domain.calendar import day_in_china
from domain.company import Standing
from domain.organisations import OrganisationState, Why
from domain.regions import Scope
from services.context import Services
from services.organisations import deciding
from services.organisations.batches import Wanted, take
from services.people.own_pages import KNOWN_FOR, Where, link_to
from services.privacy.her_data import make_link
from services.wishes import giving, volunteers
from tests.console.conftest import Desk, Desks, Seen
from tests.joined import APP, HER, Clock, Phone
from tests.services.organisations.companies import CODES, Companies
from tests.services.wishes.companions import Companions, with_company
from tests.services.wishes.lives import COUNTY, COUNTY_TOO

ORGANISATION, VOLUNTEER = "/h5/own/organisation", "/h5/own/volunteer"
FIELDS = {"name": "幸福商店", "code": CODES[0], "region": "370881", "contact": "赵大伟", "phone": "138 1234 1234"}


def link_in(services: Services, reply: str) -> str:
    found = re.search(rf"{services.facts.public_url}(/h5/own/in/\S+)", reply)
    assert found, reply
    return found[1]


async def opened(browser: Desk, link: str) -> Seen:
    await browser.get(link)
    return await browser.post(link)


async def test_a_link_of_the_chat_lets_one_browser_in_once_for_half_a_day(
    desk: Desks, services: Services, phone: Phone, clock: Clock
) -> None:
    link = link_in(services, await phone.says("爱心单位"))
    browser, other = await desk(), await desk()
    for _ in range(2):
        assert (await browser.get(link)).status == 200
    assert (await browser.get(ORGANISATION)).status == 401
    await browser.get(link)
    assert (await browser.post(link, _xsrf="2|a|b|1")).status == 403
    assert (await opened(browser, link)).path == ORGANISATION
    shown = await browser.get(link)
    assert (shown.path, shown.headers["Cache-Control"]) == (ORGANISATION, "no-store")
    passed_on = await other.get(link)
    assert (passed_on.status, "回复“爱心单位”" in passed_on.text) == (401, True)
    clock.move(seconds=KNOWN_FOR.total_seconds() + 1)
    assert (await browser.get(ORGANISATION)).status == 401


async def test_a_link_to_her_pages_opens_no_data_of_hers_and_the_other_way_round(
    desk: Desks, services: Services, phone: Phone
) -> None:
    await phone.says("爱心单位")
    person = await services.people.find(APP, HER)
    assert person
    browser = await desk()
    token = (await link_to(services, person, Where.VOLUNTEER)).split("/")[-2]
    assert "已经打开过" in (await browser.get(f"/h5/mine/{token}")).text
    data = (await make_link(services, person.id, now=services.now())).rpartition("/")[2]
    assert (await browser.get(f"/h5/own/in/{data}/organisation")).status == 401
    for value in ("x", "\u00e9", "A" * 3000):
        browser.http.cookie_jar.update_cookies({"xinqiao_own": value})
        assert (await browser.get(ORGANISATION)).status in {400, 401}


async def test_who_was_erased_is_known_no_longer(desk: Desks, services: Services, phone: Phone) -> None:
    browser = await desk()
    await opened(browser, link_in(services, await phone.says("志愿者")))
    await services.db["people"].delete_many({})
    assert (await browser.get(VOLUNTEER)).status == 401


async def test_an_organisation_applies_is_sent_back_corrects_and_sees_its_batches(
    desk: Desks, services: Services, phone: Phone
) -> None:
    companies, browser = Companies(services), await desk()
    form = await opened(browser, link_in(services, await phone.says("单位报名")))
    asked = FIELDS | {"id": form.value("id")}
    wrong = await browser.post(ORGANISATION, **(asked | {"code": "91350100M000100Y44", "_draft": "own-organisation"}))
    assert (wrong.status, "号码有一位不对" in wrong.text, wrong.value("name")) == (400, True, "幸福商店")
    assert 'data-answered="own-organisation"' in wrong.text
    sent = await browser.post(ORGANISATION, **asked, _draft="own-organisation")
    assert ("妇联会打您留的电话" in sent.text, 'data-taken="own-organisation"' in sent.text) == (True, True)
    await browser.get(ORGANISATION)
    await browser.get(link_in(services, await phone.says("爱心单位")))
    assert (await browser.post(ORGANISATION, **asked)).status == 200
    (one,) = await services.organisations.page(scope=Scope.system())
    other = await browser.post(ORGANISATION, **(asked | {"id": "01k0000000000000000000000z", "code": CODES[1]}))
    assert (other.status, "已经报过名" in other.text) == (409, True)

    await deciding.decide(services, one.id, OrganisationState.REFUSED, why=Why.CODE, by=COUNTY, seen=1)
    assert "统一社会信用代码和名称对不上" in await phone.says("爱心单位")
    back = await browser.get(ORGANISATION)
    assert ("统一社会信用代码和名称对不上" in back.text, back.value("contact")) == (True, "赵大伟")
    late = await browser.post(ORGANISATION, **(asked | {"version": "1"}))
    assert (late.status, "刚才有人改过了" in late.text) == (409, True)
    mended = await browser.post(ORGANISATION, **(asked | {"version": back.value("version"), "name": "幸福百货商店"}))
    assert ("幸福百货商店" in mended.text, "没有通过" in mended.text) == (True, False)

    await companies.wishes(2)
    approved = await deciding.decide(services, one.id, OrganisationState.APPROVED, by=COUNTY, seen=3)
    assert approved.name == "幸福百货商店"
    assert "还没有认领过" in (await browser.get(ORGANISATION)).text
    her = await services.people.find(APP, HER)
    assert her
    sheet = await take(services, "01k0000000000000000000001z", Wanted(many=2), by=her)
    listed = await browser.get(ORGANISATION)
    assert "认领了 2 件" in listed.text
    batch = await browser.get(f"{ORGANISATION}/batches/{sheet.batch.id}")
    assert sheet.rows[0].wish.code in batch.text
    assert re.search(r"/api/v1/batches/[0-9a-z]{26}/sheet\?link=", batch.text)
    for secret in ("王小", "峪口", "吴村"):
        assert secret not in batch.text
    assert (await browser.get(f"{ORGANISATION}/batches/01k0000000000000000000000z")).status == 404


async def test_a_form_that_is_sent_twice_at_once_is_one(desk: Desks, services: Services, phone: Phone) -> None:
    browser = await desk()
    form = await opened(browser, link_in(services, await phone.says("单位报名")))
    asked = FIELDS | {"id": form.value("id"), "name": "幸福<script>商店", "_xsrf": form.token}
    both = await asyncio.gather(*(browser.post(ORGANISATION, **asked) for _ in range(2)))
    assert [(each.status, "妇联会打您留的电话" in each.text, "已经报过名" in each.text) for each in both] == [
        (200, True, False)
    ] * 2
    assert "幸福&lt;script&gt;商店" in both[0].text
    (one,) = await services.organisations.page(scope=Scope.system())
    await deciding.decide(services, one.id, OrganisationState.REFUSED, why=Why.OTHER, by=COUNTY, seen=1)
    back = await browser.get(ORGANISATION)
    again = asked | {"version": back.value("version"), "_xsrf": back.token, "phone": "139 1234 1234"}
    both = await asyncio.gather(*(browser.post(ORGANISATION, **again) for _ in range(2)))
    assert [(each.status, "刚才有人改过了" in each.text) for each in both] == [(200, False)] * 2
    acts = await services.audit.page(scope=Scope.system(), about=one.id, most=10)
    assert [each.kind for each in acts].count("organisation_corrected") == 1


async def test_a_link_that_is_opened_twice_at_once_lets_one_in(desk: Desks, services: Services, phone: Phone) -> None:
    link = link_in(services, await phone.says("单位报名"))
    browsers = [await desk() for _ in range(2)]
    for each in browsers:
        await each.get(link)
    seen = await asyncio.gather(*(each.post(link) for each in browsers))
    assert sorted(each.status for each in seen) == [200, 401]


async def test_only_whom_staff_call_about_it_corrects_one_and_only_once_sent_back(
    desk: Desks, services: Services, phone: Phone
) -> None:
    companies, browser = Companies(services), await desk()
    one, _ = await companies.approved("other")
    await opened(browser, link_in(services, await phone.says("单位报名")))
    seen = {"id": one.id, "version": str(one.version)}
    assert (await browser.post(ORGANISATION, **(FIELDS | seen))).status == 404
    await browser.get(ORGANISATION)
    assert (await browser.post(ORGANISATION, **(FIELDS | {"id": "x"}))).status == 404
    await browser.get(ORGANISATION)
    assert (await browser.post(ORGANISATION, **(FIELDS | seen | {"version": "one"}))).status == 400
    assert (await browser.get(f"{ORGANISATION}/batches/{one.id}")).status == 404


async def test_a_volunteer_reads_the_pledge_signs_and_sees_how_far_it_is(
    desk: Desks, services: Services, phone: Phone, clock: Clock
) -> None:
    browser = await desk()
    page = await opened(browser, link_in(services, await phone.says("当志愿者")))
    assert "不单独和孩子在一起" in page.text
    unsigned = await browser.post(VOLUNTEER, region="370881")
    assert (unsigned.status, "请看完承诺书" in unsigned.text) == (400, True)
    assert '"370881" selected' in unsigned.text
    nowhere = await browser.post(VOLUNTEER, region="370800", agree=page.value("agree"))
    assert (nowhere.status, "请选您在哪个县" in nowhere.text) == (400, True)
    signed = await browser.post(VOLUNTEER, region="370881", agree=page.value("agree"))
    her = await services.people.find(APP, HER)
    assert her
    known = await volunteers.standing_of(services, her)
    assert known
    assert (known.number in signed.text, "报上您的号码" in signed.text, "手上没有陪伴" in signed.text) == (
        True,
        True,
        True,
    )
    assert "等县里审核" in await phone.says("志愿者")
    checked = await volunteers.note_check(services, known.id, day=day_in_china(services.now()), by=COUNTY, seen=1)
    assert "等县妇联通过" in (await browser.get(VOLUNTEER)).text
    await volunteers.decide(services, known.id, Standing.APPROVED, by=COUNTY_TOO, seen=checked.version)
    assert "公安查询有效到" in (await browser.get(VOLUNTEER)).text
    assert "查询有效到" in await phone.says("志愿者")
    wrong = await browser.post(f"{VOLUNTEER}/join", invite="1234 5678")
    assert (wrong.status, "没有这个邀请码" in wrong.text, wrong.value("invite")) == (400, True, "12345678")
    clock.move(seconds=timedelta(days=366).total_seconds())
    assert "查询过期了" in await phone.says("志愿者")
    late = await opened(browser, link_in(services, await phone.says("志愿者")))
    assert "再带身份证到县妇联查一次" in late.text


async def test_she_sees_her_meeting_and_what_worries_her_reaches_those_who_look(
    desk: Desks, services: Services
) -> None:
    there = Companions(with_company(services))
    wish = await there.in_hand()
    browser, stranger = await desk(), await desk()
    address = f"/h5/own/meetings/{wish.id}"
    for each, who in ((browser, "lead"), (stranger, "stranger")):
        link = await link_to(services, await there.somebody(who), Where.VOLUNTEER)
        page = await opened(each, link.removeprefix(services.facts.public_url))
        assert (wish.public_text in page.text) == (each is browser)
    assert (await stranger.get(address)).status == 404
    page = await browser.get(address)
    assert "两位志愿者" in page.text
    key = page.value("key")
    short = await browser.post(address, text="", key=key)
    assert (short.status, "请写是什么事" in short.text) == (400, True)
    token = browser.seen.token
    for _ in range(2):
        told = await browser.post(address, _xsrf=token, text="孩子说害怕和那位叔叔在一起", key=key)
        assert (told.status, "马上来看" in told.text) == (200, True)
    assert await services.db["alerts"].count_documents({}) == 1
    second = await services.volunteers.of_person((await there.somebody("second")).id)
    assert second is not None
    assert second.state is Standing.SUSPENDED
    assert "手上没有陪伴" in (await browser.get(VOLUNTEER)).text


async def test_the_second_adult_comes_along_by_the_code_of_the_first(desk: Desks, services: Services) -> None:
    there = Companions(with_company(services))
    wish, lead = await there.asked(), await there.vetted("lead")
    wish = await giving.claim(there.services, wish.code, by=lead)
    await there.vetted("second")
    browser = await desk()
    link = await link_to(services, await there.somebody("second"), Where.VOLUNTEER)
    await opened(browser, link.removeprefix(services.facts.public_url))
    joined = await browser.post(f"{VOLUNTEER}/join", invite=f"{wish.invite[:4]} {wish.invite[4:]}")
    assert (joined.path, wish.public_text in joined.text) == (VOLUNTEER, True)
    assert "都有了" in (await browser.get(f"/h5/own/meetings/{wish.id}")).text


async def test_danger_in_the_form_of_an_organisation_is_told_whom_to_call_and_has_its_case(
    desk: Desks, services: Services, phone: Phone
) -> None:
    browser = await desk()
    form = await opened(browser, link_in(services, await phone.says("单位报名")))
    asked = FIELDS | {"id": form.value("id"), "contact": "我老公又打我了，救命"}
    for wrong in ({"code": "91350100M000100Y44"}, {}, {}):  # refused, taken, and tapped twice
        said = await browser.post(ORGANISATION, **(asked | wrong))
        assert ("110" in said.text, "现在危险" in said.text) == (True, True)
    (case,) = await services.cases.page(scope=Scope.system())
    assert (case.openid, case.messages) == (HER, 1)
