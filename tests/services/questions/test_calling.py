"""Those who answer are told in the account: once of each, seldom of ordinary ones, and never whose or what it is."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.calendar import CHINA, DaysOff
from domain.people import Person
from domain.questions import Question
from domain.staff import StaffRole
from services.context import Services
from services.questions import threads
from services.questions.ask import hand_over
from services.questions.giving import look_after
from storage.experts import Expert
from tests.joined import APP, Clock
from tests.services.questions.test_tickets import QUFU, colleague, now_of
from wechat.errors import Busy
from worker.later import Later
from worker.tasks import TASKS

LEASE = timedelta(minutes=5)
WORDS = "孩子离家出走了，我叫赵小花"


class Platform:
    """Takes customer-service messages; busy as often as it is told to be."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.busy = 0

    async def send_text(self, openid: str, text: str) -> None:
        if self.busy:
            self.busy -= 1
            raise Busy(45011, "too fast")
        self.sent.append((openid, text))

    def take(self, openid: str) -> list[str]:
        """What went to her since."""
        found = [text for to, text in self.sent if to == openid]
        self.sent = [each for each in self.sent if each[0] != openid]
        return found


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def office(services: Services, platform: Platform, clock: Clock) -> Services:
    """A Wednesday's morning, with words that make a question an urgent one."""
    clock.at = datetime(2026, 11, 25, 9, 0, tzinfo=CHINA).astimezone(UTC)
    promise = replace(services.facts.promise, urgent_words=("离家出走",))
    return replace(services, wechat=platform, facts=replace(services.facts, promise=promise))  # type: ignore[arg-type]


async def bound(services: Services, login: str, role: StaffRole = StaffRole.EXPERT, path: str = QUFU) -> str:
    """A colleague whose WeChat is bound; her account's openid is her login."""
    staff_id = await colleague(services, login, role, path)
    person = await services.people.follows(APP, login, following=True, now=services.now())
    await services.bindings.bind(staff_id, person.id, now=services.now())
    await writes(services, login)
    return staff_id


async def writes(services: Services, login: str) -> None:
    """She writes something to the account."""
    await services.people.heard([{"app": APP, "openid": login, "action": "message", "at": services.now()}])


async def asks(services: Services, key: str, text: str = "孩子半夜惊醒说胡话") -> Question:
    by = Person(id="p1", identities=(), region_path=QUFU)
    return await hand_over(services, by=by, text=text, suggested=(), key=key, now=services.now())


async def works(services: Services) -> None:
    """What two workers do now: all that is due."""
    await look_after(services)
    await asyncio.gather(_worker(services), _worker(services))


async def _worker(services: Services) -> None:
    while work := await services.outbox.take_next(now=services.now(), lease=LEASE):
        try:
            await TASKS[work.task](services, work)
        except Later as later:
            await services.outbox.again(work, due_at=later.at, progress=later.progress)
        else:
            await services.outbox.done(work, now=services.now())


async def goes_on(services: Services, clock: Clock, *, minutes: int) -> None:
    for _ in range(minutes):
        clock.move(minutes=1)
        await works(services)


async def test_of_an_urgent_one_she_is_told_at_once_and_once_whatever_the_hour(
    office: Services, platform: Platform, clock: Clock
) -> None:
    clock.at = datetime(2026, 11, 25, 22, 0, tzinfo=CHINA).astimezone(UTC)
    await bound(office, "li")
    await asks(office, "q1", WORDS)
    await works(office)
    (text,) = platform.take("li")
    assert text.startswith("有 1 个急的提问等您回，明天 09:30 到期。")
    assert text.endswith("/console/questions")
    assert not any(each in text for each in ("赵", "离家", "曲阜"))
    await works(office)
    await goes_on(office, clock, minutes=10)
    assert platform.take("li") == []


async def test_of_ordinary_ones_she_is_told_together_and_at_most_once_in_an_hour(
    office: Services, platform: Platform, clock: Clock
) -> None:
    await bound(office, "li")
    for number in range(3):
        await asks(office, f"q{number}")
    await works(office)
    assert platform.take("li") == []
    await goes_on(office, clock, minutes=5)
    (text,) = platform.take("li")
    assert text == f"您有 3 个提问等着回，最早的明天 10:00 到期：{office.facts.public_url}/console/questions"
    await asks(office, "q4")
    await goes_on(office, clock, minutes=58)
    assert platform.take("li") == []
    await goes_on(office, clock, minutes=3)
    assert [each[:6] for each in platform.take("li")] == ["您有 4 个"]
    await goes_on(office, clock, minutes=90)
    assert platform.take("li") == []


async def test_what_comes_in_the_evening_is_told_in_the_morning_unless_it_is_answered_by_then(
    office: Services, platform: Platform, clock: Clock
) -> None:
    staff_id = await bound(office, "li")
    clock.at = datetime(2026, 11, 25, 19, 0, tzinfo=CHINA).astimezone(UTC)
    first, second = await asks(office, "q1"), await asks(office, "q2")
    await works(office)
    clock.at = datetime(2026, 11, 26, 8, 29, tzinfo=CHINA).astimezone(UTC)
    await works(office)
    assert platform.take("li") == []
    li = (await office.staff.get(staff_id)).member(office.now())
    await threads.close(office, first.id, by=li)
    clock.move(minutes=1)
    await works(office)
    assert [each[:6] for each in platform.take("li")] == ["您有 1 个"]
    assert (await now_of(office, second)).owner == staff_id


