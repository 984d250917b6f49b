"""A picture passes once it was searched for faces; what was shown without that is searched, and held where something is found."""

import asyncio
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from domain.checks import SEARCHES_MOST, Box, Check, CheckState, Search, Why, after_search
from domain.errors import Invalid, NotFound
from domain.regions import Scope
from domain.wishes import Wish
from services.checking import asking, deciding, faces
from services.context import Services
from services.wishes.drawings import opened, shown_to
from storage.mongo import Database
from storage.paging import OLDEST
from tests.drawn_faces import with_face
from tests.joined import Clock
from tests.services.wishes.lives import ELSEWHERE, Lives
from tests.services.wishes.test_covering import LOOKER, check_of, searched, sent, wish
from tests.services.wishes.test_drawings import name_in
from worker.tasks.checking import KEPT

__all__ = ["wish"]  # a fixture


async def passes(services: Services, check: Check, reason: str = "") -> Check:
    return await deciding.decide(services, check.id, by=LOOKER, passes=True, reason=reason, version=check.stand)


async def as_before_searches(services: Services, check: Check, **more: Any) -> None:
    """As one that was handed in, and decided, before anything was searched."""
    gone = {"searched": "", "found": "", "search_at": ""}
    await services.db["checks"].update_one({"_id": check.id}, {"$unset": gone, **({"$set": more} if more else {})})


async def migrated(db: Database) -> None:
    await import_module("storage.migrations.0033_search_earlier_pictures").up(db)


async def seen_by_donor(services: Services, lives: Lives, wish: Wish) -> int:
    return len(await shown_to(services, wish, donor=await lives.somebody("donor")))


