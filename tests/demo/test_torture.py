"""A crawl that is killed again and again ends with everything, exactly once. The long form: ``make torture``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.demo.torture import torture

KILLS = int(os.environ.get("VUSTACRAWL_KILLS", "6"))
SEED = int(os.environ.get("VUSTACRAWL_SEED", "1"))


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_is_there_twice(tmp_path: Path) -> None:
    assert torture(tmp_path, KILLS, SEED) >= 1
