"""The lists of colleagues, acts, codes and pictures: the table and the sheet that every list has."""

from urllib.parse import quote

import pytest

from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from handlers.console.audit_table import LOG
from handlers.console.media_table import PICTURES
from handlers.console.scene_table import SCENES
from handlers.console.staff_table import STAFF
from services.context import Services
from services.staff import add
from tests.console.conftest import PASSWORD, Desks
from tests.console.media_samples import PICTURE
from tests.console.test_table import sheet

CITY = "370000/370800/"
QUFU, ZOUCHENG = f"{CITY}370881/", f"{CITY}370883/"
LISTS = {each.name: each for each in (STAFF, LOG, SCENES, PICTURES)}


async def stock(services: Services, many: int = 40) -> None:
    """Codes of two counties and pictures, more than a screen holds."""
    scene = {"kind": "site", "words": "", "lesson": "", "keyword": "", "url": "x", "reason": "", "version": 1}
    scene |= {"scans": 3, "follows": 1, "made_by": "", "made_at": services.now()}
    ids = sorted(new_id() for _ in range(many))
    places = [QUFU if number % 2 else ZOUCHENG for number in range(many)]
    await services.db["scenes"].insert_many(
        scene | {"_id": ids[n], "name": f"站点 {n}", "region": path[-7:-1], "region_path": path}
        for n, path in enumerate(places)
    )
    names = [name for name in type(PICTURE).__dataclass_fields__ if name != "id"]
    picture = {name: getattr(PICTURE, name) for name in names}
    await services.db["pictures"].insert_many(
        picture | {"_id": ids[n], "title": f"图 {n:02}", "digest": f"{n}"} for n in range(many)
    )


@pytest.mark.parametrize("name", LISTS)
async def test_the_sheet_has_all_that_is_filtered_in_her_columns_and_is_written_down(
    desk: Desks, services: Services, name: str
) -> None:
    await stock(services)
    table, browser = LISTS[name], await desk(StaffRole.ADMINISTRATOR)
    page = await browser.get(table.address)
    assert "看哪几列" in page.text
    assert "怎么排" not in page.text
    assert f"{table.address}?xlsx=1" in page.text
    chosen = [each for each in table.columns[1:] if not each.shown][:1]
    await browser.post(f"/console/columns/{name}", column=chosen[0].name, back=table.address)
    rows = await sheet(browser, f"{table.address}?xlsx=1")
    assert rows[0] == (table.columns[0].words, chosen[0].words)
    assert len(rows) == {"scenes": 41, "media": 41}.get(name, len(rows))
    assert len(rows) > 1
    typed = table.typed[0].name
    await sheet(browser, f"{table.address}?xlsx=1&{typed}={quote('王芳')}")
    acts = [each for each in await services.audit.page(scope=Scope.system()) if each.kind == "exported"]
    assert [each.about for each in acts] == [name, name]
    assert acts[0].data["filters"] == {**acts[0].data["filters"], typed: "*"}
    assert "王芳" not in str(acts[0].data)
    assert acts[1].data == {"rows": len(rows) - 1, "columns": [table.columns[0].name, chosen[0].name], "filters": {}}


async def test_a_sheet_holds_what_she_may_see_alone_and_her_filters_and_order(desk: Desks, services: Services) -> None:
    await stock(services)
    await add(services, login="zou", name="孙英", roles=[StaffRole.COUNTY], region="370883", password=PASSWORD)
    county = await desk(StaffRole.COUNTY, region="370881")
    names = [row[0] for row in await sheet(county, f"{STAFF.address}?xlsx=1")][1:]
    assert names == ["王芳"]
    async with county.http.get(f"{county.base}{LOG.address}?xlsx=1") as answer:
        assert answer.status == 403
    editor = await desk(StaffRole.EDITOR, login="li", region="370881")
    rows = (await sheet(editor, f"{SCENES.address}?xlsx=1&sort=made&q={quote('站点 1')}"))[1:]
    assert [row[0] for row in rows] == [f"站点 {n}" for n in (1, 11, 13, 15, 17, 19)]
    rows = (await sheet(editor, f"{PICTURES.address}?xlsx=1&sort=-title&q={quote('图 1')}"))[1:]
    assert [row[0] for row in rows] == [f"图 {n}" for n in range(19, 9, -1)]
    for wrong in (f"{STAFF.address}?role=boss", f"{LOG.address}?kind=x", f"{PICTURES.address}?sort=alt"):
        assert (await (await desk(StaffRole.ADMINISTRATOR, login=f"b{len(wrong)}")).get(wrong)).status == 400


async def test_a_search_keeps_the_filters_and_the_filters_keep_what_was_typed(desk: Desks) -> None:
    browser = await desk(StaffRole.ADMINISTRATOR)
    page = await browser.get(f"{STAFF.address}?state=active&sort=-name&q=wa")
    for kept in ('name="state" value="active"', 'name="sort" value="-name"', 'value="wa"'):
        assert kept in page.text
    assert f"{STAFF.address}?role=&" not in page.text
    left = [each for each in page.text.split('href="') if each.startswith(f"{STAFF.address}?") and "state=left" in each]
    assert left
    assert all("q=wa" in each and "sort=-name" in each for each in left)
