"""A signed sheet as an officer types it."""

from typing import Any

from domain.wish_entry import WishEntry, read_entry
from services.context import Services
from storage.scoped import placed

SHEET = {
    "child_name": "王小明",
    "age_band": "6-8",
    "region": "370881100201",
    "guardian": "李秀英",
    "relation": "grandmother",
    "phone": "138 0013 8000",
    "kind": "clothes",
    "text": "一双35码的运动鞋",
    "yuan": "80",
    "signed": "2026-11-20",
    "box": "镇妇联2号柜第3盒",
    "text_version": "child_wish.v3",
}
NEXT_DOOR, ELSEWHERE = "370881100202", "370883100201"  # villages of the same township, and of another county
KEY = "01k0000000000000000000000a"


def sheet(**other: Any) -> WishEntry:
    return read_entry(SHEET | other)


async def add_village(services: Services, code: str, name: str) -> None:
    """A further village."""
    path = f"370000/370800/{code[:6]}/{code[:9]}/{code}/"
    row = {"_id": code, "name": name, "level": "village", "parent": code[:9], "path": path, "closed_at": None}
    await services.db["regions"].insert_one(row | placed(path))
