"""What is remembered of a conversation between two messages."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import orjson

from storage.encryption import Seal

CHOICES_MS = 30 * 60 * 1000


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
    """Something that can be chosen by its number, its words or a tap. `command` is what a tap sends as its id."""

    label: str
    command: str


@dataclass(frozen=True, slots=True)
class Session:
    """
    One person's conversation. `options` are what 1, 2, 3 mean just now; `notes` says that an answer waits that couldn't
    be sent when it was ready.
    """

    running: Running | None = None
    options: tuple[Option, ...] = ()
    offered_ms: int = 0
    notes: bool = False

    @property
    def empty(self) -> bool:
        """Whether there is nothing to remember."""
        return self.running is None and not self.options and not self.notes

    def offer(self, options: tuple[Option, ...], now_ms: int) -> "Session":
        """The same with other things to choose from."""
        return replace(self, options=options, offered_ms=now_ms)

    def without_dialogue(self) -> "Session":
        """The same after a dialogue's end."""
        return replace(self, running=None)


EMPTY = Session()


def to_bytes(session: Session, seal: Seal) -> bytes | None:
    """As it lies in Redis; private answers sealed. None for an empty one."""
    if session.empty:
        return None
    document: dict[str, Any] = {}
    if running := session.running:
        private = {name: running.answers[name] for name in running.private if name in running.answers}
        document["d"] = {
            "n": running.dialogue,
            "v": running.version,
            "i": running.id,
            "s": running.step,
            "a": {name: value for name, value in running.answers.items() if name not in running.private},
            "p": b64encode(seal.close(orjson.dumps(private))).decode() if private else "",
            "q": running.asked,
            "t": running.touched_ms,
        }
    if session.options:
        document["o"] = [[option.label, option.command] for option in session.options]
        document["ot"] = session.offered_ms
    if session.notes:
        document["w"] = 1
    return orjson.dumps(document)


def from_bytes(stored: bytes | None, seal: Seal, now_ms: int) -> Session:
    """The reverse; what can't be read any more is an empty session. Choices are forgotten after half an hour."""
    if not stored:
        return EMPTY
    document = orjson.loads(stored)
    running = None
    if kept := document.get("d"):
        opened = seal.open(b64decode(kept["p"])) if kept["p"] else b"{}"
        if opened is not None:
            private = orjson.loads(opened)
            running = Running(
                dialogue=kept["n"],
                version=kept["v"],
                id=kept["i"],
                step=kept["s"],
                answers={**kept["a"], **private},
                asked=tuple(kept["q"]),
                private=frozenset(private),
                touched_ms=kept["t"],
            )
    options: tuple[Option, ...] = ()
    if now_ms - document.get("ot", 0) < CHOICES_MS:
        options = tuple(Option(label, command) for label, command in document.get("o", ()))
    return Session(
        running=running,
        options=options,
        offered_ms=document.get("ot", 0) if options else 0,
        notes=bool(document.get("w")),
    )
