"""The command reference, made from the program when the documentation is built (MkDocs runs ``on_files``)."""

from __future__ import annotations

from collections.abc import Iterator

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from vustacrawl.cli import cli

HEAD = """# Commands

The `--help` of each command. Exit codes: 0 done, 1 finished with problems (each is named), 2 usage error. Data goes
to stdout, messages to stderr; a progress bar is drawn on a terminal only.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page ``commands.md`` to the documentation's files."""
    files.append(File.generated(config, "commands.md", content=reference()))
    return files


def reference() -> str:
    """Return the page as Markdown: a heading and the help text of each command."""
    return HEAD + "".join(f"\n## {path}\n\n```text\n{text}\n```\n" for path, text in help_texts("vustacrawl", cli))


def help_texts(path: str, command: click.Command, parent: click.Context | None = None) -> Iterator[tuple[str, str]]:
    """Yield the path and help text of a command and all its subcommands."""
    context = click.Context(command, parent=parent, info_name=path.rpartition(" ")[2], max_content_width=100)
    yield path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            if child := command.get_command(context, name):
                yield from help_texts(f"{path} {name}", child, context)
