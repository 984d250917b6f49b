"""
Every way on which a picture that somebody sent gets out: once a part of it is covered, the covered one leaves on each, nothing
that is kept holds the first one, and with the consent or the person it is gone on each.
"""

import re
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bson.binary import Binary

from domain.checks import Check
from domain.errors import NotFound
from domain.ids import new_id
from services.checking import deciding
from services.checking.asking import picture_of
from services.checking.faces import find
from services.checking.links import address_of
from services.privacy.erasing import erase_person
from services.wishes.covering import cover, first_look, restore
from services.wishes.drawings import opened, shown_to_her
from services.wishes.pictures import look
from tests.drawn_faces import with_face
from tests.handlers.api.conftest import Phone
from tests.handlers.api.test_files import fetch, upload
from tests.handlers.api.test_own_data import her_archive
from tests.handlers.api.test_wish_pictures import KEY, TEXT, donor, given, guardian, person_of
from tests.rig import Rig
from tests.services.wishes.lives import COUNTY

__all__ = ["donor", "guardian"]  # fixtures
ROOT = Path(__file__).parents[3]


@dataclass
class Sent:
    """A drawing with a face, in which that was found, and the first picture."""

    rig: Rig
    guardian: Phone
    donor: Phone
    wish: str
    file: str
    drawing: str
    first: bytes

    async def check(self) -> Check:
        (found,) = (await self.rig.services.checks.of([self.drawing]))[self.drawing]
        return found

    async def covered(self) -> Check:
        check = await self.check()
        await cover(self.rig.services, check.id, by=COUNTY, found={0}, cells=(), version=check.stand)
        return await self.check()

    async def passed(self) -> None:
        check = await self.check()
        await deciding.decide(self.rig.services, check.id, by=COUNTY, passes=True, version=check.stand)

    async def ways(self, *, passed: bool) -> dict[str, bytes]:
        """What each who may have it gets, by the way."""
        services, check = self.rig.services, await self.check()
        made = {
            "staff, the check": await deciding.picture(services, check.id, by=COUNTY),
            "staff, the check's page": (await deciding.look(services, check.id, by=COUNTY)).picture,
            "staff, the wish": await look(services, self.drawing, by=COUNTY),
            "the platform": await self.fetched(address_of(services, check)),
            "guardian, her file": await self.fetched((await self.own())["url"]),
        }
        listed = (await self.guardian.call("GET", "/me/files")).body["files"]
        made["guardian, the list of her files"] = await self.fetched(listed[0]["url"])
        archive, _ = await her_archive(self.guardian, key=f"archive-{new_id()}")
        names = [each for each in archive.namelist() if each.endswith(".jpg")]
        made |= {f"guardian, her data, {each}": archive.read(each) for each in names}
        assert len(names) == 2
        if passed:
            (shown,) = (await self.donor.call("GET", f"/me/claims/{self.wish}/drawings")).body["drawings"]
            made["donor, the mini-program"] = await self.fetched(shown["url"])
            (told,) = await shown_to_her(services, await person_of(self.rig, self.donor))
            made["donor, the chat"] = await opened(services, *self._name(told.url))
        return made

    async def own(self) -> Any:
        return (await self.guardian.call("GET", f"/me/files/{self.file}")).body

    async def fetched(self, url: str) -> bytes:
        status, content, headers = await fetch(self.guardian, url if "?" in url else f"{url}?")
        assert (status, headers["Cache-Control"]) == (200, "no-store")
        return content

    def _name(self, url: str) -> tuple[str, str]:
        *_, picture, name = urlsplit(url).path.removesuffix(".jpg").split("/")
        return picture, name

    async def lying(self) -> set[str]:
        """In which collections the first picture lies, whatever it is sealed in."""
        found, services = set(), self.rig.services
        for name in await services.db.list_collection_names():
            async for document in services.db[name].find():
                for value in document.values():
                    if isinstance(value, bytes) and len(value) > 1000 and await self._is_first(value):
                        found.add(name)
        return found

    async def _is_first(self, sealed: bytes) -> bool:
        facts = await self.rig.services.vault.unseal(Binary(sealed, 6))
        return any(isinstance(each, str) and b64decode(each) == self.first for each in facts.values())


@pytest.fixture
async def sent(guardian: Phone, donor: Phone, rig: Rig) -> Sent:
    wish = await given(rig, guardian, donor)
    file = (await upload(guardian, with_face())).body["id"]
    ask = {"file": file, "consent": TEXT}
    made = await guardian.call("POST", f"/me/wishes/{wish.id}/drawings", ask, Idempotency_Key=KEY)
    found = Sent(rig, guardian, donor, wish.id, file, made.body["id"], b"")
    check = await found.check()
    assert await find(rig.services, check.id, check.version) == 1
    found.first = await deciding.picture(rig.services, check.id, by=COUNTY)
    return found


