"""The last pipeline: store capture, article, links and frontier row of a page, all or none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self, cast

from vustacrawl.catalog.articles import Outcome, mark_gone, mark_seen, store_article, update_from_reparse
from vustacrawl.catalog.captures import insert_capture
from vustacrawl.catalog.duplicates import find_repeated, link_duplicates
from vustacrawl.catalog.identity import add_aliases, own_url, redirect_means_gone
from vustacrawl.catalog.media import describe_media
from vustacrawl.clock import unix_time, utc_text
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.group_commit import COMMIT_INTERVAL_S
from vustacrawl.frontier.policy import (
    NOT_FOUND,
    RETRY_DELAYS_S,
    History,
    decide_next_visit,
    is_throttled,
    leads_to_list,
)
from vustacrawl.frontier.queue import MAX_REDIRECTS
from vustacrawl.frontier.scope import why_dead_end
from vustacrawl.frontier.visit import Visit, VisitOutcome
from vustacrawl.items import Article, Capture, Page, Problem
from vustacrawl.parsers import parser_name
from vustacrawl.parsers.changed_hands import CHANGED_HANDS
from vustacrawl.parsers.links.feeds_and_sitemaps import has_unlinked_pages
from vustacrawl.parsers.pages.dates import ONLY_CLOCK
from vustacrawl.pipelines.dedupe import recognize
from vustacrawl.pipelines.follow import LinkFollower
from vustacrawl.reasons import NEVER_FETCHED, PRIVATE, REPEATED, TOO_MANY_REDIRECTS, UNUSED_NUMBER

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from vustacrawl.spiders.news import NewsSpider

GAP_IN_LIST = "missing or empty, though the list has later pages"
MISSING_IN_LIST = "missing, though the list links to it"
NESTED_TOO_DEEP = "nested too deep; the sitemaps in it are not visited"

logger = logging.getLogger(__name__)


class StorePipeline:
    """Stores pages, several per transaction; aborts the crawl if the disk or the catalog fails."""

    def __init__(self, crawl: Crawl) -> None:
        self.crawl = crawl
        self._links = LinkFollower(crawl)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(cast("NewsSpider", crawler.spider).crawl)

    def open_spider(self) -> None:
        """Commit at intervals, so that pages of slow sites do not wait for others."""
        from scrapy.utils.asyncio import create_looping_call  # imports and reparses do not need Scrapy

        self.clock = create_looping_call(self.crawl.commit_soon)
        self.clock.start(COMMIT_INTERVAL_S, now=False)

    def close_spider(self) -> None:
        """Stop the timer; closing the crawl commits the rest."""
        self.clock.stop()

    def process_item(self, page: Page) -> Page:
        """Queue the page for storing or, if that fails, its capture and the problem."""
        visit = self.crawl.in_flight.end(page.url)
        if self.crawl.has_lost_writes:
            return page
        if page.capture and page.capture_id is None:
            self.crawl.stats[page.site].pages += 1
            self.crawl.stats[page.site].bytes += page.capture.length
        if page.is_visit:
            self._update_backoff(page)
        self.crawl.add(lambda: self._store(page), lambda error: self._refuse(page, error, visit))
        self.crawl.stop_before_disk_is_full()
        return page

    def _update_backoff(self, page: Page) -> None:
        """Back off at once if the site throttles: the next request may be sent before the commit."""
        if is_throttled(page):
            self.crawl.backoff.on_throttled(page.site, self.crawl.now(), page.retry_after, page.failure)
        elif page.capture:
            self.crawl.backoff.on_success(page.site)
        elif page.failure not in NEVER_FETCHED:
            self.crawl.backoff.on_timeout(page.site, page.failure)
        if page.failure and page.failure not in NEVER_FETCHED and not self._is_unused_number(page):
            self.crawl.stats[page.site].failures[page.failure] += 1

    def _is_unused_number(self, page: Page) -> bool:
        """Return whether the page's URL was made from a number and does not exist."""
        status = page.capture.status if page.capture else None
        return page.url in self.crawl.guessed and (status in NOT_FOUND or leads_to_list(page))

    def _time_of(self, page: Page) -> float:
        """Return when a page was fetched (Unix time), so that a catalog made from the archive has the same times.

        A pause requested by a site begins when its response arrives.
        """
        if page.capture is None or is_throttled(page):
            return self.crawl.now()
        return unix_time(page.capture.fetched_at)

    def _refuse(self, page: Page, error: Exception, visit: Visit | None) -> None:
        """Record the failure of a page that cannot be stored; it never ends the crawl."""
        logger.error("cannot store %s", page.url, exc_info=error)
        self.crawl.fail_page(page, Problem.not_stored(page.url, "validate", error), visit)

    def _store(self, page: Page) -> None:
        now = self._time_of(page)
        stats = self.crawl.stats[page.site]
        self._end_chain(page)
        recognize(self.crawl.db, self.crawl.queue, page, self.crawl.profiles[page.site], self.crawl.since)
        capture_id = page.capture_id
        if page.capture and capture_id is None:
            capture_id = insert_capture(self.crawl.db, page.site, self.crawl.ids[page.site], page.capture)
            if page.is_visit and self._may_have_moved(page, now):
                self.crawl.queue.record_outcome(page.url, VisitOutcome("due", now + RETRY_DELAYS_S[0], 1, REPEATED))
                return
            if page.is_visit:
                self.crawl.queue.record_response(page.url, page.capture, page.redirects_to)
            elif page.redirects_to:
                self.crawl.queue.record_redirect(page.url, page.redirects_to)
        outcome: Outcome | None = None
        if page.article and page.capture and not page.is_too_old:
            outcome = self._store_article(page, page.article, page.capture, capture_id)
            if page.is_visit and ONLY_CLOCK in page.article.found_by.get("published_at", ""):
                # A visit on another day shows whether this is the date of an article published just then.
                self.crawl.queue.clear_validators(page.url)
        elif page.kind == "article" and page.capture and page.capture.status == 304:
            mark_seen(self.crawl.db, page.url, page.capture.fetched_at)
        if self._shows_layout(page):
            stats.sources.add(page.url, page.article)
        self._describe_media(page)
        self._bridge_gap(page)
        self._links.follow(page, now)
        if page.is_visit:
            self._record_outcome(page, now)
            self._links.follow_cookies(page, now)
        for problem in page.problems:
            self.crawl.problems.add(page.site, problem)
        # Last, so that a page that cannot be stored after all does not count.
        stats.added += outcome == "added"
        stats.changed += outcome == "changed"
        stats.older += outcome == "older"

    def _end_chain(self, page: Page) -> None:
        """Fail a redirect, or drop a sitemap's sitemaps, after too many in a row: some chains never end."""
        if not page.is_visit or not (page.redirects_to or page.kind == "sitemap"):
            return
        if self.crawl.queue.steps_to(page.url) < MAX_REDIRECTS:
            return
        if page.redirects_to:
            page.failure, page.redirects_to = TOO_MANY_REDIRECTS, None
        elif any(link.kind == "sitemap" for link in page.links.found):
            page.links.fault = NESTED_TOO_DEEP
        page.links.found = [link for link in page.links.found if link.kind != "sitemap" and not page.failure]

    def _shows_layout(self, page: Page) -> bool:
        """Return whether a page counts when a site's layout is monitored: not if the domain has changed hands."""
        if not page.is_visit or page.kind != "article" or page.failure:
            return False
        is_read = page.capture is not None and page.capture.is_readable
        return is_read and not any(problem.reason == CHANGED_HANDS for problem in page.problems)

    def _may_have_moved(self, page: Page, now: float) -> bool:
        """Return whether a new article repeats others of its site, which are visited first: they may redirect to it."""
        if page.article is None or page.known_id is not None or page.is_too_old:
            return False
        visit_first = self.crawl.queue.visit_first
        return sum(visit_first(url, page.url, now) for url in find_repeated(self.crawl.db, page.article)) > 0

    def _store_article(self, page: Page, article: Article, capture: Capture, capture_id: int | None) -> Outcome:
        db, queue = self.crawl.db, self.crawl.queue
        parser = parser_name(self.crawl.profiles[page.site])
        if page.reparse_of is not None:
            stored = update_from_reparse(db, page.reparse_of, article, parser, page.values)
        else:
            stored = store_article(
                db,
                article,
                known_id=page.known_id,
                capture_id=capture_id,
                seen_at=capture.fetched_at,
                parser=parser,
                has_moved=self._has_moved(page.known_id, article.url),
                computed=page.values,
            )
        add_aliases(db, stored.id, queue.redirect_sources({page.url, article.url}))
        link_duplicates(db, stored)
        return stored.outcome

    def _has_moved(self, known_id: int | None, url: str) -> bool:
        if known_id is None:
            return False
        before = own_url(self.crawl.db, known_id)
        return before != url and self.crawl.queue.redirects(before)

    def _describe_media(self, page: Page) -> None:
        capture = page.capture
        if (page.kind == "image" or page.kind == "file") and capture and capture.is_readable and not page.failure:
            describe_media(self.crawl.db, page.kind, page.url, capture.digest, capture.length, page.size)

    def _bridge_gap(self, page: Page) -> None:
        """Continue a list after a page that is missing, empty or redirects although the list has later pages.

        A missing last page is a fault: some page of the list links to it.
        """
        if page.kind != "listing" or not page.is_visit or page.failure:
            return
        if not page.capture or page.capture.status == 304 or (page.links.found and not page.redirects_to):
            return
        if later := self.crawl.queue.next_unvisited_page(page.url):
            page.links.next_page, page.links.fault = later, page.links.fault or GAP_IN_LIST
        elif page.capture.status in NOT_FOUND and not has_unlinked_pages(page.url, self.crawl.profiles[page.site]):
            page.links.fault = MISSING_IN_LIST

    def _check_listing(self, page: Page) -> None:
        """Record what is wrong with a listing, feed or sitemap: it is not what it should be, or it is a starting point
        that leads nowhere.
        """
        if page.kind not in ("listing", "feed", "sitemap") or page.failure or page.redirects_to:
            return
        links = page.links
        if not page.capture or not (page.capture.is_readable or links.fault):
            return
        if links.script_pages:
            self.crawl.stats[page.site].script_pages[page.url] = links.script_pages
        if not links.fault and not links.found and self.crawl.queue.is_starting_point(page.url):
            links.fault = why_dead_end(links, self.crawl.profiles[page.site])
        if links.fault:
            page.problems.append(Problem(page.url, "parse", f"{page.kind}: {links.fault}"))
            self.crawl.queue.clear_validators(page.url)
            if CHANGED_HANDS in links.fault:
                # Whatever else the domain returns now is not the site's; the next crawl checks this page again.
                self.crawl.stats[page.site].given_up = links.fault

    def _record_outcome(self, page: Page, now: float) -> None:
        self._check_listing(page)
        if self._is_unused_number(page):
            outcome = VisitOutcome("skipped", reason=UNUSED_NUMBER)
        else:
            outcome = decide_next_visit(page, self._history(page), now, self.crawl.profiles[page.site])
        self.crawl.queue.record_outcome(page.url, outcome)
        if page.is_too_old and page.article and page.article.published_at:
            self.crawl.queue.defer_too_old(page.url, page.article.published_at, now)
            self.crawl.stats[page.site].too_old += 1
        if outcome.is_gone:
            self.crawl.stats[page.site].gone += mark_gone(self.crawl.db, page.url, utc_text(now))
        self.crawl.backoff.save()
        if page.failure == PRIVATE and self.crawl.profiles[page.site].may_request(page.url):
            reason = "its host is in a private network; set `private = true` in the profile to allow it"
            page.problems.append(Problem(page.url, "fetch", reason))
        if self._is_unused_number(page):
            self.crawl.stats[page.site].numbers_unused += 1
        elif page.redirects_to and outcome.state == "failed" and outcome.reason:
            self.crawl.stats[page.site].failures[outcome.reason] += 1
            page.problems.append(Problem(page.url, "fetch", outcome.reason))
        elif page.failure and page.failure not in NEVER_FETCHED and outcome.state == "failed" and not page.problems:
            page.problems.append(Problem(page.url, "fetch", page.failure, page.failure_detail))

    def _history(self, page: Page) -> History:
        attempts, missing_since, article_id, unchanged_since = self.crawl.queue.history(page.url)
        return History(
            attempts,
            unix_time(unchanged_since) if unchanged_since else None,
            missing_since,
            is_known=article_id is not None,
            leads_away=self._leads_away(page, page.redirects_to) if page.redirects_to else None,
            is_usual_target=bool(page.redirects_to and self.crawl.queue.is_usual_target(page.redirects_to)),
        )

    def _leads_away(self, page: Page, target: str) -> bool | None:
        profile = self.crawl.profiles[page.site]
        return redirect_means_gone(
            self.crawl.db,
            page.url,
            self.crawl.queue.follow_redirects(target),
            profile.native_id(target),
            profile.is_article(target),
        )
