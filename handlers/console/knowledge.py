"""The knowledge base: the list, the editor with what would be asked and answered beside it, versions, release."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from domain.calendar import day_in_china
from domain.errors import Conflict, Invalid, NotAllowed, NotFound
from domain.ids import new_id
from domain.knowledge import Entry, EntryFields, differences
from domain.recordings import TITLE_MOST
from domain.regions import Scope
from domain.staff import Permission
from handlers.access import requires
from handlers.console.knowledge_form import NEW, read_fields
from handlers.console.knowledge_table import entries_for, state_tag, wanted
from handlers.console.list_page import TablePage
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Table
from handlers.console.wishes import actors_of
from services.content.sound import MOST_BYTES
from services.knowledge import checks, recordings, releasing, shown, trying, writing
from services.lessons import to_html
from wording import knowledge as words
from wording import recordings as sound_words

ADDRESS = "/console/knowledge"
ID = r"([0-9a-z-]{1,64})"
FOUND_MOST = 30


@requires(Permission.KNOWLEDGE_READ)
class Knowledge(TablePage[Entry]):
    """The newest changes first."""

    SECTION = "knowledge"
    TEMPLATE = "knowledge/list.html"

    async def prepare(self) -> None:
        """As every page; and which topics there are."""
        await super().prepare()
        self.categories = await self.services.knowledge.categories()

    def table(self) -> Table[Entry]:
        """The list, of a topic or of a kind where one is asked for."""
        return entries_for(self.categories, writes=self.staff.may(Permission.KNOWLEDGE_WRITE))

    async def rows(self, asked: Asked, most: int) -> Sequence[Entry]:
        """Those that are asked for."""
        today = day_in_china(self.services.now())
        return await self.services.knowledge.page(wanted(asked, today), part=asked.part, most=most)

    async def about(self, rows: Sequence[Entry]) -> About:
        """What day it is."""
        del rows
        return {"today": day_in_china(self.services.now())}


@requires(Permission.KNOWLEDGE_READ)
class KnowledgeFound(ConsolePage):
    """Entries by words: those that hold them, and those that the search would find."""

    SECTION = "knowledge"

    async def get(self) -> None:
        """The page, or for htmx what was found."""
        asked = self.text_argument("q", most=200).strip()
        found: list[Entry] = []
        if asked:
            found = await self.services.knowledge.worded(asked, most=FOUND_MOST)
            near = await self.services.knowledge.some(self.services.answers.find(asked).ids)
            found += [each for each in near.values() if each.id not in {one.id for one in found}]
        self.part_or_page("knowledge/_found.html", "knowledge/found.html", asked=asked, found=found, tag_of=state_tag)


class EntryPage(ConsolePage):
    """What the pages of one entry share. A form may bring a recording."""

    SECTION = "knowledge"
    BODY_MOST_BYTES = MOST_BYTES + 256 * 1024

    def seen(self) -> int:
        """The change of the entry that the form was made of, 0 for a new one."""
        text = self.text_argument("seen", most=10)
        return int(text) if text.isascii() and text.isdigit() else 0

    async def names(self, *ids: str) -> Mapping[str, str]:
        """Names of colleagues."""
        return await self.services.staff.names({each for each in ids if each})

    def may_release(self, entry: Entry) -> bool:
        """Whether she may release the draft: where two people are asked for, not one she wrote at."""
        if entry.draft is None or not self.staff.may(Permission.KNOWLEDGE_RELEASE):
            return False
        return not self.services.facts.two_people or self.staff.id not in entry.draft.authors

    async def beside(self, entry_id: str, fields: EntryFields, asked: str = "") -> dict[str, Any]:
        """What stands beside the form."""
        return {
            "fields": fields,
            "looked": await trying.look(self.services, entry_id, fields),
            "asked": asked,
            "tried": await trying.try_question(self.services, entry_id, fields, asked) if asked else None,
            "bytes": len(fields.answer.encode()),
            "bytes_most": checks.ANSWER_MOST_BYTES,
            "to_decide": [words.FIELDS[each] for each in checks.left_to_decide(fields)],
            "body_html": to_html(fields.page or fields.answer),
            **await self.media(fields),
            "said": words,
        }

    async def media(self, fields: EntryFields) -> dict[str, Any]:
        """The picture and the recording that go with it."""
        pictures = await self.services.pictures.among({fields.picture} - {""})
        recordings = await self.services.recordings.among({fields.audio} - {""})
        return {"picture": pictures.get(fields.picture), "recording": recordings.get(fields.audio)}

    async def editor(
        self, entry_id: str, fields: EntryFields, *, entry: Entry | None, seen: int, **values: Any
    ) -> None:
        """The form."""
        story = await self.services.events.of(entry.id, scope=Scope.system()) if entry else []
        releases = await self.services.knowledge.releases(entry.id) if entry else []
        brought = entry is not None and (entry.brought or any(each.brought for each in releases))
        self.show(
            "knowledge/edit.html",
            entry_id=entry_id,
            entry=entry,
            seen=seen,
            state=state_tag(entry) if entry else None,
            releases=releases,
            names=await self.names(*(each.released_by for each in releases)),
            lessons=await shown.lessons_to_choose(self.services, fields),
            brought=brought,
            pictures=await shown.to_choose(self.services, fields),
            recordings=await recordings.to_choose(self.services, fields),
            categories=await self.services.knowledge.categories(),
            story=story,
            actors=await actors_of(self, story),
            may_write=self.staff.may(Permission.KNOWLEDGE_WRITE),
            may_put_away=self.staff.may(Permission.KNOWLEDGE_RELEASE),
            may_release=bool(entry and self.may_release(entry)),
            **await self.beside(entry_id, fields),
            **({"problems": {}, "notice": "", "saved": False} | values),
        )


@requires(Permission.KNOWLEDGE_WRITE)
class EntryNew(EntryPage):
    """A new entry; the form draws its id, so that a form sent twice is one entry."""

    async def get(self) -> None:
        """The empty form."""
        await self.editor(new_id(), NEW, entry=None, seen=0)


@requires(Permission.KNOWLEDGE_READ, post=Permission.KNOWLEDGE_WRITE)
class EntryEdit(EntryPage):
    """One entry."""

    async def get(self, entry_id: str) -> None:
        """The form."""
        entry = await self.services.knowledge.get(entry_id)
        saved = self.text_argument("saved", most=1) == "1"
        await self.editor(entry_id, entry.newest, entry=entry, seen=entry.seq, saved=saved)

    async def post(self, entry_id: str) -> None:
        """Keep the draft, or show what to mend beside each field, with all that she wrote."""
        fields, unread = read_fields(self)
        fields, refused = await self._with_sound(fields)
        found = await shown.problems_of(self.services, fields) | unread | refused
        if found:
            await self._again(entry_id, fields, status=400, problems=found)
            return
        try:
            await writing.save(self.services, entry_id, fields, seen=self.seen(), by=self.staff)
        except Invalid as problem:
            await self._again(entry_id, fields, status=400, problems={problem.field: problem.problem})
        except Conflict:
            await self._again(entry_id, fields, status=409, notice=words.SOMEBODY_FIRST)
        else:
            self.redirect(f"{ADDRESS}/{entry_id}?saved=1", status=303)

    async def _with_sound(self, fields: EntryFields) -> tuple[EntryFields, dict[str, str]]:
        """
        With the recording that came in the form instead of the chosen one, and what is wrong with it. It is kept whatever
        else is to be mended, since a browser doesn't bring a file twice.
        """
        (given,) = self.request.files.get("audio_file", ())[:1] or (None,)
        if given is None or not given["body"]:
            return fields, {}
        title = fields.question[:TITLE_MOST] or sound_words.UNNAMED
        try:
            kept = await recordings.add(self.services, by=self.staff, content=given["body"], title=title)
        except Invalid as problem:
            return fields, {problem.field: problem.problem}
        return replace(fields, audio=kept.id), {}

    async def _again(self, entry_id: str, fields: EntryFields, *, status: int, **values: Any) -> None:
        """The form once more. After somebody else's change it carries the new number: saving again is meant."""
        self.set_status(status)
        entry, seen = None, self.seen()
        try:
            entry = await self.services.knowledge.get(entry_id)
        except NotFound:
            if seen:
                raise
        if entry is not None and status == Conflict.status:
            seen = entry.seq
        await self.editor(entry_id, fields, entry=entry, seen=seen, **values)


