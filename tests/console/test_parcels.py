"""Parcels at a phone: scanned, typed, handed on, taken back; collection points; delivery days; the ledger."""

import io
import re
import zlib

from openpyxl import load_workbook

from domain.parcels import LETTERS, Place, format_code, read_code
from domain.staff import StaffRole
from domain.wishes import WishState
from services.context import Services
from services.wishes import families, parcels
from tests.console.conftest import Desk, Desks
from tests.console.test_undo import offer
from tests.joined import HER, Clock, Phone
from tests.services.wishes.lives import COUNTY, Lives

POINT = {"version": "0", "name": "妇联一楼", "region": "370881", "address": "崇德路 1 号", "hours": "天天 9:00–17:00"}


async def parcel_of(services: Services, lives: Lives, **more: str) -> tuple[str, str]:
    """A parcel's code and its wish's id."""
    wish = await lives.claimed(**more)
    return (await parcels.label_for(services, wish.id, by=COUNTY)).code, wish.id


async def county(desk: Desks) -> Desk:
    seated: Desk = await desk(StaffRole.COUNTY, login="xian", region="370881")
    return seated


async def test_a_label_that_is_scanned_leads_staff_to_the_parcel_and_tells_everybody_else_nothing(
    desk: Desks, services: Services
) -> None:
    code, _ = await parcel_of(services, Lives(services), text="一双棉鞋")
    stranger, officer = await desk(), await county(desk)
    other = await desk(StaffRole.EDITOR, login="bian")
    label = f"/h5/parcels/{code}"
    for somebody in (stranger, other):
        page = await somebody.get(label)
        assert (page.status, "这是一件爱心包裹的标签" in page.text, "data:image/svg" in page.text) == (200, True, True)
        for secret in ("棉鞋", "王", "吴村", "峪口", "曲阜", "学习用品"):
            assert secret not in page.text
    made_up = read_code(next(each for each in _codes() if each != code))
    unknown = await stranger.get(f"/h5/parcels/{made_up}")
    assert (await stranger.get(label)).text.replace(code, "").replace(format_code(code), "").count(
        "<p>"
    ) == unknown.text.count("<p>")
    assert unknown.status == 200
    assert (await stranger.get("/h5/parcels/AAAAAAA2")).status == 404
    page = await officer.get(label)
    assert (page.path, "一双棉鞋" in page.text) == (f"/console/parcels/{code}", True)
    assert (await stranger.get(f"/console/parcels/{code}")).path == "/console/sign-in"


def _codes() -> list[str]:
    from domain.parcels import check_letter  # noqa: PLC0415 for these made-up ones

    return [drawn + check_letter(drawn) for drawn in (LETTERS[:7], LETTERS[7:14])]


async def test_a_code_that_was_typed_with_a_slip_is_refused_kindly(desk: Desks, services: Services) -> None:
    code, _ = await parcel_of(services, Lives(services))
    officer = await county(desk)
    slipped = ("A" if code[0] != "A" else "B") + code[1:]
    for typed, said in ((slipped, "好像有一位不对"), (code[:5], "八位"), (f"O{code[1:]}", "没有 0、1、I、L、O")):
        page = await officer.get(f"/console/parcels?code={typed}")
        assert said in page.text
        assert f'value="{typed}"' in page.text
    found = await officer.get(f"/console/parcels?code=+{code[:4].lower()}-{code[4:].lower()}")
    assert found.path == f"/console/parcels/{code}"
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert "没有找到这个标签" in (await neighbour.get(f"/console/parcels?code={code}")).text
    assert (await neighbour.get(f"/console/parcels/{code}")).status == 404


