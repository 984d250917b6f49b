"""The followers drill, with few people beside the other tests."""

import json
import subprocess
import sys

import pytest

from app.processes import ROOT

PEOPLE = 10_000


@pytest.mark.long
def test_whichever_worker_is_killed_every_follower_is_one_person_of_ours() -> None:
    command = [sys.executable, "-P", "-m", "app", "drill", "followers", "--people", str(PEOPLE)]
    ran = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    found = json.loads(ran.stdout.splitlines()[-1])
    assert (found["ok"], found["people"], found["kills"]) == (True, PEOPLE, 2)
