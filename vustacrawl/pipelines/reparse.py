"""Runs today's parsers over the archive: read in parallel, stored by one. No site is asked."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from sqlite_utils import Database

from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.reader import read_record
from vustacrawl.archive.records import RecordError
from vustacrawl.catalog.articles import record_hash, set_parser
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.items import READABLE_STATUSES, Links, Page, Problem
from vustacrawl.parsers.version import parser_name
from vustacrawl.pipelines import page_ingester
from vustacrawl.pipelines.dedupe import canonicalize_addresses
from vustacrawl.pipelines.validate import ValidatePipeline
from vustacrawl.readers.page import read_page
from vustacrawl.readers.record import response_of_whole_record
from vustacrawl.sites import Profile

PAGES_A_TASK = 25
TASKS_AHEAD = 4
"""Tasks that wait for each process: enough to keep it busy, few enough to keep memory flat."""
_ROWS = 2_000

_STALE = """
SELECT articles.id, articles.record_hash, c.id, c.url, c.fetched_at, o.warc_file, o.warc_offset, o.warc_length
FROM articles JOIN captures AS c ON c.id = articles.capture_id
JOIN captures AS o ON o.id = coalesce(c.original_id, c.id)
WHERE articles.site = ? AND articles.parser <> ? AND o.warc_file IS NOT NULL AND articles.id > ?
ORDER BY articles.id LIMIT ?
"""
_UNREAD = f"""
SELECT NULL, NULL, max(c.id), c.url, c.fetched_at, o.warc_file, o.warc_offset, o.warc_length
FROM captures AS c JOIN frontier USING (url) JOIN captures AS o ON o.id = coalesce(c.original_id, c.id)
WHERE c.site = ? AND frontier.kind = 'article' AND c.status IN {tuple(sorted(READABLE_STATUSES))}
  AND c.truncated IS NULL AND o.warc_file IS NOT NULL
  AND c.url NOT IN (SELECT url FROM article_urls) AND c.id > ?
GROUP BY c.url ORDER BY max(c.id) LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Job:
    """An archived capture to read again: of an article, or of a page that no parser could read yet."""

    site: str
    article_id: int | None
    record_hash: str | None
    capture_id: int
    url: str
    fetched_at: str
    file: str
    offset: int
    length: int


class Same(NamedTuple):
    """An article that reads as before: all that the storing process need know of it."""

    site: str
    article_id: int
    found_by: dict[str, str]


def count_jobs(crawl: Crawl) -> int:
    """How many captures of the crawl's sites there are to read again."""
    return sum(
        int(crawl.db.execute(f"SELECT count(*) FROM ({query})", (site, *more, 0, -1)).fetchone()[0])
        for site, profile in crawl.profiles.items()
        for query, more in ((_STALE, (parser_name(profile),)), (_UNREAD, ()))
    )


def reparse(crawl: Crawl, processes: int | None = None) -> Iterator[Page | Same]:
    """Read and store every capture that today's parsers have not read yet, page by page as they are done.

    It may be stopped at any moment: what was stored is not read again. ``processes``: the machine's cores by default.
    Where one of them dies, the crawl is given up (``crawl.error``).
    """
    ingest = page_ingester(crawl)
    for read in _read_in_parallel(crawl, processes or os.cpu_count() or 1):
        if isinstance(read, Page):
            ingest(read)
        else:
            _note_parser(crawl, read)
        yield read


def _note_parser(crawl: Crawl, same: Same) -> None:
    def note() -> None:
        set_parser(crawl.db, same.article_id, parser_name(crawl.profiles[same.site]), same.found_by)

    def refuse(error: Exception) -> None:
        crawl.add_problem(same.site, Problem(crawl.profiles[same.site].url, "validate", f"cannot be stored: {error}"))

    crawl.add(note, refuse)


def _read_in_parallel(crawl: Crawl, processes: int) -> Iterator[Page | Same]:
    waiting: deque[Future[list[Page | Same]]] = deque()
    try:
        with _reading_processes(crawl, processes) as pool:
            for task in _tasks(crawl):
                waiting.append(pool.submit(_read_all, task))
                if len(waiting) > processes * TASKS_AHEAD:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
    except BrokenProcessPool:
        crawl.error = crawl.error or "a worker process died, perhaps out of memory; run it again"


@contextmanager
def _reading_processes(crawl: Crawl, count: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with the block and with this process, however it ends.

    They come from a fork server, so they inherit neither locks of sites nor connections. Each waits for the end of a
    pipe whose other end this process alone holds: the kernel closes it when the process dies.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    alive, held = context.Pipe(duplex=False)
    known = (alive, crawl.warc, dict(crawl.profiles))
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=known)
    try:
        yield pool
        pool.shutdown()
    finally:
        held.close()
        alive.close()
        pool.shutdown(wait=False, cancel_futures=True)


def _tasks(crawl: Crawl) -> Iterator[list[Job]]:
    for site, profile in crawl.profiles.items():
        for query, more in ((_STALE, (parser_name(profile),)), (_UNREAD, ())):
            after = 0
            while jobs := _jobs(crawl.db, site, query, (*more, after)):
                yield from (jobs[at : at + PAGES_A_TASK] for at in range(0, len(jobs), PAGES_A_TASK))
                after = jobs[-1].article_id or jobs[-1].capture_id


def _jobs(db: Database, site: str, query: str, more: tuple[str | int, ...]) -> list[Job]:
    """The next rows of a query, in the order of its key: no cursor stays open while articles are written."""
    return [Job(site, *row) for row in db.execute(query, (site, *more, _ROWS)).fetchall()]


_warc = Path()
_profiles: dict[str, Profile] = {}


def _begin(alive: Connection, warc: Path, profiles: dict[str, Profile]) -> None:
    """What each process knows from its start. It ends when the other end of ``alive`` is closed."""
    global _warc
    for number in (signal.SIGINT, signal.SIGTERM):  # also sent to us where they are sent to a whole group
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
    _warc = warc
    _profiles.update(profiles)


def _end_with(alive: Connection) -> None:
    alive.poll(None)
    os._exit(1)


def _read_all(jobs: list[Job]) -> list[Page | Same]:
    return [_read(job) for job in jobs]


def _read(job: Job) -> Page | Same:
    try:
        record = read_record(_warc, job.file, job.offset, job.length)
        response = response_of_whole_record(record, job.file)
    except (OSError, RecordError, PayloadError) as error:
        page = Page(job.site, job.url, "article", problems=[Problem.of_error(job.url, "archive", error)])
    else:
        response.fetched_at = job.fetched_at
        page = ValidatePipeline().process_item(read_page(job.site, job.url, "article", response, _profiles[job.site]))
        page.links = Links()
    if page.article and job.article_id and not page.problems:
        canonicalize_addresses(page, page.article, _profiles[job.site])
        if record_hash(page.article.record()) == job.record_hash:
            return Same(job.site, job.article_id, page.article.found_by)
    page.is_visit = False
    page.capture_id = job.capture_id
    page.reparse_of = job.article_id
    return page
