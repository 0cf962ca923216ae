"""``/cdx``: the captures of addresses, in pywb's CDX server API, for clients such as cdx-toolkit and pywb.

https://pywb.readthedocs.io/en/latest/manual/cdxserver_api.html. As there, http and https, and a host with and without
``www.``, are equal. Regular expressions in filters (``~``) are refused: they could take any time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import orjson
from datasette.utils.asgi import BadRequest, Response
from sqlite_utils import Database

from vustacrawl.urls import canonical_url, host_of, split_url
from vustacrawl.web.headers import OPEN_POLICY
from vustacrawl.web.request_context import MAX_DIGITS, RequestContext
from vustacrawl.web.responses import json_response

PAGE_LINES = 3_000
MAX_LINES = 50_000
"""Of one response."""
FIELDS = ("urlkey", "timestamp", "url", "mime", "status", "digest", "length", "offset", "filename")
_NAMES = {"original": "url", "mimetype": "mime", "statuscode": "status"}
"""The Wayback Machine's names of fields."""
_MATCH_TYPES = ("exact", "prefix", "host", "domain")
_LAST = "\U0010ffff"
_FILTER = re.compile(r"(?P<not>!)?(?P<how>[=~])?(?P<field>\w+):(?P<value>.*)", re.DOTALL)
_CAPTURES = """
SELECT url, fetched_at, status, content_type, coalesce(payload_digest, digest), warc_length, warc_offset, warc_file,
  original_id
FROM captures WHERE url >= ? AND url <= ? AND fetched_at BETWEEN ? AND ? AND warc_file IS NOT NULL
ORDER BY url, fetched_at
"""
_COUNT = f"SELECT count(*) FROM ({_CAPTURES})"
_NEXT_URL = "SELECT min(url) FROM captures WHERE url > ?"

Line = dict[str, str]


