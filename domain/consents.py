"""What people are asked to agree to, one purpose at a time, and what a withdrawal does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What personal data is used for. Each is agreed to by itself, and withdrawn by itself."""

    WISH = "child_wish"
    PICTURE = "child_picture"
    STORY = "child_story"
    PUSH = "push"


class How(StrEnum):
    """The way in which a consent was given or withdrawn."""

    CHAT = "chat"
    PAGE = "page"
    API = "api"
    CONSOLE = "console"
    PAPER = "paper"


GUARDIANS = frozenset({Purpose.WISH, Purpose.PICTURE, Purpose.STORY})  # about a child: her guardian's to give
CURRENT: Mapping[Purpose, str] = {
    Purpose.WISH: "child_wish.v3",
    Purpose.PICTURE: "child_picture.v4",
    Purpose.STORY: "child_story.v2",
    Purpose.PUSH: "push.v1",
}  # the version of the text that is shown now
FOR_ONE_DONOR = frozenset(
    {f"child_picture.v{number}" for number in (1, 2, 3)}
)  # a drawing under these is for the one who leads


class Relation(StrEnum):
    """What who signed is to the child."""

    MOTHER = "mother"
    FATHER = "father"
    GRANDMOTHER = "grandmother"
    GRANDFATHER = "grandfather"
    RELATIVE = "relative"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Paper:
    """A consent on paper: the day on it, who signed, where the sheet is kept, and the member of staff who noted it."""

    signed: date
    relation: Relation
    box: str
    by: str


@dataclass(frozen=True, slots=True)
class Consent:
    """
    A consent by purpose (Personal Information Protection Law arts. 14, 29, 31). `text` names the version that was shown
    ("child_wish.v2"), `how` the way in which it was given, `about` the wish it is for, or empty; `paper` the signed sheet.
    """

    id: str
    person_id: str
    purpose: str
    text: str
    how: str
    given_at: datetime
    about: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_how: str = ""
    paper: Paper | None = None

    @property
    def holds(self) -> bool:
        """Whether it counts."""
        return self.withdrawn_at is None
