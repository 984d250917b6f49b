"""A child's drawing reaches the one donor after a look by people, and goes when the guardian takes back her word."""

import asyncio
import io
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image

from domain.checks import CheckState
from domain.consents import CURRENT, How, Purpose
from domain.errors import Invalid, MoveNotPossible, NotFound
from domain.files import FILES_MOST
from domain.ids import new_id
from domain.people import Person
from domain.regions import Scope
from domain.staff import StaffRole
from domain.wish_pictures import PictureKind, WishPicture
from domain.wishes import Wish, WishState
from services.checking.asking import found
from services.checking.deciding import decide
from services.checking.faces import find
from services.context import Services
from services.mini.files import keep_file, remove_file
from services.privacy.consenting import holds, withdraw
from services.privacy.erasing import erase_person
from services.wishes import families, giving, sharing, steps
from services.wishes.drawings import (
    bring_proof,
    brought_wish,
    drawings_of,
    opened,
    send_drawing,
    shown_to,
    shown_to_her,
)
from services.wishes.pictures import add, look
from storage.outbox import Work
from tests.joined import Clock
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, OFFICER, Lives, member
from tests.services.wishes.test_pictures import from_camera, photo
from worker.later import Later
from worker.tasks import TASKS

TEXT = CURRENT[Purpose.PICTURE]
assert FILES_MOST > 3
LOOKER = member(StaffRole.COUNTY, "370000/370800/370881/", "looker")


@pytest.fixture
async def wish(lives: Lives) -> Wish:
    """One that came."""
    delivered = await lives.delivered()
    return await families.act(lives.services, delivered.id, "confirm", by=await lives.somebody("guardian"))


async def file_of(services: Services, person: Person, content: bytes = b"") -> str:
    return (await keep_file(services, person, content or from_camera(), file_id=new_id())).id


async def send(services: Services, wish: Wish, by: Person, file: str = "", consent: str = TEXT) -> WishPicture:
    file = file or await file_of(services, by)
    return await send_drawing(services, wish.id, file, by=by, consent=consent, how=How.API, picture_id=new_id())


async def passes(services: Services, picture: WishPicture, *, yes: bool = True) -> None:
    (check,) = (await services.checks.of([picture.id]))[picture.id]
    await find(services, check.id, check.version)
    reason = "" if yes else "personal"
    await decide(services, check.id, by=LOOKER, passes=yes, reason=reason, version=check.version)


async def work(services: Services, task: str) -> bool:
    """The worker's turn with each row of a task; whether all are done."""
    done = True
    rows: list[Any] = await services.db["outbox"].find({"task": task}).to_list(None)
    for row in rows:
        try:
            await TASKS[task](services, Work(row["_id"], row["task"], row["args"], 1, 1))
        except Later:
            done = False
    return done


def name_in(url: str) -> tuple[str, str]:
    *_, picture, name = url.removesuffix(".jpg").split("/")
    return picture, name


