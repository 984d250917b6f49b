"""All that the simulated platform knows: accounts, people, chats, tokens, and what each has used up."""

import asyncio
import base64
import hashlib
import secrets
import string
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from simulator.clock import Clock
from simulator.faults import Faults
from simulator.findings import Checking
from simulator.store import Store

LETTERS = string.ascii_letters + string.digits + "_-"
SENT_CHANNELS = frozenset({"custom", "mass", "subscribe", "template"})


@dataclass(slots=True)
class Person:
    """Someone with a phone: one nickname, one openid in each account."""

    number: int
    nickname: str
    unionid: str
    openids: dict[str, str]


@dataclass(slots=True)
class Follower:
    """A person as one account sees her. `windows` is action → [expires at, messages left]."""

    openid: str
    person: int
    following: bool = False
    since: int = 0
    remark: str = ""
    tags: list[int] = field(default_factory=list)
    windows: dict[str, list[float]] = field(default_factory=dict)
    blacklisted: bool = False
    scene: str = ""
    how: str = "ADD_SCENE_SEARCH"
    mass_month: str = ""
    mass_count: int = 0
    exchanged_at: float = 0.0
    typing_until: float = 0.0
    grants: dict[str, int] = field(default_factory=dict)
    active_at: float = 0.0  # when she last used the mini-program


@dataclass(slots=True)
class Token:
    """An access token; a superseded one lives on until `expires_at` and is unknown afterwards."""

    value: str
    app_id: str
    family: str
    expires_at: float
    superseded: bool = False


@dataclass(slots=True)
class Medium:
    """An uploaded file. `expires_at` 0 means permanent."""

    media_id: str
    kind: str
    content_type: str
    name: str
    created_at: int
    expires_at: float
    size: int
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """One account as the configuration file declares it."""

    app_id: str
    app_secret: str
    gh_id: str
    name: str = ""
    kind: str = "service"
    certified: bool = True
    token: str = ""
    aes_key: str = ""
    encryption: str = "plain"
    format: str = "xml"
    callback_url: str = ""
    open_platform: bool = False
    templates: tuple[dict[str, Any], ...] = ()
    limits: dict[str, int] = field(default_factory=dict)


