"""What all faults that a person can mend have in common."""

from __future__ import annotations


class UserError(Exception):
    """Told to a person in its one line, without a traceback; the command ends with exit code 2."""
