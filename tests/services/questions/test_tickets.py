"""A question is never without somebody who answers for it, and a late one goes up, level by level."""

import asyncio
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import CHINA, Calendar, DaysOff, MadeUpDay
from domain.errors import MoveNotPossible
from domain.ids import new_id
from domain.people import Person
from domain.questions import Question, QuestionState
from domain.staff import Appointment, StaffRole
from domain.tickets import MOVES, Candidate, Move, choose, moved, turn_of
from services.context import Services
from services.questions.ask import hand_over
from services.questions.giving import look_after
from storage.experts import Expert
from storage.scoped import placed
from storage.staff import StaffAccount
from tests.joined import Clock

CITY, QUFU, ZOUCHENG = "370000/370800/", "370000/370800/370881/", "370000/370800/370883/"
EXPERT = StaffRole.EXPERT


async def colleague(services: Services, login: str, role: StaffRole = EXPERT, path: str = CITY) -> str:
    account = StaffAccount(new_id(), login, login, path, (Appointment(role, path),))
    await services.staff.insert(account, now=services.now())
    return account.id


async def asked(services: Services, text: str = "孩子半夜惊醒说胡话", path: str = "", **more: bool) -> Question:
    by = Person(id="p1", identities=(), region_path=path)
    return await hand_over(services, by=by, text=text, suggested=(), key=new_id(), now=services.now(), **more)


async def now_of(services: Services, question: Question) -> Question:
    found = await services.tickets.find(question.id)
    assert found is not None
    return found


@pytest.mark.parametrize("move", Move)
@pytest.mark.parametrize("state", QuestionState)
def test_a_move_starts_only_where_the_table_says(state: QuestionState, move: Move) -> None:
    begins, ends = MOVES[move]
    if state in begins:
        assert moved(state, move) is ends
    else:
        with pytest.raises(MoveNotPossible):
            moved(state, move)


def test_who_knows_the_matter_is_asked_unless_others_have_much_less_to_do() -> None:
    knows, free = Candidate("a", {"学习"}, 10, 2), Candidate("b", (), 9, 0)
    chosen = choose([knows, free], "学习")
    assert chosen is knows
    assert choose([knows, free], "饮食") is free
    assert choose([replace(knows, served=20), free], "学习") is free
    assert choose([], "学习") is None


async def test_a_question_is_due_by_the_office_s_clock_and_an_urgent_one_comes_first(services: Services) -> None:
    urgent_words = replace(services.facts.promise, urgent_words=("离家出走",))
    services = replace(services, facts=replace(services.facts, promise=urgent_words))
    usual, urgent = await asked(services), await asked(services, "孩子离家出走了")
    assert usual.due_at is not None
    assert urgent.due_at is not None
    assert usual.due_at.astimezone(CHINA) == datetime(2026, 11, 26, 9, 0, tzinfo=CHINA)  # 17:00 on Tuesday, 8 hours
    assert urgent.due_at.astimezone(CHINA) == datetime(2026, 11, 25, 9, 0, tzinfo=CHINA)
    await colleague(services, "li")
    await look_after(services)
    waiting = await services.tickets.ungiven(most=5)
    assert waiting == []
    assert turn_of(urgent.due_at, urgent=True) < turn_of(usual.due_at - timedelta(days=9), urgent=False)


async def test_it_is_given_by_place_topic_and_load_to_who_is_there(services: Services) -> None:
    here, there, knows = [
        await colleague(services, login, path=path) for login, path in (("a", QUFU), ("b", ZOUCHENG), ("c", QUFU))
    ]
    await services.experts.save(Expert(knows, topics=frozenset({"学习"})))
    question = await asked(services, "孩子写作业磨蹭怎么办", QUFU)
    await look_after(services)
    assert (await now_of(services, question)).owner == knows
    today = services.now().astimezone(CHINA).date()
    kept = await services.experts.get(knows)
    await services.experts.save(replace(kept, away=(DaysOff(today, today + timedelta(days=3)),)))
    again = await asked(services, "孩子写作业磨蹭怎么办", QUFU)
    elsewhere = await asked(services, "孩子写作业磨蹭怎么办", ZOUCHENG)
    await look_after(services)
    assert (await now_of(services, again)).owner == here
    found = await now_of(services, elsewhere)
    assert (found.owner, found.state, found.readers) == (there, QuestionState.ASSIGNED, (there,))


async def test_without_an_expert_the_desk_above_has_it_and_with_nobody_it_is_given_later(services: Services) -> None:
    question = await asked(services, path=QUFU)
    assert await look_after(services) == (0, 0)
    boss = await colleague(services, "boss", StaffRole.ADMINISTRATOR)
    assert await look_after(services) == (1, 0)
    assert (await now_of(services, question)).owner == boss
    county = await colleague(services, "county", StaffRole.COUNTY, QUFU)
    second = await asked(services, path=QUFU)
    await asyncio.gather(*(look_after(services) for _ in range(4)))
    assert (await now_of(services, second)).owner == county
    given = await services.db["events"].count_documents({"kind": "question_given"})
    assert given == 2


