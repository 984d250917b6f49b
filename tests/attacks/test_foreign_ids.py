"""Every id of another county in every address, as every role: nothing of it is shown, and nothing of it changes."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from domain.questions import KnowledgeEntry
from domain.staff import StaffRole
from handlers.api.staff.people import ROLES
from services.context import Services
from tests.attacks.gaps import OF_ALL, OF_NOTHING, PLACED, Way, gapped, ways
from tests.attacks.steps import as_file, as_json, bring, own_form, put_back
from tests.attacks.stock import (
    GROWS,
    HERE,
    THERE,
    Place,
    bearer,
    both_places,
    digest,
    for_everybody,
    form,
    fresh_key,
    seat,
    tells_of_it,
)
from tests.handlers.walking import GAPS, GROUP, Seen, Walker, walking
from tests.joined import Clock, Phone

WELL = {200, 201, 303}
EVERY = 8  # of the ids of other kinds, in a run that isn't long


def test_every_address_with_a_gap_is_walked_here() -> None:
    known = (*PLACED, *OF_ALL, *OF_NOTHING)
    assert [pattern for pattern, _ in gapped() if not pattern.startswith(known)] == []
    assert {each.pattern for each in [*ways(PLACED), *ways(OF_ALL)]} == {
        pattern for pattern, _ in gapped() if not pattern.startswith(tuple(OF_NOTHING))
    }
    for pattern, _ in gapped():
        assert all(gap in GAPS for gap in GROUP.findall(pattern))


@pytest.fixture
async def walker(services: Services, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Walker]:
    monkeypatch.setattr(services.wechat, "_sleep", lambda _seconds: asyncio.sleep(0))
    async with walking(services) as found:
        yield found


@dataclass
class Somebody:
    """At a browser, and with a program."""

    walker: Walker
    program: dict[str, str]

    async def ask(self, way: Way, address: str, fields: dict[str, Any]) -> Seen:
        if not way.is_api:
            more: dict[str, Any] = {"data": fields} if way.method == "post" else {}
            return await self.walker.ask(way.method.upper(), address, token=True, **more)
        headers = self.program | {"Idempotency-Key": fresh_key()}
        bare, (query, sent) = replace(self.walker, cookies=""), as_file(way.handler.OPERATIONS[way.method].body)
        if sent:
            address, headers = address.partition("?")[0] + query, headers | {"Content-Type": "image/jpeg"}
            return await bare.ask("POST", address, headers=headers, **sent)
        sent = {"json": api_body(way, fields)} if way.method in {"post", "put"} else {}
        return await bare.ask(way.method.upper(), address, headers=headers, **sent)


# Whether each address is asked with an id of every kind; else with that of its own and with a few, others in each address.
ALL = pytest.mark.parametrize("all_of_them", [False, pytest.param(True, marks=pytest.mark.long)], ids=["some", "all"])


def some(there: Place, way: Way, turn: int, *, all_of_them: bool) -> list[str]:
    own, ids = there.ids.get(way.kind), sorted(set(there.ids.values()))
    few = ids if all_of_them else ids[turn % EVERY :: EVERY]
    return [*([own] if own and own not in few else []), *few]


API_LESSON = {
    "slug": "no-rush",
    "title": "换掉的题目",
    "series": "family-education",
    "digest": "先一起看一眼，再开始。",
    "body": "换掉的正文",
    "minutes": 3,
}


def api_body(way: Way, fields: dict[str, Any]) -> dict[str, Any]:
    """Of what a form holds, what the call takes where it is about a thing of a place."""
    taken = way.handler.OPERATIONS[way.method].body
    if way.pattern.startswith(tuple(PLACED)) and isinstance(taken, type):
        known = {name: each.annotation for name, each in taken.model_fields.items() if name in fields}
        return {name: as_json(kind, fields[name]) for name, kind in known.items()}
    return API_LESSON


async def somebody(walker: Walker, services: Services, role: StaffRole, path: str = HERE) -> Somebody:
    login = f"{role.value.replace('_', '.')}.{len(path)}"
    sat = await seat(walker, services, login, role, path)
    return Somebody(sat, await bearer(services, login))


@ALL
async def test_no_id_of_another_county_opens_or_changes_anything_for_any_role(
    services: Services, walker: Walker, phone: Phone, clock: Clock, *, all_of_them: bool
) -> None:
    hers, theirs = await both_places(services, phone)
    people = {role: await somebody(walker, services, role) for role in StaffRole}
    before = await digest(services)
    wrong = []
    for turn, way in enumerate(ways(PLACED)):
        clock.move(seconds=70)
        first = next((each for each in people if way.allows(each)), None)
        for role, one in people.items():
            ids = some(theirs, way, turn, all_of_them=all_of_them) if role is first else [theirs.ids[way.kind]]
            for address, move in way.addresses(ids, theirs.ids["deputy"]):
                own = own_form(hers, way.kind, move)
                forms = [own, form(theirs, move=move), {"version": "1", "kind": "site"}, {}]
                for given in forms if theirs.ids[way.kind] in address and way.allows(role) else forms[:1]:
                    seen = await one.ask(way, address, given)
                    refused = {404, 403} if way.allows(role) else {403}
                    if (
                        (given == forms[0] and seen.status not in refused)
                        or seen.status >= 500
                        or tells_of_it(seen.text)
                    ):
                        wrong.append(f"{role}: {seen}")
        if (now := await digest(services)) != before:
            wrong.append(f"{way.method} {way.pattern} changed {[name for name in now if now[name] != before[name]]}")
            before = now
    assert not wrong, "\n".join(wrong)


@ALL
async def test_ids_of_another_kind_open_nothing_where_things_belong_to_everybody(
    services: Services, walker: Walker, phone: Phone, clock: Clock, *, all_of_them: bool
) -> None:
    hers, theirs = await both_places(services, phone)
    people = {role: await somebody(walker, services, role) for role in StaffRole}
    others = GROWS | {
        "lessons",
        "pushes",
        "menus",
        "keywords",
        "knowledge",
        "outbox",
        "events",
    }  # a new one may be made under any id
    before, stories = await digest(services, without=others), await _stories(services, theirs)
    wrong = []
    for turn, way in enumerate(ways(OF_ALL)):
        clock.move(seconds=70)
        for role in [each for each in StaffRole if way.allows(each)][:1]:
            for address, move in way.addresses(some(theirs, way, turn, all_of_them=all_of_them), theirs.ids["deputy"]):
                fields = form(hers, move=move)
                new = fields | {"version": "0", "seen": "0"}
                for given in (new, fields, {"version": "0"}) if way.method == "post" else (fields,):
                    seen = await people[role].ask(way, address, given)
                    if seen.status >= 500 or tells_of_it(seen.text):
                        wrong.append(f"{role}: {seen}")
        if (now := await digest(services, without=others)) != before or await _stories(services, theirs) != stories:
            wrong.append(f"{way.method} {way.pattern} changed {[name for name in now if now[name] != before[name]]}")
            before = now
    assert not wrong, "\n".join(wrong)


async def _stories(services: Services, theirs: Place) -> int:
    """How many events tell of things of the other county."""
    told = [theirs.ids[kind] for kind in ("wish", "question", "alert")]
    return await services.db["events"].count_documents({"about": {"$in": told}})


async def test_a_form_cannot_give_a_new_push_the_id_of_somebodys_call_for_help(
    services: Services, walker: Walker, phone: Phone
) -> None:
    _, theirs = await both_places(services, phone)
    publisher = (await somebody(walker, services, StaffRole.PUBLISHER)).walker
    for kind in ("wish", "question", "alert"):
        given = {"push": theirs.ids[kind], "to": "all", "channel": "auto"}
        seen = await publisher.ask("POST", "/console/lessons/lesson-shoes/push", token=True, data=given)
        assert seen.status == 400, str(seen)
    assert await services.db["pushes"].count_documents({}) == 0


async def test_what_belongs_to_everybody_is_touched_by_those_who_may_alone(
    services: Services, walker: Walker, phone: Phone, clock: Clock
) -> None:
    hers, _ = await both_places(services, phone)
    ids = await for_everybody(services)
    people = {role: await somebody(walker, services, role, "370000/370800/") for role in StaffRole}
    before = await digest(services)
    for way in ways(OF_ALL):
        clock.move(seconds=70)
        for role, one in people.items():
            if way.allows(role):
                continue
            for address, move in way.addresses([ids[way.kind]], ""):
                seen = await one.ask(way, address, form(hers, move=move))
                assert seen.status == 403, f"{role}: {seen}"
        assert await digest(services) == before, way


async def test_nothing_of_hers_can_be_laid_into_another_county(
    services: Services, walker: Walker, phone: Phone, clock: Clock
) -> None:
    hers, theirs = await both_places(services, phone)
    people = {role: await somebody(walker, services, role) for role in StaffRole}
    before = await _lying_in(services, THERE)
    for way in ways(PLACED):
        clock.move(seconds=70)
        for role, one in people.items():
            if way.method == "get" or not way.allows(role):
                continue
            codes = ("370881", "370881100", "370881100201") if way.kind == "region" else ()
            for address, move in way.addresses([hers.ids[way.kind], *codes], hers.ids["deputy"]):
                seen = await one.ask(way, address, form(theirs, move=move))
                assert seen.status < 500, f"{role}: {seen}"
                assert not tells_of_it(seen.text), f"{role}: {seen}"
    admin = people[StaffRole.ADMINISTRATOR].walker
    fields = form(theirs) | {"login": "new.there", "roles": "county"}
    for address in ("/console/staff/new", f"/console/account/scenes/{form(hers)['push']}"):
        seen = await admin.ask("POST", address, token=True, data=fields | {"version": "0"})
        assert (seen.status < 500, tells_of_it(seen.text)) == (True, False), str(seen)
    assert await _lying_in(services, THERE) == before


async def _lying_in(services: Services, path: str) -> dict[str, int]:
    """How many documents of each collection lie in a place, or give somebody something there."""
    begins = {"$regex": f"^{path}"}
    fields = ("region_path", "path", "within", "appointments.region_path")
    which = {"$or": [{field: begins} for field in fields]}
    names = sorted(set(await services.db.list_collection_names()) - {"audit", "events"})
    return {name: found for name in names if (found := await services.db[name].count_documents(which))}


TOLD = ("", "/ask", "/end")
# What changes nothing where it goes well: a form that asks first, a preview, a code that isn't asked of this account.
SUCCESSORS = {
    ("post", "/console/handovers/([0-9a-z]{26})"),
    ("post", "/api/v1/staff/handovers/([0-9a-z]{26})/received"),
    ("post", "/api/v1/staff/checks/([0-9a-z]{26})/picture"),
    ("post", "/console/checks/([0-9a-z]{26})/cover"),
    ("post", "/api/v1/staff/checks/([0-9a-z]{26})/cover"),
    # of a picture that was covered (tests/services/wishes/test_covering.py)
    *((way, f"/console/checks/([0-9a-z]{{26}})/{each}") for way, each in (("get", "first"), ("post", "restore"))),
    *(("post", f"/api/v1/staff/checks/([0-9a-z]{{26}})/{each}") for each in ("first", "restore")),
    ("get", "/console/checks/([0-9a-z]{26})/picture"),  # of a check of a text (tests/console/test_checks.py)
    ("post", "/console/wishes/([0-9a-z]{26})/pictures"),  # a file, and hers alone (the tests of both)
    ("post", "/console/wish-pictures/([0-9a-z]{26})/remove"),
    ("delete", "/api/v1/staff/wish-pictures/([0-9a-z]{26})"),
    ("post", "/console/bookings/([0-9a-z]{26})/note"),
    # of a wish that came true (tests/services/wishes/test_stories.py)
    *(
        ("post", f"/{where}/wishes/([0-9a-z]{{26}})/told{step}")
        for where in ("console", "api/v1/staff")
        for step in TOLD
    ),
    *((method, "/api/v1/staff/wishes/([0-9a-z]{26})/told") for method in ("get", "put")),
    # of a wish for company that is in hand (tests/services/wishes/test_company.py)
    *(("post", f"/api/v1/staff/wishes/([0-9a-z]{{26}})/{each}") for each in ("arrange", "worries")),
    *((each, "/console/wishes/([0-9a-z]{26})/worry") for each in ("get", "post")),
}  # hers alone (tests/services/staff/test_receiving.py)
LOST = ("sessions", "wechat")
CHANGES_NOTHING = {"/console/account/scenes/([0-9a-z]{26})/code"}
# What is there already: a label, and a wish that the day has (tests/console/test_parcels.py adds others).
CHANGES_NOTHING |= {f"/{where}/parcels/of/([0-9a-z]{{26}})" for where in ("console", "api/v1/staff")}
CHANGES_NOTHING |= {f"/{where}/days/([0-9a-z]{{26}})/pick" for where in ("console", "api/v1/staff")}
# Nowhere signed in, no WeChat bound (tests/console/test_staff_pages.py).
CHANGES_NOTHING |= {f"/{w}/staff/([0-9a-z]{{26}})/{each}" for w in ("console", "api/v1/staff") for each in LOST}
# The log alone tells of it.
CHANGES_NOTHING |= {f"/api/v1/staff/{each}" for each in ("cases/([0-9a-z]{26})/file", "checks/([0-9a-z]{26})/text")}
CHANGES_NOTHING |= {"/console/organisations/([0-9a-z]{26})/contact/read"}
CHANGES_NOTHING |= {"/api/v1/staff/blocks/([0-9a-z]{26})/appeal"}
CHANGES_NOTHING |= {"/api/v1/staff/question-pictures/([0-9a-z]{26})/look"}
CHANGES_NOTHING |= {f"/api/v1/staff/people/([0-9a-z]{{26}})/roles/({ROLES})"}  # there is none to take off


async def test_with_ids_of_ones_own_county_the_same_requests_do_what_they_say(
    services: Services, walker: Walker, phone: Phone, clock: Clock
) -> None:
    """Without this the walks above would prove nothing: a form that is refused anyway guards nothing."""
    hers, _ = await both_places(services, phone)
    await services.knowledge.put(
        [KnowledgeEntry("sleep", "睡觉", "孩子不睡", "关灯。")], now=clock()
    )  # a topic of questions
    people = {role: await somebody(walker, services, role) for role in StaffRole}
    stock = {name: await services.db[name].find().to_list(None) for name in await services.db.list_collection_names()}
    wrong = []
    for way in ways(PLACED):
        if (way.method, way.pattern) in SUCCESSORS:
            continue
        clock.move(seconds=70)
        for target, move in way.addresses([hers.ids[way.kind]], hers.ids["deputy"]):
            address = _own_address(target, move)
            # An answer that goes out in seconds (tests/console/test_undo_more.py), company in hand (test_volunteers.py there).
            done = move in {"take-back", "arrange"}
            await bring(services, hers, way.kind, move, stock)
            for role, one in people.items():
                if done or not way.allows(role):
                    continue
                before = await digest(services)
                seen = await one.ask(way, address, own_form(hers, way.kind, move))
                changed = await digest(services) != before
                if changed:
                    await put_back(services, stock, before)
                done = seen.status in WELL and (changed or way.method == "get" or way.pattern in CHANGES_NOTHING)
            if not done:
                wrong.append(f"{way.method} {address} {seen.status}")
    assert not wrong, "\n".join(wrong)


def _own_address(address: str, move: str) -> str:
    """A county isn't moved by her who belongs to it: what lies in it is."""
    code = {"add": "370881100"}.get(move, "370881100201")
    return re.sub(r"/370881/(?=[a-z]+$)", f"/{code}/", address) if move else address + "?number=0"
