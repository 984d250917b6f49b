"""A company wish and its people, brought to where a test begins."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.calendar import day_in_china
from domain.company import PLEDGE, MeetPlace, Standing, Volunteer
from domain.people import Person
from domain.wishes import Wish
from services.context import Services
from services.wishes import families, giving, meetings, steps, volunteers
from services.wishes.submit import WishForm, submit
from tests.services.wishes.lives import COUNTY, COUNTY_TOO, OFFICER, Lives

KINDS = (("study", "学习用品"), ("visit", "来家里看看"))


def with_company(services: Services) -> Services:
    """The same with a kind that asks for time."""
    rules = replace(services.facts.wish, kinds=KINDS, company=frozenset({"visit"}))
    return replace(services, facts=replace(services.facts, wish=rules))


@dataclass
class Companions(Lives):
    """Volunteers, and a wish for company."""

    def today(self) -> date:
        return day_in_china(self.services.now())

    async def applied(self, name: str) -> Volunteer:
        person = await self.somebody(name)
        return await volunteers.apply(self.services, region="370881", pledge=PLEDGE, by=person)

    async def vetted(self, name: str, *, day: date | None = None) -> Person:
        known = await self.applied(name)
        known = await volunteers.note_check(
            self.services, known.id, day=day or self.today(), by=COUNTY, seen=known.version
        )
        await volunteers.decide(self.services, known.id, Standing.APPROVED, by=COUNTY_TOO, seen=known.version)
        return await self.somebody(name)

    async def asked(self) -> Wish:
        self.number += 1
        form = WishForm(f"王小{chr(0x4E00 + self.number)}", "6-8", "370881100201", "visit", "有人来陪我看书", 0)
        by = await self.somebody("guardian")
        wish = await submit(self.services, by=by, form=form, key=f"c{self.number}", now=self.services.now())
        return await self.approved(wish.id)

    async def in_hand(self) -> Wish:
        """Claimed by one vetted volunteer, with another beside her."""
        wish, lead, second = await self.asked(), await self.vetted("lead"), await self.vetted("second")
        wish = await giving.claim(self.services, wish.code, by=lead)
        return await meetings.accompany(self.services, wish.invite, by=second)

    async def arranged(self) -> Wish:
        wish = await self.in_hand()
        day = self.today() + timedelta(days=2)
        return await meetings.arrange(self.services, wish.id, day=day, place=MeetPlace.PUBLIC, by=OFFICER)

    async def prepared(self) -> Wish:
        wish = await self.arranged()
        await meetings.step(self.services, wish.id, "agree", by=await self.somebody("guardian"))
        return await families.act(self.services, wish.id, "prepare", by=await self.somebody("lead"))

    def later(self, days: int) -> None:
        """So many days go by."""
        now = self.services.now() + timedelta(days=days)
        self.services = replace(self.services, now=lambda: now)

    async def took_place(self) -> Wish:
        wish = await self.prepared()
        self.later(2)
        await meetings.step(self.services, wish.id, "attest", by=await self.somebody("second"))
        return await steps.decide(self.services, wish.id, "deliver", by=OFFICER)
