"""Colleagues, regions and the audit log, by HTTP, as staff use them without JavaScript."""

import ast
import re

import pytest

from app.processes import ROOT
from domain.staff import StaffRole
from services.context import Services
from services.staff import add
from storage.staff import AccountState
from tests.console.conftest import PASSWORD, Desk, Desks
from wording import audit as acts

ADMIN, COUNTY, EXPERT = StaffRole.ADMINISTRATOR, StaffRole.COUNTY, StaffRole.EXPERT
LINK = re.compile(r'value="http://127\.0\.0\.1(/console/join/[^"]+)"')


async def invite_li(boss: Desk) -> str:
    await boss.get("/console/staff/new")
    shown = await boss.post("/console/staff/new", name="李娜", login="li", roles="county", place="370881")
    assert shown.status == 200
    found = LINK.search(shown.text)
    assert found
    return found[1]


async def id_of(services: Services, login: str) -> str:
    account = await services.staff.by_login(login)
    assert account
    return account.id


async def test_a_colleague_is_invited_reads_what_she_will_be_and_is_in(desk: Desks, services: Services) -> None:
    boss, li = await desk(ADMIN), await desk()
    link = await invite_li(boss)
    page = await li.get(link)
    assert "曲阜市 县（市、区）妇联" in page.text
    assert (await li.post(link, password=PASSWORD, again="别的一句话别的一句话")).status == 400
    assert (await li.post(link, password=PASSWORD, again=PASSWORD)).path == "/console/"
    assert (await (await desk()).get(link)).status == 404
    assert "李娜" in (await boss.get("/console/staff?q=li")).text
    assert "李娜" not in (await boss.get("/console/staff?q=zz")).text
    assert "开始用了" in (await boss.get(f"/console/staff/{await id_of(services, 'li')}")).text


async def test_the_link_is_shown_once_and_a_new_one_ends_it(desk: Desks, services: Services) -> None:
    boss, li = await desk(ADMIN), await desk()
    first = await invite_li(boss)
    staff_id = await id_of(services, "li")
    assert "/console/join/" not in (await boss.get(f"/console/staff/{staff_id}")).text
    again = await boss.post(f"/console/staff/{staff_id}/link")
    assert LINK.search(again.text)
    assert (await li.get(first)).status == 404


async def test_a_village_is_chosen_step_by_step_without_javascript(desk: Desks) -> None:
    boss = await desk(ADMIN)
    page = await boss.get("/console/staff/new")
    assert page.value("place") == "370800"
    kept = {"name": "李娜", "login": "li", "roles": "county"}
    for at, code in (("370800", "370881"), ("370881", "370881100"), ("370881100", "370881100201")):
        page = await boss.post("/console/staff/new", **kept, place=at, deeper=code, pick="1")
        assert (page.value("place"), page.value("name"), page.value("login")) == (code, "李娜", "li")
    page = await boss.post("/console/staff/new", **kept, place="370881100201", up="370881")
    assert page.value("place") == "370881"
    part = await boss.post("/console/pick", htmx=True, place="370881", deeper="370881100")
    assert 'value="370881100"' in part.text
    assert "<html" not in part.text


async def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(desk: Desks) -> None:
    boss = await desk(ADMIN)
    await boss.get("/console/staff/new")
    page = await boss.post("/console/staff/new", name="李娜", login="wang", roles="county", place="370881")
    assert (page.status, page.value("name")) == (400, "李娜")
    assert "已经有人用了" in page.text


async def test_a_county_sees_its_own_colleagues_alone(desk: Desks, services: Services) -> None:
    await add(services, login="zou", name="孙英", roles=[COUNTY], region="370883", password=PASSWORD)
    county = await desk(COUNTY, region="370881")
    page = await county.get("/console/staff")
    assert "王芳" in page.text
    assert "孙英" not in page.text
    assert "/console/staff/new" not in page.text
    assert (await county.get(f"/console/staff/{await id_of(services, 'zou')}")).status == 404
    assert (await county.get("/console/staff/new")).status == 403


async def test_an_appointment_is_given_and_taken_back_and_the_page_is_gone_at_once(
    desk: Desks, services: Services
) -> None:
    boss, li = await desk(ADMIN), await desk(EXPERT, login="li", region="370881")
    staff_id = await id_of(services, "li")
    page = await boss.get(f"/console/staff/{staff_id}/appoint")
    await boss.post(f"/console/staff/{staff_id}/appoint", role="county", place="370881", version=page.value("version"))
    assert (await li.get("/console/wishes")).status == 200
    page = await boss.get(f"/console/staff/{staff_id}/take-back?number=1")
    assert "收回" in page.text
    await boss.post(f"/console/staff/{staff_id}/take-back", number="1", version=page.value("version"))
    assert (await li.get("/console/wishes")).status == 403


