"""Looks at a site: its home page, robots.txt, sitemaps, feeds, a few articles and a few lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice

from protego import Protego

from vustacrawl.items import Links, PageKind
from vustacrawl.parsers import find_links
from vustacrawl.parsers.detection import FamilyGuess, detect_family
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.parsers.links.paging import has_page_number
from vustacrawl.sites import Profile
from vustacrawl.survey import places
from vustacrawl.survey.addresses import Group, Seen, article_pattern, is_service, likely_groups
from vustacrawl.survey.asking import Fetch, Fetched
from vustacrawl.survey.findings import Sample, Survey, language_of, read_sample, time_zone
from vustacrawl.urls import host_of, join_url, origin_of, target_of

SAMPLE = 5
"""Articles that are read."""
LISTS_LOOKED_AT = 4
FORMS_TRIED = 2
_ADDRESSES_OF_A_SITEMAP = 500
_LEAVE_ALONE = frozenset(("HTTP 429", "HTTP 503"))
_LINKS_OF_A_PAGE = 3_000
_ENOUGH_LINKS = 3
_LOUD = 6


class SurveyError(Exception):
    """The site cannot be looked at; the text says why, in one line."""


async def look_at(fetch: Fetch, url: str, provisional: Profile) -> Survey:
    """See what the site at ``url`` is like, in some twenty requests. Raises SurveyError where there is nothing to see.

    ``provisional`` is a profile of the site that takes any address for an article's.
    """
    looker = _Looker(fetch, Survey(provisional, url))
    await looker.open(url)
    await looker.tell_family()
    await looker.try_sitemaps()
    await looker.try_feeds()
    await looker.find_articles()
    looker.settle_language()
    await looker.find_lists()
    return looker.survey


class _Looker:
    def __init__(self, fetch: Fetch, survey: Survey) -> None:
        self._fetch = fetch
        self.survey = survey
        self._asked: dict[str, Fetched] = {}

    async def _ask(self, url: str) -> Fetched:
        if url not in self._asked:
            page = self._asked[url] = await self._fetch(url)
            self.survey.requests += 1
            if page.failure in _LEAVE_ALONE:
                raise SurveyError(f"{page.url}: {page.failure}, the site asks to be left alone; try again later")
        return self._asked[url]

    async def open(self, url: str) -> None:
        """The page that was named and, where it is another one, the home page."""
        first = await self._ask(url)
        if first.failure:
            because = "its robots.txt forbids it" if first.failure == "robots.txt" else first.failure
            raise SurveyError(f"{first.url}: {because}")
        if not first.body.strip():
            raise SurveyError(f"{first.url}: an empty answer")
        if not _is_page(first):
            raise SurveyError(f"{first.url}: not a web page but {first.content_type or 'something else'}")
        root = f"{origin_of(first.url)}/"
        self.survey.home = first.url
        self._known_as(root)
        if first.url != root and _is_page(home := await self._ask(root)):
            self.survey.home = root
            self._take_page(home)
        self._take_page(first)

    def _known_as(self, root: str) -> None:
        """The site is where redirects led; what it was asked for as is a host of it."""
        before = self.survey.profile
        hosts = () if host_of(root) in before.all_hosts else (before.host,)
        self.survey.profile = Profile.model_validate(before.model_dump() | {"url": root, "hosts": hosts})

    def _take_page(self, page: Fetched) -> None:
        """Keep the page and every address of the site that it links to."""
        self.survey.pages.append(page)
        try:
            document = read_document(page.url, page.body, page.content_type)
        except EmptyDocument:
            return
        for anchor in islice(document.root.iter("a"), _LINKS_OF_A_PAGE):
            if url := self._own(anchor.get("href"), document.base_url):
                places.note_anchor(self._see(url), anchor)

    def _see(self, url: str) -> Seen:
        return self.survey.seen.setdefault(url, Seen(url))

    def _own(self, href: str | None, base: str) -> str | None:
        """The canonical address, where it is the site's own."""
        joined = join_url(base, href) if href else None
        url = self.survey.profile.canonical_url(joined) if joined else None
        return url if url and self.survey.profile.is_on_site(url) else None

    async def _links(self, url: str, kind: PageKind) -> tuple[Links, str]:
        """What a page leads to, and why it leads nowhere."""
        page = await self._ask(url)
        if page.failure:
            return Links(), page.failure
        links = find_links(page.url, page.body, self.survey.profile, kind, page.content_type)
        return links, "no addresses of articles"

    async def tell_family(self) -> None:
        """The family that the home page shows or, where that shows none, what may be the first article."""
        self.survey.family = self._family()
        groups = likely_groups(self.survey.seen.values())
        if self.survey.family.name == "generic" and groups:
            self.survey.family = self._family([await self._ask(_spread(groups[0])[0])])

    async def try_sitemaps(self) -> None:
        """Those that robots.txt names, else the first of the usual ones that is there."""
        survey, origin = self.survey, self.survey.profile.home.url.origin
        robots = await self._ask(f"{origin}/robots.txt")
        text = "" if robots.failure else robots.body.decode("utf-8", "replace")
        named = [url for each in Protego.parse(text).sitemaps if (url := self._own(each, survey.profile.url))]
        usual = [origin + path for path in places.usual_sitemaps(survey.family, survey.document)]
        for url in dict.fromkeys(named or usual):
            if await self._take_sitemap(url):
                break

    async def _take_sitemap(self, url: str) -> bool:
        links, fault = await self._links(url, "sitemap")
        if not links.found:
            self.survey.missing.append(f"{target_of(url)} ({fault})")
            return False
        self.survey.sitemaps.append(url)
        inner = [link.url for link in links.found if link.kind == "sitemap"]
        if inner:
            links, _ = await self._links(places.sitemap_of_posts(inner), "sitemap")
        for link in links.found[:_ADDRESSES_OF_A_SITEMAP]:
            if own := self._own(link.url, url):
                self._see(own)
        return True

    async def try_feeds(self) -> None:
        """The feeds that the home page names, else the usual ones; posts of the REST API on WordPress."""
        survey, document, origin = self.survey, self.survey.document, self.survey.profile.home.url.origin
        named = [url for href in places.feeds_named(document) if (url := self._own(href, document.base_url))]
        usual = [origin + path for path in places.usual_feeds(survey.family, survey.seen)]
        for url in dict.fromkeys(named[:2] or usual):
            if await self._take_feed(url) and not named:
                break
        if api := survey.family.cms.posts_api:
            root = self._own(document.link("https://api.w.org/"), document.base_url)
            await self._take_posts(places.posts_of(root or f"{origin}{api}"))

    async def _take_feed(self, url: str) -> bool:
        links, fault = await self._links(url, "feed")
        inner = [link.url for link in links.found if link.kind == "feed"]
        if inner:
            links, fault = await self._links(inner[0], "feed")
        if not self._note_articles(links):
            self.survey.missing.append(f"{target_of(url)} ({fault})")
            return False
        self.survey.feeds.append(url)
        return True

    async def _take_posts(self, url: str) -> None:
        links, fault = await self._links(url, "listing")
        if (await self._ask(url)).body[:1] == b"[" and self._note_articles(links):
            self.survey.posts = url
        else:
            self.survey.missing.append(f"{target_of(url)} ({fault})")

    def _note_articles(self, links: Links) -> bool:
        own = [url for link in links.found if link.kind == "article" and (url := self._own(link.url, self.survey.home))]
        for url in own:
            self._see(url).in_feed = True
        return bool(own)

    async def find_articles(self) -> None:
        """The form of addresses whose pages read as articles; a list is looked at first where home shows none."""
        if await self._read_likeliest():
            return
        for url in places.likely_lists(self.survey.seen.values(), self.survey.family)[:2]:
            if _is_page(page := await self._ask(url)):
                self._take_page(page)
        if not await self._read_likeliest():
            raise SurveyError(f"{self.survey.home}: no article was found in {self.survey.requests} pages")

    async def _read_likeliest(self) -> bool:
        groups = likely_groups(self.survey.seen.values())
        for number, group in enumerate(groups[:FORMS_TRIED], 1):
            pages = [await self._ask(url) for url in _spread(group)]
            self.survey.family = self._family(pages)
            samples = self._read(pages, self._pattern(group))
            if 2 * sum(sample.reads_well for sample in samples) >= len(samples):
                self.survey.samples, self.survey.members = samples, len(group.members)
                await self._read_other_forms(groups[number:])
                return True
        return False

    async def _read_other_forms(self, groups: list[Group]) -> None:
        """Sites that changed their CMS have articles under addresses of more than one form."""
        first = self.survey.profile.article_url
        loud = [group for group in groups if group.points >= _LOUD and not re.search(first, group.members[0].url)]
        for group in loud[:1]:
            second = self._pattern(group).replace("(?P<id>", "(?:")
            samples = self._read([await self._ask(_spread(group)[0])], f"{first}|{second}")
            if samples[0].reads_well:
                self.survey.samples += samples
                self.survey.members += len(group.members)
            else:
                self._know(first)

    def _pattern(self, group: Group) -> str:
        return article_pattern(group, self.survey.family, self.survey.home, self._others())

    def _read(self, pages: list[Fetched], pattern: str) -> list[Sample]:
        self._know(pattern)
        return [read_sample(page, self.survey.profile) for page in pages]

    def settle_language(self) -> None:
        """The site's language is that of its articles, and its time zone follows; the samples are read by them."""
        survey = self.survey
        language = language_of(survey.samples)
        self._know(survey.profile.article_url, language=language, timezone=time_zone(survey, language))
        survey.samples = [read_sample(sample.page, survey.profile) for sample in survey.samples]

    def _know(self, pattern: str, **facts: str) -> None:
        """A profile with this pattern, from now on. A mere copy would keep the old one, compiled."""
        known = self.survey.profile.model_dump() | {"family": self.survey.family.name, "article_url": pattern}
        self.survey.profile = Profile.model_validate(known | facts)

    def _others(self) -> list[str]:
        """Addresses of which the site itself shows that they are no articles'."""
        seen = self.survey.seen.values()
        marked = (each for each in seen if not each.in_feed)
        found = (each.url for each in marked if each.in_menu or is_service(each.url) or has_page_number(each.url))
        return [*found, self.survey.profile.url]

    def _family(self, more: Iterable[Fetched] = ()) -> FamilyGuess:
        pages = [page for page in (*self.survey.pages, *more) if not page.failure]
        return detect_family((page.url, page.body, page.content_type) for page in pages)

    async def find_lists(self) -> None:
        """The lists of articles in the site's menu: some looked at, the others by their form."""
        survey = self.survey
        likely = places.likely_lists(survey.seen.values(), survey.family)
        likely = [url for url in likely if not survey.profile.is_article(url)]
        for url in dict.fromkeys([survey.home, *likely[:LISTS_LOOKED_AT]]):
            links, _ = await self._links(url, "listing")
            if sum(link.kind == "article" for link in links.found) >= _ENOUGH_LINKS:
                survey.lists.append(url)
                survey.next_page = survey.next_page or links.next_page
        rest = likely[LISTS_LOOKED_AT:]
        survey.more_lists = places.of_the_same_form(rest, survey.lists, survey.family)


def _spread(group: Group) -> list[str]:
    """A few of the group's addresses, from its whole length."""
    members = sorted(group.members, key=lambda each: -each.points)
    step = max(1, len(members) // SAMPLE)
    return [member.url for member in members[::step][:SAMPLE]]


def _is_page(page: Fetched) -> bool:
    if page.failure:
        return False
    kind = (page.content_type or "text/html").partition(";")[0].strip().lower()
    return kind in ("text/html", "application/xhtml+xml") and b"<" in page.body
