"""Colleagues for programs of staff: invited, appointed and stood in for, each by the rights of who calls."""

from typing import Any

import pytest

from domain.errors import LastAdministrator, NotFound
from domain.regions import Scope
from domain.staff import Permission, StaffRole
from services.context import Services
from services.staff.invitations import invited, join
from tests.handlers.api.conftest import Program, Programs
from tests.joined import Clock

KEY = "key-of-a-test-1"
LIMEI: dict[str, Any] = {"login": "li.mei", "name": "李梅", "region": "370881", "roles": ["county"]}
LEAVE = {"login": "zhao", "first": "2026-11-24", "last": "2099-12-31"}


async def ask_in(her: Program, **more: Any) -> Any:
    return (await her.call("POST", "/staff", LIMEI | more, Idempotency_Key=f"{KEY}-{len(str(more))}")).body


async def test_a_colleague_is_invited_and_joins_by_the_link_of_the_answer(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    answer = await her.call("POST", "/staff", LIMEI, Idempotency_Key=KEY)
    assert (answer.status, answer.etag, answer.body["login"]) == (201, '"v1"', "li.mei")
    assert answer.body["link"].startswith(f"{her.base.rsplit(':', 1)[0]}/console/join/")
    token = answer.body["link"].rsplit("/", 1)[1]
    account = await join(services, token, password="一句只在这里用的长口令")
    assert account.id == answer.body["id"]
    held = (await her.call("GET", f"/staff/{account.id}/appointments")).body
    assert (held["state"], [each["role"] for each in held["appointments"]]) == ("active", ["county"])
    assert (await services.audit.page(scope=Scope.system(), about=account.id))[-1].kind == "staff_invited"


async def test_a_repeat_invites_nobody_and_the_link_lies_nowhere_in_the_store(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    first = await her.call("POST", "/staff", LIMEI, Idempotency_Key=KEY)
    again = await her.call("POST", "/staff", LIMEI, Idempotency_Key=KEY)
    assert (again.status, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.body == first.body | {"link": None}
    assert await services.db["staff"].count_documents({"login": "li.mei"}) == 1
    token = first.body["link"].rsplit("/", 1)[1]
    for name in await services.db.list_collection_names():
        assert token not in str(await services.db[name].find().to_list(None)), name


async def test_a_new_link_ends_the_one_before(program: Programs, services: Services) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    before = await ask_in(her)
    answer = await her.call("POST", f"/staff/{before['id']}/link")
    assert (answer.status, answer.body["id"]) == (200, before["id"])
    assert (await invited(services, answer.body["link"].rsplit("/", 1)[1])).id == before["id"]
    with pytest.raises(NotFound):
        await invited(services, before["link"].rsplit("/", 1)[1])
    await services.db["staff"].update_one({"_id": before["id"]}, {"$set": {"state": "left"}})
    assert (await her.call("POST", f"/staff/{before['id']}/link")).status == 409


async def test_who_cannot_be_invited_is_said_by_field(program: Programs, services: Services) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    wrong = [
        ({"login": "wang"}, "login"),
        ({"login": "李"}, "login"),
        ({"name": ""}, "name"),
        ({"roles": []}, "roles"),
        ({"roles": ["queen"]}, "roles.0"),
        ({"region": "999999"}, "region"),
        ({"more": 1}, "more"),
    ]
    for more, field in wrong:
        answer = await her.call("POST", "/staff", LIMEI | more, Idempotency_Key=KEY)
        assert (answer.status, answer.body["field"]) == (400, field)
    assert (await her.call("POST", "/staff", LIMEI)).body["field"] == "Idempotency-Key"
    assert await services.db["staff"].count_documents({}) == 1


async def test_an_appointment_is_given_and_taken_back_on_top_of_what_was_read(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    she = f"/staff/{(await ask_in(her))['id']}/appointments"
    read, role = await her.call("GET", she), {"role": "expert", "region": "370881"}
    assert (await her.call("POST", she, role)).status == 428
    given = await her.call("POST", she, role, If_Match=read.etag)
    assert (given.status, given.etag) == (200, '"v2"')
    assert [(each["number"], each["role"]) for each in given.body["appointments"]] == [(0, "county"), (1, "expert")]
    late = await her.call("POST", f"{she}/take_back", {"number": 0}, If_Match=read.etag)
    assert (late.status, late.body["code"]) == (412, "stale")
    taken = await her.call("POST", f"{she}/take_back", {"number": 0}, If_Match=given.etag)
    assert [each["role"] for each in taken.body["appointments"]] == ["expert"]
    assert (await her.call("GET", she)).body == taken.body
    assert (await her.call("GET", she, If_None_Match=taken.etag)).status == 304
    nobody = await her.call("POST", f"{she}/take_back", {"number": 7}, If_Match=taken.etag)
    assert nobody.status == 404
    unknown = await her.call("POST", she, {"role": "expert", "region": "999999"}, If_Match=taken.etag)
    assert (unknown.status, unknown.body["field"]) == (400, "region")


async def test_the_last_administrator_is_told_from_an_account_that_was_changed(
    program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def last(*_asked: object, **_more: object) -> None:
        raise LastAdministrator

    monkeypatch.setattr("handlers.api.staff.colleagues.take_back", last)
    her = await program(StaffRole.ADMINISTRATOR)
    other = await program(StaffRole.ADMINISTRATOR, login="li")
    taken = await her.call("POST", f"/staff/{other.staff_id}/appointments/take_back", {"number": 0}, If_Match='"v1"')
    assert (taken.status, taken.body["code"]) == (409, "last_administrator")


async def test_her_own_appointments_are_for_others_to_take_back(program: Programs) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    own = f"/staff/{her.staff_id}/appointments/take_back"
    assert (await her.call("POST", own, {"number": 0}, If_Match='"v1"')).status == 403


async def test_a_deputy_stands_in_until_she_is_back(program: Programs, clock: Clock) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    away = await program(StaffRole.COUNTY, login="li", region="370881")
    zhao = await program(StaffRole.EXPERT, login="zhao", region="370881")
    today = clock().date().isoformat()
    days, she = LEAVE | {"first": today, "last": today}, f"/staff/{away.staff_id}/deputies"
    for _ in range(2):
        answer = await her.call("POST", she, days)
        assert (answer.status, [each["id"] for each in answer.body["deputies"]]) == (200, [zhao.staff_id])
    assert (await her.call("GET", she)).body == answer.body
    assert (await her.call("POST", she, LEAVE | {"first": today})).body["field"] == "last"
    assert (await her.call("POST", she, days | {"login": "nobody"})).body["field"] == "login"
    assert (await her.call("POST", she, days | {"first": "soon"})).body["field"] == "first"
    for _ in range(2):
        ended = await her.call("DELETE", f"{she}/{zhao.staff_id}")
        assert (ended.status, ended.body) == (200, {"deputies": []})


async def test_nobody_gives_what_she_does_not_hold_and_reading_changes_nothing(
    program: Programs, services: Services
) -> None:
    her = await program(StaffRole.ADMINISTRATOR)
    one = await ask_in(her)
    narrow = await program(StaffRole.ADMINISTRATOR, login="zhang", may=(Permission.STAFF_READ, Permission.STAFF_MANAGE))
    county = await program(StaffRole.ADMINISTRATOR, login="li", region="370881")
    reads = await program(StaffRole.COUNTY, login="zhao")
    she, expert = f"/staff/{one['id']}", {"role": "expert", "region": "370800"}
    before = await services.db["staff"].find({"_id": one["id"]}).to_list(None)
    for who in (narrow, county, reads):
        other = LIMEI | {"login": "new", "region": "370800"}
        assert (await who.call("POST", "/staff", other, Idempotency_Key=KEY)).status == 403
        assert (await who.call("POST", f"{she}/appointments", expert, If_Match='"v1"')).status == 403
    for who in (narrow, reads):
        assert (await who.call("POST", f"{she}/appointments/take_back", {"number": 0}, If_Match='"v1"')).status == 403
        assert (await who.call("POST", f"{she}/link")).status == 403
    assert (await reads.call("GET", f"{she}/appointments")).status == 200
    own = {"role": "expert", "region": "370800"}
    assert (await her.call("POST", f"/staff/{her.staff_id}/appointments", own, If_Match='"v1"')).status == 403
    assert await services.db["staff"].find({"_id": one["id"]}).to_list(None) == before


async def test_of_another_county_there_is_nobody(program: Programs, services: Services) -> None:
    here = await program(StaffRole.ADMINISTRATOR, region="370881")
    there = await program(StaffRole.ADMINISTRATOR, login="li", region="370883")
    she, role = f"/staff/{here.staff_id}", {"role": "expert", "region": "370883"}
    answers = [
        await there.call("GET", f"{she}/appointments"),
        await there.call("POST", f"{she}/appointments", role, If_Match='"v1"'),
        await there.call("POST", f"{she}/appointments/take_back", {"number": 0}, If_Match='"v1"'),
        await there.call("POST", f"{she}/link"),
        await there.call("GET", f"{she}/deputies"),
        await there.call("POST", f"{she}/deputies", LEAVE | {"last": "2026-11-26"}),
        await there.call("DELETE", f"{she}/deputies/{there.staff_id}"),
    ]
    assert [each.status for each in answers] == [404] * len(answers)
    assert await services.db["invitations"].count_documents({}) == 0
