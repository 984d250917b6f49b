"""Cases of people in danger: the list by gravity and lateness, and one case with all that is done in it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from domain.calendar import CHINA
from domain.case_dues import REPORT
from domain.cases import Case, CaseMove, CaseState
from domain.errors import Invalid, MoveNotPossible
from domain.ids import is_id, new_id
from domain.staff import Permission
from handlers.access import requires
from handlers.console.list_page import TablePage
from handlers.console.page import ConsolePage
from handlers.console.table import About, Asked, Cell, Column, Filter, Link, Table, Tag
from services.cases import access, counting, entries, handing, letters, moving
from services.cases.guide import PARTNERS, guide
from wording import cases as words
from wording import console as shell
from wording import tables

ID = "([0-9a-z]{26})"
TONES = {CaseState.OPENED: "submitted", CaseState.REOPENED: "submitted", CaseState.CLOSING: "submitted"}
OVERDUE, OVER = "overdue", "ended"
RECEIPT_SHOWN = tuple((name, words.RECEIPT[name], most) for name, most in entries.RECEIPT_MOST.items())
RECEIPT_FIELDS = tuple(f"receipt_{name}" for name in entries.RECEIPT_MOST)
TEXT_FIELDS = ("text", "way", "outcome", "at", "to", "number", "wording", "partner", "entry", *RECEIPT_FIELDS)


def _link(case: Case, about: About) -> Link:
    late = words.LATE if case.is_late(about["now"]) else ""
    overdue = words.OVERDUE if case.is_overdue(about["now"]) else ""
    missed = words.NOT_CALLED if case.missed else ""
    kind = shell.DANGERS.get(case.danger, shell.OTHER)
    under = " · ".join(filter(None, (words.LEVELS[case.level], overdue, late, missed)))
    return Link(f"/console/cases/{case.id}", kind, under)


def _due(case: Case, _about: About) -> datetime | None:
    return case.answer_by or min(filter(None, (case.next_contact_at, case.due_at)), default=None)


def _state(case: Case, _about: About) -> Tag:
    tone = TONES.get(case.state, "published" if case.is_open else "withdrawn")
    return Tag("submitted" if case.answer_by else tone, words.STATES[case.state])


def _place(case: Case, about: About) -> str:
    names = [about["places"][code] for code in case.region_path.split("/") if code in about["places"]]
    return " ".join(names[-3:]) or tables.NO_PLACE


CASES: Table[Case] = Table(
    name="cases",
    address="/console/cases",
    caption=words.TITLE,
    key=lambda case: case.id,
    sort="case",
    filters=(Filter("which", tables.WHICH, ((OVERDUE, words.ARE_OVERDUE), (OVER, words.ENDED)), words.OPEN),),
    empty=words.NONE_OPEN,
    empty_so=words.NONE_AT_ALL,
    columns=(
        Column("case", words.CASE, _link, Cell.LINK, sortable=True, by="rank"),
        Column("state", tables.STATE, _state, Cell.TAG),
        Column("owner", words.OWNER, lambda case, about: about["names"].get(case.owner, "")),
        Column("place", tables.PLACE, _place),
        Column("last", words.LAST, lambda case, _: case.last_at, Cell.MOMENT),
        Column("due", words.DUE, _due, Cell.MOMENT),
    ),
)


@requires(Permission.ALERT_READ)
class Cases(TablePage[Case]):
    """The gravest first, of those the latest."""

    SECTION = "alerts"
    TEMPLATE = "cases/list.html"

    def table(self) -> Table[Case]:
        """The list; without a row it says what there is none of."""
        overdue = self.text_argument("which", most=64) == OVERDUE
        return replace(CASES, empty_so=words.NONE_OVERDUE) if overdue else CASES

    async def rows(self, asked: Asked, most: int) -> Sequence[Case]:
        """Those that are open, of these those of which something is overdue, or those that have ended."""
        which = asked.filters["which"]
        if which == OVERDUE:
            return await access.overdue(self.services, by=self.staff, part=asked.part, most=most)
        return await access.page(self.services, by=self.staff, ended=which == OVER, part=asked.part, most=most)

    async def about(self, rows: Sequence[Case]) -> About:
        """Whose they are, and where; of how many something is overdue."""
        codes = {code for case in rows for code in case.region_path.split("/") if code}
        return {
            "names": await self.services.staff.names(each.owner for each in rows if each.owner),
            "places": await self.services.regions.names(codes),
            "now": self.services.now(),
            "overdue": await access.count_overdue(self.services, by=self.staff),
        }


def _overdue(shown: access.Shown, now: datetime) -> list[tuple[str, str, datetime]]:
    """What isn't there by its time: a name of `WAITS_FOR`, to whom it went, and by when it was due; the first in front."""
    known = {each.id: each for each in shown.entries}
    found = []
    for due in sorted(shown.case.dues, key=lambda each: each.due_at):
        if due.due_at > now or not shown.case.is_open:
            continue
        entry = known.get(due.id)
        if due.id == REPORT:
            found.append((REPORT, "", due.due_at))
        elif entry is not None and entry.kind == "report":
            found.append(("report_receipt", words.REPORTED_TO[entry.about], due.due_at))
        elif entry is not None:
            found.append(("referral", guide().partners[entry.about].name, due.due_at))
    return found


