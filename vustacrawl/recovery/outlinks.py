"""Check the links of articles to other sites: found in the archive, requested as politely as the pages of a crawl."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice

from sqlite_utils import Database

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import PayloadError
from vustacrawl.archive.object_store import StoreError
from vustacrawl.archive.records import RecordError
from vustacrawl.catalog.batch import PAGES_PER_COMMIT, Batch
from vustacrawl.catalog.outlinks import ArticlePlace, LinkCheck, article_places, store_check, store_outlinks
from vustacrawl.clock import utc_text
from vustacrawl.discovery.fetcher import FetchedPage, SendRequest
from vustacrawl.parsers import NotAnArticle, open_page, outlinks_in
from vustacrawl.readers.record import read_fetched
from vustacrawl.reasons import DISCONNECTED, NO_SUCH_HOST, OFF_SITE, PRIVATE, ROBOTS, TIMED_OUT, TOO_LARGE
from vustacrawl.sites import Profile
from vustacrawl.spiders.failures import CLOSED
from vustacrawl.urls import bare_url, canonical_url, host_of, path_of

MAX_HOSTS_AT_ONCE = 8
"""Hosts checked in parallel, each one link at a time."""
MAX_BODY_BYTES = 2 * 1024 * 1024
"""Of the response to a GET: anything larger is not an error page."""
WAIT_S, MAX_WAIT_S = 10.0, 120.0
"""The pause after a 429 or 503 without Retry-After, and the longest that is waited for."""
MAX_UNANSWERED = 3
"""Consecutive requests without a response after which a host's other links are left to another run."""
_NO_HEAD = frozenset({400, 403, 404, 405, 406, 410, 500, 501, 502})
"""Statuses that some servers return only because the method is HEAD: GET decides."""
_MAY_MIND_HEAD = (DISCONNECTED, TIMED_OUT)

logger = logging.getLogger(__name__)


def read_outlinks(db: Database, archive: Archive, profile: Profile) -> Iterator[bool]:
    """Store the links of every archived article of a site; yield for each whether its page could be parsed.

    Raises CatalogError and StoreError.
    """
    batch = Batch(db)
    read = ((place, _read(archive, profile, place)) for place in article_places(db, profile.name))
    while chunk := list(islice(read, PAGES_PER_COMMIT)):
        with batch.transaction():
            for place, urls in chunk:
                if urls is not None:
                    store_outlinks(db, place.article_id, urls)
        yield from (urls is not None for _, urls in chunk)


def _read(archive: Archive, profile: Profile, place: ArticlePlace) -> list[str] | None:
    """Return the canonical URLs of an article's links to other sites; None if its page cannot be parsed."""
    try:
        response = read_fetched(archive, place.record)
        document = open_page(place.url, response.body, response.headers.get("Content-Type"))
        links = outlinks_in(document, profile, place.captured_at)
    except StoreError:
        raise  # every other page would raise it, too
    except (OSError, RecordError, PayloadError, NotAnArticle):
        return None
    except Exception:
        logger.exception("parser failed on %s", place.url)
        return None
    found = (canonical_url(link) for link in links if not profile.is_own(profile.canonical_url(link) or ""))
    return list(dict.fromkeys(url for url in found if url))


class LinkChecker:
    """Requests links and stores each result at once, so that a stopped run loses nothing.

    ``paused`` are hosts that are not requested, with the reason; ``checked`` is called after each link.
    """

    def __init__(self, db: Database, paused: Mapping[str, str], checked: Callable[[], object] = lambda: None) -> None:
        self._db, self._batch = db, Batch(db)
        self._paused = paused
        self._checked = checked
        self._free = asyncio.Semaphore(MAX_HOSTS_AT_ONCE)
        self.outcomes: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        """Links that were not checked, by reason."""

    async def check(self, send: SendRequest, urls: Iterable[str]) -> None:
        """Check links: those of a host one after another, some hosts in parallel. Raises CatalogError."""
        by_host: dict[str, deque[str]] = {}
        for url in urls:
            by_host.setdefault(host_of(url), deque()).append(url)
        await asyncio.gather(*(self._check_host(send, host, links) for host, links in by_host.items()))

    async def _check_host(self, send: SendRequest, host: str, urls: deque[str]) -> None:
        unanswered = 0
        reason = self._paused.get(host)
        async with self._free:
            while urls and not reason:
                page = await _request(send, urls[0])
                if reason := _pause_reason(page):
                    break
                check = classify_link(urls[0], page)
                same = urls if check.outcome == "no such host" and host_of(page.url) == host else [urls[0]]
                self._store(same, check)
                for _ in [*same]:
                    urls.popleft()
                unanswered = unanswered + 1 if check.outcome == "no response" else 0
                if unanswered == MAX_UNANSWERED:
                    reason = f"no response {unanswered} times in a row"
        if urls:
            self.left[f"{host}: {reason}"] += len(urls)

    def _store(self, urls: Collection[str], check: LinkCheck) -> None:
        with self._batch.transaction():
            for url in urls:
                store_check(self._db, url, utc_text(time.time()), check)
        self.outcomes[check.outcome] += len(urls)
        for _ in urls:
            self._checked()


async def _request(send: SendRequest, url: str) -> FetchedPage:
    """Request by HEAD, by GET if that is inconclusive, and once more after a pause."""
    for pause in (True, False):
        page = await send(url, "HEAD", MAX_BODY_BYTES)
        if page.status in _NO_HEAD or page.failure in _MAY_MIND_HEAD:
            page = await send(url, "GET", MAX_BODY_BYTES)
        wait = WAIT_S if page.retry_after is None else page.retry_after
        if page.status not in (429, 503) or wait > MAX_WAIT_S or not pause:
            break
        await asyncio.sleep(wait)
    return page


def _pause_reason(page: FetchedPage) -> str | None:
    """Return why a host must not be requested any more now; None if it may be."""
    if page.failure and page.failure.startswith(CLOSED):
        return page.failure
    throttles = page.status == 429 or (page.status == 503 and page.retry_after is not None)
    return f"asks for a pause (HTTP {page.status})" if throttles else None


def classify_link(url: str, page: FetchedPage) -> LinkCheck:
    """Return the result for a link, from the response or failure at the end of its redirects."""
    target = page.url if bare_url(page.url) != bare_url(url) else None
    failure = page.failure or ""
    if not failure or failure == TOO_LARGE:
        if target and path_of(target) in ("", "/") and path_of(url) not in ("", "/"):
            return LinkCheck("home page", None, target)
        return LinkCheck("moved" if target else "works", None, target)
    if page.status in (404, 410):
        return LinkCheck("not found", failure, target)
    if page.status in (401, 403, 451):
        return LinkCheck("refused", failure, target)
    if page.status is not None or failure.startswith("redirects"):
        return LinkCheck("error", failure, target)
    if failure in (ROBOTS, PRIVATE, OFF_SITE):
        return LinkCheck("not asked", "unusual port" if failure == OFF_SITE else failure, target)
    return LinkCheck("no such host" if NO_SUCH_HOST in failure else "no response", failure, target)