async def test_on_each_way_the_covered_one_leaves_and_after_the_decision_nothing_holds_the_first(sent: Sent) -> None:
    services = sent.rig.services
    assert set((await sent.ways(passed=False)).values()) == {sent.first}
    assert await sent.lying() == {"checks", "file_contents", "wish_picture_contents"}
    check = await sent.covered()
    (made,) = set((await sent.ways(passed=False)).values())
    assert made != sent.first
    assert await sent.lying() == {"checks"}  # for who decides, and each look is written down
    assert await first_look(services, check.id, by=COUNTY) == sent.first
    assert (await sent.own())["size"] == len(made)
    await sent.passed()
    ways = await sent.ways(passed=True)
    assert {name for name, each in ways.items() if each != made} == set()
    assert len(ways) == 10
    assert await sent.lying() == set()


async def test_what_is_taken_back_is_the_first_one_on_each_way(sent: Sent) -> None:
    check = await sent.covered()
    await restore(sent.rig.services, check.id, by=COUNTY, version=check.stand)
    assert set((await sent.ways(passed=False)).values()) == {sent.first}


async def test_refused_it_is_covered_for_her_too(sent: Sent) -> None:
    check = await sent.covered()
    services = sent.rig.services
    await deciding.decide(services, check.id, by=COUNTY, passes=False, reason="personal", version=check.stand)
    assert sent.first not in (await sent.ways(passed=False)).values()
    assert await sent.lying() == set()


async def test_a_file_of_which_two_drawings_were_made_is_covered_as_either_and_stays_so(
    sent: Sent, rig: Rig, guardian: Phone, donor: Phone
) -> None:
    other = await given(rig, guardian, donor, earlier=1)
    ask = {"file": sent.file, "consent": TEXT}
    made = await guardian.call("POST", f"/me/wishes/{other.id}/drawings", ask, Idempotency_Key=f"{KEY}-2")
    (second,) = (await rig.services.checks.of([made.body["id"]]))[made.body["id"]]
    first = await sent.covered()
    await cover(rig.services, second.id, by=COUNTY, found=(), cells={(7, 7)}, version=second.stand)
    in_file = await sent.fetched((await sent.own())["url"])
    both = [await deciding.picture(rig.services, each.id, by=COUNTY) for each in (first, second)]
    assert in_file not in (sent.first, *both)
    await restore(rig.services, first.id, by=COUNTY, version=first.stand)
    assert await sent.fetched((await sent.own())["url"]) == in_file


@pytest.mark.parametrize("how", ["withdrawn", "erased", "her file"])
async def test_with_the_consent_the_person_or_the_file_the_first_and_the_covered_one_are_gone(
    sent: Sent, how: str
) -> None:
    check, services = await sent.covered(), sent.rig.services
    links = [(await sent.own())["url"], f"{address_of(services, check)}?"]
    if how == "withdrawn":
        assert (await sent.guardian.call("DELETE", "/me/consents/child_picture")).status == 200
    elif how == "her file":
        assert (await sent.guardian.call("DELETE", f"/me/files/{sent.file}")).status == 200
    else:
        person = await person_of(sent.rig, sent.guardian)
        await erase_person(services, person.id, how="api", now=services.now())
    for link in links:
        assert (await fetch(sent.guardian, link))[0] == 404
    for gone in (
        first_look(services, check.id, by=COUNTY),
        deciding.picture(services, check.id, by=COUNTY),
        look(services, sent.drawing, by=COUNTY),
        picture_of(services, check.id, version=check.version),
    ):
        with pytest.raises(NotFound):
            await gone
    for name in ("files", "file_contents", "wish_pictures", "wish_picture_contents", "checks"):
        left = await services.db[name].find().to_list(None)
        assert [each for each in left if each.get("field", "drawing") == "drawing"] == []


OPENS = re.compile(r"\b(?:wish_pictures|files)\.sealed\(|\bfirst_picture\(|(?<!args)\[\"picture\"\]")
OPENED_IN = {
    *("services/wishes/pictures.py", "services/wishes/covering.py", "services/mini/files.py"),
    *("services/checking/deciding.py", "services/checking/asking.py", "services/checking/faces.py"),
}


def test_no_other_place_opens_a_picture_of_a_wish() -> None:
    """Cards, certificates, stories, sheets and exports have none in them: whoever adds a way adds it above."""
    found = {
        str(path.relative_to(ROOT))
        for folder in ("app", "bot", "handlers", "services", "worker")
        for path in (ROOT / folder).rglob("*.py")
        if OPENS.search(path.read_text())
    }
    assert found == OPENED_IN


def test_only_these_pass_on_what_was_opened() -> None:
    """The same of the functions that open it."""
    ways = re.compile(r"from services\.(?:wishes\.pictures|mini\.files) import .*\bcontent_of\b")
    found = {
        str(path.relative_to(ROOT))
        for folder in ("app", "bot", "handlers", "services", "worker")
        for path in (ROOT / folder).rglob("*.py")
        if ways.search(path.read_text())
    }
    assert found == {
        *("handlers/api/files.py", "handlers/api/questions.py", "services/privacy/her_file.py"),
        *("services/wishes/covering.py", "services/wishes/drawings.py"),
    }
