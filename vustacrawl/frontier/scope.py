"""Decide which URLs a crawl of a site visits, and name the reason for skipping each of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from vustacrawl.items import Link, Links, Page, PageKind
from vustacrawl.parsers.links.pagers import has_page_number
from vustacrawl.reasons import OFF_SITE, PATTERN, RELATED, TRAP
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, path_of

_MAX_PATH_PARTS = 12
_TRAP_REPEATS = 3
_SHOWN_OF_TOO_LONG = 200
"""Characters of a URL longer than MAX_URL_LENGTH that is listed as skipped."""
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".rar", ".odt", ".rtf")
_IMAGES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".svg")
MAX_SAME_LISTS = 20
"""Number of listings of a site with the same article links from which further listings are visited: endless calendars
and pagers show the same articles on each page, or none."""
MAX_SAME_TEXTS = 20
"""Number of articles with the same title, text and date, each linked from the one before, whose links are visited."""
_MAX_REMEMBERED = 100_000
"""Maximum number of sorted URLs remembered per site, so that menus are not sorted again on every page."""


class Scope:
    """Sorts the URLs on pages into those to visit and those to skip, for one crawl.

    ``follows_related``: whether to follow links between articles too, not only those on listings.
    """

    def __init__(self, profiles: Mapping[str, Profile], follows_related: bool) -> None:
        self._profiles = profiles
        self._follows_related = follows_related
        self._sorted: dict[str, set[str]] = {name: set() for name in profiles}
        self._lists: Counter[tuple[str, int]] = Counter()

    def sort(self, page: Page) -> tuple[list[Link], list[tuple[str, str]]]:
        """Return the links to visit, and the canonical URLs to skip, each with its reason."""
        profile, known = self._profiles[page.site], self._sorted[page.site]
        if page.kind == "listing" and not page.failure and not page.redirects_to:
            self._lists[_list_of(page)] += 1
        wanted = [link for link in page.links.found if not is_trap(link.url)]
        refused = [(link.url, TRAP) for link in page.links.found if is_trap(link.url)]
        own = {link.url for link in page.links.found} | {page.url, page.links.next_page}
        for address in page.links.outlinks:
            if address in known:
                continue
            if len(known) < _MAX_REMEMBERED:
                known.add(address)
            url = profile.canonical_url(address)
            if url is None and (beginning := profile.canonical_url(address[:_SHOWN_OF_TOO_LONG])):
                refused += [(beginning, TRAP)] if profile.is_on_site(beginning) else []
            if url is None or url in own:
                continue
            if reason := refusal(url, profile):
                refused.append((url, reason))
            elif not profile.is_article(url):
                wanted.append(Link(url, "listing"))
            elif self._follows_related:
                wanted.append(Link(url, "article"))
            else:
                refused.append((url, RELATED))
        if self.repeats_lists(page):
            refused += [(link.url, TRAP) for link in wanted if link.kind == "listing"]
            wanted = [link for link in wanted if link.kind != "listing"]
        return wanted, refused

    def repeats_lists(self, page: Page) -> bool:
        """Return whether a page that was sorted is one of too many listings with the same article links."""
        return page.kind == "listing" and self._lists[_list_of(page)] > MAX_SAME_LISTS

    def forget(self, page: Page) -> None:
        """Sort the URLs of a page anew when they occur again, since the page could not be stored."""
        self._sorted[page.site].difference_update(page.links.outlinks)


def _list_of(page: Page) -> tuple[str, int]:
    """Return a value that is equal, within this process, for listings with the same article links."""
    return page.site, hash(frozenset(link.url for link in page.links.found if link.kind == "article"))


def refusal(url: str, profile: Profile) -> str | None:
    """Return why a canonical URL on a page is skipped; None for an article or a listing.

    Numbered pages of a listing are skipped: they are enqueued only after a page that brought something new.
    """
    if not profile.is_on_site(url):
        return OFF_SITE
    if profile.is_denied(url):
        return PATTERN
    if is_trap(url):
        return TRAP
    is_wanted = profile.is_article(url) or (profile.is_listing(url) and not has_page_number(url))
    return None if is_wanted else PATTERN


def why_dead_end(links: Links, profile: Profile) -> str | None:
    """Return why a listing leads a crawl nowhere; None if it has something to visit."""
    if links.found or links.next_page or any(map(profile.is_listing, links.outlinks)):
        return None
    if not links.outlinks:
        return "no links on the page"
    if not any(host_of(url) in profile.all_hosts for url in links.outlinks):
        return "no links to this site on the page"
    return "no links to articles on the page (article_url)"


def is_trap(url: str) -> bool:
    """Return whether a URL looks like part of an endless series: relative links on a page served at any path."""
    parts = [part for part in path_of(url).split("/") if part]
    return len(parts) > _MAX_PATH_PARTS or (
        len(parts) >= _TRAP_REPEATS and max(Counter(parts).values()) >= _TRAP_REPEATS
    )


def likely_kind(url: str) -> PageKind:
    """Guess what a URL leads to from its file name extension: an image, a file, or else a page."""
    path = path_of(url).lower()
    if path.endswith(_IMAGES):
        return "image"
    return "file" if path.endswith(_FILES) else "listing"
