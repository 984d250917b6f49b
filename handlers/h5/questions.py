"""A conversation with an expert, for its asker's phone: by a link from the chat or a notice that holds for a while."""

from collections.abc import Mapping
from typing import ClassVar

from bot.asking import danger_first
from domain.errors import Conflict, Invalid, MoveNotPossible
from domain.ids import is_id, new_id
from domain.questions import QuestionState
from handlers.access import public
from handlers.base import BaseHandler
from handlers.console.drafts import drafts_of, note_taken
from handlers.h5.page import H5Page
from services.questions import pages
from services.questions.hers import add_to
from wording import experts
from wording import thread_pictures as words

ROOT = "/h5/questions"
TEXT_MOST = 500
BODY_MOST = 12 * 1024 * 1024  # a phone sends a photo as it is: without a script nothing makes it smaller


@public
class ConversationPage(H5Page):
    """
    What she asked and what was said, with the pictures; she answers there. Kept nowhere. Its address is told to no other
    site; to this one it must be, since a browser that says nothing of where a form comes from says no origin either.
    """

    BODY_MOST_BYTES: ClassVar[int] = BODY_MOST

    def set_default_headers(self) -> None:
        """See the class."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")

    def form_token(self) -> str:
        """There is a form."""
        return BaseHandler.form_token(self)

    async def get(self, question_id: str, name: str) -> None:
        """The page; 404 once the link is too old."""
        await self._show(question_id, name)

    async def post(self, question_id: str, name: str) -> None:
        """What she adds, once for each form; whoever is in danger is first shown whom to call."""
        question, by = await pages.asker_at(self.services, question_id, name)
        text, message = self.text_argument("text").strip(), self.text_argument("message", most=40)
        card = ""
        try:
            if text:
                here = by.identities[0] if by.identities else None
                card = await danger_first(
                    self.services, text, by=here, key=f"h5:{message if is_id(message) else new_id()}"
                )
            content = self._picture()
            _check(text, content, message)
            await add_to(self.services, question, text, by=by, key=message, content=content, over=False)
        except (Invalid, MoveNotPossible, Conflict) as error:
            problem = {error.field: error.problem} if isinstance(error, Invalid) else {"text": _why(error)}
            self.set_status(400 if isinstance(error, Invalid) else 409)
            await self._show(question_id, name, written=text, problems=problem, card=card, message=message)
            return
        if card:
            await self._show(question_id, name, card=card)
            return
        note_taken(self, ROOT)
        self.redirect(f"{ROOT}/{question_id}/{name}#newest", status=303)

    def _picture(self) -> bytes:
        given = [each["body"] for each in self.request.files.get("picture", []) if each["body"]]
        if len(given) > 1:
            raise Invalid("picture", "one")
        return given[0] if given else b""

    async def _show(
        self,
        question_id: str,
        name: str,
        *,
        written: str = "",
        problems: Mapping[str, str] | None = None,
        card: str = "",
        message: str = "",
    ) -> None:
        found = await pages.opened_page(self.services, question_id, name)
        self.page(
            "h5/conversation.html",
            found=found,
            here=f"{ROOT}/{question_id}/{name}",
            now=self.services.now(),
            words=words,
            said=experts,
            card=card,
            over=found.question.state is QuestionState.CLOSED,
            written=written,
            problems=problems or {},
            message=message if is_id(message) else new_id(),
            most=TEXT_MOST,
            account=self.services.seal.digest(f"drafts:{found.question.asker_id}")[:16],
            **drafts_of(self, ROOT),
        )


def _check(text: str, content: bytes, message: str) -> None:
    problem = ""
    if not is_id(message):
        problem = "again"
    elif not text and not content:
        problem = "missing"
    elif len(text) > TEXT_MOST:
        problem = "too_long"
    if problem:
        raise Invalid("text", problem)


def _why(error: Exception) -> str:
    return "over" if isinstance(error, MoveNotPossible) else "busy"


@public
class ConversationPicture(H5Page):
    """One picture of it, large. Kept nowhere, and its address is told to nobody."""

    def set_default_headers(self) -> None:
        """See the class."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")

    async def get(self, question_id: str, name: str, message_id: str) -> None:
        """The JPEG; 404 where it isn't hers to see, or isn't there any more."""
        content = await pages.opened_picture(self.services, question_id, name, message_id)
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Content-Disposition", "inline")
        self.finish(content)


_AT = r"/h5/questions/([0-9a-z]{26})/([0-9a-f-]{1,80})"
ROUTES = [(_AT, ConversationPage), (rf"{_AT}/([0-9a-z]{{26}})\.jpg", ConversationPicture)]
