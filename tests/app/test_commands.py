"""The commands without anything running: their help, and what they refuse in one line."""

import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app import commands
from app.__main__ import main
from app.processes import ROOT, free_port
from app.settings import Settings
from tests.app.demos import run
from tests.app.test_settings import GOOD, SECRETS, variable

NAMES = sorted(found.name for found in pkgutil.iter_modules(commands.__path__))
VARIABLES = [variable(name) for name in Settings.model_fields]
PASSES_ON = {"test", "bench", "drill", "simulator"}


@pytest.fixture(autouse=True)
def _a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XINQIAO_DATA_DIR", str(tmp_path / "data"))


def outcome(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, what was printed, what was said."""
    try:
        code = main(list(arguments))
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("help",)])
def test_the_overview_names_every_command_and_every_setting(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, said = outcome(capsys, *arguments)
    assert (code, said) == (0, "")
    for name in NAMES:
        assert re.search(rf"^  {name} +[A-Z]", printed, re.MULTILINE)
    for name in VARIABLES:
        assert name in printed


def test_no_command_at_all_shows_the_overview_and_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = outcome(capsys)
    assert code == 2
    assert "./xinqiao COMMAND" in printed


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_help_that_names_the_settings(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, said = outcome(capsys, name, "--help")
    assert (code, said) == (0, "")
    assert f"usage: ./xinqiao {name}" in printed
    for each in VARIABLES:
        assert each in printed


@pytest.mark.parametrize("name", NAMES)
def test_help_tells_no_secret(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    for each, value in GOOD.items():
        monkeypatch.setenv(variable(each), value)
    _, printed, said = outcome(capsys, name, "--help")
    for hidden in SECRETS:
        assert hidden not in printed + said


@pytest.mark.parametrize("name", ["frob", "Demo", "../demo", "__init__", "-x", "", "app.demo", "演示"])
def test_an_unknown_command_is_one_line_and_exit_2(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, said = outcome(capsys, name)
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert "demo" in said


@pytest.mark.parametrize("name", sorted(set(NAMES) - PASSES_ON))
def test_an_unknown_argument_is_one_line_and_exit_2(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, said = outcome(capsys, name, "--frob")
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert said.startswith("xinqiao: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("demo", "--port", "abc"),
        ("demo", "--port", "0"),
        ("demo", "--port", "99999"),
        ("demo", "--port", "-1"),
        ("demo", "--data", "/proc/nowhere"),
        ("demo", "extra"),
        ("demo", "--po", "9000"),
        ("serve", "--port", "99999"),
        ("serve", "--processes", "0"),
        ("worker", "--processes", "many"),
        ("ask", "--kb", "nowhere.jsonl"),
        ("push",),
        ("push", "warm-up", "--to", "nowhere.txt"),
        ("push", "warm-up", "--to", "all", "--channel", "fax"),
        ("push", "warm-up", "--to", "all", "--push", "a b"),
        ("menu",),
        ("menu", "pull"),
        ("staff",),
        ("staff", "add", "wang"),
        ("staff", "add", "wang", "--name", "x", "--role", "queen", "--region", "370881"),
        ("bench", "nothing"),
        ("drill", "nothing"),
        ("bench",),
    ],
)
def test_a_wrong_argument_is_one_line_and_exit_2(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, said = outcome(capsys, *arguments)
    assert (code, printed, said.count("\n")) == (2, "", 1), said
    assert said.startswith("xinqiao: ")


@pytest.mark.parametrize("name", ["demo", "serve", "worker", "seed", "lessons", "menu", "push", "staff"])
def test_a_bad_setting_is_one_line_and_exit_2_for_every_command(
    name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XINQIAO_FIELD_KEY", "notTheRightKey")
    more = {
        "menu": ["push"],
        "push": ["warm-up", "--to", "all"],
        "staff": ["reset", "wang"],
    }
    code, printed, said = outcome(capsys, name, *more.get(name, []))
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert "XINQIAO_FIELD_KEY" in said
    assert "notTheRightKey" not in said


@pytest.mark.parametrize("name", ["seed", "lessons", "menu", "push", "staff"])
def test_without_a_demo_and_without_settings_a_command_names_what_is_missing(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    more = {"menu": ["push"], "push": ["warm-up", "--to", "all"], "staff": ["reset", "wang"]}
    code, printed, said = outcome(capsys, name, *more.get(name, []))
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert "XINQIAO_MONGO_URL" in said


@pytest.mark.parametrize("name", ["serve", "worker"])
def test_serving_and_working_are_refused_without_the_secrets(name: str, tmp_path: Path) -> None:
    given = {"XINQIAO_MONGO_URL": "mongodb://127.0.0.1:1", "XINQIAO_REDIS_URL": "redis://127.0.0.1:1"}
    given["XINQIAO_PORT"] = str(free_port())
    done = run(tmp_path / "data", name, **given)
    assert (done.returncode, done.stdout) == (2, "")
    missing = ("OA_APP_ID", "OA_APP_SECRET", "OA_TOKEN", "FIELD_KEY", "SECRET")
    assert done.stderr == f"xinqiao: missing settings: {', '.join(f'XINQIAO_{each}' for each in missing)}\n"


@pytest.mark.parametrize("broken", ["not json", '{"secret": '])
def test_a_broken_file_of_keys_is_one_line_and_exit_2(
    broken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "keys.json").write_text(broken, encoding="utf-8")
    code, printed, said = outcome(capsys, "lessons")
    assert (code, printed, said.count("\n")) == (2, "", 1)
    assert "keys.json" in said


def test_the_launcher_hands_over_every_argument_and_the_exit_code(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "xinqiao"), "frob", "--x"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no command 'frob'" in done.stderr


def test_the_settings_command_prints_its_page(capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, said = outcome(capsys, "settings")
    assert (code, said) == (0, "")
    assert printed == (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
