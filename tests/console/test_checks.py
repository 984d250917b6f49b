"""What waits for a look, at the browser: opened, decided, blocked, and only by those of the place."""

import re

import pytest

from domain.checks import CheckState
from domain.people import Person
from domain.regions import Scope
from domain.staff import StaffRole
from services.checking.blocking import appeal
from services.checking.faces import find
from services.checking.links import address_of
from services.checking.submitting import state_of, submit_picture, submit_text
from services.context import Services
from storage.mongo import Session, in_transaction
from tests.console.conftest import Desks
from tests.drawn_faces import with_face
from tests.joined import APP, HER, Clock

PATH = "370000/370800/370881/370881100/370881100201/"
TEXT = "我叫李小红，给点钱也行<b>"


@pytest.fixture
async def her(services: Services, clock: Clock) -> Person:
    return await services.people.ensure(APP, HER, now=clock())


async def handed_in(services: Services, her: Person, about: str = "w1", *, picture: bytes = b"") -> str:
    async def write(session: Session) -> str:
        common = {"about": about, "region_path": PATH, "person": her, "session": session}
        if picture:
            return (await submit_picture(services, field="picture", picture=picture, **common)).id
        return (await submit_text(services, field="text", text=TEXT, **common)).id

    return await in_transaction(services.db, write)


async def test_a_text_is_seen_with_its_marks_refused_with_a_reason_and_gone_from_the_list(
    services: Services, desk: Desks, her: Person
) -> None:
    check = await handed_in(services, her)
    page = await desk(StaffRole.COUNTY)
    listed = await page.get("/console/checks")
    assert f"/console/checks/{check}" in listed.text
    seen = await page.get(f"/console/checks/{check}")
    assert re.search(r"<mark>李小红<small>（姓名）</small></mark>", seen.text)
    assert "<mark>给点钱" in seen.text
    assert "&lt;b&gt;" in seen.text
    unsure = await page.post(f"/console/checks/{check}/decide", decision="refuse", version="1", refusal="")
    assert (unsure.status, "请选一个原因" in unsure.text) == (400, True)
    stale = await page.post(f"/console/checks/{check}/decide", decision="pass", version="7")
    assert (stale.status, "请再看一遍" in stale.text) == (409, True)
    done = await page.post(f"/console/checks/{check}/decide", decision="refuse", version="1", refusal="cash")
    assert done.path == "/console/checks"
    assert check not in done.text
    assert await state_of(services, "w1") is CheckState.REFUSED
    assert check in (await page.get("/console/checks?state=refused")).text


async def test_a_picture_is_shown_to_staff_of_the_place_alone(services: Services, desk: Desks, her: Person) -> None:
    check = await handed_in(services, her, picture=b"\xff\xd8\xffa")
    page = await desk(StaffRole.TOWNSHIP, region="370881100")
    assert f'src="/console/checks/{check}/picture"' in (await page.get(f"/console/checks/{check}")).text
    async with page.http.get(f"{page.base}/console/checks/{check}/picture") as answer:
        assert (answer.headers["Content-Type"], await answer.read()) == ("image/jpeg", b"\xff\xd8\xffa")
    other = await desk(StaffRole.COUNTY, login="sun", region="370883")
    assert (await other.get(f"/console/checks/{check}")).status == 404
    assert (await other.get(f"/console/checks/{check}/picture")).status == 404
    expert = await desk(StaffRole.EXPERT, login="qian")
    assert (await expert.get("/console/checks")).status == 403


async def test_a_block_is_made_seen_and_lifted_by_a_colleague_after_an_appeal(
    services: Services, desk: Desks, her: Person
) -> None:
    check = await handed_in(services, her)
    page = await desk(StaffRole.COUNTY)
    await page.get(f"/console/checks/{check}")
    assert (await page.post(f"/console/checks/{check}/block", why="", days="7")).status == 400
    listed = await page.post(f"/console/checks/{check}/block", why="advertising", days="7")
    assert listed.path == "/console/blocks"
    block = re.search(r"/console/blocks/([0-9a-z]{26})", listed.text)
    assert block
    assert await appeal(services, her, "那是小孩按错发的") == "asked"
    own = await page.get(f"/console/blocks/{block[1]}")
    assert "请另一位同事" in own.text
    assert (await page.post(f"/console/blocks/{block[1]}/answer", answer="lift")).status == 403
    colleague = await desk(StaffRole.CITY, login="li")
    assert "按错发的" in (await colleague.get(f"/console/blocks/{block[1]}")).text
    lifted = await colleague.post(f"/console/blocks/{block[1]}/answer", answer="lift")
    assert "恢复了" in lifted.text


async def test_the_platform_fetches_a_picture_by_its_own_address_and_nobody_by_another(
    services: Services, desk: Desks, her: Person, clock: Clock
) -> None:
    check_id = await handed_in(services, her, picture=b"\xff\xd8\xffa")
    stranger = await desk()

    async def status(path: str) -> int:
        async with stranger.http.get(stranger.base + path) as answer:
            return answer.status

    async def address() -> str:
        check, _ = await services.checks.get(check_id, scope=Scope.system())
        return address_of(services, check).removeprefix(services.facts.public_url)

    first = await address()
    assert await status(first) == 200
    assert await status(first[:-5] + ("0" if first[-5] != "0" else "1") + ".jpg") == 404
    assert await status(first.replace("/1-", "/2-")) == 404
    await handed_in(services, her, picture=b"\xff\xd8\xffb")
    assert await status(first) == 404
    second = await address()
    assert await status(second) == 200
    clock.move(hours=2, seconds=1)
    assert await status(second) == 404


async def test_a_found_face_is_framed_and_passes_only_covered_or_for_a_reason(
    services: Services, desk: Desks, her: Person
) -> None:
    check = await handed_in(services, her, picture=with_face())
    page = await desk(StaffRole.COUNTY)
    waits = await page.get(f"/console/checks/{check}")
    assert "电脑还在查" in waits.text
    early = await page.post(f"/console/checks/{check}/decide", decision="pass", version="1", though="looked")
    assert (early.status, "查完再通过" in early.text) == (400, True)
    await find(services, check, 1)
    seen = await page.get(f"/console/checks/{check}")
    assert re.search(r'<svg viewBox="0 0 1600 1200"[^>]*>\s*<rect x="\d+"', seen.text)
    bare = await page.post(f"/console/checks/{check}/decide", decision="pass", version="1", though="")
    assert (bare.status, "先遮上，或选一个不用遮的原因" in bare.text) == (400, True)
    done = await page.post(f"/console/checks/{check}/decide", decision="pass", version="1", though="mistaken")
    assert done.path == "/console/checks"
    assert await state_of(services, "w1") is CheckState.PASSED
    assert "电脑认错了" in (await page.get(f"/console/checks/{check}")).text
