"""The list of codes to scan."""

from domain.scenes import Scene
from handlers.console.table import About, Cell, Column, Count, Filter, Link, Table, Typed
from wording import account as words
from wording import tables

ADDRESS = "/console/account/scenes"


def _link(scene: Scene, about: About) -> Link:
    return Link(f"{ADDRESS}/{scene.id}", scene.name, words.NO_CODE_YET if about["has_codes"] and not scene.url else "")


def _place(scene: Scene, about: About) -> str:
    names = [about["places"][code] for code in scene.region_path.split("/") if code in about["places"]]
    return " ".join(names[-3:]) or tables.NO_PLACE


SCENES: Table[Scene] = Table(
    name="scenes",
    address=ADDRESS,
    caption=words.SCENES,
    key=lambda scene: scene.id,
    sort="-made",
    filters=(Filter("kind", words.BY_SCENE_KIND, tuple(words.SCENE_KINDS.items()), tables.ALL),),
    typed=(Typed("q", words.SCENE_NAMED, 40),),
    empty=words.NO_SCENES,
    empty_so=words.NO_SCENES_SO,
    columns=(
        Column("name", words.SCENE_NAME, _link, Cell.LINK),
        Column("kind", words.SCENE_KIND, lambda scene, _: words.SCENE_KINDS[scene.kind]),
        Column("place", tables.PLACE, _place),
        Column("scans", words.SCENE_SCANS, lambda scene, _: Count(scene.scans, words.TIMES), Cell.COUNT),
        Column("follows", words.SCENE_FOLLOWS, lambda scene, _: Count(scene.follows, words.TIMES), Cell.COUNT),
        Column("made", words.SCENE_MADE, lambda scene, _: scene.made_at, Cell.MOMENT, sortable=True),
        Column(
            "lesson", tables.LESSON, lambda scene, about: about["titles"].get(scene.lesson, scene.lesson), shown=False
        ),
        Column("keyword", words.SCENE_KEYWORD, lambda scene, _: scene.keyword, shown=False),
    ),
)
