"""A cry that nobody takes up climbs from desk to desk by the clock, and whoever cries again is heard again."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.acceptance.guarding import (
    at_the_bell,
    cries,
    guards,
    lives_in_the_village,
    opens_newest,
    rings,
    to_another_page,
)
from tests.acceptance.people import DESK, MOBILE, Officer, gathered
from tests.acceptance.places import Office

CRIES = ("他又打我了，往死里打", "老公喝了酒拿刀要砍我", "他还在打我，我躲在厕所里", "他又找来了，拿着刀打我")
WAITS, AGAIN = timedelta(minutes=5), timedelta(minutes=15)
SIZES = pytest.mark.parametrize("size", [MOBILE, DESK], ids=("phone", "desk"))


async def has_told(guard: Officer, words: str, many: int) -> None:
    """Wait until the case's story says so this many times."""
    await guard.page.reload()
    told = guard.main.get_by_role("region", name="经过").get_by_text(words)
    await expect(told).to_have_count(many)


@SIZES
async def test_a_case_that_nobody_takes_up_climbs_to_the_city_until_somebody_does(
    office: Office, size: tuple[int, int]
) -> None:
    await guards(office, "town", "county", "city")
    async with gathered(office.place) as people:
        her = await people.person("峪口村的（样例）")
        await lives_in_the_village(her)
        town = await at_the_bell(people, office.place, "town", size)
        county = await people.officer("county", size)
        await cries(her, office, CRIES[0])
        await rings(town.page)
        await opens_newest(town, "家庭暴力")
        await town.sees("已经叫了：乡镇")
        await town.sees("吴村镇值班的 没有绑微信")  # so that somebody rings her up

        await office.later(WAITS)
        await has_told(town, "没人接，往上一级叫人：县（市、区）", 1)
        await town.sees("已经叫了：县（市、区）")
        await office.later(WAITS)
        await has_told(town, "没人接，往上一级叫人：市", 1)
        for times in (1, 2):
            await office.later(AGAIN)
            await has_told(town, "还没人接，又叫了一次：市", times)

        await opens_newest(county, "家庭暴力")
        await county.taps("我来接", "有人接了")
        await office.later(AGAIN)
        await has_told(town, "还没人接，又叫了一次：市", 2)  # no more
        await town.sees("曲阜值班的")
        await expect(town.main.get_by_text("没有绑微信")).to_have_count(0)


@SIZES
async def test_whoever_writes_again_raises_her_case_and_undoes_its_closing(
    office: Office, size: tuple[int, int]
) -> None:
    await guards(office, "county", "city")
    async with gathered(office.place) as people:
        her = await people.person("又来求助的（样例）")
        guard = await at_the_bell(people, office.place, "county", size)
        await lives_in_the_village(her)
        await cries(her, office, CRIES[0])
        await opens_newest(guard, "关注")
        await guard.taps("我来接", "有人接了")
        case = guard.page.url

        await to_another_page(guard)
        await cries(her, office, CRIES[1])
        await rings(guard.page)
        await guard.page.goto(case)
        await guard.sees("她又写来了，请再看一看")
        await guard.sees("2 条，最后一条")
        await guard.sees("紧急")
        await guard.taps("看过了", "她又来求助，级别升了")
        await expect(guard.main.get_by_text("请再看一看")).to_have_count(0)

        await guard.taps("提出结案", "要另一位同事看过")
        await cries(her, office, CRIES[2])
        await has_told(guard, "结案先不算", 1)
        await guard.sees("最紧急")
        await guard.taps("看过了", "跟进中")

        second = await people.officer("city", size)
        await closes_with(guard, second, case)
        await cries(her, office, CRIES[3])
        await opens_newest(guard, "又来求助")
        assert guard.page.url == case  # and no second one
        await guard.taps("我来接", "有人接了")


async def closes_with(guard: Officer, second: Officer, case: str) -> None:
    """The second person first isn't convinced; closed, it can be opened again by hand."""
    await guard.taps("提出结案", "要另一位同事看过")
    await second.page.goto(case)
    await second.taps("还不能结，接着跟", "没同意结案")
    await guard.page.reload()
    await guard.taps("提出结案", "要另一位同事看过")
    await second.page.reload()
    await second.taps("同意结案", "已结案")
    await second.taps("重新打开", "有人接了")
    await second.taps("提出结案", "要另一位同事看过")
    await guard.page.reload()
    await guard.taps("同意结案", "已结案")
    await guard.opens("求助")
    await guard.follows("结了的", "已结案")
