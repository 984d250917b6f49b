"""The wall of wishes for the mini-program, and a certificate's check. Taking a wish up needs to be signed in."""

from typing import ClassVar

from pydantic import Field

from domain.calendar import day_in_china
from handlers.access import public
from handlers.api.kept import KeptCall
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.wishes.certificates import certificate
from services.wishes.wall import ASKED

MOST = 50
CODE = "^[0-9A-Z]{10}$"


class WallWish(Model):
    """A wish that waits for somebody, as everybody may see it: nothing of it leads to the child."""

    code: str = Field(description="what one names to take it up")
    text: str
    kind: str
    kind_name: str
    county: str
    county_name: str
    age_band: str
    cost_fen: int = Field(description="about what it costs; 0 where it asks for time and company")
    published_on: str = Field(description="the day, in China's time")


class WallView(Model):
    """A part of the wall, in line; `next` is what `after` takes to go on, null at the end."""

    wishes: list[WallWish]
    next: str | None


class WallQuery(Model):
    """What is asked for."""

    county: str = Field(default="", pattern=r"^[0-9]{0,15}$", description="a county's code")
    kind: str = Field(default="", pattern=r"^[a-z-]{0,20}$", description="a kind of wish")
    price: str = Field(default="", pattern=r"^(50|100|200|more|)$", description="up to so many yuan, or more")
    age: str = Field(default="", pattern=r"^[0-9-]{0,5}$", description="an age band")
    campaign: str = Field(default="", pattern=r"^([0-9a-z]{26})?$", description="a campaign that everybody may read")
    after: str = Field(default="", pattern=r"^[0-9]{0,30}$", description="the place behind which the list goes on")
    limit: int = Field(default=20, ge=1, le=MOST, description="how many at most")


class CertificateView(Model):
    """A certificate that holds."""

    code: str
    text: str
    kind: str
    cost_fen: int = Field(description="about what it cost; 0 where it asked for time and company")
    confirmed_on: str
    giver: str = Field(description="the organisation that gave it; empty for a person, who is never named")
    givers: int = Field(description="how many people brought it together; 0 where one did")


@public
class WallCall(KeptCall):
    """The wall."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listWishesOnTheWall",
            summary="Wishes that wait for somebody",
            answer=WallView,
            query=WallQuery,
            versioned=True,
        )
    }

    def state(self) -> object:
        """Another every two seconds: so old may the wall be."""
        return int(self.services.now().timestamp()) // 2

    async def made(self, *args: str) -> bytes:
        """A part of the wall, as its bytes lie ready."""
        del args
        asked = self.query(WallQuery)
        which = {name: getattr(asked, name) for name in ASKED}
        return (await self.services.live_wall.part(which, after=asked.after, most=asked.limit)).body


@public
class CertificateCall(VisitorCall):
    """A certificate."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="checkCertificate",
            summary="What a certificate's code stands for",
            answer=CertificateView,
            path={"code": CODE},
            problems=(404, 503),
        )
    }

    async def get(self, code: str) -> None:
        """The certificate."""
        found = await certificate(self.services, code)
        day = day_in_china(found.confirmed_at).isoformat()
        self.answer(
            CertificateView(
                code=found.code,
                text=found.text,
                kind=found.kind,
                cost_fen=found.cost_fen,
                confirmed_on=day,
                giver=found.giver,
                givers=found.givers,
            )
        )


API_ROUTES = [
    Route("/api/v1/wishes", r"/api/v1/wishes", WallCall),
    Route("/api/v1/certificates/{code}", r"/api/v1/certificates/([0-9A-Z]{10})", CertificateCall),
]
