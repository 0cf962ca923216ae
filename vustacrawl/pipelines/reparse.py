"""Reparse the archive: read in parallel, store in one process. No request is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from sqlite_utils import Database

from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.object_store import StoreError
from vustacrawl.archive.records import RecordError
from vustacrawl.catalog.articles import compute_values, record_hash, set_parser
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.unread import UNREAD_CAPTURES
from vustacrawl.items import Links, Page, Problem, RecordPlace
from vustacrawl.parsers import parser_name
from vustacrawl.pipelines.prepare import check_page
from vustacrawl.pipelines.store import StorePipeline
from vustacrawl.readers.archived import ReadingContext
from vustacrawl.readers.page import read_page
from vustacrawl.readers.pool import ReaderDiedError
from vustacrawl.readers.record import read_fetched
from vustacrawl.readers.run import Reader

PAGES_PER_TASK = 25
_ROWS = 2_000

_STALE = """
SELECT articles.id, articles.record_hash, c.id, c.url, c.fetched_at, o.warc_file, o.warc_offset, o.warc_length
FROM articles JOIN captures AS c ON c.id = articles.capture_id
JOIN captures AS o ON o.id = coalesce(c.original_id, c.id)
WHERE articles.site = ? AND articles.parser <> ? AND o.warc_file IS NOT NULL AND articles.id > ?
ORDER BY articles.id LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Job:
    """An archived capture to reparse: of an article, or of a page that could not be parsed before."""

    site: str
    article_id: int | None
    record_hash: str | None
    capture_id: int
    url: str
    fetched_at: str
    place: RecordPlace


class Unchanged(NamedTuple):
    """An article parsed as before: all that the storing process needs to know about it."""

    site: str
    article_id: int
    found_by: dict[str, str]


def count_jobs(crawl: Crawl) -> int:
    """Return how many captures of the crawl's sites are to be reparsed."""
    return sum(
        int(crawl.db.execute(f"SELECT count(*) FROM ({query})", (site, *more, 0, -1)).fetchone()[0])
        for site, profile in crawl.profiles.items()
        for query, more in ((_STALE, (parser_name(profile),)), (UNREAD_CAPTURES, ()))
    )


def reparse(crawl: Crawl, reader: Reader) -> Iterator[Page | Unchanged]:
    """Parse and store every capture that the current parsers have not parsed yet, yielding page by page.

    This can be stopped at any moment: stored pages are not parsed again. If a reading process or machine dies, the
    crawl is aborted (``crawl.error``).
    """
    pipeline = StorePipeline(crawl)
    for read in _read_in_parallel(crawl, reader):
        if isinstance(read, Page):
            pipeline.process_item(read)
        else:
            _record_parser(crawl, read)
        yield read


def _record_parser(crawl: Crawl, unchanged: Unchanged) -> None:
    site, profile = unchanged.site, crawl.profiles[unchanged.site]

    def refuse(error: Exception) -> None:
        crawl.problems.add(site, Problem.not_stored(profile.url, "validate", error))

    crawl.add(partial(set_parser, crawl.db, unchanged.article_id, parser_name(profile), unchanged.found_by), refuse)


def _read_in_parallel(crawl: Crawl, reader: Reader) -> Iterator[Page | Unchanged]:
    context = ReadingContext(crawl.archived, dict(crawl.profiles))
    try:
        yield from reader(_read, context, _tasks(crawl))
    except StoreError as error:
        crawl.error = crawl.error or f"object store: {error}"
    except ReaderDiedError as error:
        crawl.error = crawl.error or f"{error}; run it again"


def _tasks(crawl: Crawl) -> Iterator[list[Job]]:
    for site, profile in crawl.profiles.items():
        for query, more in ((_STALE, (parser_name(profile),)), (UNREAD_CAPTURES, ())):
            after = 0
            while jobs := _jobs(crawl.db, site, query, (*more, after)):
                yield from (jobs[at : at + PAGES_PER_TASK] for at in range(0, len(jobs), PAGES_PER_TASK))
                after = jobs[-1].article_id or jobs[-1].capture_id


def _jobs(db: Database, site: str, query: str, more: tuple[str | int, ...]) -> list[Job]:
    """Return the next rows of a query in key order, so that no cursor stays open while articles are written."""
    rows = db.execute(query, (site, *more, _ROWS)).fetchall()
    return [
        Job(site, article_id, digest, capture_id, url, fetched_at, RecordPlace(*place))
        for article_id, digest, capture_id, url, fetched_at, *place in rows
    ]


def _read(context: ReadingContext, job: Job) -> Page | Unchanged:
    context.require_archive()
    try:
        response = read_fetched(context.archive, job.place)
    except StoreError:
        raise  # it would affect every page
    except (OSError, RecordError, PayloadError) as error:
        page = Page(job.site, job.url, "article", problems=[Problem.of_error(job.url, "archive", error)])
    else:
        response.fetched_at = job.fetched_at
        profile = context.profiles[job.site]
        page = check_page(read_page(job.site, job.url, "article", response, profile), profile)
        page.links = Links()
    if page.article:
        if job.article_id and not page.problems and record_hash(page.article.record()) == job.record_hash:
            return Unchanged(job.site, job.article_id, page.article.found_by)
        page.values = compute_values(page.article)
    page.is_visit = False
    page.capture_id = job.capture_id
    page.reparse_of = job.article_id
    return page
