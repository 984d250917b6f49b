"""Organisations that take up wishes, for programs of staff: entered, decided on, and batches claimed for them."""

from typing import ClassVar, Literal

from domain.errors import Invalid
from domain.organisations import INVITED_FOR, OrganisationState, Why
from domain.staff import Permission
from handlers.access import requires
from handlers.api.batch_views import (
    BATCH_STEPS,
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
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.organisations import applying, batches, deciding
from storage.paging import Part


class OrganisationRow(OrganisationFacts):
    """One of her regions."""

    region_path: str
    version: int


class OrganisationPart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    organisations: list[OrganisationRow]
    next: str | None


class OrganisationQuery(PartQuery):
    """Which of them."""

    state: Literal["", "applied", "approved", "refused"] = ""


class OrganisationDetail(OrganisationRow):
    """With whom one calls, masked (empty where she was erased), how many act for it, and its batches."""

    contact: str
    phone: str
    members: int
    batches: list[BatchView]


class OrganisationDecision(Model):
    """Approved, or refused with a reason."""

    state: Literal["approved", "refused"]
    why: Why | None = None


class _OrganisationCall(StaffCall):
    """Answers with an organisation."""

    async def detail(self, organisation_id: str) -> OrganisationDetail:
        """As it is now."""
        shown = await deciding.look(self.services, organisation_id, by=self.staff)
        one, contact = shown.organisation, shown.contact
        return OrganisationDetail(
            **facts_of(one),
            region_path=one.region_path,
            version=one.version,
            contact=contact.name_masked if contact else "",
            phone=contact.phone_masked if contact else "",
            members=len(shown.members),
            batches=[batch_view(each) for each in shown.batches],
        )


@requires(Permission.WISH_APPROVE)
class OrganisationsCall(_OrganisationCall):
    """Organisations."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listOrganisations",
            summary="Organisations of her regions",
            answer=OrganisationPart,
            query=OrganisationQuery,
        ),
        "post": Operation(
            id="enterOrganisation",
            summary="Enter an organisation that staff know; it may claim at once",
            answer=OrganisationDetail,
            body=OrganisationAsk,
            problems=(400, 403, 409, 503),
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(OrganisationQuery), self.staff.scope(applying.KEEP)
        state = OrganisationState(asked.state) if asked.state else None
        part = Part(after=asked.after)
        rows = await self.services.organisations.page(scope=scope, state=state, part=part, most=asked.limit + 1)
        shown = rows[: asked.limit]
        found = [
            OrganisationRow(**facts_of(each), region_path=each.region_path, version=each.version) for each in shown
        ]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(OrganisationPart(organisations=found, next=more))

    async def post(self) -> None:
        """Entered."""
        given = self.body(OrganisationAsk)

        async def create(made: str) -> tuple[OrganisationDetail, int]:
            one, contact = organisation_of(given, made)
            kept = await applying.enter(self.services, one, contact, by=self.staff)
            return await self.detail(kept.id), kept.version

        await self.once(create)


@requires(Permission.WISH_APPROVE)
class OrganisationCall(_OrganisationCall):
    """One of them."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getOrganisation",
            summary="An organisation with its batches",
            answer=OrganisationDetail,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        )
    }

    async def get(self, organisation_id: str) -> None:
        """It."""
        detail = await self.detail(organisation_id)
        self.versioned(detail.version, whole=True)  # its batches change without it
        self.answer(detail)


@requires(Permission.WISH_APPROVE)
class DecideCall(_OrganisationCall):
    """May it claim."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="decideOrganisation",
            summary="Approve it, or refuse it with a reason; whom one calls there is told",
            answer=OrganisationDetail,
            body=OrganisationDecision,
            path={"id": ID},
            problems=(400, 404, 409),
            seen=True,
            versioned=True,
        )
    }

    async def post(self, organisation_id: str) -> None:
        """Decided."""
        given, seen = self.body(OrganisationDecision), self.seen_version()
        to, why = OrganisationState(given.state), str(given.why or "")
        if why and to is OrganisationState.APPROVED:
            raise Invalid("why", "both")
        await self.unless_changed(
            deciding.decide(self.services, organisation_id, to, by=self.staff, why=why, seen=seen)
        )
        detail = await self.detail(organisation_id)
        self.versioned(detail.version)
        self.answer(detail)


@requires(Permission.WISH_APPROVE)
class InviteCall(StaffCall):
    """Letting people act for it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="inviteForOrganisation",
            summary="A word by which people join it",
            answer=InvitationView,
            path={"id": ID},
            problems=(400, 404, 409),
            status=201,
            once=True,
        )
    }

    async def post(self, organisation_id: str) -> None:
        """The word."""

        async def create(_made: str) -> tuple[InvitationView, None]:
            word = await deciding.invite(self.services, organisation_id, by=self.staff)
            return InvitationView(word=word, until=self.services.now() + INVITED_FOR), None

        await self.once(create)


@requires(Permission.WISH_APPROVE)
class ClaimForCall(StaffCall):
    """A batch for it."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="claimBatchFor",
            summary="Take up many wishes at once for it; the first of its members stands for it",
            answer=BatchDetail,
            body=BatchAsk,
            path={"id": ID},
            problems=(400, 404, 409),
            status=201,
            once=True,
        )
    }

    async def post(self, organisation_id: str) -> None:
        """Taken up."""
        given = self.body(BatchAsk)

        async def create(made: str) -> tuple[BatchDetail, None]:
            wanted = wanted_of(given)
            return batch_detail(
                self, await batches.take_for(self.services, organisation_id, made, wanted, by=self.staff)
            ), None

        await self.once(create)


@requires(Permission.WISH_APPROVE)
class BatchForCall(StaffCall):
    """A batch."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getBatch",
            summary="A batch with its wishes, and a link to its sheet",
            answer=BatchDetail,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, batch_id: str) -> None:
        """It."""
        self.answer(batch_detail(self, await batches.look_for(self.services, batch_id, by=self.staff)))


@requires(Permission.WISH_APPROVE)
class BatchStepForCall(StaffCall):
    """Wishes of a batch brought on, or given back."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="moveBatchFor",
            summary="Wishes of a batch are ready, need more days, or are given back; what is past the step stays",
            answer=BatchDetail,
            body=BatchStepAsk,
            path={"id": ID, "step": f"^({BATCH_STEPS})$"},
            problems=(400, 404, 409),
        )
    }

    async def post(self, batch_id: str, step: str) -> None:
        """Done."""
        codes = self.body(BatchStepAsk).codes
        self.answer(batch_detail(self, await batches.bring_on_for(self.services, batch_id, step, codes, by=self.staff)))


_GAP = r"([0-9a-z]{26})"
_ALL, _BATCHES = "/api/v1/staff/organisations", "/api/v1/staff/batches"
API_ROUTES = [
    Route(_ALL, _ALL, OrganisationsCall),
    Route(f"{_ALL}/{{id}}", rf"{_ALL}/{_GAP}", OrganisationCall),
    Route(f"{_ALL}/{{id}}/decide", rf"{_ALL}/{_GAP}/decide", DecideCall),
    Route(f"{_ALL}/{{id}}/invitations", rf"{_ALL}/{_GAP}/invitations", InviteCall),
    Route(f"{_ALL}/{{id}}/batches", rf"{_ALL}/{_GAP}/batches", ClaimForCall),
    Route(f"{_BATCHES}/{{id}}", rf"{_BATCHES}/{_GAP}", BatchForCall),
    Route(f"{_BATCHES}/{{id}}/{{step}}", rf"{_BATCHES}/{_GAP}/({BATCH_STEPS})", BatchStepForCall),
]
