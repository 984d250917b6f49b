"""
Pictures that people upload: what they are is read from their content, and they are drawn anew, so that nothing of what a
camera writes into a file stays. The content lies sealed; its owner sees it, others once it was looked at and passed.
"""

import base64
import hashlib

from domain.errors import Invalid, NotFound
from domain.files import FILES_MOST, OwnFile
from domain.ids import is_id
from domain.people import Person
from domain.wish_pictures import PictureKind
from services.content.pictures import redrawn
from services.context import Services
from storage.encryption import family_of
from storage.erasing import Erasing
from storage.mongo import Session, in_transaction

SIDE = 1600


async def keep_file(services: Services, person: Person, content: bytes, *, file_id: str) -> OwnFile:
    """
    Keep a picture (PNG, JPEG, WebP, GIF or BMP that doesn't move) as a JPEG of hers, which only she sees. The same
    `file_id` is the same file.

    Raises Invalid("picture", "not_a_picture" | "too_large" | "moves") or ("picture", "too_many"), StoreAway.
    """
    if await services.files.count(person.id, most=FILES_MOST) >= FILES_MOST:
        raise Invalid("picture", "too_many")
    made, (width, height) = await redrawn(content, side=SIDE)
    digest = hashlib.sha256(made).hexdigest()
    file = OwnFile(file_id, person.id, len(made), width, height, digest, services.now())
    sealed = await services.vault.seal(family_of(person.id), {"content": base64.b64encode(made).decode()})

    async def write(session: Session) -> None:
        await services.files.insert(file, sealed=sealed, session=session)

    await in_transaction(services.db, write)
    return file


async def own_file(services: Services, person: Person, file_id: str) -> OwnFile:
    """One of hers. Raises NotFound, also for anybody else's; StoreAway."""
    if not is_id(file_id):
        raise NotFound
    file = await services.files.get(file_id)
    if file.person_id != person.id:
        raise NotFound
    return file


async def content_of(services: Services, file_id: str) -> tuple[OwnFile, bytes]:
    """A file that somebody may see, with its content. Raises NotFound, also once its family was erased; StoreAway."""
    file = await services.files.get(file_id)
    facts = await services.vault.unseal(await services.files.sealed(file_id))
    return file, base64.b64decode(str(facts["content"]))


async def remove_file(services: Services, person: Person, file_id: str) -> None:
    """Take one of hers away, and the drawing that was made from it. Raises NotFound, StoreAway."""
    file = await own_file(services, person, file_id)

    async def write(session: Session) -> None:
        await services.files.drop(file.id, session=session)
        drawing: dict[str, object] = {"file": file.id, "kind": str(PictureKind.DRAWING)}
        await Erasing(services.db, services.vault).drop_pictures(drawing, session=session)

    await in_transaction(services.db, write)
    await services.api_answers.forget(about=[file.id])