async def test_a_colleagues_name_is_corrected_and_a_lost_phone_opens_nothing(desk: Desks, services: Services) -> None:
    boss, li = await desk(ADMIN), await desk(EXPERT, login="li", region="370881")
    staff_id = await id_of(services, "li")
    at = f"/console/staff/{staff_id}"
    page = await boss.get(at)
    wrong = await boss.post(f"{at}/name", name=" ", version=page.value("version"))
    assert (wrong.status, 'id="name-problem"' in wrong.text) == (400, True)
    await boss.post(f"{at}/name", name="李小梅", version=page.value("version"))
    assert (await services.staff.get(staff_id)).name == "李小梅"
    assert "没有绑微信" in (await boss.post(f"{at}/wechat")).text
    await services.bindings.bind(staff_id, "p1", now=services.now())
    assert "解绑好了" in (await boss.post(f"{at}/wechat")).text
    assert await services.bindings.bound_at(staff_id) is None
    assert (await li.get("/console/questions")).status == 200
    assert "1 台设备" in (await boss.post(f"{at}/sessions")).text
    assert "登录" in (await li.get("/console/questions")).text
    hers = await id_of(services, "wang")
    assert (await boss.post(f"/console/staff/{hers}/sessions")).status == 403
    kinds = {each["kind"] async for each in services.db["audit"].find({"about": staff_id})}
    assert {"staff_renamed", "sessions_ended", "wechat_unbound"} <= kinds


async def test_ones_own_page_says_what_one_is_and_where(desk: Desks) -> None:
    page = await (await desk(COUNTY, region="370881")).get("/console/me")
    assert "县（市、区）妇联，曲阜市" in " ".join(page.text.split()).replace(" ", "")


async def test_the_last_administrator_is_told_who_must_be_there_first(desk: Desks, services: Services) -> None:
    boss = await desk(ADMIN, region="370000")
    await add(services, login="li", name="李娜", roles=[ADMIN], region="370800", password=PASSWORD)
    staff_id, own = await id_of(services, "li"), await id_of(services, "wang")
    await boss.get(f"/console/staff/{staff_id}/take-back?number=0")
    await services.db["staff"].update_one({"_id": own}, {"$set": {"appointments.0.deputy_for": "x"}})
    await services.db["staff"].update_one(
        {"_id": own}, {"$set": {"appointments.0.until": services.now().replace(year=2027)}}
    )
    page = await boss.post(f"/console/staff/{staff_id}/take-back", number="0", version="1")
    assert page.status == 409
    assert "最后一位市级管理员" in page.text


async def test_a_deputy_is_asked_for_shown_and_ended(desk: Desks, services: Services) -> None:
    boss = await desk(ADMIN)
    await add(services, login="li", name="李娜", roles=[COUNTY], region="370881", password=PASSWORD)
    await add(services, login="zhao", name="赵敏", roles=[EXPERT], region="370881", password=PASSWORD)
    li, zhao = await id_of(services, "li"), await id_of(services, "zhao")
    await boss.get(f"/console/staff/{li}/deputy")
    wrong = await boss.post(f"/console/staff/{li}/deputy", login="zhao", first="", last="2026-11-26")
    assert wrong.status == 400
    page = await boss.post(f"/console/staff/{li}/deputy", login="zhao", first="2026-11-24", last="2026-11-26")
    assert "赵敏</a> 代" in page.text
    assert "替 李娜 代" in (await boss.get(f"/console/staff/{zhao}")).text
    page = await boss.post(f"/console/staff/{li}/deputy/{zhao}/end")
    assert "现在没有人替她代岗" in page.text


async def test_who_leaves_hands_over_with_a_list_that_is_kept(desk: Desks, services: Services) -> None:
    boss, li = await desk(ADMIN), await desk(COUNTY, login="li", region="370881")
    await add(services, login="zhao", name="赵敏", roles=[EXPERT], region="370881", password=PASSWORD)
    staff_id = await id_of(services, "li")
    page = await boss.get(f"/console/staff/{staff_id}/leaving")
    handover, tick = page.value("handover"), page.value("ticks")
    unticked = await boss.post(f"/console/staff/{staff_id}/leaving", successor="zhao", handover=handover)
    assert unticked.status == 400
    done = await boss.post(f"/console/staff/{staff_id}/leaving", successor="zhao", handover=handover, ticks=tick)
    assert done.path == f"/console/handovers/{handover}"
    assert "曲阜市 县（市、区）妇联" in done.text
    assert (await li.get("/console/")).path == "/console/sign-in"
    assert (await services.staff.get(staff_id)).state is AccountState.LEFT
    elsewhere = await desk(COUNTY, login="zou", region="370883")
    assert (await elsewhere.get(done.path)).status == 404