class CasePage(ConsolePage):
    """What all pages of one case share."""

    SECTION = "alerts"

    async def show_case(self, case_id: str, problems: Mapping[str, str] | None = None) -> None:
        """The case; or, to whoever isn't near it, the question why she has to look."""
        case, near = await access.find(self.services, case_id, by=self.staff)
        if not near:
            self.show("cases/why.html", case=case, said=words, problems=problems or {})
            return
        shown = await access.look(self.services, case_id, by=self.staff)
        case, now = shown.case, self.services.now()
        people = {each.actor for each in shown.story} | {each.by for each in shown.entries}
        missed = {each for each, _ in case.missed} | {each.data.get("staff", "") for each in shown.story}
        names = await self.services.staff.names({*people, *missed, case.owner, case.proposed_by} - {""})
        codes = [code for code in case.region_path.split("/") if code]
        self.show(
            "cases/detail.html",
            case=case,
            story=shown.story,
            entries=shown.entries,
            late=[each.id for each in shown.entries if entries.due_by(each, now)],
            overdue=_overdue(shown, now),
            receipts={each.about: each for each in reversed(shown.entries) if each.kind == "receipt"},
            receipt_fields=RECEIPT_SHOWN,
            actors=names | {"system": words.SYSTEM, case.person_id: words.HER},
            places=await self.services.regions.names(codes),
            colleagues=await handing.colleagues(self.services, case, by=self.staff)
            if case.owner == self.staff.id
            else (),
            guide=guide(),
            steps=guide().steps(case.danger, minor=case.minor),
            reach=(await letters.reach(self.services, case)).value,
            has_word=await letters.has_word(self.services, case),
            said=words,
            problems=problems or {},
            typed={name: self.text_argument(name, most=4000) for name in TEXT_FIELDS},
            entry_id=new_id(),
            done=words.DONE.get(self.text_argument("done", most=20), "") if self.request.method == "GET" else "",
        )


@requires(Permission.ALERT_READ)
class CaseDetail(CasePage):
    """One case."""

    async def get(self, case_id: str) -> None:
        """The page; that she opened it is written down."""
        await self.show_case(case_id)


@requires(Permission.ALERT_READ)
class CaseWhy(CasePage):
    """Why she has to look into a case that isn't hers."""

    async def post(self, case_id: str) -> None:
        """The reason is kept, and the case shown."""
        try:
            await access.say_why(self.services, case_id, self.text_argument("reason", most=40), by=self.staff)
        except Invalid as problem:
            self.set_status(400)
            await self.show_case(case_id, {problem.field: problem.problem})
            return
        self.redirect(f"/console/cases/{case_id}", status=303)


@requires(Permission.ALERT_READ)
class CaseText(CasePage):
    """What she wrote, and what the screen matched."""

    async def post(self, case_id: str) -> None:
        """The messages; that they were read is a step of the case."""
        case, alerts = await access.read_messages(self.services, case_id, by=self.staff)
        wording = moving.masked(alerts[0].text) if alerts else ""
        values = {"case": case, "alerts": alerts, "wording": wording, "said": words, "problems": {}}
        self.part_or_page("cases/_text.html", "cases/text.html", **values)


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseReferral(CasePage):
    """To a partner: what is handed over, field by field."""

    async def get(self, case_id: str, partner: str) -> None:
        """The form, with what this partner may have at most."""
        await self._form(case_id, partner, {})

    async def post(self, case_id: str, partner: str) -> None:
        """Keep what was chosen; the case shows it, to be read out or printed."""
        given = {name: self.text_argument(f"value_{name}", most=1000) for name in self.get_arguments("given")}
        try:
            await entries.refer(self.services, case_id, self.entry(), partner=partner, given=given, by=self.staff)
        except Invalid as problem:
            self.set_status(400)
            await self._form(case_id, partner, {problem.field: problem.problem})
            return
        self.redirect(f"/console/cases/{case_id}?done=referral", status=303)

    async def _form(self, case_id: str, partner: str, problems: Mapping[str, str]) -> None:
        case = await access.need_near(self.services, case_id, by=self.staff)
        known = guide().partners[partner]
        values = {name: self.text_argument(f"value_{name}", most=1000) for name in known.fields}
        self.show(
            "cases/referral.html",
            case=case,
            partner=partner,
            known=known,
            fields=guide().fields,
            values=values,
            given=self.get_arguments("given"),
            problems=problems,
            said=words,
            entry_id=new_id(),
        )

    def entry(self) -> str:
        """The id that the form has drawn for what it adds."""
        return entry_of(self)


def entry_of(page: ConsolePage) -> str:
    """The id that a form has drawn, so that the same form sent twice adds one entry. Raises Invalid("entry")."""
    found = page.text_argument("entry", most=40)
    if not is_id(found):
        raise Invalid("entry")
    return found


