"""
The lives of 1,000 wishes, from the mini-program's form to the family's thanks, while server, worker and mongod are killed.

Guardians, officers, county staff and donors call the API as their programs do: whoever gets no answer asks again, with the same
key or the same version. Server, worker and mongod are killed in turn with `kill -9` at random moments and started again at
once. Then every step that was answered must stand in its wish's story, none twice, and each message that a step owes a
person must have reached her chat once; one whose worker was killed while sending it waits as a note for her next visit.
Prints what was found and, last, one JSON line; exit 1 when something doesn't add up.
"""

import argparse
import asyncio
import itertools
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from app.settings import load_settings
from app.wiring import open_services
from domain.ids import new_id
from domain.regions import Region, RegionLevel
from domain.staff import StaffRole
from drills.rig import DATABASE, Rig, rig
from services.context import Services
from services.staff import add, make_token
from storage.mongo import Database, open_mongo

WORKERS = 2
AT_ONCE = 24
GUARDIANS, DONORS, STAFF_EACH = 40, 80, 10
ANSWER_WITHIN = 180.0
PASSED_WITHIN = 600.0
AWAY = frozenset((429, 500, 502, 503, 504))
STORY = ("submitted", "checked", "verified", "approved", "published", "claimed", "prepared", "delivered", "confirmed")
STEPS = ("submitted", "verified", "approved", "claimed", "prepared", "delivered", "confirmed")  # made by somebody
# Who is told of which step by a message in the chat.
OWED: dict[str, tuple[str, ...]] = {
    "verified": ("guardian",),
    "approved": ("guardian",),
    "claimed": ("guardian",),
    "prepared": ("guardian",),
}
OWED |= {"delivered": ("guardian", "donor"), "confirmed": ("donor",)}
PARTS = ("server", "worker", "mongod")


class NoAnswer(Exception):
    """Nobody answered for a long time, or not as the API says."""


@dataclass(slots=True)
class Caller:
    """Somebody with a token, behind an address of her own."""

    token: str
    address: str
    openid: str = ""


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int
    body: dict[str, Any]
    etag: str


@dataclass(slots=True)
class Found:
    """What happened: steps that were answered, by wish, and how often nobody answered."""

    accepted: dict[str, list[str]] = field(default_factory=dict)
    again: int = 0
    kills: Counter[str] = field(default_factory=Counter)

    @property
    def steps(self) -> int:
        return sum(map(len, self.accepted.values()))


class Api:
    """The API as its callers use it: asked again until it answers."""

    def __init__(self, base: str, http: aiohttp.ClientSession, found: Found) -> None:
        self._base = base
        self._http = http
        self._found = found

    async def ask(self, method: str, path: str, by: Caller, body: object = None, **headers: str) -> Answer:
        """An answer that isn't "later". Raises NoAnswer."""
        given = {"Authorization": f"Bearer {by.token}", "X-Forwarded-For": by.address}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        end = time.monotonic() + ANSWER_WITHIN
        while time.monotonic() < end:
            try:
                async with self._http.request(method, f"{self._base}/api/v1{path}", json=body, headers=given) as got:
                    if got.status not in AWAY:
                        return Answer(got.status, await got.json(content_type=None), got.headers.get("Etag", ""))
            except (aiohttp.ClientError, TimeoutError, OSError):
                pass
            self._found.again += 1
            await asyncio.sleep(random.uniform(0.2, 0.6))
        raise NoAnswer(f"{method} {path}")

    async def make(self, path: str, by: Caller, body: object) -> Answer:
        """A thing made once, whichever try is answered. Raises NoAnswer."""
        key = f"drill-{new_id()}"
        while True:
            answer = await self.ask("POST", path, by, body, Idempotency_Key=key)
            if answer.status == 201:
                return answer
            if answer.status != 409:  # the first try is still under way
                raise NoAnswer(f"POST {path}: {answer.status} {answer.body.get('code')}")
            await asyncio.sleep(0.5)

    async def move(self, thing: str, step: str, to: str, by: Caller, body: object = None) -> Answer:
        """Make a step of a thing that leads to the state `to`; an answer that was lost is found in the thing itself."""
        while True:
            now = await self.ask("GET", thing, by)
            if now.status != 200:
                raise NoAnswer(f"GET {thing}: {now.status}")
            if now.body["state"] == to:
                return now
            answer = await self.ask("POST", f"{thing}/{step}", by, body, If_Match=now.etag)
            if answer.status == 200:
                return answer
            if answer.status not in {409, 412}:
                raise NoAnswer(f"POST {thing}/{step}: {answer.status} {answer.body.get('code')}")
            await asyncio.sleep(0.2)


