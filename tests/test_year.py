"""A short ``make year``: one month of twelve sites, with the real schedule, crawls and backups."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_month_of_scheduled_crawls_loses_and_repeats_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks.year", "--sites", "12", "--days", "30", "--folder", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "all checks passed"
    assert done.stdout.count(" 1 planted, notified 1 times") == 8