async def test_she_may_be_spared_ordinary_ones_and_is_spared_them_while_she_is_away(
    office: Services, platform: Platform, clock: Clock
) -> None:
    staff_id = await bound(office, "li")
    await office.experts.save(Expert(staff_id, untold=True))
    await asks(office, "q1")
    await asks(office, "q2", WORDS)
    await works(office)
    assert [each[:7] for each in platform.take("li")] == ["有 1 个急的"]
    await goes_on(office, clock, minutes=10)
    assert platform.take("li") == []
    await writes(office, "li")
    kept = await office.experts.get(staff_id)
    away = (DaysOff(date(2026, 11, 25), date(2026, 11, 25)),)
    await office.experts.save(replace(kept, untold=False, away=away))
    await asks(office, "q3")
    await goes_on(office, clock, minutes=10)
    assert platform.take("li") == []


async def test_a_busy_platform_is_asked_again_and_a_worker_that_died_tells_nobody_twice(
    office: Services, platform: Platform, clock: Clock
) -> None:
    await bound(office, "li")
    await asks(office, "q1")
    await asks(office, "q2", WORDS)
    platform.busy = 2
    await goes_on(office, clock, minutes=8)
    assert sorted(each[:2] for each in platform.take("li")) == ["您有", "有 "]
    await office.db["outbox"].update_many({"task": "call_expert"}, {"$set": {"done_at": None, "tries": 0}})
    await works(office)
    assert platform.take("li") == []


async def test_ordinary_ones_leave_of_the_five_messages_what_an_urgent_one_needs(
    office: Services, platform: Platform, clock: Clock
) -> None:
    await bound(office, "li")
    for number in range(5):
        await asks(office, f"q{number}")
        await works(office)
        clock.move(hours=1, minutes=6)
        await works(office)
    assert [each[:6] for each in platform.take("li")] == ["您有 1 个", "您有 2 个", "您有 5 个"]  # not over lunch
    await asks(office, "q5")
    clock.move(hours=1, minutes=6)
    await works(office)
    assert platform.take("li") == []
    await asks(office, "q6", WORDS)
    await works(office)
    assert [each[:6] for each in platform.take("li")] == ["有 1 个急"]
    await writes(office, "li")
    await asks(office, "q7")
    await goes_on(office, clock, minutes=6)
    assert len(platform.take("li")) == 1


async def test_whoever_is_handed_an_urgent_one_is_told_and_not_who_hands_it_on(
    office: Services, platform: Platform
) -> None:
    li, boss = await bound(office, "li"), await bound(office, "boss", StaffRole.COUNTY)
    question = await asks(office, "q1", WORDS)
    await works(office)
    assert len(platform.take("li")) == 1
    by = (await office.staff.get(li)).member(office.now())
    await threads.transfer(office, question.id, to=boss, by=by)
    await works(office)
    assert (len(platform.take("boss")), platform.take("li")) == (1, [])
    await threads.close(office, question.id, by=by)
    await threads.reopen(office, question.id, by=by)
    await works(office)
    assert (len(platform.take("boss")), platform.take("li")) == (1, [])


async def test_late_ones_rise_with_one_message_and_come_back_each_working_day_until_they_are_answered(
    office: Services, platform: Platform, clock: Clock
) -> None:
    li, county = await bound(office, "li"), await bound(office, "county", StaffRole.COUNTY)
    bosses = [await bound(office, f"boss{each}", StaffRole.ADMINISTRATOR, "370000/370800/") for each in range(2)]
    first, second = await asks(office, "q1"), await asks(office, "q2")
    await works(office)
    clock.at = datetime(2026, 11, 26, 10, 0, tzinfo=CHINA).astimezone(UTC)
    await works(office)
    assert (await now_of(office, first)).raised_to == county
    await goes_on(office, clock, minutes=2)
    (text,) = platform.take("county")
    assert text == f"有提问过了时间还没有人回，请您看一看：{office.facts.public_url}/console/questions"
    clock.at = datetime(2026, 11, 26, 16, 5, tzinfo=CHINA).astimezone(UTC)
    await goes_on(office, clock, minutes=2)
    assert sorted(len(platform.take(f"boss{each}")) for each in range(2)) == [0, 1]
    assert set(bosses) & set((await now_of(office, first)).readers)
    told = []
    for day in range(27, 31):  # Friday, the weekend, Monday
        for hour in (9, 13, 16):
            clock.at = datetime(2026, 11, day, hour, 0, tzinfo=CHINA).astimezone(UTC)
            await goes_on(office, clock, minutes=2)
            told += [(day, hour, each, platform.take(f"boss{each}")) for each in range(2)]
    assert [(day, hour, who) for day, hour, who, texts in told if texts] == [
        *((27, 13, who) for who in range(2)),
        *((30, 9, who) for who in range(2)),
    ]
    assert {len(texts) for _, _, _, texts in told} == {0, 1}
    for each in (first, second):
        await threads.close(office, each.id, by=(await office.staff.get(li)).member(office.now()))
    clock.at = datetime(2026, 12, 1, 9, 0, tzinfo=CHINA).astimezone(UTC)
    await goes_on(office, clock, minutes=2)
    assert [platform.take(f"boss{each}") for each in range(2)] == [[], []]


async def test_one_that_was_to_go_no_further_comes_back_too(office: Services) -> None:
    await bound(office, "boss", StaffRole.ADMINISTRATOR, "370000/370800/")
    question = await asks(office, "q1")
    await look_after(office)
    stopped = {"raise_at": None, "level": 3}
    await office.db["questions"].update_one({"_id": question.id}, {"$set": stopped})
    assert await look_after(office) == (0, 1)
    assert await look_after(office) == (0, 0)
    back = (await now_of(office, question)).raise_at
    assert back is not None
    assert back.astimezone(CHINA) == datetime(2026, 11, 26, 8, 30, tzinfo=CHINA)
