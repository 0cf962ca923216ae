"""People, tags, sections and provinces: an index of each kind, and a page of articles for each entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

import orjson
from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from vustacrawl.catalog.author_names import HAS_INITIALS
from vustacrawl.catalog.browse import browse
from vustacrawl.catalog.people import person_key
from vustacrawl.catalog.search.words import fold
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.templates import address

PER_INDEX = 240
"""Names on a page of an index."""
PER_PAGE = 30
"""Articles on a page of a topic."""
LAST_PAGE = 200
MAX_SITES = 12

_PEOPLE = f"""
WITH signed (printed, site, signatures) AS (
  SELECT author, site, signatures FROM author_counts WHERE is_name AND signatures > 0
  UNION ALL
  SELECT author_names.name, author_counts.site, signatures FROM author_counts
  JOIN author_names ON author_names.site = author_counts.site AND {HAS_INITIALS}
  WHERE NOT is_name AND signatures > 0)
SELECT person, min(name), sum(signatures) FROM signed JOIN person_names USING (printed)
GROUP BY person ORDER BY 3 DESC, 1
"""
_FORMS = "SELECT printed, min(name) OVER () FROM person_names WHERE person = ? ORDER BY printed"
_OF_PERSON = f"""
SELECT article_id FROM person_names JOIN article_authors ON article_authors.name = printed WHERE person = ?1
UNION
SELECT article_id FROM person_names JOIN author_names ON author_names.name = printed
JOIN author_counts ON author_counts.site = author_names.site AND NOT is_name AND {HAS_INITIALS}
JOIN article_authors ON article_authors.initials = author AND article_authors.name IS NULL
JOIN articles ON articles.id = article_id AND articles.site = author_names.site WHERE person = ?1
"""
_TAGS = "SELECT tag, tag, articles FROM tag_counts WHERE articles > 0 ORDER BY articles DESC, tag"
_OF_TAG = "SELECT article_id FROM tags WHERE tag = ?"
_SECTIONS = """
SELECT section, section, sum(articles) FROM section_counts WHERE articles > 0 GROUP BY section ORDER BY 3 DESC, 1
"""
_OF_SECTION = "SELECT site, year, sum(articles) FROM section_counts WHERE section = ? AND articles > 0 GROUP BY 1, 2"
_PLACES = """
SELECT province, province, sum(articles) FROM members JOIN sites ON member = members.name
JOIN month_counts ON site = sites.name WHERE articles > 0 AND province IS NOT NULL GROUP BY province ORDER BY 3 DESC, 1
"""
_OF_PLACE = """
SELECT site, substr(month, 1, 4), sum(articles) FROM members JOIN sites ON member = members.name
JOIN month_counts ON site = sites.name WHERE province = ? AND articles > 0 GROUP BY 1, 2
"""
# A few of each site are read from its index.
_NEWEST_OF_PLACE = """
SELECT articles.id FROM members JOIN sites ON member = members.name JOIN articles ON articles.id IN (
  SELECT id FROM articles WHERE site = sites.name ORDER BY published_at DESC LIMIT :upto)
