"""The shape of the whole: packages, dialogues, tasks, migrations, commands; what a newcomer could forget to add."""

import ast
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import commands
from app.processes import ROOT
from bot.dialogue import Dialogue
from bot.dialogues import DIALOGUES
from bot.stages import STAGES
from services.context import Services
from storage.migrations import migrations
from storage.mongo import Database
from tests.joined import Clock, Phone
from wechat import inbound
from worker.tasks import TASKS

PACKAGES = sorted(found.parent.name for found in ROOT.glob("*/__init__.py") if found.parent.name != "tests")
MODULES = sorted(
    found.name
    for package in PACKAGES
    for found in pkgutil.walk_packages([str(ROOT / package)], f"{package}.")
    if not found.name.endswith("__main__")
)
# What answers each step of a dialogue, in order; a new dialogue is named here.
KEPT = r"编号 [\d -]+|记下了"  # what is said when something was kept
ANSWERS: dict[str, tuple[str, ...]] = {
    "submit_wish": ("同意", "王小明", "8岁", "曲阜", "1", "1", "学习用品", "一个新书包", "八十块", "提交"),
    "choose_region": ("曲阜", "1", "1"),
    "ask_expert": ("孩子半夜惊醒说胡话，要紧吗",),
    "ask_unnamed": ("孩子半夜惊醒说胡话，要紧吗",),
    "add_to_question": ("还有，他白天话也少",),
}
WALKED_ELSEWHERE = {"correct_wish", "book"}  # tests/bot/test_wish_taps.py, tests/bot/test_booking.py
WIDTH = 120


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_lies_in_the_repository_and_nowhere_else(package: str) -> None:
    found = importlib.import_module(package)
    assert Path(str(found.__file__)) == ROOT / package / "__init__.py"
    assert (found.__doc__ or "").strip()


@pytest.mark.parametrize("name", MODULES)
def test_every_module_can_be_imported_and_says_what_it_is(name: str) -> None:
    assert (importlib.import_module(name).__doc__ or "").strip()