async def test_a_picture_waits_for_its_search_and_one_that_takes_too_long_passes_with_a_reason(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    check = await sent(services, lives, wish, with_face(), search=False)
    for reason in ("", "nobody", "mistaken"):
        with pytest.raises(Invalid, match="searching"):
            await passes(services, check, reason)
    clock.move(minutes=10)
    assert check.search_at(clock()) is Search.LATE
    for reason in ("", "mistaken", "personal"):
        with pytest.raises(Invalid, match="unsearched"):
            await passes(services, check, reason)
    done = await passes(services, check, "looked")
    assert (done.state, done.reason) == (CheckState.PASSED, "looked")
    act = await services.db["audit"].find_one({"kind": "check_passed"})
    assert act
    assert (act["actor"], act["data"]["reason"]) == (LOOKER.id, "looked")


async def test_what_is_found_after_a_pass_takes_the_picture_back_until_staff_have_decided(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    check = await sent(services, lives, wish, with_face(), search=False)
    clock.move(minutes=10)
    await passes(services, check, "nobody")
    donor = await lives.somebody("donor")
    (shown,) = await shown_to(services, wish, donor=donor)
    await searched(services)
    held = await check_of(services, check.about)
    assert (held.state, held.why, held.exposed, held.decided_by) == (CheckState.HELD, Why.FOUND, True, "")
    assert await shown_to(services, wish, donor=donor) == []
    with pytest.raises(NotFound):
        await opened(services, *name_in(shown.url))
    assert [each.id for each in await deciding.held(services, by=LOOKER, why=Why.FOUND)] == [check.id]
    assert await deciding.held(services, by=ELSEWHERE, why=Why.FOUND) == []
    assert await deciding.held(services, by=LOOKER, why=Why.UNSEARCHED) == []
    assert await services.db["audit"].count_documents({"kind": "check_held_again", "actor": "system"}) == 1
    await passes(services, held, "mistaken")
    await searched(services)
    assert await faces.find_some(services) == 0
    assert await seen_by_donor(services, lives, wish) == 1


async def test_what_was_shown_before_anything_was_searched_is_searched_and_held_with_the_picture_to_look_at(
    lives: Lives, services: Services, wish: Wish, clock: Clock
) -> None:
    first = await sent(services, lives, wish, with_face())
    plain = await sent(services, lives, wish, with_face(face=False))
    await passes(services, first, "mistaken")
    await passes(services, plain)
    for each in (first, plain):
        await as_before_searches(services, each, reason="")
    clock.move(days=KEPT.days + 1)
    await services.checks.forget_before(clock() - KEPT)
    assert await seen_by_donor(services, lives, wish) == 2
    assert await faces.find_some(services) == 0
    await migrated(services.db)
    await migrated(services.db)
    assert await faces.find_some(services) == 2
    assert await faces.find_some(services) == 0
    held, fine = await check_of(services, first.about), await check_of(services, plain.about)
    assert (held.state, held.why, fine.state, fine.searched) == (CheckState.HELD, Why.FOUND, CheckState.PASSED, True)
    assert await seen_by_donor(services, lives, wish) == 1
    looked = await deciding.look(services, first.id, by=LOOKER)
    assert looked.picture.startswith(b"\xff\xd8")
    await services.checks.forget_before(clock() + timedelta(days=1))
    assert (await deciding.look(services, first.id, by=LOOKER)).picture == looked.picture  # until it is decided


async def test_a_search_that_was_killed_is_made_again_and_not_for_ever(
    lives: Lives, services: Services, wish: Wish, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = await sent(services, lives, wish, with_face(), search=False)

    async def die() -> None:
        with pytest.raises(asyncio.CancelledError):
            await faces.find(services, check.id, check.version)

    async def dying(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patch:
        patch.setattr(faces.asyncio, "to_thread", dying)
        await die()
    assert await faces.find_some(services) == 0  # not while it may still run
    clock.move(minutes=6)
    assert await faces.find_some(services) == 1
    assert (await check_of(services, check.about)).exposed
    await as_before_searches(services, check, searches=0)
    await migrated(services.db)
    with monkeypatch.context() as patch:
        patch.setattr(faces.asyncio, "to_thread", dying)
        for _ in range(SEARCHES_MOST):
            await die()
    clock.move(minutes=6)
    assert await faces.find_some(services) == 1
    now = await check_of(services, check.about)
    assert (now.searched, now.search_failed, now.search_at(clock())) == (False, True, Search.FAILED)
    assert await faces.find_some(services) == 0


async def test_two_workers_share_what_is_due(lives: Lives, services: Services, wish: Wish, clock: Clock) -> None:
    checks = [await sent(services, lives, wish, with_face(face=False), search=False) for _ in range(3)]
    clock.move(minutes=11)
    assert sum(await asyncio.gather(*[faces.find_some(services) for _ in range(2)])) == 3
    begun = await services.db["checks"].find({"_id": {"$in": [each.id for each in checks]}}).to_list(None)
    assert [(each["searched"], each["searches"], "search_at" in each) for each in begun] == [(True, 1, False)] * 3


async def test_one_that_cant_be_searched_is_never_said_to_show_nobody(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face(face=False), search=False)
    broken = await services.vault.seal(f"family:{check.person_id}", {"picture": "AAAA"})
    await services.db["checks"].update_one({"_id": check.id}, {"$set": {"sealed": broken}})
    assert await faces.find(services, check.id, check.version) == 0
    failed = await check_of(services, check.about)
    assert (failed.searched, failed.search_failed) == (False, True)
    with pytest.raises(Invalid, match="unsearched"):
        await passes(services, failed)
    assert (await passes(services, failed, "looked")).state is CheckState.PASSED


async def test_the_platforms_word_and_the_search_meet_in_any_order(
    lives: Lives, services: Services, wish: Wish
) -> None:
    check = await sent(services, lives, wish, with_face(), search=False)
    await asyncio.gather(
        faces.find(services, check.id, check.version),
        asking.found(services, check.id, check.version, "review", 20002),
    )
    now = await check_of(services, check.about)
    assert (now.exposed, now.suggest, now.state) == (True, "review", CheckState.HELD)
    assert await services.checks.page(scope=Scope.system(), part=OLDEST)


def test_only_what_others_can_see_is_taken_back() -> None:
    faced, plain = (Box("face", 0, 0, 9, 9),), ()
    check = Check(
        *("c", "w", "drawing"),
        "picture",
        "d",
        "p",
        "",
        CheckState.PASSED,
        Why.STAFF,
        None,
        None,  # type: ignore[arg-type]
    )
    assert after_search(check, faced) is Why.FOUND
    assert after_search(check, plain) is None
    assert after_search(check, plain, failed=True) is Why.UNSEARCHED