async def test_it_reaches_that_donor_alone_once_after_people_have_looked(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    guardian, donor = await lives.somebody("guardian"), await lives.somebody("donor")
    drawing = await send(services, wish, guardian)
    assert await holds(services, guardian.id, Purpose.PICTURE)
    assert await shown_to(services, wish, donor=donor) == []
    assert not await work(services, "tell_drawing")
    await passes(services, drawing)
    assert await work(services, "tell_drawing")
    assert await work(services, "tell_drawing")
    assert len([each for each in await lives.told("donor") if "看画" in each]) == 1
    (shown,) = await shown_to_her(services, donor)
    content = await opened(services, *name_in(shown.url))
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
    for somebody in (guardian, await lives.somebody("other")):
        with pytest.raises(NotFound):
            await shown_to(services, wish, donor=somebody)
    picture_id, name = name_in(shown.url)
    for wrong in (name[:-1] + ("0" if name[-1] != "0" else "1"), "1", "9" * 40, f"9{name}", "x-y"):
        with pytest.raises(NotFound):
            await opened(services, picture_id, wrong)
    clock.move(minutes=11)
    with pytest.raises(NotFound):
        await opened(services, picture_id, name)


async def test_a_link_leads_nowhere_once_the_wish_is_another_donors(
    lives: Lives, services: Services, wish: Wish
) -> None:
    drawing = await send(services, wish, await lives.somebody("guardian"))
    await passes(services, drawing)
    (shown,) = await shown_to_her(services, await lives.somebody("donor"))
    other = await lives.somebody("other")
    await services.db["wishes"].update_one({"_id": wish.id}, {"$set": {"donor_id": other.id}})
    with pytest.raises(NotFound):
        await opened(services, *name_in(shown.url))


async def test_a_picture_never_passes_by_the_platforms_word_alone(lives: Lives, services: Services, wish: Wish) -> None:
    drawing = await send(services, wish, await lives.somebody("guardian"))
    for before in (CheckState.WAITING, CheckState.HELD):
        changed = {"state": before, "why": "", "suggest": ""}
        await services.db["checks"].update_one({"about": drawing.id}, {"$set": changed})
        (check,) = (await services.checks.of([drawing.id]))[drawing.id]
        await found(services, check.id, check.version, "pass", 100)
        (check,) = (await services.checks.of([drawing.id]))[drawing.id]
        assert (check.state, check.why) == (CheckState.HELD, "faces")
    await found(services, check.id, check.version, "risky", 20002)
    (check,) = (await services.checks.of([drawing.id]))[drawing.id]
    assert check.state is CheckState.REFUSED


async def test_what_staff_refuse_reaches_nobody(lives: Lives, services: Services, wish: Wish) -> None:
    guardian, donor = await lives.somebody("guardian"), await lives.somebody("donor")
    await passes(services, await send(services, wish, guardian), yes=False)
    assert await work(services, "tell_drawing")
    assert await shown_to_her(services, donor) == []
    assert not [each for each in await lives.told("donor") if "看画" in each]
    assert [each for each in await lives.told("guardian") if "没能公开" in each]
    assert [state for _, state in await drawings_of(services, wish.id, by=guardian)] == [CheckState.REFUSED]


async def test_only_hers_for_her_wish_after_it_came_and_with_the_text_she_read(
    lives: Lives, services: Services, wish: Wish
) -> None:
    guardian, other = await lives.somebody("guardian"), await lives.somebody("other")
    with pytest.raises(NotFound):
        await send(services, wish, guardian, file=await file_of(services, other))
    with pytest.raises(NotFound):
        await send(services, wish, other)
    with pytest.raises(NotFound):
        await send(services, wish, guardian, file=new_id())
    with pytest.raises(Invalid):
        await send(services, wish, guardian, consent="child_picture.v1")
    assert not await holds(services, guardian.id, Purpose.PICTURE)
    early = await lives.claimed(donor="another")
    with pytest.raises(MoveNotPossible):
        await send(services, early, guardian)
    await services.db["wishes"].update_one({"_id": wish.id}, {"$set": {"donor_id": ""}})  # from the county's stock
    with pytest.raises(MoveNotPossible):
        await send(services, wish, guardian)
    assert await services.db["wish_pictures"].count_documents({}) == 0


async def test_the_same_file_sent_twice_at_once_is_one_drawing(lives: Lives, services: Services, wish: Wish) -> None:
    guardian = await lives.somebody("guardian")
    file = await file_of(services, guardian)
    sent = await asyncio.gather(*(send(services, wish, guardian, file=file) for _ in range(4)))
    assert len({each.id for each in sent}) == 1
    assert await services.db["checks"].count_documents({"field": "drawing"}) == 1
    assert len([each for each in await services.consents.of(guardian.id) if each.purpose == Purpose.PICTURE]) == 1


async def test_withdrawn_it_is_gone_everywhere_and_she_gets_a_receipt(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    guardian, donor = await lives.somebody("guardian"), await lives.somebody("donor")
    drawing = await send(services, wish, guardian)
    proof = await bring_proof(services, wish.id, await file_of(services, donor), by=donor, picture_id=new_id())
    paper = await add(services, wish.id, "paper", photo(), key=new_id(), by=OFFICER)
    await passes(services, drawing)
    (shown,) = await shown_to_her(services, donor)
    clock.move(minutes=1)
    assert await withdraw(services, guardian.id, Purpose.PICTURE, how=How.CHAT, now=clock())
    with pytest.raises(NotFound):
        await opened(services, *name_in(shown.url))
    assert await shown_to_her(services, donor) == []
    for gone in (drawing, proof):
        with pytest.raises(NotFound):
            await look(services, gone.id, by=COUNTY)
    assert await look(services, paper.id, by=COUNTY)
    contents = [each["_id"] async for each in services.db["wish_picture_contents"].find()]
    assert contents == [paper.id]
    for name in ("files", "file_contents"):
        assert await services.db[name].count_documents({}) == 0
    assert await services.db["checks"].count_documents({"about": drawing.id}) == 0
    (receipt,) = [each for each in await lives.told("guardian") if "删掉了 2 张" in each]
    (row,) = await services.audit.page(scope=Scope.system(), unplaced=True, kind="wish_pictures_destroyed")
    assert row.data["count"] == 2
    assert row.data["receipt"] in receipt.replace(" ", "").replace("-", "")
    await withdraw(services, guardian.id, Purpose.PICTURE, how=How.CHAT, now=clock())
    assert len([each for each in await lives.told("guardian") if "删掉了" in each]) == 1
    with pytest.raises(Invalid):
        await bring_proof(services, wish.id, await file_of(services, donor), by=donor, picture_id=new_id())


async def test_a_withdrawal_and_a_drawing_at_once_leave_none_without_a_consent(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    guardian = await lives.somebody("guardian")
    for _ in range(5):
        await send(services, wish, guardian)
        clock.move(minutes=1)
        files = [await file_of(services, guardian) for _ in range(2)]
        donor = await lives.somebody("donor")
        proof = await file_of(services, donor)
        await asyncio.gather(
            withdraw(services, guardian.id, Purpose.PICTURE, how=How.CHAT, now=clock()),
            bring_proof(services, wish.id, proof, by=donor, picture_id=new_id()),
            return_exceptions=True,
        )
        assert not await holds(services, guardian.id, Purpose.PICTURE)
        assert await services.wish_pictures.of(wish.id) == []
        for file in files:
            await remove_file(services, guardian, file)
        with pytest.raises((NotFound, Invalid)):
            await bring_proof(services, wish.id, proof, by=donor, picture_id=new_id())


async def test_with_her_file_the_drawing_goes_that_was_made_of_it(lives: Lives, services: Services, wish: Wish) -> None:
    guardian, donor = await lives.somebody("guardian"), await lives.somebody("donor")
    file = await file_of(services, guardian)
    await passes(services, await send(services, wish, guardian, file=file))
    assert len(await shown_to_her(services, donor)) == 1
    await remove_file(services, guardian, file)
    assert await shown_to_her(services, donor) == []
    assert await services.db["wish_picture_contents"].count_documents({}) == 0


async def test_a_proof_is_the_donors_alone_and_for_staff_alone(lives: Lives, services: Services, wish: Wish) -> None:
    guardian, donor = await lives.somebody("guardian"), await lives.somebody("donor")
    file = await file_of(services, donor)
    with pytest.raises(Invalid) as refused:
        await bring_proof(services, wish.id, file, by=donor, picture_id=new_id())
    assert refused.value.problem == "not_agreed"
    await add(services, wish.id, "proof", photo(), key=new_id(), by=OFFICER, agreed=True)
    proof = await bring_proof(services, wish.id, file, by=donor, picture_id=new_id())
    assert (proof.kind, proof.by, proof.person_id) == (PictureKind.PROOF, donor.id, guardian.id)
    assert await services.db["checks"].count_documents({"about": proof.id}) == 0
    assert await shown_to_her(services, donor) == []
    assert await look(services, proof.id, by=COUNTY)
    for nobody in (guardian, await lives.somebody("other")):
        with pytest.raises(NotFound):
            await bring_proof(services, wish.id, await file_of(services, nobody), by=nobody, picture_id=new_id())
    theirs = await file_of(services, await lives.somebody("other"))
    with pytest.raises(NotFound):
        await bring_proof(services, wish.id, theirs, by=donor, picture_id=new_id())


async def test_of_an_erased_donor_her_proof_names_nobody(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    donor = await lives.somebody("donor")
    await add(services, wish.id, "proof", photo(), key=new_id(), by=OFFICER, agreed=True)
    proof = await bring_proof(services, wish.id, await file_of(services, donor), by=donor, picture_id=new_id())
    await erase_person(services, donor.id, how="chat", now=clock())
    row = await services.db["wish_pictures"].find_one({"_id": proof.id})
    assert row is not None
    assert row["by"] == ""
    assert replace(proof, by="").wish_id == row["wish"]
    assert await look(services, proof.id, by=COUNTY)


async def together(lives: Lives) -> Wish:
    """One that two brought with who leads, and that came."""
    wish = await lives.published(yuan=280)
    if wish.state is WishState.APPROVED:
        wish = await steps.publish(lives.services, wish.id, by=COUNTY_TOO)
    wish = await giving.claim(lives.services, wish.code, by=await lives.somebody("donor"))
    wish = await sharing.open_to_others(lives.services, wish.id, by=await lives.somebody("donor"))
    for name in ("first", "second", "gone"):
        wish = await sharing.join(lives.services, wish.invite, by=await lives.somebody(name))
    await sharing.leave(lives.services, wish.id, by=await lives.somebody("gone"))
    await families.act(lives.services, wish.id, "prepare", by=await lives.somebody("donor"))
    await steps.decide(lives.services, wish.id, "deliver", by=OFFICER)
    return await families.act(lives.services, wish.id, "confirm", by=await lives.somebody("guardian"))


async def test_each_who_brought_a_wish_together_sees_the_drawing_and_nobody_else(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await together(lives)
    guardian = await lives.somebody("guardian")
    drawing = await send(services, wish, guardian)
    sharer = await lives.somebody("first")
    assert await shown_to_her(services, sharer) == []
    await passes(services, drawing)
    for _ in range(2):
        assert await work(services, "tell_drawing")
    for name in ("donor", "first", "second"):
        assert len([each for each in await lives.told(name) if "看画" in each]) == 1
        (shown,) = await shown_to_her(services, await lives.somebody(name))
        assert await opened(services, *name_in(shown.url))
    assert (await brought_wish(services, sharer, wish.id)).id == wish.id
    for name in ("gone", "stranger", "guardian"):
        assert not [each for each in await lives.told(name) if "看画" in each]
        with pytest.raises(NotFound):
            await shown_to(services, wish, donor=await lives.somebody(name))
    (hers,) = await shown_to_her(services, sharer)
    await services.db["wishes"].update_one({"_id": wish.id}, {"$pull": {"sharers": sharer.id}})
    with pytest.raises(NotFound):
        await opened(services, *name_in(hers.url))
    await withdraw(services, guardian.id, Purpose.PICTURE, how=How.PAGE, now=services.now())
    assert await shown_to_her(services, await lives.somebody("second")) == []
    del clock


async def test_a_drawing_under_an_earlier_text_stays_with_the_one_who_leads(
    lives: Lives, services: Services, clock: Clock
) -> None:
    wish = await together(lives)
    guardian = await lives.somebody("guardian")
    early = await send(services, wish, guardian)
    await services.db["consents"].update_one({"purpose": "child_picture"}, {"$set": {"text": "child_picture.v3"}})
    await passes(services, early)
    assert await work(services, "tell_drawing")
    assert not [each for each in await lives.told("first") if "看画" in each]
    assert await shown_to_her(services, await lives.somebody("first")) == []
    assert len(await shown_to_her(services, await lives.somebody("donor"))) == 1
    clock.move(minutes=1)
    later = await send(services, wish, guardian, file=await file_of(services, guardian, photo((300, 200))))
    await passes(services, later)
    found = await shown_to_her(services, await lives.somebody("first"))
    assert [each.picture.id for each in found] == [later.id]
