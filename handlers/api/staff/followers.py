"""Taking in the account's followers, for programs of staff: begun, watched, stopped; and the account's tags."""

from datetime import datetime
from typing import ClassVar

from domain.follower_syncs import FollowerSync, SyncPart, SyncState
from domain.staff import Permission
from handlers.access import requires
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.call import StaffCall
from services.account.menus import tags_of
from services.people import taking_in


class SyncView(Model):
    """
    One going-through of all followers: first the list of who follows, then the facts of each. `total` is how many the
    platform says there are; the other numbers count what was done so far. Where it waits for the platform, `waits_until`
    says how long.
    """

    id: str
    state: SyncState
    part: SyncPart
    percent: int
    by: str
    begun_at: datetime
    changed_at: datetime
    finished_at: datetime | None
    waits_until: datetime | None
    total: int
    listed: int
    made: int
    asked: int
    left: int
    tagged: int


class SyncList(Model):
    """The last ten, the newest first; one at most is running."""

    syncs: list[SyncView]


class SyncBegun(Model):
    """The one that runs now: the one that was asked for, or one that had begun before."""

    id: str


class TagView(Model):
    """A tag that people carry at the platform, and how many do."""

    id: int
    name: str
    count: int


class TagList(Model):
    """The account's tags as the platform tells them now."""

    tags: list[TagView]


def _view(sync: FollowerSync) -> SyncView:
    return SyncView.model_validate({name: getattr(sync, name) for name in SyncView.model_fields})


@requires(Permission.PERSON_IMPORT)
class SyncsCall(StaffCall):
    """All of them."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listFollowerSyncs", summary="How far the taking in of followers has come", answer=SyncList
        ),
        "post": Operation(
            id="beginFollowerSync",
            summary="Take in all followers of the account; while one runs it is that one",
            answer=SyncBegun,
            status=201,
            once=True,
        ),
    }

    async def get(self) -> None:
        """The list."""
        found = await taking_in.look(self.services, by=self.staff)
        self.answer(SyncList(syncs=[_view(each) for each in found]))

    async def post(self) -> None:
        """Begun; a task does it."""

        async def create(made: str) -> tuple[SyncBegun, None]:
            return SyncBegun(id=await taking_in.begin(self.services, by=self.staff, sync_id=made)), None

        await self.once(create)


@requires(Permission.PERSON_IMPORT)
class SyncStopCall(StaffCall):
    """The one that runs."""

    OPERATIONS: ClassVar = {
        "post": Operation(
            id="stopFollowerSync",
            summary="End the one that runs, if one does; what was taken in stays",
            answer=SyncList,
        )
    }

    async def post(self) -> None:
        """Stopped."""
        await taking_in.stop(self.services, by=self.staff)
        found = await taking_in.look(self.services, by=self.staff)
        self.answer(SyncList(syncs=[_view(each) for each in found]))


@requires(Permission.ACCOUNT_READ)
class TagsCall(StaffCall):
    """The tags."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="listAccountTags",
            summary="The account's tags, to choose one that has a menu of its own or that a lesson goes to",
            answer=TagList,
        )
    }

    async def get(self) -> None:
        """The list."""
        tags = await tags_of(self.services, by=self.staff)
        self.answer(TagList(tags=[TagView(id=each.id, name=each.name, count=each.count) for each in tags]))


_BASE = "/api/v1/staff/follower-syncs"
API_ROUTES = [
    Route(_BASE, _BASE, SyncsCall),
    Route(f"{_BASE}/stop", f"{_BASE}/stop", SyncStopCall),
    Route("/api/v1/staff/account/tags", "/api/v1/staff/account/tags", TagsCall),
]
