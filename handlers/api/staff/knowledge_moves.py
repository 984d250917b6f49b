"""What else becomes of knowledge entries, for programs of staff: put away, earlier versions, proposals out of questions."""

from dataclasses import asdict
from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.knowledge import ENTRY_ID, EntryCalls, EntryWhole, EntryWrite, entry_view, fields_view
from services.knowledge import proposing, releasing, writing
from services.knowledge.unhelpful import unhelpful

MOVES = {"archive": releasing.archive, "restore": releasing.restore}
TURNS, MOST = "archive|restore", 200


class EntryVersion(Model):
    """What people were answered with, from `released_at` on."""

    number: int
    authors: list[str]
    released_by: str
    released_at: datetime | None
    fields: EntryWrite


class EntryVersions(Model):
    """The newest first; an entry that was never edited has none."""

    versions: list[EntryVersion]


class ProposedQuestion(Model):
    """What somebody asked, without names and places; `answered` says that an expert has written to her."""

    id: str
    text: str
    topic: str
    answered: bool


class ProposalView(Model):
    """Questions that ask the same, the newest first."""

    topic: str
    questions: list[ProposedQuestion]
    also: list[str] = Field(description="ids of further ones, whose words aren't shown")


class UnhelpfulEntry(Model):
    """
    An entry of which people said so often that it didn't help (`unsolved`) or did (`useful`), and that was nearest to so many
    questions of 90 days which came to staff all the same (`nearest`).
    """

    id: str
    question: str
    unsolved: int
    useful: int
    nearest: int


class ProposalList(Model):
    """The largest groups first, and how many `more` there are behind them; and entries that don't help."""

    proposals: list[ProposalView]
    more: int
    unhelpful: list[UnhelpfulEntry]


class ProposedAsk(Model):
    """Ids of questions of a proposal, and of those that are settled with them; no more than 200 in all."""

    questions: list[str] = Field(min_length=1, max_length=MOST)
    also: list[str] = Field(default=[], max_length=MOST)


def _turn(name: str, summary: str, path: dict[str, str]) -> Operation:
    return Operation(
        id=name, summary=summary, answer=EntryWhole, path=path, problems=(404, 409), seen=True, versioned=True
    )


@requires(Permission.KNOWLEDGE_RELEASE)
class EntryTurnCall(EntryCalls):
    """Away, or back."""

    OPERATIONS: ClassVar = {
        "post": _turn(
            "turnEntry",
            "Put an entry away, so that nobody is answered with it, or take it out again",
            {"id": ENTRY_ID, "move": f"^({TURNS})$"},
        )
    }

    async def post(self, entry_id: str, move: str) -> None:
        """Done, if it is still as the caller has read it."""
        self.show(
            await self.unless_changed(MOVES[move](self.services, entry_id, seen=self.seen_version(), by=self.staff))
        )


@requires(Permission.KNOWLEDGE_WRITE)
class EntryDropCall(EntryCalls):
    """The draft is given up."""

    OPERATIONS: ClassVar = {
        "post": _turn("dropDraft", "Give the draft up; what people read stays as it is", {"id": ENTRY_ID})
    }

    async def post(self, entry_id: str) -> None:
        """Done, if it is still as the caller has read it."""
        self.show(
            await self.unless_changed(writing.drop(self.services, entry_id, seen=self.seen_version(), by=self.staff))
        )


