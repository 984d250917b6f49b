"""Codes to scan, for programs of staff: those of her regions with their counts, made and changed."""

from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from bot.scenes import answers
from domain.scenes import Scene, SceneKind
from domain.staff import Permission
from handlers.access import requires
from handlers.api.call import ID, PartQuery
from handlers.api.operation import Model, Operation, Route
from handlers.api.staff.account import DraftCall
from services.account import scenes

TEXT_MOST = 2000


class SceneWrite(Model):
    """What a code is called, and what whoever scans it is told: `words`, and a lesson's card or a keyword's answer."""

    kind: SceneKind
    name: str = Field(max_length=TEXT_MOST)
    words: str = Field(default="", max_length=TEXT_MOST)
    lesson: str = Field(default="", max_length=64, description="the lesson's slug")
    keyword: str = Field(default="", max_length=TEXT_MOST)


class SceneCreate(SceneWrite):
    """A new code, for a place; the place stays, as the code may hang there."""

    region: str = Field(pattern=r"^[0-9]{2,12}$")


class SceneView(SceneWrite):
    """A code: `url` is what it draws, empty until the platform has given it; `reason` a stable word for why it didn't."""

    id: str
    region: str
    region_path: str
    url: str
    reason: str
    version: int
    scans: int
    follows: int
    made_by: str
    made_at: datetime | None


class ScenePart(Model):
    """A part of the list, the newest first; `next` is what `after` takes to go on, null at the end."""

    scenes: list[SceneView]
    next: str | None


class SceneDayView(Model):
    """A day (YYYY-MM-DD in China's time): scans, and among them those who followed by it."""

    day: str
    scans: int
    follows: int


class SceneDetail(SceneView):
    """A code with the last 31 days on which it was scanned, the newest first."""

    days: list[SceneDayView]


def _facts(scene: Scene) -> dict[str, Any]:
    return {name: getattr(scene, name) for name in SceneView.model_fields}


class _SceneCall(DraftCall):
    """Keeps codes, and answers with one."""

    async def detail(self, scene: Scene) -> SceneDetail:
        """The code with its days."""
        days = [
            SceneDayView(day=each.day, scans=each.scans, follows=each.follows)
            for each in await self.services.scenes.days(scene.id)
        ]
        return SceneDetail.model_validate(_facts(scene) | {"days": days})

    async def keep(self, scene: Scene) -> Scene:
        """Keep it; without a code from the platform it is asked for one. Raises what `scenes.write` raises."""
        kept = await scenes.write(self.services, scene, by=self.staff, answers=self._answers)
        return await scenes.make_code(self.services, kept.id, by=self.staff)

    def _answers(self, word: str) -> bool:
        return answers(word) or self.services.live_keywords.find(word, self.services.now()) is not None


def _written(given: SceneWrite) -> dict[str, Any]:
    one_line = {name: " ".join(getattr(given, name).split()) for name in ("name", "keyword")}
    return {"kind": given.kind, "words": given.words.strip(), "lesson": given.lesson, **one_line}


@requires(Permission.ACCOUNT_READ, post=Permission.ACCOUNT_CHANGE)
class ScenesCall(_SceneCall):
    """The codes of her regions."""

    OPERATIONS: ClassVar = {
        "get": Operation(id="listScenes", summary="Codes of her regions", answer=ScenePart, query=PartQuery),
        "post": Operation(
            id="createScene",
            summary="Make a code for a place",
            answer=SceneDetail,
            body=SceneCreate,
            status=201,
            once=True,
            versioned=True,
        ),
    }

    async def get(self) -> None:
        """A part of the list."""
        asked, scope = self.query(PartQuery), self.staff.scope(Permission.ACCOUNT_READ)
        rows = await self.services.scenes.page(scope=scope, after=asked.after, most=asked.limit + 1)
        shown = rows[: asked.limit]
        more = shown[-1].id if len(rows) > asked.limit else None
        self.answer(ScenePart(scenes=[SceneView.model_validate(_facts(each)) for each in shown], next=more))

    async def post(self) -> None:
        """The code."""
        given = self.body(SceneCreate)

        async def create(made: str) -> tuple[SceneDetail, int]:
            kept = await self.keep(Scene(made, region=given.region, region_path="", version=0, **_written(given)))
            return await self.detail(kept), kept.version

        await self.once(create)


@requires(Permission.ACCOUNT_READ, put=Permission.ACCOUNT_CHANGE)
class SceneCall(_SceneCall):
    """One code."""

    OPERATIONS: ClassVar = {
        "get": Operation(
            id="getScene",
            summary="A code of her regions, with its counts by day",
            answer=SceneDetail,
            path={"id": ID},
            problems=(404,),
            versioned=True,
        ),
        "put": Operation(
            id="saveScene",
            summary="Change what a code is called, and what it tells; it counts at once",
            answer=SceneDetail,
            path={"id": ID},
            problems=(404,),
            body=SceneWrite,
            seen=True,
            versioned=True,
        ),
    }

    async def get(self, scene_id: str) -> None:
        """It."""
        await self._show(await scenes.get(self.services, scene_id, by=self.staff))

    async def put(self, scene_id: str) -> None:
        """It as it is now, if it is still as the caller has read it."""
        given = self.body(SceneWrite)
        seen = self.seen_version()
        kept = await scenes.get(self.services, scene_id, by=self.staff)
        await self._show(await self.unless_changed(self.keep(replace(kept, version=seen, **_written(given)))))

    async def _show(self, scene: Scene) -> None:
        self.versioned(scene.version)
        self.answer(await self.detail(scene))


_BASE = "/api/v1/staff/account/scenes"
API_ROUTES = [
    Route(_BASE, _BASE, ScenesCall),
    Route(f"{_BASE}/{{id}}", rf"{_BASE}/([0-9a-z]{{26}})", SceneCall),
]
