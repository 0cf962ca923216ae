"""Cookies, for sites that show nothing to who does not send back the one that they set."""

from __future__ import annotations

from collections import defaultdict

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar


class SiteCookies:
    """The cookies of one crawl, a jar a site. Nothing is kept on disk but the requests that carried them."""

    def __init__(self) -> None:
        self._jars: defaultdict[str, CookieJar] = defaultdict(CookieJar)

    def keep(self, site: str, response: Response) -> None:
        """Keep what a response sets that its site wants to see again (RFC 6265)."""
        assert response.request is not None  # noqa: S101 - Scrapy sets it on every response of a callback
        self._jars[site].extract_cookies(response, response.request)

    def send(self, site: str, request: Request) -> None:
        """Set the request's ``Cookie`` header, where the site's jar has a cookie for its address."""
        if site in self._jars:
            self._jars[site].add_cookie_header(request)
