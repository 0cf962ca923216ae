"""Search, with facets."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, cast

import orjson
from datasette.utils.asgi import NotFound, Response

from vustacrawl.catalog.browse import BrowseResults, browse
from vustacrawl.catalog.changes import article_at
from vustacrawl.catalog.search import SORTS, Facets, Results, Sort, parse_query, search
from vustacrawl.catalog.search.suggest import suggest
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import csv_response, json_response
from vustacrawl.web.templates import address

PAGE = 20
LAST_PAGE = 200
"""The last page of results: each page costs as much as all before it, and filters find more."""
FACET_VALUES = 12
MAX_APART = 1_000
"""Articles with the words apart are counted up to here."""
MAX_FACET_ARTICLES = 1_000
"""Facets are counted over this many of the newest matches, which ranking knows; ``search_facets`` counts all."""

MAX_EXPORTED = 10_000
EXPORTED = ("id", "site", "published_at", "title", "author", "section", "url")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """The search that an address describes."""

    q: str
    site: str
    province: str
    year: str
    since: str
    until: str
    author: str
    section: str
    exact: str
    apart: str
    all: str
    sort: str

    @classmethod
    def of(cls, context: RequestContext) -> SearchQuery:
        """Read the query parameters; an invalid year or day is ignored."""
        days = {
            name: context.parameter(name) if _is_day(context.parameter(name)) else "" for name in ("since", "until")
        }
        year = context.parameter("year") if _is_day(f"{context.parameter('year')}-01-01") else ""
        others = {name: context.parameter(name) for name in ("q", "site", "province", "author", "section")}
        flags = {name: "1" if context.parameter(name) else "" for name in ("exact", "apart", "all")}
        sort = context.parameter("sort") if context.parameter("sort") in SORTS[1:] else ""
        return cls(**others, **days, **flags, year=year, sort=sort)

    @property
    def filters(self) -> dict[str, str]:
        """The filters in use, without the words."""
        names = ("site", "province", "year", "author", "section", "since", "until")
        return {name: value for name in names if (value := getattr(self, name))}

    def address(self, path: str = "/search", **changed: Any) -> str:
        """Return the address of this search with some values changed, at its first page."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return address(path, **(values | changed))

    def find(self, context: RequestContext, page: int, *, quick: bool = False) -> Results | BrowseResults:
        """Return one page of results; without words, all articles that pass the filters, the newest first."""
        words = " ".join(filter(None, (self.q, *(f'site:"{site}"' for site in self._sites_in_province(context)))))
        typed = parse_query(words, lambda words: [1] * len(words))
        since = max(filter(None, (self.since, self.year and f"{self.year}-01-01", typed.since)), default=None)
        until = min(filter(None, (self.until, self.year and f"{self.year}-12-31", typed.until)), default=None)
        narrowed: dict[str, Any] = {
            "site": self.site or None,
            "since": since,
            "until": until,
            "author": self.author or None,
            "section": self.section or None,
            "limit": PAGE,
            "offset": PAGE * (page - 1),
        }
        if not typed.is_empty or (words and not (typed.since or typed.until)):
            sort = cast(Sort, self.sort or SORTS[0])
            narrowed |= {"exact_marks": bool(self.exact), "apart": bool(self.apart)}
            return search(context.db, words, sort=sort, quick=quick, **narrowed)
        return browse(context.db, **narrowed)

    def _sites_in_province(self, context: RequestContext) -> list[str]:
        """Return the sites of the province, by either name; an impossible name if it has none."""
        if not self.province:
            return []
        return [site for site, *names in context.db.execute(_PROVINCES) if self.province in names] or ["no_site"]


_PROVINCES = """
SELECT sites.name, province_2025, province FROM sites JOIN members ON members.name = member
WHERE province IS NOT NULL ORDER BY 1
"""