async def test_the_successor_finds_the_list_on_her_home_page_and_ticks_it_off(desk: Desks, services: Services) -> None:
    boss, zhao = await desk(ADMIN), await desk(EXPERT, login="zhao", region="370883")
    await add(services, login="li", name="李娜", roles=[COUNTY], region="370881", password=PASSWORD)
    leaving = f"/console/staff/{await id_of(services, 'li')}/leaving"
    page = await boss.get(leaving)
    handover, tick = page.value("handover"), page.value("ticks")
    sheet = await boss.post(leaving, successor="zhao", handover=handover, ticks=tick)
    assert "还没核对" in sheet.text
    assert "我接手" not in sheet.text
    assert f"/console/handovers/{handover}" in (await zhao.get("/console/")).text
    assert (await boss.post(f"/console/handovers/{handover}", ticks=tick)).status == 404
    page = await zhao.get(f"/console/handovers/{handover}")
    assert (await zhao.post(f"/console/handovers/{handover}")).status == 400
    done = await zhao.post(f"/console/handovers/{handover}", ticks=page.value("ticks"))
    assert "还没核对" not in done.text
    assert "2026 年 11 月 24 日" in done.text
    assert f"/console/handovers/{handover}" not in (await zhao.get("/console/")).text


async def test_a_township_moves_and_its_page_tells_when_and_why(desk: Desks, services: Services) -> None:
    boss = await desk(ADMIN)
    page = await boss.get("/console/regions/370881100/move")
    fields = {"change": page.value("change"), "day": "2026-11-24", "reason": "市里的通知"}
    page = await boss.post("/console/regions/370881100/move", **fields, place="370800", deeper="370883")
    assert page.path == "/console/regions/370881100"
    assert "换上级" in page.text
    assert "市里的通知" in page.text
    assert "正在跟过来" in page.text
    assert (await services.regions.get("370881100201")).path.startswith("370000/370800/370883/")
    assert await services.outbox.state(f"region_repath:{fields['change']}") == "waiting"


@pytest.mark.parametrize("move", ["rename", "add", "move", "merge", "close"])
async def test_only_who_may_change_regions_does(desk: Desks, move: str) -> None:
    county = await desk(COUNTY, region="370881")
    page = await county.get("/console/regions/370881")
    assert page.status == 200
    assert f"/{move}" not in page.text
    assert (await county.get(f"/console/regions/370881/{move}")).status == 403
    local = await desk(ADMIN, login="local", region="370881")
    assert (await local.get(f"/console/regions/370883/{move}")).status == 403


async def test_the_log_is_read_by_who_may_filtered_and_checked(desk: Desks) -> None:
    boss, data = await desk(ADMIN), await desk(StaffRole.DATA_OFFICER, login="data")
    await invite_li(boss)
    page = await data.get("/console/audit?kind=staff_invited")
    assert "邀请了同事" in page.text.split("<tbody>")[1]
    assert "开通了账号" not in page.text.split("<tbody>")[1]
    assert "没有这样的记录" in (await data.get("/console/audit?login=nobody")).text
    page = await data.post("/console/audit/check")
    assert "都和封存时一样" in page.text
    assert (await (await desk(COUNTY, login="county")).get("/console/audit")).status == 403


async def test_who_protects_data_of_a_county_reads_its_rows_alone(desk: Desks) -> None:
    boss = await desk(ADMIN)
    await invite_li(boss)
    elsewhere = await desk(StaffRole.DATA_OFFICER, login="zou", region="370883")
    page = await elsewhere.get("/console/audit?kind=staff_invited")
    assert "没有这样的记录" in page.text
    await elsewhere.get("/console/staff")
    page = await elsewhere.get("/console/audit")
    assert "核对一遍" not in page.text
    assert (await elsewhere.post("/console/audit/check")).status == 403


def written_acts() -> set[str]:
    """The first word of every Act in the code, and of what hands one on."""
    found = set()
    for package in ("services", "handlers", "app", "bot", "storage", "worker"):
        for file in (ROOT / package).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            for node in ast.walk(ast.parse(text)) if "domain.audit import" in text else ():
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "KINDS":
                    found |= {each.value for each in getattr(node.value, "values", ())}
                if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "kind":
                    branches = [getattr(node.value, side, node.value) for side in ("body", "orelse")]
                    found |= {each.value for each in branches if isinstance(each, ast.Constant)}
                if isinstance(node, ast.Call) and ast.unparse(node.func) == "_link":
                    found |= {each.value.value for each in node.keywords if isinstance(each.value, ast.Constant)}
                if (
                    isinstance(node, ast.Call)
                    and ast.unparse(node.func) in {"Act", "audit.Act", "act_of"}
                    and node.args
                ):
                    found |= {each.value for each in ast.walk(node.args[0]) if isinstance(each, ast.Constant)}
    return {each for each in found if isinstance(each, str)}


def test_every_kind_of_act_has_its_words() -> None:
    assert len(written_acts()) > 15
    assert written_acts() <= set(acts.ACTS)
