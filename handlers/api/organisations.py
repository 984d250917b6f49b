"""An organisation that a person acts for: applied for, joined, and the wishes that it takes up in batches."""

import asyncio
from typing import ClassVar
from urllib.parse import quote

from pydantic import Field

from domain.errors import NotFound
from domain.organisations import INVITED_FOR
from handlers.access import for_people, public
from handlers.api.batch_views import (
    BATCH_STEPS,
    SHEET_HOLDS,
    SHEET_LINK,
    BatchAsk,
    BatchDetail,
    BatchStepAsk,
    BatchView,
    InvitationView,
    OrganisationAsk,
    OrganisationFacts,
    batch_detail,
    batch_view,
    facts_of,
    organisation_of,
    wanted_of,
)
from handlers.api.call import ID
from handlers.api.links import LinkQuery, check_link
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from handlers.console.batch_sheet import batch_sheet
from handlers.sheet_import import XLSX
from handlers.templates import HERE
from services.organisations import applying, batches, members
from services.organisations.applying import Hers
from wording import organisations as words


class OwnOrganisation(OrganisationFacts):
    """Hers; `is_member` is false while she has only applied for it."""

    is_member: bool


class OrganisationApplied(OwnOrganisation):
    """The same; where the words of the form tell of danger, `danger` says whom to call: to be shown first and whole."""

    danger: str | None


class JoinAsk(Model):
    """A word that somebody of the organisation, or staff, has handed her."""

    word: str = Field(min_length=1, max_length=40)


class BatchList(Model):
    """Those of her organisation, the newest first."""

    batches: list[BatchView]


def _view(found: Hers) -> OwnOrganisation:
    return OwnOrganisation(**facts_of(found.organisation), is_member=found.is_member)


@for_people()
class OrganisationCall(VisitorCall):
    """Her organisation."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myOrganisation",
            summary="The organisation that she acts for, or has applied for",
            answer=OwnOrganisation,
            problems=(404, 503),
        ),
        "post": Operation(
            id="applyAsOrganisation",
            summary="Apply for an organisation; she must have given her phone number, and staff look at it",
            answer=OrganisationApplied,
            body=OrganisationAsk,
            problems=(400, 409, 503),
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """It."""
        found = await applying.hers(self.services, self.visitor.person)
        if found is None:
            raise NotFound
        self.answer(_view(found))

    async def post(self) -> None:
        """Applied; somebody in danger is told whom to call with that."""
        given, person = await self.heard(OrganisationAsk), self.visitor.person

        async def create(made: str) -> tuple[OrganisationApplied, None]:
            card = await self.danger_in(given.name, given.contact)
            one, contact = organisation_of(given, made)
            kept = await applying.apply(self.services, one, contact, by=person)
            view = _view(Hers(kept, is_member=False))
            return OrganisationApplied(**view.model_dump(), danger=card or None), None

        await self.once(create)


@for_people()
class JoinCall(VisitorCall):
    """Acting for an organisation."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="joinOrganisation",
            summary="Act for the organisation whose word this is; twice is once",
            answer=OwnOrganisation,
            body=JoinAsk,
            problems=(400, 409, 503),
        )
    }

    async def post(self) -> None:
        """Joined."""
        word = self.body(JoinAsk).word
        one = await members.join(self.services, word, by=self.visitor.person)
        self.answer(_view(Hers(one, is_member=True)))


@for_people()
class InvitationsCall(VisitorCall):
    """Letting others act for it too."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="inviteToOrganisation",
            summary="A word by which others join her organisation",
            answer=InvitationView,
            problems=(400, 403, 404, 409, 503),
            status=201,
            once=True,
        )
    }

    async def post(self) -> None:
        """The word."""
        person = self.visitor.person

        async def create(_made: str) -> tuple[InvitationView, None]:
            word = await members.invite(self.services, person)
            return InvitationView(word=word, until=self.services.now() + INVITED_FOR), None

        await self.once(create)


@for_people()
class BatchesCall(VisitorCall):
    """Its batches."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myBatches", summary="Batches of her organisation", answer=BatchList, problems=(404, 503)),
        "post": Operation(
            id="claimBatch",
            summary="Take up many wishes at once for her organisation; `missed` says which weren't to be had",
            answer=BatchDetail,
            body=BatchAsk,
            problems=(400, 403, 404, 409, 503),
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """The list."""
        found = await batches.of_hers(self.services, self.visitor.person)
        self.answer(BatchList(batches=[batch_view(each) for each in found]))

    async def post(self) -> None:
        """Taken up."""
        given, person = self.body(BatchAsk), self.visitor.person

        async def create(made: str) -> tuple[BatchDetail, None]:
            return batch_detail(self, await batches.take(self.services, made, wanted_of(given), by=person)), None

        await self.once(create)


@for_people()
class BatchCall(VisitorCall):
    """One of them."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myBatch",
            summary="A batch with its wishes, where to hand over, and a link to its sheet",
            answer=BatchDetail,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, batch_id: str) -> None:
        """It."""
        self.answer(batch_detail(self, await batches.look(self.services, batch_id, by=self.visitor.person)))


@for_people()
class BatchStepCall(VisitorCall):
    """Wishes of a batch brought on, or given back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="moveBatch",
            summary="Wishes of a batch are ready, need more days, or are given back; what is past the step stays",
            answer=BatchDetail,
            body=BatchStepAsk,
            path={"id": ID, "step": f"^({BATCH_STEPS})$"},
            problems=(400, 403, 404, 409),
        )
    }

    async def post(self, batch_id: str, step: str) -> None:
        """Done."""
        codes, person = self.body(BatchStepAsk).codes, self.visitor.person
        self.answer(batch_detail(self, await batches.bring_on(self.services, batch_id, step, codes, by=person)))


@public
class BatchSheetCall(VisitorCall):
    """What a batch's link opens."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="batchSheet",
            summary="The sheet of a batch (xlsx), for whoever has its link",
            answer=(XLSX,),
            path={"id": ID},
            query=LinkQuery,
            problems=(404,),
        )
    }

    async def get(self, batch_id: str) -> None:
        """The file."""
        check_link(self, SHEET_LINK, batch_id, SHEET_HOLDS)
        sheet = await batches.open_sheet(self.services, batch_id)
        content = await asyncio.to_thread(batch_sheet, self.services, sheet)
        name = quote(words.SHEET_NAME.format(day=f"{sheet.batch.made_at.astimezone(HERE):%Y-%m-%d}"))
        self.set_header("Content-Type", XLSX)
        self.set_header("Cache-Control", "private, no-store")
        self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{name}")
        self.finish(content)


_GAP = r"([0-9a-z]{26})"
_OWN = "/api/v1/me/organisation"
API_ROUTES = [
    Route(_OWN, _OWN, OrganisationCall),
    Route(f"{_OWN}/join", f"{_OWN}/join", JoinCall),
    Route(f"{_OWN}/invitations", f"{_OWN}/invitations", InvitationsCall),
    Route(f"{_OWN}/batches", f"{_OWN}/batches", BatchesCall),
    Route(f"{_OWN}/batches/{{id}}", rf"{_OWN}/batches/{_GAP}", BatchCall),
    Route(f"{_OWN}/batches/{{id}}/{{step}}", rf"{_OWN}/batches/{_GAP}/({BATCH_STEPS})", BatchStepCall),
    Route("/api/v1/batches/{id}/sheet", rf"/api/v1/batches/{_GAP}/sheet", BatchSheetCall),
]
