"""Text: make foreign text safe to store and display, compare it without marks, and format counts."""

from __future__ import annotations

import re
import unicodedata

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0, DEL, C1, line separators, bidirectional controls, and lone surrogates."""
_WORD = re.compile("[a-z0-9][a-z0-9\u0300-\u036f]*")
"""A word with its marks, each a separate character."""


def storable(text: str) -> str:
    """Return the text without characters that UTF-8, JSON, XML 1.0 or a terminal does not accept.

    A surrogate pair becomes its character, a lone surrogate U+FFFD (Unicode 16, section 23.6); control characters other
    than tab and line ends are removed. Idempotent.
    """
    if text.isprintable():
        return text
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", text)


def escape_controls(text: str, keep: str = "") -> str:
    r"""Return the text with every control character as ``\u001b``, except those in ``keep``.

    The escapes are those of JSON, so that a line of JSON keeps its value. A terminal acts on ESC and C1
    characters, and direction marks make a text look like a different one.
    """
    if text.isprintable():
        return text
    return _COMMANDS.sub(lambda found: found[0] if found[0] in keep else f"\\u{ord(found[0]):04x}", text)


def fold(text: str) -> str:
    """Return the words in lower case without marks, for comparison only, never for storing."""
    marked = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    return " ".join(_WORD.findall(marked)).encode("ascii", "ignore").decode("ascii")


def whole_text(lead: str | None, body: str | None) -> str:
    """Return the lead and the body of an article as one text."""
    return " ".join(filter(None, (lead, body)))


def plural(count: int, noun: str, many: str | None = None) -> str:
    """Return a count with its noun: ``1 page``, ``3 pages``; ``many`` is an irregular plural."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"
