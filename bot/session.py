"""What is remembered of a conversation between two messages."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from services.questions.follow_up import Asked
from storage.encryption import Seal

CHOICES_MS = 30 * 60 * 1000
LEFT_MS = 2 * 24 * 60 * 60 * 1000  # what was left can be taken up until then
BEFORE_MS = 10 * 60 * 1000  # how long a question is remembered for what is asked on


@dataclass(frozen=True, slots=True)
class Running:
    """
    A dialogue under way. `id` is the key of what it will make; `asked` the steps already answered, in their order;
    `private` names those answers that are sealed wherever the session lies.
    """

    dialogue: str
    version: int
    id: str
    step: str
    answers: Mapping[str, Any]
    asked: tuple[str, ...]
    private: frozenset[str]
    touched_ms: int


@dataclass(frozen=True, slots=True)
class Option:
    """
    Something that can be chosen by its number, its words or a tap. `command` is what a tap sends as its id; `beside`
    stands after the words in a list and is no part of them.
    """

    label: str
    command: str
    beside: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Session:
    """
    One person's conversation. `paused` is a dialogue that waits until the running one ends. `options` are what 1, 2, 3
    mean just now; `asked` is the question whose suggestions they are. `notes` says that an answer waits that couldn't be
    sent when it was ready. `before` is the question that was answered last, and the entry it was answered with. `left` is
    a dialogue that has waited too long and can be taken up again. `about` is the receipt of the question that she has looked
    at: what she adds belongs to it.
    """

    running: Running | None = None
    paused: Running | None = None
    options: tuple[Option, ...] = ()
    offered_ms: int = 0
    asked: str = ""
    notes: bool = False
    before: Asked | None = None
    before_ms: int = 0
    left: Running | None = None
    about: str = ""
    about_ms: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to remember."""
        return self._idle and not self.before

    @property
    def _idle(self) -> bool:
        return not (self.running or self.left or self.options or self.notes or self.about)

    def offer(self, options: tuple[Option, ...], now_ms: int, *, asked: str = "") -> "Session":
        """
        The same with other things to choose from. Where those are offered already and stay so for a while, nothing
        changes, so that asking for the same list again costs no write.
        """
        if options == self.options and asked == self.asked and now_ms - self.offered_ms < CHOICES_MS // 2:
            return self
        return replace(self, options=options, offered_ms=now_ms, asked=asked)

    def looked_at(self, receipt: str, now_ms: int) -> "Session":
        """The same with the question that she has just looked at; unchanged where that is known and stays so for a while."""
        if receipt == self.about and now_ms - self.about_ms < CHOICES_MS // 2:
            return self
        return replace(self, about=receipt, about_ms=now_ms)

    @property
    def brief(self) -> bool:
        """Whether nothing but the last question is remembered, which is soon forgotten."""
        return self.before is not None and self._idle

    def answered(self, before: Asked, now_ms: int) -> "Session":
        """The same with the question that has just been answered."""
        return replace(self, before=before, before_ms=now_ms)

    def without_dialogue(self) -> "Session":
        """The same after the running dialogue's end; one that was paused goes on."""
        return replace(self, running=self.paused, paused=None)


EMPTY = Session()


def to_bytes(session: Session, seal: Seal) -> bytes | None:
    """As it lies in Redis; private answers sealed. None for an empty one."""
    if session.empty:
        return None
    document: dict[str, Any] = {}
    if session.running:
        document["d"] = _running_document(session.running, seal)
    if session.paused:
        document["p"] = _running_document(session.paused, seal)
    if session.left:
        document["l"] = _running_document(session.left, seal)
    if session.options:
        document["o"] = [[option.label, option.command] for option in session.options]
        document["ot"] = session.offered_ms
    if session.asked:
        document["a"] = _sealed(session.asked.encode(), seal)
    if session.notes:
        document["w"] = 1
    if session.before:
        document["b"] = _sealed(orjson.dumps([session.before.text, session.before.entry_id]), seal)
        document["bt"] = session.before_ms
    if session.about:
        document["r"] = _sealed(session.about.encode(), seal)
        document["rt"] = session.about_ms
    return orjson.dumps(document)


def from_bytes(stored: bytes | None, seal: Seal, now_ms: int) -> Session:
    """The reverse; what can't be read any more is an empty session. Choices and what she has looked at are forgotten after
    half an hour, the question before after ten minutes.
    """
    if not stored:
        return EMPTY
    document = orjson.loads(stored)
    options: tuple[Option, ...] = ()
    if now_ms - document.get("ot", 0) < CHOICES_MS:
        options = tuple(Option(label, command) for label, command in document.get("o", ()))
    return Session(
        running=_to_running(document.get("d"), seal),
        paused=_to_running(document.get("p"), seal),
        left=_to_left(document.get("l"), seal, now_ms),
        options=options,
        offered_ms=document.get("ot", 0) if options else 0,
        asked=(_opened(document.get("a", ""), seal) or b"").decode() if options else "",
        notes=bool(document.get("w")),
        before=(before := _to_before(document, seal, now_ms)),
        before_ms=document["bt"] if before else 0,
        about=(about := _to_about(document, seal, now_ms)),
        about_ms=document["rt"] if about else 0,
    )


def _to_left(kept: Mapping[str, Any] | None, seal: Seal, now_ms: int) -> Running | None:
    left = _to_running(kept, seal)
    return left if left and now_ms - left.touched_ms <= LEFT_MS else None


def _to_before(document: Mapping[str, Any], seal: Seal, now_ms: int) -> Asked | None:
    """The question before, while it is remembered."""
    opened = _opened(document.get("b", ""), seal) if now_ms - document.get("bt", 0) < BEFORE_MS else None
    return Asked(*orjson.loads(opened)) if opened else None


def _to_about(document: Mapping[str, Any], seal: Seal, now_ms: int) -> str:
    """The receipt of what she has looked at, while it is remembered."""
    opened = _opened(document.get("r", ""), seal) if now_ms - document.get("rt", 0) < CHOICES_MS else None
    return opened.decode() if opened else ""


def _sealed(plain: bytes, seal: Seal) -> str:
    return b64encode(seal.close(plain)).decode()


def _opened(sealed: str, seal: Seal) -> bytes | None:
    return seal.open(b64decode(sealed)) if sealed else None


def _running_document(running: Running, seal: Seal) -> dict[str, Any]:
    private = {name: running.answers[name] for name in running.private if name in running.answers}
    return {
        "n": running.dialogue,
        "v": running.version,
        "i": running.id,
        "s": running.step,
        "a": {name: value for name, value in running.answers.items() if name not in running.private},
        "p": _sealed(orjson.dumps(private), seal) if private else "",
        "q": running.asked,
        "t": running.touched_ms,
    }


def _to_running(kept: Mapping[str, Any] | None, seal: Seal) -> Running | None:
    """None where there is none, and where no key of ours opens its private answers any more."""
    if not kept:
        return None
    opened = _opened(kept["p"], seal) if kept["p"] else b"{}"
    if opened is None:
        return None
    private = orjson.loads(opened)
    return Running(
        dialogue=kept["n"],
        version=kept["v"],
        id=kept["i"],
        step=kept["s"],
        answers={**kept["a"], **private},
        asked=tuple(kept["q"]),
        private=frozenset(private),
        touched_ms=kept["t"],
    )
