"""The whole of an answer, which the chat's short reply leads to."""

from domain.errors import NotFound
from domain.questions import KnowledgeEntry
from handlers.access import public
from handlers.base import BaseHandler
from handlers.h5.covers import send_picture
from handlers.h5.page import H5Page
from handlers.sound import send_sound
from services.context import Services
from services.knowledge import feedback
from services.knowledge.shown import content_of, shown_with, sound_of
from services.lessons import to_html
from services.settings.current import hotlines


@public
class AnswerPage(H5Page):
    """
    The text, where it is from, lessons that go on and whom to call. Who comes from the chat carries a mark in the address:
    then she can say whether it helped, and it counts as hers.
    """

    def form_token(self) -> str:
        """There is a form for who comes from the chat."""
        return BaseHandler.form_token(self) if self.get_query_argument("of", "") else ""

    async def get(self, entry_id: str) -> None:
        """The page."""
        entry = self._entry(entry_id)
        mark = self.get_query_argument("of", "")[:400]
        lessons = map(self.services.live_lessons.by_slug, entry.lessons)
        self.page(
            "h5/answer.html",
            entry=entry,
            picture=(await shown_with(self.services, [entry])).get(entry.picture),
            body_html=to_html(entry.page or entry.answer),
            lessons=[each for each in lessons if each is not None],
            lines=hotlines(self.services),
            national=self.services.facts.hotlines,
            mark=mark if mark and feedback.whose(self.services, entry_id, mark) else "",
            said=self.get_query_argument("said", "")[:1],
        )

    async def post(self, entry_id: str) -> None:
        """Count what she says, and say it back. Raises NotFound without a mark of ours."""
        self._entry(entry_id)
        mark = self.get_query_argument("of", "")[:400]
        who = feedback.whose(self.services, entry_id, mark)
        if who is None:
            raise NotFound
        useful = self.text_argument("useful", most=1) == "1"
        await feedback.say(self.services, entry_id, app=who[0], openid=who[1], useful=useful)
        self.redirect(f"/h5/answers/{entry_id}?of={mark}&said={'y' if useful else 'n'}#helped", status=303)

    def _entry(self, entry_id: str) -> KnowledgeEntry:
        return read_by_people(self.services, entry_id)


@public
class AnswerPicture(H5Page):
    """The picture that goes with an answer; the mini-program may show it as well."""

    async def get(self, entry_id: str) -> None:
        """The picture."""
        entry = read_by_people(self.services, entry_id)
        self.set_header("Cross-Origin-Resource-Policy", "cross-origin")
        self.set_header("Cache-Control", "public, max-age=300")
        send_picture(self, (await content_of(self.services, entry), "image/jpeg"))


@public
class AnswerSound(H5Page):
    """The recording that goes with an answer; the mini-program may play it as well."""

    async def get(self, entry_id: str) -> None:
        """The recording, or the part of it that the player asks for."""
        content, form = await sound_of(self.services, read_by_people(self.services, entry_id))
        self.set_header("Cross-Origin-Resource-Policy", "cross-origin")
        self.set_header("Cache-Control", "public, max-age=300")
        send_sound(self, content, form)


def read_by_people(services: Services, entry_id: str) -> KnowledgeEntry:
    """An entry that people are answered with. Raises NotFound."""
    entry = services.answers.entry(entry_id)
    if entry is None:
        raise NotFound
    return entry


ROUTES = [
    (r"/h5/answers/([0-9a-z-]{1,64})", AnswerPage),
    (r"/h5/answers/([0-9a-z-]{1,64})/picture\.jpg", AnswerPicture),
    (r"/h5/answers/([0-9a-z-]{1,64})/sound", AnswerSound),
]
