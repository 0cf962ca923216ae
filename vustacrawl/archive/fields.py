"""Named fields of WARC records (WARC/1.1 §4) and headers of HTTP: pairs of name and value, in order."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

Field = tuple[str, str]
Fields = list[Field]

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")
_MAX_DIGITS = 18
"""Enough for a length of an exabyte, and for SQLite."""


def first_value(fields: Iterable[Field], name: str) -> str | None:
    """Return the first value of a field; names are case-insensitive."""
    name = name.lower()
    for key, value in fields:
        if key.lower() == name:
            return value
    return None


def without(fields: Iterable[Field], names: Collection[str]) -> Fields:
    """Return all fields but these; ``names`` are in lower case."""
    return [(name, value) for name, value in fields if name.lower() not in names]


def content_length(fields: Iterable[Field]) -> int | None:
    """Return the Content-Length of a record in bytes; None if it has none that is valid."""
    return whole_number(first_value(fields, "Content-Length") or "")


def whole_number(text: str) -> int | None:
    """Return the number that a text of decimal digits is; None for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def one_line(value: str) -> str:
    """Replace line ends and control characters, so that a value cannot begin another field or record."""
    return (value if value.isprintable() else _CONTROLS.sub(" ", value)).strip()


def field_lines(fields: Iterable[Field]) -> bytes:
    """Return fields as lines, UTF-8: also the block of a record of type ``application/warc-fields``."""
    lines = (f"{one_line(name)}: {one_line(value)}\r\n" for name, value in fields)
    return "".join(lines).encode("utf-8", "backslashreplace")
