"""An expert at her desk, a woman who asks, a worker, and a platform that writes down what is sent."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, cast

import pytest

from domain.ids import new_id
from domain.questions import Question
from domain.staff import StaffMember
from services.context import Services
from services.questions import threads
from storage.threads import Way
from tests.joined import APP, HER, Phone
from tests.services.questions.test_tickets import colleague
from wechat.client import WeChatClient
from wechat.errors import WeChatError
from worker.later import Later
from worker.tasks import TASKS

ASKS = ("人工", "孩子半夜惊醒说胡话，要紧吗")
LEASE = timedelta(seconds=15)


@dataclass
class Platform:
    """What the account sent, and what the platform says to it."""

    sent: list[tuple[str, str]] = field(default_factory=list)
    notices: list[Mapping[str, str]] = field(default_factory=list)
    says: list[WeChatError] = field(default_factory=list)

    async def send_text(self, openid: str, text: str) -> None:
        if self.says:
            raise self.says.pop(0)
        self.sent.append((openid, re.sub(r"<a [^>]*>(.*?)</a>", r"\1", text)))

    async def send_subscription(self, openid: str, template: str, page: str, data: Mapping[str, str]) -> None:
        del openid, template, page
        self.notices.append(data)


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def desk_of(services: Services, platform: Platform) -> Services:
    return replace(services, wechat=cast("WeChatClient", platform))


async def work(services: Services) -> None:
    """All that is due now, as a worker does it."""
    while (row := await services.outbox.take_next(now=services.now(), lease=LEASE)) is not None:
        try:
            await TASKS[row.task](services, row)
        except Later as later:
            await services.outbox.again(row, due_at=later.at, progress=later.progress)
        else:
            await services.outbox.done(row, now=services.now())


async def heard(services: Services, openid: str = HER) -> None:
    await services.people.follows(APP, openid, following=True, now=services.now())
    await services.people.heard([{"app": APP, "openid": openid, "action": "message", "at": services.now()}])


async def expert(services: Services, login: str = "li", path: str = "370000/370800/") -> StaffMember:
    one = await colleague(services, login, path=path)
    return (await services.staff.get(one)).member(services.now())


async def asked_by(phone: Phone, services: Services, words: tuple[str, ...] = ASKS) -> Question:
    for each in words:
        await phone.says(each)
    await work(services)
    person = await services.people.ensure(APP, phone.openid, now=services.now())
    return (await services.tickets.live_of(person.id))[0]


async def answer(services: Services, question: Question, by: StaffMember, text: str = "先量体温。", **more: Any) -> str:
    message_id = new_id()
    await threads.answer(services, question.id, message_id, text=text, hold=more.get("hold", False), by=by)
    await work(services)
    return message_id


async def way_of(services: Services, message_id: str) -> Way:
    message = await services.threads.get(message_id)
    assert message is not None
    return message.way
