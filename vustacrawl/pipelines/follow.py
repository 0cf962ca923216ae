"""What a stored page leads to: the URLs to visit next, and those to skip."""

from __future__ import annotations

from vustacrawl.frontier.crawl import Crawl
from vustacrawl.frontier.scope import MAX_SAME_TEXTS
from vustacrawl.frontier.selection import followed
from vustacrawl.items import Link, Page
from vustacrawl.reasons import BUDGET, OFF_SITE, PATTERN, TRAP


class LinkFollower:
    """Queues the links of pages, in the open transaction. Times are Unix times."""

    def __init__(self, crawl: Crawl) -> None:
        self._crawl = crawl

    def follow(self, page: Page, now: float) -> None:
        """Queue the links of a page that the crawl wants; record the others, with the reason."""
        self._follow_robots_sitemaps(page.site, now)
        stats, budget = self._crawl.stats[page.site], self._crawl.profiles[page.site].budget
        wanted, refused = self._crawl.scope.sort(page)
        if wanted and self._is_endless(page):
            refused += [(link.url, TRAP) for link in wanted]
            wanted = []
        wanted += self._media_links(page)
        if stats.known + len(wanted) > budget.urls:
            refused += [(link.url, BUDGET) for link in wanted]
            wanted = []
        new = self._crawl.queue.enqueue(page.site, wanted, page.url, now)
        self._crawl.queue.mark_skipped(page.site, refused, page.url, now)
        if self._crawl.selection:
            self._crawl.queue.select_more(followed(page, wanted))
        stats.waiting += new
        stats.known += new
        # A listing found again, through its parent or a redirect, may have something new.
        stats.waiting += sum(
            self._crawl.queue.enqueue_next_page(page.site, link.url, page.url, now)
            for link in wanted
            if link.kind == "listing" or page.redirects_to
        )
        if page.links.next_page and (new or (self._crawl.full_crawl[page.site] and not page.links.next_is_guess)):
            self._follow_next_page(page, page.links.next_page, now)

    def _follow_next_page(self, page: Page, url: str, now: float) -> None:
        stats, budget = self._crawl.stats[page.site], self._crawl.profiles[page.site].budget
        if not self._wants_older_pages(page):
            stats.lists_left += 1
        elif self._crawl.scope.repeats_lists(page):
            self._crawl.queue.mark_skipped(page.site, [(url, TRAP)], page.url, now)
        elif stats.listing_pages_enqueued >= budget.listing_pages:
            self._crawl.queue.mark_skipped(page.site, [(url, BUDGET)], page.url, now)
        elif self._crawl.queue.enqueue_next_page(page.site, url, page.url, now):
            stats.waiting += 1
            stats.listing_pages_enqueued += 1

    def _is_endless(self, page: Page) -> bool:
        """Return whether an article ends so long a chain with the same text that each "next article" leads nowhere."""
        if page.article is None:
            return False
        return self._crawl.queue.same_texts_before(page.url, MAX_SAME_TEXTS) >= MAX_SAME_TEXTS

    def _follow_robots_sitemaps(self, site: str, now: float) -> None:
        profile, stats, queue = self._crawl.profiles[site], self._crawl.stats[site], self._crawl.queue
        for file, sitemaps in self._crawl.robots_sitemaps.pop(site, {}).items():
            urls = [url for sitemap in sitemaps if (url := profile.canonical_url(sitemap))]
            wanted = [url for url in urls if profile.is_on_site(url) and not profile.is_denied(url)]
            new = queue.enqueue(site, [Link(url, "sitemap") for url in wanted], file, now)
            refused = [(url, PATTERN if profile.is_on_site(url) else OFF_SITE) for url in urls if url not in wanted]
            queue.mark_skipped(site, refused, file, now)
            stats.waiting += new
            stats.known += new

    def _media_links(self, page: Page) -> list[Link]:
        if not page.article or page.is_too_old:
            return []
        images = [Link(image.url, "image") for image in page.article.images if "image" in self._crawl.media]
        files = [Link(file.url, "file") for file in page.article.files if "file" in self._crawl.media]
        return images + files

    def _wants_older_pages(self, page: Page) -> bool:
        """Return whether older pages of a listing are still wanted: not after a page entirely older than ``since``."""
        if not self._crawl.since:
            return True
        dated = [link.modified_at for link in page.links.found if link.kind == "article" and link.modified_at]
        if dated:
            return max(dated) >= self._crawl.since
        newest = self._crawl.queue.newest_on_same_listing(page.url)
        return newest is None or newest >= self._crawl.since

    def follow_cookies(self, page: Page, now: float) -> None:
        """Revisit a page once if it redirects to itself, directly or through others, and a redirect sets a cookie."""
        if page.sets_cookie:
            self._crawl.cookie_loops.record(page.url)
        if not page.redirects_to:
            return
        loop = self._crawl.queue.redirects_between(page.site, page.redirects_to, page.url)
        if setting := self._crawl.cookie_loops.close(loop):
            self._crawl.queue.visit_with_cookies(loop[0], now)
            self._crawl.stats[page.site].waiting += 1
            self._crawl.on_cookie_loop(page.site, setting)
