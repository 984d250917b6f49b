"""A face in a picture is found, has to be covered or passed for a stated reason, and what the donor gets is the covered one."""

import asyncio
import io

import pytest
from PIL import Image, ImageStat

from domain.checks import Box, Check, CheckState, apart
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.staff import StaffRole
from domain.wishes import Wish
from services.checking import deciding, faces
from services.context import Services
from services.wishes import families
from services.wishes.covering import cover, first_look, restore
from services.wishes.drawings import opened, shown_to
from services.wishes.pictures import content_of
from storage.outbox import Work
from tests.drawn_faces import MIDDLE, with_face
from tests.services.wishes.lives import ELSEWHERE, OFFICER, Lives, member
from tests.services.wishes.test_drawings import file_of, name_in, send
from worker.tasks import TASKS

LOOKER = member(StaffRole.COUNTY, "370000/370800/370881/", "looker")


@pytest.fixture
async def wish(lives: Lives) -> Wish:
    delivered = await lives.delivered()
    return await families.act(lives.services, delivered.id, "confirm", by=await lives.somebody("guardian"))


async def sent(services: Services, lives: Lives, wish: Wish, content: bytes, *, search: bool = True) -> Check:
    guardian = await lives.somebody("guardian")
    drawing = await send(services, wish, guardian, await file_of(services, guardian, content))
    if search:
        await searched(services)
    return await check_of(services, drawing.id)


async def searched(services: Services) -> None:
    """The worker's turn, twice, as after a crash."""
    rows = await services.db["outbox"].find({"task": "find_faces"}).to_list(None)
    assert rows
    for row in (*rows, *rows):
        await TASKS["find_faces"](services, Work(row["_id"], row["task"], row["args"], 1, 1))


async def check_of(services: Services, about: str) -> Check:
    (check,) = (await services.checks.of([about]))[about]
    return check


def shades(picture: bytes) -> int:
    """How many colours stand around the nose of the drawn face."""
    x, y = MIDDLE
    with Image.open(io.BytesIO(picture)) as opened_one:
        part = opened_one.convert("L").crop((x - 60, y - 60, x + 60, y + 60))
    return round(ImageStat.Stat(part).stddev[0])


async def test_a_found_face_is_covered_before_it_passes_and_the_donor_gets_the_covered_picture(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face())
    assert [box.kind for box in check.found] == ["face"]
    assert check.found[0].x < MIDDLE[0] < check.found[0].x + check.found[0].width
    for reason in ("", "personal"):
        with pytest.raises(Invalid):
            await deciding.decide(services, check.id, by=LOOKER, passes=True, reason=reason, version=check.stand)
    before = (await deciding.look(services, check.id, by=LOOKER)).picture
    await cover(services, check.id, by=LOOKER, found={0}, cells={(7, 7)}, version=check.stand)
    seen = await deciding.look(services, check.id, by=LOOKER)
    assert [(box.kind, box.covered) for box in seen.check.found] == [("face", True), ("hand", True)]
    assert not seen.check.exposed
    assert shades(seen.picture) < shades(before) / 2
    with pytest.raises(Conflict):  # who saw it uncovered hasn't seen what would be shown
        await deciding.decide(services, check.id, by=LOOKER, passes=True, version=check.stand)
    await deciding.decide(services, check.id, by=LOOKER, passes=True, version=seen.check.stand)
    donor = await lives.somebody("donor")
    (shown,) = await shown_to(services, wish, donor=donor)
    assert await opened(services, *name_in(shown.url)) == seen.picture
    assert await content_of(services, shown.picture) == seen.picture


async def test_one_that_is_no_face_passes_for_a_stated_reason_that_is_kept(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face())
    done = await deciding.decide(services, check.id, by=LOOKER, passes=True, reason="mistaken", version=check.stand)
    assert (done.state, done.reason) == (CheckState.PASSED, "mistaken")
    act = await services.db["audit"].find_one({"kind": "check_passed"})
    assert act
    assert act["data"]["reason"] == "mistaken"
    with pytest.raises(Conflict):
        await cover(services, check.id, by=LOOKER, found={0}, cells=(), version=check.stand)


async def test_nothing_found_passes_nothing_and_a_part_can_be_covered_by_hand(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face(face=False))
    assert (check.searched, check.found, check.state) == (True, (), CheckState.HELD)
    for found, cells in ((set(), set()), ({0}, set()), (set(), {(8, 0), (-1, 2)})):
        with pytest.raises(Invalid):
            await cover(services, check.id, by=LOOKER, found=found, cells=cells, version=check.stand)
    covered = await cover(services, check.id, by=LOOKER, found=(), cells={(0, 0), (1, 7)}, version=check.stand)
    assert covered.found == (
        Box("hand", 0, 0, 200, 150, covered=True),
        Box("hand", 200, 1050, 200, 150, covered=True),
    )
    assert (await check_of(services, check.about)).found == covered.found


