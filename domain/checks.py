"""Checks of what others may see: a text or a picture waits until it is passed, by the platform or by staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

STAFF_AFTER = timedelta(hours=4)  # a check without an answer of the platform is put before staff after that
RESULT_WITHIN = timedelta(hours=1)  # the platform tells of a picture within half of it; then staff look
TEXT_MOST = 2500  # characters that the platform looks at in one call
SEARCH_WITHIN = timedelta(minutes=10)  # a picture that wasn't searched by then passes with a reason
SEARCHES_MOST = 5  # beginnings without an end; then it counts as one that can't be searched
GRID = 8  # staff cover a picture by the cells of so many columns and rows
TEXT_LIMIT = 10_000  # characters of a text that is taken at all


class CheckState(StrEnum):
    """How far a check is. Only what is passed is shown."""

    WAITING = "waiting"
    HELD = "held"
    PASSED = "passed"
    REFUSED = "refused"


class CheckKind(StrEnum):
    """What is checked."""

    TEXT = "text"
    PICTURE = "picture"


class Why(StrEnum):
    """Why a check is with staff, or who has decided it."""

    PLATFORM = "platform"  # the platform says pass, or risky
    REVIEW = "review"  # the platform says that a person should look
    WORDS = "words"  # one of our own words stands in it
    INACTIVE = "inactive"  # the platform can't be asked about her now: she hasn't used the mini-program lately
    NO_PLATFORM = "no_platform"  # there is no mini-program, she isn't known to it, or it may not ask
    AWAY = "away"  # the platform gave no answer in time
    UNREADABLE = "unreadable"  # the platform couldn't fetch the picture
    BLOCKED = "blocked"  # she may not publish at present
    LATE = "late"  # the platform found something after it had been passed
    APPEAL = "appeal"  # she asks that a person looks again
    FOUND = "found"  # others could see it, and then a face or a plate was found that nobody has decided on
    UNSEARCHED = "unsearched"  # others could see it, it was never searched for faces, and can't be
    FACES = "faces"  # nothing was found, and a person looks whether somebody can be recognised: only people can tell
    STAFF = "staff"


class Search(StrEnum):
    """How far the search of a picture for faces and plates is. One that runs is waited for."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LATE = "late"  # it takes too long


PASSED_THOUGH = ("mistaken", "agreed")  # why a picture passes though a face or a plate in it isn't covered
PASSED_UNSEARCHED = ("nobody", "looked")  # why it passes though it wasn't searched

# The platform's findings from harmless to bad; of two about one thing the worse counts, in whichever order they come.
SUGGESTIONS = ("", "pass", "review", "risky")


@dataclass(frozen=True, slots=True)
class Box:
    """A place in a picture, in its pixels: a "face" or "plate" that was found, or one that staff marked by "hand"."""

    kind: str
    x: int
    y: int
    width: int
    height: int
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """
    A check of the `field` of the thing `about`, as it stands now: `digest` tells the text or file that it is about.
    `suggest` and `label` are what the platform found, `words` which of our own lists were hit. `staff_at` is when staff
    get it where the platform doesn't answer. `decided_by` is the member of staff who decided, `reason` the word for why;
    `appealed` that she has asked for another look. `found` are the places of a picture that somebody may be known by, once
    it was `searched`; `search_failed` says that it can't be. While the picture as it came is still kept beside a covered one it
    is `restorable`, and `searched_first` says whether it was searched before anything was covered. `drawn` counts how often it
    was covered or restored.
    """

    id: str
    about: str
    field: str
    kind: CheckKind
    digest: str
    person_id: str
    region_path: str
    state: CheckState
    why: str
    asked_at: datetime
    staff_at: datetime
    version: int = 1
    suggest: str = ""
    label: int = 0
    words: tuple[str, ...] = ()
    trace_id: str = ""
    tries: int = 0
    decided_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    appealed: bool = False
    searched: bool = False
    search_failed: bool = False
    found: tuple[Box, ...] = ()
    restorable: bool = False
    searched_first: bool = False
    drawn: int = 0

    @property
    def exposed(self) -> bool:
        """Whether a face or a plate was found that isn't covered."""
        return any(not box.covered for box in self.found)

    @property
    def stand(self) -> int:
        """What changes whenever it is another text or picture to look at: who decides names the one that she saw."""
        return self.version + self.drawn

    @property
    def open(self) -> bool:
        """Whether staff can decide it."""
        return self.state in {CheckState.HELD, CheckState.WAITING}

    def search_at(self, now: datetime) -> Search:
        """How far the search for faces and plates is, at this moment."""
        if self.kind is not CheckKind.PICTURE or self.searched:
            return Search.DONE
        if self.search_failed:
            return Search.FAILED
        return Search.LATE if now - self.asked_at >= SEARCH_WITHIN else Search.RUNNING

    @property
    def appeal(self) -> str:
        """Of what was refused: whether she can still ask for another look ("possible"), has ("asked"), or had it ("answered")."""
        if not self.appealed:
            return "possible"
        return "answered" if self.state is CheckState.REFUSED else "asked"

    @property
    def row(self) -> str:
        """The key of the row of the outbox that asks the platform about this very text or file."""
        return f"check:{self.id}:{self.version}"


def apart(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The boxes without those whose middle lies within a larger one of their kind: two models find the same face."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda each: -each.width * each.height):
        x, y = box.x + box.width // 2, box.y + box.height // 2
        within = (
            each.kind == box.kind and each.x <= x < each.x + each.width and each.y <= y < each.y + each.height
            for each in kept
        )
        if not any(within):
            kept.append(box)
    return tuple(sorted(kept, key=lambda each: (each.y, each.x)))


def rank(suggest: str) -> int:
    """How bad a finding of the platform is; what isn't known counts as "review"."""
    return SUGGESTIONS.index(suggest) if suggest in SUGGESTIONS else SUGGESTIONS.index("review")


def after_finding(check: Check, suggest: str) -> tuple[CheckState, Why] | None:
    """
    Where a finding that is worse than all before leads, or None where it changes nothing.

    What was refused stays so, and what a person appealed against or a blocked person wrote is for staff alone. What was
    passed is held again when the platform finds something later. "pass" passes only what nothing else speaks against, and no
    picture: whether a child can be recognised in it the platform doesn't say.
    """
    if check.state is CheckState.PASSED and suggest != "pass":
        return CheckState.HELD, Why.LATE
    if check.state in {CheckState.PASSED, CheckState.REFUSED} or check.why in {Why.BLOCKED, Why.APPEAL}:
        return None
    if suggest == "pass" and not check.words:
        if check.kind is CheckKind.PICTURE:
            return CheckState.HELD, Why.FACES
        return CheckState.PASSED, Why.PLATFORM
    if suggest == "risky":
        return CheckState.REFUSED, Why.PLATFORM
    return CheckState.HELD, Why.WORDS if suggest == "pass" else Why.REVIEW


def after_search(check: Check, found: tuple[Box, ...], *, failed: bool = False) -> Why | None:
    """
    Why a picture that others can see is kept from them once it has been searched, or None where it isn't: something was
    found that nobody has decided on, or it can't be searched and nobody has passed it knowing that.
    """
    if check.state is not CheckState.PASSED:
        return None
    if failed:
        return None if check.reason in PASSED_UNSEARCHED else Why.UNSEARCHED
    return Why.FOUND if any(not box.covered for box in found) else None


def pieces(text: str) -> Iterable[str]:
    """The text in pieces that the platform takes, each beginning with the end of the one before."""
    step = TEXT_MOST - 100
    return [text[at : at + TEXT_MOST] for at in range(0, max(1, len(text) - 100), step)]
