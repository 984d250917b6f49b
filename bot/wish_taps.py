"""Wishes in the chat, past the form: looking at one, taking one up, and each tap that moves one on."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot import drawing, sent_pictures, sharing, told_stories, voices
from bot.cards import tap
from bot.turn import Answer, Turn
from domain.checks import CheckState
from domain.company import REPORTED_IN
from domain.errors import (
    ClaimsFull,
    Conflict,
    Invalid,
    MoveNotPossible,
    NotAllowed,
    NotFound,
    PhoneFirst,
    StoreAway,
    WishTaken,
)
from domain.parcels import Parcel, Place
from domain.receipts import format_receipt, read_receipt
from domain.regions import Scope
from domain.wish_life import Party, person, possible
from domain.wishes import Wish, WishState
from services.wishes import worries
from services.wishes.company import is_company
from services.wishes.families import act, by_receipt
from services.wishes.gate import refusals
from services.wishes.giving import claim, on_wall
from services.wishes.parcels import whereabouts
from services.wishes.thanking import thank, to_thank_for
from wechat.messages import TextReply
from wording import company
from wording import parcels as parcel_words
from wording import wish_life as say
from wording.checking import refusal
from wording.dates import day_words
from wording.wishes import yuan

PREFIX = "w:"
_CLAIM = re.compile(r"认领\s*(\d{6})")
_GOT = re.compile(r"(?:收到|收到了)\s*([\d\s-]{11,20})")
_TOGETHER = re.compile(r"一起(?:圆梦|圆)?[\s:：]*(\d{8})")
_THANKS = re.compile(r"感谢[\s:：]+(\S.*)", re.DOTALL)
_OFFERED = frozenset(say.ACTIONS)


def typed(plain: str) -> str:
    """What `by_tap` is given for words like 认领 482913 or 收到 3057 2214 68-3; empty for any others."""
    claimed = _CLAIM.fullmatch(plain)
    if claimed:
        return f"claim:{claimed[1]}"
    together = _TOGETHER.fullmatch(plain)
    if together:
        return f"{sharing.FIRST}:{together[1]}"
    thanks = _THANKS.fullmatch(plain)
    if thanks:
        return f"thank:{thanks[1]}"
    got = _GOT.fullmatch(plain)
    receipt = read_receipt(got[1].strip()) if got else None
    return f"got:{receipt}" if receipt else ""


async def by_tap(turn: Turn, rest: str) -> Answer:
    """A tap or typed words: what to do, and with which wish."""
    verb, _, which = rest.partition(":")
    try:
        return await _VERBS[verb](turn, which) if verb in _VERBS else await _act(turn, verb, which)
    except NotFound:
        return _says(say.NOT_YOURS)
    except StoreAway:
        return _says(say.NOT_NOW)


async def by_own_receipt(turn: Turn, receipt: str) -> Answer | None:
    """The wish of hers that has this receipt; None where there is none. Raises StoreAway."""
    try:
        wish = await by_receipt(turn.services, receipt, by=await turn.person())
        return await _see(turn, wish.id)
    except NotFound:
        return None


async def wall(turn: Turn, rest: str) -> Answer:
    """心愿墙: where it is, and how one takes a wish up."""
    del rest
    return _says(say.WALL.format(url=_wall(turn)))


def _wall(turn: Turn) -> str:
    return f"{turn.services.facts.public_url}/h5/wishes"


def _says(words: str, *, lasting: bool = False) -> Answer:
    return Answer(TextReply(words), lasting=lasting)


async def _see(turn: Turn, wish_id: str) -> Answer:
    """One wish of hers with its steps, and what she can do now."""
    her = (await turn.person()).id
    by = person(her)
    wish = await turn.services.wishes.get(wish_id, scope=Scope.system())
    party = by.party(wish)
    if party is Party.GIVER and her in wish.sharers:
        return sharing.card(wish)
    if party is Party.GIVER:
        raise NotFound
    states = say.TO_GUARDIAN if party is Party.GUARDIAN else say.TO_DONOR
    text = wish.text if party is Party.GUARDIAN else wish.public_text
    lines = [say.CARD.format(text=text, steps=say.progress(wish.state), state=states.get(wish.state, ""))]
    if wish.state is WishState.RETURNED:
        lines.append(say.REASON.format(why=dict(turn.services.facts.wish.reasons).get(wish.why, "")))
    refused = (await refusals(turn.services, [wish])).get(wish.id)
    if party is Party.GUARDIAN and refused and refused.state is not CheckState.PASSED:
        lines.append(refusal(refused.reason, refused.appeal))
    moves = [each.name for each in possible(wish, by) if each.name in _OFFERED]
    if wish.due_at is not None:
        mine = wish.desk == str(party)
        lines.append((say.DUE_YOURS if mine else say.DUE).format(day=day_words(wish.due_at)))
    parcel = (await whereabouts(turn.services, [wish])).get(wish.id)
    lines += _parcel_lines(turn, parcel, to_donor=party is Party.DONOR) if parcel else []
    if party is Party.GUARDIAN and wish.state is WishState.CONFIRMED and not wish.thanked:
        lines.append(say.THANKS_HOW)
    if party is Party.GUARDIAN:
        lines.append(say.CARD_RECEIPT.format(receipt=format_receipt(wish.receipt)))
    taps = _taps(moves, wish.id)
    if party is Party.DONOR:
        taps += sharing.for_lead(turn, wish)
    if wish.is_company and wish.met and wish.state in REPORTED_IN:
        taps.append(tap(company.WORRY, f"{PREFIX}worry:{wish.id}"))
    return _says("\n".join((*lines, *taps)))


def _parcel_lines(turn: Turn, parcel: Parcel, *, to_donor: bool) -> list[str]:
    told = [parcel_words.line(str(parcel.place), parcel.code, to_donor=to_donor)]
    if to_donor and parcel.place is Place.LABELLED:
        url = f"{turn.services.facts.public_url}/h5/parcels/{parcel.code}"
        told.append(parcel_words.LABEL.format(url=url))
    return [each for each in told if each]


def _taps(moves: Sequence[str], wish_id: str) -> list[str]:
    commands = {name: f"{PREFIX}{'sure:' if name in say.SURE else ''}{name}:{wish_id}" for name in moves}
    return [tap(say.ACTIONS[name], "改心愿" if name == "correct" else commands[name]) for name in moves]


async def _sure(turn: Turn, which: str) -> Answer:
    """What can't be taken back is asked first."""
    name, _, wish_id = which.partition(":")
    if name not in say.SURE:
        return _says(say.NOT_YOURS)
    others = await sharing.told_too(turn, wish_id) if name == "release" else ""
    return _says(f"{others}{say.SURE[name]}\n{tap(say.YES[name], f'{PREFIX}{name}:{wish_id}')}")


