"""The story of a wish that came true, told in public: written by staff, read by a second one, agreed to by the guardian."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEAST, MOST = 30, 400  # characters
TOLD_FOR = timedelta(days=365)  # what the consent's text promises (content/consents/child_story.v2.yaml)


class StoryState(StrEnum):
    """How far it is."""

    DRAFT = "draft"  # a second person reads it
    ASKED = "asked"  # the guardian reads it
    AGREED = "agreed"  # its words are looked at
    TOLD = "told"
    DECLINED = "declined"
    ENDED = "ended"


OPEN = frozenset({StoryState.DRAFT, StoryState.ASKED, StoryState.AGREED, StoryState.TOLD})


@dataclass(frozen=True, slots=True)
class WishStory:
    """
    The story of the wish `id`, whose guardian is `person_id`. `by` has written it, `read_by` read it; `code` is its public
    address; it stays until `until`. Of one that is over the text is gone.
    """

    id: str
    person_id: str
    region_path: str
    text: str
    by: str
    state: StoryState = StoryState.DRAFT
    read_by: str = ""
    code: str = ""
    version: int = 1
    told_at: datetime | None = None
    until: datetime | None = None
