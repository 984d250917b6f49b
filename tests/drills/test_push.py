"""The push drill: with few people beside the other tests, and its audit on made-up rows."""

import json
import subprocess
import sys

import pytest

from app.processes import ROOT
from drills.push import Stage, audit

PEOPLE = 5000


@pytest.mark.long
def test_killed_workers_and_lost_answers_leave_no_push_that_does_not_add_up() -> None:
    command = [sys.executable, "-P", "-m", "app", "drill", "push", "--people", str(PEOPLE)]
    ran = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    found = json.loads(ran.stdout.splitlines()[-1])
    assert found["ok"]
    assert [stage["audience"] for stage in found["stages"]] == [PEOPLE] * 3


@pytest.mark.parametrize(
    ("rows", "after", "wrong"),
    [
        ([("a", "sent"), ("b", "unconfirmed")], {"a": 1}, {}),
        ([("a", "sent"), ("b", "unconfirmed")], {"a": 1, "b": 1}, {}),
        ([("a", "sent"), ("b", "sent")], {"a": 2, "b": 1}, {"got it twice": 1}),
        ([("a", "sent"), ("b", "sent")], {"a": 1}, {"sent, but not there": 1}),
        ([("a", "sent"), ("b", "pending")], {"a": 1}, {"neither sent nor unconfirmed": 1}),
        (
            [("a", "sent"), ("b", "failed")],
            {"a": 1, "b": 1},
            {"there, but said not to be": 1, "neither sent nor unconfirmed": 1},
        ),
        ([("a", "sent")], {"a": 1, "b": 1}, {"followers without a row": 1, "got it without a row": 1}),
    ],
)
def test_the_audit_finds_what_does_not_add_up(rows, after, wrong) -> None:
    stage = Stage("mass")
    audit(stage, rows, before={}, after=after, following=2)
    assert stage.wrong == wrong


def test_what_was_there_before_the_push_is_not_counted() -> None:
    stage = Stage("mass")
    audit(stage, [("a", "sent")], before={"a": 3}, after={"a": 4}, following=1)
    assert (stage.received, stage.wrong) == (1, {})
