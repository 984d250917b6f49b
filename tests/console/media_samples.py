"""Made-up pages of the media library, for account_samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.pictures import ALT_MOST, TITLE_MOST, Picture, PictureState
from handlers.console.media_table import PICTURES
from tests.console.table_samples import listed
from wording import account as words
from wording import media

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
PICTURE = Picture(
    id="01k0000000000000000000000r",
    title="两癌筛查流程图",
    alt="从登记到领结果的四步，每一步在哪个窗口",
    digest="0" * 64,
    size=183_000,
    width=900,
    height=1200,
    added_by="s1",
    added_at=NOW - timedelta(days=1),
    media_id="m",
    expires_at=NOW + timedelta(days=2),
)
WAITING = replace(PICTURE, id="01k0000000000000000000000s", title="入学材料清单", media_id="", expires_at=None)
UPLOADING = replace(WAITING, waits=True)
FAILED = replace(WAITING, id="01k0000000000000000000000t", reason="quota")
SHELL: dict[str, Any] = {"account": words, "part_now": "media", "media": media, "may_change": True}
_NEW = SHELL | {"problems": {}, "title": "", "alt": "", "title_most": TITLE_MOST, "alt_most": ALT_MOST}


def _one(picture: Picture, **more: Any) -> dict[str, Any]:
    """What a picture's page is handed."""
    values = {"used": [], "names": {"s1": "王芳"}, "may_send": True, "title_most": TITLE_MOST, "alt_most": ALT_MOST}
    return {**SHELL, "picture": picture, "problems": {}, "notice": "", "saved": False, "known": False, **values, **more}


def _list(rows: list[Picture], **asked: Any) -> tuple[str, dict[str, Any]]:
    about = {"used": {PICTURE.id: ["关键词“两癌”", "问答“孩子怕黑怎么办”"]}, "names": {"s1": "王芳"}, "now": NOW}
    return "media/list.html", SHELL | {"may_change": bool(rows)} | listed(PICTURES, rows, about=about, **asked)


_WRONG = {"picture": "not_a_picture", "title": "missing", "alt": "too_long"}
MEDIA_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "media": _list([PICTURE, WAITING, FAILED], most=2),
    "media-empty": _list([]),
    "media-found": _list([PICTURE], q="两癌", sort="title", chosen=[each.name for each in PICTURES.columns]),
    "media-not-found": _list([], q="没有"),
    "media-archived": _list([], state="archived"),
    "media-new": ("media/new.html", _NEW),
    "media-wrong": ("media/new.html", _NEW | {"problems": _WRONG}),
    "media-one": ("media/detail.html", _one(PICTURE, used=["关键词“两癌”"], saved=True, may_send=False)),
    "media-waiting": ("media/detail.html", _one(WAITING, known=True)),
    "media-failed": ("media/detail.html", _one(FAILED, notice=media.SOMEBODY_FIRST)),
    "media-put-away": (
        "media/detail.html",
        _one(replace(PICTURE, state=PictureState.ARCHIVED), problems={"title": "missing"}),
    ),
    "media-read": ("media/detail.html", _one(PICTURE, may_change=False)),
    "media-reach": ("media/_reach.html", {"picture": UPLOADING, "media": media}),
}
