"""An expert answers after hours and lets it wait until the office opens: her phone and a parent's, by a clock that is moved."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import datetime
from types import SimpleNamespace

import pytest
from playwright.async_api import expect
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from app.bodies import READ_MOST_BYTES
from app.web import make_app
from domain.calendar import CHINA
from domain.staff import StaffRole
from services.questions.giving import look_after
from services.staff import add
from simulator import delivery
from tests.acceptance.conftest import Place
from tests.acceptance.people import MOBILE, Officer, Person, gathered
from tests.acceptance.test_a_day_with_questions import asks_for_a_teacher
from tests.console.conftest import PASSWORD
from tests.handlers.conftest import settings_for
from tests.joined import APP
from tests.rig import LEASE, Rig
from worker.tasks.inbox import Copier

ASKED = "孩子十三岁，三天不肯上学，说头疼，怎么跟他说"
FIRST, BETTER = "先别急着讲道理。", "先别急着讲道理。今晚陪他十分钟，听他说。"
TUESDAY, WEDNESDAY = 24, 25  # of November; the clock begins on Tuesday at five in the afternoon
EVENING = (TUESDAY, 19), (WEDNESDAY, 8, 29), (WEDNESDAY, 8, 30)
LUNCH = (WEDNESDAY, 12, 30), (WEDNESDAY, 13, 59), (WEDNESDAY, 14, 0)
Time = tuple[int, ...]  # day, hour, minute


@dataclass
class Office:
    """The product in this process, on a platform whose clock is moved with ours."""

    rig: Rig
    place: Place
    copier: Copier

    async def is_at(self, time: Time) -> None:
        """Move on to this time in China, and do what is due by then."""
        at = datetime(2026, 11, *time, tzinfo=CHINA)
        self.rig.move(at - self.rig.clock())
        await self.works()

    async def works(self) -> None:
        """What the worker does of what is due by now; the clock stands."""
        await self.copier.copy()
        await look_after(self.rig.services)
        while work := await self.rig.services.outbox.take_next(now=self.rig.clock(), lease=LEASE):
            await self.rig.step(work)


@pytest.fixture
async def office(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    moved = SimpleNamespace(time=lambda: rig.clock().timestamp())
    monkeypatch.setattr(delivery, "time", moved)  # a push signed by the machine's clock is days from ours: refused
    sockets = bind_sockets(0, "127.0.0.1")
    base = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    rig.services = replace(rig.services, facts=replace(rig.services.facts, public_url=base))
    account = rig.platform.accounts[APP]
    account.settings = replace(account.settings, callback_url=f"{base}/wechat/callback")
    settings = settings_for("plain", oa_token=account.settings.token)
    server = HTTPServer(make_app(rig.services, settings), max_body_size=READ_MOST_BYTES)
    server.add_sockets(sockets)
    yield Office(rig, Place(base, rig.platform.base_url, PASSWORD), Copier(rig.services))
    server.stop()
    await server.close_all_connections()


async def comes_to(expert: Officer, number: str, *, answered: bool = False) -> None:
    """Open a question by her list, or by that of the answered ones."""
    await expert.opens("提问")
    if answered:
        await expert.follows("回过的", number)
    await expert.follows(number, "问的和回的")


async def heard_nothing(parent: Person, office: Office, number: str, count: int) -> None:
    """Nothing came of itself, and who asks what became of it learns of no answer."""
    await office.works()
    await expect(parent.phone.said).to_have_count(count)
    told = await parent.says(number, "老师还没有回")
    assert "老师在看" in told, told
    assert "别急" not in told


@pytest.mark.parametrize(("written", "before", "opens"), [EVENING, LUNCH], ids=("evening", "lunch"))
async def test_an_answer_that_was_held_reaches_her_once_when_the_office_opens(
    office: Office, written: Time, before: Time, opens: Time
) -> None:
    await add(
        office.rig.services, login="li", name="李老师", roles=(StaffRole.EXPERT,), region="370800", password=PASSWORD
    )
    async with gathered(office.place) as people:
        expert, parent = await people.officer("li", MOBILE), await people.person("孟大姐（样例）")
        number = await asks_for_a_teacher(parent, "人工", ASKED)
        await office.works()
        await comes_to(expert, number)
        hold = expert.main.get_by_label("等上班再发")
        await expect(hold).to_have_count(0)  # the office works: there is nothing to wait for

        await office.is_at(written)
        await expert.signs_in(office.place, "li")  # hours later she isn't signed in any more
        await comes_to(expert, number)
        await expect(hold).to_be_checked()
        await expert.sees("会到她的聊天里")
        count = await parent.phone.said.count()
        await expert.fills({"写给她的话": FIRST})
        await expert.taps("发给她", "没发以前，都能收回来改")
        await heard_nothing(parent, office, number, count)

        await expert.taps("先不发，收回来改", "回她")
        answer = expert.main.get_by_label("写给她的话")
        await expect(answer).to_have_value(FIRST)
        await answer.fill(BETTER)
        await expert.taps("发给她", "等到")
        await heard_nothing(parent, office, number, count + 1)

        await office.is_at(before)
        await heard_nothing(parent, office, number, count + 2)
        await office.is_at(opens)
        told = await parent.hears("今晚陪他十分钟")
        assert number in told
        await office.is_at((WEDNESDAY, 16))
        await expect(parent.phone.said).to_have_count(count + 4)
        assert "已经回您了" in await parent.says(number, "今晚陪他十分钟")
        await expert.signs_in(office.place, "li")
        await comes_to(expert, number, answered=True)
        await expert.sees("发到她的聊天里了")
        await expect(expert.main.get_by_role("button", name="先不发")).to_have_count(0)
        await expect(hold).to_have_count(0)
