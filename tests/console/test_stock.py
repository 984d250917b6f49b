"""The county's stock at the console: received, labelled, scanned, entered, given to a wish; its budget."""

import io
import re
from typing import Any

from openpyxl import load_workbook

from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from domain.stock import Lot
from domain.wishes import WishState
from services.context import Services
from tests.console.conftest import Desk, Desks
from tests.joined import Clock
from tests.services.wishes.lives import Lives

EVERYWHERE = Scope.system()
FORM = {"what": "书包", "kind": "study", "yuan": "80", "many": "3", "source": "bought", "received_on": "2026-11-24"}


async def county(desk: Desks) -> Desk:
    seated: Desk = await desk(StaffRole.COUNTY, login="xian", region="370881")
    return seated


async def received(officer: Desk, lives: Lives, **more: str) -> Lot:
    point = await lives.point()
    lot_id = new_id()
    page = await officer.post("/console/stock/new", id=lot_id, **FORM | {"point": point.id} | more)
    assert page.path == f"/console/stock/{lot_id}", page.text
    return await lives.services.lots.get(lot_id, scope=EVERYWHERE)


async def test_a_lot_is_received_labelled_and_found_by_its_label(desk: Desks, services: Services) -> None:
    officer, lives = await county(desk), Lives(services)
    lot = await received(officer, lives)
    label = f"{lot.code[:4]}-{lot.code[4:]}"
    assert label in (await officer.get("/console/stock")).text
    printed = (await officer.get(f"/console/stock/{lot.id}/print")).text
    assert label in printed
    assert "data:image/svg" in printed
    for address in (f"/h5/parcels/{lot.code}", f"/console/parcels/{lot.code}", f"/console/parcels?code={label}"):
        assert (await officer.get(address)).path == f"/console/stock/{lot.id}"
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    for address in (f"/console/stock/{lot.id}", f"/console/parcels/{lot.code}", f"/console/stock/{lot.id}/out"):
        assert (await neighbour.get(address)).status == 404
    assert "书包" not in (await neighbour.get("/console/stock")).text
    stranger = await desk()
    page = await stranger.get(f"/h5/parcels/{lot.code}")
    assert (page.status, "书包" in page.text) == (200, False)


async def test_what_can_t_be_taken_is_said_beside_its_field(desk: Desks, services: Services) -> None:
    officer, lives = await county(desk), Lives(services)
    point = (await lives.point()).id
    for change, said in (
        ({"what": ""}, "请写是什么东西。"),
        ({"many": "很多"}, "请写件数"),
        ({"yuan": "便宜"}, "请写一件约多少元"),
        ({"source": "天上"}, "请选从哪里来。"),
        ({"received_on": "2026-12-24"}, "收到的日子不能晚于今天。"),
        ({"received_on": "明天"}, "请选收到的那一天。"),
        ({"point": ""}, "请选放在哪个收集点。"),
    ):
        page = await officer.post("/console/stock/new", id=new_id(), **FORM | {"point": point} | change)
        assert (page.status, said in page.text) == (400, True), said
    lot = await received(officer, lives)
    page = await officer.post(f"/console/stock/{lot.id}/out", entry=new_id(), seen="1", many="4", why="broken")
    assert (page.status, "没有这么多了" in page.text, "现在有 3 件" in page.text) == (400, True, True)
    page = await officer.post(f"/console/stock/{lot.id}/out", entry=new_id(), seen="1", many="1", why="whim")
    assert (page.status, "请选一个原因。" in page.text) == (400, True)


async def test_a_form_that_is_sent_twice_counts_once(desk: Desks, services: Services) -> None:
    officer = await county(desk)
    lot = await received(officer, Lives(services))
    form = {"entry": new_id(), "seen": "1", "many": "2", "why": "handed_out"}
    for _ in range(2):
        assert (await officer.post(f"/console/stock/{lot.id}/out", **form)).path == f"/console/stock/{lot.id}"
    page = await officer.get(f"/console/stock/{lot.id}")
    assert ("现在有 1 件" in page.text, page.text.count("活动里发掉了")) == (True, 1)


async def test_a_count_on_top_of_what_was_not_seen_asks_to_look_again(desk: Desks, services: Services) -> None:
    officer = await county(desk)
    lot = await received(officer, Lives(services))
    out = {"entry": new_id(), "seen": "1", "many": "1", "why": "broken"}
    await officer.post(f"/console/stock/{lot.id}/out", **out)
    count = {"entry": new_id(), "seen": "1", "many": "3", "why": "counted"}
    page = await officer.post(f"/console/stock/{lot.id}/counted", **count)
    assert (page.status, "刚刚有人动过" in page.text, 'name="seen" value="2"' in page.text) == (409, True, True)
    await officer.post(f"/console/stock/{lot.id}/counted", **count | {"seen": "2"})
    assert (await services.lots.get(lot.id, scope=EVERYWHERE)).many == 3
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    assert (await town.get(f"/console/stock/{lot.id}/counted")).status == 403


