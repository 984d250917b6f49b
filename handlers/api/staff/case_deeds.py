"""What programs of staff do in a case, as in the console: what is noted takes a key of the caller's, what moves its version."""

from collections.abc import Awaitable, Callable
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, Field

from domain.cases import Case, CaseMove
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.cases import CaseCall, CaseRow, case_row
from services.cases import entries, handing, letters, moving
from services.cases.guide import PARTNERS

MOVES = "|".join(each for each in CaseMove if each not in {CaseMove.ACKNOWLEDGE, CaseMove.FALSE_ALARM})
FieldName = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
FieldText = Annotated[str, Field(min_length=1, max_length=entries.FIELD_MOST)]


class CaseNoteAsk(Model):
    """A note for colleagues."""

    text: str = Field(min_length=1, max_length=entries.TEXT_MOST)


class ContactAsk(Model):
    """Somebody tried to speak to her: also where nobody answered."""

    outcome: str = Field(json_schema_extra={"enum": [*entries.CONTACTS]})
    way: str = Field(json_schema_extra={"enum": [*entries.WAYS]})
    text: str = Field(default="", max_length=entries.TEXT_MOST)


class ReferralAsk(Model):
    """What is handed over to a partner, field by field: no more than this partner may have (content/cases.yaml)."""

    partner: str = Field(json_schema_extra={"enum": [*PARTNERS]})
    given: dict[FieldName, FieldText] = Field(min_length=1, max_length=40)


class ReceiptAsk(Model):
    """
    The referral or report (an id among the entries) that was answered, and what the answer says: its number, who took the
    matter on, a few words. `corrects` puts right what was noted of it: the id of the receipt as it was read.
    """

    entry: str = Field(pattern=ID)
    number: str = Field(default="", max_length=entries.RECEIPT_MOST["number"])
    taker: str = Field(default="", max_length=entries.RECEIPT_MOST["taker"])
    text: str = Field(default="", max_length=entries.RECEIPT_MOST["text"])
    corrects: str = Field(default="", pattern=rf"^$|{ID}")


class ReportAsk(Model):
    """The report that the law asks for where a minor is concerned; `number` is the receipt's, which is waited for without it."""

    to: str = Field(json_schema_extra={"enum": [*entries.REPORTED_TO]})
    number: str = Field(default="", max_length=60)