class Account:
    """One account and everything it has."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.app_id = settings.app_id
        self.followers: dict[str, Follower] = {}
        self.order: list[str] = []
        # Those of whom nothing is kept but what this account knows, in the order in which they were made.
        self.in_bulk: list[str] = []
        self.following = 0
        self.by_channel: Counter[str] = Counter()
        self.notices = 0
        self.media: dict[str, Medium] = {}
        self.listeners: dict[str, set[asyncio.Queue[dict[str, Any]]]] = {}
        self.minute_calls: dict[str, list[float]] = {}
        # Small documents, kept as they are: name → key → value.
        self.documents: dict[str, dict[str, Any]] = {}

    def named(self, name: str) -> dict[str, Any]:
        return self.documents.setdefault(name, {})

    @property
    def is_mini(self) -> bool:
        return self.settings.kind == "mini"


class Platform:
    """The whole platform in memory, with its store behind it."""

    def __init__(self, *, accounts: list[Settings], store: Store, base_url: str, assets: Path) -> None:
        self.clock = Clock()
        self.faults = Faults()
        self.checking = Checking()
        self.store = store
        self.base_url = base_url
        self.assets = assets
        self.accounts = {each.app_id: Account(each) for each in accounts}
        self.people: dict[int, Person] = {}
        self.by_hand: list[int] = []
        self.last_person = 0
        self.tokens: dict[str, Token] = {}
        self.sequence = 0
        self.last_message_id = 0
        self.jobs: set[asyncio.Task[Any]] = set()
        # The pushes that went out last, newest at the end.
        self.pushes: deque[dict[str, Any]] = deque(maxlen=1000)
        self.http: aiohttp.ClientSession | None = None

    def now(self) -> float:
        return self.clock.now()

    def new_message_id(self) -> int:
        """A MsgId: 64 bits, never given twice, not even after a kill."""
        self.last_message_id = max(self.last_message_id + 1, time.time_ns())
        return self.last_message_id

    def background(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.get_running_loop().create_task(work)
        self.jobs.add(task)
        task.add_done_callback(self.jobs.discard)
        return task

    # People

    def add_person(self, nickname: str) -> Person:
        """Someone new, with an openid in every account."""
        self.last_person = number = self.last_person + 1
        person = Person(number, nickname, new_id("o6", 28), {})
        self.people[number] = person
        self.by_hand.append(number)
        for account in self.accounts.values():
            self.meet(account, person)
        self.store.put("person", "", str(number), person)
        return person

    def add_in_bulk(self, account: Account) -> Follower:
        """Someone new who knows `account` alone, which spares the memory of all the rest."""
        self.last_person += 1
        follower = Follower(new_id("o" + account.app_id[-4:], 28), self.last_person)
        account.followers[follower.openid] = follower
        account.in_bulk.append(follower.openid)
        self.keep(account, follower)
        return follower

    def person_of(self, account: Account, follower: Follower) -> Person:
        """Who she is; of someone made in bulk it follows from her openid."""
        found = self.people.get(follower.person)
        if found is not None:
            return found
        known = base64.urlsafe_b64encode(hashlib.blake2b(follower.openid.encode(), digest_size=20).digest()).decode()
        return Person(follower.person, "", "o6" + known[:26], {account.app_id: follower.openid})

    def openid_of(self, person: Person, account: Account) -> str:
        """Her openid there, made when she hasn't any yet."""
        if account.app_id not in person.openids:
            self.meet(account, person)
            self.store.put("person", "", str(person.number), person)
        return person.openids[account.app_id]

    def meet(self, account: Account, person: Person) -> Follower:
        openid = new_id("o" + account.app_id[-4:], 28)
        person.openids[account.app_id] = openid
        follower = Follower(openid, person.number)
        account.followers[openid] = follower
        self.keep(account, follower)
        return follower

    def follow(self, account: Account, follower: Follower, *, how: str = "ADD_SCENE_SEARCH", scene: str = "") -> None:
        if not follower.following:
            account.following += 1
            account.order.append(follower.openid)
        follower.following = True
        follower.since = int(self.now())
        follower.how, follower.scene = how, scene
        self.keep(account, follower)

    def unfollow(self, account: Account, follower: Follower) -> None:
        if follower.following:
            account.following -= 1
            account.order.remove(follower.openid)
        follower.following = False
        follower.windows, follower.tags, follower.remark = {}, [], ""
        self.keep(account, follower)

    def keep(self, account: Account, follower: Follower) -> None:
        self.store.put("follower", account.app_id, follower.openid, follower)

    def unionid(self, account: Account, follower: Follower) -> str:
        return self.person_of(account, follower).unionid if account.settings.open_platform else ""

    # Documents

    def keep_document(self, account: Account, name: str, key: str, value: Any) -> None:
        account.named(name)[key] = value
        self.store.put(f"doc:{name}", account.app_id, key, value)

    def drop_document(self, account: Account, name: str, key: str) -> None:
        account.named(name).pop(key, None)
        self.store.put(f"doc:{name}", account.app_id, key, None)

    # Chats

    def say(self, account: Account, openid: str, *, side: str, kind: str, **fields: Any) -> dict[str, Any]:
        """Write one line into her chat. What the account pushed carries `msg`, by which equal messages are counted."""
        self.sequence += 1
        entry = {"seq": self.sequence, "at": int(self.now()), "openid": openid, "side": side, "kind": kind, **fields}
        channel = entry.get("channel", "")
        if channel in SENT_CHANNELS and "msg" not in entry:
            entry["msg"] = digest(fields)
        account.by_channel[channel] += 1
        if kind == "notice":
            account.notices += 1
        self.store.append(account.app_id, entry)
        for listener in account.listeners.get(openid, ()):
            listener.put_nowait(entry)
        return entry

    def show_typing(self, account: Account, openid: str, *, typing: bool) -> None:
        """Tell the phones that show her chat; it stands nowhere."""
        for listener in account.listeners.get(openid, ()):
            listener.put_nowait({"typing": typing})

    async def chat_after(self, account: Account, openid: str, after: int, limit: int) -> list[dict[str, Any]]:
        """The last `limit` lines of her chat that came after line `after`."""
        query = "SELECT entry FROM entries WHERE app = ? AND openid = ? AND seq > ? ORDER BY seq DESC LIMIT ?"
        rows = await self.store.read(query, (account.app_id, openid, after, limit))
        return [orjson.loads(row[0]) for row in reversed(rows)]

    # Restart

    def load(self) -> None:
        """Take everything up again that an earlier run kept."""
        for kind, app_id, key, value in self.store.documents():
            self._take_up(kind, app_id, key, value)
        self._order_followers()
        for app_id, channel, kind, lines, last in self.store.counted():
            self.sequence = max(self.sequence, last)
            if app_id in self.accounts:
                self.accounts[app_id].by_channel[channel] += lines
                self.accounts[app_id].notices += lines if kind == "notice" else 0
        # What the kill took was numbered too: a reader that goes on "after" must not miss what comes now.
        self.sequence += 10_000 if self.sequence else 0
        for number in self.by_hand:
            for account in self.accounts.values():
                self.openid_of(self.people[number], account)

    async def forget(self) -> None:
        """Begin again with empty accounts."""
        for job in list(self.jobs):
            job.cancel()
        self.accounts = {key: Account(each.settings) for key, each in self.accounts.items()}
        self.people, self.tokens = {}, {}
        self.by_hand, self.last_person = [], 0
        self.clock.offset = 0.0
        self.faults.remove(None)
        self.checking = Checking()
        self.pushes.clear()
        await self.store.clear()

    def _take_up(self, kind: str, app_id: str, key: str, value: Any) -> None:
        if kind == "clock":
            self.clock.offset = float(value)
        elif kind == "person":
            person = Person(**value)
            self.people[person.number] = person
        elif kind == "token":
            self.tokens[key] = Token(**value)
        elif app_id not in self.accounts:
            return
        elif kind == "follower":
            self.accounts[app_id].followers[key] = Follower(**value)
        elif kind == "medium":
            self.accounts[app_id].media[key] = Medium(**value)
        elif kind.startswith("doc:"):
            self.accounts[app_id].named(kind[4:])[key] = value

    def _order_followers(self) -> None:
        self.by_hand = sorted(self.people)
        self.last_person = max(self.by_hand, default=0)
        for account in self.accounts.values():
            bulk = sorted(
                (each.person, each.openid) for each in account.followers.values() if each.person not in self.people
            )
            account.in_bulk = [openid for _number, openid in bulk]
            self.last_person = max([self.last_person, *(number for number, _openid in bulk[-1:])])
            here = [each for each in account.followers.values() if each.following]
            account.order = [each.openid for each in sorted(here, key=lambda each: (each.since, each.person))]
            account.following = len(here)


def digest(fields: dict[str, Any]) -> str:
    """Equal for messages with equal content."""
    return hashlib.blake2b(orjson.dumps(fields, option=orjson.OPT_SORT_KEYS), digest_size=8).hexdigest()


def new_id(prefix: str, length: int) -> str:
    """A random id of `length` letters that begins with `prefix`."""
    return (prefix + secrets.token_urlsafe(length))[:length]


def public(settings: Settings) -> dict[str, Any]:
    """An account without its secrets, as the control API shows it."""
    secret = {"app_secret", "token", "aes_key"}
    return {key: value for key, value in asdict(settings).items() if key not in secret}