async def test_one_tap_hands_it_on_and_ten_seconds_take_it_back(desk: Desks, services: Services, clock: Clock) -> None:
    lives = Lives(services)
    code, wish = await parcel_of(services, lives)
    officer = await county(desk)
    address = f"/console/parcels/{code}"
    page = await officer.get(address)
    assert re.search(r'class="main huge" type="submit" name="step" value="handed_in"', page.text)
    page = await officer.post(address, step="handed_in")
    assert "妇联收到了" in page.text
    assert "备好了，等送到" in (await officer.get(f"/console/wishes/{wish}")).text
    await officer.get(address)
    page = await officer.post(address, step="out")
    token = re.search(r'name="token" value="([^"]+)"', page.text)
    assert token
    assert "已记下：送往村里" in page.text
    back = await officer.post("/console/undo", token=token[1], back=address)
    assert (back.path, back.text.count("撤销了上一步")) == (address, 1)
    await officer.post(address, step="out")
    clock.move(seconds=30)
    late = await officer.post("/console/undo", token=token[1], back=address)
    assert late.status == 409
    await officer.get(address)
    page = await officer.post(address, step="given")
    assert "送到家里了" in page.text
    assert 'name="token"' not in page.text
    assert (await officer.post(address, step="given")).path == address  # once more is the same
    again = await officer.post(address, step="out")
    assert again.status == 409
    shown = await officer.get(f"/console/wishes/{wish}")
    assert "等家长确认" in shown.text
    assert code[:4] in shown.text


async def test_whoever_may_only_look_sees_no_button(desk: Desks, services: Services) -> None:
    code, _ = await parcel_of(services, Lives(services))
    editor = await desk(StaffRole.EXPERT, login="zhuan", region="370881")
    assert (await editor.get(f"/console/parcels/{code}")).status == 403
    assert (await editor.get("/console/days")).status == 403
    assert (await editor.get("/console/wishes/ledger")).status == 403


async def test_a_collection_point_shows_what_lies_there_and_what_came_and_went(desk: Desks, services: Services) -> None:
    code, _ = await parcel_of(services, Lives(services))
    officer = await county(desk)
    form = await officer.get("/console/points/new")
    point = re.search(r"/console/points/([0-9a-z]{26})/edit", form.text)
    assert point
    wrong = await officer.post(f"/console/points/{point[1]}/edit", **(POINT | {"hours": ""}))
    assert (wrong.status, "请写什么时候开门" in wrong.text, "妇联一楼" in wrong.text) == (400, True, True)
    made = await officer.post(f"/console/points/{point[1]}/edit", **POINT)
    assert (made.path, "现在有 0 件" in made.text) == (f"/console/points/{point[1]}", True)
    await officer.get(f"/console/parcels/{code}")
    assert "请选放在哪个收集点" in (await officer.post(f"/console/parcels/{code}", step="at_point")).text
    page = await officer.post(f"/console/parcels/{code}", step="at_point", point=point[1])
    assert "妇联一楼" in page.text
    assert "1 件" in (await officer.get("/console/points")).text
    seen = await officer.get(f"/console/points/{point[1]}")
    assert (code[:4] in seen.text, "进：" in seen.text) == (True, True)
    await officer.get(f"/console/points/{point[1]}/edit")
    kept = await officer.post(f"/console/points/{point[1]}/edit", **(POINT | {"version": "1", "closed": "on"}))
    assert "送走了才能关" in kept.text
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await neighbour.get(f"/console/points/{point[1]}")).status == 404
    assert "妇联一楼" not in (await neighbour.get("/console/points")).text
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    assert (await village.get("/console/points/new")).status == 403


async def day_of(browser: Desk, **more: str) -> str:
    form = await browser.get("/console/days/new")
    fields = {"id": form.value("id"), "on": "2026-12-05", "region": "370881", "place": "文化广场"}
    made = await browser.post("/console/days/new", **(fields | more))
    found = re.fullmatch(r"/console/days/([0-9a-z]{26})/pick", made.path)
    assert found, made.text
    return f"/console/days/{found[1]}"


