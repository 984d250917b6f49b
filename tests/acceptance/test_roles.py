"""Each role walks the path she lives in, at a desk and on a phone: the steps that the staff guide shows."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from app.processes import ROOT
from bench.guide import WIDTHS
from bench.guide_paths import PATHS
from domain.staff import StaffRole
from services.staff.samples import SAMPLES
from tests.acceptance.conftest import Demo

pytestmark = pytest.mark.xdist_group("demo")

GUIDE = ROOT / "docs" / "staff-guide.zh-CN.md"
PICTURES = ROOT / "docs" / "pictures" / "staff"
SHOWN = sorted(f"{login}-{name}-{width}.png" for login, steps in PATHS.items() for name, _ in steps for width in WIDTHS)


@pytest.mark.long
async def test_every_role_walks_its_path_at_both_widths(demo: Demo, tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-m", "app", "bench", "guide", "--base", demo.base, "--phones", demo.phones]
    walking = await asyncio.create_subprocess_exec(
        *command,
        "--password",
        demo.password,
        "--out",
        str(tmp_path),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await walking.communicate()
    assert walking.returncode == 0, told.decode()
    assert names_in(tmp_path) == SHOWN


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_every_role_has_a_path() -> None:
    assert {SAMPLES[login][0] for login in PATHS} == set(StaffRole)


def test_the_guide_shows_every_picture_of_the_paths_and_no_other() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert names_in(PICTURES) == SHOWN
    assert [name for name in SHOWN if f"(pictures/staff/{name})" not in text] == []