async def test_a_movement_typed_twice_is_taken_back_once_and_both_stay(desk: Desks, services: Services) -> None:
    officer = await county(desk)
    lot = await received(officer, Lives(services))
    address = f"/console/stock/{lot.id}"
    twice = [new_id(), new_id()]
    for entry in twice:
        await officer.post(f"{address}/out", entry=entry, seen="1", many="1", why="broken")
    page = await officer.get(address)
    assert f"{address}/corrected?movement={twice[1]}&amp;many=0" in page.text
    form = await officer.get(f"{address}/corrected?movement={twice[1]}&many=0")
    assert (f'value="{twice[1]}" selected' in form.text, 'name="many" value="0"' in form.text) == (True, True)
    undo = {"entry": new_id(), "movement": twice[1], "many": "0", "why": "twice"}
    assert (await officer.post(f"{address}/corrected", **undo | {"movement": ""})).status == 400
    for _ in range(2):
        done = await officer.post(f"{address}/corrected", **undo)
        assert (done.path, "现在有 2 件" in done.text, done.text.count("已更正")) == (address, True, 1)
    assert (done.text.count("坏了，不能用"), "记了两次" in done.text) == (2, True)
    again = await officer.post(f"{address}/corrected", **undo | {"entry": new_id()})
    assert (again.status, "这一笔已经更正过了" in again.text) == (400, True)


async def test_part_of_a_lot_goes_elsewhere_with_a_label_of_its_own(desk: Desks, services: Services) -> None:
    officer, lives = await county(desk), Lives(services)
    lot, below = await received(officer, lives), await lives.point("370881100")
    form = {"entry": new_id(), "many": "2", "why": "nearer", "point": below.id}
    too_many = await officer.post(f"/console/stock/{lot.id}/parted", **form | {"many": "4"})
    assert (too_many.status, "没有这么多了" in too_many.text) == (400, True)
    pages = [await officer.post(f"/console/stock/{lot.id}/parted", **form) for _ in range(2)]
    assert pages[0].path == pages[1].path != f"/console/stock/{lot.id}"
    assert ("现在有 2 件" in pages[0].text, f"/console/stock/{lot.id}" in pages[0].text) == (True, True)
    page = await officer.get(f"/console/stock/{lot.id}")
    assert ("现在有 1 件" in page.text, pages[0].path in page.text) == (True, True)
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    seen = await town.get(pages[0].path)
    assert (seen.status, f"/console/stock/{lot.id}" in seen.text) == (200, False)


async def test_the_list_leaves_as_a_sheet(desk: Desks, services: Services) -> None:
    officer, lives = await county(desk), Lives(services)
    await received(officer, lives)
    gone = await received(officer, lives, what="=1+1", many="1")
    await officer.post(f"/console/stock/{gone.id}/out", entry=new_id(), seen="1", many="1", why="broken")
    answer = await officer.http.get(f"{officer.base}/console/stock?there=1&xlsx=1")
    sheet: Any = load_workbook(io.BytesIO(await answer.read())).active
    rows = [*sheet.values]
    assert [row[1] for row in rows] == ["现在有", 3]
    assert await services.db["audit"].count_documents({"kind": "exported", "about": "lots"}) == 1


async def test_the_county_gives_from_a_lot_and_only_staff_read_from_where(
    desk: Desks, services: Services, clock: Clock
) -> None:
    officer, lives = await county(desk), Lives(services)
    wish = await lives.published()
    address = f"/console/wishes/{wish.id}/cover"
    assert "还没有写" in (await officer.get(address)).text
    lot = await received(officer, lives, many="1")
    page = await officer.get(address)
    assert "书包，还有 1 件，一件约 80 元，在城关收集点" in page.text
    missing = await officer.post(address, turn=str(wish.turn))
    assert (missing.status, "请选从哪里办。" in missing.text) == (400, True)
    done = await officer.post(address, turn=str(wish.turn), cover=lot.id)
    assert (done.path, "县里的物资：书包" in done.text) == (f"/console/wishes/{wish.id}", True)
    assert "现在有 0 件" in (await officer.get(f"/console/stock/{lot.id}")).text
    told = " ".join(await lives.told("guardian"))
    assert "物资" not in told
    other = await lives.published()
    gone = await officer.post(f"/console/wishes/{other.id}/cover", turn=str(other.turn), cover=lot.id)
    assert (gone.status, "最后一件刚被用掉了" in gone.text) == (400, True)
    del clock