@dataclass(slots=True)
class Cast:
    """Who takes part."""

    guardians: list[Caller]
    donors: "asyncio.Queue[Caller]"
    officers: "itertools.cycle[Caller]"
    county: "itertools.cycle[Caller]"
    village: str


def main(arguments: list[str]) -> int:
    """Run the drill; 0 when everything adds up."""
    parser = argparse.ArgumentParser(prog="xinqiao drill wishes", description=__doc__)
    parser.add_argument("--wishes", type=int, default=1000, help="how many lives (default 1000)")
    parser.add_argument("--kills", type=int, default=15, help="how often something is killed (default 15)")
    args = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory(prefix="xinqiao-drill-") as folder,
        rig(Path(folder), workers=WORKERS, trusted_proxies="127.0.0.1") as up,
    ):
        return asyncio.run(_drill(up, wishes=args.wishes, kills=args.kills))


async def _drill(up: Rig, *, wishes: int, kills: int) -> int:
    began, found = time.monotonic(), Found()
    connector = aiohttp.TCPConnector(limit=2 * AT_ONCE)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=20)) as http:
        api = Api(up.base, http, found)
        async with open_services(load_settings(over=up.settings, env_file=None)) as services:
            cast = await _cast(up, http, services)
        before = await asyncio.to_thread(up.received)
        killing = asyncio.create_task(_kill(up, found, kills=kills, steps=wishes * len(STEPS)))
        slots = asyncio.Semaphore(AT_ONCE)

        async def live(number: int) -> None:
            async with slots:
                await _live(api, cast, found, number)

        lives = await asyncio.gather(*map(live, range(wishes)), return_exceptions=True)
        killing.cancel()
        (stopped,) = await asyncio.gather(killing, return_exceptions=True)
    async with open_mongo(up.mongo_url, DATABASE) as db:
        await _quiet(db)
        wrong = await _hold(up, db, found, before)
    broken = Counter(f"{type(each).__name__}: {each}"[:120] for each in lives if isinstance(each, BaseException))
    if isinstance(stopped, Exception):
        broken[f"killing: {type(stopped).__name__}: {stopped}"] += 1
    wrong |= {f"broke off: {what}": many for what, many in broken.items()}
    if found.kills.total() < kills:
        wrong["kills that came too late"] = kills - found.kills.total()
    return _report(found, wrong, wishes=wishes, seconds=time.monotonic() - began)


async def _cast(up: Rig, http: aiohttp.ClientSession, services: Services) -> Cast:
    county = (await services.regions.of_level(RegionLevel.COUNTY))[0]
    village = await _village_of(services, county)
    officers = await _staff(services, StaffRole.VILLAGE_OFFICER, village.code)
    deciding = await _staff(services, StaffRole.COUNTY, county.code)
    people = [await _person(up, http, number) for number in range(GUARDIANS + DONORS)]
    await _joined(services, len(people))
    donors: asyncio.Queue[Caller] = asyncio.Queue()
    for donor in people[GUARDIANS:]:
        donors.put_nowait(donor)
    return Cast(people[:GUARDIANS], donors, itertools.cycle(officers), itertools.cycle(deciding), village.code)


async def _village_of(services: Services, county: Region) -> Region:
    """The first village of the county."""
    region = county
    while region.level is not RegionLevel.VILLAGE:
        region = (await services.regions.below(region.code))[0]
    return region


async def _staff(services: Services, role: StaffRole, region: str) -> list[Caller]:
    found = []
    for number in range(STAFF_EACH):
        login = f"drill-{role}-{number}".replace("_", "-")
        await add(services, login=login, name="王芳", roles=[role], region=region, password="a password of the drill")  # noqa: S106 of a database that ends with the drill
        _, secret = await make_token(services, login=login, name="drill")
        found.append(Caller(secret, f"10.1.{len(role)}.{number}"))
    return found