async def test_a_delivery_day_from_the_list_to_the_last_parcel(desk: Desks, services: Services) -> None:
    lives = Lives(services)
    wishes = [await lives.claimed(f"donor-{n}", text=f"{word}一件") for n, word in enumerate("甲乙丙")]
    officer = await county(desk)
    day = await day_of(officer)
    page = await officer.get(f"{day}/pick")
    assert all(f"{word}一件" in page.text for word in "甲乙丙")
    none = await officer.post(f"{day}/pick", version=page.value("version"))
    assert (none.status, "请先勾上心愿" in none.text) == (400, True)
    for wish in wishes:
        page = await officer.get(f"{day}/pick")
        await officer.post(f"{day}/pick", version=page.value("version"), wish=wish.id)
    labels = await officer.get(f"{day}/labels/print")
    assert labels.text.count("data:image/svg+xml") == 3
    assert "吴村镇" in labels.text
    for secret in ("王小", "峪口", "一件"):
        assert secret not in labels.text
    await officer.get(day)
    found = await services.parcels.of_wishes([each.id for each in wishes])
    scanned = await officer.post(f"{day}/check", code=found[wishes[0].id].code.lower())
    assert "领走了 1 个，还没领 2 个" in scanned.text
    tapped = await officer.post(f"{day}/check", wish=wishes[1].id)
    assert "领走了 2 个，还没领 1 个" in tapped.text
    again = await officer.post(f"{day}/check", wish=wishes[1].id)
    assert "领走了 2 个，还没领 1 个" in again.text
    other, _ = await parcel_of(services, lives, donor="else")
    wrong = await officer.post(f"{day}/check", code=other)
    assert "不在今天的名单里" in wrong.text
    closed = await officer.post(f"{day}/close")
    assert ("领走了 2 个，没有来领 1 个" in closed.text, f"{day}/check" in closed.text) == (True, False)
    assert (await lives.now(wishes[2])).state is WishState.CLAIMED  # as it was
    await parcels.hand_on(services, found[wishes[2].id].code, Place.GIVEN, by=COUNTY)
    assert "领走了 2 个，没有来领 1 个" in (await officer.get(day)).text
    assert "领走 2 个，没来 1 个" in (await officer.get("/console/days")).text
    kinds = [each["kind"] async for each in services.db["audit"].find({"kind": {"$regex": "^wish_day"}}).sort("_id", 1)]
    assert (kinds[0], kinds[-1]) == ("wish_day_made", "wish_day_closed")


async def test_the_sheet_to_sign_is_a_pdf_with_masked_names_alone(desk: Desks, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.claimed(child="王小明")
    officer = await county(desk)
    day = await day_of(officer)
    page = await officer.get(f"{day}/pick")
    await officer.post(f"{day}/pick", version=page.value("version"), wish=wish.id)
    async with officer.http.get(officer.base + f"{day}/sheet") as answer:
        content, kind = await answer.read(), answer.headers["Content-Type"]
    assert (content[:5], content.rstrip()[-5:], kind) == (b"%PDF-", b"%%EOF", "application/pdf")
    assert b"NotoSansSC" in content  # its letters are in it
    unpacked = b"".join(_streams(content))
    assert len(unpacked) > 1000
    exported = await services.db["audit"].find_one({"kind": "exported", "about": "wish_day"})
    assert exported is not None
    assert exported["data"]["rows"] == 1
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await neighbour.get(f"{day}/sheet")).status == 404
    assert (await neighbour.get(day)).status == 404


def _streams(content: bytes) -> list[bytes]:
    found = []
    for each in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(each))
        except zlib.error:
            continue
    return found or [content]


async def test_a_wish_is_on_one_open_day_and_never_on_another_countys(desk: Desks, services: Services) -> None:
    lives = Lives(services)
    wish = await lives.claimed()
    officer = await county(desk)
    first, second = await day_of(officer), await day_of(officer, place="小学操场")
    page = await officer.get(f"{second}/pick")
    version = page.value("version")
    one = await officer.get(f"{first}/pick")
    await officer.post(f"{first}/pick", version=one.value("version"), wish=wish.id)
    assert wish.id not in (await officer.get(f"{second}/pick")).text
    taken = await officer.post(f"{second}/pick", version=version, wish=wish.id)
    assert taken.status == 409
    published = await lives.published(text="一盒彩笔")
    assert (await officer.post(f"{second}/pick", version=version, wish=published.id)).status == 409
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    away = await day_of(neighbour, region="370883")
    assert (await neighbour.post(f"{away}/pick", version="1", wish=wish.id)).status == 404
    left = await officer.get(first)
    left = await officer.post(f"{first}/leave-out", version=left.value("version"), wish=wish.id)
    assert "还没有挑心愿" in left.text
    back = await officer.post("/console/undo", token=offer(left), back=first)
    assert (back.path, wish.id in back.text) == (first, True)
    await officer.post(f"{first}/leave-out", version=back.value("version"), wish=wish.id)
    assert wish.id in (await officer.get(f"{second}/pick")).text


