"""What the pages of stories can show, made up, as in samples.py."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from domain.wish_stories import MOST, StoryState, WishStory
from domain.wishes import Wish, WishState
from handlers.console.told_stories import STORIES
from tests.console.table_samples import listed
from wording import wish_stories as said

TOLD_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TEXT = "一个孩子想要新书包。好心人挑了蓝色的，铅笔盒也放好了。孩子背上它去上学，一路笑着。"


def pages(wish: Wish) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each page, by the name of its sample."""
    wish = replace(wish, state=WishState.CLOSED, public_text="一个新书包")
    draft = WishStory(wish.id, wish.guardian_id, wish.region_path, TEXT, "staff")
    told = replace(
        draft, state=StoryState.TOLD, code="ABCDEFGH23", told_at=TOLD_AT, until=TOLD_AT.replace(year=2027), version=4
    )
    may: dict[str, Any] = {"may_write": False, "may_ask": False, "own": False, "may_end": True, "problems": {}}
    page = may | {"wish": wish, "said": said, "most": MOST}
    about = {"places": {"370881": "曲阜市"}}
    return {
        "stories": ("stories/list.html", listed(STORIES, [draft, told], about=about)),
        "stories-none": ("stories/list.html", listed(STORIES, [], about=about)),
        "story": ("stories/story.html", page | {"story": told, "text": TEXT}),
        "story-draft": (
            "stories/story.html",
            page | {"story": draft, "text": TEXT, "may_write": True, "may_ask": True},
        ),
        "story-wrong": (
            "stories/story.html",
            page | {"story": draft, "text": "太短", "may_write": True, "own": True, "problems": {"text": "too_short"}},
        ),
        "story-none": ("stories/story.html", page | {"story": None, "text": "", "may_end": False}),
        "h5-stories": ("h5/stories.html", {"stories": [told], "next": "/h5/stories?before=1", "said": said}),
        "h5-stories-none": ("h5/stories.html", {"stories": [], "next": "", "said": said}),
    }
