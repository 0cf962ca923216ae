"""The routes: which page serves which address."""

from __future__ import annotations

import re

from vustacrawl.web.pages.article import article, citation, record, versions
from vustacrawl.web.pages.captures import attached_file, capture, image, raw, replay
from vustacrawl.web.pages.cdx import cdx
from vustacrawl.web.pages.downloads import downloads
from vustacrawl.web.pages.feeds import feed, robots, search_feed, sitemap, sitemap_index
from vustacrawl.web.pages.home import home
from vustacrawl.web.pages.members import members
from vustacrawl.web.pages.memento import timegate, timemap
from vustacrawl.web.pages.oai import oai
from vustacrawl.web.pages.openapi import openapi
from vustacrawl.web.pages.search import find_url, search_export, search_facets, search_page, suggestions
from vustacrawl.web.pages.site import site, sites
from vustacrawl.web.pages.topics import KINDS, topic, topic_index
from vustacrawl.web.pages.trends import trends_file, trends_page
from vustacrawl.web.request_context import Page

_ID = r"(?P<id>[0-9]{1,19})"
_ARTICLE = r"(?P<id>[0-9]{1,19}|[a-z0-9][a-z0-9-]*/[A-Za-z0-9_-]{1,64})"
_PLACE = r"(?P<position>[0-9]{1,9})"

ROUTES: list[tuple[str, Page]] = [
    (r"^/$", home),
    (r"^/search$", search_page),
    (r"^/search/facets$", search_facets),
    (r"^/search\.(?P<format>csv|json)$", search_export),
    (r"^/search/feed\.(?P<format>atom|json)$", search_feed),
    (r"^/suggest$", suggestions),
    (r"^/trends$", trends_page),
    (r"^/trends\.(?P<format>csv|json)$", trends_file),
    (r"^/find$", find_url),
    (rf"^/articles/{_ARTICLE}/versions$", versions),
    (rf"^/articles/{_ARTICLE}/images/{_PLACE}$", image),
    (rf"^/articles/{_ARTICLE}/files/{_PLACE}$", attached_file),
    (rf"^/articles/{_ARTICLE}\.json$", record),
    (rf"^/articles/{_ARTICLE}\.(?P<format>bib|ris|csl)$", citation),
    (rf"^/articles/{_ARTICLE}$", article),
    (rf"^/captures/{_ID}$", capture),
    (rf"^/captures/{_ID}/replay$", replay),
    (rf"^/captures/{_ID}/raw$", raw),
    (r"^/members$", members),
    (r"^/sites$", sites),
    (r"^/sites/(?P<site>[^/]+)$", site),
    (rf"^/(?P<kind>{'|'.join(KINDS)})$", topic_index),
    (rf"^/(?P<kind>{'|'.join(KINDS)})/(?P<name>[^/]+)$", topic),
    (r"^/feed\.(?P<format>atom|json)$", feed),
    (r"^/sites/(?P<site>[^/]+)/feed\.(?P<format>atom|json)$", feed),
    (r"^/sitemap\.xml$", sitemap_index),
    (r"^/sitemaps/(?P<id>[0-9]{1,12})\.xml$", sitemap),
    (r"^/robots\.txt$", robots),
    (r"^/timegate/(?P<url>.+)$", timegate),
    (r"^/timemap/link/(?P<url>.+)$", timemap),
    (r"^/cdx$", cdx),
    (r"^/oai$", oai),
    (r"^/downloads$", downloads),
]
ROUTES.append((r"^/openapi\.json$", openapi(ROUTES)))
ARCHIVE = r"^/downloads/(?P<export>[^/]+)\.tar$"
DOWNLOAD = r"^/downloads/(?P<export>[^/]+)/(?P<path>.+)$"

_HEAVY = ("/search/facets", "/trends", "/cdx", "/oai")
"""Pages that read as much of the catalog as a visitor's SQL may."""
_OURS = [re.compile(pattern) for pattern, _ in ROUTES]
_FILES = ("/assets/", "/-/static/", "/downloads/", "/replay/", "/packages/")


def is_ours(path: str) -> bool:
    """Return whether a path, as sent, is one of vustacrawl's pages or files, rather than one of Datasette's."""
    return path.startswith(_FILES) or any(pattern.match(path) for pattern in _OURS)


def methods_of(path: str) -> tuple[str, ...]:
    """Return the methods that a path supports; OAI-PMH requires POST in addition to GET."""
    return ("GET", "HEAD", "POST") if path == "/oai" else ("GET", "HEAD")


def is_heavy(path: str) -> bool:
    """Return whether a request for a path, as sent, waits for its turn like those for tables and SQL."""
    return path.startswith(_HEAVY) or not is_ours(path)
