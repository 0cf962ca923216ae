"""``vustacrawl --help``: at once, and what each command says of itself."""

from __future__ import annotations

import subprocess
import sys

import click
from click.testing import CliRunner

from tests.waiting import HANG_S
from vustacrawl.cli import COMMANDS, cli

LOADED = """
import sys
from click.testing import CliRunner
from tests.waiting import HANG_S
from vustacrawl.cli import cli
CliRunner().invoke(cli, sys.argv[1:])
print(sum(name in sys.modules for name in ("scrapy", "sqlite_utils", "vustacrawl.cli.crawl")))
"""


def test_the_list_of_commands_is_what_click_would_print() -> None:
    printed = CliRunner().invoke(cli, ["--help"], terminal_width=80).output
    plain = click.Group("vustacrawl", cli.commands, context_settings=cli.context_settings)
    context = click.Context(cli, info_name="vustacrawl", terminal_width=80)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        plain.add_command(command, name)
    expected = CliRunner().invoke(plain, ["--help"], terminal_width=80).output
    assert printed.partition("Commands:")[2] == expected.partition("Commands:")[2]


def test_help_loads_no_command() -> None:
    for arguments in (["--help"], ["sites", "list"]):
        done = subprocess.run(
            [sys.executable, "-c", LOADED, *arguments], capture_output=True, text=True, check=True, timeout=HANG_S
        )
        assert done.stdout == "0\n", arguments
