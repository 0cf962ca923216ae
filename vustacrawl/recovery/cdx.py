"""Parse the responses of CDX servers: the Wayback Machine's JSON array, pywb's JSON lines, and plain CDX lines."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from vustacrawl.archive.records import parse_date
from vustacrawl.recovery.client import FetchError
from vustacrawl.recovery.model import FoundCapture
from vustacrawl.urls import split_url

Row = Mapping[str, str]
_COLUMNS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
_SAME = {"url": "original", "mime": "mimetype", "status": "statuscode"}
"""pywb's field names, and those of the Wayback Machine."""
_TIMESTAMP = re.compile(r"\d{14}")
_DIGESTS = (
    (re.compile(r"[A-Z2-7]{32}"), "sha1"),
    (re.compile(r"[0-9a-f]{40}"), "sha1"),
    (re.compile(r"[0-9a-f]{64}"), "sha256"),
)


def json_in(text: str | bytes) -> Any:
    """Return the JSON value of a text; None if it is not complete JSON, for example a truncated response."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def is_array(body: bytes) -> bool:
    """Return whether a body is a complete JSON array."""
    return isinstance(json_in(body), list)


def read_array(body: bytes) -> tuple[list[Row], str | None]:
    """Return the rows of the Wayback Machine's JSON array, and its resumption key if there are more.

    OutbackCDX omits the row of names; other servers write an object for each row.
    """
    lines = json_in(body)
    rows: list[Row] = []
    names: list[str] | None = None
    key = None
    for line in lines if isinstance(lines, list) else []:
        if isinstance(line, dict):
            rows.append(_row(line))
        if not isinstance(line, list) or not line:
            continue
        if names is None:
            names = [_SAME.get(str(name)) or str(name) for name in line]
            if "timestamp" in names:
                continue
            names = [*_COLUMNS]
        if len(line) == 1 < len(names):
            key = str(line[0])
        else:
            rows.append({name: str(value) for name, value in zip(names, line, strict=False)})
    return rows, key


def read_lines(body: bytes) -> Iterator[Row]:
    """Yield the rows of JSON lines, of CDXJ lines (key, time, JSON) and of plain lines; an unreadable one is empty."""
    for line in body.decode("utf-8", "replace").splitlines():
        before, brace, after = line.partition("{")
        if brace:
            row = json_in(brace + after)
            key = before.split()
            found: dict[str, str] = {"timestamp": key[1]} if len(key) > 1 else {}
            if isinstance(row, dict):
                found |= _row(row)
            yield found
        elif line.strip() and not line.lstrip().startswith(("CDX", "!")):
            yield dict(zip(_COLUMNS, line.split(), strict=False))


def _row(values: Mapping[str, Any]) -> Row:
    return {_SAME.get(name) or name: str(value) for name, value in values.items()}


def captures_in(rows: Iterable[Row], place_of: Callable[[Row], str | None]) -> tuple[list[FoundCapture], list[str]]:
    """Return the captures in some rows, and the faults of others, one line per fault with its count.

    Raises FetchError if no row has a time: an error page or message instead of an index.
    """
    rows = list(rows)
    if rows and not any(_TIMESTAMP.fullmatch(row.get("timestamp", "")) for row in rows):
        raise FetchError(f"not an index: {' '.join(rows[0].values())[:80]!r}")
    found: list[FoundCapture] = []
    faults: Counter[str] = Counter()
    for row in rows:
        timestamp, url = row.get("timestamp", ""), row.get("original", "")
        captured_at = parse_date(timestamp) if _TIMESTAMP.fullmatch(timestamp) else None
        place = place_of(row) if captured_at else None
        if captured_at is None or split_url(url) is None or place is None:
            faults["lines of the index without time, address or place"] += 1
            continue
        status = row.get("statuscode", "")
        found.append(
            FoundCapture(
                url,
                captured_at,
                int(status) if re.fullmatch(r"\d{3}", status) else None,
                _label(row.get("digest", "")),
                place,
            )
        )
    return found, [f"{count} {fault}" for fault, count in faults.items()]


def _label(digest: str) -> str | None:
    if re.fullmatch(r"(?i)(?:sha-?1|sha-?256|md5):[A-Za-z0-9]{16,64}=*", digest):
        return digest
    return next((f"{name}:{digest}" for form, name in _DIGESTS if form.fullmatch(digest)), None)
