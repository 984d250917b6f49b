"""An organisation applies on the phone, is sent back, mends it and is approved by the county; a volunteer signs the pledge."""

import pytest
from playwright.async_api import FrameLocator, expect

from tests.acceptance.conftest import Demo
from tests.acceptance.people import WAIT_MS, Officer, Person, gathered

pytestmark = pytest.mark.xdist_group("demo")
NAME, CODE = "曲阜圆梦书店", "91370811MA1111111G"
COUNTY = "任城区"


async def opened(person: Person, words: str) -> FrameLocator:
    """Her own page, by the link that the account gives to these words."""
    await person.says(words, "链接只给您一个人用")
    page = await person.opens("链接只给您一个人用")
    await page.get_by_role("button", name="打开").click()
    return page


async def shows(page: FrameLocator, words: str) -> None:
    await expect(page.get_by_text(words).first).to_be_visible(timeout=WAIT_MS)


async def decided(county: Officer, button: str, then: str) -> None:
    await county.page.goto(f"{county.page.url.split('/console')[0]}/console/organisations?state=applied")
    await county.follows(NAME, "联系人")
    if button == "不通过":
        await county.main.locator("summary", has_text=button).click()
        await county.ticks("电话联系不上")
    await county.main.get_by_role("button", name=button, exact=True).click()
    await county.sees(then)


async def apply(donor: Person) -> None:
    page = await opened(donor, "单位报名")
    await page.get_by_label("单位全名").fill(NAME)
    await page.get_by_label("统一社会信用代码").fill(CODE[:-1] + "9")
    await page.get_by_label("单位在哪里").select_option(label=COUNTY)
    await page.get_by_label("找谁联系").fill("赵大伟")
    await page.get_by_label("联系电话").fill("138 1234 1234")
    await page.get_by_role("button", name="交给妇联").click()
    await shows(page, "号码有一位不对")
    await expect(page.get_by_label("找谁联系")).to_have_value("赵大伟")
    await page.get_by_label("统一社会信用代码").fill(CODE)
    await page.get_by_role("button", name="交给妇联").click()
    await shows(page, "妇联会打您留的电话")
    await donor.closes()


async def signs(donor: Person) -> None:
    """She reads the pledge; what she has chosen stays though she leaves the page half way."""
    page = await opened(donor, "志愿者")
    await shows(page, "不单独和孩子在一起")
    await page.get_by_label("您在哪个县").select_option(label=COUNTY)
    await donor.page.wait_for_timeout(800)  # until the draft is kept
    await donor.closes()
    page = await opened(donor, "志愿者")
    await shows(page, "上次没写完的还在")
    await page.get_by_label("承诺书我看完了，我同意").check()
    await page.get_by_role("button", name="签好，报名").click()
    await shows(page, "报上您的号码")
    await donor.closes()


async def test_who_wants_to_help_applies_on_the_phone_and_sees_what_the_county_says(demo: Demo) -> None:
    async with gathered(demo) as people:
        donor = await people.person("好心人（样例）")
        await apply(donor)
        county = await people.officer("county")
        await decided(county, "不通过", "没有通过")
        await donor.hears("原因：电话联系不上")
        page = await opened(donor, "爱心单位")
        await shows(page, "没有通过的原因：电话联系不上")
        await page.get_by_label("联系电话").fill("13912341234")
        await page.get_by_role("button", name="再交一次").click()
        await shows(page, "妇联会打您留的电话")
        await donor.closes()
        await decided(county, "可以认领", "代表单位的人 1 位")
        await donor.hears("可以认领心愿了")
        page = await opened(donor, "我的单位")
        await shows(page, "还没有认领过")
        assert await page.get_by_text("没有通过的原因").count() == 0
        await donor.closes()
        await signs(donor)
