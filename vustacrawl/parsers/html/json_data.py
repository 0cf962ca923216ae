"""Parse untrusted JSON in bounded memory, and JSON-LD with the errors that templates make."""

from __future__ import annotations

import json
import re
import string
from html import unescape
from typing import Any

import orjson

_MAX_NESTED_VALUES = 2_000_000
"""Each takes about 70 bytes of memory; a hundred posts with all their terms embedded have 50,000."""

_WRAPPING = re.compile(r"^\s*(?:<!--|(?:/[/*]\s*)?<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?:/[/*]?\s*)?\]\]>\s*(?:\*/)?)\s*$")
_LINE_TAG = re.compile(r"</?(?:br|p)\s*/?>")
"""What editors insert at the ends of a script's lines."""
_BETWEEN = f"{string.whitespace}\xa0,;"
_MAX_VALUES = 100
"""JSON texts that are read from one script."""
_DECODER = json.JSONDecoder(strict=False)
_CODED_STATE = re.compile(r"JSON\.parse\(\s*(\"(?:[^\"\\]|\\.)*\")", re.DOTALL)
_STATE_START = re.compile(r"=\s*(?=[{\[(])\(?")
_MAX_TOKENS = 50_000
_TOKEN = re.compile(
    r"//[^\n]*|/\*.*?(?:\*/|\Z)|(?P<mark>[{}\[\],:;])|(?P<quote>[\"'])|(?P<word>[^\s{}\[\],:;\"'/]+)|/", re.DOTALL
)
_QUOTE = re.compile(r"\\.|[\"']", re.DOTALL)
_AFTER_TEXT = re.compile(
    r"""\s*(?:[:;}\]]|/[/*]|\Z|,(?=\s*(?:["'{}\[\],/]|-?\d|\Z|(?:true|false|null|undefined|NaN)\b|[\w$@]+\s*:)))
    |[ \t\r]*\n\s*\"""",
    re.VERBOSE,
)
"""What follows a closing quotation mark, including the next line's if a comma is missing; before anything else, the
mark belongs to the text.
"""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}


def load_json(body: bytes) -> Any:
    """Return the JSON value of the bytes. Text cut inside an emoji ends in half a surrogate pair, which orjson rejects.

    Raises ValueError or RecursionError if they are not JSON, or contain too many values.
    """
    if sum(map(body.count, (b",", b"{", b"["))) > _MAX_NESTED_VALUES:
        raise ValueError("more values than are read")
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return json.loads(body.decode("utf-8", "replace"), strict=False)


def read_state(script: str) -> list[Any]:
    """Return the values of a script that is JSON, or assigns JSON or an object of JavaScript to a name."""
    try:
        if (coded := _CODED_STATE.search(script)) is not None:
            script = str(json.loads(coded[1], strict=False))
        if script.lstrip()[:1] in ("{", "["):
            return [load_json(script.encode("utf-8", "replace"))]
        start = _STATE_START.search(script)
        return [_DECODER.raw_decode(script, start.end())[0]] if start else []
    except (ValueError, RecursionError):
        return _read_loosely(script)


def read_json_ld(script: str) -> list[Any]:
    """Return the JSON values of a script, which may contain several one after another.

    Invalid JSON is parsed again as JavaScript literals with the usual errors of templates: single quotes or none,
    comments, extra commas, needless backslashes, unescaped quotation marks, line tags. Of a truncated script, whatever
    is complete is kept.
    """
    script = _WRAPPING.sub("", script.lstrip("\ufeff"))
    values = _read(script)
    if values is not None:
        return values
    script = _LINE_TAG.sub("", script)
    return _read_loosely(unescape(script) if "&quot;" in script and '"' not in script else script)


def _read(script: str) -> list[Any] | None:
    """Return the values of a script; None if any of it is not JSON."""
    found: list[Any] = []
    while (script := script.lstrip(_BETWEEN)) and len(found) < _MAX_VALUES:
        try:
            value, end = _DECODER.raw_decode(script)
        except (ValueError, RecursionError):
            return None
        found.append(value)
        script = script[end:]
    return found


def _read_loosely(script: str) -> list[Any]:
    """Return the objects and lists of a script with syntax errors; no nesting is too deep."""
    found: list[Any] = []
    open_ones: list[tuple[Any, list[str]]] = [(found, [])]
    end = 0
    for _ in range(_MAX_TOKENS):
        token = _TOKEN.search(script, end)
        if token is None:
            break
        end = token.end()
        mark = token["mark"]
        if token["quote"]:
            closing = _end_of_text(script, end, token["quote"])
            if closing is None:
                break
            _add(open_ones[-1], _ESCAPE.sub(_unescaped, script[end:closing]))
            end = closing + 1
        elif token["word"]:
            _add(open_ones[-1], _value_of(token["word"]))
        elif mark in ("{", "["):
            inner: Any = {} if mark == "{" else []
            _add(open_ones[-1], inner)
            open_ones.append((inner, []))
        elif mark in ("}", "]") and len(open_ones) > 1:
            open_ones.pop()
        elif mark == ",":
            open_ones[-1][1].clear()
    return [value for value in found if value and isinstance(value, dict | list)]


def _add(holder: tuple[Any, list[str]], value: Any) -> None:
    """Add a value to an object or a list; in an object, values alternate between key and value."""
    into, keys = holder
    if isinstance(into, list):
        into.append(value)
    elif keys:
        into.setdefault(keys.pop(), value)
    else:
        keys.append(str(value))


def _end_of_text(script: str, start: int, quote: str) -> int | None:
    """Return the position of the quotation mark that ends a text; None if the script is truncated before it."""
    marks = (mark for mark in _QUOTE.finditer(script, start) if mark[0] == quote)
    return next((mark.start() for mark in marks if _AFTER_TEXT.match(script, mark.end())), None)


def _unescaped(escape: re.Match[str]) -> str:
    code, sign = escape.groups()
    return chr(int(code, 16)) if code else _ESCAPED.get(sign, sign)


def _value_of(word: str) -> Any:
    if word in _WORDS:
        return _WORDS[word]
    try:
        return int(word) if word.lstrip("-").isdecimal() else float(word)
    except ValueError:
        return word
