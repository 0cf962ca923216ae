"""Pages for programs: Atom and JSON feeds of the newest articles and of a search, sitemaps, robots.txt."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

import orjson
from datasette.utils.asgi import NotFound, Response
from lxml.builder import ElementMaker

from vustacrawl.catalog.sites import site_names
from vustacrawl.text import storable
from vustacrawl.web.headers import OPEN_POLICY
from vustacrawl.web.pages.search import SearchQuery
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import json_response, xml_response

ENTRIES = 50
ARTICLES_PER_SITEMAP = 10_000
"""By number; the protocol allows 50,000 addresses and 50 MB (sitemaps.org)."""

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_COLUMNS = """
public_id, articles.url, articles.title, lead, body, published_at, section, articles.language,
  coalesce(changed_at, first_seen_at) AS updated, coalesce(author_name, author_initials) AS author,
  sites.title AS site_title, timezone
"""
_NEWEST = f"""
SELECT {_COLUMNS} FROM articles JOIN sites ON sites.name = site
WHERE published_at IS NOT NULL AND gone_at IS NULL {{condition}} ORDER BY published_at DESC LIMIT :count
"""
_FOUND = f"""
SELECT {_COLUMNS} FROM json_each(?) CROSS JOIN articles ON articles.id = value JOIN sites ON sites.name = site
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
        site = context.row("SELECT title FROM sites WHERE name = ?", name, "no such site")
        title, home = f"{site['title']} · {title}", f"/sites/{quote(name, safe='')}"
    sql = _NEWEST.format(condition="AND site = :site" if name else "")
    rows = list(context.db.query(sql, {"count": ENTRIES} | ({"site": name} if name else {})))
    return _feed(context, title, home, f"{home.rstrip('/')}/feed.{context.path_part('format')}", rows)


def search_feed(context: RequestContext) -> Response:
    """``/search/feed.atom`` and ``/search/feed.json``: the first 50 articles that a search finds."""
    query = SearchQuery.of(context)
    rows = list(context.db.query(_FOUND, [orjson.dumps(query.find(context, 1).ids(ENTRIES)).decode()]))
    own = query.address(f"/search/feed.{context.path_part('format')}")
    return _feed(context, query.q or context.texts("site.name"), query.address(), own, rows)


def _feed(context: RequestContext, title: str, home: str, own: str, rows: list[dict[str, Any]]) -> Response:
    """Return rows as a feed in the format of the path; ``home`` is the HTML page of the articles, ``own`` the feed."""
    write = _json_feed if context.path_part("format") == "json" else _atom
    shown = [row | {"here": _here(context, row)} for row in rows]
    return write(title, f"{context.origin}{home}", f"{context.origin}{own}", shown)


def _here(context: RequestContext, row: dict[str, Any]) -> str:
    return f"{context.origin}/articles/{row['public_id']}"


def _atom(title: str, home: str, own: str, rows: list[dict[str, Any]]) -> Response:
    made = ElementMaker(namespace=ATOM, nsmap={None: ATOM})
    entries = [
        made.entry(
            made.id(storable(row["url"])),
            made.title(storable(row["title"])),
            made.link(rel="alternate", type="text/html", href=row["here"]),
            made.link(rel="via", href=storable(row["url"])),
            *([made.published(_moment(row["published_at"], row["timezone"]))] if row["published_at"] else []),
            made.updated(row["updated"]),
            made.author(made.name(storable(row["author"] or row["site_title"]))),
            *([made.category(term=storable(row["section"]))] if row["section"] else []),
            *([made.summary(storable(row["lead"]))] if row["lead"] else []),
        )
        for row in rows
    ]
    document = made.feed(
        made.id(own),
        made.title(storable(title)),
        made.updated(max((row["updated"] for row in rows), default="1970-01-01T00:00:00Z")),
        made.link(rel="self", type="application/atom+xml", href=own),
        made.link(rel="alternate", type="text/html", href=home),
        *entries,
    )
    return xml_response(document, "application/atom+xml")


def _json_feed(title: str, home: str, own: str, rows: list[dict[str, Any]]) -> Response:
    items = [
        {
            "id": row["url"],
            "url": row["here"],
            "external_url": row["url"],
            "title": row["title"],
            "summary": row["lead"],
            "content_text": "\n\n".join(filter(None, (row["lead"], row["body"]))),
            "date_published": row["published_at"] and _moment(row["published_at"], row["timezone"]),
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
        "home_page_url": home,
        "feed_url": own,
        "items": [{name: value for name, value in item.items() if value is not None} for item in items],
    }
    return json_response(document, headers=OPEN_POLICY, media_type="application/feed+json; charset=utf-8")


def sitemap_index(context: RequestContext) -> Response:
    """``/sitemap.xml``: the sitemaps, of which the first also holds the sites (sitemaps.org)."""
    made = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    last = context.db.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0]
    numbers = range(last // ARTICLES_PER_SITEMAP + 1)
    maps = [made.sitemap(made.loc(f"{context.origin}/sitemaps/{number}.xml")) for number in numbers]
    return xml_response(made.sitemapindex(*maps), "application/xml")


def sitemap(context: RequestContext) -> Response:
    """``/sitemaps/NUMBER.xml``: the articles with numbers from NUMBER × 10,000 on that are still on their sites."""
    made = ElementMaker(namespace=SITEMAP, nsmap={None: SITEMAP})
    first = context.number("id") * ARTICLES_PER_SITEMAP
    if first >= 1 << 62:
        raise NotFound("no such sitemap")
    rows = context.db.query(_IN_SITEMAP, {"first": first, "last": first + ARTICLES_PER_SITEMAP - 1})
    found = [made.url(made.loc(_here(context, row)), made.lastmod(row["updated"])) for row in rows]
    if not first:
        paths = ["/", "/sites", *(f"/sites/{quote(name, safe='')}" for name in site_names(context.db))]
        found = [made.url(made.loc(f"{context.origin}{path}")) for path in paths] + found
    if not found:
        raise NotFound("no such sitemap")
    return xml_response(made.urlset(*found), "application/xml")


def robots(context: RequestContext) -> Response:
    """``/robots.txt``: everything but searches, queries and raw bytes, which are unlimited (RFC 9309)."""
    closed = ("/search", "/trends", "/find", "/catalog", "/captures/", "/cdx", "/oai")
    lines = ["User-agent: *", *(f"Disallow: {context.root}{path}" for path in closed)]
    return Response.text("\n".join([*lines, "", f"Sitemap: {context.origin}/sitemap.xml", ""]), headers=OPEN_POLICY)


def _moment(published: str, timezone: str) -> str:
    """Format a time of publication for RFC 3339."""
    if "T" in published:
        return published if len(published) > 22 else f"{published[:16]}:00{published[16:]}"
    try:
        return datetime.combine(date.fromisoformat(published), time(), ZoneInfo(timezone)).isoformat()
    except ValueError:  # a day that no calendar has, as printed
        return f"{published}T00:00:00Z"
