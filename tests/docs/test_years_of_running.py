"""The configurations in ``docs/6-years-of-running.md`` are valid."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest

from vustacrawl.config import Config
from vustacrawl.schedule.plan import read_plans
from vustacrawl.sites import profile_files

TEXT = (Path(__file__).parents[2] / "docs" / "6-years-of-running.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return [dedent(text) for text in re.findall(rf"^ *```{language}\n(.*?)^ *```", TEXT, re.DOTALL | re.MULTILINE)]


@pytest.mark.parametrize("text", blocks("toml"))
def test_configurations_are_valid(text: str) -> None:
    config = Config.model_validate(tomllib.loads(text))
    read_plans(config.schedule, profile_files())
