"""Codes to scan: the list with its counts, a code's page, its picture and its sheet of paper."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.scenes import answers
from domain.errors import Conflict, Invalid, NotFound
from domain.ids import is_id, new_id
from domain.regions import Region
from domain.scenes import Scene, SceneKind
from domain.staff import Permission
from handlers.access import requires
from handlers.console.account_parts import AccountPage
from handlers.console.list_page import TablePage
from handlers.console.offers import Offer, offer_undo
from handlers.console.scene_table import ADDRESS, SCENES
from handlers.console.table import About, Asked, Table
from services.account import keywords, scenes
from wording import account as words

ID = r"([0-9a-z]{26})"


class _ScenePage(AccountPage):
    """A page of the codes."""

    PART = "scenes"

    def answers(self, word: str) -> bool:
        """Whether the chat has an answer of its own or of a keyword rule for it."""
        return answers(word) or self.services.live_keywords.find(word, self.services.now()) is not None

    async def places(self, paths: list[str]) -> dict[str, str]:
        """The names of the regions in these paths."""
        return await self.services.regions.names(code for path in paths for code in path.split("/") if code)

    async def form(self, scene: Scene, *, status: int = 200, **values: Any) -> None:
        """A code's page: its words, its picture, its counts."""
        self.set_status(status)
        known = scene.version > 0
        region = await self.services.regions.get(scene.region)
        self.staff.need(Permission.ACCOUNT_READ, region.path)
        self.show(
            "account/scene.html",
            scene=scene,
            known=known,
            days=await self.services.scenes.days(scene.id) if known else [],
            places=await self.places([region.path]),
            region=region,
            below=[] if known else await self.services.regions.below(region.code),
            above=None if known else await self._above(region),
            kinds=list(SceneKind),
            titles=keywords.readable(self.services),
            drawn=bool(scenes.address_of(self.services, scene)),
            has_codes=self.services.facts.oa_kind == "service",
            link=f"{self.services.facts.public_url}/h5/lessons/{scene.lesson}" if scene.lesson else "",
            may_change=self.staff.may_in(Permission.ACCOUNT_CHANGE, region.path),
            **({"problems": {}, "notice": "", "saved": False} | values),
        )

    async def _above(self, region: Region) -> Region | None:
        """The place above, where she may make codes there too."""
        if not region.parents:
            return None
        above = await self.services.regions.get(region.parents[-1])
        return above if self.staff.may_in(Permission.ACCOUNT_CHANGE, above.path) else None

    def read(self, scene_id: str, *, region: str) -> Scene:
        """What the form holds. Raises Invalid for a kind that there isn't."""
        text = self.text_argument
        version = text("version", "0", most=10)
        try:
            kind = SceneKind(text("kind", most=20))
        except ValueError:
            raise Invalid("kind", "unknown") from None
        return Scene(
            id=scene_id,
            kind=kind,
            name=" ".join(text("name").split()),
            region=region,
            region_path="",
            words=text("words").strip(),
            lesson=text("lesson", most=64),
            keyword=" ".join(text("keyword").split()),
            version=int(version) if version.isascii() and version.isdigit() else 0,
        )


@requires(Permission.ACCOUNT_READ)
class Scenes(_ScenePage, TablePage[Scene]):
    """The codes of her regions, the newest first, with how often each was scanned."""

    TEMPLATE = "account/scenes.html"

    def table(self) -> Table[Scene]:
        """The list."""
        return SCENES

    async def rows(self, asked: Asked, most: int) -> Sequence[Scene]:
        """Those that are asked for."""
        scope, chosen = self.staff.scope(Permission.ACCOUNT_READ), asked.filters
        kind = SceneKind(chosen["kind"]) if chosen["kind"] else None
        return await self.services.scenes.page(scope=scope, kind=kind, named=chosen["q"], part=asked.part, most=most)

    async def about(self, rows: Sequence[Scene]) -> About:
        """The names of their places and lessons, and whether the account can have codes."""
        return {
            "places": await self.places([each.region_path for each in rows]),
            "titles": keywords.readable(self.services),
            "has_codes": self.services.facts.oa_kind == "service",
            "may_change": self.staff.may(Permission.ACCOUNT_CHANGE),
        }


