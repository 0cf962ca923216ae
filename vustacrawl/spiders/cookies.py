"""Cookies, for sites that show nothing until the one they set is sent back."""

from __future__ import annotations

from collections import defaultdict

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar


class SiteCookies:
    """The cookies of one crawl, one jar per site, in memory only."""

    def __init__(self) -> None:
        self._jars: defaultdict[str, CookieJar] = defaultdict(CookieJar)

    def store(self, site: str, response: Response) -> None:
        """Store the cookies that a response sets (RFC 6265)."""
        assert response.request is not None  # noqa: S101 - Scrapy sets it on every response of a callback
        self._jars[site].extract_cookies(response, response.request)

    def add_to(self, site: str, request: Request) -> None:
        """Set the ``Cookie`` header of a request, if the jar of its site has one for its URL."""
        if site in self._jars:
            self._jars[site].add_cookie_header(request)
