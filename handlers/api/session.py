"""Signing in from the mini-program, and out again."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from handlers.access import for_people, public
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.mini import sign_in
from services.mini.sign_in import Pair

CODE_MOST, TOKEN_MOST = 128, 100
SIGN_INS_A_MINUTE = 300  # from one address


class SignInAsk(Model):
    """What `wx.login` gave; it is good once, so that it takes the place of an Idempotency-Key."""

    code: str = Field(min_length=1, max_length=CODE_MOST, pattern=r"^[!-~]+$")


class RefreshAsk(Model):
    """The refresh token of the pair that was given last."""

    refresh_token: str = Field(min_length=1, max_length=TOKEN_MOST, pattern=r"^[!-~]+$")


class PairView(Model):
    """
    Two tokens: the first opens calls until `expires_at`, the second is changed for the next pair, once, until
    `refresh_expires_at`.
    """

    access_token: str
    expires_at: datetime
    refresh_token: str
    refresh_expires_at: datetime
    person: str


class SessionView(Model):
    """A sign-in that holds. `current` is the one that calls."""

    id: str
    made_at: datetime
    seen_at: datetime
    current: bool


class SessionList(Model):
    """Her sign-ins, the newest first."""

    sessions: list[SessionView]


class Done(Model):
    """It is so now."""

    done: bool = True


def _view(pair: Pair) -> PairView:
    return PairView(
        access_token=pair.access,
        expires_at=pair.access_until,
        refresh_token=pair.refresh,
        refresh_expires_at=pair.refresh_until,
        person=pair.person.id,
    )


@for_people("delete")
class SessionCall(VisitorCall):
    """One sign-in."""

    ADDRESS_MOST = SIGN_INS_A_MINUTE
    OPERATIONS: ClassVar = {
        "post": Operation(
            id="signIn",
            summary="Sign in with a code of wx.login; the code is good once",
            answer=PairView,
            body=SignInAsk,
            status=201,
            problems=(403,),
        ),
        "delete": Operation(id="signOut", summary="End this sign-in with all its tokens", answer=Done),
    }

    async def post(self) -> None:
        """The first pair."""
        self.answer(_view(await sign_in.sign_in(self.services, self.body(SignInAsk).code)))

    async def delete(self) -> None:
        """Out."""
        await sign_in.sign_out(self.services, self.visitor.session_id)
        self.answer(Done())


@public
class RefreshCall(VisitorCall):
    """The next pair."""

    ADDRESS_MOST = SIGN_INS_A_MINUTE
    OPERATIONS: ClassVar = {
        "post": Operation(
            id="refreshSession",
            summary="Change a refresh token for the next pair; one that comes twice ends the sign-in",
            answer=PairView,
            body=RefreshAsk,
            problems=(401,),
        )
    }

    async def post(self) -> None:
        """It."""
        self.answer(_view(await sign_in.refresh(self.services, self.body(RefreshAsk).refresh_token)))


@for_people()
class SessionsCall(VisitorCall):
    """All her sign-ins."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listSessions", summary="Her sign-ins that hold", answer=SessionList),
        "delete": Operation(id="signOutEverywhere", summary="End all her sign-ins, this one too", answer=Done),
    }

    async def get(self) -> None:
        """They."""
        rows = await self.services.person_sessions.of(self.visitor.person.id, now=self.services.now())
        here = self.visitor.session_id
        found = [SessionView(id=a.id, made_at=a.made_at, seen_at=a.seen_at, current=a.id == here) for a in rows]
        self.answer(SessionList(sessions=found))

    async def delete(self) -> None:
        """Out, everywhere."""
        await sign_in.sign_out_everywhere(self.services, self.visitor.person)
        self.answer(Done())


API_ROUTES = [
    Route("/api/v1/session", r"/api/v1/session", SessionCall),
    Route("/api/v1/session/refresh", r"/api/v1/session/refresh", RefreshCall),
    Route("/api/v1/sessions", r"/api/v1/sessions", SessionsCall),
]
