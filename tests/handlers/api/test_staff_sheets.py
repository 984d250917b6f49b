"""Programs of staff bring sheets of wishes and of colleagues: tried dry, confirmed once, seen by nobody else."""

from domain.staff import StaffRole
from handlers.sheet_import import ENTRIES, XLSX, filled_rows
from services.context import Services
from services.knowledge.sheets import apply_piece
from services.staff import importing
from services.wishes import sheets
from tests.handlers.api.conftest import Answered, Program, Programs
from wording import entry_sheet, staff_import, wish_import

HEAD = ",".join(wish_import.COLUMNS.values())
LINE = "王小明,8,吴村镇/峪口村,李秀英,奶奶、姥姥,,衣服鞋子,一双运动鞋,80,2026-11-20,2号柜3盒,"
BAD = "李想,80,吴村镇/峪口村,李秀英,奶奶、姥姥,,衣服鞋子,一双运动鞋,80,2026-11-20,2号柜3盒,"
OTHER = "王晓明,8,吴村镇/峪口村,赵春梅,妈妈,,衣服鞋子,一双运动鞋,80,2026-11-20,2号柜3盒,"
COLLEAGUES = f"{','.join(staff_import.COLUMNS.values())}\n李梅,li.mei,专家,370881,,\n王丽,li.mei,专家,370881,,\n"


async def bring(her: Program, where: str, content: str, key: str = "key-of-a-sheet-1") -> Answered:
    return await her.call("POST", where, content.encode(), Idempotency_Key=key, Content_Type="text/csv")


async def test_a_sheet_of_wishes_is_tried_confirmed_and_entered_once(program: Programs, services: Services) -> None:
    her = await program(StaffRole.TOWNSHIP, region="370881100")
    tried = await bring(her, "/wish-sheets", f"{HEAD}\n{LINE}\n{BAD}\n")
    assert (tried.status, tried.body["state"], tried.body["rows"]) == (201, "tried", 2)
    assert tried.body["wrong"] == [{"row": 3, "column": "age", "problem": "invalid"}]
    assert (await bring(her, "/wish-sheets", f"{HEAD}\n{LINE}\n{BAD}\n")).body == tried.body
    where = f"/wish-sheets/{tried.body['id']}"
    assert await services.db["wishes"].count_documents({}) == 0
    for _ in range(2):
        assert (await her.call("POST", f"{where}/confirm", {})).body["state"] == "running"
    assert await sheets.apply_piece(services, tried.body["id"])
    done = (await her.call("GET", where)).body
    assert (done["state"], done["settled"], len(done["made"])) == ("done", 2, 1)
    assert (await her.call("GET", f"/wishes/{done['made'][0]}")).body["child_masked"] == "王*明"
    assert await services.db["wishes"].count_documents({}) == 1


async def test_a_row_that_looks_like_a_wish_is_entered_only_where_somebody_has_looked(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.TOWNSHIP, region="370881100")
    for number, (content, body, entered) in enumerate(((LINE, {}, 1), (OTHER, {}, 1), (OTHER, {"alike": True}, 2))):
        tried = await bring(her, "/wish-sheets", f"{HEAD}\n{content}\n", f"key-of-a-sheet-{number}")
        assert len(tried.body["alike"]) == (0 if number == 0 else 1)
        await her.call("POST", f"/wish-sheets/{tried.body['id']}/confirm", body)
        assert await sheets.apply_piece(services, tried.body["id"])
        assert await services.db["wishes"].count_documents({}) == entered


async def test_a_sheet_that_cant_be_read_is_named_and_nobody_elses_is_seen(program: Programs) -> None:
    her = await program(StaffRole.TOWNSHIP, region="370881100")
    wrong = await bring(her, "/wish-sheets", "not,a,sheet\n1,2,3\n")
    assert (wrong.status, wrong.body["field"], wrong.body["problem"]) == (400, "file", "headings")
    assert (await her.call("POST", "/wish-sheets", {"rows": []}, Idempotency_Key="key-of-a-sheet-1")).status == 415
    tried = await bring(her, "/wish-sheets", f"{HEAD}\n{LINE}\n")
    other = await program(StaffRole.TOWNSHIP, login="li", region="370881100")
    for method, address, body in (("GET", "", None), ("POST", "/confirm", {})):
        seen = await other.call(method, f"/wish-sheets/{tried.body['id']}{address}", body)
        assert (seen.status, seen.body["code"]) == (404, "not_found")


async def test_colleagues_are_invited_by_a_sheet_and_taken_back(program: Programs, services: Services) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    tried = await bring(her, "/staff-sheets", COLLEAGUES)
    assert (tried.status, tried.body["wrong"]) == (201, [{"row": 3, "column": "login", "problem": "twice"}])
    where = f"/staff-sheets/{tried.body['id']}"
    early = await her.call("POST", f"{where}/withdraw")
    assert (early.status, early.body["code"]) == (409, "move_not_possible")
    assert (await her.call("POST", f"{where}/confirm")).body["state"] == "running"
    assert await importing.apply_piece(services, tried.body["id"])
    (made,) = (await her.call("GET", where)).body["made"]
    assert (await her.call("GET", f"/staff/{made}")).body["login"] == "li.mei"
    assert (await her.call("POST", f"{where}/withdraw")).body["state"] == "withdrawing"
    assert await importing.apply_piece(services, tried.body["id"])
    assert (await her.call("GET", f"/staff/{made}")).status == 404


async def test_entries_are_taken_out_changed_and_brought_back(program: Programs, services: Services) -> None:
    her = await program(StaffRole.EDITOR)
    lines = (
        f"{','.join(list(entry_sheet.COLUMNS.values())[:4])}\n孩子怕黑怎么办,睡觉,,留一盏小灯。\n,睡觉,,没有问题。\n"
    )
    tried = await bring(her, "/entry-sheets", lines)
    assert (tried.status, tried.body["wrong"]) == (201, [{"row": 3, "column": "question", "problem": "missing"}])
    where = f"/entry-sheets/{tried.body['id']}"
    for _ in range(2):
        assert (await her.call("POST", f"{where}/confirm", {"alike": False})).body["state"] == "running"
    assert await apply_piece(services, tried.body["id"])
    done = (await her.call("GET", where)).body
    assert (done["state"], len(done["made"])) == ("done", 1)
    taken = await her.call("GET", "/entry-sheets?state=draft")
    assert (taken.status, taken.headers["Content-Type"]) == (200, XLSX)
    (row,) = filled_rows(taken.body, ENTRIES, most_rows=10)
    assert (row.values["entry"], row.values["seen"], row.values["answer"]) == (done["made"][0], "1", "留一盏小灯。")
    assert await services.db["audit"].count_documents({"kind": "exported", "about": "knowledge"}) == 1
    assert (await her.call("GET", "/entry-sheets?category=x&state=nothing")).status == 400
    village = await program(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    assert (await village.call("GET", "/entry-sheets")).status == 403
    assert (await bring(village, "/entry-sheets", lines)).status == 403
