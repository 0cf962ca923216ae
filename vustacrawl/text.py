"""The one gate for text that is to be stored."""

from __future__ import annotations

import re

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")


def storable(text: str) -> str:
    """Return the text without anything that UTF-8, JSON, XML 1.0 or a terminal cannot take.

    A surrogate pair becomes its character, a lone surrogate U+FFFD (Unicode 16, section 23.6); control characters other
    than tab and line ends are removed. Idempotent.
    """
    if text.isprintable():
        return text
    if _SURROGATES.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", text)
