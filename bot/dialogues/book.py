"""预约: an hour with a counsellor: which kind, where, when. The time is held from the moment at which it is chosen."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answers import Answers, Choice, Refused, Stop, Taken, Text, YesNo
from bot.dialogue import Dialogue, Step
from bot.session import Option
from bot.turn import Turn
from domain.bookings import ABOUT_MOST, CALLED_MOST
from domain.errors import BookedAlready, Conflict, Invalid, NotFound, StaffBook
from domain.ids import new_id
from domain.receipts import format_receipt
from domain.regions import Scope
from services.bookings import booking, times, waiting
from wording import bookings as say

WAIT = "wait"


async def services_of(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
    """What can be booked."""
    del answers
    return turn.services.facts.booking.services


async def places(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
    """Where; those near her first."""
    person = await turn.person()
    found = await times.places_for(turn.services, answers["service"][0], near=person.region_path)
    return [(each.id, f"{each.name}（{each.address}）") for each in found[: times.PLACES]]


@dataclass(frozen=True, slots=True)
class _Time:
    """One of the next free times, held at once; or to wait for another. The answer is (id of what is held, words)."""

    async def _found(self, turn: Turn, answers: Answers) -> list[tuple[str, str]]:
        service, place = answers["service"][0], answers["place"][0]
        found = await times.free_for_all(turn.services, service, places=[place])
        wait = (WAIT, say.WAIT_LABEL if found else say.WAIT_ALONE)
        return [*((each.key, say.when(each.at)) for each in found), wait]

    async def read(self, text: str, turn: Turn, answers: Answers) -> Taken | Refused | Stop:
        """Held, or what to do instead."""
        found = await self._found(turn, answers)

        async def among(turn: Turn, answers: Answers) -> Sequence[tuple[str, str]]:
            del turn, answers
            return found

        chosen = await Choice(among).read(text, turn, answers)
        if not isinstance(chosen, Taken) or chosen.value[0] == WAIT:
            return chosen
        key, label = chosen.value
        try:
            held = await booking.hold(turn.services, await turn.person(), answers["service"][0], key, key=new_id())
        except BookedAlready:
            return Stop(say.ALREADY)
        except StaffBook:
            return Stop(say.STAFF_BOOK)
        except (Conflict, Invalid, NotFound):
            return Refused(say.TAKEN)
        return Taken([held.id, label])

    async def options(self, turn: Turn, answers: Answers) -> Sequence[Option]:
        """The times, and the way to wait."""
        return [Option(label, label) for _, label in await self._found(turn, answers)]


async def _chose_time(turn: Turn, answers: Answers) -> bool:
    del turn
    return bool(answers["time"][0] != WAIT)


def _ask_service(turn: Turn, answers: Answers) -> str:
    del answers
    return say.ASK_SERVICE.format(minutes=turn.services.facts.booking.minutes)


def _ask_time(turn: Turn, answers: Answers) -> str:
    del answers
    return say.ASK_TIME.format(minutes=turn.services.facts.booking.hold_minutes)


def _ask_confirm(turn: Turn, answers: Answers) -> str:
    held, label = answers["time"]
    place = answers["place"][1]
    if held == WAIT:
        return say.ASK_CONFIRM_WAIT.format(place=place, hours=turn.services.facts.booking.offer_hours)
    return say.ASK_CONFIRM.format(at=label, place=place)


async def _unless(turn: Turn) -> str:
    for service in turn.services.facts.booking.names:
        if await times.places_for(turn.services, service):
            return ""
    return say.NOT_OPEN


async def finish(turn: Turn, answers: Answers, key: str) -> str:
    """Hers from now on, or in the line; a repeat is the same one."""
    del key
    person, service = await turn.person(), answers["service"][0]
    held = answers["time"][0]
    try:
        if held == WAIT:
            await waiting.join(turn.services, person, service, answers["place"][0])
            return say.WAITS.format(place=answers["place"][1])
        about, called = (_said(answers.get(name, "")) for name in ("about", "called"))
        booked = await booking.confirm(turn.services, person, held, about=about, called=called)
    except BookedAlready:
        return say.ALREADY
    except StaffBook:
        return say.STAFF_BOOK
    except (Conflict, Invalid, NotFound):
        return say.GONE
    place = await turn.services.booking_places.get(booked.place, scope=Scope.system())
    return say.BOOKED.format(
        at=say.when(booked.at),
        place=place.name,
        address=place.address,
        way=f"{place.way}\n" if place.way else "",
        receipt=format_receipt(booked.receipt),
    )


def _said(text: str) -> str:
    return "" if text == say.SKIP else text


BOOK = Dialogue(
    name="book",
    version=1,
    title=say.TITLE,
    opens_on=("预约", "我要预约", "预约老师", "约老师", "心理咨询", "婚姻辅导", "menu:book"),
    steps=(
        Step("service", _ask_service, Choice(services_of)),
        Step("place", say.ASK_PLACE, Choice(places)),
        Step("time", _ask_time, _Time(), alone=say.ASK_TIME_FULL),
        Step("called", say.ASK_CALLED, Text(1, CALLED_MOST), private=True, when=_chose_time),
        Step("about", say.ASK_ABOUT, Text(1, ABOUT_MOST), private=True, when=_chose_time),
        Step("confirm", _ask_confirm, YesNo(say.NOT_BOOKED, yes=say.YES, no=say.NO)),
    ),
    finish=finish,
    unless=_unless,
)
