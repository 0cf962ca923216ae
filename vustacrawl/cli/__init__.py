"""The ``vustacrawl`` command: one thin module per command."""

from __future__ import annotations

import ast
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Literal, NoReturn

import click

from vustacrawl import __version__
from vustacrawl.errors import UserError
from vustacrawl.interrupts import is_interrupt, was_interrupted, watch_signals
from vustacrawl.workspace import IN_USE_CODE, SCHEDULED, SiteInUseError, Workspace

COMMANDS = (
    *("authors", "backup", "cluster", "crawl", "demo", "diff", "doctor", "export", "import", "init", "migrate"),
    *("package", "parse", "recover", "reparse", "schedule", "search", "serve", "sites", "stats", "status"),
    *("trends", "verify", "why"),
)


class StoppedError(Exception):
    """Ctrl-C or SIGTERM interrupted the command."""


class LazyGroup(click.Group):
    """Imports a command's module only when that command runs: ``vustacrawl sites list`` does not wait for Scrapy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        with _hidden("numpy", "pandas"):
            command: click.Command = import_module(f"{__name__}.{_module(cmd_name)}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command. Raises UsageError for an unknown one, suggesting the closest name."""
        if args[0] not in COMMANDS and (close := get_close_matches(args[0], COMMANDS, n=1)):
            ctx.fail(f"no such command {args[0]!r}; did you mean {close[0]}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. Raises StoppedError on an interrupt, where click would print `Aborted!`."""
        try:
            return super().invoke(ctx)
        except BaseException as error:
            if is_interrupt(error):
                raise StoppedError from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each command with the start of its docstring, which is read without importing its module."""
        names = self.list_commands(ctx)
        room = formatter.width - 6 - max(map(len, names))
        with formatter.section("Commands"):
            helps = (click.Command(name, help=_docstring(name)).get_short_help_str(room) for name in names)
            formatter.write_dl([*zip(names, helps, strict=True)])


@contextmanager
def _hidden(*modules: str) -> Iterator[None]:
    """Make modules that are not imported yet appear not to be installed.

    sqlite-utils imports pandas if it can, for types that no catalog holds; a command would take twice as long.
    """
    hidden = [name for name in modules if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # Python's mark for modules that cannot be imported
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


def _module(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _docstring(name: str) -> str:
    """Return the docstring of the function ``command`` in a command's module."""
    source = Path(__file__).with_name(f"{_module(name)}.py").read_text("utf-8")
    functions = (node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return next(ast.get_docstring(node) or "" for node in functions if node.name == "command")


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="VUSTACRAWL_WORKSPACE",
    show_envvar=True,
    help="Folder of the catalog, the archive, the dumps and your own profiles. [default: current folder]",
)
@click.version_option(__version__, prog_name="vustacrawl")
@click.pass_context
def cli(ctx: click.Context, workspace: Path | None) -> None:
    """Crawl, archive and read the news of the VUSTA federation.

    \b
    vustacrawl crawl vusta --limit 50     fetch 50 articles of vusta.vn
    vustacrawl status                     show what was crawled and what is due
    vustacrawl export                     write JSON dumps with a manifest
    """
    ctx.obj = Workspace(workspace or Path())


def main() -> None:
    """Run the console script. Exit codes: 0 success, 1 stopped or finished with problems, 2 usage error.

    Ctrl-C and SIGTERM stop every command cleanly; a second signal stops it at once (``interrupts``).
    """
    if os.environ.get("COLUMNS") == "0":  # a terminal of unknown width, where Rich would print nothing
        del os.environ["COLUMNS"]
    try:
        stop_watching = watch_signals()
        try:
            _run()
        finally:
            if not was_interrupted():  # otherwise watch until the end: the interpreter may still wait for threads
                stop_watching()
    except (StoppedError, KeyboardInterrupt):  # the latter after the command's end
        _end("stopped", "stopped", 1)


def _run() -> None:
    try:
        try:
            cli(prog_name="vustacrawl")
        finally:
            sys.stdout.flush()
    except UserError as error:
        is_to_wait = isinstance(error, SiteInUseError) and SCHEDULED in os.environ
        _end(str(error), "error", IN_USE_CODE if is_to_wait else error.exit_code)
    except sqlite3.DatabaseError as error:
        if was_interrupted():
            raise StoppedError from None
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):  # a bug in vustacrawl
            raise
        _end(f"the catalog cannot be read or written: {_error_text(error)}", "error", 2)
    except MemoryError:
        _end("not enough memory", "error", 1)
    except (OSError, UnicodeEncodeError) as error:
        from vustacrawl.cli.output import abandon_stdout, file_fault, output_fault

        if fault := file_fault(error):
            _end(fault, "error", 2)
        if argument := _argument_not_utf8(error):
            _end(f"{argument!a} is not valid UTF-8", "error", 2)
        fault = output_fault(error)
        if fault is None:
            raise
        abandon_stdout()
        if isinstance(error, BrokenPipeError):
            sys.exit(1)
        _end(fault, "error", 1)


def _argument_not_utf8(error: Exception) -> str | None:
    """Return the argument of the command that could not be encoded, if that is the error."""
    if not isinstance(error, UnicodeEncodeError):
        return None
    letter = error.object[error.start]
    is_surrogate = "\ud800" <= letter <= "\udfff"
    return next((argument for argument in sys.argv if is_surrogate and letter in argument), None)


def _error_text(error: sqlite3.DatabaseError) -> str:
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY:
        return "another process has locked it for too long; try again later"
    return str(error)


def _end(text: str, event: Literal["error", "stopped"], code: int) -> NoReturn:
    from vustacrawl.cli.logs import log_final_message

    log_final_message(text, event)
    sys.exit(code)
