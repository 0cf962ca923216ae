"""An article's page, its JSON record, its citations and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import quote

import orjson
from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from vustacrawl.catalog.articles import load_record
from vustacrawl.catalog.changes import changes, shortened
from vustacrawl.catalog.people import people_in, person_key
from vustacrawl.catalog.versions import without_empty
from vustacrawl.export.formats.base import Publisher
from vustacrawl.export.formats.news_article import news_article
from vustacrawl.export.records import record_of
from vustacrawl.web.citation import FORMATS, Reference, plain
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import download_response
from vustacrawl.web.templates import address

RELATED = 5
CONTEXT_WORDS = 30
"""How many words of unchanged text are shown on each side of a change."""

_ARTICLE = """
SELECT articles.*, sites.title AS site_title, sites.url AS site_url, captures.fetched_at, captures.warc_file,
  (SELECT count(*) FROM article_versions WHERE article_id = articles.id) AS former_versions
FROM articles JOIN sites ON sites.name = articles.site LEFT JOIN captures ON captures.id = capture_id
WHERE articles.id = ?
"""
_LISTED = "public_id, articles.title, sites.title AS site_title, published_at"
_ORIGINAL = f"""
SELECT {_LISTED}, kind, similarity
FROM duplicates JOIN articles ON articles.id = of JOIN sites ON sites.name = articles.site WHERE article_id = ?
"""
_REPOSTS = f"""
SELECT {_LISTED}, kind, similarity
FROM duplicates JOIN articles ON articles.id = article_id JOIN sites ON sites.name = articles.site
WHERE of = ? ORDER BY published_at LIMIT 50
"""
_OTHERS = f"SELECT {_LISTED} FROM articles JOIN sites ON sites.name = site WHERE"
_EARLIER = f"""
{_OTHERS} site = :site AND published_at <= :published_at AND (published_at, articles.id) < (:published_at, :id)
ORDER BY published_at DESC, articles.id DESC LIMIT 1
"""
_LATER = f"""
{_OTHERS} site = :site AND published_at >= :published_at AND (published_at, articles.id) > (:published_at, :id)
ORDER BY published_at, articles.id LIMIT 1
"""
# Each reads a few entries of one index, however many articles an author, a tag or a day has.
_RELATED = {
    "by_author": f"""
{_OTHERS} author_name = :author_name AND articles.id <> :id ORDER BY published_at DESC LIMIT :count
""",
    "same_tag": f"""
{_OTHERS} articles.id IN (
  SELECT article_id FROM tags WHERE tag = (SELECT tag FROM tags WHERE article_id = :id ORDER BY position LIMIT 1)
  AND article_id <> :id ORDER BY article_id DESC LIMIT :count)
ORDER BY published_at DESC
""",
    "same_day": f"""
{_OTHERS} published_at BETWEEN :day AND :day || 'T99' AND articles.id <> :id
ORDER BY published_at, articles.id LIMIT :count
""",
}
_IMAGES = "SELECT * FROM images WHERE article_id = ? ORDER BY position"
_FILES = "SELECT * FROM files WHERE article_id = ? ORDER BY position"
_VERSIONS = """
SELECT version, seen_at, replaced_at, cause, changed FROM article_versions WHERE article_id = ? ORDER BY version DESC
"""
_ALIASES = "SELECT url FROM article_urls WHERE article_id = ? AND url <> ? ORDER BY url LIMIT 20"


@dataclass(frozen=True, slots=True)
class ContentBlock:
    """A unit of the page: an image, a paragraph, or the items of one list or poem."""

    kind: str
    items: list[Any]


def find(context: RequestContext) -> dict[str, Any]:
    """Return the article's row joined with its site and capture. Raises NotFound."""
    return context.row(_ARTICLE, context.article_id(), "no such article")


