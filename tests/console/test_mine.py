"""The page of one's own data over HTTP: a look uses nothing up, a tap opens it once, and no copy stays."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.async_api import Browser, expect

from domain.staff import StaffRole
from services.context import Services
from services.knowledge.feedback import mark_of
from services.privacy.her_data import make_link
from tests.bot.test_flows import WHOLE_WISH, says_all
from tests.console.conftest import Desks
from tests.console.test_chromium import browser as chromium
from tests.joined import APP, HER, Phone
from wording import privacy as words

browser = chromium


async def address_of(services: Services, phone: Phone) -> str:
    await says_all(phone, *WHOLE_WISH, "提交")
    person = await services.people.find(APP, HER)
    assert person
    return (await make_link(services, person.id, now=services.now())).removeprefix(services.facts.public_url)


async def test_a_look_shows_nothing_and_a_tap_shows_all_of_it_once(
    desk: Desks, services: Services, phone: Phone
) -> None:
    link, browser = await address_of(services, phone), await desk()
    for _ in range(2):
        before = await browser.get(link)
        assert before.status == 200
        assert "王小明" not in before.text
    assert (await browser.post("/h5/mine/guessed")).status == 404
    opened = await browser.post(link)
    assert opened.status == 200
    assert "王小明" in opened.text
    assert opened.headers["Cache-Control"] == "no-store"
    assert (await browser.post(link)).status == 404
    assert "已经打开过" in (await browser.get(link)).text


async def test_the_tap_of_a_browser_is_taken(services: Services, phone: Phone, address: str, browser: Browser) -> None:
    """It says where a form comes from only where the page lets it."""
    link, page = await address_of(services, phone), await browser.new_page()
    await page.goto(address + link)
    await page.get_by_role("button", name="看我的信息").click()
    await expect(page.locator("body")).to_contain_text("王小明")


async def test_an_answer_s_taps_in_a_browser_are_taken(services: Services, address: str, browser: Browser) -> None:
    entry = services.answers.entry("eat-001")
    assert entry
    mark = mark_of(services, entry.id, app=APP, openid=HER)
    page = await browser.new_page()
    await page.goto(f"{address}/h5/answers/{entry.id}?of={mark}")
    await page.get_by_role("button", name="有用").click()
    await expect(page.locator("#helped")).to_contain_text("帮到您就好")


async def test_the_tap_needs_the_pages_own_token(desk: Desks, services: Services, phone: Phone) -> None:
    link, browser = await address_of(services, phone), await desk()
    await browser.get(link)
    assert (await browser.post(link, _xsrf="2|a|b|1")).status == 403
    assert (await browser.post(link)).status == 200


async def test_the_yearly_audit_is_shown_and_taken_along_by_the_citys_data_officer_alone(desk: Desks) -> None:
    officer = await desk(StaffRole.DATA_OFFICER)
    page = await officer.get("/console/audit/privacy")
    assert page.status == 200
    assert "第三十七条" in page.text
    assert (await officer.get("/console/audit/privacy?year=1999")).status == 400
    async with officer.http.get(f"{officer.base}/console/audit/privacy.xlsx?year=2026") as answer:
        sheet = load_workbook(BytesIO(await answer.read()))
    first = [cell.value for cell in next(sheet.worksheets[0].iter_rows())]
    assert first == list(words.YEARLY_SHEET)
    county = await desk(StaffRole.DATA_OFFICER, login="zhao", region="370881")
    assert (await county.get("/console/audit/privacy")).status == 403
    assert "/console/audit/privacy" not in (await county.get("/console/audit")).text