@requires(Permission.KNOWLEDGE_WRITE)
class EntryLook(EntryPage):
    """What would be asked and answered with what stands in the form."""

    async def post(self, entry_id: str) -> None:
        """The part beside the form; nothing is kept."""
        fields, _ = read_fields(self)
        asked = self.text_argument("ask", most=600).strip()
        values = await self.beside(entry_id, fields, asked)
        self.part_or_page("knowledge/_looked.html", "knowledge/looked.html", **values)


@requires(Permission.KNOWLEDGE_RELEASE)
class EntryRelease(EntryPage):
    """Review and release: read first, then done. What goes out is what she read."""

    async def get(self, entry_id: str) -> None:
        """What will change, how it is found, and whether she means it."""
        await self._page(entry_id, await self.services.knowledge.get(entry_id))

    async def post(self, entry_id: str) -> None:
        """Do it, if the draft still is as she read it."""
        try:
            await releasing.release(self.services, entry_id, seen=self.seen(), by=self.staff)
        except Conflict:
            await self._no(entry_id, 409, "changed")
        except Invalid as problem:
            await self._no(entry_id, 400, problem.field if problem.field in words.NOT_READY else "unfinished")
        except NotAllowed:
            await self._no(entry_id, 403, "own")
        else:
            self.redirect(f"{ADDRESS}/{entry_id}", status=303)

    async def _no(self, entry_id: str, status: int, why: str) -> None:
        self.set_status(status)
        await self._page(entry_id, await self.services.knowledge.get(entry_id), why)

    async def _page(self, entry_id: str, entry: Entry, why: str = "") -> None:
        beside = await self.beside(entry_id, entry.newest)
        if not why and not self.may_release(entry):
            why = "own" if entry.draft else ""
        elif not why and beside["to_decide"]:
            why = "decide"
        elif not why and not all(each.won for each in beside["looked"].tests):
            why = "must_win"
        self.show(
            "knowledge/release.html",
            entry=entry,
            changes=differences(*await shown.titled(self.services, entry.fields, entry.newest)) if entry.number else [],
            names=await self.names(entry.draft.written_by if entry.draft else ""),
            why=words.NOT_READY.get(why, ""),
            **beside,
        )


