"""A demo as a person starts it, and what she sees of it."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from app.processes import ROOT, free_port

PATIENCE = 90.0


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """What a person's terminal has: nothing of ours but the data folder and `settings`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XINQIAO_")}
    return {**kept, "PYTHONPATH": str(ROOT), "XINQIAO_DATA_DIR": str(folder), **settings}


def command(*arguments: str) -> list[str]:
    """One of our commands; a hang-up that whoever runs the tests ignores counts again."""
    return ["/usr/bin/env", "--default-signal=HUP", sys.executable, "-P", "-m", "app", *arguments]


def run(folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """A command, to its end."""
    return subprocess.run(
        command(*arguments),
        cwd=folder.parent,
        env=environment(folder, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def until(look: Callable[[], Any]) -> Any:
    """What `look` finds, once it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


def processes(folder: Path) -> dict[int, str]:
    """The processes that work for the demo of this folder: their command lines by id."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            given = (entry / "environ").read_bytes().decode(errors="replace")
            line += f" in {(entry / 'cwd').readlink()}"  # valkey writes over both
        except OSError:
            continue
        if line and (str(folder) in line or f"XINQIAO_DATA_DIR={folder}\0" in given):
            found[int(entry.name)] = line
    return found


@dataclass
class Demo:
    """A running demo. `said` is what it printed up to READY."""

    process: subprocess.Popen[str]
    folder: Path
    said: str

    @property
    def base(self) -> str:
        return self._found(r"^READY (\S+)$")

    @property
    def phones(self) -> str:
        return self._found(r"phone +(\S+)/phones")

    @property
    def login(self) -> tuple[str, str]:
        return self._found(r"sign in as (\S+) with"), self._found(r"sign in as \S+ with (\S+)")

    def _found(self, pattern: str) -> str:
        found = re.search(pattern, self.said, re.MULTILINE)
        assert found, self.said
        return found[1]

    @property
    def pids(self) -> dict[str, int]:
        """What it started, by name."""
        running: dict[str, int] = json.loads((self.folder / "runtime.json").read_text(encoding="utf-8"))["pids"]
        return running

    def follow(self, later: "Demo") -> None:
        """From now on this is the one that was started in its folder later."""
        self.process, self.said = later.process, later.said

    def stop(self, number: int) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def start(folder: Path, *arguments: str, port: bool = True, **settings: str) -> Demo:
    """Start a demo and wait for READY."""
    asked = ("--port", str(free_port(None))) if port else ()
    with (folder.parent / f"{folder.name}.err").open("ab") as errors:
        process = subprocess.Popen(
            command("demo", *asked, *arguments),
            cwd=folder.parent,
            env=environment(folder, **settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )
    assert process.stdout is not None
    said = ""
    with process.stdout:
        for line in process.stdout:
            said += line
            if line.startswith("READY"):
                return Demo(process, folder, said)
    process.wait(PATIENCE)
    raise AssertionError((folder.parent / f"{folder.name}.err").read_text(encoding="utf-8")[-3000:])


@contextmanager
def demo(folder: Path, *arguments: str, port: bool = True, **settings: str) -> Iterator[Demo]:
    """A demo while the block runs; nothing of it is left afterwards, whatever became of it."""
    running = start(folder, *arguments, port=port, **settings)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.terminate()
            running.process.wait(PATIENCE)


def ask(url: str, body: Mapping[str, Any] | None = None) -> Any:
    """What `url` answers: JSON where it is, else text."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})  # noqa: S310 loopback
    with opener.open(asked, timeout=20) as answer:
        text = answer.read().decode()
    return json.loads(text) if text[:1] in "{[" else text


class Woman:
    """Somebody with a simulated phone."""

    def __init__(self, demo: Demo, name: str = "小红") -> None:
        self.phones = demo.phones
        state = ask(f"{self.phones}/control/state")
        self.app = next(each["app_id"] for each in state["accounts"] if each["kind"] != "mini")
        self.openid = ask(f"{self.phones}/control/people", {"name": name})["openids"][self.app]
        self.does("follow")

    def does(self, action: str, **fields: Any) -> Any:
        given = {"app_id": self.app, "openid": self.openid, "action": action, **fields}
        return ask(f"{self.phones}/control/act", given)

    def says(self, *texts: str) -> str:
        """Send words, one after another; what the account said last."""
        for text in texts:
            self.does("text", text=text)
        return self.heard()[-1]

    def heard(self) -> list[str]:
        """All that the account said to her."""
        found = ask(f"{self.phones}/control/chat?{urlencode({'app_id': self.app, 'openid': self.openid})}")
        return [each.get("text", "") for each in found["entries"] if each["side"] == "account"]


def sign_in(demo: Demo, login: str, password: str) -> str:
    """The console's first page after signing in; the sign-in page again where that is refused."""
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar()), _Anyway()
    )
    with opener.open(f"{demo.base}/console/sign-in", timeout=20) as answer:
        token = re.search(r'name="_xsrf" value="([^"]+)"', answer.read().decode())
    assert token
    form = urlencode({"_xsrf": token[1], "login": login, "password": password}).encode()
    with opener.open(f"{demo.base}/console/sign-in", data=form, timeout=20) as answer:
        return str(answer.geturl().removeprefix(demo.base))


class _Anyway(urllib.request.HTTPErrorProcessor):
    """Only redirections are followed; an error is an answer like another."""

    def http_response(self, request: Any, response: Any) -> Any:
        return super().http_response(request, response) if response.status < 400 else response
