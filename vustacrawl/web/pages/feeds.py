"""What programs follow: Atom and JSON feeds of the newest articles, sitemaps, robots.txt."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import orjson
from datasette.utils.asgi import NotFound, Response
from lxml import etree
from lxml.builder import ElementMaker

from vustacrawl.web.headers import FILE_POLICY
from vustacrawl.web.request_context import RequestContext

ENTRIES = 50
ARTICLES_PER_SITEMAP = 10_000
"""By number; the protocol allows 50,000 addresses and 50 MB (sitemaps.org)."""

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 has no way to write."""
_HEADERS = FILE_POLICY | {"Access-Control-Allow-Origin": "*"}

_NEWEST = """
SELECT public_id, articles.url, articles.title, lead, body, published_at, section, articles.language,
  coalesce(changed_at, first_seen_at) AS updated, coalesce(author_name, author_initials) AS author,
  sites.title AS site_title, timezone
FROM articles JOIN sites ON sites.name = site
WHERE published_at IS NOT NULL AND gone_at IS NULL {condition} ORDER BY published_at DESC LIMIT :count
"""
_IN_SITEMAP = """
SELECT public_id, coalesce(updated_at, last_seen_at) AS updated FROM articles
WHERE id BETWEEN :first AND :last AND gone_at IS NULL ORDER BY id
"""


def feed(context: RequestContext) -> Response:
    """``/feed.atom`` and ``/feed.json``, also below ``/sites/NAME``: the newest articles by day of publication.

    Atom (RFC 4287) and JSON Feed 1.1. An entry is identified by the article's own address. A date without a time is
    midnight in the site's time zone.
    """
    name = unquote(context.request.url_vars.get("site", ""))
    title, home = context.texts("site.name"), "/"
    if name:
        site = next(context.db.query("SELECT title FROM sites WHERE name = ?", [name]), None)
        if site is None:
            raise NotFound("no such site")
        title, home = f"{site['title']} · {title}", f"/sites/{quote(name, safe='')}"
    sql = _NEWEST.format(condition="AND site = :site" if name else "")
    rows = list(context.db.query(sql, {"count": ENTRIES} | ({"site": name} if name else {})))
    is_json = context.path_part("format") == "json"
    return (_json_feed if is_json else _atom)(context, title, home, rows)


def _atom(context: RequestContext, title: str, home: str, rows: list[dict[str, Any]]) -> Response:
    made = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    own = f"{context.origin}{home.rstrip('/')}/feed.atom"
    entries = [
        made.entry(
            made.id(_text(row["url"])),
            made.title(_text(row["title"])),
            made.link(rel="alternate", type="text/html", href=f"{context.origin}/articles/{row['public_id']}"),
            made.link(rel="via", href=_text(row["url"])),
            made.published(_moment(row["published_at"], row["timezone"])),
            made.updated(row["updated"]),
            made.author(made.name(_text(row["author"] or row["site_title"]))),
            *([made.category(term=_text(row["section"]))] if row["section"] else []),
            *([made.summary(_text(row["lead"]))] if row["lead"] else []),
        )
        for row in rows
    ]
    document = made.feed(
        made.id(own),
        made.title(_text(title)),
        made.updated(max((row["updated"] for row in rows), default="1970-01-01T00:00:00Z")),
        made.link(rel="self", type="application/atom+xml", href=own),
        made.link(rel="alternate", type="text/html", href=f"{context.origin}{home}"),
        *entries,
    )
    return _xml(document, "application/atom+xml")


def _json_feed(context: RequestContext, title: str, home: str, rows: list[dict[str, Any]]) -> Response:
    items = [
        {
            "id": row["url"],
            "url": f"{context.origin}/articles/{row['public_id']}",
            "external_url": row["url"],
            "title": row["title"],
            "summary": row["lead"],
            "content_text": "\n\n".join(filter(None, (row["lead"], row["body"]))),
            "date_published": _moment(row["published_at"], row["timezone"]),
            "date_modified": row["updated"],
            "authors": [{"name": row["author"] or row["site_title"]}],
            "tags": [row["section"]] if row["section"] else None,
            "language": row["language"],
        }
        for row in rows
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{context.origin}{home}",
        "feed_url": f"{context.origin}{home.rstrip('/')}/feed.json",
        "items": [{name: value for name, value in item.items() if value is not None} for item in items],
    }
    return Response(orjson.dumps(document), headers=_HEADERS, content_type="application/feed+json; charset=utf-8")


def sitemap_index(context: RequestContext) -> Response:
    """``/sitemap.xml``: the sitemaps, of which the first also holds the sites (sitemaps.org)."""
    made = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    last = context.db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0]
    numbers = range(last // ARTICLES_PER_SITEMAP + 1)
    maps = [made.sitemap(made.loc(f"{context.origin}/sitemaps/{number}.xml")) for number in numbers]
    return _xml(made.sitemapindex(*maps), "application/xml")


def sitemap(context: RequestContext) -> Response:
    """``/sitemaps/NUMBER.xml``: the articles with numbers from NUMBER × 10,000 on that are still on their sites."""
    made = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    first = context.number("id") * ARTICLES_PER_SITEMAP
    if first >= 1 << 62:
        raise NotFound("no such sitemap")
    rows = context.db.query(_IN_SITEMAP, {"first": first, "last": first + ARTICLES_PER_SITEMAP - 1})
    found = [
        made.url(made.loc(f"{context.origin}/articles/{row['public_id']}"), made.lastmod(row["updated"]))
        for row in rows
    ]
    if not first:
        names = [name for (name,) in context.db.execute("SELECT name FROM sites ORDER BY name")]
        paths = ["/", "/sites", *(f"/sites/{quote(name, safe='')}" for name in names)]
        found = [made.url(made.loc(f"{context.origin}{path}")) for path in paths] + found
    if not found:
        raise NotFound("no such sitemap")
    return _xml(made.urlset(*found), "application/xml")


def robots(context: RequestContext) -> Response:
    """``/robots.txt``: everything but searches, queries and raw bytes, which have no end (RFC 9309)."""
    closed = ("/search", "/trends", "/find", "/catalog", "/captures/", "/cdx", "/oai")
    lines = ["User-agent: *", *(f"Disallow: {context.root}{path}" for path in closed)]
    return Response.text("\n".join([*lines, "", f"Sitemap: {context.origin}/sitemap.xml", ""]), headers=_HEADERS)


def _text(text: str) -> str:
    return _ILLEGAL.sub("", text)


def _moment(published: str, timezone: str) -> str:
    """Return a time of publication as RFC 3339 has it."""
    if "T" in published:
        return published if len(published) > 22 else f"{published[:16]}:00{published[16:]}"
    try:
        return datetime.combine(date.fromisoformat(published), time(), ZoneInfo(timezone)).isoformat()
    except ValueError:  # a day that no calendar has, as printed
        return f"{published}T00:00:00Z"


def _xml(document: Any, media_type: str) -> Response:
    body = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    return Response(body, headers=_HEADERS, content_type=f"{media_type}; charset=utf-8")
