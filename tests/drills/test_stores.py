"""Redis is stopped, then MongoDB, under load."""

import subprocess
import sys

import pytest

from app.processes import ROOT


@pytest.mark.long
def test_whichever_store_goes_away_people_get_words_nothing_is_lost_and_all_is_well_soon_after() -> None:
    command = [sys.executable, "-P", "-m", "app", "drill", "stores", "--seconds", "10", "--people", "4"]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
