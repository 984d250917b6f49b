"""Programs of staff read the audit log, have it looked through, and take the year's report on minors' data along."""

from domain.staff import StaffRole
from services.audit.sealing import seal_days
from services.context import Services
from tests.handlers.api.conftest import Programs
from tests.joined import Clock
from tests.services.wishes.lives import Lives


async def test_the_log_is_read_by_kind_by_thing_and_by_who_did_it(program: Programs, services: Services) -> None:
    wish = await Lives(services).verified()
    her = await program(StaffRole.DATA_OFFICER)
    officer = await program(StaffRole.VILLAGE_OFFICER, login="li", region="370881100201")
    await officer.call("POST", f"/wishes/{wish.id}/child", {"reason": "visit"})
    for unsaid in ({}, {"reason": "curious"}):
        assert (await officer.call("POST", f"/wishes/{wish.id}/child", unsaid)).status == 400
    (read,) = (await her.call("GET", "/audit?kind=child_read")).body["rows"]
    assert (read["actor"], read["about"]) == (officer.staff_id, wish.id)
    assert read["data"] == {"reason": "visit"}
    for which in (f"actor={officer.staff_id}&kind=child_read", f"about={wish.id}&kind=child_read"):
        assert (await her.call("GET", f"/audit?{which}")).body["rows"] == [read]
    assert (await her.call("GET", f"/audit?kind=child_read&actor={her.staff_id}")).body["rows"] == []
    assert (await officer.call("GET", "/audit")).status == 403


async def test_a_row_that_was_altered_shows_and_that_somebody_looked_is_written_down(
    program: Programs, services: Services, clock: Clock
) -> None:
    her = await program(StaffRole.DATA_OFFICER)
    county = await program(StaffRole.DATA_OFFICER, login="li", region="370881")
    clock.move(days=2)
    await seal_days(services)
    well = await her.call("POST", "/audit/verify")
    assert (well.status, well.body["holds"], well.body["broken"], well.body["days"]) == (200, True, [], 1)
    assert well.body["rows"] > 0
    await services.db["audit"].update_one({"kind": "token_made"}, {"$set": {"actor": "nobody"}})
    broken = (await her.call("POST", "/audit/verify")).body
    assert (broken["holds"], [each["problem"] for each in broken["broken"]]) == (False, ["rows"])
    assert len((await her.call("GET", "/audit?kind=audit_verified")).body["rows"]) == 2
    assert (await county.call("POST", "/audit/verify")).status == 403


async def test_the_years_report_says_what_is_well(program: Programs, services: Services) -> None:
    await Lives(services).submitted()
    her = await program(StaffRole.DATA_OFFICER)
    found = await her.call("GET", "/audit/minors?year=2026")
    figures = {each["what"]: each["figure"] for each in found.body["findings"]}
    assert (found.status, found.body["year"], figures["wishes"], figures["without_consent"]) == (200, 2026, 1, 0)
    assert (await her.call("GET", "/audit/minors")).body["year"] == services.now().year
    for year in (2019, 2999):
        refused = await her.call("GET", f"/audit/minors?year={year}")
        assert (refused.status, refused.body["field"]) == (400, "year")
    county = await program(StaffRole.DATA_OFFICER, login="li", region="370881")
    assert (await county.call("GET", "/audit/minors?year=2026")).status == 403
