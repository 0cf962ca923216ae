"""Text from pages, headers and archives, made safe for a terminal, a log and a report."""

from __future__ import annotations

import re

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""C0, DEL, C1, line separators, marks that turn the direction of writing, and lone surrogates."""


def escape_controls(text: str, keep: str = "") -> str:
    r"""Return the text with every control character as ``\u001b``, except those in ``keep``.

    The escapes are those of JSON, so that a line of JSON stays the same value. A terminal acts on ESC and on C1
    characters, and direction marks make a text look like another one.
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub(lambda found: found[0] if found[0] in keep else f"\\u{ord(found[0]):04x}", text)
