"""Replies ready-made (常用回复): the list, and one of them to write, change or put away."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from domain.errors import Conflict, Invalid, NotFound
from domain.ids import new_id
from domain.replies import Reply, Then
from domain.settings import SavedSetting
from domain.staff import Permission
from handlers.access import requires
from handlers.console.offers import Offer, offer_undo
from handlers.console.page import ConsolePage, seen_version
from services.questions import replies
from services.questions.duty import topics
from wording import replies as words

ADDRESS = "/console/replies"
POINTS_MOST = 100  # lines that a form may carry; how many a reply may have is the domain's


class _ReplyPage(ConsolePage):
    """A page of the replies."""

    SECTION = "knowledge"

    async def form(
        self,
        reply: Reply,
        *,
        seen: int,
        known: bool,
        problems: Mapping[str, str] | None = None,
        notice: str = "",
        status: int = 200,
    ) -> None:
        """The form with a reply in it; `known` for one that has been saved."""
        self.set_status(status)
        self.show(
            "replies/form.html",
            reply=reply,
            seen=seen,
            known=known,
            topics=sorted({*await topics(self.services), *reply.topics}),
            may=self.staff.may(Permission.KNOWLEDGE_WRITE),
            problems=problems or {},
            notice=notice,
            words=words,
        )


@requires(Permission.KNOWLEDGE_READ)
class Replies(_ReplyPage):
    """All of them, those put away at the end."""

    async def get(self) -> None:
        """The list."""
        _, found = await replies.all_of(self.services)
        self.show(
            "replies/list.html",
            used=[each for each in found if not each.away],
            away=[each for each in found if each.away],
            may=self.staff.may(Permission.KNOWLEDGE_WRITE),
            words=words,
        )


@requires(Permission.KNOWLEDGE_WRITE)
class ReplyNew(_ReplyPage):
    """A new one; the form draws its id, so that a form sent twice is one reply."""

    async def get(self) -> None:
        """The empty form."""
        newest, _ = await replies.all_of(self.services)
        await self.form(Reply(new_id(), "", ""), seen=newest.number, known=False)


@requires(Permission.KNOWLEDGE_READ, post=Permission.KNOWLEDGE_WRITE)
class ReplyEdit(_ReplyPage):
    """One of them."""

    async def get(self, reply_id: str) -> None:
        """The form."""
        newest, found = await replies.all_of(self.services)
        reply = next((each for each in found if each.id == reply_id), None)
        if reply is None:
            raise NotFound
        await self.form(reply, seen=newest.number, known=True)

    async def post(self, reply_id: str) -> None:
        """Save it, put it away, or let it be used again: as the button says."""
        seen, does = seen_version(self), self.text_argument("does", "save", most=10)
        kept = await replies.find(self.services, reply_id)
        reply = self._read(reply_id, away=kept is not None and kept.away)
        try:
            if does in {"away", "back"}:
                if kept is None:
                    raise NotFound
                reply = replace(kept, away=does == "away")
            saved = await replies.keep(self.services, self._checked(reply), seen=seen, by=self.staff)
        except Invalid as error:
            found = {error.field: error.problem}
            await self.form(reply, seen=seen, known=kept is not None, problems=found, status=error.status)
        except Conflict:
            newest, _ = await replies.all_of(self.services)
            await self.form(reply, seen=newest.number, known=True, notice=words.SOMEBODY_FIRST, status=409)
        else:
            self._offer_back(saved, seen, {"away": words.AWAY, "back": words.BACK}.get(does, words.SAVED))
            self.redirect(ADDRESS, status=303)

    def _offer_back(self, saved: SavedSetting, seen: int, said: str) -> None:
        if saved.number > seen:
            offer_undo(self, Offer("setting", saved.part, f"{saved.number}:{saved.number - 1}", said))

    def _read(self, reply_id: str, *, away: bool) -> Reply:
        """What the form holds."""
        points = self.text_argument("checks", most=5000).splitlines()[:POINTS_MOST]
        lines = [" ".join(each.split()) for each in points]
        then = self.text_argument("then", most=20)
        return Reply(
            id=reply_id,
            title=" ".join(self.text_argument("title").split()),
            text=self.text_argument("text", most=5000).strip(),
            topics=tuple(dict.fromkeys(self.get_arguments("topics")[:200])),
            then=Then(then) if then in set(Then) else Then.ANSWERED,
            checks=tuple(dict.fromkeys(each for each in lines if each)),
            away=away,
        )

    def _checked(self, reply: Reply) -> Reply:
        if self.text_argument("then", "answered", most=20) not in set(Then):
            raise Invalid("then", "unknown")
        return reply


ID = r"([0-9a-z]{26})"
ROUTES: list[Any] = [(ADDRESS, Replies), (rf"{ADDRESS}/new", ReplyNew), (rf"{ADDRESS}/{ID}", ReplyEdit)]
