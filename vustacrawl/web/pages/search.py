"""Search as people type it, with facets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from datasette.utils.asgi import NotFound, Response

from vustacrawl.catalog.browse import Browsed, browse
from vustacrawl.catalog.changes import article_at
from vustacrawl.catalog.search import Results, search
from vustacrawl.web.templates import address
from vustacrawl.web.view import View

PAGE = 20
LAST_PAGE = 200
"""Who wants more than so many pages narrows the search; each page costs what stands before it."""
FACET_VALUES = 12
COUNTED = 2_000
"""Facets are counted over so many of the newest matches: a page is waited for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as its address has it: the same address, the same search."""

    q: str
    site: str
    year: str
    since: str
    until: str
    author: str
    section: str
    exact: str

    @classmethod
    def of(cls, view: View) -> Asked:
        """Read the address; a year or day that is none is as good as not asked for."""
        days = {name: view.asked(name) if _is_day(view.asked(name)) else "" for name in ("since", "until")}
        year = view.asked("year") if _is_day(f"{view.asked('year')}-01-01") else ""
        others = {name: view.asked(name) for name in ("q", "site", "author", "section")}
        return cls(**others, **days, year=year, exact="1" if view.asked("exact") else "")

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the search, words aside."""
        names = ("site", "year", "author", "section", "since", "until")
        return {name: value for name in names if (value := getattr(self, name))}

    def address(self, **changed: Any) -> str:
        """The address of this search with something changed; it begins at its first page."""
        values = {name: getattr(self, name) for name in self.__slots__}
        return address("/search", **(values | changed))

    def find(self, view: View, page: int) -> Results | Browsed:
        """A page of what was asked for; without a word, whatever the filters let through."""
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
            return search(view.db, self.q, exact_marks=bool(self.exact), **narrowed)
        return browse(view.db, **narrowed)


def search_page(view: View) -> Response:
    """``/search``; an address of the web typed as a search leads to its article."""
    asked = Asked.of(view)
    if asked.q.startswith(("http://", "https://")) and (found := article_at(view.db, [asked.q])):
        return Response.redirect(f"/articles/{found}")
    page = min(LAST_PAGE, int(view.asked("page"))) if view.asked("page").isdecimal() else 1
    page = max(1, page)
    results = asked.find(view, page)
    facets = results.count_facets(COUNTED)
    site_titles = dict(map(tuple, view.db.execute("SELECT name, title FROM sites ORDER BY name")))
    return view.page(
        "search.html",
        asked=asked,
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
            if name not in asked.filters and len(values) > 1
        },
        site_titles=site_titles,
    )


def find_url(view: View) -> Response:
    """``/find?url=…``: from any address of an article to its page here."""
    found = article_at(view.db, [view.asked("url")])
    if found is None:
        raise NotFound("no article under this address")
    return Response.redirect(f"/articles/{found}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
