"""The demo as a person starts it: what it prints, what it survives, what it leaves behind."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.processes import LOOPBACK, free_port
from tests.app.demos import Demo, Woman, ask, command, demo, environment, processes, run, sign_in, start, until

pytestmark = pytest.mark.xdist_group("demo")
LONG = pytest.mark.long
WISH = ("微心愿", "同意", "王小明", "8岁", "曲阜", "1", "1", "1", "一个新书包", "八十块", "提交")


def wish_for(child: str) -> tuple[str, ...]:
    """The same for another child: each has one open wish."""
    return tuple(child if each == "王小明" else each for each in WISH)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all that doesn't end it."""
    with demo(tmp_path_factory.mktemp("demo") / "data") as found:
        yield found
    assert processes(found.folder) == {}


def works(found: Demo) -> bool:
    try:
        return bool(ask(f"{found.base}/readyz") == {"mongodb": "ok", "redis": "ok", "knowledge": "ok"})
    except OSError:
        return False


def test_it_prints_the_addresses_and_a_login_and_then_one_ready_line(running: Demo) -> None:
    lines = running.said.strip().splitlines()
    assert re.fullmatch(r"READY http://127\.0\.0\.1:\d+", lines[-1])
    assert sum(line.startswith("READY") for line in lines) == 1
    assert "/phone" in ask(f"{running.phones}/phones")
    assert ask(f"{running.base}/api/v1/openapi.json")["openapi"].startswith("3.1")
    assert works(running)


def test_the_login_that_it_prints_opens_the_console(running: Demo) -> None:
    login, password = running.login
    assert sign_in(running, login, password) == "/console/"
    assert sign_in(running, login, "wrong") == "/console/sign-in"


def test_its_folder_is_for_its_owner_alone(running: Demo) -> None:
    assert running.folder.stat().st_mode & 0o077 == 0
    for name in ("keys.json", "runtime.json", "simulator.json"):
        assert (running.folder / name).stat().st_mode & 0o077 == 0


def test_no_secret_stands_in_what_it_says_or_on_a_command_line(running: Demo) -> None:
    keys = running.folder / "keys.json"
    hidden = re.findall(r'"(?:oa|mini)_(?:app_secret|token|aes_key)": "([^"]+)"', keys.read_text(encoding="utf-8"))
    assert len(hidden) == 6
    errors = (running.folder.parent / f"{running.folder.name}.err").read_text(encoding="utf-8")
    logs = "".join(file.read_text(encoding="utf-8") for file in (running.folder / "logs").iterdir())
    for secret in hidden:
        for said in (running.said, errors, logs, *processes(running.folder).values()):
            assert secret not in said


def test_a_woman_on_the_phone_is_answered(running: Demo) -> None:
    assert "微课堂" in Woman(running).says("帮助")


def test_a_second_demo_in_the_same_folder_is_one_line_and_exit_2(running: Demo) -> None:
    done = run(running.folder, "demo", "--port", str(free_port(None)))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "another demo" in done.stderr
    assert works(running)


def test_a_port_that_was_asked_for_and_is_taken_is_one_line_and_exit_2(running: Demo, tmp_path: Path) -> None:
    port = running.base.rpartition(":")[2]
    done = run(tmp_path / "another", "demo", XINQIAO_PORT=port)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"xinqiao: port {port} is in use\n"


def test_lessons_are_listed_by_their_slugs(running: Demo) -> None:
    done = run(running.folder, "lessons")
    assert (done.returncode, done.stderr) == (0, "")
    slugs = [line.split("\t")[0] for line in done.stdout.splitlines()]
    assert len(slugs) > 5
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in slugs)


def test_seeding_twice_is_the_same_as_once(running: Demo) -> None:
    for _ in range(2):
        done = run(running.folder, "seed", "--sample")
        assert done.returncode == 0, done.stderr
        assert "; 0 written" in done.stdout


