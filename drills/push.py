"""
Pushes to everybody, with workers killed on the way and answers lost after they took effect.

The platform's people are made without our knowing, so each push has to learn of them. Three pushes go to all: by mass
sending, by the channel that fits each, and by customer-service messages to people who have just written. During each
a worker is killed twice with `kill -9`, and the platform drops some answers after doing what was asked. Then the rows
are held against the platform's own log. Prints a table and, last, one JSON line; exit 1 when something doesn't add up.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.processes import ROOT, python_command
from drills.rig import DATABASE, Rig, resident_kb, rig
from storage.mongo import open_mongo

LESSON = "listen-before-you-speak"
CHANNELS = ("mass", "auto", "customer")
WORKERS = 2
KILLS = (0.15, 0.55)  # of the people, when a worker is killed
LOOK_SECONDS = 0.2
FLAT = 0.05
SETTLED_SECONDS = 30.0
LOST_CUSTOMER = 0.002
LOST_MASS = 2


@dataclass(slots=True)
class Stage:
    """How one push went. `wrong` counts what must not be, by what it is."""

    channel: str
    audience: int = 0
    states: dict[str, int] = field(default_factory=dict)
    received: int = 0
    kills: int = 0
    seconds: float = 0.0
    wrong: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Memory:
    """What the worker that nobody killed held, when a tenth of its first push was out and at the end of it."""

    kb_at_tenth: int = 0
    kb_at_end: int = 0

    @property
    def growth(self) -> float:
        return self.kb_at_end / self.kb_at_tenth - 1 if self.kb_at_tenth else 0.0


def main(arguments: list[str]) -> int:
    """Run the drill; 0 when everything adds up."""
    parser = argparse.ArgumentParser(prog="xinqiao drill push", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000, help="how many people follow (default 100000)")
    parser.add_argument("--channels", default=",".join(CHANNELS), help="which pushes (default all three)")
    args = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="xinqiao-drill-") as folder, rig(Path(folder), workers=WORKERS) as up:
        up.control("/followers", {"app_id": up.app, "count": args.people, "deliver": False, "wrote": True})
        stages, memory = [], {}
        for channel in args.channels.split(","):
            stage, held = _stage(up, channel, people=args.people)
            stages.append(stage)
            memory[channel] = held
            _print(stage)
    return _report(args.people, stages, memory, time.monotonic() - began)


def _stage(up: Rig, channel: str, *, people: int) -> tuple[Stage, Memory]:
    stage, memory = Stage(channel), Memory()
    before, sent_before, began = up.received(), up.sent(), time.monotonic()
    survivor = up.workers[0]
    _lose_answers(up)
    push_id = f"drill-{channel}"
    command = ("push", LESSON, "--to", "all", "--channel", channel, "--push", push_id)
    push = subprocess.Popen(
        python_command("app", *command),
        cwd=ROOT,
        env=up.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    kills = [int(part * people) for part in KILLS]
    while push.poll() is None:
        sent = up.sent() - sent_before
        if kills and sent >= kills[0]:
            kills.pop(0)
            up.kill(up.workers[-1])
            stage.kills += 1
        if not memory.kb_at_tenth and sent >= people / 10:
            memory.kb_at_tenth = resident_kb(survivor.pid)
        memory.kb_at_end = resident_kb(survivor.pid) or memory.kb_at_end
        time.sleep(LOOK_SECONDS)
    said = push.stdout.read() if push.stdout else ""
    stage.seconds = round(time.monotonic() - began, 1)
    _drop_faults(up)
    _await_quiet(up)
    rows = asyncio.run(_rows(up, push_id))
    audit(stage, rows, before=before, after=up.received(), following=up.account()["following"])
    _hold_ledger(stage, said)
    if stage.kills < len(KILLS):
        stage.wrong["kills that came too late"] = len(KILLS) - stage.kills
    return stage, memory


def _lose_answers(up: Rig) -> None:
    custom = {"path": "/cgi-bin/message/custom/send", "fault": "drop_after", "probability": LOST_CUSTOMER}
    up.control("/faults", custom)
    up.control("/faults", {"path": "/cgi-bin/message/mass/send", "fault": "drop_after", "times": LOST_MASS})


def _drop_faults(up: Rig) -> None:
    up.control("/faults", method="DELETE")


def _await_quiet(up: Rig) -> None:
    """Until the platform has nothing under way."""
    end = time.monotonic() + SETTLED_SECONDS
    while up.control("/state")["working"] and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)


async def _rows(up: Rig, push_id: str) -> list[tuple[str, str]]:
    """Openid and state of every row of a push."""
    async with open_mongo(up.mongo_url, DATABASE) as db:
        found = db["deliveries"].find({"push": push_id}, {"openid": 1, "state": 1})
        return [(row["openid"], row["state"]) async for row in found]


def audit(
    stage: Stage, rows: list[tuple[str, str]], *, before: Mapping[str, int], after: Mapping[str, int], following: int
) -> None:
    """Hold a push's rows against what the platform says that people have got."""
    got = {openid: count - before.get(openid, 0) for openid, count in after.items() if count > before.get(openid, 0)}
    states = dict(rows)
    stage.audience, stage.received = len(rows), sum(got.values())
    stage.states = dict(Counter(states.values()))
    wrong = {
        "rows of one person twice": len(rows) - len(states),
        "followers without a row": following - len(states),
        "got it twice": sum(1 for count in got.values() if count > 1),
        "got it without a row": sum(1 for openid in got if openid not in states),
        "sent, but not there": sum(1 for openid, state in states.items() if state == "sent" and openid not in got),
        "there, but said not to be": sum(
            1 for openid, state in states.items() if state not in {"sent", "unconfirmed"} and openid in got
        ),
        "neither sent nor unconfirmed": sum(1 for state in states.values() if state not in {"sent", "unconfirmed"}),
    }
    stage.wrong |= {what: count for what, count in wrong.items() if count}


def _hold_ledger(stage: Stage, said: str) -> None:
    """The command's own ledger must say what the rows say."""
    lines = said.strip().splitlines()
    ledger: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    expected = {"audience": stage.audience, **{name: stage.states.get(name, 0) for name in ("sent", "unconfirmed")}}
    if any(ledger.get(name) != count for name, count in expected.items()):
        stage.wrong["ledger of the command"] = 1


def _print(stage: Stage) -> None:
    counts = ", ".join(f"{count} {state}" for state, count in sorted(stage.states.items()))
    sys.stdout.write(
        f"{stage.channel:10}{stage.audience:>9} people  {stage.received:>9} received  {stage.seconds:>7.1f} s  "
        f"{stage.kills} kills  {counts}\n"
    )
    for what, count in stage.wrong.items():
        sys.stdout.write(f"  WRONG {what}: {count}\n")
    sys.stdout.flush()


def _report(people: int, stages: list[Stage], memory: Mapping[str, Memory], seconds: float) -> int:
    ok = not any(stage.wrong for stage in stages)
    found = {
        "drill": "push",
        "people": people,
        "ok": ok,
        "seconds": round(seconds, 1),
        "stages": [asdict(stage) for stage in stages],
        "memory": {name: {**asdict(each), "growth": round(each.growth, 4)} for name, each in memory.items()},
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0 if ok else 1