async def _person(up: Rig, http: aiohttp.ClientSession, number: int) -> Caller:
    """Somebody who follows the account, has written to it, and signs in to the mini-program."""
    official, mini = (each["app_id"] for each in (await asyncio.to_thread(up.control, "/state"))["accounts"])

    def begin() -> tuple[str, str]:
        made = up.control("/people", {"app_id": official, "name": f"drill {number}"})
        ids = made["openids"]
        for doing in ({"action": "follow"}, {"action": "text", "text": "你好"}):
            up.control("/act", {"app_id": official, "openid": ids[official], **doing})
        return ids[official], up.control("/act", {"app_id": mini, "openid": ids[mini], "action": "login"})["code"]

    openid, code = await asyncio.to_thread(begin)
    caller = Caller("", f"10.0.{number // 250}.{number % 250 + 1}", openid)
    headers = {"X-Forwarded-For": caller.address}
    async with http.post(f"{up.base}/api/v1/session", json={"code": code}, headers=headers) as answer:
        caller.token = (await answer.json())["access_token"]
    return caller


async def _joined(services: Services, people: int) -> None:
    """Until both accounts of each are known to be one person's, so that the chat can be written to."""
    end = time.monotonic() + ANSWER_WITHIN
    while (
        await services.db["people"].count_documents({"identities.1": {"$exists": True}, "merged_into": None}) < people
    ):
        if time.monotonic() > end:
            raise NoAnswer("people weren't joined")
        await asyncio.sleep(0.5)


async def _live(api: Api, cast: Cast, found: Found, number: int) -> None:
    """One wish's whole life; each step is noted once it was answered."""
    guardian = cast.guardians[number % len(cast.guardians)]
    form = await api.ask("GET", "/wishes/form", guardian)
    ask = {"child_name": f"王{chr(0x4E00 + number // 80)}{chr(0x5E00 + number % 80)}", "age": 8, "region": cast.village}
    ask |= {"kind": form.body["kinds"][0]["kind"], "text": "一个新书包", "cost_fen": 8000}
    made = await api.make("/me/wishes", guardian, ask | {"consent": form.body["consent"]})
    wish = made.body["id"]
    steps = found.accepted[wish] = ["submitted"]
    officer, county = next(cast.officers), next(cast.county)
    theirs, hers = f"/staff/wishes/{wish}", f"/me/wishes/{wish}"
    await _until(api, theirs, officer, "checked")
    visit = {"day": "2026-01-05", "way": "home", "hardship": "left-behind", "consent_seen": True, "notes": "看过了"}
    await api.move(theirs, "verify", "verified", officer, visit)
    steps.append("verified")
    approved = await api.ask("GET", theirs, county)
    await _past(api, theirs, county, approved)
    steps.append("approved")
    code = (await _until(api, theirs, county, "published")).body["code"]
    donor = await cast.donors.get()
    try:
        claim = (await api.make("/me/claims", donor, {"code": code})).body["id"]
        steps.append("claimed")
        await api.move(f"/me/claims/{claim}", "prepare", "prepared", donor)
        steps.append("prepared")
        await api.move(theirs, "handing/deliver", "delivered", next(cast.officers), {})
        steps.append("delivered")
    finally:
        cast.donors.put_nowait(donor)
    await api.move(hers, "confirm", "confirmed", guardian)
    steps.append("confirmed")


async def _past(api: Api, wish: str, by: Caller, seen: Answer) -> None:
    """The county's word; the wish may be on the wall already when the answer to it was lost."""
    while seen.body["state"] == "verified":
        answer = await api.ask("POST", f"{wish}/approve", by, {"public_text": "一个新书包"}, If_Match=seen.etag)
        if answer.status not in {200, 409, 412}:
            raise NoAnswer(f"approve: {answer.status} {answer.body.get('code')}")
        seen = await api.ask("GET", wish, by)