async def _act(turn: Turn, name: str, wish_id: str) -> Answer:
    if name not in say.DONE:
        return _says(say.NOT_YOURS)
    try:
        wish = await act(turn.services, wish_id, name, by=await turn.person())
    except NotAllowed:
        return _says(say.NOT_YOURS)
    except Conflict:
        return _says(say.PAST)
    return _says(say.DONE[name].format(day=day_words(wish.due_at)), lasting=True)


async def _claim_first(turn: Turn, code: str) -> Answer:
    """What she takes on, before she does."""
    try:
        wish = await on_wall(turn.services, code)
    except NotFound:
        return _says(say.NO_SUCH.format(code=code, url=_wall(turn)))
    except WishTaken:
        return _says(say.TAKEN.format(url=_wall(turn)))
    if is_company(turn.services, wish):
        return _says(f"{company.CLAIM_FIRST.format(text=wish.public_text)}\n{tap(say.CLAIM, f'{PREFIX}take:{code}')}")
    rules = turn.services.facts.wish
    words = say.CLAIM_FIRST.format(
        text=wish.public_text,
        kind=dict(rules.kinds).get(wish.kind, wish.kind),
        yuan=yuan(wish.cost_fen),
        age=wish.age_band,
        days=rules.days[str(WishState.CLAIMED)],
    )
    return _says(f"{words}\n{tap(say.CLAIM, f'{PREFIX}take:{code}')}")


