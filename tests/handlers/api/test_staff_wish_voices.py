"""Programs of staff list what guardians said of wishes, and listen, which is written down."""

from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from services.context import Services
from tests.console.test_wish_voices import said_of
from tests.handlers.api.conftest import Program, Programs
from tests.services.wishes.lives import Lives

VILLAGE = "370881100201"


async def hear(her: Program, voice: str) -> tuple[int, str, bytes]:
    """The status, the type and the content of what is heard."""
    address = f"{her.base}/api/v1/staff/wish-voices/{voice}/listen"
    async with her.http.post(address, headers={"Authorization": f"Bearer {her.token}"}) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_they_are_listed_without_being_heard_and_a_listening_is_written_down(
    program: Programs, services: Services
) -> None:
    wish = await Lives(services).submitted()
    her = await program(StaffRole.VILLAGE_OFFICER, region=VILLAGE)
    assert (await her.call("GET", f"/wishes/{wish.id}/voices")).body == {"voices": []}
    content = await said_of(services, wish, 2)
    (row,) = (await her.call("GET", f"/wishes/{wish.id}/voices")).body["voices"]
    assert (row["seconds"], row["size"]) == (2, len(content))
    assert await services.audit.page(scope=Scope.system(), kind="wish_voice_read") == []
    assert await hear(her, row["id"]) == (200, "audio/mpeg", content)
    (noted,) = await services.audit.page(scope=Scope.system(), kind="wish_voice_read")
    assert (noted.actor, noted.about) == (her.staff_id, wish.id)


async def test_nobody_of_another_county_lists_or_hears_them(program: Programs, services: Services) -> None:
    wish = await Lives(services).submitted()
    await said_of(services, wish, 1)
    (voice,) = await services.wish_voices.of_wish(wish.id)
    there = await program(StaffRole.VILLAGE_OFFICER, login="zhao", region="370883")
    assert (await there.call("GET", f"/wishes/{wish.id}/voices")).status == 404
    assert (await hear(there, voice.id))[0] == 404
    assert (await hear(there, new_id()))[0] == 404
    expert = await program(StaffRole.EXPERT, login="zhuan", region="370881")
    assert (await hear(expert, voice.id))[0] == 403
    assert await services.audit.page(scope=Scope.system(), kind="wish_voice_read") == []
