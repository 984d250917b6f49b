"""Who calls, and what she may."""

from datetime import datetime
from typing import ClassVar

from domain.staff import Permission, StaffMember
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall


class AppointmentView(Model):
    """A role for a region and all below it."""

    role: str
    region_path: str
    until: datetime | None


class StaffView(Model):
    """A member of staff as colleagues see her; `appointments` are those that count now."""

    id: str
    login: str
    name: str
    region_path: str
    appointments: list[AppointmentView]


class TokenView(Model):
    """The token that is called with."""

    id: str
    name: str
    expires_at: datetime


class MeView(StaffView):
    """Who calls; `permissions` are those that count for this call, `token` is null for a signed-in browser."""

    permissions: list[str]
    token: TokenView | None


def staff_facts(member: StaffMember) -> dict[str, object]:
    """What a view of her shows."""
    return {
        "id": member.id,
        "login": member.login,
        "name": member.name,
        "region_path": member.region_path,
        "appointments": [
            AppointmentView(role=each.role, region_path=each.region_path, until=each.until)
            for each in member.appointments
        ],
    }


@requires(Permission.SELF)
class MeCall(StaffCall):
    """Who calls."""

    OPERATIONS: ClassVar = {"get": Operation(id="getMe", summary="Who calls, and what she may", answer=MeView)}

    async def get(self) -> None:
        """She, with no more than the token is for."""
        token = self.token.token if self.token else None
        shown = TokenView(id=token.id, name=token.name, expires_at=token.expires_at) if token else None
        permissions = [str(each) for each in Permission if self.staff.may(each)]
        facts = staff_facts(self.staff) | {"permissions": permissions, "token": shown}
        self.answer(MeView.model_validate(facts))


API_ROUTES = [Route("/api/v1/staff/me", r"/api/v1/staff/me", MeCall)]
