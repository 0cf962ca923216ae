"""The base class of errors that users can fix."""

from __future__ import annotations


class UserError(Exception):
    """Shown to the user in one line, without a traceback; the command exits with ``exit_code``."""

    exit_code = 2
