"""Links gathered in page order, each address once, only those that are worth a visit."""

from __future__ import annotations

from vustacrawl.items import Link, Links, PageKind
from vustacrawl.parsers.html.document import Document
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, join_url

MAX_ADDRESSES = 100_000
"""Of one list; the sitemap protocol allows 50,000."""
TOO_MANY = f"more than {MAX_ADDRESSES:,} URLs; the rest was ignored"


class Collector:
    """Takes addresses as a page writes them and keeps those that the profile allows."""

    def __init__(self, base_url: str, profile: Profile) -> None:
        self.base_url = base_url
        self.profile = profile
        self._found: dict[str, Link] = {}
        self._seen: dict[str, None] = {}
        self._taken = 0

    def own_address(self, href: str | None, base: str | None = None) -> str | None:
        """The absolute address, where it is on the site's own hosts and not forbidden. ``base`` is what it is relative
        to, where that is not the page's own.
        """
        url = join_url(base or self.base_url, href) if href else None
        self._taken += 1
        if url:
            self._seen[url] = None
        if url is None or host_of(url) not in self.profile.all_hosts or self.profile.is_denied(url):
            return None
        return url

    def article_address(self, href: str | None, base: str | None = None) -> str | None:
        """The absolute address, where it is one of the site's articles."""
        url = self.own_address(href, base)
        return url if url and self.profile.is_article(url) else None

    def add(self, url: str, kind: PageKind, modified_at: str | None = None) -> None:
        """Keep a link; a second mention only adds a date to one without."""
        link = self._found.setdefault(url, Link(url, kind))
        link.modified_at = link.modified_at or modified_at

    def links(self, next_page: str | None = None, *, next_is_guess: bool = False) -> Links:
        """All that was kept."""
        return Links(
            list(self._found.values()),
            next_page,
            next_is_guess=next_is_guess,
            outlinks=list(self._seen),
            fault=TOO_MANY if self.is_full else None,
        )

    @property
    def is_full(self) -> bool:
        """Whether as many addresses were met as are taken from one list."""
        return self._taken >= MAX_ADDRESSES

    @property
    def is_empty(self) -> bool:
        """Whether nothing was kept."""
        return not self._found


def outlinks_of(document: Document) -> list[str]:
    """The addresses of a page's links, absolute, in page order, each once."""
    found = (join_url(document.base_url, anchor.get("href", "")) for anchor in document.root.iter("a"))
    return list(dict.fromkeys(url for url in found if url))
