"""The list of pictures."""

from domain.pictures import TITLE_MOST, Picture, PictureState
from handlers.console.table import About, Cell, Column, Count, Filter, Link, Table, Tag, Typed
from handlers.templates import moment
from wording import media as words

ADDRESS = "/console/media"
TONES = {"done": "published", "wait": "draft", "rest": "withdrawn"}
KILOBYTE = 1024


def _link(picture: Picture, _: About) -> Link:
    return Link(f"{ADDRESS}/{picture.id}", picture.title, picture=f"{ADDRESS}/{picture.id}/small.jpg")


def _used(picture: Picture, about: About) -> str:
    names = about["used"].get(picture.id)
    return words.AND_THEN.join(names) if names else words.UNUSED


def _reach(picture: Picture, about: About) -> Tag:
    reach = picture.reach(about["now"])
    until = moment(picture.expires_at, about["now"]) if picture.expires_at else ""
    return Tag(TONES[words.TONES[reach]], words.REACH[reach].format(until=until))


PICTURES: Table[Picture] = Table(
    name="media",
    address=ADDRESS,
    caption=words.LIBRARY,
    key=lambda picture: picture.id,
    sort="-added",
    filters=(Filter("state", words.WHICH, ((PictureState.ARCHIVED, words.ARCHIVED),), words.KEPT),),
    typed=(Typed("q", words.TITLED, TITLE_MOST, words.TITLED_HINT),),
    empty=words.NONE,
    empty_so=words.NONE_SO,
    columns=(
        Column("title", words.PICTURE, _link, Cell.LINK, sortable=True, by="title"),
        Column("used", words.USED_WHERE, _used),
        Column("reach", words.AT_WECHAT, _reach, Cell.TAG),
        Column("added", words.ADDED, lambda picture, _: picture.added_at, Cell.MOMENT, sortable=True),
        Column("alt", words.ALT, lambda picture, _: picture.alt, shown=False),
        Column(
            "by", words.ADDED_BY, lambda picture, about: about["names"].get(picture.added_by, words.LEFT), shown=False
        ),
        Column(
            "size",
            words.SIZE,
            lambda picture, _: Count(picture.size // KILOBYTE, words.KILOBYTES),
            Cell.COUNT,
            shown=False,
        ),
        Column("why", words.WHY_NOT, lambda x, _: words.reason(x.reason) if x.reason else "", shown=False),
    ),
)
