"""一起圆梦: the page that who leads passes on. To come to the wish one goes back into the chat."""

from domain.sharing import places_left
from handlers.access import public
from handlers.guessing import count_try
from handlers.h5.page import H5Page
from services.wishes.sharing import invited
from wording import sharing as said


@public
class TogetherPage(H5Page):
    """The wish that one is invited to, and how it goes."""

    async def get(self, invite: str) -> None:
        """The page. Answers 404 for a code that invites to nothing (any more)."""
        await count_try(self)
        wish, rules = await invited(self.services, invite), self.services.facts.wish.sharing
        places = places_left(wish, rules)
        self.page(
            "h5/together.html",
            wish=wish,
            said=said,
            many=said.PAGE_COUNT.format(count=len(wish.sharers) + 1, places=places) if places else said.PAGE_FULL,
            words=said.PAGE_SAY.format(invite=invite) if places else "",
            link=f"{self.services.facts.public_url}/h5/together/{invite}",
        )


ROUTES = [(r"/h5/together/([0-9]{8})", TogetherPage)]