def test_staff_are_added_and_given_new_passwords(running: Demo) -> None:
    given = ("--name", "李华", "--role", "editor", "--region", "370881")
    done = run(running.folder, "staff", "add", "lihua", *given)
    assert done.returncode == 0, done.stderr
    login, first = done.stdout.split()
    assert sign_in(running, login, first) == "/console/"
    done = run(running.folder, "staff", "reset", "lihua")
    login, second = done.stdout.split()
    assert sign_in(running, login, first) == "/console/sign-in"
    assert sign_in(running, login, second) == "/console/"


@pytest.mark.long
def test_a_login_that_is_taken_or_unknown_is_one_line_and_exit_2(running: Demo) -> None:
    given = ("--name", "李华", "--role", "editor", "--region", "370881")
    for arguments in (("add", running.login[0], *given), ("add", "A B", *given), ("reset", "nobody")):
        done = run(running.folder, "staff", *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.long
def test_the_menu_is_set_at_the_platform(running: Demo) -> None:
    done = run(running.folder, "menu", "push")
    assert (done.returncode, done.stderr) == (0, "")
    assert "the menu is set" in done.stdout


def test_the_doctor_finds_nothing_wrong(running: Demo) -> None:
    done = run(running.folder, "doctor")
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout
    assert len(lines) == 9
    assert all(line.startswith("ok    ") for line in lines)


@pytest.mark.parametrize("name", ["serve-1", *(pytest.param(each, marks=LONG) for each in ("worker-1", "simulator"))])
def test_a_part_that_is_killed_is_started_again(running: Demo, name: str) -> None:
    before = running.pids[name]
    os.kill(before, signal.SIGKILL)
    until(lambda: running.pids[name] != before and works(running))
    woman = until(lambda: _someone(running))
    assert "微课堂" in until(lambda: woman.says("帮助"))
    assert running.process.poll() is None


def _someone(found: Demo) -> Woman | None:
    try:
        return Woman(found)
    except OSError:
        return None


@pytest.mark.parametrize("name", ["mongod", pytest.param("valkey", marks=LONG)])
def test_a_store_that_is_killed_is_started_again_with_all_that_it_held(running: Demo, name: str) -> None:
    woman = Woman(running)
    assert "编号" in woman.says(*wish_for({"mongod": "王小河", "valkey": "王小山"}[name]))
    before = running.pids[name]
    os.kill(before, signal.SIGKILL)
    until(lambda: running.pids[name] != before and works(running))
    assert "书包" in until(lambda: _mine(woman))


def _mine(woman: Woman) -> str:
    said = woman.says("我的")
    return said if "书包" in said else ""


def test_killed_outright_it_leaves_nothing_running_and_comes_back_with_its_data(running: Demo) -> None:
    woman, before = Woman(running), running.login
    assert "编号" in woman.says(*wish_for("王小船"))
    running.process.kill()
    running.process.wait()
    running.follow(start(running.folder))
    assert set(processes(running.folder)) == {running.process.pid, *running.pids.values()}
    assert running.login == before
    woman.phones = running.phones
    assert "书包" in woman.says("我的")


@pytest.mark.long
def test_reset_throws_away_what_an_earlier_demo_left(tmp_path: Path) -> None:
    with demo(tmp_path / "data") as first:
        Woman(first)
    with demo(tmp_path / "data", "--reset") as second:
        assert second.login[1] != first.login[1]
        assert ask(f"{second.phones}/control/state")["people"] == 0


@pytest.mark.long
def test_what_was_made_once_is_made_no_second_time(tmp_path: Path) -> None:
    with demo(tmp_path / "data") as first:
        woman = Woman(first)
        assert "编号" in woman.says(*WISH)
    with demo(tmp_path / "data") as second:
        assert second.login == first.login
        woman.phones = second.phones
        assert "书包" in woman.says("我的")
        assert "; 0 written" in (tmp_path / "data.err").read_text(encoding="utf-8")


@pytest.mark.long
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("at", ["--dbpath", "simulator --config", "app serve", ""])
def test_told_to_stop_it_leaves_nothing_behind(tmp_path: Path, number: int, at: str) -> None:
    folder = tmp_path / "data"
    if at:  # while this part of it starts
        running = _starting(folder)
        until(lambda: any(at in line for line in processes(folder).values()))
        assert running.stop(number) == 0
        assert "Traceback" not in (tmp_path / "data.err").read_text(encoding="utf-8")
    else:
        with demo(folder) as running:
            assert running.stop(number) == 0
    assert processes(folder) == {}
    assert not (folder / "runtime.json").exists()


def _starting(folder: Path) -> Demo:
    with (folder.parent / "data.err").open("ab") as errors:
        process = subprocess.Popen(
            command("demo", "--port", str(free_port(None))),
            cwd=folder.parent,
            env=environment(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    return Demo(process, folder, "")


@pytest.mark.long
def test_a_terminal_that_is_closed_ends_it(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    child, terminal = os.forkpty()
    if child == 0:
        _become_a_demo(folder)
    until(lambda: len(processes(folder)) >= 6)
    os.close(terminal)
    os.waitpid(child, 0)
    until(lambda: not processes(folder))
    assert processes(folder) == {}


def _become_a_demo(folder: Path) -> None:
    asked = command("demo", "--port", str(free_port(None)))
    os.execve(asked[0], asked, environment(folder))  # noqa: S606 ours


@pytest.mark.long
def test_the_default_port_gives_way_to_the_next_free_one(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((LOOPBACK, 8888))
            taken.listen()
        except OSError:
            pass  # somebody else has it: as well
        with demo(tmp_path / "data", port=False) as running:
            assert int(running.base.rpartition(":")[2]) > 8888
            assert works(running)


@pytest.mark.long
def test_two_servers_and_two_workers_share_the_work(tmp_path: Path) -> None:
    with demo(tmp_path / "data", XINQIAO_PROCESSES="2") as running:
        assert {"serve-1", "serve-2", "worker-1", "worker-2"} <= set(running.pids)
        women = [Woman(running, f"小红{number}") for number in range(6)]
        for woman, child in zip(women, "安博晨丹恩帆", strict=True):
            wish = wish_for(f"王小{child}")
            for text in wish[:-1]:
                woman.does("text", text=text)
            woman.does("text", text=wish[-1], duplicate=3)
            assert sum("编号" in said for said in woman.heard()) >= 1
            mine = woman.says("我的")
            assert mine.count("书包") == 1
        os.kill(running.pids["serve-1"], signal.SIGKILL)
        until(lambda: _mine(women[0]))


@pytest.mark.long
def test_stores_that_are_given_are_used_instead_of_its_own(tmp_path: Path, mongo_url: str, redis_url: str) -> None:
    given = {"XINQIAO_MONGO_URL": mongo_url, "XINQIAO_REDIS_URL": redis_url, "XINQIAO_MONGO_DATABASE": "given"}
    with demo(tmp_path / "data", **given) as running:
        assert not {"mongod", "valkey"} & set(running.pids)
        assert not (tmp_path / "data" / "mongo").exists()
        assert "编号" in Woman(running).says(*WISH)
        done = run(running.folder, "lessons", **given)
        assert done.returncode == 0, done.stderr


@pytest.mark.long
def test_a_subscription_accounts_demo_answers_too(tmp_path: Path) -> None:
    with demo(tmp_path / "data", XINQIAO_OA_KIND="subscription") as running:
        kinds = {each["kind"] for each in ask(f"{running.phones}/control/state")["accounts"]}
        assert kinds == {"subscription", "mini"}
        assert "编号" in Woman(running).says(*WISH)
        done = run(running.folder, "doctor", XINQIAO_OA_KIND="subscription")
        assert done.returncode == 0, done.stdout


@pytest.mark.long
@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_each_way_of_encrypting_messages_works(tmp_path: Path, mode: str) -> None:
    with demo(tmp_path / "data", XINQIAO_OA_ENCRYPTION=mode, XINQIAO_MINI_ENCRYPTION=mode) as running:
        assert "微课堂" in Woman(running).says("帮助")
