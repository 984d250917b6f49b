"""What programs of an administrator mend of a colleague's account: her name, where she is signed in, a lost WeChat."""

from typing import ClassVar

from pydantic import Field

from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from handlers.api.staff.me import StaffView, staff_facts
from services.staff.caring import rename, sign_out_everywhere, unbind_wechat


class NameAsk(Model):
    """How she is called."""

    name: str = Field(min_length=1, max_length=100)


class SignedOut(Model):
    """In how many places she was signed in."""

    sessions: int


class Unbound(Model):
    """Whether a WeChat was bound."""

    unbound: bool


@requires(Permission.STAFF_MANAGE)
class StaffNameCall(StaffCall):
    """A colleague's name."""

    OPERATIONS: ClassVar = {
        "put": Operation(
            id="renameStaff",
            summary="Correct a colleague's name; the ETag is that of her appointments",
            answer=StaffView,
            path={"id": ID},
            body=NameAsk,
            problems=(404,),
            seen=True,
            versioned=True,
        )
    }

    async def put(self, staff_id: str) -> None:
        """She, with her name."""
        seen, given = self.seen_version(), self.body(NameAsk)
        renamed = rename(self.services, staff_id, given.name, by=self.staff, seq=seen)
        account = await self.unless_changed(renamed)
        self.versioned(account.seq)
        self.answer(StaffView.model_validate(staff_facts(account.member(self.services.now()))))


@requires(Permission.STAFF_MANAGE)
class StaffSessionsCall(StaffCall):
    """Where she is signed in."""

    OPERATIONS: ClassVar = {
        "delete": Operation(
            id="signOutStaff",
            summary="End all sessions of a colleague; twice is the same as once",
            answer=SignedOut,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def delete(self, staff_id: str) -> None:
        """Ended."""
        self.answer(SignedOut(sessions=await sign_out_everywhere(self.services, staff_id, by=self.staff)))


@requires(Permission.STAFF_MANAGE)
class StaffWeChatCall(StaffCall):
    """The WeChat that is bound to her account."""

    OPERATIONS: ClassVar = {
        "delete": Operation(
            id="unbindStaffWeChat",
            summary="A colleague's lost WeChat opens her account no longer",
            answer=Unbound,
            path={"id": ID},
            problems=(404,),
        )
    }

    async def delete(self, staff_id: str) -> None:
        """Unbound."""
        self.answer(Unbound(unbound=await unbind_wechat(self.services, staff_id, by=self.staff)))


_BASE, _GAP = "/api/v1/staff/staff", r"([0-9a-z]{26})"
API_ROUTES = [
    Route(f"{_BASE}/{{id}}/name", rf"{_BASE}/{_GAP}/name", StaffNameCall),
    Route(f"{_BASE}/{{id}}/sessions", rf"{_BASE}/{_GAP}/sessions", StaffSessionsCall),
    Route(f"{_BASE}/{{id}}/wechat", rf"{_BASE}/{_GAP}/wechat", StaffWeChatCall),
]
