"""Commands that are killed repeatedly lose and duplicate nothing. The long form: ``make torture``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.demo.torture import table, torture

KILLS = int(os.environ.get("VUSTACRAWL_KILLS", "6"))
SEED = int(os.environ.get("VUSTACRAWL_SEED", "1"))


@pytest.mark.slow
def test_repeated_kills_lose_and_duplicate_nothing(tmp_path: Path) -> None:
    kills = torture(tmp_path, KILLS, SEED)
    sys.stdout.write(f"\n{table(kills)}\n")
    assert len(kills) >= KILLS
