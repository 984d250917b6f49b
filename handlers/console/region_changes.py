"""Changing a region: rename, add below, move, merge, close; each with its day and its reason."""

from domain.errors import Invalid
from domain.ids import is_id, new_id
from domain.staff import Permission
from handlers.access import requires
from handlers.console.page import ConsolePage
from handlers.console.picking import is_picking, picked
from handlers.console.regions import CODE
from handlers.console.staff_changes import day_argument
from services.regions import change
from wording import colleagues as said


@requires(Permission.REGION_CHANGE)
class RegionChanging(ConsolePage):
    """One kind of change of one region."""

    SECTION = "regions"

    async def get(self, code: str, move: str) -> None:
        """The form."""
        await self._form(code, move, {})

    async def post(self, code: str, move: str) -> None:
        """Changed; or the next step of choosing a region; or what to mend."""
        if is_picking(self):
            await self._form(code, move, {})
            return
        try:
            await self._do(code, move)
        except Invalid as problem:
            self.set_status(400)
            await self._form(code, move, {problem.field: problem.problem})
            return
        self.redirect(f"/console/regions/{code}", status=303)

    async def _do(self, code: str, move: str) -> None:
        change_id = self.text_argument("change", most=40)
        if not is_id(change_id):
            raise Invalid("reason")
        day, reason = day_argument(self, "day"), self.text_argument("reason", most=1000)
        order = change.Order(change_id, day, reason, self.staff)
        name = self.text_argument("name", most=100)
        other = (await picked(self, Permission.REGION_CHANGE)).here
        chosen = other.code if other else ""
        if move == "rename":
            await change.rename(self.services, code, name=name, order=order)
        elif move == "add":
            await change.add(self.services, code, code=self.text_argument("code", most=20), name=name, order=order)
        elif move == "move":
            await change.move(self.services, code, parent=chosen, order=order)
        elif move == "merge":
            await change.merge(self.services, code, into=chosen, order=order)
        else:
            await change.close(self.services, code, order=order)

    async def _form(self, code: str, move: str, problems: dict[str, str]) -> None:
        region = await self.services.regions.get(code)
        self.staff.need(Permission.REGION_CHANGE, region.path)
        given = {name: self.text_argument(name, most=1000) for name in ("name", "code", "day", "reason", "change")}
        self.show(
            "regions/change.html",
            region=region,
            move=move,
            problems=problems,
            given=given | {"change": given["change"] if is_id(given["change"]) else new_id()},
            picked=await picked(self, Permission.REGION_CHANGE) if move in {"move", "merge"} else None,
            said=said,
        )


ROUTES = [(rf"/console/regions/{CODE}/(rename|add|move|merge|close)", RegionChanging)]
