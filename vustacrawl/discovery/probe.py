"""Probe a site: its home page, robots.txt, sitemaps, feeds, a few articles and a few listings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from protego import Protego

from vustacrawl.discovery import conventions
from vustacrawl.discovery.fetcher import Fetch, FetchedPage
from vustacrawl.discovery.result import DiscoveryResult, Sample, main_language, read_sample, site_names, time_zone
from vustacrawl.discovery.url_patterns import SeenUrl, UrlGroup, article_pattern, is_service_url, likely_article_groups
from vustacrawl.items import Links, PageKind
from vustacrawl.parsers import find_links
from vustacrawl.parsers.detection import FamilyGuess, detect_family
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.parsers.links import PAGE_FOR_FEED, PAGE_FOR_SITEMAP
from vustacrawl.parsers.links.pagers import has_page_number
from vustacrawl.parsers.not_articles import drawn_by_script
from vustacrawl.reasons import ROBOTS
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, join_url, origin_of, target_of

SAMPLE_PAGES = 5
"""Article pages fetched for each group of URLs."""
LISTINGS_PROBED = 4
PATTERNS_TRIED = 2
_MAX_SITEMAP_URLS = 500
_THROTTLED = frozenset(("HTTP 429", "HTTP 503"))
_MAX_LINKS = 3_000
_MIN_LISTED_ARTICLES = 3
_MIN_OTHER_PATTERN_SCORE = 6


class DiscoveryError(Exception):
    """The site cannot be probed; the message says why, in one line."""


async def probe_site(fetch: Fetch, url: str, provisional: Profile) -> DiscoveryResult:
    """Probe the site at ``url`` with about twenty requests. Raises DiscoveryError if no article can be parsed.

    ``provisional`` is a profile of the site whose ``article_url`` matches every URL.
    """
    prober = _Prober(fetch, DiscoveryResult(provisional, url))
    await prober.open(url)
    await prober.identify_family()
    await prober.try_sitemaps()
    await prober.try_feeds()
    await prober.find_articles()
    prober.set_language()
    await prober.find_listings()
    return prober.result


class _Prober:
    def __init__(self, fetch: Fetch, result: DiscoveryResult) -> None:
        self._fetch = fetch
        self.result = result
        self._pages: dict[str, FetchedPage] = {}

    async def _get(self, url: str) -> FetchedPage:
        if url not in self._pages:
            page = self._pages[url] = await self._fetch(url)
            self.result.requests += 1
            if page.failure in _THROTTLED:
                raise DiscoveryError(f"{page.url}: {page.failure}, the site is throttling requests; try again later")
        return self._pages[url]

    async def open(self, url: str) -> None:
        """Fetch the given page and, if that is another page, the home page."""
        first = await self._get(url)
        if first.failure:
            reason = "its robots.txt forbids it" if first.failure == ROBOTS else first.failure
            raise DiscoveryError(f"{first.url}: {reason}")
        if not first.body.strip():
            raise DiscoveryError(f"{first.url}: the response is empty")
        if not _is_page(first):
            raise DiscoveryError(f"{first.url}: not a web page but {first.content_type or 'of unknown type'}")
        root = f"{origin_of(first.url)}/"
        self.result.home = first.url
        known = self.result.profile
        # Redirects may lead to another host; the given one becomes an additional host of the site.
        self._update_profile(url=root, hosts=() if host_of(root) in known.all_hosts else (known.host,))
        if first.url != root and _is_page(home := await self._get(root)):
            self.result.home = root
            self._record_page(home)
        self._record_page(first)

    def _record_page(self, page: FetchedPage) -> None:
        """Record the page and every URL of the site that it links to."""
        self.result.pages.append(page)
        for url, anchor in self._links_on(page):
            conventions.record_link(self._seen(url), anchor)

    def _seen(self, url: str) -> SeenUrl:
        return self.result.seen.setdefault(url, SeenUrl(url))

    def _site_url(self, href: str | None, base: str) -> str | None:
        """Return the canonical URL if it belongs to the site, else None."""
        joined = join_url(base, href) if href else None
        url = self.result.profile.canonical_url(joined) if joined else None
        return url if url and self.result.profile.is_on_site(url) else None

    async def _links(self, url: str, kind: PageKind) -> tuple[Links, str]:
        """Return a page's links, and the problem to report if it has none."""
        page = await self._get(url)
        if page.failure:
            return Links(), page.failure
        links = find_links(page.url, page.body, self.result.profile, kind, page.content_type)
        if links.fault in (PAGE_FOR_FEED, PAGE_FOR_SITEMAP):
            return Links(), links.fault  # what such a page links to is not a list of articles
        return links, "no article URLs"

    async def identify_family(self) -> None:
        """Detect the family from the home page or, failing that, from a likely article."""
        self.result.family = self._family()
        groups = likely_article_groups(self.result.seen.values())
        if self.result.family.name == "generic" and groups:
            self.result.family = self._family([await self._get(_spread(groups[0])[0])])

    async def try_sitemaps(self) -> None:
        """Record the sitemaps named in robots.txt, else the family's first conventional one that exists."""
        result, origin = self.result, self.result.profile.home.url.origin
        robots = await self._get(f"{origin}/robots.txt")
        text = "" if robots.failure else robots.body.decode("utf-8", "replace")
        named = [url for link in Protego.parse(text).sitemaps if (url := self._site_url(link, result.profile.url))]
        language = (result.document.root.get("lang") or "vi")[:2].lower()
        usual = [origin + path.replace("{language}", language) for path in result.family.cms.usual_sitemaps]
        for url in dict.fromkeys(named or usual):
            if await self._try_sitemap(url):
                break

    async def _try_sitemap(self, url: str) -> bool:
        links, fault = await self._links(url, "sitemap")
        if not links.found:
            self.result.missing.append(f"{target_of(url)} ({fault})")
            return False
        self.result.sitemaps.append(url)
        inner = [link.url for link in links.found if link.kind == "sitemap"]
        if inner:
            links, _ = await self._links(conventions.article_sitemap(inner), "sitemap")
        for link in links.found[:_MAX_SITEMAP_URLS]:
            if own := self._site_url(link.url, url):
                self._seen(own)
        return True

    async def try_feeds(self) -> None:
        """Record the feeds that the home page declares, else conventional ones, and the family's REST API."""
        result, document, origin = self.result, self.result.document, self.result.profile.home.url.origin
        cms = result.family.cms
        declared = (self._site_url(href, document.base_url) for href in conventions.declared_feeds(document))
        named = list(filter(None, declared))
        is_plain = cms.plain_address and any(cms.plain_address in url for url in result.seen)
        usual = [origin + path for path in (cms.plain_feeds if is_plain else cms.usual_feeds)]
        for url in dict.fromkeys(named[:2] or usual):
            if await self._try_feed(url) and not named:
                break
        if cms.posts_api:
            root = self._site_url(document.link("https://api.w.org/"), document.base_url) or origin + cms.posts_api
            await self._try_posts_api(f"{root.rstrip('/')}/wp/v2/posts?per_page=100")

    async def _try_feed(self, url: str) -> bool:
        links, fault = await self._links(url, "feed")
        inner = [link.url for link in links.found if link.kind == "feed"]
        if inner:
            links, fault = await self._links(inner[0], "feed")
        if not self._record_articles(links):
            self.result.missing.append(f"{target_of(url)} ({fault})")
            return False
        self.result.feeds.append(url)
        return True

    async def _try_posts_api(self, url: str) -> None:
        links, fault = await self._links(url, "listing")
        if (await self._get(url)).body[:1] == b"[" and self._record_articles(links):
            self.result.posts_api = url
        else:
            self.result.missing.append(f"{target_of(url)} ({fault})")

    def _record_articles(self, links: Links) -> bool:
        articles = (link.url for link in links.found if link.kind == "article")
        own = [url for article in articles if (url := self._site_url(article, self.result.home))]
        for url in own:
            self._seen(url).in_feed = True
        return bool(own)

    async def find_articles(self) -> None:
        """Find URLs whose pages parse as articles; if the home page links to none, try two listings."""
        if await self._read_likeliest_group():
            return
        for url in conventions.likely_listings(self.result.seen.values(), self.result.family)[:2]:
            if _is_page(page := await self._get(url)):
                self._record_page(page)
        if not await self._read_likeliest_group():
            reason = ""
            if frames := self.result.frames:
                reason = f"; the home page is made of frames, try {' or '.join(frames)}"
            elif drawn := drawn_by_script(self.result.document.root):
                reason = f"; the home page is {drawn}: capture the site with Browsertrix and import that"
            raise DiscoveryError(f"{self.result.home}: no article found in {self.result.requests} pages{reason}")

    async def _read_likeliest_group(self) -> bool:
        groups = likely_article_groups(self.result.seen.values())
        for number, group in enumerate(groups[:PATTERNS_TRIED], 1):
            pages = [await self._get(url) for url in _spread(group)]
            self.result.family = self._family(pages)
            samples = self._read(pages, self._pattern(group))
            if 2 * sum(sample.has_text for sample in samples) >= len(samples):
                self.result.samples, self.result.pattern_urls = samples, len(group.members)
                await self._read_other_groups(groups[number:])
                return True
        return False

    async def _read_other_groups(self, groups: list[UrlGroup]) -> None:
        """Add a second pattern if a site that changed its CMS has article URLs of another shape."""
        first = self.result.profile.article_url
        others = [
            group
            for group in groups
            if group.score >= _MIN_OTHER_PATTERN_SCORE and not re.search(first, group.members[0].url)
        ]
        for group in others[:1]:
            second = self._pattern(group).replace("(?P<id>", "(?:")
            samples = self._read([await self._get(_spread(group)[0])], f"{first}|{second}")
            if samples[0].has_text:
                self.result.samples += samples
                self.result.pattern_urls += len(group.members)
            else:
                self._update_profile(article_url=first)

    def _pattern(self, group: UrlGroup) -> str:
        return article_pattern(group, self.result.family, self.result.home, self._non_articles())

    def _read(self, pages: list[FetchedPage], pattern: str) -> list[Sample]:
        self._update_profile(article_url=pattern)
        return [read_sample(page, self.result.profile) for page in pages]

    def set_language(self) -> None:
        """Set language, time zone and the site's names, and parse the samples again with them."""
        result = self.result
        language, names = main_language(result.samples), site_names(result)
        self._update_profile(language=language, timezone=time_zone(result, language), site_names=names)
        result.samples = [read_sample(sample.page, result.profile) for sample in result.samples]

    def _update_profile(self, **values: str | Sequence[str]) -> None:
        """Replace the profile by one with these values; ``model_copy`` would keep the old compiled patterns."""
        known = self.result.profile.model_dump() | {"family": self.result.family.name}
        self.result.profile = Profile.model_validate(known | values)

    def _non_articles(self) -> list[str]:
        """Return URLs that are not articles, according to the site's own pages."""
        seen = self.result.seen.values()
        marked = (link for link in seen if not link.in_feed)
        found = (link.url for link in marked if link.in_menu or is_service_url(link.url) or has_page_number(link.url))
        return [*found, self.result.profile.url]

    def _family(self, more: Iterable[FetchedPage] = ()) -> FamilyGuess:
        pages = [page for page in (*self.result.pages, *more) if not page.failure]
        return detect_family((page.url, page.body, page.content_type) for page in pages)

    async def find_listings(self) -> None:
        """Probe a few of the listings in the site's menu, and add others with URLs of the same shape."""
        result = self.result
        likely = conventions.likely_listings(result.seen.values(), result.family)
        likely += [url for url in self._navigation() if url not in likely]
        likely = [url for url in likely if not result.profile.is_article(url)]
        listed: set[frozenset[str]] = set()
        for url in dict.fromkeys([result.home, *likely[:LISTINGS_PROBED]]):
            links, _ = await self._links(url, "listing")
            articles = frozenset(link.url for link in links.found if link.kind == "article")
            if len(articles) >= _MIN_LISTED_ARTICLES and articles not in listed:
                listed.add(articles)
                result.listings.append(url)
                result.next_page = result.next_page or links.next_page
                result.script_pages = max(result.script_pages, links.script_pages)
        rest = likely[LISTINGS_PROBED:]
        result.more_listings = conventions.similar_listings(rest, result.listings, result.family)

    def _navigation(self) -> list[str]:
        """Return the short links that are on the home page and most samples: the menu of a site without menu markup."""
        pages = [sample.page for sample in self.result.samples if not sample.page.failure]
        counts = Counter(url for page in pages for url in {url for url, _ in self._links_on(page)})
        seen = self.result.seen
        shared = [url for url, count in counts.items() if 2 * count > len(pages) and url in seen]
        return conventions.likely_navigation([seen[url] for url in shared])

    def _links_on(self, page: FetchedPage) -> Iterator[tuple[str, Element]]:
        """Yield the links of a page to the site's URLs, each with its element."""
        try:
            document = read_document(page.url, page.body, page.content_type)
        except EmptyDocument:
            return
        for anchor in islice(document.root.iter("a"), _MAX_LINKS):
            if url := self._site_url(anchor.get("href"), document.base_url):
                yield url, anchor


def _spread(group: UrlGroup) -> list[str]:
    """Return a few of the group's URLs, spread evenly from the highest score to the lowest."""
    members = sorted(group.members, key=lambda member: -member.score)
    step = max(1, len(members) // SAMPLE_PAGES)
    return [member.url for member in members[::step][:SAMPLE_PAGES]]


def _is_page(page: FetchedPage) -> bool:
    if page.failure:
        return False
    kind = (page.content_type or "text/html").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") and b"<" in page.body