async def _take(turn: Turn, code: str) -> Answer:
    try:
        wish = await claim(turn.services, code, by=await turn.person())
    except WishTaken:
        return _says(say.TAKEN.format(url=_wall(turn)))
    except PhoneFirst:
        rules = turn.services.facts.wish
        return _says(say.PHONE_FIRST.format(now=rules.claims_unknown, most=rules.claims_most))
    except ClaimsFull:
        return _says(say.FULL.format(most=turn.services.facts.wish.claims_most))
    except NotAllowed:
        wish = await on_wall(turn.services, code)
        hers = wish.guardian_id == (await turn.person()).id
        return _says(company.NOT_VETTED if is_company(turn.services, wish) and not hers else say.OWN)
    if is_company(turn.services, wish):
        return _says(company.CLAIMED.format(text=wish.public_text, invite=wish.invite), lasting=True)
    words = say.CLAIMED.format(text=wish.public_text, day=day_words(wish.due_at), code=wish.code)
    return _says("\n".join((words, *sharing.for_lead(turn, wish))), lasting=True)


async def _got(turn: Turn, receipt: str) -> Answer:
    wish = await by_receipt(turn.services, receipt, by=await turn.person())
    return await _act(turn, "confirm", wish.id)


async def _worry(turn: Turn, wish_id: str) -> Answer:
    """报告担心的事: what happens then, before it does."""
    del turn
    return _says(f"{company.WORRY_FIRST}\n{tap(company.WORRY_YES, f'{PREFIX}worried:{wish_id}')}")


async def _worried(turn: Turn, wish_id: str) -> Answer:
    try:
        await worries.report(turn.services, wish_id, company.NO_WORDS, by=await turn.person(), key=turn.unique)
    except MoveNotPossible:
        return _says(say.PAST)
    return _says(company.REPORTED, lasting=True)


async def _thank(turn: Turn, words: str) -> Answer:
    by = await turn.person()
    wish = await to_thank_for(turn.services, by)
    if wish is None:
        return _says(say.THANKS_NONE)
    try:
        await thank(turn.services, wish.id, words, by=by)
    except Invalid as problem:
        return _says(say.THANKS_NAMES if problem.problem == "identifying" else say.THANKS_LENGTH)
    except Conflict:
        return _says(say.PAST)
    return _says(say.THANKS_TAKEN, lasting=True)


_VERBS: Mapping[str, Callable[[Turn, str], Awaitable[Answer]]] = {
    "see": _see,
    "claim": _claim_first,
    "take": _take,
    "tell": told_stories.tell,
    "untold": told_stories.not_tell,
    "got": _got,
    "thank": _thank,
    "sure": _sure,
    "worry": _worry,
    "worried": _worried,
    "draw": drawing.send,
    sharing.FIRST: sharing.first,
    sharing.JOIN: sharing.join,
    sharing.LEAVE: sharing.leave,
    sharing.LEFT: sharing.left,
    sharing.ASK: sharing.ask,
    sharing.END: sharing.end,
    "undraw": drawing.not_sent,
    "show": sent_pictures.send,
    "unshow": sent_pictures.not_sent,
    "voice": voices.chosen,
    "unvoice": voices.not_kept,
}


def lines_of(wishes: Sequence[Wish], parcels: Mapping[str, Parcel], *, given: bool = False) -> list[str]:
    """Wishes under 我的, each with its steps and where its parcel is; the words of each can be tapped."""
    states = say.TO_DONOR if given else say.TO_GUARDIAN
    lines = []
    for wish in wishes:
        text = wish.public_text if given else wish.text
        number = wish.code if given else format_receipt(wish.receipt)
        steps = say.progress(wish.state) if wish.is_open else ""
        parcel = parcels.get(wish.id)
        where = parcel_words.line(str(parcel.place), parcel.code, to_donor=given) if parcel and wish.is_open else ""
        parts = [f"• {tap(text, f'{PREFIX}see:{wish.id}')}：{states.get(wish.state, '')}", steps, f"　编号 {number}"]
        parts += [f"　{where}"] if where else []
        lines.append("\n".join(each for each in parts if each))
    return lines
