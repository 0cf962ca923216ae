"""Test IDs are the same in every process, as pytest-xdist requires."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.waiting import HANG_S

COLLECT = [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", "-p", "no:xdist"]


def start_collection(hash_seed: int) -> subprocess.Popen[str]:
    environment = os.environ | {"PYTHONHASHSEED": str(hash_seed)}
    return subprocess.Popen(COLLECT, cwd=Path(__file__).parents[1], env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_ids_are_deterministic() -> None:
    first = start_collection(1)
    time.sleep(1.1)  # most times in IDs have a resolution of one second
    second = start_collection(2)
    names, names_later = (process.communicate(timeout=HANG_S)[0].splitlines() for process in (first, second))
    assert first.returncode == second.returncode == 0, names[-20:]
    # The last lines are a summary with the duration.
    assert [name for name in names if "::" in name] == [name for name in names_later if "::" in name] != []


def test_bytes_without_explicit_id_are_rejected(pytester: pytest.Pytester) -> None:
    pytester.makeconftest((Path(__file__).parent / "conftest.py").read_text("utf-8"))
    pytester.makepyfile("import pytest\n@pytest.mark.parametrize('body', [b'x'])\ndef test_it(body): pass")
    result = pytester.runpytest_inprocess("--collect-only", "-p", "no:xdist")
    result.stdout.fnmatch_lines(["*body: give this case an id*"])
