"""
Migrations: numbered modules `NNNN_<verb>_<noun>.py`, each with `async def up(db)`.

`up` is resumable, works in batches and suits the running and the next version; what it drops goes a release later.
"""

import importlib
import pkgutil
import re
from dataclasses import dataclass

from storage.mongo import Database

_NAME = re.compile(r"^(\d{4})_[a-z0-9_]+$")


class SchemaTooNew(Exception):
    """The database was written by a newer release. `found` and `known` are schema numbers."""

    def __init__(self, found: int, known: int) -> None:
        super().__init__(f"the database has schema {found}, this release knows {known}")
        self.found = found
        self.known = known


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema."""

    number: int
    module: str


def migrations() -> list[Migration]:
    """All steps in their order."""
    names = [each.name for each in pkgutil.iter_modules(__path__)]
    return sorted(
        (Migration(number=int(found[1]), module=found[0]) for found in map(_NAME.match, names) if found),
        key=lambda step: step.number,
    )


async def schema_version(db: Database) -> int:
    """The number of the last step that was taken; 0 for an empty database."""
    document = await db["schema"].find_one({"_id": "version"})
    return int(document["number"]) if document else 0


async def migrate(db: Database) -> list[str]:
    """
    Take the steps that are missing, in order; the names of those taken. A step that was cut off is taken again.

    Raises SchemaTooNew when the database is ahead of this release.
    """
    steps = migrations()
    known = steps[-1].number if steps else 0
    version = await schema_version(db)
    if version > known:
        raise SchemaTooNew(version, known)
    taken = []
    for step in steps:
        if step.number <= version:
            continue
        await importlib.import_module(f"{__name__}.{step.module}").up(db)
        await db["schema"].update_one({"_id": "version"}, {"$max": {"number": step.number}}, upsert=True)
        taken.append(step.module)
    return taken
