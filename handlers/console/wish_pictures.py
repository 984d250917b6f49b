"""Pictures of wishes: brought from a phone, opened by a tap that is written down, taken away again."""

from domain.errors import Invalid, MoveNotPossible
from domain.ids import ALPHABET, is_id
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from handlers.console.wishes import pictures_of, show_wish
from services.wishes import pictures
from wording import wish_pictures as words

FILE_MOST_BYTES = 7 * 1024 * 1024  # within what the server takes at all
AT_ONCE = 9


@requires(Permission.WISH_READ)
class WishPictures(ConsolePage):
    """What there is of one wish, and another one: of which kind she may bring depends on the wish."""

    SECTION = "wishes"
    BODY_MOST_BYTES = FILE_MOST_BYTES

    async def get(self, wish_id: str) -> None:
        """The part of the page that lists them; without htmx the page."""
        if not self.is_htmx:
            await show_wish(self, wish_id)
            return
        wish = await self.services.wishes.get(wish_id, scope=self.staff.scope(Permission.WISH_READ))
        self.page("wishes/_pictures.html", **await pictures_of(self, wish))

    async def post(self, wish_id: str) -> None:
        """Keep what was sent: one picture from a page that sends them one by one and reads JSON, else all of a form."""
        try:
            kept = await self._keep(wish_id)
        except (Invalid, MoveNotPossible) as error:
            said = words.problem(error.field, error.problem) if isinstance(error, Invalid) else words.PAST
            self.set_status(error.status)
            if self._reads_json:
                self.finish({"problem": said})
            else:
                await show_wish(self, wish_id, picture_problem=said)
            return
        if self._reads_json:
            self.finish({"picture": kept})
        else:
            self.redirect(f"/console/wishes/{wish_id}", status=303)

    @property
    def _reads_json(self) -> bool:
        return self.request.headers.get("Accept", "") == "application/json"

    async def _keep(self, wish_id: str) -> str:
        """The id of the last one. Raises as `pictures.add`."""
        given = [each for each in self.request.files.get("picture", []) if each["body"]]
        if not 0 < len(given) <= AT_ONCE:
            raise Invalid("picture", "too_many" if given else "missing")
        kind, key = self.text_argument("kind", most=20), self.text_argument("key", most=26)
        agreed = self.text_argument("agreed", most=3) == "on"
        kept = ""
        for number, each in enumerate(given):
            made = await pictures.add(
                self.services,
                wish_id,
                kind,
                each["body"],
                key=_nth(key, number),
                by=self.staff,
                agreed=agreed,
            )
            kept = made.id
        return kept


def _nth(key: str, number: int) -> str:
    """The key of one of several files that were sent with one key: the same when all are sent again."""
    if not is_id(key):
        raise Invalid("key")
    return key[:-1] + ALPHABET[(ALPHABET.index(key[-1]) + number) % len(ALPHABET)]


@requires(Permission.WISH_CHILD)
class WishPictureLook(ConsolePage):
    """One, large."""

    SECTION = "wishes"

    async def get(self, picture_id: str) -> None:
        """The JPEG; that she opened it is kept first."""
        content = await pictures.look(self.services, picture_id, by=self.staff)
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Content-Disposition", "inline")
        self.finish(content)


@requires(Permission.WISH_READ)
class WishPictureRemove(ConsolePage):
    """Taken away by her who brought it."""

    SECTION = "wishes"

    async def post(self, picture_id: str) -> None:
        """Gone; then the wish."""
        wish = await pictures.remove(self.services, picture_id, by=self.staff)
        self.redirect(f"/console/wishes/{wish.id}", status=303)


ROUTES = [
    (r"/console/wishes/([0-9a-z]{26})/pictures", WishPictures),
    (r"/console/wish-pictures/([0-9a-z]{26})/picture", WishPictureLook),
    (r"/console/wish-pictures/([0-9a-z]{26})/remove", WishPictureRemove),
]
