"""The forms of a picture with a face, sent by hand: for another place, too late, with nothing or nonsense in them."""

import pytest

from domain.checks import SEARCH_WITHIN, Check
from domain.people import Person
from domain.staff import StaffRole
from services.context import Services
from tests.console.conftest import Desk, Desks
from tests.console.test_checks import handed_in, her
from tests.console.test_covering import check
from tests.joined import Clock
from tests.services.wishes.test_covering import check_of, searched

__all__ = ["check", "her"]  # fixtures
GARBAGE = ("", "-1", "64", "9" * 400, "٣", "²", "1.5", "a", "0;1", "\x00", "<b>")


@pytest.fixture
async def county(desk: Desks) -> Desk:
    found: Desk = await desk(StaffRole.COUNTY, login="xian", region="370881")
    return found


async def status(who: Desk, path: str) -> int:
    async with who.http.get(who.base + path) as answer:
        return answer.status


async def test_it_is_covered_compared_and_taken_back_until_it_is_decided(
    services: Services, check: Check, county: Desk
) -> None:
    at = f"/console/checks/{check.id}"
    assert (await county.get(f"{at}?compare=1")).text.count("没有遮过的原图") == 0
    assert await status(county, f"{at}/first") == 404
    assert (await county.post(f"{at}/restore", version="1")).status == 404
    await county.get(at)
    done = await county.post(f"{at}/cover", version=county.seen.value("version"), box="0")
    assert (done.path, "遮了 1 处" in done.text) == (at, True)
    late = await county.post(f"{at}/restore", version=str(check.stand))
    assert (late.status, "请再看一遍" in late.text, "遮了 1 处" in late.text) == (409, True, True)
    assert await status(county, f"{at}/first") == 200
    back = await county.post(f"{at}/restore", version=county.seen.value("version"))
    assert (back.status, "遮上第 1 个框" in back.text) == (200, True)
    await county.post(f"{at}/cover", version=county.seen.value("version"), box="0")
    passed = await county.post(f"{at}/decide", version=county.seen.value("version"), decision="pass")
    assert passed.path == "/console/checks"
    version = str((await check_of(services, check.about)).stand)
    for step, fields in (("cover", {"cell": "0"}), ("restore", {})):
        await county.get("/console/checks")
        ended = await county.post(f"{at}/{step}", version=version, **fields)
        assert (ended.status, "请再看一遍" in ended.text) == (409, True), step
        assert "打马赛克" not in ended.text
    assert await status(county, f"{at}/first") == 404
    assert await status(county, f"{at}?compare=1") == 200


async def test_nonsense_covers_nothing_and_is_answered_in_words(services: Services, check: Check, county: Desk) -> None:
    at = f"/console/checks/{check.id}"
    for name in ("cell", "box"):
        for given in GARBAGE:
            if (name, given) == ("box", "64"):
                continue
            await county.get(at)
            said = await county.post(f"{at}/cover", version="1", **{name: given})
            assert (said.status, "请先选要遮的地方" in said.text) == (400, True), (name, given)
    for version in ("", "x", "-1", "9" * 40):
        await county.get(at)
        assert (await county.post(f"{at}/cover", version=version, box="0")).status in {400, 409}, version
    assert await check_of(services, check.about) == check


async def test_another_place_another_office_and_a_text_have_nothing_to_cover(
    services: Services, check: Check, county: Desk, desk: Desks, her: Person
) -> None:
    at = f"/console/checks/{check.id}"
    await county.get(at)
    await county.post(f"{at}/cover", version="1", box="0")
    elsewhere = await desk(StaffRole.COUNTY, login="zou", region="370883")
    expert = await desk(StaffRole.EXPERT, login="zhuan", region="370881")
    for who, refused in ((elsewhere, 404), (expert, 403)):
        for step in ("cover", "restore"):
            await who.get("/console/")
            assert (await who.post(f"{at}/{step}", version="2", cell="0")).status == refused
        assert await status(who, f"{at}/first") == refused
        assert await status(who, f"{at}?compare=1") == refused
    stranger = await desk()
    assert (await stranger.get(f"{at}/first")).path == "/console/sign-in"
    text = f"/console/checks/{await handed_in(services, her)}"
    for step in ("cover", "restore"):
        await county.get("/console/checks")
        assert (await county.post(f"{text}/{step}", version="1", cell="0")).status == 404
    assert await services.db["audit"].count_documents({"kind": "check_first_read"}) == 0


async def test_one_whose_search_takes_too_long_passes_only_for_a_reason_that_its_page_then_says(
    services: Services, desk: Desks, her: Person, clock: Clock
) -> None:
    one = await handed_in(services, her, picture=b"\xff\xd8\xff")
    county, at = await desk(StaffRole.COUNTY, login="xian", region="370881"), f"/console/checks/{one}"
    assert "disabled" in (await county.get(at)).text
    clock.move(seconds=SEARCH_WITHIN.total_seconds())
    page = await county.get(at)
    assert ("电脑一直没查完" in page.text, "disabled" in page.text) == (True, False)
    for though in ("", "mistaken", "x" * 20):
        said = await county.post(f"{at}/decide", version="1", decision="pass", though=though)
        assert (said.status, 'id="though-problem"' in said.text) == (400, True), though
    await searched(services)  # it can't be
    assert "电脑查不了" in (await county.get(at)).text
    done = await county.post(f"{at}/decide", version="1", decision="pass", though="nobody")
    assert done.path == "/console/checks"
    assert "电脑没查就通过的原因" in (await county.get(at)).text
