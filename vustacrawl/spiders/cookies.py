"""Cookies, for sites that show nothing until their cookie is sent back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

_MAX_COOKIES = 50
"""Per site: the minimum that browsers should keep for a domain (RFC 6265, section 6.1)."""
_MAX_COOKIE_BYTES = 4096
_MAX_OFFERS = 1_000
"""Maximum redirects of a site whose cookies are remembered."""


class SiteCookies:
    """The cookies of one crawl, one jar per site, in memory only.

    The jar has the cookies that the site requires. Cookies set by other redirects, such as a link's language choice,
    are remembered but not sent.
    """

    def __init__(self) -> None:
        self._jars: defaultdict[str, CookieJar] = defaultdict(CookieJar)
        self._offers: defaultdict[str, dict[str, list[bytes]]] = defaultdict(dict)

    def offer(self, site: str, url: str, response: Response) -> None:
        """Remember the cookies that the redirect of a URL sets."""
        offers = self._offers[site]
        set_cookies = [header for header in response.headers.getlist("Set-Cookie") if len(header) <= _MAX_COOKIE_BYTES]
        offers[url] = set_cookies[:_MAX_COOKIES]
        if len(offers) > _MAX_OFFERS:
            del offers[next(iter(offers))]

    def accept(self, site: str, urls: Iterable[str]) -> None:
        """From now on, send the cookies that the redirects of these URLs set (RFC 6265)."""
        jar = self._jars[site]
        for url in urls:
            if len(jar) >= _MAX_COOKIES:
                jar.clear()
            response = Response(url, headers={"Set-Cookie": self._offers[site].get(url, [])})
            jar.extract_cookies(response, Request(url))

    def add_to(self, site: str, request: Request) -> None:
        """Set the ``Cookie`` header of a request if the jar of its site has cookies for its URL."""
        if site in self._jars:
            self._jars[site].add_cookie_header(request)
