"""How organisations and their batches look to programs: the same for their members and for staff."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from domain.organisations import (
    BATCH_MOST,
    CONTACT_MOST,
    NAME_MOST,
    Batch,
    Contact,
    Missed,
    Organisation,
    OrganisationState,
)
from domain.parcels import Place
from domain.wish_life import HELD
from domain.wishes import WishState
from handlers.api.links import link_to
from handlers.api.operation import ApiCall, Model
from services.organisations.batches import Row, Sheet, Wanted

WIDE = 4  # how much longer than kept a value may be sent: what is too long, the service says in words
SHEET_HOLDS = timedelta(days=1)
SHEET_LINK = "batch"
BATCH_STEPS = "prepare|extend|release"
Codes = list[Annotated[str, Field(pattern=r"^[0-9]{6}$")]]


class OrganisationAsk(Model):
    """An organisation: its name, its unified social credit code, its county or city, and whom one calls there."""

    name: str = Field(min_length=1, max_length=NAME_MOST * WIDE)
    code: str = Field(min_length=1, max_length=40)
    region: str = Field(pattern=r"^[0-9]{2,15}$")
    contact: str = Field(min_length=1, max_length=CONTACT_MOST * WIDE)
    phone: str = Field(min_length=1, max_length=40)


class InvitationView(Model):
    """A word by which people join, until then; an earlier one lets nobody in any more."""

    word: str
    until: datetime


class BatchAsk(Model):
    """Wishes by their codes; or `many` of a county, a kind, a price, the longest waiting first."""

    codes: Codes = Field(default=[], max_length=BATCH_MOST)
    many: int = Field(default=0, ge=0, le=BATCH_MOST)
    county: str = Field(default="", pattern=r"^([0-9]{6})?$")
    kind: str = Field(default="", max_length=40)
    price: str = Field(default="", max_length=10)


class BatchStepAsk(Model):
    """Which wishes of the batch, by their codes; none: all that can take the step."""

    codes: Codes = Field(default=[], max_length=BATCH_MOST)


class MissedView(Model):
    """A wish that wasn't to be had, and why."""

    code: str
    why: Missed


class BatchView(Model):
    """A batch: how many wishes it has taken up, and those that weren't to be had."""

    id: str
    made_at: datetime
    taken: int
    missed: list[MissedView]


class BatchPoint(Model):
    """Where one may hand things over."""

    name: str
    address: str
    hours: str


class BatchRow(Model):
    """A wish of a batch; `held` is false once it isn't the organisation's any more."""

    code: str
    text: str
    kind: str
    cost_fen: int
    state: WishState
    held: bool
    parcel: Place | None
    label: str
    points: list[BatchPoint]


class BatchDetail(BatchView):
    """A batch with its wishes. `sheet` is the same as xlsx for whoever has the address, until `sheet_until`."""

    held: int
    waiting: int
    rows: list[BatchRow]
    sheet: str
    sheet_until: datetime


class OrganisationFacts(Model):
    """An organisation; `why` is a word where it was refused."""

    id: str
    name: str
    code: str
    region: str
    state: OrganisationState
    why: str


def organisation_of(given: OrganisationAsk, made: str) -> tuple[Organisation, Contact]:
    """What was sent, as it is checked."""
    one = Organisation(made, " ".join(given.name.split()), given.code, given.region, "")
    return one, Contact(" ".join(given.contact.split()), "".join(given.phone.split()))


def facts_of(one: Organisation) -> dict[str, Any]:
    """Of an organisation what everybody may know who sees it."""
    return {name: getattr(one, name) for name in OrganisationFacts.model_fields}


def wanted_of(given: BatchAsk) -> Wanted:
    """What was asked for."""
    asked = {"county": given.county, "kind": given.kind, "price": given.price}
    return Wanted(tuple(given.codes), given.many, asked)


def batch_view(batch: Batch) -> BatchView:
    """A row of a list."""
    return BatchView(**_facts(batch))


def _facts(batch: Batch) -> dict[str, Any]:
    missed = [MissedView(code=code, why=why) for code, why in batch.missed]
    return {"id": batch.id, "made_at": batch.made_at, "taken": len(batch.taken), "missed": missed}


def batch_detail(call: ApiCall, sheet: Sheet) -> BatchDetail:
    """A batch with a fresh link to its sheet."""
    batch = sheet.batch
    url, until = link_to(call, SHEET_LINK, batch.id, f"/api/v1/batches/{batch.id}/sheet", SHEET_HOLDS)
    rows = [_row(each) for each in sheet.rows]
    waiting = sum(each.held and each.wish.state in HELD for each in sheet.rows)
    return BatchDetail(**_facts(batch), held=len(sheet.held), waiting=waiting, rows=rows, sheet=url, sheet_until=until)


def _row(row: Row) -> BatchRow:
    wish, parcel = row.wish, row.parcel if row.held else None
    return BatchRow(
        code=wish.code,
        text=wish.public_text,
        kind=wish.kind,
        cost_fen=wish.cost_fen,
        state=wish.state,
        held=row.held,
        parcel=parcel.place if parcel else None,
        label=parcel.code if parcel else "",
        points=[BatchPoint(name=each.name, address=each.address, hours=each.hours) for each in row.points],
    )