@requires(Permission.KNOWLEDGE_READ)
class EntryVersionsCall(StaffCall):
    """Earlier releases."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listEntryVersions",
            summary="What people were answered with, release by release",
            answer=EntryVersions,
            path={"id": ENTRY_ID},
        )
    }

    async def get(self, entry_id: str) -> None:
        """The list."""
        entry = await self.services.knowledge.get(entry_id)
        found = await self.services.knowledge.releases(entry.id)
        self.answer(
            EntryVersions(
                versions=[
                    EntryVersion(
                        number=each.number,
                        authors=list(each.authors),
                        released_by=each.released_by,
                        released_at=each.released_at,
                        fields=fields_view(each.fields),
                    )
                    for each in found
                ]
            )
        )


@requires(Permission.KNOWLEDGE_WRITE)
class EntryAgainCall(EntryCalls):
    """Roll-back."""

    OPERATIONS: ClassVar = {
        "post": _turn(
            "takeUpEntry",
            "An earlier release as the draft, which somebody else releases",
            {"id": ENTRY_ID, "number": "^[0-9]{1,6}$"},
        )
    }

    async def post(self, entry_id: str, number: str) -> None:
        """Taken up, if the entry is still as the caller has read it."""
        seen = self.seen_version()
        taken = writing.take_up(self.services, entry_id, int(number), seen=seen, by=self.staff)
        self.show(await self.unless_changed(taken))


@requires(Permission.KNOWLEDGE_WRITE)
class ProposalsCall(StaffCall):
    """What people asked and nobody had an answer for."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="readProposals",
            summary="Questions of her regions that the base doesn't answer, in groups; that she read them is written down",
            answer=ProposalList,
        )
    }

    async def post(self) -> None:
        """The groups."""
        found = await proposing.proposals(self.services, by=self.staff)
        useless = await unhelpful(self.services, by=self.staff)
        self.answer(
            ProposalList(
                proposals=[
                    ProposalView(
                        topic=each.topic,
                        questions=[
                            ProposedQuestion(id=one.id, text=one.text, topic=one.topic, answered=one.answered)
                            for one in each.asked
                        ],
                        also=list(each.also),
                    )
                    for each in found.groups
                ],
                more=found.more,
                unhelpful=[UnhelpfulEntry(**asdict(each)) for each in useless],
            )
        )


@requires(Permission.KNOWLEDGE_WRITE)
class ProposalTakeCall(StaffCall):
    """A draft out of some of them."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="takeProposal",
            summary="Begin an entry with these questions as its wordings",
            answer=EntryWhole,
            body=ProposedAsk,
            problems=(404,),
            status=201,
            once=True,
            versioned=True,
        )
    }

    async def post(self) -> None:
        """The draft."""
        given = self.body(ProposedAsk)

        async def create(made: str) -> tuple[EntryWhole, int]:
            entry = await proposing.take(self.services, made, given.questions, by=self.staff, also=given.also)
            return entry_view(entry), entry.seq

        await self.once(create)


class Dismissed(Model):
    """How many are proposed no more."""

    questions: int


@requires(Permission.KNOWLEDGE_WRITE)
class ProposalDismissCall(StaffCall):
    """They need no entry."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="dismissProposal",
            summary="These questions need no entry; twice is once",
            answer=Dismissed,
            body=ProposedAsk,
            problems=(404,),
        )
    }

    async def post(self) -> None:
        """Passed over."""
        given = self.body(ProposedAsk)
        await proposing.dismiss(self.services, given.questions, by=self.staff, also=given.also)
        self.answer(Dismissed(questions=len({*given.questions, *given.also})))


_BASE, _GAP = "/api/v1/staff/knowledge", r"([0-9a-z-]{1,64})"
_PROPOSALS = "/api/v1/staff/knowledge-proposals"
API_ROUTES = [
    Route(f"{_BASE}/{{id}}/drop", rf"{_BASE}/{_GAP}/drop", EntryDropCall),
    Route(f"{_BASE}/{{id}}/versions", rf"{_BASE}/{_GAP}/versions", EntryVersionsCall),
    Route(
        f"{_BASE}/{{id}}/versions/{{number}}/again",
        rf"{_BASE}/{_GAP}/versions/([0-9]{{1,6}})/again",
        EntryAgainCall,
    ),
    Route(f"{_BASE}/{{id}}/{{move}}", rf"{_BASE}/{_GAP}/({TURNS})", EntryTurnCall),
    Route(_PROPOSALS, _PROPOSALS, ProposalsCall),
    Route(f"{_PROPOSALS}/take", f"{_PROPOSALS}/take", ProposalTakeCall),
    Route(f"{_PROPOSALS}/dismiss", f"{_PROPOSALS}/dismiss", ProposalDismissCall),
]
