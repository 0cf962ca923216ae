"""Memento (RFC 7089): the archived pages of an address by time, for browser extensions, aggregators and other archives.

A memento is ``/captures/ID/replay``. Addresses are looked up in their canonical spelling.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any
from urllib.parse import quote

from datasette.utils.asgi import BadRequest, Response

from vustacrawl.urls import canonical_url
from vustacrawl.web.headers import OPEN_POLICY
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import HttpError

MAX_MEMENTOS = 10_000
"""Maximum number of captures in a TimeMap; the newest are kept."""
LINK_FORMAT = "application/link-format"
_MEMENTOS = """
SELECT id, fetched_at FROM captures WHERE url = ? AND status = 200 AND warc_file IS NOT NULL
  AND (content_type LIKE 'text/html%' OR content_type LIKE 'application/xhtml+xml%')
ORDER BY fetched_at DESC, id DESC LIMIT ?
"""


def timegate(context: RequestContext) -> Response:
    """``/timegate/URL``: redirect to the memento nearest to ``Accept-Datetime``; without it, to the newest."""
    url, mementos = _find(context)
    wanted = _accept_datetime(context)
    chosen = min(mementos, key=lambda memento: abs(_moment(memento) - wanted)) if wanted else mementos[0]
    headers = {"Vary": "accept-datetime", "Link": ", ".join(_links(context, url, gate=False)), **OPEN_POLICY}
    return Response("", status=302, headers={"Location": f"{context.origin}{_path(chosen)}", **headers})


def timemap(context: RequestContext) -> Response:
    """``/timemap/link/URL``: every memento of the address, oldest first (RFC 6690 as RFC 7089 §5 uses it)."""
    url, mementos = _find(context)
    oldest_first = mementos[::-1]
    own = f'<{context.origin}/timemap/link/{_quoted(url)}>; rel="self"; type="{LINK_FORMAT}"'
    span = f'from="{_http_date(oldest_first[0])}"; until="{_http_date(oldest_first[-1])}"'
    lines = [*_links(context, url, timemap=False), f"{own}; {span}"]
    last = len(oldest_first) - 1
    for at, memento in enumerate(oldest_first):
        relation = " ".join(name for name, holds in (("first", at == 0), ("last", at == last)) if holds)
        name = f"{relation} memento".strip()
        lines.append(f'<{context.origin}{_path(memento)}>; rel="{name}"; datetime="{_http_date(memento)}"')
    return Response(",\n".join(lines), headers=OPEN_POLICY, content_type=f"{LINK_FORMAT}; charset=utf-8")


def memento_headers(context: RequestContext, capture: dict[str, Any]) -> dict[str, str]:
    """Return the headers of a memento: when it was captured, and where its TimeGate and TimeMap are."""
    return {"Memento-Datetime": _http_date(capture), "Link": ", ".join(_links(context, capture["url"]))}


def _find(context: RequestContext) -> tuple[str, list[dict[str, Any]]]:
    """Return the canonical address and its captures, newest first. Raises HttpError."""
    address = context.path_part("url") + (f"?{query}" if (query := context.request.query_string) else "")
    url = canonical_url(address)
    mementos = list(context.db.query(_MEMENTOS, [url, MAX_MEMENTOS])) if url else []
    if url is None or not mementos:
        # For NotFound, Datasette would redirect to the path without its last slash.
        raise HttpError(404, "no archived page of this address")
    return url, mementos


def _accept_datetime(context: RequestContext) -> datetime | None:
    text = context.request.headers.get("accept-datetime")
    if text is None:
        return None
    try:
        wanted = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        raise BadRequest("Accept-Datetime is not an HTTP date") from None
    return wanted if wanted.tzinfo else wanted.replace(tzinfo=UTC)


def _links(context: RequestContext, url: str, *, gate: bool = True, timemap: bool = True) -> list[str]:
    address = _quoted(url)
    links = [f'<{address}>; rel="original"']
    if gate:
        links.append(f'<{context.origin}/timegate/{address}>; rel="timegate"')
    if timemap:
        links.append(f'<{context.origin}/timemap/link/{address}>; rel="timemap"; type="{LINK_FORMAT}"')
    return links


def _quoted(url: str) -> str:
    """Escape all characters of an address that would end it in a header."""
    return quote(url, safe="%/:?#[]@!$&'()*+,;=~-._")


def _path(memento: dict[str, Any]) -> str:
    return f"/captures/{memento['id']}/replay"


def _moment(capture: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(capture["fetched_at"])


def _http_date(capture: dict[str, Any]) -> str:
    return format_datetime(_moment(capture).replace(microsecond=0).astimezone(UTC), usegmt=True)