@requires(Permission.KNOWLEDGE_RELEASE)
class EntryTurn(EntryPage):
    """Put an entry away, or back; for ten seconds she may undo it."""

    async def post(self, entry_id: str, move: str) -> None:
        """Done, if it still is as she saw it."""
        before = await self.services.knowledge.get(entry_id)
        turn = releasing.archive if move == "archive" else releasing.restore
        after = await turn(self.services, entry_id, seen=self.seen(), by=self.staff)
        if after.seq == before.seq + 1:
            mark = f"{after.seq}:{before.state}"
            offer_undo(self, Offer("entry", entry_id, mark, words.MOVED[after.state]))
        self.redirect(f"{ADDRESS}/{entry_id}", status=303)


@requires(Permission.KNOWLEDGE_WRITE)
class EntryDrop(EntryPage):
    """Give the draft up."""

    async def post(self, entry_id: str) -> None:
        """Done, if it still is as she saw it."""
        await writing.drop(self.services, entry_id, seen=self.seen(), by=self.staff)
        self.redirect(f"{ADDRESS}/{entry_id}", status=303)


@requires(Permission.KNOWLEDGE_READ, post=Permission.KNOWLEDGE_WRITE)
class EntryVersion(EntryPage):
    """A version as people were answered with it, beside the newest; and taken up again."""

    async def get(self, entry_id: str, number: str) -> None:
        """The page."""
        entry = await self.services.knowledge.get(entry_id)
        releases = await self.services.knowledge.releases(entry_id)
        release = next((each for each in releases if each.number == int(number)), None)
        if release is None:
            raise NotFound
        self.show(
            "knowledge/version.html",
            entry=entry,
            release=release,
            changes=differences(*await shown.titled(self.services, release.fields, entry.newest)),
            names=await self.names(release.released_by, *release.authors),
            body_html=to_html(release.fields.page or release.fields.answer),
            **await self.media(release.fields),
            may_write=self.staff.may(Permission.KNOWLEDGE_WRITE),
            said=words,
        )

    async def post(self, entry_id: str, number: str) -> None:
        """Roll-back: the old version as the draft, for a colleague to release."""
        await writing.take_up(self.services, entry_id, int(number), seen=self.seen(), by=self.staff)
        self.redirect(f"{ADDRESS}/{entry_id}?saved=1", status=303)


ROUTES = [
    (ADDRESS, Knowledge),
    (rf"{ADDRESS}/find", KnowledgeFound),
    (rf"{ADDRESS}/new", EntryNew),
    (rf"{ADDRESS}/{ID}", EntryEdit),
    (rf"{ADDRESS}/{ID}/look", EntryLook),
    (rf"{ADDRESS}/{ID}/release", EntryRelease),
    (rf"{ADDRESS}/{ID}/(archive|restore)", EntryTurn),
    (rf"{ADDRESS}/{ID}/drop", EntryDrop),
    (rf"{ADDRESS}/{ID}/versions/([0-9]{{1,6}})", EntryVersion),
]
