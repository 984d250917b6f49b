"""Organisations with somebody who acts for each, and wishes on the wall."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bson.binary import Binary

from domain.ids import new_id
from domain.organisations import Contact, Organisation, OrganisationState
from domain.people import Person
from domain.wishes import Wish
from services.context import Services
from services.organisations import applying, deciding
from services.organisations.batches import Sheet, Wanted, take
from storage.phones import Phone
from tests.services.wishes.lives import COUNTY, Lives

CODES = ("91350100M000100Y43", "91370800MA3C1234XP", "9137080012345678X6", "51370800123456789C")
CONTACT = Contact("赵大伟", "13812341234")


@dataclass
class Companies:
    """Made one after another."""

    services: Services
    lives: Lives = field(init=False)
    made: int = 0

    def __post_init__(self) -> None:
        self.lives = Lives(self.services)

    async def somebody(self, name: str) -> Person:
        """A person whose number we know."""
        person = await self.lives.somebody(name)
        phone = Phone(person.id, "138****1234", datetime(2026, 11, 1, tzinfo=UTC))
        await self.services.phones.put(phone, sealed=Binary(b""), digest=name)
        return person

    def form(self) -> Organisation:
        self.made += 1
        return Organisation(new_id(), f"曲阜第 {self.made} 公司", CODES[self.made - 1], "370881", "")

    async def approved(self, name: str) -> tuple[Organisation, Person]:
        """One that may claim, and who applied."""
        person = await self.somebody(name)
        one = await applying.apply(self.services, self.form(), CONTACT, by=person)
        return await deciding.decide(self.services, one.id, OrganisationState.APPROVED, by=COUNTY, seen=1), person

    async def wishes(self, many: int) -> list[Wish]:
        return [await self.lives.published() for _ in range(many)]

    async def both(self, first: Person, second: Person, one: Wanted, other: Wanted) -> tuple[Sheet, Sheet]:
        """Two batches at the same time."""
        return await asyncio.gather(
            take(self.services, new_id(), one, by=first), take(self.services, new_id(), other, by=second)
        )
