"""A conversation with an expert, for its asker's phone: by a link from the chat or a notice that holds for a while."""

from handlers.access import public
from handlers.h5.page import H5Page
from services.questions import pages
from wording import experts
from wording import thread_pictures as words


class _Private(H5Page):
    """Kept nowhere, and its address is told to nobody."""

    def set_default_headers(self) -> None:
        """See the class."""
        super().set_default_headers()
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")


@public
class ConversationPage(_Private):
    """What she asked and what was said, with the pictures."""

    async def get(self, question_id: str, name: str) -> None:
        """The page; 404 once the link is too old."""
        found = await pages.opened_page(self.services, question_id, name)
        here = f"/h5/questions/{question_id}/{name}"
        self.page("h5/conversation.html", found=found, here=here, now=self.services.now(), words=words, said=experts)


@public
class ConversationPicture(_Private):
    """One picture of it, large."""

    async def get(self, question_id: str, name: str, message_id: str) -> None:
        """The JPEG; 404 where it isn't hers to see, or isn't there any more."""
        content = await pages.opened_picture(self.services, question_id, name, message_id)
        self.set_header("Content-Type", "image/jpeg")
        self.set_header("Content-Disposition", "inline")
        self.finish(content)


_AT = r"/h5/questions/([0-9a-z]{26})/([0-9a-f-]{1,80})"
ROUTES = [(_AT, ConversationPage), (rf"{_AT}/([0-9a-z]{{26}})\.jpg", ConversationPicture)]
