"""Printing: control characters are escaped, and a failed write ends in a one-line error."""

from __future__ import annotations

import codecs
import errno
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
import orjson

from vustacrawl.text import escape_controls
from vustacrawl.workspace import WorkspaceError

SHOWN_CHARS = 100
FAULTS_SHOWN = 20


def echo(text: object = "", err: bool = False, nl: bool = True) -> None:
    """Print text, or JSON as bytes, with control characters escaped."""
    text = text.decode() if isinstance(text, bytes) else str(text)
    click.echo(escape_controls(text, keep="\n"), err=err, nl=nl)


def shortened(text: str | None) -> str:
    """Return a text as one line of at most SHOWN_CHARS characters; ``none`` if there is no text."""
    line = " ".join((text or "none").split())
    return line if len(line) <= SHOWN_CHARS else f"{line[: SHOWN_CHARS - 1]}…"


def echo_json(value: Any) -> None:
    """Print a value as indented JSON, with dataclasses and times as in records."""
    echo(json_text(value, indent=2))


def json_text(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON. A file name that is not UTF-8 keeps its lone surrogates, which orjson refuses."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None).decode()
    except TypeError as error:
        if "surrogates" not in str(error):
            raise
        return json.dumps(value, ensure_ascii=False, indent=indent, default=str)


def write_file(path: Path, text: str) -> None:
    """Write a text file, and the folders it is in. Raises WorkspaceError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as error:
        raise WorkspaceError(f"{path}: {error.strerror}") from None


def first_faults(faults: Sequence[str], indent: str = "  ") -> Iterator[str]:
    """Yield a line for each of the first FAULTS_SHOWN faults, and one with the number of others."""
    yield from (f"{indent}{fault}" for fault in faults[:FAULTS_SHOWN])
    if len(faults) > FAULTS_SHOWN:
        yield f"  and {len(faults) - FAULTS_SHOWN} more"


_DISK_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_WRITE_ERRORS = _DISK_ERRORS | {errno.EBADF, errno.EPIPE}
_FILE_ERRORS = _DISK_ERRORS | {errno.EACCES, errno.EPERM, errno.EROFS}
"""Of files and folders in a state that only the user can change."""


def file_fault(error: Exception) -> str | None:
    """Return which file or folder cannot be used, and why; None if ``error`` has another cause."""
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return "too many open files; allow more with `ulimit -n`"
    if isinstance(error, OSError) and error.errno in _FILE_ERRORS and error.filename is not None:
        return f"{os.fsdecode(error.filename)}: {error.strerror}"
    return None


def output_fault(error: Exception) -> str | None:
    """Return why output could not be written; None if ``error`` has another cause."""
    if isinstance(error, UnicodeEncodeError):
        encoding = codecs.lookup(sys.stdout.encoding).name
        if codecs.lookup(error.encoding).name != encoding or encoding == "utf-8":
            return None
        return f"stdout cannot show {error.object[error.start]!a} in {encoding}; set PYTHONIOENCODING=utf-8"
    if isinstance(error, OSError) and error.errno in _WRITE_ERRORS and error.filename is None:
        return f"the output cannot be written ({error.strerror})"
    return None


def abandon_stdout() -> None:
    """Redirect stdout to /dev/null: Python flushes it again at exit and would print a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
