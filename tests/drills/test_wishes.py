"""The lives of wishes while their server, worker and database are killed."""

import subprocess
import sys

import pytest

from app.processes import ROOT


@pytest.mark.long
def test_whatever_is_killed_each_step_is_there_once_and_each_message_came_once() -> None:
    command = [sys.executable, "-P", "-m", "app", "drill", "wishes", "--wishes", "90", "--kills", "9"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
