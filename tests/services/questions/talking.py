"""A woman and an expert in a conversation, on the simulator."""

from dataclasses import dataclass
from typing import Any

import pytest

from domain.ids import new_id
from domain.questions import Question
from domain.staff import StaffMember
from services.questions import threads
from storage.threads import Message
from tests.bot.test_drawings import sends_picture, uploaded
from tests.joined import APP, Phone
from tests.rig import Rig
from tests.services.questions.conftest import ASKS, expert


@dataclass
class Talk:
    """A woman who has asked, an expert who has it, and a platform between them."""

    rig: Rig
    openid: str
    phone: Phone
    li: StaffMember
    question: Question

    async def sends(self, content: bytes) -> str:
        """A picture from her phone, and what the worker makes of it; the reply."""
        reply = await sends_picture(self.phone, await uploaded(self.rig.services, content))
        await self.rig.work(most=20)
        return reply

    async def said(self) -> list[threads.Said]:
        """The thread as the expert sees it."""
        return list((await threads.open_thread(self.rig.services, self.question.id, by=self.li)).said)

    async def answers(self, picture: bytes = b"", text: str = "先涂药膏。", **more: Any) -> Message:
        """An answer, and what the worker makes of it."""
        message_id, hold = new_id(), more.pop("hold", False)
        await threads.answer(
            self.rig.services, self.question.id, message_id, text=text, hold=hold, by=self.li, picture=picture, **more
        )
        await self.rig.work(most=40)
        return await self.message(message_id)

    async def message(self, message_id: str) -> Message:
        """As it is now."""
        found = await self.rig.services.threads.get(message_id)
        assert found is not None
        return found

    async def shown(self) -> list[str]:
        """The kinds of what the account sent into her chat."""
        await self.rig.platform.store.flush()
        query = "SELECT kind FROM entries WHERE openid = ? AND channel IN ('custom', 'subscribe') ORDER BY seq"
        return [kind for (kind,) in await self.rig.platform.store.read(query, (self.openid,))]


@pytest.fixture
async def talk(rig: Rig) -> Talk:
    (openid,) = await rig.people(1, wrote=1)
    phone, li = Phone(rig.services, openid), await expert(rig.services)
    for each in ASKS:
        await phone.says(each)
    await rig.work(most=20)
    person = await rig.services.people.ensure(APP, openid, now=rig.clock())
    (question,) = await rig.services.tickets.live_of(person.id)
    return Talk(rig, openid, phone, li, question)
