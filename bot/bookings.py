"""我的预约: what she has booked, holds or waits for, and taps to give it back or take what was offered."""

from bot.cards import tap
from bot.turn import Answer, Turn
from domain.bookings import Booking, State
from domain.errors import Conflict, NotFound, StoreAway
from domain.ids import is_id
from domain.people import Person
from domain.receipts import format_receipt
from services.bookings import booking, waiting
from wechat.messages import TextReply
from wording import bookings as say
from wording import chat

WORD = say.MINE_WORD
PREFIX = "b:"
SHOWN = 6


async def mine(turn: Turn, rest: str) -> Answer:
    """
    The list; after the prefix stands what was tapped: "x<id>" gives one back, "y<id>" takes what was offered, "w<service>"
    leaves the line.
    """
    try:
        person = await turn.person()
        words = await _tapped(turn, person, rest[:1], rest[1:]) if rest else await _list(turn, person)
    except StoreAway:
        return Answer(TextReply(chat.TRY_LATER))
    return Answer(TextReply(words), lasting=bool(rest))


async def _tapped(turn: Turn, person: Person, what: str, which: str) -> str:
    if what == "w":
        await waiting.leave(turn.services, person, which)
        return say.LEFT
    if not is_id(which):
        return say.NO_SUCH
    try:
        if what == "y":
            taken = await booking.confirm(turn.services, person, which)
            return f"{say.MINE}\n{await _line(turn, taken)}"
        await booking.cancel(turn.services, person, which)
    except NotFound:
        return say.NO_SUCH
    except Conflict:
        return say.GONE if what == "y" else say.NO_SUCH
    return say.CANCELLED


async def _list(turn: Turn, person: Person) -> str:
    rows = await turn.services.bookings.of_person(person.id)
    open_now = [each for each in rows if each.is_open(turn.now) and each.at > turn.now]
    lines = [await _line(turn, each) for each in open_now[:SHOWN]]
    waits = [each for each in await turn.services.booking_waits.of_person(person.id) if not each.booking]
    places = await booking.places_of(turn.services, [each.place for each in waits])
    for each in waits:
        leave = tap(say.LEAVE, f"{PREFIX}w{each.service}")
        name = places[each.place].name if each.place in places else ""
        lines.append(say.MINE_WAIT.format(place=name, leave=leave))
    return "\n".join((say.MINE, *lines)) if lines else say.MINE_NONE


async def _line(turn: Turn, each: Booking) -> str:
    places = await booking.places_of(turn.services, [each.place])
    place = f"{places[each.place].name}（{places[each.place].address}）" if each.place in places else ""
    back = f"{PREFIX}x{each.id}"
    if each.state is State.HELD and each.held_until is not None:
        take, leave = tap(say.TAKE, f"{PREFIX}y{each.id}"), tap(say.REFUSE, back)
        until = say.clock(each.held_until)
        return say.MINE_OFFER.format(at=say.when(each.at), place=place, until=until, take=take, leave=leave)
    receipt = format_receipt(each.receipt)
    return say.MINE_LINE.format(at=say.when(each.at), place=place, receipt=receipt, change=tap(say.CANCEL, back))
