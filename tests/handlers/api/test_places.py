"""Regions changed by programs of staff: once, with a day and a reason, by who may change both places."""

from typing import Any

from domain.regions import Region, RegionLevel
from domain.staff import Permission, StaffRole
from services.context import Services
from tests.handlers.api.conftest import Program, Programs

WHY: dict[str, Any] = {"day": "2026-11-24", "reason": "省里的批复"}
HERE = "370000/370800/370881/"
MORE = (
    Region("370881101", "姚村镇", RegionLevel.TOWNSHIP, f"{HERE}370881101/"),
    Region("370881101201", "陈寨村", RegionLevel.VILLAGE, f"{HERE}370881101/370881101201/"),
)


async def order(her: Program, way: str, key: str = "", **more: Any) -> Any:
    code, move = way.split("/")
    return await her.call("POST", f"/regions/{code}/{move}", WHY | more, Idempotency_Key=key or f"key-of-{code}-{move}")


async def test_each_change_is_made_and_told_in_the_history(program: Programs, services: Services) -> None:
    await services.regions.put(MORE)
    her = await program(StaffRole.ADMINISTRATOR)
    renamed = await order(her, "370881101201/rename", name=" 陈寨 ")
    assert (renamed.status, renamed.body["kind"], renamed.body["name_after"]) == (200, "renamed", "陈寨")
    assert renamed.body["by"] == her.staff_id
    added = await order(her, "370881101/add", code="370881101202", name="新村")
    assert (added.status, added.body["region"]) == (200, "370881101202")
    moved = await order(her, "370881101202/move", parent="370881100")
    assert moved.body["path_after"] == f"{HERE}370881100/370881101202/"
    merged = await order(her, "370881101201/merge", into="370881101202")
    assert (merged.body["kind"], merged.body["into"]) == ("merged", "370881101202")
    assert (await order(her, "370881101/close")).body["kind"] == "closed"
    history = (await her.call("GET", "/regions/370881101202/changes")).body["changes"]
    assert [each["kind"] for each in history] == ["merged", "moved", "added"]
    assert {each["reason"] for each in history} == {WHY["reason"]}
    assert (await services.regions.get("370881101")).closed
    assert await services.db["audit"].count_documents({"kind": {"$regex": "^region_"}}) == 5


async def test_the_same_call_twice_is_one_change(program: Programs, services: Services) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    first = await order(her, "370881/add", code="370881777", name="新镇")
    again = await order(her, "370881/add", code="370881777", name="新镇")
    assert (again.status, again.body, again.headers["Idempotent-Replayed"]) == (200, first.body, "true")
    other = await order(her, "370881/add", code="370881778", name="新镇")
    assert (other.status, other.body["problem"]) == (400, "reused")
    assert (await her.call("POST", "/regions/370881/close", WHY)).body["field"] == "Idempotency-Key"
    assert await services.db["region_changes"].count_documents({}) == 1


async def test_what_cannot_be_done_is_said_by_field_and_changes_nothing(program: Programs, services: Services) -> None:
    await services.regions.put(MORE)
    her = await program(StaffRole.ADMINISTRATOR)
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("370881/rename", {"name": " "}, "name"),
        ("370881/rename", {"name": "曲阜", "day": "2027-01-01"}, "day"),
        ("370881/rename", {"name": "曲阜", "day": "soon"}, "day"),
        ("370881/rename", {"name": "曲阜", "reason": ""}, "reason"),
        ("370881/rename", {"name": "曲阜", "more": 1}, "more"),
        ("370881/add", {"code": "x", "name": "新镇"}, "code"),
        ("370881101201/move", {"parent": "999999"}, "parent"),
        ("370881101201/merge", {"into": "999999"}, "into"),
        ("370881101201/merge", {"into": "370881101"}, "into"),
        ("370881/close", {}, "region"),
        ("370800/close", {}, "region"),
    ]
    for way, more, field in wrong:
        answer = await order(her, way, **more)
        assert (answer.status, answer.body["field"]) == (400, field), (way, more)
    taken = await order(her, "370881/add", code="370881101", name="新镇")
    assert taken.status in {400, 409}
    assert (await order(her, "999999/close")).status == 404
    assert (await order(her, "370881101201/close")).status == 200
    closed = await order(her, "370881101201/rename", name="陈寨")
    assert closed.status == 404
    assert await services.db["region_changes"].count_documents({}) == 1


async def test_who_reads_and_who_belongs_elsewhere_change_nothing(program: Programs, services: Services) -> None:
    await services.regions.put(MORE)
    here = await program(StaffRole.ADMINISTRATOR, region="370881")
    there = await program(StaffRole.ADMINISTRATOR, login="li", region="370883")
    reads = await program(StaffRole.ADMINISTRATOR, login="zhang", may=(Permission.REGION_READ,))
    county = await program(StaffRole.COUNTY, login="zhao", region="370881")
    for her in (there, reads, county):
        assert (await order(her, "370881101201/rename", name="陈寨")).status == 403
        assert (await order(her, "370881101/add", code="370881101202", name="新村")).status == 403
        assert (await order(her, "370881101201/move", parent="370881100")).status == 403
        assert (await order(her, "370881101201/merge", into="370881100201")).status == 403
        assert (await order(her, "370881101201/close")).status == 403
    assert (await order(here, "370881/merge", into="370883")).status == 403
    assert (await there.call("GET", "/regions/370881101/changes")).status == 404
    assert (await reads.call("GET", "/regions/370881101/changes")).body == {"changes": []}
    assert await services.db["region_changes"].count_documents({}) == 0