async def test_a_budget_is_put_down_spent_by_wishes_and_refuses_what_is_more_than_left(
    desk: Desks, services: Services
) -> None:
    officer, lives = await county(desk), Lives(services)
    budget = new_id()
    new = {"id": budget, "county": "370881", "year": "2026", "yuan": "100"}
    for change, said in (
        ({"year": "明年"}, "请写年份"),
        ({"yuan": "很多"}, "请写一共多少元"),
        ({"county": "370800"}, "请选一个县"),
    ):
        page = await officer.post("/console/budgets/new", **new | change)
        assert (page.status, said in page.text) in {(400, True), (403, False)}
    assert (await officer.post("/console/budgets/new", **new)).path == f"/console/budgets/{budget}"
    wishes = [await lives.published(yuan=80) for _ in range(2)]
    first, second = [
        await officer.post(f"/console/wishes/{each.id}/cover", turn=str(each.turn), cover="budget") for each in wishes
    ]
    assert "县里 2026 年的经费：80 元" in first.text
    assert (second.status, "今年的经费不够办这一件了" in second.text) == (400, True)
    assert (await lives.now(wishes[1])).state is WishState.PUBLISHED
    page = await officer.get(f"/console/budgets/{budget}")
    assert re.search(r"还剩\s+20 元", page.text)
    less = await officer.post(f"/console/budgets/{budget}/edit", version="1", yuan="79")
    assert (less.status, "比已经用掉的还少" in less.text) == (400, True)
    more = await officer.post(f"/console/budgets/{budget}/edit", version="1", yuan="200")
    assert re.search(r"还剩\s+120 元", more.text)
    late = await officer.post(f"/console/budgets/{budget}/edit", version="1", yuan="300")
    assert (late.status, "刚刚有人动过" in late.text) == (409, True)
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await neighbour.get(f"/console/budgets/{budget}")).status == 404
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    assert (await town.get("/console/budgets")).status == 403


async def test_what_came_and_went_is_a_sheet_of_her_regions_without_a_name(desk: Desks, services: Services) -> None:
    officer, lives = await county(desk), Lives(services)
    lot = await received(officer, lives, what="=1+1")
    wrong, address = new_id(), f"/console/stock/{lot.id}"
    await officer.post(f"{address}/out", entry=wrong, seen="1", many="2", why="broken")
    await officer.post(f"{address}/corrected", entry=new_id(), movement=wrong, many="1", why="miswritten")
    wish = await lives.published()
    await officer.post(f"/console/wishes/{wish.id}/cover", turn=str(wish.turn), cover=lot.id)
    form = await officer.get("/console/stock/moves")
    assert "导出表格" in form.text
    asked = "/console/stock/moves?xlsx=1&from=2026-11&to=2026-11"
    rows = await sheet_at(officer, f"{asked}&region=370881")
    assert "物资进出明细（曲阜市）" in rows[0][0]
    heads = rows[2]
    moves = [dict(zip(heads, each, strict=True)) for each in rows[3:-1]]
    assert [each["进出（件）"] for each in moves] == [3, -2, 1, -1]
    assert [each["余下（件）"] for each in moves] == [3, 1, 2, 1]
    assert moves[2]["更正的是"] == f"{moves[1]['日期']} 拿出去 -2 件"
    assert (moves[3]["心愿编号"][:3].isdigit(), moves[0]["经办人岗位"]) == (True, "县（市、区）妇联")
    total = dict(zip(heads, rows[-1], strict=True))
    assert (total["序号"], total["日期"], total["进出（件）"]) == ("合计", "4 笔", 1)
    assert not any("王" in str(cell) for row in rows for cell in row)
    noted = await services.db["audit"].find_one({"kind": "exported", "about": "lot_moves"})
    assert noted is not None
    assert (noted["data"]["rows"], noted["data"]["filters"]["region"]) == (4, "370881")
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await neighbour.get(f"{asked}&region=370881")).status == 404
    assert len(await sheet_at(neighbour, asked)) == 4
    assert "开始的月份要在前面" in (await officer.get("/console/stock/moves?xlsx=1&from=2026-11&to=2026-10")).text


async def sheet_at(officer: Desk, address: str) -> list[Any]:
    answer = await officer.http.get(officer.base + address)
    return list(load_workbook(io.BytesIO(await answer.read())).active.values)
