"""
What one turn keeps in Redis: its marker, the person's session, her rate, and the inbox stream.

A turn begins with one script on the server: dedupe, session, rate and inbox in one round trip. A turn that changes
something ends with a second one: the session is replaced if nobody has replaced it meanwhile, and the reply is kept for
a repeat. All keys of a turn share a hash tag made from the openid, so that a cluster keeps them together.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from storage.redis import Patience, Redis, partition
from storage.scripts import Scripts

MARKER_SECONDS = 900  # longer than the ten minutes within which a signed request is taken
SESSION_SECONDS = 2 * 24 * 3600
ASKED_SECONDS = 600  # how long a question of the mini-program is remembered for what is asked on
BRIEF_SECONDS = 900  # a session that holds nothing but the last question
RATE_SECONDS = 60
INBOX_MOST = 500_000  # a bound for the days without a worker

_BEGIN = """
local seen = redis.call('GET', KEYS[1])
if seen then return {seen, redis.call('GET', KEYS[2]), 0} end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[5], '*', 'm', ARGV[3])
local rate = redis.call('INCR', KEYS[3])
if rate == 1 then redis.call('EXPIRE', KEYS[3], ARGV[4]) end
return {false, redis.call('GET', KEYS[2]), rate}
"""

_COMMIT = """
local now = redis.call('GET', KEYS[2])
local version = '0'
if now then version = string.match(now, '^(%d+)|') end
if version ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[2]) else redis.call('SET', KEYS[2], ARGV[2], 'EX', ARGV[3]) end
redis.call('SET', KEYS[1], ARGV[4], 'EX', ARGV[5])
return 1
"""

_REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


class MarkerState(StrEnum):
    """How far the turn of a message has come."""

    RUNNING = "r"
    DONE = "d"
    LATE = "l"  # the empty reply was given; the answer follows by another way


@dataclass(frozen=True, slots=True)
class Marker:
    """The turn of a message: since when it runs (ms of the epoch), or the reply it ended with."""

    state: MarkerState
    since_ms: int
    reply: bytes
    raw: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """
    What the first script tells. `repeat` is the marker when the message was seen before. `session` is the stored
    session without its version, or None. `rate` counts her messages within a minute.
    """

    repeat: Marker | None
    session: bytes | None
    version: int
    rate: int


class TurnStore:
    """The keys `turn:…`, `session:…`, `rate:…` and `inbox:…`."""

    def __init__(self, redis: Redis, patience: Patience) -> None:
        self._redis = redis
        self._patience = patience
        self._scripts = Scripts(redis, patience)

    async def begin(self, app: str, openid: str, key: str, *, inbox: bytes, now_ms: int) -> Begun:
        """Begin the turn of a message. Raises StoreAway."""
        tag = partition(openid)
        seen, session, rate = await self._scripts.run(
            _BEGIN,
            [_turn(tag, app, key), _session(tag, app, openid), f"rate:{tag}:{app}:{openid}", f"inbox:{tag}"],
            [f"r{now_ms}", MARKER_SECONDS, inbox, RATE_SECONDS, INBOX_MOST],
        )
        version, plain = _split(session)
        return Begun(repeat=_to_marker(seen), session=plain, version=version, rate=rate)

    async def session(self, app: str, openid: str) -> tuple[int, bytes | None]:
        """Her session as it stands now: its version (0 for none) and content. Raises StoreAway."""
        stored = await self._patience.ask(lambda: self._redis.get(_session(partition(openid), app, openid)))
        return _split(stored)

    async def commit(
        self,
        app: str,
        openid: str,
        key: str,
        *,
        version: int,
        session: bytes | None,
        reply: bytes,
        now_ms: int,
        brief: bool = False,
    ) -> int | None:
        """
        End a turn that changes something: replace the session and keep the reply for a repeat. A `brief` session is gone
        after a quarter of an hour.

        Answers the session's new version, or None when another turn has replaced it since `version` was read.
        """
        tag = partition(openid)
        following = max(version + 1, now_ms)
        done = await self._scripts.run(
            _COMMIT,
            [_turn(tag, app, key), _session(tag, app, openid)],
            [
                version,
                b"" if session is None else b"%d|%s" % (following, session),
                BRIEF_SECONDS if brief else SESSION_SECONDS,
                b"d" + reply,
                MARKER_SECONDS,
            ],
        )
        return following if done else None

    async def marker(self, app: str, openid: str, key: str) -> Marker | None:
        """How far the turn of a message has come."""
        stored = await self._patience.ask(lambda: self._redis.get(_turn(partition(openid), app, key)))
        return _to_marker(stored)

    async def take_over(self, app: str, openid: str, key: str, *, seen: Marker, now_ms: int) -> bool:
        """Run the turn instead of a process that seems to have died; False when another repeat did so first."""
        return await self._replace(app, openid, key, seen.raw, b"r%d" % now_ms)

    async def mark_late(self, app: str, openid: str, key: str, *, now_ms: int) -> bool:
        """The empty reply is given for this message; False when the turn has ended meanwhile."""
        marker = await self.marker(app, openid, key)
        if marker is None or marker.state is not MarkerState.RUNNING:
            return False
        return await self._replace(app, openid, key, marker.raw, b"l%d" % now_ms)

    async def asked(self, app: str, openid: str) -> bytes | None:
        """What was remembered of the question that she asked last outside the chat. Raises StoreAway."""
        stored: Any = await self._patience.ask(lambda: self._redis.get(_asked(app, openid)))
        return stored or None

    async def remember(self, app: str, openid: str, sealed: bytes) -> None:
        """Remember a question that she asked outside the chat, for ten minutes. Raises StoreAway."""
        await self._patience.ask(lambda: self._redis.set(_asked(app, openid), sealed, ex=ASKED_SECONDS))

    async def forget(self, app: str, openid: str) -> None:
        """Remove her session, rate and last question: she has left."""
        tag = partition(openid)
        keys = (_session(tag, app, openid), f"rate:{tag}:{app}:{openid}", _asked(app, openid))
        await self._patience.ask(lambda: self._redis.delete(*keys))

    async def _replace(self, app: str, openid: str, key: str, old: bytes, new: bytes) -> bool:
        return bool(await self._scripts.run(_REPLACE, [_turn(partition(openid), app, key)], [old, new, MARKER_SECONDS]))


def _turn(tag: str, app: str, key: str) -> str:
    return f"turn:{tag}:{app}:{key}"


def _session(tag: str, app: str, openid: str) -> str:
    return f"session:{tag}:{app}:{openid}"


def _asked(app: str, openid: str) -> str:
    return f"asked:{partition(openid)}:{app}:{openid}"


def _split(stored: Any) -> tuple[int, bytes | None]:
    if not stored:
        return 0, None
    version, _, plain = stored.partition(b"|")
    return int(version), plain


def _to_marker(stored: Any) -> Marker | None:
    if not stored:
        return None
    state = MarkerState(chr(stored[0]))
    if state is MarkerState.DONE:
        return Marker(state=state, since_ms=0, reply=stored[1:], raw=stored)
    return Marker(state=state, since_ms=int(stored[1:]), reply=b"", raw=stored)