class LetterAsk(Model):
    """A letter that she gets after her word."""

    text: str = Field(min_length=1, max_length=entries.TEXT_MOST // 4)


class PlanAsk(Model):
    """When she is to be spoken to next."""

    at: AwareDatetime


class TickAsk(Model):
    """The steps that are done, and no others."""

    steps: list[FieldName] = Field(max_length=100)


class HandAsk(Model):
    """The colleague to whom the case goes: one of those in `colleagues` of its file."""

    colleague: str = Field(min_length=1, max_length=40)


class FalseAlarmAsk(Model):
    """
    It was no danger. `wording` is kept for the screen's tests, after names were taken out, from the message `alert`;
    empty keeps none.
    """

    alert: str = Field(default="", pattern=rf"^$|{ID}")
    wording: str = Field(default="", max_length=moving.WORDING_MOST)


class CaseEntryAdded(Model):
    """What was added: its id among the entries, and the case as it is then."""

    entry: str
    case: CaseRow


def _adds(name: str, summary: str, body: type[Model] | None) -> Operation:
    return Operation(
        id=name,
        summary=summary,
        answer=CaseEntryAdded,
        body=body,
        path={"id": ID},
        problems=(409,),
        once=True,
        versioned=True,
    )


def _moves(name: str, summary: str, body: type[Model] | None = None, *, seen: bool = True, step: str = "") -> Operation:
    return Operation(
        id=name,
        summary=summary,
        answer=CaseRow,
        body=body,
        path={"id": ID} | ({"step": f"^({step})$"} if step else {}),
        problems=(409,),
        seen=seen,
        versioned=True,
    )


class _EntryCall(StaffCall):
    """Adds something to a case."""

    async def add(self, note: Callable[[str], Awaitable[Case]]) -> None:
        """Once, under the id that the caller's key stands for."""

        async def create(made: str) -> tuple[CaseEntryAdded, int]:
            case = await note(made)
            return CaseEntryAdded(entry=made, case=case_row(case, self.services.now())), case.seq

        await self.once(create)


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseNoteCall(_EntryCall):
    """A note."""

    OPERATIONS: ClassVar = {"post": _adds("noteOnCase", "A note for colleagues", CaseNoteAsk)}

    async def post(self, case_id: str) -> None:
        """Kept."""
        text = self.body(CaseNoteAsk).text
        await self.add(lambda made: entries.add_note(self.services, case_id, made, text, by=self.staff))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseContactCall(_EntryCall):
    """An attempt to speak to her."""

    OPERATIONS: ClassVar = {"post": _adds("noteContact", "Somebody tried to speak to her", ContactAsk)}

    async def post(self, case_id: str) -> None:
        """Kept; who was reached is in contact."""
        given = self.body(ContactAsk).model_dump()
        await self.add(lambda made: entries.add_contact(self.services, case_id, made, by=self.staff, **given))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseReferralCall(_EntryCall):
    """To a partner."""

    OPERATIONS: ClassVar = {"post": _adds("referCase", "What is handed over to a partner, field by field", ReferralAsk)}

    async def post(self, case_id: str) -> None:
        """Kept; an answer is due."""
        given = self.body(ReferralAsk).model_dump()
        await self.add(lambda made: entries.refer(self.services, case_id, made, by=self.staff, **given))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseReportCall(_EntryCall):
    """The report that the law asks for."""

    OPERATIONS: ClassVar = {"post": _adds("reportCase", "What the law asks for minors was reported", ReportAsk)}

    async def post(self, case_id: str) -> None:
        """Kept; a minor is concerned from then on."""
        given = self.body(ReportAsk).model_dump()
        await self.add(lambda made: entries.report(self.services, case_id, made, by=self.staff, **given))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseLetterCall(_EntryCall):
    """A letter."""

    OPERATIONS: ClassVar = {
        "post": _adds("writeLetter", "A letter that she gets after her word; 400 where she has chosen none", LetterAsk)
    }

    async def post(self, case_id: str) -> None:
        """On its way, in neutral words."""
        text = self.body(LetterAsk).text
        await self.add(lambda made: letters.write_letter(self.services, case_id, made, text, by=self.staff))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseHelloCall(_EntryCall):
    """A neutral line."""

    OPERATIONS: ClassVar = {"post": _adds("sayHello", "A neutral line that says nothing of the case", None)}

    async def post(self, case_id: str) -> None:
        """On its way."""
        await self.add(lambda made: letters.say_hello(self.services, case_id, made, by=self.staff))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseReceiptCall(CaseCall):
    """A partner's answer."""

    OPERATIONS: ClassVar = {
        "post": _moves(
            "noteReceipt",
            "A referral or report was answered, or what was noted of that is put right; 409 where nothing is waited for",
            ReceiptAsk,
            seen=False,
        )
    }

    async def post(self, case_id: str) -> None:
        """Kept."""
        given = self.body(ReceiptAsk)
        said = entries.Receipt(given.number, given.taker, given.text)
        noted = entries.receipt(self.services, case_id, given.entry, said, corrects=given.corrects, by=self.staff)
        self.show(await noted)


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseAcknowledgeCall(CaseCall):
    """She takes it up."""

    OPERATIONS: ClassVar = {
        "post": _moves("acknowledgeCase", "Take up a case; who was first stays its owner", seen=False)
    }

    async def post(self, case_id: str) -> None:
        """Hers, unless somebody was first; nobody has to read it before."""
        self.show(await moving.move(self.services, case_id, CaseMove.ACKNOWLEDGE, by=self.staff))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseMinorCall(CaseCall):
    """A minor is concerned."""

    OPERATIONS: ClassVar = {
        "post": _moves("markMinor", "Somebody under eighteen is concerned: it has to be reported", seen=False)
    }

    async def post(self, case_id: str) -> None:
        """Marked; twice is once."""
        self.show(await moving.mark_minor(self.services, case_id, by=self.staff))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseAdultCall(CaseCall):
    """No minor is concerned."""

    OPERATIONS: ClassVar = {
        "post": _moves("markAdult", "Nobody under eighteen is concerned; 409 where it was said that one is", seen=False)
    }

    async def post(self, case_id: str) -> None:
        """Answered; twice is once."""
        self.show(await moving.mark_adult(self.services, case_id, by=self.staff))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CasePlanCall(CaseCall):
    """The next contact."""

    OPERATIONS: ClassVar = {
        "post": _moves("planContact", "When she is to be spoken to next; the owner is reminded then", PlanAsk)
    }

    async def post(self, case_id: str) -> None:
        """Planned."""
        seen, at = self.seen_version(), self.body(PlanAsk).at
        self.show(await self.unless_changed(moving.plan(self.services, case_id, at, by=self.staff, seen=seen)))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseTickCall(CaseCall):
    """Steps of the list."""

    OPERATIONS: ClassVar = {
        "post": _moves("tickSteps", "These steps of its list are done, and no others; `done` has them", TickAsk)
    }

    async def post(self, case_id: str) -> None:
        """Ticked off."""
        seen, steps = self.seen_version(), self.body(TickAsk).steps
        self.show(await self.unless_changed(moving.tick(self.services, case_id, steps, by=self.staff, seen=seen)))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseHandCall(CaseCall):
    """To a colleague."""

    OPERATIONS: ClassVar = {
        "post": _moves("handCase", "It goes to a colleague, who is called at once and has to take it up", HandAsk)
    }

    async def post(self, case_id: str) -> None:
        """Handed over."""
        seen, colleague = self.seen_version(), self.body(HandAsk).colleague
        made = handing.hand_to(self.services, case_id, colleague, by=self.staff, seen=seen)
        self.show(await self.unless_changed(made))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseFalseAlarmCall(CaseCall):
    """No danger."""

    OPERATIONS: ClassVar = {"post": _moves("endFalseAlarm", "It was no danger; the case ends", FalseAlarmAsk)}

    async def post(self, case_id: str) -> None:
        """Ended."""
        seen, given = self.seen_version(), self.body(FalseAlarmAsk)
        alert, wording = given.alert, given.wording
        ended = moving.false_alarm(self.services, case_id, alert, wording, by=self.staff, seen=seen)
        self.show(await self.unless_changed(ended))


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseMoveCall(CaseCall):
    """A move."""

    OPERATIONS: ClassVar = {
        "post": _moves(
            "moveCase",
            "A move of the case; nobody closes what she proposed, and a minor's case is reported first (`ask_minor` answered)",
            step=MOVES,
        )
    }

    async def post(self, case_id: str, step: str) -> None:
        """Made."""
        seen = self.seen_version()
        made = moving.move(self.services, case_id, CaseMove(step), by=self.staff, seen=seen)
        self.show(await self.unless_changed(made))


_AT, _GAP = "/api/v1/staff/cases/{id}", r"/api/v1/staff/cases/([0-9a-z]{26})"
API_ROUTES = [
    Route(f"{_AT}/note", rf"{_GAP}/note", CaseNoteCall),
    Route(f"{_AT}/contact", rf"{_GAP}/contact", CaseContactCall),
    Route(f"{_AT}/referral", rf"{_GAP}/referral", CaseReferralCall),
    Route(f"{_AT}/receipt", rf"{_GAP}/receipt", CaseReceiptCall),
    Route(f"{_AT}/report", rf"{_GAP}/report", CaseReportCall),
    Route(f"{_AT}/letter", rf"{_GAP}/letter", CaseLetterCall),
    Route(f"{_AT}/hello", rf"{_GAP}/hello", CaseHelloCall),
    Route(f"{_AT}/acknowledge", rf"{_GAP}/acknowledge", CaseAcknowledgeCall),
    Route(f"{_AT}/minor", rf"{_GAP}/minor", CaseMinorCall),
    Route(f"{_AT}/adult", rf"{_GAP}/adult", CaseAdultCall),
    Route(f"{_AT}/plan", rf"{_GAP}/plan", CasePlanCall),
    Route(f"{_AT}/tick", rf"{_GAP}/tick", CaseTickCall),
    Route(f"{_AT}/hand", rf"{_GAP}/hand", CaseHandCall),
    Route(f"{_AT}/false_alarm", rf"{_GAP}/false_alarm", CaseFalseAlarmCall),
    Route(f"{_AT}/moves/{{step}}", rf"{_GAP}/moves/({MOVES})", CaseMoveCall),
]
