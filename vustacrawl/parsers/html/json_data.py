"""JSON that strangers wrote: in bounded memory, and JSON-LD with the mistakes that templates make."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import orjson

_MAX_NESTED_VALUES = 2_000_000
"""Each takes some 70 bytes of memory; a hundred posts with all their terms embedded have 50,000."""

_WRAPPING = re.compile(r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|/[/*]?\s*\]\]>\s*(?:\*/)?)\s*$")
_BETWEEN = re.compile(r"[\s,;]*")
_MAX_VALUES = 100
"""How many JSON texts of one script are read."""
_DECODER = json.JSONDecoder(strict=False)
_REPAIRS = (
    (re.compile(r"^(?:\s|//[^\n]*\n|/\*[^*]*\*/)+"), ""),  # a comment before the first value
    (re.compile(r"\\(?![\"\\/bfnrtu])"), ""),  # a backslash that escapes nothing: Nước\'s
    (re.compile(r"([^\s{\[,:\\]\s*)\"(?=\s*[^\s,:}\]])"), r'\1\\"'),  # a quotation mark inside a text
    (re.compile(r",(?=\s*[,}\]])"), ""),  # a comma too many
)
"""In this order, and only where a script is no JSON."""


def load_json(body: bytes) -> Any:
    """The JSON value of the bytes. A text cut inside an emoji ends in half a surrogate pair, which orjson refuses.

    Raises ValueError or RecursionError where they are no JSON, or hold more values than are read.
    """
    if sum(map(body.count, (b",", b"{", b"["))) > _MAX_NESTED_VALUES:
        raise ValueError("more values than are read")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body.decode("utf-8", "replace"), strict=False)


def read_json_ld(script: str) -> list[Any]:
    """The JSON values of a script, of which there may be several one after the other.

    What is no JSON is read once more with the usual mistakes mended: entities, needless backslashes, quotation marks
    that end no text, commas too many. A value that is broken even then is left out, with all after it.
    """
    script = _WRAPPING.sub("", script.lstrip("\ufeff"))
    values, is_whole = _read(script)
    if is_whole:
        return values
    mended = unescape(script) if "&quot;" in script and '"' not in script else script
    for mistake, instead in _REPAIRS:
        mended = mistake.sub(instead, mended)
    repaired, _ = _read(mended)
    return max(values, repaired, key=len)


def _read(script: str) -> tuple[list[Any], bool]:
    """The values from the start on, and whether nothing was left."""
    found: list[Any] = []
    end = _end_of_gap(script, 0)
    while end < len(script) and len(found) < _MAX_VALUES:
        try:
            value, end = _DECODER.raw_decode(script, end)
        except (ValueError, RecursionError):
            return found, False
        found.append(value)
        end = _end_of_gap(script, end)
    return found, True


def _end_of_gap(script: str, start: int) -> int:
    gap = _BETWEEN.match(script, start)
    return gap.end() if gap else start
