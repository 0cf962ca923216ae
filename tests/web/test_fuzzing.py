"""No request causes a server error or a response without security headers."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette

REQUESTS = 5000
SEED = 17

PATHS = (
    "/", "/search", "/search.csv", "/search.json", "/search/feed.atom", "/search/feed.json", "/suggest",
    "/find", "/sites", "/sites/demo-vusta", "/articles/1", "/articles/1.json", "/articles/1.bib",
    "/articles/1.csl", "/articles/1/versions", "/articles/1/images/1", "/articles/1/files/1", "/captures/20",
    "/feed.atom", "/sites/demo-vusta/feed.json", "/sitemap.xml", "/sitemaps/0.xml", "/robots.txt", "/openapi.json",
    "/timegate/http://vusta.demo.test/", "/timemap/link/http://vusta.demo.test/", "/timegate/x",
    "/search/facets", "/trends", "/trends.csv", "/trends.json", "/people", "/people/a", "/tags/a", "/sections",
    "/places", "/sections/a", "/members", "/cdx", "/oai", "/replay/sw.js", "/packages/demo-vusta.wacz",
    "/downloads/full.tar",
    "/captures/20/replay", "/captures/20/raw", "/downloads", "/downloads/full/manifest.json", "/catalog.json",
    "/catalog/sites.json", "/catalog/articles.json", "/catalog/articles/1.json", "/catalog/captions.json", "/.json",
    "/catalog.csv", "/catalog/sites.csv", "/catalog/articles/1.blob", "/catalog/sites", "/-/versions.json",
    "/assets/style.css", "/-/static/app.css", "/catalog.db", "/~63atalog.json", "/:memory:", "/-/logout", "/%2e%2e/x",
)  # fmt: skip
ODD_BYTES = (
    b"%00",
    b"%ff",
    b"%",
    b"%zz",
    b"\xff",
    b"/",
    b"//",
    b"..",
    b"9" * 400,
    b"~",
    b"~00",
    b"~ff",
    b"%F0%9F%98%80",
)
METHODS = ("POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "PROPFIND", "X" * 200, "")
NAMES = (
    "q", "page", "year", "since", "until", "site", "author", "section", "exact", "url", "lang", "sql", "_through",
    "_labels", "_label", "_timelimit", "_size", "_next", "_sort", "_sort_desc", "_facet", "_facet_date",
    "_facet_array", "_facet_size", "_where", "_col", "_nocol", "_shape", "_format", "_search", "_searchmode", "_ttl",
    "_trace", "_stream", "_json", "_nl", "_nocount", "_nofacet", "_nosuggest", "_blob_column", "_blob_hash", "_dl",
    "by", "verb", "from", "to", "set", "identifier", "metadataPrefix", "resumptionToken", "matchType", "filter", "fl",
    "pageSize", "limit", "closest", "showNumPages", "output", "borders", "province", "kind",
    "_header", "_extra", "title", "id__gt", "id__in", "id__arraycontains", "published_at__date", "name__isnull",
    "_filter_column", "_filter_op", "_filter_value", "_filter_column_1", "_hide_sql", "_show_sql", "_group_by",
)  # fmt: skip
VALUES = (
    "", "1", "0", "-1", "on", "off", "x", "9" * 5000, "1e999", "٣", "²", "NaN", "null", "[]", "{}", '{"table": 1}',
    '{"table": "sites", "column": "name", "value": {}}', '{"table": "sites", "column": "name", "value": "x"}', "\x00",
    "\ud800", "'", '"', "%", "_", "*", '"a', "a OR", "NEAR(", "(" * 500, "-", "title:", "\r\nX: y", "name", "id",
    "array", "object", "objects", "arrays", "arrayfirst", "max", "json", "csv", "2024-02-30", "0000-00-00",
    "9999-99-99", "select 1", "select", "select zeroblob(3000000)", "select :a", "select 1 as a, 2 as a",
    "select x'ff'", "explain select 1", "with a as (select 1) select * from a", "select 9e999", "select 1; select 2",
    "select json('{')", "select abs(-9223372036854775808)", "delete from sites", "1=1) or (1=1", "id", "no_such",
    "http://[", "javascript:alert(1)", "demo-vusta", "vi", "en", "\N{GRINNING FACE}" * 100, "a" * 8000,
)  # fmt: skip
HEADERS = (
    (b"cookie", b"lang=en"), (b"cookie", b"\xff\xfe=\x80"), (b"cookie", b"ds_actor=x; ds_messages=y"),
    (b"cookie", b"lang=\xe1\xbb\x87;;;="), (b"cookie", b"ds_csrftoken=\xff"), (b"accept-language", b"en;q=1e999"),
    (b"accept-language", b"\xff,,;q=,*;q=\xb2"), (b"accept-language", b"en;q=..," * 2000),
    (b"content-type", b"multipart/form-data"), (b"content-type", b"multipart/form-data; boundary="),
    (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"-1"), (b"range", b"bytes=9-1"),
    (b"if-none-match", b"\xff"), (b"authorization", b"Bearer \xff"), (b"x-csrftoken", b"\xe9"),
    (b"host", b"evil.example"), (b"host", b"[::1"), (b"host", b"\xff"), (b"x-forwarded-for", b"\xff, 1"),
    (b"accept-datetime", b"Thu, 31 May 2007 20:35:00 GMT"), (b"accept-datetime", b"Mon, 99 Foo 99999 0:0:0 \xff"),
    (b"accept", b"\xff"), (b"x-big", b"x" * 60_000), (b"origin", b"null"), (b"transfer-encoding", b"chunked"),
)  # fmt: skip


def fuzzed(chance: random.Random) -> dict[str, Any]:
    """Return the ASGI scope of a request with a few random faults."""
    path = chance.choice(PATHS).encode()
    if chance.random() < 0.2:
        at = chance.randrange(1, len(path) + 1)
        path = path[:at] + chance.choice(ODD_BYTES) + path[at + chance.randrange(2) :]
    pairs = [(chance.choice(NAMES), chance.choice(VALUES)) for _ in range(chance.choice((0, 1, 1, 2, 4)))]
    if path.startswith(b"/catalog.") and chance.random() < 0.5:
        pairs.append(("sql", chance.choice(VALUES)))
    query = "&".join(f"{name}={quote(value, errors='surrogatepass')}" for name, value in pairs).encode()
    if chance.random() < 0.1:
        query += bytes(chance.randrange(256) for _ in range(chance.randrange(20)))
    extra = [chance.choice(HEADERS) for _ in range(chance.choice((0, 0, 1, 2)))]
    if not any(name == b"host" for name, _ in extra) or chance.random() < 0.1:
        extra.append((b"host", b"localhost"))
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": chance.choice(METHODS) if chance.random() < 0.15 else chance.choice(("GET", "GET", "HEAD")),
        "path": path.decode("utf-8", "replace"), "raw_path": path, "query_string": query, "headers": extra,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8001), "root_path": "",
    }  # fmt: skip


async def status_of(app: Any, scope: dict[str, Any], body: bytes = b"\xff--x") -> tuple[int, dict[bytes, bytes]]:
    started: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            started.append(message)

    await app(scope, receive, send)
    assert len(started) == 1
    return started[0]["status"], {name.lower(): value for name, value in started[0]["headers"]}


def test_fuzzed_requests_cause_no_server_error(datasette: Datasette) -> None:
    async def send_requests() -> tuple[Counter[int], list[Any]]:
        await datasette.invoke_startup()
        app, chance = datasette.app(), random.Random(SEED)
        statuses: Counter[int] = Counter()
        faults = []
        for _ in range(REQUESTS):
            scope = fuzzed(chance)
            status, headers = await status_of(app, scope)
            statuses[status] += 1
            is_safe = b"content-security-policy" in headers and headers.get(b"x-content-type-options") == b"nosniff"
            if (status >= 500 and status != 503) or not is_safe:
                faults.append(
                    (status, scope["method"], scope["raw_path"], scope["query_string"][:300], scope["headers"])
                )
        return statuses, faults

    statuses, faults = asyncio.run(send_requests())
    assert faults == []
    # Some requests pass the first checks, too.
    assert min(statuses[200], statuses[400], statuses[404], statuses[405], statuses[421]) > REQUESTS // 100, statuses
