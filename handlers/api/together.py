"""一起圆梦 from the mini-program: who leads lets others come, and they come by her code, or can't any more."""

from typing import ClassVar

from pydantic import Field

from domain.sharing import may_be_shared, places_left
from domain.wishes import Wish, WishState
from handlers.access import for_people, public
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.session import Done
from handlers.api.visitor import VisitorCall
from handlers.guessing import count_try
from services.wishes import sharing
from wording.sharing import RULES

INVITE = "^[0-9]{8}$"


class TogetherView(Model):
    """A wish that one is invited to: how many bring it and how many more may come; `rules` are sentences to show first."""

    text: str
    kind: str
    age_band: str
    cost_fen: int
    givers: int
    places: int
    rules: list[str]


class SharingView(Model):
    """
    A wish that she leads. `possible`: whether others may come to it now; `invite` and `url` are what she passes on, empty where
    she lets nobody come. Of who came only the number is ever told.
    """

    id: str
    possible: bool
    invite: str
    url: str
    sharers: int
    places: int


class ShareAsk(Model):
    """The code that who leads has passed on."""

    invite: str = Field(pattern=INVITE)


class ShareView(Model):
    """A wish that she brings together with `others`, who leads included; `certificate` once it came."""

    id: str
    state: WishState
    text: str
    kind: str
    age_band: str
    cost_fen: int
    others: int
    certificate: str


class ShareList(Model):
    """Those of hers, the newest first."""

    shares: list[ShareView]


def _view(wish: Wish) -> ShareView:
    facts = {name: getattr(wish, name) for name in ShareView.model_fields if name not in {"text", "others"}}
    return ShareView.model_validate(facts | {"text": wish.public_text, "others": len(wish.sharers)})


@public
class TogetherCall(VisitorCall):
    """What a code invites to."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="lookTogether",
            summary="The wish that a code invites to (一起圆梦)",
            answer=TogetherView,
            path={"invite": INVITE},
            problems=(404, 503),
        )
    }

    async def get(self, invite: str) -> None:
        """It."""
        await count_try(self)
        wish = await sharing.invited(self.services, invite)
        self.answer(
            TogetherView(
                text=wish.public_text,
                kind=wish.kind,
                age_band=wish.age_band,
                cost_fen=wish.cost_fen,
                givers=len(wish.sharers) + 1,
                places=places_left(wish, self.services.facts.wish.sharing),
                rules=list(RULES),
            )
        )


@for_people()
class SharingCall(VisitorCall):
    """Whether others may come to a wish that she leads."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="sharing",
            summary="Whether others may come to a wish that she leads, and how many have",
            answer=SharingView,
            path={"id": ID},
            problems=(404,),
        ),
        "put": Operation(
            id="openSharing",
            summary="Let others come, by a code; asked again it is the same one",
            answer=SharingView,
            path={"id": ID},
            problems=(404, 409, 503),
        ),
        "delete": Operation(
            id="endSharing",
            summary="Nobody else comes by the code; who has come stays",
            answer=SharingView,
            path={"id": ID},
            problems=(404, 503),
        ),
    }

    async def get(self, wish_id: str) -> None:
        """As it is."""
        self._tell(await sharing.led_by(self.services, self.visitor.person, wish_id))

    async def put(self, wish_id: str) -> None:
        """Open."""
        self._tell(await sharing.open_to_others(self.services, wish_id, by=self.visitor.person))

    async def delete(self, wish_id: str) -> None:
        """Ended."""
        self._tell(await sharing.close_to_others(self.services, wish_id, by=self.visitor.person))

    def _tell(self, wish: Wish) -> None:
        rules = self.services.facts.wish.sharing
        possible = may_be_shared(wish, rules)
        invite = wish.invite if possible else ""
        self.answer(
            SharingView(
                id=wish.id,
                possible=possible,
                invite=invite,
                url=f"{self.services.facts.public_url}/h5/together/{invite}" if invite else "",
                sharers=len(wish.sharers),
                places=places_left(wish, rules) if possible else 0,
            )
        )


@for_people()
class SharesCall(VisitorCall):
    """What she brings together with others."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="myShares", summary="Wishes that she brings together with others", answer=ShareList),
        "post": Operation(
            id="joinTogether",
            summary="我也出一份: bring a wish together with others, by the code of who leads",
            answer=ShareView,
            body=ShareAsk,
            problems=(400, 403, 404, 409, 503),
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """The list."""
        found = await sharing.shared(self.services, self.visitor.person)
        self.answer(ShareList(shares=[_view(each) for each in found]))

    async def post(self) -> None:
        """She has come."""
        given, by = self.body(ShareAsk), self.visitor.person

        async def create(_made: str) -> tuple[ShareView, int]:
            await count_try(self)
            return _view(await sharing.join(self.services, given.invite, by=by)), 0

        await self.once(create)


@for_people()
class ShareCall(VisitorCall):
    """One of them."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="myShare",
            summary="A wish that she brings together with others",
            answer=ShareView,
            path={"id": ID},
            problems=(404,),
        ),
        "delete": Operation(
            id="leaveTogether",
            summary="She can't bring her part; 409 once it was delivered",
            answer=Done,
            path={"id": ID},
            problems=(404, 409, 503),
        ),
    }

    async def get(self, wish_id: str) -> None:
        """It."""
        self.answer(_view(await sharing.shared_wish(self.services, self.visitor.person, wish_id)))

    async def delete(self, wish_id: str) -> None:
        """Left."""
        await sharing.leave(self.services, wish_id, by=self.visitor.person)
        self.answer(Done())


_GAP = r"([0-9a-z]{26})"
_SHARING, _SHARES = "/api/v1/me/claims/{id}/sharing", "/api/v1/me/shares"
API_ROUTES = [
    Route("/api/v1/together/{invite}", r"/api/v1/together/([0-9]{8})", TogetherCall),
    Route(_SHARING, rf"/api/v1/me/claims/{_GAP}/sharing", SharingCall),
    Route(_SHARES, _SHARES, SharesCall),
    Route(f"{_SHARES}/{{id}}", rf"{_SHARES}/{_GAP}", ShareCall),
]
