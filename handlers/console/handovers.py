"""Handing over when a colleague leaves: what moves, ticked off; and the list to print."""

from domain.errors import Invalid
from domain.ids import is_id, new_id
from domain.staff import Permission
from handlers.access import requires
from handlers.console.staff import ID, StaffPage
from services.staff.handover import hand_over, key_of, what_moves
from services.staff.receiving import look, receive
from storage.handovers import Handed
from wording import colleagues as said


class _Lists(StaffPage):
    """What the lines of a list say."""

    async def lines(self, things: list[Handed] | tuple[Handed, ...]) -> list[tuple[str, str, str]]:
        """Each line: what a tick carries, what kind it is, what it says."""
        places = await self.places_of(each.id for each in things if each.kind == "appointment")
        names = await self.services.staff.names(each.id for each in things if each.kind in {"deputy_for", "deputy"})
        lines = []
        for each in things:
            text = each.title
            if each.kind == "appointment":
                code = each.id.rstrip("/").rsplit("/", 1)[-1]
                text = f"{places.get(code, code)} {said.role(each.title)}"
            elif each.kind in {"deputy_for", "deputy"}:
                text = f"{names.get(each.id, '')} {said.role(each.title)}"
            lines.append((key_of(each), said.HANDED.get(each.kind, each.kind), text))
        return lines


@requires(Permission.STAFF_MANAGE)
class Leaving(_Lists):
    """What is in her name, and who takes it on."""

    async def get(self, staff_id: str) -> None:
        """The list, to be ticked off."""
        await self._form(staff_id, {})

    async def post(self, staff_id: str) -> None:
        """All goes to the successor and she has left; the list to print is shown."""
        handover_id = self.text_argument("handover", most=40)
        if not is_id(handover_id):
            raise Invalid("handover")
        try:
            done = await hand_over(
                self.services,
                staff_id,
                handover_id,
                by=self.staff,
                successor=self.text_argument("successor", most=100),
                seen=self.get_arguments("ticks"),
            )
        except Invalid as problem:
            self.set_status(400)
            await self._form(staff_id, {problem.field: problem.problem})
            return
        self.redirect(f"/console/handovers/{done.id}", status=303)

    async def _form(self, staff_id: str, problems: dict[str, str]) -> None:
        account, things = await what_moves(self.services, staff_id, by=self.staff)
        self.show(
            "staff/leaving.html",
            account=account,
            lines=await self.lines(things),
            ticked=self.get_arguments("ticks"),
            successor=self.text_argument("successor", most=100),
            handover_id=new_id(),
            problems=problems,
            said=said,
        )


@requires(Permission.SELF)
class HandoverList(_Lists):
    """A list that was signed off, for the screen and on A4; the successor ticks it off herself."""

    async def get(self, handover_id: str) -> None:
        """The list."""
        await self._sheet(handover_id, {})

    async def post(self, handover_id: str) -> None:
        """The successor has it."""
        try:
            await receive(self.services, handover_id, by=self.staff, seen=self.get_arguments("ticks"))
        except Invalid as problem:
            self.set_status(400)
            await self._sheet(handover_id, {problem.field: problem.problem})
            return
        self.redirect(f"/console/handovers/{handover_id}", status=303)

    async def _sheet(self, handover_id: str, problems: dict[str, str]) -> None:
        handover = await look(self.services, handover_id, by=self.staff)
        names = await self.services.staff.names([handover.staff_id, handover.successor_id, handover.by])
        places = await self.places_of([handover.region_path])
        lines = await self.lines(handover.things)
        self.show(
            "staff/handover.html",
            handover=handover,
            names=names,
            places=places,
            lines=lines,
            hers=handover.successor_id == self.staff.id and handover.received_at is None,
            ticked=self.get_arguments("ticks"),
            problems=problems,
        )


ROUTES = [(rf"/console/staff/{ID}/leaving", Leaving), (rf"/console/handovers/{ID}", HandoverList)]
