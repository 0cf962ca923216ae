"""The documentation matches the command line."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import click
import pytest
import yaml

from vustacrawl.cli import COMMANDS, cli

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TYPED = re.compile(r"(?<!-u )vustacrawl (?:--workspace \S+ )?((?:cluster|schedule|sites) \w+|\w+)((?: (?!&&|#)\S+)*)")


def console_blocks(page: Path) -> Iterator[str]:
    for block in re.findall(r"^ *```console\n(.*?)^ *```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        yield dedent(block)


def find(words: str) -> click.Command | None:
    command: click.Command | None = cli
    for word in words.split():
        if not isinstance(command, click.Group):
            break
        command = command.get_command(click.Context(command), word)
    return command


def every_command(path: str = "", command: click.Command = cli) -> Iterator[tuple[str, click.Command]]:
    yield path or "vustacrawl", command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if child := command.get_command(context, name):
                yield from every_command(f"{path} {name}".strip(), child)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_and_options_in_console_blocks_exist(page: Path) -> None:
    for block in console_blocks(page):
        check_commands(block, page.name)


def check_commands(text: str, where: str) -> None:
    for words, arguments in TYPED.findall(text):
        command = find(words)
        assert command is not None, (where, words)
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        typed = set(re.findall(r"(?<!\S)--[\w-]+", arguments)) - {"--help", "--version"}
        assert typed <= known, (where, words, typed - known)


@pytest.mark.parametrize("name", ["compose.yaml", "compose.cluster.yaml"])
def test_compose_files_use_existing_commands_and_services(name: str) -> None:
    services = yaml.safe_load((ROOT / name).read_text("utf-8"))["services"]
    for service in services.values():
        assert services.keys() >= service.get("depends_on", {}).keys()
        if "image" in service and "build" not in service:
            continue
        line = " ".join(service.get("entrypoint", ["vustacrawl"]) + service["command"])
        if "vustacrawl" in line:
            check_commands(line, name)


def test_every_command_and_option_has_help() -> None:
    without_help = [
        f"{path} {parameter.name if parameter else ''}"
        for path, command in every_command()
        for parameter in (None, *(each for each in command.params if isinstance(each, click.Option)))
        if not (command.help if parameter is None else parameter.help)
    ]
    assert without_help == []


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_appears_in_docs(name: str) -> None:
    assert any(re.search(rf"vustacrawl (?:--workspace \S+ )?{name}\b", page.read_text("utf-8")) for page in PAGES), name


@pytest.mark.parametrize(
    ("script", "page"),
    [
        ("bundled_sites", "bundled-sites.md"),
        ("data_dictionary", "data-dictionary.md"),
        ("schema_diagram", "pictures/schema.svg"),
    ],
)
def test_generated_pages_are_current(script: str, page: str) -> None:
    generated = runpy.run_path(str(ROOT / f"docs/{script}.py"))
    text = generated["picture" if page.endswith(".svg") else "markdown"]()
    assert (ROOT / f"docs/{page}").read_text("utf-8") == text, "run `make docs`"
