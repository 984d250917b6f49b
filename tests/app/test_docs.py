"""The pages for people say nothing that isn't there: commands, their arguments, settings, links, pictures."""

import argparse
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from PIL import Image

from app import commands
from app.processes import ROOT
from app.settings import PREFIX, Settings

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [page.relative_to(ROOT).as_posix() for page in PAGES]
READMES = ("README.md", "README.zh-CN.md")
COMMANDS = sorted(found.name for found in pkgutil.iter_modules(commands.__path__))
SETTINGS = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CALL = re.compile(r"\./xinqiao ([a-z]+)([^`\n#]*)")
_FLAG = re.compile(r"(?<![\w-])--([a-z]+)")
_SETTING = re.compile(rf"\b{PREFIX}[A-Z_]*[A-Z]\b")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The names that a Git host gives a page's headings."""
    plain = _FENCE.sub("", page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", found.lower()).strip().replace(" ", "-") for found in _HEADING.findall(plain)}


def flags_of(command: str) -> set[str]:
    """The long options that a command takes, those of its actions included."""
    parser = argparse.ArgumentParser()
    importlib.import_module(f"app.commands.{command}").register(parser)
    parsers = [parser]
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            parsers += action.choices.values()
    return {name[2:] for each in parsers for name in each._option_string_actions if name.startswith("--")}


def passes_on(command: str) -> bool:
    return bool(getattr(importlib.import_module(f"app.commands.{command}"), "PASSES_ON", False))


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    page = ROOT / name
    for link in _LINK.findall(_FENCE.sub("", text_of(name))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("name", NAMES)
def test_commands_and_their_arguments_exist(name: str) -> None:
    for command, rest in _CALL.findall(text_of(name)):
        assert command in COMMANDS, command
        if not passes_on(command):
            assert set(_FLAG.findall(rest)) <= flags_of(command) | {"help"}, f"{command}{rest}"


@pytest.mark.parametrize("name", [name for name in NAMES if "decisions" not in name])
def test_settings_exist(name: str) -> None:
    assert set(_SETTING.findall(text_of(name))) <= SETTINGS


def test_every_setting_is_described() -> None:
    assert set(_SETTING.findall(text_of("docs/settings.md"))) >= SETTINGS


def test_every_command_and_argument_is_described() -> None:
    rows = [row for row in text_of("docs/commands.md").splitlines() if row.startswith("| `./xinqiao ")]
    for command in COMMANDS:
        told = " ".join(row for row in rows if row.startswith(f"| `./xinqiao {command}"))
        assert told, command
        hidden = {"help", "child"}  # --child is how a command starts its own processes
        assert flags_of(command) - hidden <= set(_FLAG.findall(told)), command


@pytest.mark.parametrize("name", READMES)
def test_a_newcomer_is_told_the_two_commands(name: str) -> None:
    fences = "\n".join(_FENCE.findall(text_of(name)))
    assert "./xinqiao demo\n" in fences
    assert "./xinqiao test\n" in fences


def test_both_readmes_have_the_same_parts() -> None:
    english, chinese = (_HEADING.findall(_FENCE.sub("", text_of(name))) for name in READMES)
    assert len(english) == len(chinese)


@pytest.mark.parametrize("file", sorted((ROOT / "docs" / "pictures").glob("*.png")), ids=lambda file: file.name)
def test_pictures_are_small_and_shown(file: Path) -> None:
    with Image.open(file) as picture:
        assert picture.width <= 1280
    assert file.stat().st_size < 200_000
    assert all(f"docs/pictures/{file.name}" in text_of(name) for name in READMES)


@pytest.mark.parametrize("name", NAMES)
def test_only_pages_for_chinese_readers_are_chinese(name: str) -> None:
    """Elsewhere Chinese stands for what people type and what pages show, never for whole sentences."""
    if name in {"README.zh-CN.md", "docs/staff-guide.zh-CN.md", "docs/wishes.zh-CN.md"}:
        return
    assert not re.findall(r"[一-鿿]{16,}", text_of(name))


def test_the_table_of_permissions_is_printed_from_the_code() -> None:
    page = importlib.import_module("app.commands.staff").permissions_page()
    assert text_of("docs/permissions.zh-CN.md") == page, "./xinqiao staff permissions > docs/permissions.zh-CN.md"


@pytest.mark.parametrize(("name", "arguments"), [("docs/wishes.zh-CN.md", {}), ("docs/wishes.md", {"names": True})])
def test_the_life_of_a_wish_is_drawn_from_the_code(name: str, arguments: dict[str, bool]) -> None:
    drawn = importlib.import_module("app.commands.wishes").life(**arguments)
    assert drawn in text_of(name), (
        "./xinqiao wishes, with --names for docs/wishes.md, prints what stands between the two marks"
    )
