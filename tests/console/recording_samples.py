"""Made-up pages of the recordings that go with answers, for knowledge_samples.py."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.recordings import Recording, RecordingState, SoundForm
from handlers.console.recordings import RECORDINGS
from tests.console.table_samples import listed
from wording import recordings as words

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
RECORDING = Recording(
    id="01k0000000000000000000000v",
    title="孩子怕黑怎么办",
    digest="0" * 64,
    form=SoundForm.MP3,
    size=412_000,
    seconds=50,
    added_by="s1",
    added_at=NOW - timedelta(days=1),
)
AWAY = replace(RECORDING, id="01k0000000000000000000000w", title="哄睡", state=RecordingState.ARCHIVED, added_by="s9")


def _one(recording: Recording, **more: Any) -> tuple[str, dict[str, Any]]:
    """A recording's page, and what it is handed."""
    values = {"used": [], "names": {"s1": "王芳"}, "may_write": True, "notice": "", "words": words}
    return "recordings/detail.html", {**values, "recording": recording, **more}


def _list(rows: list[Recording], **asked: Any) -> tuple[str, dict[str, Any]]:
    about = {"used": {RECORDING.id: ["孩子怕黑怎么办"]}, "names": {"s1": "王芳"}}
    return "recordings/list.html", {"words": words} | listed(RECORDINGS, rows, about=about, **asked)


RECORDING_PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "recordings": _list([RECORDING, AWAY], chosen=[each.name for each in RECORDINGS.columns]),
    "recordings-empty": _list([]),
    "recordings-archived": _list([], state="archived"),
    "recording": _one(RECORDING),
    "recording-used": _one(RECORDING, used=["孩子怕黑怎么办"], notice=words.PROBLEMS["in_use"]),
    "recording-away": _one(AWAY),
}