def test_importing_everything_opens_nothing() -> None:
    code = (
        f"import importlib, threading\nfor name in {MODULES!r}: importlib.import_module(name)\n"
        "assert threading.active_count() == 1, threading.enumerate()"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def _functions() -> Iterator[tuple[str, int]]:
    for file in [*ROOT.glob("*/**/*.py"), ROOT / "xinqiao"]:
        top = file.relative_to(ROOT).parts[0]
        if top not in {*PACKAGES, "tests", "xinqiao"}:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{file.relative_to(ROOT)}:{node.name}", (node.end_lineno or 0) - node.lineno + 1


def test_functions_fit_a_screen() -> None:
    assert [(name, lines) for name, lines in _functions() if lines > 60] == []


def test_modules_are_read_in_one_sitting() -> None:
    files = [file for package in [*PACKAGES, "tests"] for file in (ROOT / package).rglob("*.py")]
    long = {str(file.relative_to(ROOT)): len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    assert {name: lines for name, lines in long.items() if lines > 400} == {}


@pytest.mark.parametrize("kind", [*STAGES])
def test_every_stage_is_for_something_that_the_platform_sends(kind: type) -> None:
    assert issubclass(kind, inbound.Inbound)


def test_every_dialogue_is_listed_and_walked_here() -> None:
    names = [dialogue.name for dialogue in DIALOGUES]
    assert sorted(names) == sorted((*ANSWERS, *WALKED_ELSEWHERE))
    declared = {
        each.name
        for module in pkgutil.iter_modules([str(ROOT / "bot" / "dialogues")])
        for each in vars(importlib.import_module(f"bot.dialogues.{module.name}")).values()
        if isinstance(each, Dialogue)
    }
    assert declared == set(names)


@pytest.fixture(params=[each for each in DIALOGUES if each.name in ANSWERS], ids=lambda dialogue: dialogue.name)
def dialogue(request: pytest.FixtureRequest) -> Dialogue:
    found: Dialogue = request.param
    return found


def test_every_step_has_a_name_of_its_own_and_every_dialogue_a_way_in(dialogue: Dialogue) -> None:
    names = [step.name for step in dialogue.steps]
    assert len(names) == len(set(names))
    assert any(word.startswith("menu:") for word in dialogue.opens_on)
    assert not dialogue.word.startswith("menu:")


async def prompts(phone: Phone, dialogue: Dialogue) -> list[str]:
    """What each step asks, up to the last; the answers are given on the way."""
    asked = [await phone.says(dialogue.word)]
    asked += [await phone.says(answer) for answer in ANSWERS[dialogue.name][:-1]]
    return asked


def core(reply: str) -> str:
    """A prompt's own words: the first line that it surely has."""
    return reply.strip().splitlines()[0]


async def documents(services: Services) -> dict[str, int]:
    """What dialogues make; choosing a region makes an event alone."""
    made = {name: await services.db[name].count_documents({}) for name in ("wishes", "questions")}
    return {**made, "regions": await services.db["events"].count_documents({"kind": "region_chosen"})}


async def test_every_dialogue_can_be_finished_and_then_is_over(
    dialogue: Dialogue, phone: Phone, services: Services
) -> None:
    before = await documents(services)
    await prompts(phone, dialogue)
    last = await phone.says(ANSWERS[dialogue.name][-1])
    assert re.search(KEPT, last)
    assert sum((await documents(services)).values()) == sum(before.values()) + 1
    assert "编号" not in await phone.says("取消")


async def test_the_last_answer_twice_is_one_thing(dialogue: Dialogue, phone: Phone, services: Services) -> None:
    before = await documents(services)
    await prompts(phone, dialogue)
    replies = {await phone.says(ANSWERS[dialogue.name][-1], number=987_654) for _ in range(3)}
    assert len(replies) == 1
    assert sum((await documents(services)).values()) == sum(before.values()) + 1


async def test_every_step_can_be_cancelled_and_keeps_nothing(dialogue: Dialogue, services: Services) -> None:
    before = await documents(services)
    for count in range(len(ANSWERS[dialogue.name])):
        phone = Phone(services, f"openid-{count}")
        opening = await phone.says(dialogue.word)
        for answer in ANSWERS[dialogue.name][:count]:
            await phone.says(answer)
        cancelled = await phone.says("取消")
        assert dialogue.word in cancelled
        assert core(await phone.says(dialogue.word)) == core(opening)
        await phone.says("取消")
    assert await documents(services) == before


async def test_every_step_can_be_stepped_back_from(dialogue: Dialogue, phone: Phone) -> None:
    asked = await prompts(phone, dialogue)
    for earlier in reversed(asked[:-1]):
        assert core(earlier) in await phone.says("上一步")
    first = await phone.says("上一步")
    assert core(asked[0]) in first
    for following, answer in zip(asked[1:], ANSWERS[dialogue.name], strict=False):
        assert core(following) in await phone.says(answer)


async def test_every_step_goes_on_after_a_detour(dialogue: Dialogue, phone: Phone) -> None:
    asked = [await phone.says(dialogue.word)]
    for answer in ANSWERS[dialogue.name]:
        detour = await phone.says("微课堂")
        assert "跳舞前先热身" in detour or "舞前三分钟" in detour
        assert core(asked[-1]) in detour
        asked.append(await phone.says(answer))
    assert re.search(KEPT, asked[-1])


async def test_every_step_meets_danger_first_and_goes_on(dialogue: Dialogue, phone: Phone) -> None:
    reply = await phone.says(dialogue.word)
    for answer in ANSWERS[dialogue.name]:
        card = await phone.says("他又打我了，我要被打死了")
        assert "110" in card
        assert "12338" in card
        reply = await phone.says(answer)
    assert re.search(KEPT, reply)


async def test_every_step_answers_a_picture_in_words(dialogue: Dialogue, phone: Phone) -> None:
    asked = [await phone.says(dialogue.word)]
    for answer in ANSWERS[dialogue.name]:
        await phone.sends("<MsgType>image</MsgType><PicUrl>http://x</PicUrl><MediaId>m</MediaId>")
        asked.append(await phone.says(answer))
    assert re.search(KEPT, asked[-1])


async def test_every_dialogue_expires_and_says_how_to_begin_again(
    dialogue: Dialogue, phone: Phone, clock: Clock
) -> None:
    await prompts(phone, dialogue)
    clock.move(minutes=31)
    assert dialogue.word in await phone.says("你好呀")


TASK_NAME = re.compile(r"""(?:["'](?P<name>[a-z]+(?:_[a-z]+)+)["'])""")


def _asked_for() -> set[str]:
    """Every name of a task that rows of the outbox are written with."""
    found = set()
    for package in ("services", "bot", "worker", "storage", "handlers", "app"):
        for file in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                found |= _names_in(node)
    return found


def _names_in(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.Call):
        return set()
    given = {each.arg: each.value for each in node.keywords}
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    of_outbox = isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value).endswith("outbox")
    values = [given.get("task")]
    if called == "add" and of_outbox:
        values += node.args[1:2]
    if called in {"Daily", "Asked"}:
        values += node.args[:2]
    return {
        each.value
        for each in values
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and TASK_NAME.fullmatch(repr(each.value))
    }


def test_every_task_that_is_asked_for_is_one_that_workers_know() -> None:
    assert len(_asked_for()) > 2
    assert _asked_for() <= set(TASKS)


@pytest.mark.parametrize("name", TASKS)
def test_every_task_is_asked_for_somewhere(name: str) -> None:
    texts = [
        file.read_text(encoding="utf-8")
        for package in ("services", "bot", "worker", "storage")
        for file in (ROOT / package).rglob("*.py")
        if file != ROOT / "worker" / "tasks" / "__init__.py"
    ]
    assert any(f'"{name}"' in text for text in texts)


@pytest.mark.parametrize("name", TASKS)
def test_every_task_is_explained(name: str) -> None:
    task: Any = TASKS[name]
    run: Callable[..., Awaitable[object]] = task if callable(task) else task.run
    assert inspect.getdoc(run)


def test_migrations_are_numbered_without_a_gap_and_each_says_what_it_does() -> None:
    steps = migrations()
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    files = [file.stem for file in (ROOT / "storage" / "migrations").glob("*.py") if file.stem != "__init__"]
    assert sorted(files) == [step.module for step in steps]
    for step in steps:
        module = importlib.import_module(f"storage.migrations.{step.module}")
        assert (module.__doc__ or "").strip()
        assert inspect.iscoroutinefunction(module.up)


async def test_every_migration_may_run_twice(database: Database) -> None:
    for step in migrations():
        module = importlib.import_module(f"storage.migrations.{step.module}")
        await module.up(database)
        once = await _shape_of(database)
        await module.up(database)
        assert await _shape_of(database) == once


async def _shape_of(database: Database) -> dict[str, Any]:
    """Every collection's indexes and how many documents it holds."""
    found = {}
    for name in sorted(await database.list_collection_names()):
        collection = database[name]
        found[name] = (await collection.index_information(), await collection.count_documents({}))
    return found


@pytest.mark.parametrize("name", sorted(found.name for found in pkgutil.iter_modules(commands.__path__)))
def test_every_command_declares_its_arguments_and_runs(name: str) -> None:
    module = importlib.import_module(f"app.commands.{name}")
    line = (module.__doc__ or "").strip().splitlines()[0]
    assert line.endswith(".")
    assert len(line) < WIDTH + 20
    assert callable(module.register)
    assert callable(module.run)
