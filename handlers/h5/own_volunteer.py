"""Her standing as a volunteer for wishes of company: the pledge and the form, how far it is, her meetings, 报告担心的事."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date

from domain.calendar import day_in_china
from domain.company import PLEDGE, Standing, Volunteer
from domain.errors import Invalid, MoveNotPossible, NotAllowed, NotFound
from domain.ids import is_id, new_id
from domain.regions import RegionLevel, Scope
from domain.wishes import Wish
from handlers.access import public
from handlers.guessing import count_try
from handlers.h5.consents import shown_text
from handlers.h5.own import ROOT, OwnPage
from services.wishes import meetings, volunteers, worries
from services.wishes.telling import meeting_words
from wording import company as said
from wording import own_pages as words

ADDRESS = f"{ROOT}/volunteer"


@public
class VolunteerPage(OwnPage):
    """Hers."""

    async def get(self) -> None:
        """How it stands, with her meetings; the pledge and the form where she hasn't applied."""
        await self.shown()

    async def post(self) -> None:
        """Apply with the pledge signed; a second time is the first."""
        region = self.text_argument("region", most=15)
        agreed = self.text_argument("agree", most=40)
        try:
            await volunteers.apply(self.services, region=region, pledge=agreed, by=self.person)
        except Invalid as error:
            unsigned = error.field == "pledge"
            field, problem = ("agree", "missing") if unsigned else (error.field, error.problem)
            await self.shown(given={"region": region, "agree": agreed}, problems={field: problem}, status=error.status)
            return
        self.onward(ADDRESS)

    async def shown(
        self,
        *,
        given: Mapping[str, str] | None = None,
        problems: Mapping[str, str] | None = None,
        status: int = 200,
    ) -> None:
        """The page as it stands."""
        known = await volunteers.standing_of(self.services, self.person)
        held = await self.services.wishes.in_hands_of([self.person.id]) if known else ()
        stands, tones = _stands(known, day_in_china(self.services.now())) if known else ("", ())
        title, pledge = await asyncio.to_thread(shown_text, self.services, known.pledge if known else PLEDGE)
        self.set_status(status)
        self.show(
            "own/volunteer.html",
            known=known,
            given=given or {"region": "", "agree": "", "invite": ""},
            problems=problems or {},
            said=said,
            regions=await self.services.regions.of_level(RegionLevel.COUNTY),
            pledge_title=title,
            pledge_html=pledge,
            pledge=PLEDGE,
            stands=stands,
            steps=list(zip(words.VOLUNTEER_STEPS, tones, strict=False)),
            meetings=[each for each in held if each.is_company],
            when=meeting_words,
        )


@public
class MeetingJoin(VolunteerPage):
    """Coming along as the second adult."""

    async def get(self) -> None:
        """Nothing is here to be read; to the page with the form."""
        self.redirect(ADDRESS)

    async def post(self) -> None:
        """With the code that the first adult was given."""
        invite = "".join(self.text_argument("invite", most=40).split())
        try:
            await count_try(self)
            await meetings.accompany(self.services, invite, by=self.person)
        except (NotFound, NotAllowed, MoveNotPossible) as error:
            problem = "unknown" if isinstance(error, NotFound) else "not_now"
            given = {"region": "", "agree": "", "invite": invite}
            await self.shown(given=given, problems={"invite": problem}, status=400)
            return
        self.onward(f"{ADDRESS}#meetings")


@public
class MeetingPage(OwnPage):
    """A company wish that she has in hand."""

    async def get(self, wish_id: str) -> None:
        """How it stands, and what to do when something worries her. Raises NotFound for one that isn't hers."""
        self._shown(await self._found(wish_id))

    async def post(self, wish_id: str) -> None:
        """She is worried: those who look after people in danger are called at once. Also once it is given back by that."""
        wish = await self._found(wish_id, once_hers=True)
        text, key = self.text_argument("text", most=4000), self.text_argument("key", most=64)
        if not is_id(key):
            raise NotFound
        try:
            await worries.report(self.services, wish_id, text, by=self.person, key=key)
        except Invalid as error:
            self.set_status(error.status)
            self._shown(wish, text=text, problems={error.field: error.problem})
            return
        except MoveNotPossible as error:
            self.set_status(error.status)
            self._shown(wish, text=text, notice=words.NO_WORRY)
            return
        self.show("own/worried.html", said=said)

    async def _found(self, wish_id: str, *, once_hers: bool = False) -> Wish:
        wish = await self.services.wishes.get(wish_id, scope=Scope.system())
        adults = {wish.donor_id, wish.second_id, *(wish.met if once_hers else ())}
        if not wish.is_company or self.person.id not in adults:
            raise NotFound
        return wish

    def _shown(
        self, wish: Wish, *, text: str = "", problems: Mapping[str, str] | None = None, notice: str = ""
    ) -> None:
        self.show(
            "own/meeting.html",
            wish=wish,
            when=meeting_words,
            is_first=wish.donor_id == self.person.id,
            text=text,
            key=new_id(),
            problems=problems or {},
            notice=notice,
            said=said,
        )


def _stands(known: Volunteer, today: date) -> tuple[str, Sequence[str]]:
    """How it stands, as a word of STANDS, and each step of the line."""
    if known.state in {Standing.SUSPENDED, Standing.ENDED}:
        return str(known.state), ("done", "done", "done", "stop")
    if known.checked_on is None:
        return "applied", ("done", "now", "later", "later")
    until = known.valid_until
    if until is None or until < today:
        return "lapsed", ("done", "now", "stop", "later")
    if known.state is Standing.APPLIED:
        return "checked", ("done", "done", "done", "now")
    return "approved", ("done", "done", "done", "done")


ROUTES = [
    (ADDRESS, VolunteerPage),
    (f"{ADDRESS}/join", MeetingJoin),
    (rf"{ROOT}/meetings/([0-9a-z]{{26}})", MeetingPage),
]