async def test_two_who_cover_at_once_leave_no_face_that_one_of_them_covered(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face())
    tries = [
        cover(services, check.id, by=LOOKER, found=found, cells=cells, version=check.stand)
        for found, cells in (({0}, set()), (set(), {(6, 6)}), (set(), {(7, 6)}))
    ]
    ended = await asyncio.gather(*tries, return_exceptions=True)
    good = [each for each in ended if isinstance(each, Check)]
    assert good
    assert all(isinstance(each, Conflict) for each in ended if each not in good)
    made = {box for each in good for box in each.found if box.covered}
    assert made == {box for box in (await check_of(services, check.about)).found if box.covered}


async def test_what_is_found_after_a_part_was_covered_is_added(lives: Lives, services: Services, wish: Wish) -> None:
    check = await sent(services, lives, wish, with_face(), search=False)
    assert not check.searched
    await cover(services, check.id, by=LOOKER, found=(), cells={(7, 7)}, version=check.stand)
    await searched(services)
    now = await check_of(services, check.about)
    assert [(box.kind, box.covered) for box in now.found] == [("hand", True), ("face", False)]
    assert now.exposed


async def test_only_those_of_the_place_who_decide_cover(lives: Lives, services: Services, wish: Wish) -> None:
    check = await sent(services, lives, wish, with_face(face=False), search=False)
    with pytest.raises(NotFound):
        await cover(services, check.id, by=ELSEWHERE, found=(), cells={(0, 0)}, version=check.stand)
    with pytest.raises(NotAllowed):
        await cover(services, check.id, by=OFFICER, found=(), cells={(0, 0)}, version=check.stand)
    with pytest.raises(Conflict):
        await cover(services, check.id, by=LOOKER, found=(), cells={(0, 0)}, version=check.stand + 1)


async def test_what_was_covered_is_taken_back_until_it_is_decided_and_then_nobody_has_the_first_one(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face())
    first = (await deciding.look(services, check.id, by=LOOKER)).picture
    with pytest.raises(NotFound):
        await restore(services, check.id, by=LOOKER, version=check.stand)
    once = await cover(services, check.id, by=LOOKER, found={0}, cells={(7, 7)}, version=check.stand)
    assert (once.restorable, await first_look(services, check.id, by=LOOKER)) == (True, first)
    assert await services.db["audit"].count_documents({"kind": "check_first_read", "actor": LOOKER.id}) == 1
    twice = await cover(services, check.id, by=LOOKER, found=(), cells={(0, 0)}, version=once.stand)
    assert await first_look(services, check.id, by=LOOKER) == first
    for who, stand, error in ((OFFICER, twice.stand, NotAllowed), (ELSEWHERE, twice.stand, NotFound)):
        with pytest.raises(error):
            await restore(services, check.id, by=who, version=stand)
        with pytest.raises(error):
            await first_look(services, check.id, by=who)
    with pytest.raises(Conflict):
        await restore(services, check.id, by=LOOKER, version=once.stand)
    back = await restore(services, check.id, by=LOOKER, version=twice.stand)
    assert (back.found, back.exposed, back.searched, back.restorable) == (check.found, True, True, False)
    assert (await deciding.look(services, check.id, by=LOOKER)).picture == first
    again = await cover(services, check.id, by=LOOKER, found={0}, cells=(), version=back.stand)
    done = await deciding.decide(services, check.id, by=LOOKER, passes=True, version=again.stand)
    assert not done.restorable
    with pytest.raises(NotFound):
        await first_look(services, check.id, by=LOOKER)
    with pytest.raises(Conflict):
        await restore(services, check.id, by=LOOKER, version=done.stand)


async def test_what_lay_under_a_part_covered_by_hand_is_searched_once_it_is_taken_back(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face(), search=False)
    cells = {(column, row) for column in range(1, 5) for row in range(1, 7)}
    hidden = await cover(services, check.id, by=LOOKER, found=(), cells=cells, version=check.stand)
    await searched(services)
    assert (await check_of(services, check.about)).searched
    back = await restore(services, check.id, by=LOOKER, version=hidden.stand)
    assert (back.searched, back.found) == (False, ())
    assert await faces.find_some(services) == 1
    assert (await check_of(services, check.about)).exposed


def test_what_is_no_picture_is_not_taken_for_one_that_shows_nobody() -> None:
    for nothing in (b"", b"\xff\xd8\xffa"):
        with pytest.raises(Invalid):
            faces.boxes_in(nothing)


def test_a_face_that_two_models_find_is_one() -> None:
    large, within, plate = Box("face", 0, 0, 100, 100), Box("face", 20, 20, 60, 60), Box("plate", 20, 20, 60, 20)
    assert apart([within, plate, large]) == (large, plate)
