"""Those who may be given a question: experts where they work, and the desks above them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from domain.questions import Question
from domain.regions import Scope
from domain.staff import StaffMember, StaffRole
from domain.tickets import RISES_TO, Candidate, choose
from services.context import Services
from services.settings.current import calendar
from storage.experts import Expert
from storage.mongo import Session
from storage.staff import AccountState

MOST = 1000
ANSWERS = (StaffRole.EXPERT, *RISES_TO)


@dataclass(slots=True)
class Cadre:
    """They as they stand on a day: `experts` what is kept of each, `waiting` how many wait with each."""

    members: dict[str, StaffMember]
    experts: dict[str, Expert]
    waiting: dict[str, int]
    day: date

    def at(self, role: StaffRole, region_path: str, *, everywhere: bool = False) -> list[str]:
        """Who has this role for the region, or anywhere; by id, those who are away as well."""
        return [
            each.id
            for each in self.members.values()
            if any(
                held.role is role and (everywhere or region_path.startswith(held.region_path))
                for held in each.appointments
            )
        ]

    def present(self, ids: Sequence[str]) -> list[str]:
        """Those of them who are there."""
        return [each for each in ids if not self.experts[each].is_away(self.day)]

    def pools(self, question: Question) -> list[list[str]]:
        """Whom to ask for one, nearest first: the experts of the place, the desks above, at last anybody who answers."""
        path = question.region_path
        pools = [self.at(StaffRole.EXPERT, path, everywhere=not path)]
        pools += [self.at(role, path, everywhere=not path) for role in RISES_TO]
        return [*pools, *(self.at(role, path, everywhere=True) for role in ANSWERS)]

    def owner_for(self, question: Question) -> tuple[Candidate | None, list[str]]:
        """Who is given it, and the pool that she is of. Nobody only where nobody answers questions at all."""
        for pool in self.pools(question):
            there = self.present(pool)
            if there:
                return choose([self._candidate(each) for each in there], question.topic), pool
        away = sorted(self.members)  # better somebody who is away than nobody: it goes up when it is late
        return choose([self._candidate(each) for each in away], question.topic), away

    def above(self, question: Question) -> tuple[int, str]:
        """To which level and whom a late one rises next; "" where nobody is left, level 3 being the last."""
        passed = {question.owner, question.raised_to}
        level = question.level
        while level < len(RISES_TO):
            role, level = RISES_TO[level], level + 1
            found = self.at(role, question.region_path, everywhere=not question.region_path)
            found = [each for each in self.present(found) or found if each not in passed]
            if found:
                return level, min(found, key=lambda each: (self.waiting.get(each, 0), each))
        return len(RISES_TO), ""

    def last(self, question: Question) -> list[str]:
        """Those of the last level that has anybody, or else whoever has it: to them a late one comes back."""
        for role in reversed(RISES_TO):
            found = self.at(role, question.region_path, everywhere=not question.region_path)
            if found:
                return self.present(found) or found
        return [question.owner] if question.owner else []

    def gave(self, staff_id: str) -> None:
        """Count one that was given, so that the next choice knows of it."""
        self._served(staff_id, self.experts[staff_id].served + 1)
        self.waiting[staff_id] = self.waiting.get(staff_id, 0) + 1

    def keep_up(self, pool: Sequence[str]) -> tuple[list[str], int]:
        """
        Who of a pool is away or new, and has fewer than the one with the fewest of the others: as many count for her from
        now on, so that she comes to no heap. They, and how many that is.
        """
        there = set(self.present(pool))
        least = min((self.experts[each].served for each in there if self.experts[each].served), default=0)
        behind = [each for each in pool if self.experts[each].served < least]
        behind = [each for each in behind if each not in there or not self.experts[each].served]
        for each in behind:
            self._served(each, least)
        return behind, least

    def _served(self, staff_id: str, served: int) -> None:
        self.experts[staff_id] = replace(self.experts[staff_id], served=served)

    def _candidate(self, staff_id: str) -> Candidate:
        expert = self.experts[staff_id]
        return Candidate(staff_id, expert.topics, expert.served, self.waiting.get(staff_id, 0))


async def cadre_now(services: Services, *, session: Session | None = None) -> Cadre:
    """They as they stand now, or when the office opens next. Raises StoreAway."""
    now = services.now()
    members: dict[str, StaffMember] = {}
    for role in ANSWERS:
        for account in await services.staff.visible(
            scope=Scope.system(), state=AccountState.ACTIVE, role=role, most=MOST
        ):
            member = account.member(now)
            if member.roles & set(ANSWERS):
                members[account.id] = member
    day = calendar(services).next_opening(now).date()
    experts = await services.experts.of(list(members), session=session)
    return Cadre(members, experts, await services.tickets.waiting_with(list(members)), day)