def cdx(context: RequestContext) -> Response:
    """``/cdx?url=…``: one line per capture, by address and time; as JSON lines with ``output=json``, else CDXJ.

    ``matchType`` is ``exact``, ``prefix``, ``host`` or ``domain`` (also ``URL*`` and ``*.HOST``); ``from`` and ``to``
    are UTC, YYYY to YYYYMMDDhhmmss, both included; also ``filter``, ``fl``, ``limit``, ``sort=reverse``, ``closest``,
    ``page``, ``pageSize`` and ``showNumPages``.
    """
    ranges = _ranges(context.db, *_wanted(context))
    since, until = _moment(context.parameter("from"), "0"), _moment(context.parameter("to"), "9")
    size = _number(context, "pageSize", PAGE_LINES)
    if context.parameter("showNumPages") == "true":
        lines = sum(context.db.execute(_COUNT, (*of, since, until)).fetchone()[0] for of in ranges)
        pages = -(-lines // size) if size else 0
        return json_response({"pages": pages, "pageSize": size, "blocks": pages}, headers=OPEN_POLICY)
    found = _filtered(_lines(context.db, ranges, since, until), context.request.args.getlist("filter"))
    found = _sorted(found, context.parameter("sort"), context.parameter("closest"))
    if is_paged := bool(context.parameter("page")):
        first = size * _number(context, "page", 0)
        found = islice(found, first, first + size)
    lines = [*islice(found, min(_number(context, "limit", MAX_LINES), MAX_LINES))]
    is_json = context.parameter("output") == "json"
    if not lines:
        status = 400 if is_paged and _number(context, "page", 0) else 404
        error = {"message": f"No Captures found for: {context.parameter('url')}"}
        return json_response(error, status=status, headers=OPEN_POLICY)
    body = "".join(map(_writer(context, is_json), lines))
    return Response(body, headers=OPEN_POLICY, content_type="text/x-ndjson" if is_json else "text/plain; charset=utf-8")


def _wanted(context: RequestContext) -> tuple[str, str]:
    """Return the canonical address and the match type. Raises BadRequest."""
    pattern, kind = context.parameter("url"), context.parameter("matchType") or "exact"
    if pattern.startswith("*."):
        pattern, kind = pattern[2:], "domain"
    elif pattern.endswith("*"):
        pattern, kind = pattern[:-1], "prefix"
    url = canonical_url(pattern if "://" in pattern else f"http://{pattern}")
    if url is None or kind not in _MATCH_TYPES:
        raise BadRequest(f"url must be an http or https address, and matchType one of {', '.join(_MATCH_TYPES)}")
    return url, kind


def _ranges(db: Database, url: str, kind: str) -> list[tuple[str, str]]:
    """Return the first and the last address of each range that matches."""
    parts = split_url(url)
    if parts is None:
        return []
    rest = url.removeprefix(parts.origin)
    bare = parts.netloc.removeprefix("www.")
    if kind == "domain":
        return [(f"{origin}/", f"{origin}/{_LAST}") for origin in _origins(db, host_of(f"http://{bare}/"))]
    origins = [f"{scheme}://{www}{bare}" for scheme in ("http", "https") for www in ("", "www.")]
    if kind == "host":
        return [(f"{origin}/", f"{origin}/{_LAST}") for origin in origins]
    return [(origin + rest, origin + rest + (_LAST if kind == "prefix" else "")) for origin in origins]


def _origins(db: Database, domain: str) -> Iterator[str]:
    """Yield the scheme and host of every captured address below a domain; one look-up a host."""
    url = db.execute(_NEXT_URL, ("",)).fetchone()[0]
    while url is not None:
        parts = split_url(url)
        origin = parts.origin if parts else url
        if parts and (parts.host == domain or parts.host.endswith(f".{domain}")):
            yield origin
        url = db.execute(_NEXT_URL, (f"{origin}/{_LAST}",)).fetchone()[0]


def _lines(db: Database, ranges: list[tuple[str, str]], since: str, until: str) -> Iterator[Line]:
    for of in ranges:
        for url, fetched_at, status, kind, digest, length, offset, file, original in db.execute(
            _CAPTURES, (*of, since, until)
        ):
            values = (
                surt(url),
                re.sub(r"\D", "", fetched_at)[:14],
                url,
                "warc/revisit" if original else (kind or "unk").partition(";")[0].strip(),
                str(status),
                digest,
                str(length),
                str(offset),
                file,
            )
            yield dict(zip(FIELDS, values, strict=True))


def surt(url: str) -> str:
    """Return the key by which CDX files are sorted: ``vn,vusta)/tin-tuc`` (Sort-friendly URI Reordering Transform)."""
    parts = split_url(url)
    if parts is None:
        return url
    host, _, port = parts.netloc.removeprefix("www.").partition(":")
    key = ",".join(reversed(host.split("."))) + (f":{port}" if port else "")
    return f"{key}){url.removeprefix(parts.origin).lower()}"


def _filtered(lines: Iterator[Line], filters: list[str]) -> Iterator[Line]:
    """Return the lines that pass every filter: ``[!][=]field:value``, equal with ``=``, else containing the value."""
    wanted = []
    for text in filters:
        found = _FILTER.fullmatch(text)
        name = found and _NAMES.get(found["field"], found["field"])
        if found is None or name not in FIELDS or found["how"] == "~":
            raise BadRequest("filter must be [!][=]field:value with a known field, not a regular expression")
        wanted.append((name, found["value"], bool(found["how"]), not found["not"]))
    return (
        line
        for line in lines
        if all(
            (line[name] == value if is_equal else value in line[name]) is holds
            for name, value, is_equal, holds in wanted
        )
    )


def _sorted(lines: Iterator[Line], order: str, closest: str) -> Iterator[Line]:
    if closest:
        wanted = int(_digits(closest).ljust(14, "0"))
        return iter(sorted(islice(lines, MAX_LINES), key=lambda line: abs(int(line["timestamp"]) - wanted)))
    return iter([*islice(lines, MAX_LINES)][::-1]) if order == "reverse" else lines


def _writer(context: RequestContext, is_json: bool) -> Callable[[Line], str]:
    requested = context.parameter("fl") or context.parameter("fields")
    names = [_NAMES.get(name.strip(), name.strip()) for name in requested.split(",")] if requested else [*FIELDS]
    if unknown := [name for name in names if name not in FIELDS]:
        raise BadRequest(f"no field {unknown[0]}; there are {', '.join(FIELDS)}")

    def written(line: Line) -> str:
        chosen: dict[str, Any] = {name: line[name] for name in names}
        if is_json:
            return orjson.dumps(chosen).decode() + "\n"
        if requested:
            return " ".join(chosen.values()) + "\n"
        return f"{chosen.pop('urlkey')} {chosen.pop('timestamp')} {orjson.dumps(chosen).decode()}\n"

    return written


def _moment(timestamp: str, fill: str) -> str:
    """Return a timestamp of any precision in the form of ``fetched_at``, only for comparison."""
    text = _digits(timestamp).ljust(14, fill)
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}{'.' if fill == '0' else 'Z'}"


def _digits(timestamp: str) -> str:
    if not re.fullmatch(r"[0-9]{0,14}", timestamp):
        raise BadRequest("a timestamp has up to 14 digits: YYYYMMDDhhmmss")
    return timestamp


def _number(context: RequestContext, name: str, default: int) -> int:
    text = context.parameter(name)
    if not text:
        return default
    if not re.fullmatch(rf"[0-9]{{1,{MAX_DIGITS - 1}}}", text):
        raise BadRequest(f"{name} must be a number")
    return min(int(text), MAX_LINES)
