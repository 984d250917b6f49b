"""Campaigns in the console and on a phone's page."""

import re

from domain.staff import StaffRole
from domain.wishes import WishState
from services.context import Services
from tests.console.conftest import Desks
from tests.services.wishes.test_campaigns import OTHER, put

FORM = {
    "version": "0",
    "name": "春节心愿",
    "words": "一起圆孩子的小心愿。",
    "first": "2026-11-01",
    "last": "2026-12-31",
    "region": "370881",
    "target_wishes": "12",
    "target_yuan": "",
    "public": "on",
}


async def test_a_county_keeps_a_campaign_whose_numbers_lead_to_their_wishes(desk: Desks, services: Services) -> None:
    await put(services, 6, WishState.CONFIRMED)
    await put(services, 7, WishState.PUBLISHED)
    await put(services, 4, WishState.CONFIRMED, path=OTHER)
    her = await desk(StaffRole.COUNTY, login="xian", region="370881")
    form = await her.get("/console/campaigns/new")
    found = re.search(r"/console/campaigns/([0-9a-z]{26})/edit", form.text)
    assert found
    at = f"/console/campaigns/{found[1]}"
    wrong = await her.post(f"{at}/edit", **(FORM | {"last": "2026-10-01"}))
    assert (wrong.status, "结束的日子在开始之前" in wrong.text, "春节心愿" in wrong.text) == (400, True, True)
    for bad in ({"first": "明天"}, {"target_wishes": "很多"}, {"target_wishes": ""}, {"name": ""}, {"region": "99"}):
        assert (await her.post(f"{at}/edit", **(FORM | bad))).status == 400
    made = await her.post(f"{at}/edit", **FORM)
    assert (made.path, "50%" in made.text, "一共约 300 元" in made.text) == (at, True, True)
    for stage, many in (("shown", 13), ("taken", 6), ("done", 6)):
        address = f"/console/wishes?state={stage}&amp;campaign={found[1]}"
        assert f'href="{address}">{many}</a>' in made.text
        rows = await her.get(address.replace("&amp;", "&"))
        assert len(set(re.findall(r"/console/wishes/([0-9a-z]{26})", rows.text))) == many
        assert "春节心愿" in rows.text
    stale = await her.post(f"{at}/edit", **(FORM | {"name": "换掉", "version": "7"}))
    assert (stale.status, "刚才有同事改过" in stale.text) == (409, True)
    assert "春节心愿" in (await her.get("/console/campaigns")).text
    neighbour = await desk(StaffRole.COUNTY, login="lin", region="370883")
    assert (await neighbour.get(at)).status == 404
    assert (await neighbour.get(f"{at}/edit")).status == 404
    assert "春节心愿" not in (await neighbour.get("/console/campaigns")).text
    assert "春节心愿" not in (await neighbour.get(f"/console/wishes?campaign={found[1]}")).text
    page = await neighbour.get(f"/h5/campaigns/{found[1]}")
    assert (page.status, "6 个" in page.text, "做到了 50%" in page.text) == (200, True, True)
    assert "王" not in page.text
    wall = await neighbour.get(f"/h5/wishes?campaign={found[1]}")
    assert (wall.text.count("wall-code"), "“<a" in wall.text) == (7, True)
    assert "春节心愿" in (await neighbour.get("/h5/campaigns")).text
    await her.get(at)
    closed = await her.post(f"{at}/close")
    assert ("结束了" in closed.text, "改一改" in closed.text) == (True, False)
    assert "春节心愿" not in (await her.get("/h5/campaigns")).text
    await her.get("/console/campaigns/new")
    assert (await her.post(f"{at}/edit", **(FORM | {"name": "换掉", "version": "2"}))).status == 409


async def test_a_draft_is_seen_by_staff_alone_and_a_few_are_not_counted_out(desk: Desks, services: Services) -> None:
    await put(services, 3, WishState.CONFIRMED)
    her = await desk(StaffRole.CITY, login="shi", region="370800")
    form = await her.get("/console/campaigns/new")
    found = re.search(r"/console/campaigns/([0-9a-z]{26})/edit", form.text)
    assert found
    at, public = f"/console/campaigns/{found[1]}", f"/h5/campaigns/{found[1]}"
    draft = FORM | {"region": "370800"}
    del draft["public"]
    await her.post(f"{at}/edit", **draft)
    assert (await her.get(public)).status == 404
    assert (await her.get(f"/h5/wishes?campaign={found[1]}")).status == 400
    await her.get(f"{at}/edit")
    await her.post(f"{at}/edit", **(draft | {"version": "1", "public": "on"}))
    page = await her.get(public)
    assert ("数不到 5 个" in page.text, "做到了" in page.text, "150 元" in page.text) == (True, False, False)
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    assert (await village.get("/console/campaigns/new")).status == 403
