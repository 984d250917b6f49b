"""Voice messages about wishes for programs of staff: listed without being heard, listened to."""

from datetime import datetime
from typing import ClassVar

from pydantic import Field

from domain.recordings import SoundForm
from domain.staff import Permission
from domain.wish_voices import MOST
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.wishes import voices


class WishVoiceRow(Model):
    """What a guardian said of her wish, without the sound."""

    id: str
    at: datetime
    seconds: int = Field(description="its length; 0 where it couldn't be opened: she was asked to type")
    size: int = Field(description="how many bytes it has as an MP3; 0 where it couldn't be opened")


class WishVoiceList(Model):
    """Those of a wish, the oldest first."""

    voices: list[WishVoiceRow] = Field(max_length=MOST)


@requires(Permission.WISH_READ)
class WishVoicesCall(StaffCall):
    """Those of one wish."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listWishVoices",
            summary="What voice messages there are about a wish",
            answer=WishVoiceList,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def get(self, wish_id: str) -> None:
        """The list."""
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        found = await self.services.wish_voices.of_wish(wish.id)
        rows = [{name: getattr(each, name) for name in WishVoiceRow.model_fields} for each in found]
        self.answer(WishVoiceList(voices=[WishVoiceRow.model_validate(each) for each in rows]))


@requires(Permission.WISH_CHILD)
class WishVoiceListenCall(StaffCall):
    """One, to listen to."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="hearWishVoice",
            summary="A voice message about a wish; that it was listened to is written down first",
            answer=(str(SoundForm.MP3),),
            path={"id": ID},
            problems=(404,),
        )
    }

    async def post(self, voice_id: str) -> None:
        """The MP3."""
        content = await voices.listen(self.services, voice_id, by=self.staff)
        self.set_header("Content-Type", str(SoundForm.MP3))
        self.finish(content)


_BASE, _GAP = "/api/v1/staff/wish-voices", r"([0-9a-z]{26})"
API_ROUTES = [
    Route("/api/v1/staff/wishes/{id}/voices", rf"/api/v1/staff/wishes/{_GAP}/voices", WishVoicesCall),
    Route(f"{_BASE}/{{id}}/listen", rf"{_BASE}/{_GAP}/listen", WishVoiceListenCall),
]
