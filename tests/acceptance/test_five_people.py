"""Five people bring wishes on their way: a guardian, a village officer, the county, the city and a donor."""

import pytest
from playwright.async_api import expect

from tests.acceptance.conftest import Demo
from tests.acceptance.people import MOBILE, WAIT_MS, claims, gathered, verifies, wishes

pytestmark = pytest.mark.xdist_group("demo")


async def test_a_wish_comes_from_the_chat_to_the_certificate(demo: Demo) -> None:
    text, child = "一盏带插头的护眼台灯", "孔令小满"
    async with gathered(demo) as people:
        guardian, donor = await people.person("孔大姐（样例）"), await people.person("好心人（样例）")
        village = await people.officer("village", MOBILE)
        county, city = await people.officer("county"), await people.officer("city")
        receipt = await wishes(guardian, child=child, text=text, yuan="260")
        await verifies(village, text, notes="跟奶奶住，灯坏了。")
        await guardian.hears("村里核实好了")

        await county.to_wish(text)
        await county.follows("审批", "还要第二个人看")
        await county.taps("通过", "等第二个人审批")
        await guardian.hears("县里审批通过了")
        await city.to_wish(text)
        await city.follows("第二个人审批", "大家会看到")
        await city.taps("第二个人审批", "在墙上等人认领")

        await claims(donor, text)
        await guardian.hears("有人认领了")
        await donor.says("我的", text)
        await donor.taps(text, "备好了，已交到妇联")
        await donor.taps("备好了，已交到妇联", "东西由妇联送到家里")
        await guardian.hears("东西备好了")
        await village.to_wish(text)
        await village.follows("记送达", "先不")
        await village.taps("记送达", "等家长确认")
        await guardian.hears(f"收到 {receipt}")
        await guardian.says(f"收到 {receipt}", "记下您收到了")

        await donor.hears("这是您的爱心证书")
        certificate = await donor.opens("这是您的爱心证书")
        await expect(certificate.locator("h1")).to_have_text("爱心证书", timeout=WAIT_MS)
        shown = await certificate.locator("main").inner_text()
        assert text in shown
        number = await certificate.locator("dd").last.inner_text()
        assert child not in shown + await donor.page.locator("body").inner_text()
        await city.to_wish(text)
        await city.sees("家里收到了")
        await city.sees(number)
