"""Pictures that staff bring to a wish: who may, what is kept of them, that it is sealed, and that it goes."""

import asyncio
import io
from typing import Any

import pytest
from PIL import Image

from domain.consents import How, Purpose
from domain.errors import Invalid, MoveNotPossible, NotAllowed, NotFound, StoreAway
from domain.ids import new_id
from domain.regions import Scope
from domain.staff import StaffMember, StaffRole
from domain.wish_pictures import MOST, PictureKind, WishPicture
from domain.wishes import Wish
from services.context import Services
from services.privacy.consenting import give, holds, withdraw
from services.privacy.erasing import erase_person
from services.privacy.her_data import gather
from services.wishes import pictures, steps
from services.wishes.pictures import add, look, remove
from storage.erasing import Erasing
from tests.joined import Clock
from tests.services.wishes.lives import CITY, COUNTY, ELSEWHERE, OFFICER, QUFU, TOWNSHIP, VISIT, Lives, member

SECRET = "峪口村王小明家"
EXPERT = member(StaffRole.EXPERT, QUFU, "expert")


def photo(size: tuple[int, int] = (64, 48), kind: str = "JPEG", **more: Any) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", size, "pink").save(drawn, kind, **more)
    return drawn.getvalue()


def from_camera(size: tuple[int, int] = (64, 48)) -> bytes:
    camera = Image.Exif()
    camera[0x010E], camera[0x8825] = SECRET, {1: "N", 2: (35.0, 36.0, 12.0)}
    return photo(size, exif=camera)


async def visit(
    services: Services, wish: Wish, *, key: str = "", by: StaffMember = OFFICER, agreed: bool = True
) -> WishPicture:
    return await add(services, wish.id, "visit", from_camera(), key=key or new_id(), by=by, agreed=agreed)


async def stored(services: Services) -> str:
    """All that lies in the database, as one text."""
    names = await services.db.list_collection_names(filter={"type": "collection"})
    return repr({name: await services.db[name].find().to_list(None) for name in names})


async def test_it_is_drawn_anew_without_what_the_camera_wrote_and_lies_sealed(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    kept = await add(services, wish.id, "visit", from_camera((4000, 3000)), key=new_id(), by=OFFICER, agreed=True)
    assert (kept.kind, kept.by, kept.width, kept.height) == (PictureKind.VISIT, OFFICER.id, 1600, 1200)
    content = await look(services, kept.id, by=COUNTY)
    with Image.open(io.BytesIO(content)) as shown:
        assert (shown.format, shown.size) == ("JPEG", (1600, 1200))
        assert not shown.getexif()
    assert SECRET.encode() not in content
    assert len(content) == kept.size
    row = await services.db["wish_picture_contents"].find_one({})
    assert row is not None
    assert b"\xff\xd8\xff" not in bytes(row["sealed"])
    assert b"/9j/" not in bytes(row["sealed"])  # a JPEG in base64
    assert SECRET not in await stored(services)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"MZ this is a program", "not_a_picture"),
        (b"<svg onload='alert(1)'/>", "not_a_picture"),
        (photo(kind="GIF", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]), "moves"),
        (b"", "not_a_picture"),
    ],
)
async def test_what_is_no_picture_is_refused_and_leaves_nothing(
    lives: Lives, services: Services, content: bytes, problem: str
) -> None:
    wish = await lives.submitted()
    with pytest.raises(Invalid) as refused:
        await add(services, wish.id, "visit", content, key=new_id(), by=OFFICER, agreed=True)
    assert (refused.value.field, refused.value.problem) == ("picture", problem)
    assert await services.db["wish_pictures"].count_documents({}) == 0
    assert not await holds(services, wish.guardian_id, Purpose.PICTURE)


