"""
Writing to somebody whose phone may not be hers alone.

What concerns the case is given only after a word that she chose herself; until then she gets one neutral line, by what
still reaches her. The word is kept as a hash, and trying it out is counted.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from domain.cases import NEUTRAL_FOR, Case, CaseState
from domain.errors import Conflict, Invalid, MoveNotPossible, NotFound
from domain.ids import new_id
from domain.regions import Scope
from domain.staff import Permission, StaffMember
from services.cases.access import need_near
from services.cases.calling import call
from services.cases.entries import TEXT_MOST
from services.cases.steps import step
from services.context import Services
from services.people.spared import accounts_of, is_neutral
from services.plain import squeeze
from services.pushes.channels import window_open
from services.staff.passwords import hash_password, matches
from storage.case_entries import CaseEntry
from storage.mongo import Session
from wording import cases as words

CHOOSES = re.compile(rf"^\s*{words.CHOOSES}\s*[:：\s]\s*(\S.{{0,30}})$", re.DOTALL)
ANSWERS = re.compile(rf"^\s*{words.ANSWERS}\s*[:：\s]\s*(\S.*)$", re.DOTALL)
WORD_LEAST, WORD_MOST = 2, 12
TRIES_MOST = 20  # within an hour: every short message of hers counts


class LetterReach(StrEnum):
    """What still reaches her."""

    NOW = "now"
    NEXT_VISIT = "next_visit"
    NEVER = "never"


async def is_helped(services: Services, app: str, openid: str) -> bool:
    """Whether somebody of ours is seeing to her, or she wrote in danger not long ago. Raises StoreAway."""
    if await is_neutral(services, app, openid):
        return True
    case = await services.cases.of_account(app, openid)
    return case is not None and case.is_open


async def needs_care(services: Services, app: str, openid: str) -> bool:
    """
    Whether we have reason to be careful with what she gets on any of her accounts: staff were called for her not long ago, a
    case of hers is open, or she has chosen a word. A card alone is no reason, since many get one who never were in danger.
    Raises StoreAway.
    """
    person = await services.people.find(app, openid)
    for each in accounts_of(person, (app, openid)):
        if await services.alerts.called_since(*each, services.now() - NEUTRAL_FOR):
            return True
        case = await services.cases.of_account(*each)
        if (case is not None and case.is_open) or await services.safe_words.has(*each):
            return True
    return False


async def reach(services: Services, case: Case) -> LetterReach:
    """By what she can be reached today. Raises StoreAway."""
    found = await services.people.audience(case.app, openids=[case.openid], most=1)
    if not found:
        return LetterReach.NEVER
    if window_open(found[0], services.now()):
        return LetterReach.NOW
    return LetterReach.NEXT_VISIT if found[0].following or case.app != services.facts.oa_app else LetterReach.NEVER


async def has_word(services: Services, case: Case) -> bool:
    """Whether she has chosen a word. Raises StoreAway."""
    return await services.safe_words.has(case.app, case.openid)


async def write_letter(services: Services, case_id: str, entry_id: str, text: str, *, by: StaffMember) -> Case:
    """
    A letter that she gets after her word; that something waits she is told now, in neutral words, where she can be.

    Raises Invalid("text") or Invalid("word", "none") where she has chosen none, NotAllowed, NotFound, MoveNotPossible,
    StoreAway.
    """
    text = text.strip()
    if not text or len(text) > TEXT_MOST // 4:
        raise Invalid("text", "too_long" if text else "missing")
    return await _send(
        services, case_id, CaseEntry(entry_id, "", "letter", "", by.id, services.now(), {"text": text}), by
    )


async def say_hello(services: Services, case_id: str, entry_id: str, *, by: StaffMember) -> Case:
    """Only the neutral line, which says nothing of the case. Raises as `write_letter`, but needs no word."""
    return await _send(services, case_id, CaseEntry(entry_id, "", "hello", "", by.id, services.now()), by)


async def _send(services: Services, case_id: str, entry: CaseEntry, by: StaffMember) -> Case:
    by.need(Permission.ALERT_ACKNOWLEDGE)
    case = await need_near(services, case_id, by=by)
    if not case.is_open:
        raise MoveNotPossible
    if entry.kind == "letter" and not await has_word(services, case):
        raise Invalid("word", "none")
    row = f"case_notice:{entry.id}"

    async def write(after: Case, session: Session) -> None:
        await services.case_entries.add(replace(entry, case_id=after.id), session=session)
        args = {"case": after.id, "entry": entry.id}
        await services.outbox.add(row, "case_notice", args, due_at=entry.at, session=session)

    scope = by.scope(Permission.ALERT_READ)
    try:
        case = await step(services, case_id, f"case_{entry.kind}", _counted, scope=scope, by=by.id, write=write)
    except Conflict:
        if not any(each.id == entry.id for each in await services.case_entries.of(case_id)):
            raise
    await services.wake(row)
    return case


async def told(services: Services, case_id: str, way: LetterReach) -> None:
    """By what the neutral line went, for whoever looks at the case. Raises NotFound, StoreAway."""
    await step(services, case_id, "case_told_her", _counted, scope=Scope.system(), data={"way": way.value})


def chosen_word(text: str) -> str:
    """The word that a message chooses; empty where it chooses none."""
    found = CHOOSES.match(text)
    return found[1].strip() if found else ""


async def choose_word(services: Services, *, app: str, openid: str, word: str) -> bool:
    """
    Her word from now on; False for somebody who never wrote in danger by this account, by which her case is told, so that
    it means nothing here, or a word that is too short or too long. Raises StoreAway.
    """
    plain = squeeze(word)
    last = await services.alerts.last_for(app, openid)
    if not WORD_LEAST <= len(plain) <= WORD_MOST or last is None or services.now() >= last + NEUTRAL_FOR:
        return False
    await services.safe_words.choose(app, openid, await hash_password(plain), now=services.now())
    return True


async def after_word(services: Services, *, app: str, openid: str, text: str) -> Sequence[str]:
    """
    The letters that wait for her, where `text` is her word; each is given once. Nothing for all else, and after too many
    tries. Raises StoreAway.
    """
    plain = squeeze(text)
    if not services.safe_words.knows(app, openid) or not WORD_LEAST <= len(plain) <= WORD_MOST:
        return ()
    case = await services.cases.of_account(app, openid)
    waiting = await services.case_entries.letters([case.id]) if case else []
    if case is None or not waiting:
        return ()
    known = await services.safe_words.try_one(app, openid, now=services.now(), most=TRIES_MOST)
    if not known or not await matches(plain, known):
        return ()
    given = []
    for letter in waiting:
        try:
            await _given(services, case.id, letter)
        except (Conflict, NotFound):
            continue
        given.append(str(letter.facts.get("text", "")))
    return given


async def _given(services: Services, case_id: str, letter: CaseEntry) -> None:
    now = services.now()

    async def write(case: Case, session: Session) -> None:
        await services.case_entries.settle(letter.id, case_id=case.id, kind="letter", now=now, session=session)

    await step(services, case_id, "case_letter_read", _counted, scope=Scope.system(), write=write)


async def answer(services: Services, *, app: str, openid: str, text: str) -> bool:
    """
    Her answer to a letter, into her case, whose owner is told; False where the message is none, or nobody waits for one.

    Raises StoreAway.
    """
    found = ANSWERS.match(text)
    if found is None or not services.safe_words.knows(app, openid):
        return False
    case = await services.cases.of_account(app, openid)
    if case is None or not case.is_open or case.state is CaseState.OPENED:
        return False
    keys: list[str] = []
    entry = CaseEntry(new_id(), case.id, "answer", "", case.person_id, services.now(), {"text": found[1][:TEXT_MOST]})

    async def write(after: Case, session: Session) -> None:
        await services.case_entries.add(entry, session=session)
        keys[:] = [await call(services, after, after.owner, why="answer", session=session)] if after.owner else []

    await step(services, case.id, "case_answer", _counted, scope=Scope.system(), by=case.person_id, write=write)
    for key in keys:
        await services.wake(key)
    return True


def _counted(case: Case) -> Case:
    return replace(case, seq=case.seq + 1)
