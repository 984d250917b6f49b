"""Five people bring wishes on their way: a guardian, a village officer, the county, the city and a donor."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.acceptance.batches import THING, gives_itself, imports, picks_for_a_day
from tests.acceptance.conftest import Demo
from tests.acceptance.people import (
    MOBILE,
    WAIT_MS,
    claims,
    comes_true,
    gathered,
    on_the_wall,
    reaches_the_wall,
    two_approve,
    verifies,
    wishes,
)

ROWS = 40

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

        await two_approve(county, city, text)
        await guardian.hears("县里审批通过了")

        code = await on_the_wall(donor, text)
        await claims(donor, code)
        await guardian.hears("有人认领了")
        await comes_true(donor, village, guardian, text, receipt)
        certificate = await donor.opens("这是您的爱心证书")
        await expect(certificate.locator("h1")).to_have_text("爱心证书", timeout=WAIT_MS)
        shown = await certificate.locator("main").inner_text()
        assert text in shown
        number = await certificate.locator("dd").last.inner_text()
        assert child not in shown + await donor.page.locator("body").inner_text()
        await city.to_wish(text)
        await city.sees("家里收到了")
        await city.sees(number)


async def test_a_wish_is_returned_corrected_and_reaches_the_wall(demo: Demo) -> None:
    vague, clear = "一些学习用的东西", "一个带拉杆的蓝书包"
    async with gathered(demo) as people:
        guardian = await people.person("颜大姐（样例）")
        village, county = await people.officer("village", MOBILE), await people.officer("county")
        await wishes(guardian, child="颜小满", text=vague, yuan="八十块")
        await village.to_wish(vague)
        await village.follows("上门核实", "家里的困难")
        await village.follows("退回家长改", "再说两句")
        await village.picks({"原因": "没写清楚要什么"})
        await village.fills({"再说两句": "书包、文具还是书？请只写一样。"})
        await village.taps("退回家长改", "轮到家长")
        told = await guardian.hears("要改一下再走")
        assert "没写清楚要什么" in told
        assert "书包、文具还是书" in told

        await guardian.says("改心愿", vague)
        await guardian.taps(vague, "改成什么")
        await guardian.says(clear, "多少钱")
        await guardian.says("很贵", "数字")
        await guardian.says("95", "改成这样，对不对")
        await guardian.taps("提交", "改好了，编号")
        await reaches_the_wall(village, county, clear)
        await county.sees("改好了，又提交了")
        donor = await people.person("好心人二（样例）")
        await on_the_wall(donor, clear)
        assert vague not in await donor.page.locator("body").inner_text()


async def test_a_wish_that_is_released_is_claimed_anew_and_comes_true(demo: Demo) -> None:
    text = "一盒四十八色的油画棒"
    async with gathered(demo) as people:
        guardian = await people.person("曾大姐（样例）")
        first, second = await people.person("好心人三（样例）"), await people.person("好心人四（样例）")
        village, county = await people.officer("village", MOBILE), await people.officer("county")
        receipt = await wishes(guardian, child="曾小满", text=text, yuan="六十块")
        await reaches_the_wall(village, county, text)
        code = await on_the_wall(first, text)
        await claims(first, code)
        await second.says(f"认领 {code}", "刚被别人认领了")

        await first.says("我的", text)
        await first.taps(text, "办不了，请别人来")
        await first.taps("办不了，请别人来", "排到最前面请别人来接")
        await first.taps("请别人来", "这个心愿会排在最前面")
        assert await on_the_wall(second, text, first=True) == code
        await claims(second, code)
        await county.to_wish(text)
        await county.sees("不认领了，心愿排到最前面")
        await comes_true(second, village, guardian, text, receipt)
        await second.says("爱心记录", "一共圆了 1 个心愿")
        await first.says("爱心记录", "您还没有圆过心愿")


@pytest.mark.long
async def test_a_batch_is_imported_and_given_out_on_a_delivery_day(demo: Demo, tmp_path: Path) -> None:
    async with gathered(demo) as people:
        village = await people.officer("village", MOBILE)
        county, city = await people.officer("county"), await people.officer("city")
        await imports(village, tmp_path / "filled.xlsx", ROWS)
        for _ in range(ROWS):
            await verifies(village, THING, notes="")
        for _ in range(ROWS):
            await gives_itself(county, THING)

        labels = await picks_for_a_day(county, ROWS)
        assert len(set(labels)) == ROWS
        await county.fills({"扫标签，或者输号码": labels[0][:-1] + ("2" if labels[0][-1] != "2" else "3")})
        await county.taps("领走了", "号码好像有一位不对")
        for given, label in enumerate(labels[:-1], 1):
            await county.fills({"扫标签，或者输号码": label})
            await county.taps("领走了", f"领走了 {given} 个")
        await county.sees("还没领 1 个")
        await county.taps("办完了", "没有来领 1 个")
        await city.opens("心愿")
        await city.follows("圆梦日", f"领走 {ROWS - 1} 个，没来 1 个")
        await village.opens("心愿")
        await village.sees("等家长确认")
