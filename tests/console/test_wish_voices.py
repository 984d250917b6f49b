"""What a guardian said of a wish, on its pages in the console: listened to by a tap that is written down."""

import re

import pytest

from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffRole
from domain.wish_voices import WishVoice
from domain.wishes import Wish
from services.content.voice import playable
from services.context import Services
from services.wishes.voices import keep
from tests.console.conftest import Desk, Desks
from tests.joined import Clock
from tests.services.wishes.lives import Lives
from tests.spoken import spoken

SOUND = r'<audio class="player" controls preload="none" src="(/console/wish-voices/[0-9a-z]{26}/sound)"'
WHOLE = {"Range": "bytes=0-"}


async def said_of(services: Services, wish: Wish, seconds: int) -> bytes:
    """She has said that much of it; what staff hear."""
    made = await playable(spoken(seconds)) if seconds else None
    content = made.content if made else b""
    key = await services.wish_voices.key_of(wish.id)
    await keep(services, WishVoice(new_id(), key, wish.guardian_id, services.now(), seconds, len(content)), content)
    return content


async def readings(services: Services) -> int:
    return len(await services.audit.page(scope=Scope.system(), kind="wish_voice_read"))


@pytest.fixture
async def wish(services: Services) -> Wish:
    return await Lives(services).submitted()


@pytest.fixture
async def village(desk: Desks) -> Desk:
    found: Desk = await desk(StaffRole.VILLAGE_OFFICER, login="cun", region="370881100201")
    return found


async def heard(browser: Desk, address: str, **headers: str) -> tuple[int, bytes]:
    async with browser.http.get(browser.base + address, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_the_officer_plays_it_and_that_is_written_down_once_a_listening(
    village: Desk, wish: Wish, services: Services, clock: Clock
) -> None:
    page = f"/console/wishes/{wish.id}"
    assert "家长的语音" not in (await village.get(page)).text
    content = await said_of(services, wish, 3)
    await said_of(services, wish, 0)
    seen = await village.get(page)
    assert "3 秒" in seen.text
    assert "语音打不开，已经请家长打字" in seen.text
    assert "发来一段语音" in seen.text
    assert "media-src 'self'" in seen.headers["Content-Security-Policy"]
    (address,) = re.findall(SOUND, seen.text)
    assert await readings(services) == 0
    assert await heard(village, address, Range="bytes=0-99") == (206, content[:100])
    assert await heard(village, address, Range="bytes=100-") == (206, content[100:])
    async with village.http.get(village.base + address) as answer:
        assert (answer.status, answer.headers["Content-Type"]) == (200, "audio/mpeg")
        assert answer.headers["Cache-Control"] == "no-store"
        assert await answer.read() == content
    assert await readings(services) == 1
    assert "听了一段语音" in (await village.get(page)).text
    clock.move(minutes=11)
    assert (await heard(village, address, **WHOLE))[0] == 206
    assert await readings(services) == 2


async def test_it_stands_where_the_township_checks_and_the_village_verifies(
    village: Desk, wish: Wish, desk: Desks, services: Services
) -> None:
    odd = await Lives(services, number=9).submitted(text="实验小学三年级要的书包")
    for each in (wish, odd):
        await said_of(services, each, 1)
    town = await desk(StaffRole.TOWNSHIP, login="zhen", region="370881100")
    assert re.search(SOUND, (await town.get(f"/console/wishes/{odd.id}/check")).text)
    assert re.search(SOUND, (await village.get(f"/console/wishes/{wish.id}/verify")).text)


async def test_whoever_belongs_elsewhere_hears_nothing(
    village: Desk, wish: Wish, desk: Desks, services: Services
) -> None:
    await said_of(services, wish, 1)
    (address,) = re.findall(SOUND, (await village.get(f"/console/wishes/{wish.id}")).text)
    other = await desk(StaffRole.COUNTY, login="zou", region="370883")
    assert (await heard(other, address))[0] == 404
    expert = await desk(StaffRole.EXPERT, login="zhuan", region="370881")
    assert (await heard(expert, address))[0] == 403
    assert (await (await desk()).get(address)).path == "/console/sign-in"
    assert (await heard(village, f"/console/wish-voices/{new_id()}/sound"))[0] == 404
    assert await readings(services) == 0
    await services.db["wishes"].update_one({"_id": wish.id}, {"$set": {"key": "another"}})
    assert (await heard(village, address))[0] == 404  # of no wish that is there


async def test_one_that_could_not_be_opened_or_whose_family_is_gone_is_not_there(
    village: Desk, wish: Wish, services: Services
) -> None:
    await said_of(services, wish, 0)
    (row,) = await services.wish_voices.of_wish(wish.id)
    assert (await heard(village, f"/console/wish-voices/{row.id}/sound"))[0] == 404
    assert await readings(services) == 0
