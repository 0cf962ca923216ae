"""What commands print: nothing in it commands a terminal, and where it cannot be printed, one line says so."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from contextlib import suppress

import click

from vustacrawl.text import escape_controls


def echo(text: object = "", err: bool = False, nl: bool = True) -> None:
    """Print a text, or JSON as bytes, with the control characters of what came from elsewhere escaped."""
    text = text.decode() if isinstance(text, bytes) else str(text)
    click.echo(escape_controls(text, keep="\n"), err=err, nl=nl)


_WRITE_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF, errno.EPIPE})


def output_fault(error: Exception) -> str | None:
    """Say why what was printed could not be written; None where ``error`` has another cause."""
    if isinstance(error, UnicodeEncodeError):
        encoding = codecs.lookup(sys.stdout.encoding).name
        if codecs.lookup(error.encoding).name != encoding or encoding == "utf-8":
            return None
        return f"stdout cannot show {error.object[error.start]!a} in {encoding}; set PYTHONIOENCODING=utf-8"
    if isinstance(error, OSError) and error.errno in _WRITE_ERRORS and error.filename is None:
        return f"the output cannot be written ({error.strerror})"
    return None


def abandon_stdout() -> None:
    """Let what stdout did not take go nowhere: Python tries again at its end, and would print a traceback."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
