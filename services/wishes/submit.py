"""A child's wish is kept: a guardian submits it herself, or an officer enters it from a signed sheet."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.audit import Act
from domain.consents import CURRENT, Consent, Paper, Purpose
from domain.errors import Conflict, Invalid, NotFound, SameChild, StoreAway
from domain.ids import new_id
from domain.people import Person
from domain.plain_text import one_line, plain_name
from domain.receipts import new_receipt
from domain.regions import Region, RegionLevel
from domain.staff import StaffMember
from domain.wish_entry import TEXT_LEAST, TEXT_MOST, name_problem
from domain.wish_life import desk_in
from domain.wishes import COMPANY, Wish, WishState, mask_name
from services.checking.submitting import submit_text
from services.context import Services
from services.people.roles import become_guardian
from services.privacy.consenting import new_consent
from services.wishes.gate import unfit
from services.wishes.moving import deadline, stalls
from services.wishes.steps import go_on
from services.wishes.written import known_of, words_of
from storage.encryption import family_of
from storage.mongo import Duplicate, Session, in_transaction
from storage.wishes import NewWish

YEAR = timedelta(days=365)
HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class WishForm:
    """
    What a guardian fills in. `region` is a village's code; `consent_text` names the version she agreed to and `how` the
    way in which she did.
    """

    child_name: str
    age_band: str
    region: str
    kind: str
    text: str
    cost_fen: int
    consent_text: str = CURRENT[Purpose.WISH]
    how: str = "chat"


@dataclass(frozen=True, slots=True)
class Entered:
    """That an officer enters it: she, the signed sheet, and what else of the family is sealed beside the child's name."""

    by: StaffMember
    paper: Paper
    sealed: Mapping[str, str]


async def submit(
    services: Services, *, by: Person, form: WishForm, key: str, now: datetime, entered: Entered | None = None
) -> Wish:
    """
    Keep a wish with its consent and its first event; the child's name is sealed, and so are words that would lead to it. The same `key` is the same wish. Where it
    was `entered`, `by` is a guardian without an account, who is written down with it.

    Raises Invalid for a value that can't be taken, SameChild where the child has a wish that goes on or as many this year as
    it may, StoreAway when it can't be kept.
    """
    kept = await services.wishes.by_key(key)
    if kept is not None:
        return kept
    region = await village_of(services, form.region)
    form = replace(form, child_name=plain_name(form.child_name), text=one_line(form.text))
    check(services, form)
    child_key = await free_child(services, form.child_name, form.region, now=now)
    more = entered.sealed if entered else {}
    sealed = await services.vault.seal(family_of(by.id), {"name": form.child_name, "village": region.name, **more})
    known = known_of({"name": form.child_name, "village": region.name, **more})
    words = await words_of(services, by.id, form.text, known=known, places=[region.name])
    while True:
        wish = replace(_wish(services, by, form, region, now), child_key=child_key, text=words.text)
        wish = replace(wish, concerns=words.concerns, written=words.written)
        if entered:
            wish = replace(wish, entered_by=entered.by.id)
        wish = replace(wish, stalls=tuple(stalls(services, wish).items()))
        consent = _consent(by, form, wish, now, entered)
        next_at = deadline(services, wish.state, now=now, concerns=wish.concerns)["next_at"]
        new = NewWish(wish=wish, key=key, sealed=sealed, consent_id=consent.id, next_at=next_at)

        async def write(session: Session, new: NewWish = new, consent: Consent = consent) -> None:
            await services.wishes.insert(new, session=session)
            await submit_text(
                services,
                about=new.wish.id,
                field="text",
                region_path=region.path,
                person=by,
                text=form.text,
                session=session,
            )
            await services.consents.insert(consent, session=session)
            if entered is None:
                await become_guardian(services, by, region, now=now, session=session)
                return
            await services.people.insert(by, region=region.code, by=entered.by.id, now=now, session=session)
            act = Act("wish_entered", about=new.wish.id, region_path=region.path)
            await services.audit.add(act, by=entered.by.id, now=now, session=session)

        try:
            await in_transaction(services.db, write)
        except Duplicate as duplicate:
            kept = await services.wishes.by_key(key) if duplicate.field == "key" else None
            if kept is not None:
                return kept
            if duplicate.field == "child_open":
                raise SameChild("open") from duplicate
            continue  # the receipt was in use: draw another
        return await checked(services, wish)


def _consent(by: Person, form: WishForm, wish: Wish, now: datetime, entered: Entered | None) -> Consent:
    """Given now, or on the day that stands on the sheet."""
    given_at = datetime.combine(entered.paper.signed, time(), HERE) if entered else now
    consent = new_consent(by.id, Purpose.WISH, text=form.consent_text, how=form.how, about=wish.id, now=given_at)
    return replace(consent, paper=entered.paper) if entered else consent


def check(services: Services, form: WishForm) -> None:
    """Whether the rules for wishes take it. Raises Invalid."""
    rules = services.facts.wish
    if problem := name_problem(form.child_name):
        raise Invalid("child_name", problem)
    if not TEXT_LEAST <= len(form.text) <= TEXT_MOST:
        raise Invalid("text", "length")
    check_cost(services, form.kind, form.cost_fen)
    if form.kind not in dict(rules.kinds):
        raise Invalid("kind", "unknown")
    if unfit(services, form.text):
        raise Invalid("text", "unfit")


def check_cost(services: Services, kind: str, cost_fen: int) -> None:
    """Whether something of this kind may cost that much; time and company cost nothing. Raises Invalid."""
    most = 0 if kind == COMPANY else services.facts.wish.ceiling(kind)
    least = min(1, most)
    if not least <= cost_fen <= most:
        raise Invalid("cost_fen", "out_of_range")


async def free_child(services: Services, name: str, village: str, *, now: datetime) -> str:
    """The child's key, where it may have another wish this year. Raises SameChild, StoreAway."""
    key = await key_of_child(services, name, village)
    if await services.wishes.count_of_child(key, since=now - YEAR) >= services.facts.wish.year_most:
        raise SameChild("year")
    return key


async def checked(services: Services, wish: Wish) -> Wish:
    """The wish after the look at its text; where that fails now, the clock has it done."""
    with suppress(StoreAway, Conflict):
        return await go_on(services, wish)
    return wish


async def key_of_child(services: Services, name: str, village: str) -> str:
    """A keyed digest by which a child is known again, however its name was typed, and by nothing else. Raises StoreAway."""
    return await services.vault.digest("child", f"{plain_name(name)}:{village}")


async def village_of(services: Services, code: str) -> Region:
    """The village with this code. Raises Invalid("region"), StoreAway."""
    try:
        region = await services.regions.get(code)
    except NotFound:
        raise Invalid("region", "unknown") from None
    if region.level is not RegionLevel.VILLAGE:
        raise Invalid("region", "not_a_village")
    return region


def _wish(services: Services, by: Person, form: WishForm, region: Region, now: datetime) -> Wish:
    return Wish(
        id=new_id(),
        receipt=new_receipt(),
        guardian_id=by.id,
        state=WishState.SUBMITTED,
        kind=form.kind,
        nature=COMPANY if form.kind in services.facts.wish.company else "",
        text=form.text,
        cost_fen=form.cost_fen,
        child_masked=mask_name(form.child_name),
        age_band=form.age_band,
        region=region.code,
        region_path=region.path,
        submitted_at=now,
        changed_at=now,
        desk=desk_in(WishState.SUBMITTED, covered=False),
        since=now,
        due_at=deadline(services, WishState.SUBMITTED, now=now)["due_at"],
    )
