"""What waits today."""

import asyncio
from collections.abc import Awaitable
from typing import Any, ClassVar

from domain.pushes import PushState
from domain.staff import Permission
from handlers.access import public, requires
from handlers.base import BaseHandler
from handlers.console.account_parts import ready_drafts
from handlers.console.page import ConsolePage
from services import pushes
from services.cases.access import count_overdue
from services.knowledge import releasing
from services.people.counting import followers
from services.staff.receiving import to_receive
from services.staff.visiting import badges, visit
from services.wishes import forgotten, volunteers

UNDER_WAY = {PushState.WAITING, PushState.BUILDING, PushState.RUNNING, PushState.PAUSED}
ALERTS_SHOWN = 3
ENTRIES_SHOWN = 5
PUSHES_LOOKED_AT = 20


class _WaitingPage(ConsolePage):
    """What waits for her."""

    SECTION = "home"
    COUNTS_ANEW = True

    async def waiting(self) -> dict[str, Any]:
        """Alerts first, then cases that are overdue, questions, wishes, pushes; only what is hers to see."""
        alerts, overdue, to_release, drafts, under_way, entries, stale, handed, still, ending = await asyncio.gather(
            self._if(Permission.ALERT_READ, self._alerts()),
            self._if(Permission.ALERT_READ, count_overdue(self.services, by=self.staff)),
            self._if(Permission.PUSH_RELEASE, pushes.to_release(self.services, by=self.staff)),
            self._if(Permission.ACCOUNT_RELEASE, ready_drafts(self.services, by=self.staff)),
            self._if(Permission.PUSH_READ, self._pushes()),
            self._if(
                Permission.KNOWLEDGE_RELEASE, releasing.to_release(self.services, by=self.staff, most=ENTRIES_SHOWN)
            ),
            self._if(Permission.KNOWLEDGE_WRITE, releasing.count_stale(self.services, by=self.staff)),
            to_receive(self.services, by=self.staff),
            self._if(Permission.WISH_READ, forgotten.count(self.services, by=self.staff)),
            self._if(Permission.WISH_APPROVE, volunteers.count_ending(self.services, by=self.staff)),
        )
        return {
            "alerts": alerts,
            "overdue": overdue,
            "questions": self.waits.get("questions"),
            "wishes": self.waits.get("wishes"),
            "to_release": to_release,
            "drafts": drafts,
            "under_way": under_way,
            "entries": entries,
            "stale": stale,
            "handed": handed,
            "forgotten": still,
            "ending": ending,
        }

    async def _if(self, permission: Permission, question: Awaitable[object]) -> object:
        """What the question answers, or None where she may not ask it."""
        if self.staff.may(permission):
            return await question
        if asyncio.iscoroutine(question):
            question.close()
        return None

    async def _alerts(self) -> object:
        scope = self.staff.scope(Permission.ALERT_READ)
        waiting = self.waits.get("alerts", 0)
        return waiting, await self.services.alerts.page(scope=scope, most=ALERTS_SHOWN) if waiting else []

    async def _pushes(self) -> object:
        newest = await pushes.page(self.services, most=PUSHES_LOOKED_AT)
        return [push for push in newest if push.state in UNDER_WAY]


@requires(Permission.HOME_READ)
class Home(_WaitingPage):
    """What waits, what is late, and what has come since she was here."""

    async def get(self) -> None:
        """The page."""
        waiting, news, number = await asyncio.gather(
            self.waiting(), visit(self.services, by=self.staff), followers(self.services)
        )
        self.show("home.html", followers=number, news=news, **waiting)


@requires(Permission.HOME_READ)
class HomeWaiting(_WaitingPage):
    """The part of it that renews itself when the live counts change. That is no visit, and keeps no session alive."""

    PROLONGS_SESSION: ClassVar[bool] = False

    async def get(self) -> None:
        """The part, with what is counted now."""
        self.waits = await badges(self.services, by=self.staff, fresh=True)
        self.page("parts/_home.html", waits=self.waits, **await self.waiting())


@requires(Permission.HOME_READ)
class More(ConsolePage):
    """All sections, for the phone, whose bar has room for a few."""

    SECTION = "more"

    async def get(self) -> None:
        """The list."""
        self.show("more.html")


@public
class Console(BaseHandler):
    """The address without its slash."""

    async def get(self) -> None:
        """To the home page."""
        self.redirect("/console/")


ROUTES = [
    (r"/console", Console),
    (r"/console/", Home),
    (r"/console/waiting", HomeWaiting),
    (r"/console/more", More),
]
