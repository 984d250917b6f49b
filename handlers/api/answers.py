"""Questions from the mini-program, answered as in the chat, danger first."""

from collections.abc import Iterable
from contextlib import suppress
from typing import ClassVar, Literal

from pydantic import Field

from bot.asking import reply_to
from domain.errors import NotSignedIn, StoreAway
from domain.people import Identity, Person
from domain.pictures import Picture
from domain.questions import KnowledgeEntry
from handlers.access import public
from handlers.api.operation import Model, Operation, Route
from handlers.api.visitor import VisitorCall
from services.context import Services
from services.knowledge.shown import shown_with
from services.mini.sign_in import known_by

TEXT_MOST = 500


class QuestionAsk(Model):
    """What she wants to know, in her own words."""

    text: str = Field(min_length=1, max_length=TEXT_MOST, pattern=r"\S")


class EntryPicture(Model):
    """A picture that goes with an answer: where it is, and for whoever can't see it what is on it."""

    address: str
    alt: str
    width: int
    height: int


class EntrySound(Model):
    """A recording that goes with an answer: where it is, how long, and for whoever can't hear it what is said in it."""

    address: str
    seconds: int
    text: str


class EntryView(Model):
    """An entry of the knowledge base; `page` is the address of the page with the whole of it."""

    id: str
    question: str
    answer: str
    page: str
    picture: EntryPicture | None
    sound: EntrySound | None


class AnsweredPart(Model):
    """One of several questions in a message, in its own words; `tier` says whether the first of `entries` answers it."""

    text: str
    tier: Literal["answer", "suggest"]
    entries: list[EntryView]


class AnswerView(Model):
    """
    What the chat answers. `tier`: `danger` (show `words` first and whole: whom to call; where that isn't sure staff aren't
    called, and `entries` may hold what to offer below, by their questions), `rule` (words of staff's own, or a lesson),
    `answer` (the first of `entries`), `suggest` (let her choose), `expert` (offer to hand it to staff with `nearest` as
    `suggested`), `short` (show `words`, the answer to small talk; where there are none ask her to say more). All of these read the message as one question; where it holds two or three,
    `parts` has each with what fits it, to be shown instead. Who has signed in may ask on ("那要是三岁呢") for ten minutes
    after a question: then `asked_on` is true. `asked` is what to hand to staff, the question before included.
    """

    tier: Literal["danger", "rule", "answer", "suggest", "expert", "short"]
    words: str
    lesson: str | None
    entries: list[EntryView]
    nearest: list[str]
    parts: list[AnsweredPart]
    asked: str
    asked_on: bool
    signed_in: bool = Field(
        description="whether the token that came still opens calls; false: change it for the next pair, or sign in anew"
    )


async def entries_view(services: Services, entries: Iterable[KnowledgeEntry]) -> list[EntryView]:
    """Entries as people's programs see them; without pictures while those can't be looked up."""
    found = list(entries)
    pictures, at = await shown_with(services, found), services.facts.public_url
    return [
        EntryView(
            id=each.id,
            question=each.question,
            answer=each.answer,
            page=f"{at}/h5/answers/{each.id}",
            picture=_picture(f"{at}/h5/answers/{each.id}/picture.jpg", pictures.get(each.picture)),
            sound=_sound(f"{at}/h5/answers/{each.id}/sound", each),
        )
        for each in found
    ]


def _picture(address: str, picture: Picture | None) -> EntryPicture | None:
    if picture is None:
        return None
    return EntryPicture(address=address, alt=picture.alt, width=picture.width, height=picture.height)


def _sound(address: str, entry: KnowledgeEntry) -> EntrySound | None:
    if not entry.audio_seconds:
        return None
    return EntrySound(address=address, seconds=entry.audio_seconds, text=entry.audio_text)


class AskingCall(VisitorCall):
    """
    What anybody may ask. Signing in isn't asked for, and a token that can't be looked up doesn't matter, so that whom to
    call is told to everybody, with a store away too. With a token the alert names her, also with one whose half hour is over
    while its sign-in holds: that one counts for the alert and its case, and for nothing else.
    """

    def initialize(self) -> None:
        """Nobody is known until `prepare` has looked."""
        super().initialize()
        self._known: Person | None = None
        self.unsure = False  # whether somebody signed in asks and can't be looked up

    async def admit(self) -> None:
        """Who asks, where it can be told."""
        if self.request.headers.get("Authorization"):
            with suppress(NotSignedIn, StoreAway):
                self._visitor = await self.by_token()
                return
            with suppress(NotSignedIn, StoreAway):
                self._known = await known_by(self.services, self.bearer())
            self.unsure = self._known is None

    def alerted_as(self) -> str:
        """Whoever is known by an old token is no other person of the same address."""
        return self._known.id if self._known else super().alerted_as()

    def alerted_for(self) -> Identity | None:
        """Hers by an old token too."""
        return self._known.identity(self.services.facts.mini_app) if self._known else super().alerted_for()


@public
class AnswersCall(AskingCall):
    """What the chat answers."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="askQuestion",
            summary="The answer that the chat gives, danger first",
            answer=AnswerView,
            body=QuestionAsk,
        )
    }

    async def post(self) -> None:
        """It."""
        text = (await self.heard(QuestionAsk)).text
        by = self.alerted_for()
        found = await reply_to(
            self.services, text, by=by, key=self.alert_key(text), remembered=self.account, unsure=self.unsure
        )
        parts = [
            AnsweredPart.model_validate(
                {"text": each.text, "tier": each.tier, "entries": await entries_view(self.services, each.entries)}
            )
            for each in found.parts
        ]
        entries = await entries_view(self.services, found.entries)
        self.answer(
            AnswerView.model_validate(
                {
                    "tier": found.tier,
                    "words": found.words,
                    "lesson": found.lesson or None,
                    "entries": entries,
                    "nearest": list(found.nearest),
                    "parts": parts,
                    "asked": found.asked,
                    "asked_on": found.asked_on,
                    "signed_in": self._visitor is not None,
                }
            )
        )


API_ROUTES = [Route("/api/v1/answers", r"/api/v1/answers", AnswersCall)]