async def test_sent_again_after_a_lost_line_it_is_one_picture_and_one_event(lives: Lives, services: Services) -> None:
    wish, key = await lives.submitted(), new_id()
    first = await visit(services, wish, key=key)
    again = await asyncio.gather(*(visit(services, wish, key=key) for _ in range(4)))
    assert {each.id for each in again} == {first.id}
    assert (await lives.story(wish)).count("picture_added") == 1
    assert len(await services.consents.of(wish.guardian_id)) == 2  # to the wish, and once to pictures
    with pytest.raises(Invalid):
        await visit(services, wish, key=key, by=TOWNSHIP)
    at_once, fresh = await lives.submitted(), new_id()
    both = await asyncio.gather(*(visit(services, at_once, key=fresh) for _ in range(4)))
    assert len({each.id for each in both}) == 1


async def test_of_many_at_once_no_more_are_kept_than_a_wish_may_have(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    await visit(services, wish)

    async def until_it_is_there() -> str:
        """As the page does: the same picture again, for as long as others hold the wish."""
        key = new_id()
        while True:
            try:
                return (await visit(services, wish, key=key)).id
            except StoreAway:
                continue
            except Invalid as full:
                return full.problem

    made = await asyncio.gather(*(until_it_is_there() for _ in range(8)))
    assert made.count("too_many") == 9 - MOST[PictureKind.VISIT]
    assert await services.db["wish_pictures"].count_documents({}) == MOST[PictureKind.VISIT]


async def test_who_may_bring_which_and_in_which_state(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    with pytest.raises(NotFound):
        await visit(services, wish, by=ELSEWHERE)
    for nobody, kind in ((EXPERT, "visit"), (COUNTY, "visit"), (COUNTY, "paper"), (CITY, "visit")):
        with pytest.raises(NotAllowed):
            await add(services, wish.id, kind, photo(), key=new_id(), by=nobody, agreed=True)
    with pytest.raises(MoveNotPossible):
        await add(services, wish.id, "proof", photo(), key=new_id(), by=OFFICER, agreed=True)
    for kind in ("drawing", "selfie", ""):
        with pytest.raises(Invalid):
            await add(services, wish.id, kind, photo(), key=new_id(), by=OFFICER, agreed=True)
    with pytest.raises(Invalid):
        await visit(services, wish, key="../../1")
    brought = await lives.claimed()
    proof = await add(services, brought.id, "proof", photo(), key=new_id(), by=COUNTY, agreed=True)
    assert proof.kind is PictureKind.PROOF
    later = await steps.verify(services, wish.id, VISIT, by=OFFICER)
    assert (
        await visit(services, later)
    ).wish_id == wish.id  # the form was first, the picture came when there was a line


async def test_without_the_guardians_consent_only_the_signed_paper_is_kept(lives: Lives, services: Services) -> None:
    wish = await lives.submitted()
    with pytest.raises(Invalid) as refused:
        await visit(services, wish, agreed=False)
    assert refused.value.field == "agreed"
    paper = await add(services, wish.id, "paper", photo(), key=new_id(), by=OFFICER)
    assert paper.kind is PictureKind.PAPER
    assert not await holds(services, wish.guardian_id, Purpose.PICTURE)
    await visit(services, wish, agreed=True)
    (given,) = [each for each in await services.consents.of(wish.guardian_id) if each.purpose == Purpose.PICTURE]
    assert (given.how, given.about, given.holds) == (How.PAPER, wish.id, True)
    assert [each for each in await lives.told("guardian") if "我的授权" in each and "照片" in each]
    await visit(services, wish, agreed=False)  # it holds by now


async def test_what_she_agreed_to_herself_is_enough(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.submitted()
    await give(services, wish.guardian_id, Purpose.PICTURE, how=How.CHAT, now=clock())
    await visit(services, wish, agreed=False)
    assert len([each for each in await services.consents.of(wish.guardian_id) if each.purpose == Purpose.PICTURE]) == 1


async def test_a_look_is_written_down_with_its_purpose_before_anything_is_opened(
    lives: Lives, services: Services
) -> None:
    wish = await lives.submitted()
    kept = await visit(services, wish)
    for nobody, error in ((ELSEWHERE, NotFound), (EXPERT, NotAllowed)):
        with pytest.raises(error):
            await look(services, kept.id, by=nobody)
    with pytest.raises(NotFound):
        await look(services, new_id(), by=COUNTY)
    assert await services.audit.page(scope=Scope.system(), kind="wish_picture_read") == []
    await look(services, kept.id, by=COUNTY)
    (row,) = await services.audit.page(scope=Scope.system(), kind="wish_picture_read")
    assert (row.actor, row.about, row.data) == (COUNTY.id, wish.id, {"kind": "visit", "purpose": "verifying"})
    assert (await lives.story(wish))[-1] == "picture_read"
    readings = (await gather(services, wish.guardian_id)).parts["readings"]
    assert [each["what"] for each in readings] == ["看了心愿的一张照片"]


async def test_her_own_is_taken_away_within_the_state_and_the_story_keeps_that(
    lives: Lives, services: Services
) -> None:
    wish = await lives.submitted()
    kept, stays = await visit(services, wish), await visit(services, wish)
    with pytest.raises(NotAllowed):
        await remove(services, kept.id, by=TOWNSHIP)
    with pytest.raises(NotFound):
        await remove(services, kept.id, by=ELSEWHERE)
    await remove(services, kept.id, by=OFFICER)
    with pytest.raises(NotFound):
        await look(services, kept.id, by=COUNTY)
    with pytest.raises(NotFound):
        await remove(services, kept.id, by=OFFICER)
    assert (await lives.story(wish))[-3:] == ["picture_added", "picture_added", "picture_removed"]
    assert await services.db["wish_picture_contents"].count_documents({}) == 1
    await steps.verify(services, wish.id, VISIT, by=OFFICER)
    with pytest.raises(MoveNotPossible):
        await remove(services, stays.id, by=OFFICER)


async def test_with_the_family_all_pictures_go(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.submitted()
    kept = await visit(services, wish)
    sealed = await services.wish_pictures.sealed(kept.id)
    await erase_person(services, wish.guardian_id, how="chat", now=clock())
    for name in ("wish_pictures", "wish_picture_contents"):
        assert await services.db[name].count_documents({}) == 0
    with pytest.raises(NotFound):
        await services.vault.unseal(sealed)  # as it would lie in a backup
    with pytest.raises(NotFound):
        await visit(services, wish)


async def test_a_wish_that_is_emptied_takes_its_pictures_along(lives: Lives, services: Services, clock: Clock) -> None:
    wish = await lives.submitted()
    await visit(services, wish)
    await withdraw(services, wish.guardian_id, Purpose.WISH, how=How.CHAT, now=clock())
    assert await services.db["wish_pictures"].count_documents({}) == 0
    assert await services.db["wish_picture_contents"].count_documents({}) == 0


async def test_an_erasure_and_an_upload_at_once_leave_no_picture(
    lives: Lives, services: Services, clock: Clock
) -> None:
    for number in range(5):
        clock.move(hours=1)
        lives.people.pop("guardian", None)
        wish = await lives.submitted(child=f"王大{'一二三四五'[number]}")
        await asyncio.gather(
            *(visit(services, wish) for _ in range(3)),
            erase_person(services, wish.guardian_id, how="chat", now=clock()),
            return_exceptions=True,
        )
        await Erasing(services.db, services.vault).wipe(
            [wish.guardian_id], [], now=clock()
        )  # as a task does it two minutes later
        assert await services.db["wish_pictures"].count_documents({"wish": wish.id}) == 0
    assert await services.db["wish_picture_contents"].count_documents({}) == 0


async def test_a_writing_that_is_cut_off_leaves_neither_row_nor_consent(
    lives: Lives, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish, key = await lives.submitted(), new_id()

    async def dies(*_args: object, **_more: object) -> None:
        raise RuntimeError("the process is gone")

    with monkeypatch.context() as half:
        half.setattr(pictures, "_rely_on", dies)
        with pytest.raises(RuntimeError):
            await visit(services, wish, key=key)
    assert await services.db["wish_pictures"].count_documents({}) == 0
    assert await services.db["wish_picture_contents"].count_documents({}) == 0
    assert "picture_added" not in await lives.story(wish)
    assert (await visit(services, wish, key=key)).key == key
