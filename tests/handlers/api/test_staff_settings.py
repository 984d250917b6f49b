"""Settings for programs of staff."""

from typing import Any

from domain.staff import Permission, StaffRole
from services.context import Services
from tests.handlers.api.conftest import Programs
from tests.joined import Phone

LINE: dict[str, Any] = {"number": "0537-2212338", "name": "维权站", "danger": True}
LINES: dict[str, Any] = {"women_hours": "每天", "lines": [LINE]}
OFFICE: dict[str, Any] = {
    "morning": ["08:30", "12:00"],
    "afternoon": ["14:00", "17:30"],
    "off": [{"first": "2026-10-01", "last": "2026-10-07"}],
    "made_up": [{"day": "2026-10-10"}],
}
QUIET: dict[str, Any] = {"on": True, "start": "20:00", "end": "09:00"}
BODIES = {
    "hotlines": LINES,
    "quiet-hours": QUIET,
    "texts": {"texts": {"thanks": "常来坐坐。"}},
    "calendar": OFFICE,
}


async def test_a_part_is_read_saved_and_read_again_by_its_version(
    program: Programs, services: Services, phone: Phone
) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    for part, body in BODIES.items():
        before = await her.call("GET", f"/settings/{part}")
        assert (before.status, before.etag, before.body["saved_at"]) == (200, '"v0"', None)
        assert (await her.call("PUT", f"/settings/{part}", body)).status == 428
        saved = await her.call("PUT", f"/settings/{part}", body, If_Match=before.etag)
        assert (saved.status, saved.etag, saved.body["saved_by"]) == (200, '"v1"', her.staff_id)
        after = await her.call("GET", f"/settings/{part}")
        assert after.body == saved.body
        assert (await her.call("PUT", f"/settings/{part}", body | {"more": 1}, If_Match=after.etag)).status == 400
    assert "0537-2212338" in await phone.says("热线")
    assert await phone.says("谢谢") == "常来坐坐。"
    assert await services.db["settings"].count_documents({}) == 4


async def test_who_comes_second_is_told_and_changes_nothing(program: Programs, services: Services) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    await her.call("PUT", "/settings/hotlines", LINES, If_Match='"v0"')
    late = await her.call("PUT", "/settings/hotlines", LINES | {"women_hours": "工作日"}, If_Match='"v0"')
    assert (late.status, late.body["code"]) == (412, "stale")
    assert services.settings.chosen.hotlines.women_hours == "每天"


async def test_what_cannot_be_taken_is_named(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    wrong = [
        ("hotlines", {"lines": [LINE | {"number": "110"}]}, "line0_number", "state"),
        ("quiet-hours", QUIET | {"end": "20:00"}, "end", "same"),
        ("texts", {"texts": {"danger_card": "x"}}, "danger_card", "unknown"),
        ("texts", {"texts": {"asked_expert": "x"}}, "asked_expert", "gap_missing"),
        ("calendar", OFFICE | {"morning": ["8", "12:00"]}, "morning", "invalid"),
        ("calendar", OFFICE | {"morning": ["08:30"]}, "morning", "too_short"),
    ]
    for part, body, field, problem in wrong:
        answer = await her.call("PUT", f"/settings/{part}", body, If_Match='"v0"')
        assert (answer.status, answer.body["field"], answer.body["problem"]) == (400, field, problem)


async def test_a_token_for_reading_and_a_county_save_nothing(program: Programs, services: Services) -> None:
    reads = await program(StaffRole.ADMINISTRATOR, may=(Permission.SETTINGS_READ,))
    county = await program(StaffRole.ADMINISTRATOR, login="li", region="370881")
    officer = await program(StaffRole.VILLAGE_OFFICER, login="zhao")
    for part, body in BODIES.items():
        assert (await reads.call("GET", f"/settings/{part}")).status == 200
        assert (await officer.call("GET", f"/settings/{part}")).status == 403
        for her in (reads, county, officer):
            assert (await her.call("PUT", f"/settings/{part}", body, If_Match='"v0"')).status == 403
    assert await services.db["settings"].count_documents({}) == 0


async def test_an_earlier_version_is_listed_and_counts_again_on_top_of_the_newest(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    await her.call("PUT", "/settings/hotlines", LINES, If_Match='"v0"')
    await her.call("PUT", "/settings/hotlines", LINES | {"women_hours": "工作日"}, If_Match='"v1"')
    assert (await her.call("POST", "/settings/hotlines/restore", {"number": 1})).status == 428
    assert (await her.call("POST", "/settings/hotlines/restore", {"number": 1}, If_Match='"v1"')).status == 412
    assert (await her.call("POST", "/settings/hotlines/restore", {"number": 7}, If_Match='"v2"')).status == 404
    back = await her.call("POST", "/settings/hotlines/restore", {"number": 1}, If_Match='"v2"')
    assert (back.status, back.etag, back.body["restored"]) == (200, '"v3"', 1)
    assert (await her.call("GET", "/settings/hotlines")).body["women_hours"] == "每天"
    rows = (await her.call("GET", "/settings/hotlines/versions")).body["versions"]
    assert [(each["number"], each["restored"]) for each in rows] == [(3, 1), (2, None), (1, None)]