WHERE province = :name ORDER BY published_at DESC, articles.id DESC LIMIT :count OFFSET :offset
"""
_COUNTED = """
SELECT articles.id, site, substr(published_at, 1, 4) FROM json_each(?) CROSS JOIN articles ON articles.id = value
ORDER BY published_at DESC, articles.id DESC
"""
_SHOWN = """
SELECT public_id, articles.title, published_at, site, sites.title AS site_title
FROM json_each(?) CROSS JOIN articles ON articles.id = value JOIN sites ON sites.name = site
"""


@dataclass(slots=True)
class Topic:
    """What a page of a topic shows: articles by site and year (empty: undated), and one page of them, newest first."""

    title: str
    forms: list[str] = field(default_factory=list)
    """For a person: other printed forms of the name."""
    sites: Counter[str] = field(default_factory=Counter)
    years: Counter[str] = field(default_factory=Counter)
    articles: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """The number of articles."""
        return sum(self.sites.values())

    def count(self, rows: Any) -> None:
        """Add up rows of site, year and number."""
        for site, year, articles in rows:
            self.sites[site] += articles
            self.years[year or ""] += articles


def _person(db: Database, name: str, offset: int) -> Topic:
    forms = db.execute(_FORMS, [person_key(name)]).fetchall()
    topic = Topic(forms[0][1] if forms else name, [printed for printed, _ in forms if printed != forms[0][1]])
    _find(db, topic, db.execute(_OF_PERSON, [person_key(name)]), offset)
    return topic


def _tag(db: Database, name: str, offset: int) -> Topic:
    topic = Topic(name)
    _find(db, topic, db.execute(_OF_TAG, [name]), offset)
    return topic


def _section(db: Database, name: str, offset: int) -> Topic:
    topic = Topic(name)
    topic.count(db.execute(_OF_SECTION, [name]))
    topic.articles = [hit.id for hit in browse(db, section=name, limit=PER_PAGE, offset=offset).hits]
    return topic


def _place(db: Database, name: str, offset: int) -> Topic:
    topic = Topic(name)
    topic.count(db.execute(_OF_PLACE, [name]))
    values = {"name": name, "upto": offset + PER_PAGE, "count": PER_PAGE, "offset": offset}
    topic.articles = [article_id for (article_id,) in db.execute(_NEWEST_OF_PLACE, values)]
    return topic


def _find(db: Database, topic: Topic, ids: Any, offset: int) -> None:
    """Fill in a topic from the row IDs of all its articles."""
    every = db.execute(_COUNTED, [orjson.dumps([article_id for (article_id,) in ids]).decode()]).fetchall()
    topic.count((site, year, 1) for _, site, year in every)
    topic.articles = [article_id for article_id, *_ in every[offset : offset + PER_PAGE]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of topic: the query for its index (key, name, number of articles), and what finds one by its key."""

    index: str
    find: Callable[[Database, str, int], Topic]


KINDS = {
    "people": Kind(_PEOPLE, _person),
    "tags": Kind(_TAGS, _tag),
    "sections": Kind(_SECTIONS, _section),
    "places": Kind(_PLACES, _place),
}


def topic_index(context: RequestContext) -> Response:
    """``/people``, ``/tags``, ``/sections``, ``/places``: all of a kind, most articles first; ``q`` filters by name."""
    kind = context.path_part("kind")
    wanted = context.parameter("q")
    rows = context.db.execute(KINDS[kind].index)
    found = [row for row in rows if fold(wanted) in fold(row[1])] if wanted else rows.fetchall()
    page = context.page_number(LAST_PAGE)
    shown = found[PER_INDEX * (page - 1) : PER_INDEX * page]
    return context.page(
        "topics.html",
        kind=kind,
        kinds=list(KINDS),
        wanted=wanted,
        count=len(found),
        topics=[(f"/{kind}/{quote(key, safe='')}", name, articles) for key, name, articles in shown],
        page_number=page,
        has_more=len(found) > PER_INDEX * page,
        page_address=lambda number: address(f"/{kind}", q=wanted, page=number),
    )


def topic(context: RequestContext) -> Response:
    """``/people/NAME`` and the like: how many articles by year and site, and the articles, newest first."""
    kind, name = context.path_part("kind"), unquote(context.path_part("name"))
    page = context.page_number(LAST_PAGE)
    found = KINDS[kind].find(context.db, name, PER_PAGE * (page - 1))
    if not found.total:
        raise NotFound(f"no such page of {kind}")
    own = f"/{kind}/{quote(name, safe='')}"
    return context.page(
        "topic.html",
        kind=kind,
        topic=found,
        years=sorted((year, articles) for year, articles in found.years.items() if year),
        sites=found.sites.most_common(MAX_SITES),
        site_titles=context.site_titles("name"),
        articles=list(context.db.query(_SHOWN, [orjson.dumps(found.articles).decode()])),
        page_number=page,
        has_more=found.total > PER_PAGE * page and page < LAST_PAGE,
        page_address=lambda number: address(own, page=number),
    )