async def test_the_ledger_is_a_sheet_without_a_name(desk: Desks, services: Services, clock: Clock) -> None:
    lives = Lives(services)
    wish = await lives.submitted(text="=1+1 的书包", child="王小明")
    clock.move(days=2)
    officer = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    page = await officer.get(f"/console/wishes/{wish.id}/verify")
    visit = {"day": "2026-11-24", "way": "home", "hardship": "left-behind", "consent_seen": "on"}
    await officer.post(f"/console/wishes/{wish.id}/verify", turn=page.value("turn"), **visit)
    other = await lives.delivered()
    clock.move(days=1)
    await families.act(services, other.id, "confirm", by=await lives.somebody("guardian"))
    hers = await desk(StaffRole.COUNTY, login="xian", region="370881")
    seen = await hers.get("/console/wishes/ledger")
    assert "导出表格" in seen.text
    async with hers.http.get(
        hers.base + "/console/wishes/ledger?xlsx=1&region=370881&from=2026-11&to=2026-11"
    ) as answer:
        content = await answer.read()
    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert "微心愿台账（曲阜市）" in rows[0][0]
    assert "2026-11 至 2026-11" in rows[1][0]
    heads = list(rows[2])
    first = dict(zip(heads, rows[3], strict=True))
    assert (first["县（市、区）"], first["乡镇（街道）"], first["核实（天）"]) == ("曲阜市", "吴村镇", 2)
    assert (first["核实人岗位"], first["状态"], first["价格（元）"]) == ("村（社区）妇联干部", "等县里审批", 80)
    last = dict(zip(heads, rows[4], strict=True))
    assert (last["谁来圆"], last["等确认（天）"], last["确认日期"]) == ("爱心人士", 1, "2026-11-27")
    assert len(last["证书编号"]) == 10
    total = dict(zip(heads, rows[5], strict=True))
    assert (total["序号"], total["心愿编号"], total["价格（元）"], total["确认日期"]) == ("合计", "2 个", 160, "1 个")
    assert "王" not in str(rows)
    exported = await services.db["audit"].find_one({"kind": "exported", "about": "wish_ledger"})
    assert exported is not None
    assert exported["data"]["filters"] == {"region": "370881", "from": "2026-11", "to": "2026-11"}
    neighbour = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await neighbour.get("/console/wishes/ledger?xlsx=1&region=370881")).status == 404
    async with neighbour.http.get(neighbour.base + "/console/wishes/ledger?xlsx=1") as answer:
        rows = list(load_workbook(io.BytesIO(await answer.read())).active.iter_rows(values_only=True))
    assert rows[3][:2] == ("合计", "0 个")
    assert (await hers.get("/console/wishes/ledger?from=1999-01")).status == 400
    backwards = await hers.get("/console/wishes/ledger?xlsx=1&from=2026-11&to=2026-10")
    assert "开始的月份要在前面" in backwards.text


async def test_the_donor_and_the_guardian_see_where_it_is_and_nothing_of_each_other(
    services: Services, phone: Phone
) -> None:
    lives = Lives(services)
    lives.people["donor"] = await services.people.ensure(services.facts.oa_app, HER, now=services.now())
    code, wish = await parcel_of(services, lives, text="一双棉鞋")
    mine = await phone.says("我的")
    assert f"给工作人员看标签 {format_code(code)}" in mine
    card = await phone.says("一双棉鞋", tap=f"w:see:{wish}")
    assert f"/h5/parcels/{code}" in card
    await parcels.hand_on(services, code, Place.OUT, by=COUNTY)
    mine = await phone.says("我的")
    assert "正在送去的路上" in mine
    for secret in ("王", "吴村", "峪口", "曲阜"):
        assert secret not in card + mine.split("您认领的心愿")[1].split("推送")[0]
    guardian = Phone(services, "openid-guardian")
    assert "正在送来的路上" in await guardian.says("我的")
    assert "正在送来的路上" in await guardian.says("一双棉鞋", tap=f"w:see:{wish}")
