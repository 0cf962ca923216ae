"""What ``docs/6-years-of-running.md`` tells keepers to write works as it stands."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from textwrap import dedent

import pytest
from click import Command, Context

from vustacrawl.cli import cli
from vustacrawl.config import Config
from vustacrawl.schedule.plan import read_plans
from vustacrawl.sites import profile_files

TEXT = (Path(__file__).parents[2] / "docs" / "6-years-of-running.md").read_text("utf-8")

COMMANDS = re.compile(r"vustacrawl (?:--workspace \S+ )?(schedule \w+|\w+)((?: (?!&&|#)\S+)*)")


def blocks(language: str) -> list[str]:
    return [dedent(text) for text in re.findall(rf"^ *```{language}\n(.*?)^ *```", TEXT, re.DOTALL | re.MULTILINE)]


@pytest.mark.parametrize("text", blocks("toml"))
def test_its_configurations_are_read(text: str) -> None:
    config = Config.model_validate(tomllib.loads(text))
    read_plans(config.schedule, profile_files())


def test_its_options_are_the_commands_own() -> None:
    used = COMMANDS.findall("\n".join(blocks("console")))
    context = Context(cli)
    checked = 0
    for words, arguments in used:
        command: Command | None = cli
        for word in words.split():
            command = command.get_command(context, word) if hasattr(command, "get_command") else command
        if command is None:  # a word of prose or of another program's command line
            continue
        known = {name for parameter in command.params for name in parameter.opts}
        options = set(re.findall(r"(?<!\S)--[\w-]+", arguments))
        assert options <= known, (words, options - known)
        checked += len(options)
    assert checked >= 5
