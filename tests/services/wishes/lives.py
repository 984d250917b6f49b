"""People of a county, and wishes brought to where a test begins."""

from dataclasses import dataclass, field
from datetime import date

from domain.ids import new_id
from domain.parcels import Point
from domain.people import Person
from domain.regions import Scope
from domain.staff import Appointment, StaffMember, StaffRole
from domain.stock import Budget, From, Lot
from domain.wishes import Wish
from services.context import Services
from services.wishes import budgets, families, giving, points, steps, stock
from services.wishes.steps import Visit
from services.wishes.submit import WishForm, submit
from storage.encryption import family_of
from storage.phones import Phone
from tests.joined import APP

QUFU = "370000/370800/370881/"
VILLAGE = f"{QUFU}370881100/370881100201/"
TODAY = date(2026, 11, 24)
VISIT = Visit(day=date(2026, 11, 24), way="home", hardship="left-behind", consent_seen=True, notes="奶奶带着")


def member(role: StaffRole, path: str, member_id: str) -> StaffMember:
    return StaffMember(member_id, member_id, "王芳", (Appointment(role, path),), path)


OFFICER = member(StaffRole.VILLAGE_OFFICER, VILLAGE, "officer")
TOWNSHIP = member(StaffRole.TOWNSHIP, f"{QUFU}370881100/", "township")
COUNTY = member(StaffRole.COUNTY, QUFU, "county")
COUNTY_TOO = member(StaffRole.COUNTY, QUFU, "county-too")
CITY = member(StaffRole.CITY, "370000/370800/", "city")
ELSEWHERE = member(StaffRole.COUNTY, "370000/370800/370883/", "elsewhere")


@dataclass
class Lives:
    """A guardian, donors, and a wish at the step that is asked for."""

    services: Services
    number: int = 0
    people: dict[str, Person] = field(default_factory=dict)

    async def somebody(self, name: str) -> Person:
        if name not in self.people:
            self.people[name] = await self.services.people.ensure(APP, f"openid-{name}", now=self.services.now())
        return self.people[name]

    async def gives_number(self, name: str, number: str) -> None:
        """The mini-program reads her phone number."""
        person = await self.somebody(name)
        sealed = await self.services.vault.seal(family_of(person.id), {"phone": number})
        digest = await self.services.vault.digest("phone", number)
        await self.services.phones.put(Phone(person.id, "", self.services.now()), sealed=sealed, digest=digest)

    async def submitted(self, *, text: str = "一个新书包", yuan: int = 80, child: str = "") -> Wish:
        self.number += 1
        key = f"k{self.number}"
        form = WishForm(child or f"王小{chr(0x4E00 + self.number)}", "6-8", "370881100201", "study", text, yuan * 100)
        by = await self.somebody("guardian")
        return await submit(self.services, by=by, form=form, key=key, now=self.services.now())

    async def verified(self, **more: object) -> Wish:
        wish = await self.submitted(**more)  # type: ignore[arg-type]
        return await steps.verify(self.services, wish.id, VISIT, by=OFFICER)

    async def published(self, **more: object) -> Wish:
        wish = await self.verified(**more)
        return await steps.approve(self.services, wish.id, wish.text, by=COUNTY)

    async def approved(self, wish_id: str) -> Wish:
        """Somebody's own, verified and on the wall."""
        wish = await steps.verify(self.services, wish_id, VISIT, by=OFFICER)
        return await steps.approve(self.services, wish.id, wish.text, by=COUNTY)

    async def claimed(self, donor: str = "donor", **more: object) -> Wish:
        wish = await self.published(**more)
        return await giving.claim(self.services, wish.code, by=await self.somebody(donor))

    async def delivered(self) -> Wish:
        wish = await self.claimed()
        await families.act(self.services, wish.id, "prepare", by=await self.somebody("donor"))
        return await steps.decide(self.services, wish.id, "deliver", by=OFFICER)

    async def point(self, region: str = "370881", by: StaffMember | None = None) -> Point:
        """A collection point of that place."""
        made = Point(new_id(), "城关收集点", region, "", "便民大厅", "周一到周五")
        return await points.keep(self.services, made, by=by or CITY)

    async def lot(self, lot_id: str = "", *, many: int = 1, point: str = "") -> Lot:
        """So many schoolbags in store in the county."""
        place = point or (await self.point()).id
        lot = Lot(lot_id or new_id(), "", "书包", "study", 8000, From.BOUGHT, place, TODAY, many)
        return await stock.receive(self.services, lot, by=COUNTY)

    async def budget(self, *, yuan: int) -> Budget:
        """What the county may spend this year."""
        made = Budget(new_id(), "370881", "", TODAY.year, yuan * 100)
        return await budgets.put_down(self.services, made, by=COUNTY)

    async def now(self, wish: Wish) -> Wish:
        return await self.services.wishes.get(wish.id, scope=Scope.system())

    async def story(self, wish: Wish) -> list[str]:
        return [each.kind for each in await self.services.events.of(wish.id, scope=Scope.system())]

    async def told(self, name: str) -> list[str]:
        """What a person has been told so far, as it would be sent."""
        person = await self.somebody(name)
        account = person.identity(APP)
        assert account is not None
        texts = []
        async for row in self.services.db["outbox"].find({"task": "tell_person"}).sort("_id", 1):
            opened = self.services.seal.open(row["args"]["sealed"])
            assert opened is not None
            openid, _, text = opened.decode().partition("\n")
            texts += [text] if openid == account.openid else []
        return texts
