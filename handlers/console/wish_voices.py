"""Voice messages about a wish: listed on its pages, and listened to by a tap that is written down."""

from typing import Any

from domain.recordings import SoundForm
from domain.staff import Permission
from domain.wishes import Wish
from handlers.access import requires
from handlers.console.page import ConsolePage
from handlers.sound import send_sound
from services.wishes import voices
from wording import wish_voices as words


async def voices_of(page: ConsolePage, wish: Wish) -> dict[str, Any]:
    """What the part of a wish's page with its voice messages shows."""
    return {
        "voices": await page.services.wish_voices.of_wish(wish.id),
        "may_listen": page.staff.may_in(Permission.WISH_CHILD, wish.region_path),
        "voice_words": words,
    }


@requires(Permission.WISH_CHILD)
class WishVoiceSound(ConsolePage):
    """One, to be played."""

    SECTION = "wishes"

    async def get(self, voice_id: str) -> None:
        """The MP3, or the part that a player asks for; that she listened is kept first."""
        send_sound(self, await voices.listen(self.services, voice_id, by=self.staff), SoundForm.MP3)


ROUTES = [(r"/console/wish-voices/([0-9a-z]{26})/sound", WishVoiceSound)]