async def test_a_late_one_goes_up_once_a_level_and_no_further_than_there_is_somebody(
    services: Services, clock: Clock
) -> None:
    await colleague(services, "li", path=QUFU)
    county = await colleague(services, "county", StaffRole.COUNTY, QUFU)
    boss = await colleague(services, "boss", StaffRole.ADMINISTRATOR)
    question = await asked(services, path=QUFU)
    await look_after(services)
    clock.move(days=2)
    await asyncio.gather(*(look_after(services) for _ in range(4)))
    late = await now_of(services, question)
    assert (late.level, late.raised_to) == (1, county)
    assert await look_after(services) == (0, 0)
    clock.move(days=1)
    await look_after(services)
    late = await now_of(services, question)
    assert (late.level, late.raised_to, set(late.readers) >= {county, boss}) == (3, boss, True)
    for _ in range(2):  # it goes no further, but comes back
        clock.move(days=5)
        assert await look_after(services) == (0, 1)
        assert await look_after(services) == (0, 0)
        late = await now_of(services, question)
        assert (late.level, late.raised_to) == (3, boss)
    assert await services.db["events"].count_documents({"kind": "question_late"}) == 2
    assert await services.db["events"].count_documents({"kind": "question_late_again"}) == 2


class Office:
    """Many experts in two counties and the city, some of them on holiday, and tickets for thirty days with days off."""

    def __init__(self, services: Services, clock: Clock, *, experts: int, tickets: int) -> None:
        off = (DaysOff(date(2026, 12, 7), date(2026, 12, 9)),)
        office = Calendar(off=off, made_up=(MadeUpDay(date(2026, 12, 12)),))
        self.services = replace(services, facts=replace(services.facts, calendar=office))
        self.clock, self.experts, self.tickets = clock, experts, tickets
        self.chance = random.Random(7)
        self.away: dict[str, tuple[DaysOff, ...]] = {}
        self.there: Counter[str] = Counter()  # in how many steps each of them could be given something
        self.office = office

    async def open(self) -> None:
        await colleague(self.services, "boss", StaffRole.ADMINISTRATOR)
        for name, path in (("qufu", QUFU), ("zoucheng", ZOUCHENG)):
            await colleague(self.services, name, StaffRole.COUNTY, path)
        first = self.clock().astimezone(CHINA).date()
        for number in range(self.experts):
            path = (CITY, QUFU, ZOUCHENG)[number % 5 // 2]
            one = await colleague(self.services, f"expert{number:02d}", path=path)
            begins = first + timedelta(days=1 + number % 20)
            self.away[one] = (DaysOff(begins, begins + timedelta(days=5)),) if number % 4 == 0 else ()
            await self.services.experts.save(Expert(one, frozenset({f"题{number % 7}"}), self.away[one]))

    async def run(self, days: int) -> None:
        steps = days * 12
        for step in range(steps):
            many = self.tickets * (step + 1) // steps - self.tickets * step // steps
            await self._ask(many)
            await look_after(self.services)
            day = self.office.next_opening(self.clock()).date()
            self.there.update(each for each, away in self.away.items() if not Expert(each, away=away).is_away(day))
            if self.office.is_working(self.clock()):
                await self._answer()
            self.clock.move(hours=2)
        await look_after(self.services)

    async def _ask(self, many: int) -> None:
        rows, now = [], self.clock()
        for _ in range(many):
            urgent = self.chance.random() < 0.05
            due = self.services.facts.promise.due(now, self.office, urgent=urgent)
            path = self.chance.choice((QUFU, ZOUCHENG, CITY, ""))
            one = new_id()
            topic = f"题{self.chance.randrange(9)}"
            common = {"_id": one, "key": one, "receipt": one, "asker": "p", "suggested": [], "asked_at": now}
            times = {"due_at": due, "raise_at": due, "turn": turn_of(due, urgent=urgent), "waits": True, "seq": 0}
            rows.append(common | times | {"state": "open", "topic": topic, "urgent": urgent} | placed(path))
        if rows:
            await self.services.db["questions"].insert_many(rows)

    async def _answer(self) -> None:
        """Most of what waits is answered, by whoever has it; the rest is late some day."""
        which = {"waits": True, "owner": {"$in": list(self.away)}}
        found = await self.services.db["questions"].find(which, {"_id": 1}).to_list(None)
        done = [each["_id"] for each in found if self.chance.random() < 0.4]
        change = {"$set": {"state": "answered", "waits": False, "answered_at": self.clock()}, "$inc": {"seq": 1}}
        await self.services.db["questions"].update_many({"_id": {"$in": done}}, change)

    async def check(self) -> None:
        """None without an owner, each late one gone up, and everybody's share of a day even within a fifth."""
        questions = self.services.db["questions"]
        assert await questions.count_documents({}) == self.tickets
        assert await questions.count_documents({"$or": [{"owner": ""}, {"owner": None}, {"state": "open"}]}) == 0
        now = self.clock().astimezone(UTC)
        late = [
            each async for each in questions.find({"$expr": {"$lt": ["$due_at", {"$ifNull": ["$answered_at", now]}]}})
        ]
        assert late
        assert [each["_id"] for each in late if not each.get("level")] == []
        given = Counter([each["owner"] async for each in questions.find({}, {"owner": 1})])
        shares = {each: given[each] / self.there[each] for each in self.away}
        mean = sum(shares.values()) / len(shares)
        uneven = {each: share / mean for each, share in shares.items() if abs(share / mean - 1) > 0.2}
        assert uneven == {}


async def test_a_month_of_tickets_leaves_none_alone_none_late_unseen_and_the_load_even(
    services: Services, clock: Clock
) -> None:
    office = Office(services, clock, experts=10, tickets=400)
    office.clock.at = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    await office.open()
    await office.run(6)
    await office.check()


@pytest.mark.long
async def test_ten_thousand_tickets_and_fifty_experts_over_thirty_days(services: Services, clock: Clock) -> None:
    office = Office(services, clock, experts=50, tickets=10_000)
    office.clock.at = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)
    await office.open()
    await office.run(30)
    await office.check()