def article(context: RequestContext) -> Response:
    """``/articles/SITE/KEY``; ``/articles/NUMBER``, which another catalog may number otherwise, redirects there."""
    row = find(context)
    if row["public_id"] != context.path_part("id"):
        query = f"?{given}" if (given := context.request.query_string) else ""
        return Response.redirect(f"{context.root}/articles/{row['public_id']}{query}", status=301)
    db, at = context.db, [row["id"]]
    content = load_record(db, row["id"])
    versions = [version | {"changed": orjson.loads(version["changed"])} for version in db.query(_VERSIONS, at)]
    reference = Reference.of(row, content["authors"])
    return context.page(
        "article.html",
        article=row,
        authors=[author | {"href": _author_page(row["site"], author)} for author in content["authors"]],
        tags=content["tags"],
        blocks=interleave_images(content["paragraphs"], list(db.query(_IMAGES, at))),
        files=list(db.query(_FILES, at)),
        versions=versions,
        original=next(db.query(_ORIGINAL, at), None),
        reposts=list(db.query(_REPOSTS, at)),
        aliases=[url for (url,) in db.execute(_ALIASES, [row["id"], row["url"]])],
        citation=plain(reference, context.texts),
        related=_related(db, row),
        json_ld=_json_ld(context, row),
        origin=context.origin,
    )


def _author_page(site: str, author: dict[str, Any]) -> str:
    """Return the page of the person named by a byline; for initials or several names, a search of the site."""
    people = people_in(author["name"] or "")
    if len(people) == 1:
        return f"/people/{quote(person_key(people[0]), safe='')}"
    return address("/search", site=site, author=author["name"] or author["initials"])


def _related(db: Database, row: dict[str, Any]) -> dict[str, Any]:
    """Return the site's ``earlier`` and ``later`` article, or None, and lists of others by author, tag and day."""
    at = row | {"day": (row["published_at"] or "")[:10], "count": RELATED}
    neighbours = {"earlier": next(db.query(_EARLIER, at), None), "later": next(db.query(_LATER, at), None)}
    return neighbours | {"lists": {name: list(db.query(sql, at)) for name, sql in _RELATED.items() if at["day"]}}


def _json_ld(context: RequestContext, row: dict[str, Any]) -> dict[str, Any]:
    """Return the article as a schema.org object, without the text, which is on the page."""
    found = record_of(context.db, row["id"])
    if found is None:
        raise NotFound("no such article")
    json_ld: dict[str, Any] = without_empty(news_article(found, Publisher(row["site_title"], row["site_url"])))
    json_ld.pop("articleBody", None)
    return json_ld | {"archivedAt": f"{context.origin}/articles/{row['public_id']}"}


def interleave_images(paragraphs: list[dict[str, Any]], images: list[dict[str, Any]]) -> list[ContentBlock]:
    """Return paragraphs and images in reading order; list items and lines of verse are grouped."""
    places: dict[int, list[dict[str, Any]]] = {}
    for image in images:
        places.setdefault(min(image["after_paragraph"], len(paragraphs)), []).append(image)
    pieces = [("image", image) for image in places.get(0, [])]
    for position, block in enumerate(paragraphs, 1):
        pieces.append((block["kind"], block))
        pieces += [("image", image) for image in places.get(position, [])]
    blocks: list[ContentBlock] = []
    for kind, group in groupby(pieces, key=lambda piece: piece[0]):
        items = [item for _, item in group]
        together = kind in ("list_item", "verse")
        blocks += [ContentBlock(kind, items)] if together else [ContentBlock(kind, [item]) for item in items]
    return blocks


def record(context: RequestContext) -> Response:
    """``/articles/ID.json``: the record as in the dumps."""
    found = record_of(context.db, find(context)["id"])
    return Response(
        orjson.dumps(found, option=orjson.OPT_INDENT_2),
        headers={"Access-Control-Allow-Origin": "*"},
        content_type="application/json; charset=utf-8",
    )


def citation(context: RequestContext) -> Response:
    """``/articles/ID.bib``, ``.ris``, ``.csl``."""
    row, ending = find(context), context.path_part("format")
    media_type, write = FORMATS[ending]
    reference = Reference.of(row, load_record(context.db, row["id"])["authors"])
    name = f"vustacrawl-{row['public_id'].replace('/', '-')}.{'json' if ending == 'csl' else ending}"
    return download_response(write(reference), name, media_type)


def versions(context: RequestContext) -> Response:
    """``/articles/ID/versions``: what changed from one to the next, the newest change first."""
    row = find(context)
    found = [
        (change, {name: shortened(pieces, CONTEXT_WORDS) for name, pieces in change.fields.items()})
        for change in reversed(changes(context.db, row["id"]))
    ]
    return context.page("versions.html", article=row, changes=found)
