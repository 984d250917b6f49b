"""Two bring a dear wish together: who took it up passes a code on, another comes, and both have the certificate."""

import re

import pytest
from playwright.async_api import expect

from tests.acceptance.conftest import Demo
from tests.acceptance.people import (
    MOBILE,
    WAIT_MS,
    claims,
    comes_true,
    gathered,
    on_the_wall,
    two_approve,
    verifies,
    wishes,
)

pytestmark = pytest.mark.xdist_group("demo")


async def test_one_leads_another_comes_and_each_has_the_certificate(demo: Demo) -> None:
    text, child = "一辆上学骑的小自行车", "孔令小禾"
    async with gathered(demo) as people:
        guardian = await people.person("孔奶奶（样例）")
        lead, other = await people.person("牵头的人（样例）"), await people.person("一起的人（样例）")
        village = await people.officer("village", MOBILE)
        county, city = await people.officer("county"), await people.officer("city")
        receipt = await wishes(guardian, child=child, text=text, yuan="280")
        await verifies(village, text, notes="")
        await two_approve(county, city, text)
        await claims(lead, await on_the_wall(lead, text))

        opened = await lead.taps("请人一起圆", "可以请人一起圆")
        invite = re.search(r"“一起 (\d{8})”", opened)
        assert invite, opened
        page = await lead.opens("可以请人一起圆")
        await expect(page.locator("h1")).to_have_text("一起圆一个心愿", timeout=WAIT_MS)
        shown = await page.locator("main").inner_text()
        assert f"一起 {invite[1]}" in shown
        assert "还可以来 4 位" in shown
        await lead.closes()

        first = await other.says(f"一起 {invite[1]}", "一起圆这个心愿")
        assert "谁用我们的名义要钱，都不要给" in first
        await other.taps("我也出一份", "您和另外 1 位一起圆")
        await lead.hears("又有一位爱心人士来一起圆")
        await county.to_wish(text)
        await county.sees("2 位爱心人士一起")

        await comes_true(lead, village, guardian, text, receipt)
        await guardian.hears("有几位爱心人士一起圆这个心愿")
        numbers = []
        for giver, words in ((lead, "这是您的爱心证书"), (other, "你们一起圆的心愿")):
            await giver.hears(words)
            certificate = await giver.opens(words)
            await expect(certificate.locator("h1")).to_have_text("爱心证书", timeout=WAIT_MS)
            said = await certificate.locator("main").inner_text()
            assert "2 位爱心人士一起" in said
            assert child not in said
            numbers.append(await certificate.locator("dd").last.inner_text())
            await giver.closes()
            assert "与另外 1 人一起" in await giver.says("爱心记录", "您的爱心记录")
        assert numbers[0] == numbers[1]