@requires(Permission.ALERT_ACKNOWLEDGE)
class CaseDo(CasePage):
    """Everything that is done on the page of a case: its name stands in the address."""

    async def post(self, case_id: str, what: str) -> None:
        """Do it, and show the case as it is now; with what to mend where it can't be done so."""
        try:
            await DEEDS[what](self, case_id)
        except Invalid as problem:
            self.set_status(400)
            await self.show_case(case_id, {problem.field: problem.problem})
            return
        except MoveNotPossible:
            if what != CaseMove.PROPOSE_CLOSING:
                raise
            self.set_status(409)
            await self.show_case(case_id, {"closing": "minor"})
            return
        self.redirect(f"/console/cases/{case_id}{f'?done={what}' if what in words.DONE else ''}", status=303)


async def _note(page: CaseDo, case_id: str) -> None:
    await entries.add_note(page.services, case_id, entry_of(page), page.text_argument("text", most=4000), by=page.staff)


async def _contact(page: CaseDo, case_id: str) -> None:
    await entries.add_contact(
        page.services,
        case_id,
        entry_of(page),
        outcome=page.text_argument("outcome", most=40),
        way=page.text_argument("way", most=40),
        text=page.text_argument("text", most=4000),
        by=page.staff,
    )


async def _report(page: CaseDo, case_id: str) -> None:
    to, number = page.text_argument("to", most=40), page.text_argument("number", most=200)
    await entries.report(page.services, case_id, entry_of(page), to=to, number=number, by=page.staff)


async def _receipt(page: CaseDo, case_id: str) -> None:
    said = entries.Receipt(*(page.text_argument(name, most=4000) for name in RECEIPT_FIELDS))
    corrects = page.text_argument("corrects", most=40)
    await entries.receipt(page.services, case_id, entry_of(page), said, corrects=corrects, by=page.staff)


async def _letter(page: CaseDo, case_id: str) -> None:
    text = page.text_argument("text", most=4000)
    await letters.write_letter(page.services, case_id, entry_of(page), text, by=page.staff)


async def _hello(page: CaseDo, case_id: str) -> None:
    await letters.say_hello(page.services, case_id, entry_of(page), by=page.staff)


async def _plan(page: CaseDo, case_id: str) -> None:
    try:
        at = datetime.fromisoformat(page.text_argument("at", most=40)).replace(tzinfo=CHINA)
    except ValueError:
        raise Invalid("at") from None
    await moving.plan(page.services, case_id, at, by=page.staff)


async def _tick(page: CaseDo, case_id: str) -> None:
    await moving.tick(page.services, case_id, page.get_arguments("steps"), by=page.staff)


async def _hand(page: CaseDo, case_id: str) -> None:
    await handing.hand_to(page.services, case_id, page.text_argument("colleague", most=40), by=page.staff)


async def _minor(page: CaseDo, case_id: str) -> None:
    await moving.mark_minor(page.services, case_id, by=page.staff)


async def _adult(page: CaseDo, case_id: str) -> None:
    await moving.mark_adult(page.services, case_id, by=page.staff)


async def _false_alarm(page: CaseDo, case_id: str) -> None:
    alert, wording = page.text_argument("alert", most=40), page.text_argument("wording", most=4000)
    await moving.false_alarm(page.services, case_id, alert, wording, by=page.staff)


def _move(what: CaseMove) -> Callable[[CaseDo, str], Awaitable[None]]:
    async def do(page: CaseDo, case_id: str) -> None:
        await moving.move(page.services, case_id, what, by=page.staff)

    return do


MOVES = tuple(each for each in CaseMove if each is not CaseMove.FALSE_ALARM)
DEEDS: Mapping[str, Callable[[CaseDo, str], Awaitable[None]]] = {
    "note": _note,
    "contact": _contact,
    "report": _report,
    "receipt": _receipt,
    "letter": _letter,
    "hello": _hello,
    "plan": _plan,
    "tick": _tick,
    "hand": _hand,
    "minor": _minor,
    "adult": _adult,
    "false_alarm": _false_alarm,
    **{each.value: _move(each) for each in MOVES},
}


@requires(Permission.ALERT_ACKNOWLEDGE)
class FalseAlarms(ConsolePage):
    """Wordings that meant no danger, a line of JSON each, for the screen's tests."""

    SECTION = "alerts"

    async def post(self) -> None:
        """The file."""
        lines = await counting.false_alarms(self.services, by=self.staff)
        self.set_header("Content-Type", "application/x-ndjson; charset=utf-8")
        self.set_header("Content-Disposition", "attachment; filename=false-alarms.jsonl")
        self.finish(lines)


ROUTES = [
    (r"/console/cases", Cases),
    (r"/console/cases/false-alarms", FalseAlarms),
    (rf"/console/cases/{ID}", CaseDetail),
    (rf"/console/cases/{ID}/why", CaseWhy),
    (rf"/console/cases/{ID}/text", CaseText),
    (rf"/console/cases/{ID}/referral/({'|'.join(PARTNERS)})", CaseReferral),
    (rf"/console/cases/{ID}/({'|'.join(DEEDS)})", CaseDo),
]
