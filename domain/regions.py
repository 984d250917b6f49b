"""
Regions: a tree from province to village, and the part of it that somebody may see.

A region's path is the codes from the province down, joined and ended by "/": "370000/370800/370881/". The end mark
keeps 3708 from holding 37088.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class RegionLevel(StrEnum):
    """How deep a region lies."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Region:
    """
    A place in the tree. `path` runs from the province to itself. One that is `closed` keeps its name, and `into` is the
    code of the one that took it in, or empty.
    """

    code: str
    name: str
    level: RegionLevel
    path: str
    closed: bool = False
    into: str = ""

    @property
    def parents(self) -> tuple[str, ...]:
        """Codes from the province down to the one above this."""
        return tuple(self.path.rstrip("/").split("/")[:-1])


def region_path(codes: Iterable[str]) -> str:
    """The path of the codes from the province down."""
    return "".join(f"{code}/" for code in codes)


@dataclass(frozen=True, slots=True)
class Scope:
    """
    Which regions' documents a call may touch. Storage methods take one and add the condition.

    `paths` are the roots; everything at or below one of them is inside. `None` means everything, and only
    `Scope.system()` makes it, so that the one way round is easy to search for.
    """

    paths: tuple[str, ...] | None

    @staticmethod
    def system() -> "Scope":
        """Everything: for tasks and for what a person does with her own things."""
        return Scope(paths=None)

    @staticmethod
    def of(*paths: str) -> "Scope":
        """The regions at or below `paths`."""
        return Scope(paths=tuple(paths))

    @staticmethod
    def nothing() -> "Scope":
        """No region at all."""
        return Scope(paths=())

    def inside(self, path: str) -> "Scope":
        """What of it lies at or below `path`."""
        if self.holds(path):
            return Scope.of(path)
        return Scope(paths=tuple(root for root in self.paths or () if root.startswith(path)))

    def holds(self, path: str) -> bool:
        """Whether a document with this region path is inside."""
        return self.paths is None or any(path.startswith(root) for root in self.paths)