async def _until(api: Api, thing: str, by: Caller, state: str) -> Answer:
    """Until the system itself has brought the thing on."""
    end = time.monotonic() + PASSED_WITHIN
    while time.monotonic() < end:
        now = await api.ask("GET", thing, by)
        if now.body.get("state") == state:
            return now
        await asyncio.sleep(1.0)
    raise NoAnswer(f"{thing} never came to be {state}")


async def _kill(up: Rig, found: Found, *, kills: int, steps: int) -> None:
    """Something is killed each time that another part of the steps has been made."""
    for number in range(kills):
        while found.steps < steps * (number + 0.5) / (kills + 1):  # noqa: ASYNC110 lives don't know of it
            await asyncio.sleep(0.1)
        await asyncio.sleep(random.uniform(0, 1))
        part = PARTS[number % len(PARTS)]
        await asyncio.to_thread(_KILLS[part], up)
        found.kills[part] += 1


def _kill_server(up: Rig) -> None:
    if up.server is not None:
        up.server.kill()
        up.server.wait()
    up.start_server()


def _kill_mongod(up: Rig) -> None:
    up.mongo.kill()
    up.mongo.start()


_KILLS: dict[str, Callable[[Rig], None]] = {
    "server": _kill_server,
    "worker": lambda up: up.kill(random.choice(up.workers)),
    "mongod": _kill_mongod,
}


async def _quiet(db: Database) -> None:
    """Until every message that is owed was tried."""
    end = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < end:
        if not await db["outbox"].count_documents({"done_at": None, "task": "tell_person"}):
            return
        await asyncio.sleep(0.5)


async def _hold(up: Rig, db: Database, found: Found, before: dict[str, int]) -> dict[str, int]:
    """Hold the stories against what was answered, and the chats against what was owed."""
    wrong: Counter[str] = Counter()
    stories: dict[str, list[str]] = {each: [] for each in found.accepted}
    async for event in db["events"].find({"kind": {"$in": STORY}}).sort([("about", 1), ("seq", 1)]):
        stories.setdefault(event["about"], []).append(event["kind"])
    owed: set[str] = set()
    for wish, story in stories.items():
        made = found.accepted.get(wish, [])
        wrong["accepted steps that aren't there"] += len(set(made) - set(story))
        wrong["steps made twice"] += len(story) - len(set(story))
        wrong["steps out of their order"] += story != [each for each in STORY if each in story]
    async for event in db["events"].find({"kind": {"$in": list(OWED)}}):
        owed |= {f"tell:wish:{event['about']}:{event['seq']}:{party}" for party in OWED[event["kind"]]}
    wrong["wishes that nobody has asked for"] += await db["wishes"].count_documents({}) - len(found.accepted)
    rows = {
        each["_id"]: each async for each in db["outbox"].find({"task": "tell_person", "_id": {"$gte": "tell:wish:"}})
    }
    wrong["messages owed without a row"] = len(owed - set(rows))
    wrong["messages that nobody is owed"] = len(set(rows) - owed)
    wrong["messages that still wait"] = sum(1 for each in rows.values() if not each["done_at"])
    got = await asyncio.to_thread(up.received)
    arrived = sum(got.values()) - sum(before.values())
    notes = await db["notes"].count_documents({})
    wrong["messages that came twice"] = max(0, arrived - len(rows))
    wrong["messages that came nowhere"] = max(0, len(rows) - arrived - notes)
    sys.stdout.write(f"{len(rows)} messages owed, {arrived} came, {notes} wait as notes\n")
    return {what: many for what, many in wrong.items() if many}


def _report(found: Found, wrong: dict[str, int], *, wishes: int, seconds: float) -> int:
    kills = ", ".join(f"{many} × {part}" for part, many in found.kills.items())
    sys.stdout.write(f"{wishes} wishes, {found.steps} steps answered, {found.again} asked again; killed: {kills}\n")
    for what, many in wrong.items():
        sys.stdout.write(f"  WRONG {what}: {many}\n")
    told = {"wishes": wishes, "steps": found.steps, "again": found.again, "kills": dict(found.kills), "wrong": wrong}
    sys.stdout.write(json.dumps({"drill": "wishes", "ok": not wrong, "seconds": round(seconds, 1), **told}) + "\n")
    return 1 if wrong else 0
