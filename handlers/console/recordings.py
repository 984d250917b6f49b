"""The recordings of answers: the list, where each is used, putting one away, and listening. Editors put them in with an entry."""

from collections.abc import Sequence
from typing import Any

from domain.errors import Invalid
from domain.recordings import Recording, RecordingState
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage, seen_version
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table
from handlers.sound import send_sound
from services.knowledge import recordings
from wording import recordings as words

ADDRESS = "/console/recordings"
ID = r"([0-9a-z]{26})"


def _used(recording: Recording, about: About) -> str:
    return words.AND_THEN.join(about["used"].get(recording.id, ())) or words.UNUSED


RECORDINGS: Table[Recording] = Table(
    name="recordings",
    address=ADDRESS,
    caption=words.LIBRARY,
    key=lambda recording: recording.id,
    sort="-added",
    filters=(Filter("state", words.WHICH, ((RecordingState.ARCHIVED, words.ARCHIVED),), words.KEPT),),
    empty=words.NONE,
    empty_so=words.NONE_SO,
    columns=(
        Column(
            "title", words.TITLE, lambda x, _: Link(f"{ADDRESS}/{x.id}", x.title), Cell.LINK, sortable=True, by="title"
        ),
        Column("length", words.LENGTH, lambda x, _: words.LASTS.format(seconds=x.seconds)),
        Column("used", words.USED_WHERE, _used),
        Column("added", words.ADDED, lambda x, _: x.added_at, Cell.MOMENT, sortable=True),
        Column("by", words.ADDED_BY, lambda x, about: about["names"].get(x.added_by, words.LEFT), shown=False),
    ),
)


class _RecordingPage(ConsolePage):
    """A page of the recordings."""

    SECTION = "knowledge"

    def show(self, template: str, **values: Any) -> None:
        """Answer with a page that has their words."""
        super().show(template, words=words, **values)

    async def one(self, recording: Recording, **values: Any) -> None:
        """A recording's page."""
        self.show(
            "recordings/detail.html",
            recording=recording,
            used=(await recordings.uses(self.services)).get(recording.id, []),
            names=await self.services.staff.names({recording.added_by}),
            may_write=self.staff.may(Permission.KNOWLEDGE_WRITE),
            **({"notice": ""} | values),
        )


@requires(Permission.KNOWLEDGE_READ)
class Recordings(_RecordingPage, TablePage[Recording]):
    """The recordings, the newest first."""

    TEMPLATE = "recordings/list.html"

    def table(self) -> Table[Recording]:
        """The list."""
        return RECORDINGS

    async def rows(self, asked: Asked, most: int) -> Sequence[Recording]:
        """Those that are asked for."""
        state = RecordingState(asked.filters["state"] or RecordingState.KEPT)
        return await self.services.recordings.page(state=state, part=asked.part, most=most)

    async def about(self, rows: Sequence[Recording]) -> About:
        """Which entries have them, and who put them in."""
        names = await self.services.staff.names({each.added_by for each in rows})
        return {"used": await recordings.uses(self.services), "names": names}


@requires(Permission.KNOWLEDGE_READ)
class RecordingOne(_RecordingPage):
    """One recording."""

    async def get(self, recording_id: str) -> None:
        """Its page."""
        await self.one(await self.services.recordings.get(recording_id))


@requires(Permission.KNOWLEDGE_WRITE)
class RecordingTurn(_RecordingPage):
    """Put away, or take out again; for ten seconds she may take it back."""

    async def post(self, recording_id: str, move: str) -> None:
        """Do it; what an entry has stays."""
        turn = recordings.archive if move == "archive" else recordings.restore
        try:
            done = await turn(self.services, recording_id, by=self.staff, version=seen_version(self))
        except Invalid as problem:
            if problem.field != "audio":
                raise
            self.set_status(400)
            found = await self.services.recordings.get(recording_id)
            await self.one(found, notice=words.PROBLEMS[problem.problem])
            return
        mark = f"{done.version}:{done.state}"
        offer_undo(self, Offer("recording", done.id, mark, words.MOVED[done.state]))
        self.redirect(f"{ADDRESS}/{done.id}", status=303)


@requires(Permission.KNOWLEDGE_READ)
class RecordingSound(_RecordingPage):
    """The recording itself; what an id plays never changes, so browsers may keep it."""

    async def get(self, recording_id: str) -> None:
        """It."""
        recording = await self.services.recordings.get(recording_id)
        self.set_header("Cache-Control", "private, max-age=604800")
        send_sound(self, await self.services.recordings.file(recording.digest), recording.form)


ROUTES = [
    (ADDRESS, Recordings),
    (rf"{ADDRESS}/{ID}", RecordingOne),
    (rf"{ADDRESS}/{ID}/(archive|restore)", RecordingTurn),
    (rf"{ADDRESS}/{ID}/sound", RecordingSound),
]