@requires(Permission.ACCOUNT_CHANGE)
class SceneNew(_ScenePage):
    """A new code; the form draws its id, so that a form sent twice is one code."""

    async def get(self) -> None:
        """The empty form, for the place asked for, else the first where she may make one."""
        roots = self.staff.scope(Permission.ACCOUNT_CHANGE).paths or ()
        code = self.text_argument("region", most=12) or roots[0].rstrip("/").rsplit("/", 1)[-1]
        region = await self.services.regions.get(code)
        self.staff.need(Permission.ACCOUNT_CHANGE, region.path)
        empty = Scene(new_id(), SceneKind.SITE, "", region.code, region.path, version=0)
        await self.form(empty)


@requires(Permission.ACCOUNT_READ, post=Permission.ACCOUNT_CHANGE)
class SceneEdit(_ScenePage):
    """One code."""

    async def get(self, scene_id: str) -> None:
        """Its page."""
        scene = await scenes.get(self.services, scene_id, by=self.staff)
        await self.form(scene, saved=self.text_argument("saved", most=1) == "1")

    async def post(self, scene_id: str) -> None:
        """Keep it, or show what to mend; a new one gets its code at once."""
        if not is_id(scene_id):
            raise NotFound
        scene = await self._written(scene_id)
        found = scenes.problems_of(self.services, scene, answers=self.answers)
        if found:
            await self.form(scene, status=400, problems=found)
            return
        try:
            kept = await scenes.write(self.services, scene, by=self.staff, answers=self.answers)
        except Conflict:
            now = await scenes.get(self.services, scene_id, by=self.staff)
            await self.form(replace(scene, version=now.version), status=409, notice=words.SAVE_SCENE_AGAIN)
            return
        await scenes.make_code(self.services, kept.id, by=self.staff)
        if scene.version and kept.version != scene.version:
            offer_undo(self, Offer("scene", kept.id, str(kept.version), words.SCENE_SAVED.format(name=kept.name)))
        self.redirect(f"{ADDRESS}/{kept.id}?saved=1", status=303)

    async def _written(self, scene_id: str) -> Scene:
        """
        What the form holds; of a code that is there its place, picture and counts are the kept ones. Raises NotFound for
        a form of a code that isn't hers.
        """
        scene = self.read(scene_id, region=self.text_argument("region", most=12))
        try:
            kept = await scenes.get(self.services, scene_id, by=self.staff)
        except NotFound:
            if scene.version:
                raise
            return scene
        facts = {name: getattr(kept, name) for name in ("region", "region_path", "url", "reason", "scans", "follows")}
        return replace(scene, **facts)


@requires(Permission.ACCOUNT_CHANGE)
class SceneCode(_ScenePage):
    """Ask the platform for the code once more."""

    async def post(self, scene_id: str) -> None:
        """Where it can't be, the page says why."""
        await scenes.make_code(self.services, scene_id, by=self.staff)
        self.redirect(f"{ADDRESS}/{scene_id}", status=303)


@requires(Permission.ACCOUNT_READ)
class ScenePicture(_ScenePage):
    """The picture, to look at or to take along."""

    async def get(self, scene_id: str) -> None:
        """A PNG."""
        scene = await scenes.get(self.services, scene_id, by=self.staff)
        picture = await scenes.picture_of(self.services, scene)
        self.set_header("Content-Type", "image/png")
        if self.text_argument("save", most=1) == "1":
            self.set_header("Content-Disposition", f'attachment; filename="code-{scene.id}.png"')
        self.finish(picture)


@requires(Permission.ACCOUNT_READ)
class ScenePrint(_ScenePage):
    """A sheet of A4 to hang up."""

    async def get(self, scene_id: str) -> None:
        """The sheet; without a code that can be drawn, what to reply is what stands on it."""
        scene = await scenes.get(self.services, scene_id, by=self.staff)
        drawn = bool(scenes.address_of(self.services, scene))
        self.page("account/scene_print.html", scene=scene, drawn=drawn)


ROUTES = [
    (ADDRESS, Scenes),
    (rf"{ADDRESS}/new", SceneNew),
    (rf"{ADDRESS}/{ID}", SceneEdit),
    (rf"{ADDRESS}/{ID}/code", SceneCode),
    (rf"{ADDRESS}/{ID}/code\.png", ScenePicture),
    (rf"{ADDRESS}/{ID}/print", ScenePrint),
]