def search_page(context: RequestContext) -> Response:
    """``/search``; an article's URL typed as a search redirects to the article."""
    query = SearchQuery.of(context)
    if query.q.startswith(("http://", "https://")) and (moved := _redirect(context, query.q)):
        return moved
    page = context.page_number(LAST_PAGE)
    results = query.find(context, page, quick=not query.all)
    searched_since = results.searched_since if isinstance(results, Results) else None
    facets = results.count_facets(MAX_FACET_ARTICLES)
    years = {} if query.year else facets.years
    shown = _shown_facets(context, query, facets, years)
    return context.page(
        "search.html",
        page_number=page,
        first=PAGE * (page - 1) + 1,
        results=results,
        more=results.more and page < LAST_PAGE,
        page_address=lambda number: query.address(page=number),
        last_page=min(LAST_PAGE, -(-facets.count // PAGE)) if facets.is_whole else None,
        further=results.count_apart(MAX_APART) if isinstance(results, Results) else 0,
        most_further=MAX_APART,
        understood=results.understood if isinstance(results, Results) else "",
        is_apart=isinstance(results, Results) and results.is_apart,
        searched_since=searched_since,
        sorts=SORTS if isinstance(results, Results) else (),
        most_exported=MAX_EXPORTED,
        has_facets=bool(query.year or len(years) > 1 or shown["narrowing"]),
        all_counts="" if searched_since or (facets.is_whole and not query.year) else query.address("/search/facets"),
        **shown,
    )


def search_facets(context: RequestContext) -> Response:
    """``/search/facets``: counts of all matches, as a piece of the page; those of the years whatever year is chosen."""
    query = SearchQuery.of(context)
    facets = query.find(context, 1).count_facets(None)
    of_any_year = replace(query, year="").find(context, 1).count_facets(None) if query.year else facets
    return context.page("facets.html", **_shown_facets(context, query, facets, of_any_year.years))


def _shown_facets(context: RequestContext, query: SearchQuery, facets: Facets, years: dict[str, int]) -> dict[str, Any]:
    values = (
        ("site", facets.sites),
        ("province", _by_province(context, facets.sites)),
        ("author", facets.authors),
        ("section", facets.sections),
    )
    return {
        "query": query,
        "facets": facets,
        "years": dict(sorted(years.items())),
        "narrowing": {
            name: list(counts.items())[:FACET_VALUES]
            for name, counts in values
            if name not in query.filters and len(counts) > 1
        },
        "site_titles": context.site_titles("name"),
    }


def _by_province(context: RequestContext, sites: dict[str, int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for site, province, _ in context.db.execute(_PROVINCES):
        counts[province] += sites.get(site, 0)
    return dict((+counts).most_common())


def _articles(context: RequestContext, ids: list[int]) -> list[dict[str, Any]]:
    """Return what a list of results shows of each article, in order."""
    columns = "articles.id, site, published_at, title, coalesce(author_name, author_initials) AS author, section, url"
    select = f"SELECT {columns} FROM json_each(?) CROSS JOIN articles ON articles.id = value"
    return list(context.db.query(select, [orjson.dumps(ids).decode()]))


def search_export(context: RequestContext) -> Response:
    """``/search.csv`` and ``/search.json``: the articles that a search finds, up to MAX_EXPORTED."""
    query = SearchQuery.of(context)
    results = query.find(context, 1)
    ids = results.ids(MAX_EXPORTED + 1)
    articles = _articles(context, ids[:MAX_EXPORTED])
    if context.path_part("format") == "csv":
        return csv_response("search.csv", [EXPORTED, *([article[name] for name in EXPORTED] for article in articles)])
    understood = results.understood if isinstance(results, Results) else query.q
    more = len(ids) > MAX_EXPORTED
    return json_response({"query": query.q, "understood": understood, "more": more, "articles": articles})


def suggestions(context: RequestContext) -> Response:
    """``/suggest?q=…``: a JSON list of texts that begin with the input, each with its kind."""
    return json_response([asdict(suggestion) for suggestion in suggest(context.db, context.parameter("q"))])


def find_url(context: RequestContext) -> Response:
    """``/find?url=…``: redirect from any URL of an article to its page here."""
    if (moved := _redirect(context, context.parameter("url"))) is None:
        raise NotFound("no article under this address")
    return moved


def _redirect(context: RequestContext, url: str) -> Response | None:
    """Return a redirect from any address of an article to its page; None if no article has it."""
    if (found := article_at(context.db, [url])) is None:
        return None
    public_id = context.db.execute("SELECT public_id FROM articles WHERE id = ?", [found]).fetchone()[0]
    return Response.redirect(f"/articles/{public_id}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
