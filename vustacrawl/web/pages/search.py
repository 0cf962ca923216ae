"""Search as people type it, with facets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from datasette.utils.asgi import NotFound, Response

from vustacrawl.catalog.browse import BrowseResults, browse
from vustacrawl.catalog.changes import article_at
from vustacrawl.catalog.search import Results, search
from vustacrawl.web.request_context import MAX_DIGITS, RequestContext
from vustacrawl.web.templates import address

PAGE = 20
LAST_PAGE = 200
"""The last page of results: each page costs as much as all before it, and filters find more."""
FACET_VALUES = 12
MAX_FACET_ARTICLES = 2_000
"""Facets are counted over this many of the newest matches, so that the page stays fast."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The search that an address describes."""

    q: str
    site: str
    year: str
    since: str
    until: str
    author: str
    section: str
    exact: str

    @classmethod
    def of(cls, context: RequestContext) -> SearchQuery:
        """Read the query parameters; an invalid year or day is ignored."""
        days = {
            name: context.parameter(name) if _is_day(context.parameter(name)) else "" for name in ("since", "until")
        }
        year = context.parameter("year") if _is_day(f"{context.parameter('year')}-01-01") else ""
        others = {name: context.parameter(name) for name in ("q", "site", "author", "section")}
        return cls(**others, **days, year=year, exact="1" if context.parameter("exact") else "")

    @property
    def filters(self) -> dict[str, str]:
        """The filters in use, without the words."""
        names = ("site", "year", "author", "section", "since", "until")
        return {name: value for name in names if (value := getattr(self, name))}

    def address(self, **changed: Any) -> str:
        """Return the address of this search with some values changed, at its first page."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return address("/search", **(values | changed))

    def find(self, context: RequestContext, page: int) -> Results | BrowseResults:
        """Return one page of results; without words, all articles that pass the filters."""
        since = max(filter(None, (self.since, self.year and f"{self.year}-01-01")), default=None)
        until = min(filter(None, (self.until, self.year and f"{self.year}-12-31")), default=None)
        narrowed: dict[str, Any] = {
            "site": self.site or None,
            "since": since,
            "until": until,
            "author": self.author or None,
            "section": self.section or None,
            "limit": PAGE,
            "offset": PAGE * (page - 1),
        }
        if self.q:
            return search(context.db, self.q, exact_marks=bool(self.exact), **narrowed)
        return browse(context.db, **narrowed)


def _page_number(text: str) -> int:
    """Return the number of a page of results, within those there are, whatever was asked for."""
    if not text.isdecimal():
        return 1
    return max(1, min(LAST_PAGE, int(text))) if len(text) <= MAX_DIGITS else LAST_PAGE


def search_page(context: RequestContext) -> Response:
    """``/search``; an article's URL typed as a search redirects to the article."""
    query = SearchQuery.of(context)
    if query.q.startswith(("http://", "https://")) and (found := article_at(context.db, [query.q])):
        return Response.redirect(f"/articles/{found}")
    page = _page_number(context.parameter("page"))
    results = query.find(context, page)
    facets = results.count_facets(MAX_FACET_ARTICLES)
    site_titles = dict(map(tuple, context.db.execute("SELECT name, title FROM sites ORDER BY name")))
    return context.page(
        "search.html",
        query=query,
        page_number=page,
        first=PAGE * (page - 1) + 1,
        results=results,
        more=results.more and page < LAST_PAGE,
        facets=facets,
        narrowing={
            name: list(values.items())[:FACET_VALUES]
            for name, values in (
                ("site", facets.sites),
                ("year", dict(sorted(facets.years.items(), reverse=True))),
                ("author", facets.authors),
                ("section", facets.sections),
            )
            if name not in query.filters and len(values) > 1
        },
        site_titles=site_titles,
    )


def find_url(context: RequestContext) -> Response:
    """``/find?url=…``: redirect from any URL of an article to its page here."""
    found = article_at(context.db, [context.parameter("url")])
    if found is None:
        raise NotFound("no article under this address")
    return Response.redirect(f"/articles/{found}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
