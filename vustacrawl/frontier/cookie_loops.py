"""Redirects that set a cookie and lead back to where they began: a browser sends the cookie and gets the page."""

from __future__ import annotations

from collections.abc import Sequence

_MAX_URLS = 10_000
"""Maximum number of URLs remembered in one crawl."""


class CookieLoops:
    """The redirects of one crawl that set a cookie, in memory. A page is revisited with its cookies only once."""

    def __init__(self) -> None:
        self._setting: set[str] = set()
        self._repeated: set[str] = set()

    def record(self, url: str) -> None:
        """Remember that the redirect of a URL sets a cookie."""
        if len(self._setting) < _MAX_URLS:
            self._setting.add(url)

    def close(self, loop: Sequence[str]) -> list[str]:
        """Return the URLs of a loop that set cookies to revisit its first URL with; [] if there are none."""
        setting = [url for url in loop if url in self._setting]
        if not setting or loop[0] in self._repeated:
            return []
        self._repeated.add(loop[0])
        return setting
