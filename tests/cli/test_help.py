"""``vustacrawl --help``, and the modules that each command imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.waiting import HANG_S
from vustacrawl.cli import COMMANDS, cli

LOADED = """
import sys
from click.testing import CliRunner
from vustacrawl.cli import cli
CliRunner().invoke(cli, sys.argv[1:])
print(*sys.modules, sep="\\n")
"""
READS_PAGES = {"bs4", "cssselect", "dateparser", "lxml"}
CRAWLS = {"scrapy", "twisted"}
WRITES = {"PIL", "cdxj_indexer", "datasette", "jinja2", "prometheus_client", "pyarrow", "rensa", "uvicorn", "wacz"}
FOREIGN = {"numpy", "pandas"}
"""sqlite-utils would import them where they are installed."""
HEAVY = READS_PAGES | CRAWLS | WRITES | FOREIGN | {"sqlite_utils"}
READS_CATALOG = HEAVY - {"sqlite_utils"}


def test_command_list_matches_click_output() -> None:
    printed = CliRunner().invoke(cli, ["--help"], terminal_width=80).output
    plain = click.Group("vustacrawl", cli.commands, context_settings=cli.context_settings)
    context = click.Context(cli, info_name="vustacrawl", terminal_width=80)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        plain.add_command(command, name)
    expected = CliRunner().invoke(plain, ["--help"], terminal_width=80).output
    assert printed.partition("Commands:")[2] == expected.partition("Commands:")[2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "unneeded"),
    [
        ("--help", HEAVY),
        ("sites list", HEAVY),
        ("serve --help", HEAVY),
        ("search hội", READS_CATALOG),
        ("stats", READS_CATALOG),
        ("status", READS_CATALOG),
        ("authors", READS_CATALOG),
        ("schedule list", READS_CATALOG),
        ("export --help", READS_CATALOG),
        ("package --help", READS_CATALOG),
        ("parse --help", CRAWLS | WRITES | FOREIGN | {"sqlite_utils", "bs4", "dateparser"}),
        ("import --help", CRAWLS),
        ("crawl --help", FOREIGN | {"datasette", "jinja2", "prometheus_client", "pyarrow"}),
    ],
)
def test_command_imports_only_what_it_uses(arguments: str, unneeded: set[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "--workspace", str(tmp_path), *arguments.split()],
        capture_output=True,
        text=True,
        check=True,
        timeout=HANG_S,
    )
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "vustacrawl" in loaded
    assert loaded & unneeded == set()


def test_misspelt_command_suggests_closest_name() -> None:
    wrong = CliRunner().invoke(cli, ["craw"])
    assert (wrong.exit_code, wrong.stderr.splitlines()[-1]) == (2, "Error: no such command 'craw'; did you mean crawl?")
    assert "did you mean" not in CliRunner().invoke(cli, ["zzz"]).stderr
