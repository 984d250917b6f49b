"""Wishes that wait too long, for programs of staff: what they read, and what they may do about it."""

from domain.staff import StaffRole
from services.context import Services
from services.wishes import families
from tests.handlers.api.conftest import Programs
from tests.joined import Clock
from tests.services.wishes.lives import Lives


async def test_a_program_reads_them_in_parts_and_reminds(program: Programs, services: Services, clock: Clock) -> None:
    lives = Lives(services)
    first = await lives.published()
    clock.move(days=1)
    second = await lives.claimed()
    await families.act(services, second.id, "extend", by=await lives.somebody("donor"))
    clock.move(days=30)
    her = await program(StaffRole.COUNTY, region="370881")
    part = (await her.call("GET", "/forgotten-wishes?limit=1")).body
    assert [(each["wish"]["id"], each["why"]) for each in part["wishes"]] == [(second.id, ["extended"])]
    rest = (await her.call("GET", f"/forgotten-wishes?after={part['next']}")).body
    assert [(each["wish"]["id"], each["why"]) for each in rest["wishes"]] == [(first.id, ["wall"])]
    assert rest["next"] is None
    assert (await her.call("GET", "/forgotten-wishes?why=failed")).body["wishes"] == []
    for bad in ("why=nonsense", "county=x"):
        assert (await her.call("GET", f"/forgotten-wishes?{bad}")).status == 400
    assert (await her.call("GET", "/forgotten-wishes?after=01k0000000000000000000000z")).status == 404
    for _ in range(2):
        assert (await her.call("POST", f"/wishes/{second.id}/remind")).status == 200
        assert (await her.call("POST", f"/wishes/{first.id}/forward")).status == 200
    assert (await lives.story(second)).count("reminded") == 1
    assert (await lives.story(first)).count("forwarded") == 1
    assert (await her.call("POST", f"/wishes/{first.id}/remind")).status == 409
    (seen,) = (await her.call("GET", "/forgotten-wishes?why=extended")).body["wishes"]
    assert seen["urged_at"]
    other = await program(StaffRole.COUNTY, login="li", region="370883")
    assert (await other.call("GET", "/forgotten-wishes?county=370881")).body["wishes"] == []
    assert (await other.call("POST", f"/wishes/{first.id}/forward")).status == 404
