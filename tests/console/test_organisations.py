"""Organisations in the console: entered, decided on, people let in and out, batches claimed for them with sheet and labels."""

import io
import re

from openpyxl import load_workbook

from domain.organisations import OrganisationState
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from services.organisations import applying, members
from tests.console.conftest import Desk, Desks
from tests.services.organisations.companies import CODES, CONTACT, Companies

FIELDS = {"name": "幸福商店", "code": CODES[0], "region": "370881", "contact": "赵大伟", "phone": "138 1234 1234"}
LIST = "/console/organisations"


async def county(desk: Desks) -> Desk:
    seated: Desk = await desk(StaffRole.COUNTY, login="xian", region="370881")
    return seated


async def entered(officer: Desk) -> str:
    form = await officer.get(f"{LIST}/new")
    wrong = await officer.post(f"{LIST}/new", **(FIELDS | {"id": form.value("id"), "code": "91350100M000100Y44"}))
    assert (wrong.status, "号码有一位不对" in wrong.text, "幸福商店" in wrong.text) == (400, True, True)
    made = await officer.post(f"{LIST}/new", **(FIELDS | {"id": form.value("id")}))
    found = re.fullmatch(rf"{LIST}/([0-9a-z]{{26}})", made.path)
    assert found, made.text
    assert ("138****1234" in made.text, "赵大伟" in made.text) == (True, False)
    return made.path


async def test_one_that_staff_know_is_entered_joined_and_claimed_for(desk: Desks, services: Services) -> None:
    companies = Companies(services)
    wishes = await companies.wishes(3)
    officer = await county(desk)
    address = await entered(officer)
    await officer.get(address)
    assert "赵大伟，13812341234" in (await officer.post(f"{address}/contact/read")).text
    await officer.get(address)
    word = re.search(r"<b>([0-9A-Z]{10})</b>", (await officer.post(f"{address}/invite")).text)
    assert word
    form = await officer.get(f"{address}/claim")
    none = await officer.post(f"{address}/claim", id=form.value("id"), many="2")
    assert (none.status, "还没有人代表这个单位" in none.text) == (400, True)
    await members.join(services, word[1], by=await companies.somebody("her"))
    form = await officer.get(f"{address}/claim")
    for many in ("", "0", "101", "两个"):
        assert (await officer.post(f"{address}/claim", id=form.value("id"), many=many)).status == 400
    asked = {"id": form.value("id"), "codes": f"{wishes[0].code}，{wishes[1].code}\n000000"}
    claimed = await officer.post(f"{address}/claim", **asked)
    again = await officer.post(f"{address}/claim", **asked)
    assert (claimed.path, "000000：没有这个编号" in claimed.text) == (again.path, True)
    assert await services.db["wishes"].count_documents({"organisation": {"$gt": ""}}) == 2
    batch = claimed.path
    freed = await officer.post(f"{batch}/release", code=wishes[0].code)
    assert "不在这一批里了" in freed.text
    ready = await officer.post(f"{batch}/prepare")
    assert ready.status == 200
    refused = await officer.post(f"{batch}/extend")
    assert (refused.status, "这一步现在办不了" in refused.text) == (409, True)
    labels = await officer.get(f"{batch}/labels/print")
    assert labels.text.count("data:image/svg+xml") == 1
    async with officer.http.get(officer.base + f"{batch}/sheet") as answer:
        rows = list(load_workbook(io.BytesIO(await answer.read())).active.values)
    assert [row[0] for row in rows[1:]] == [wishes[1].code]
    for secret in ("王小", "峪口", "吴村"):
        assert secret not in repr(rows)
        assert secret not in freed.text


async def test_one_that_applied_is_approved_or_refused_with_a_reason(desk: Desks, services: Services) -> None:
    companies = Companies(services)
    her = await companies.somebody("her")
    one = await applying.apply(services, companies.form(), CONTACT, by=her)
    officer, neighbour = await county(desk), await desk(StaffRole.COUNTY, login="zou", region="370883")
    address = f"{LIST}/{one.id}"
    assert one.name in (await officer.get(f"{LIST}?state=applied")).text
    assert (await officer.get(f"{LIST}?state=nonsense")).status == 404
    assert one.name not in (await neighbour.get(LIST)).text
    assert (await neighbour.get(address)).status == 404
    await officer.get(address)
    lacking = await officer.post(f"{address}/decide", state="refused", version="1")
    assert (lacking.status, "请选一个原因" in lacking.text) == (400, True)
    late = await officer.post(f"{address}/decide", state="refused", why="code", version="9")
    assert (late.status, "刚才有人改过了" in late.text) == (409, True)
    approved = await officer.post(f"{address}/decide", state="approved", version="1")
    assert ("替他们认领" in approved.text, "代表单位的人 1 位" in approved.text) == (True, True)
    assert "可以认领心愿了" in (await companies.lives.told("her"))[-1]
    let_out = await officer.post(f"{address}/let-out", person=her.id)
    assert "还没有人" in let_out.text
    refused = await officer.post(f"{address}/decide", state="refused", why="code", version="2")
    assert "统一社会信用代码和名称对不上" in refused.text
    called = await officer.post(f"{address}/contact", contact="李梅", phone="1")
    assert (called.status, "电话好像不对" in called.text) == (400, True)
    await officer.post(f"{address}/contact", contact="李梅", phone="13912345678")
    assert "139****5678" in (await officer.get(address)).text
    state = (await services.organisations.page(scope=Scope.system()))[0].state
    assert state is OrganisationState.REFUSED
    village = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    assert (await village.get(LIST)).status == 403
    assert LIST not in (await village.get("/console/wishes")).text
    assert LIST in (await officer.get("/console/wishes")).text
