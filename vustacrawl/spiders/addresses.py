"""Restrict requests to the hosts and ports of the profiles, and to public IP addresses unless a profile is private."""

from __future__ import annotations

from typing import Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import reactor
from twisted.internet.interfaces import IReactorPluggableResolver

from vustacrawl.spiders.failures import OffSite, PrivateAddress
from vustacrawl.spiders.politeness import limits_of
from vustacrawl.urls import ip_address, is_private_host, split_url


class PublicAddresses:
    """Drops requests to hosts that no profile lists, and to hosts that resolve to private addresses.

    A robots.txt may redirect to any host at its default port (RFC 9309, section 2.3.1.2). ``any_host``: whether every
    page may, for ``sites new``.
    """

    def __init__(self, crawler: Crawler, any_host: bool) -> None:
        self._crawler = crawler
        self._any_host = any_host
        self._resolved: dict[str, str | None] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy."""
        return cls(crawler, crawler.settings.getbool("VUSTACRAWL_ANY_HOST"))

    async def process_request(self, request: Request) -> None:
        """Raise PrivateAddress or OffSite for a request that must not be sent.

        The resolver's cache keeps the address that was checked until the connection is made. A name that does not
        resolve here is left to the proxy, if there is one.
        """
        request.meta.pop("download_slot", None)  # a redirected robots.txt waits for the delay of its new host
        url = split_url(request.url)
        if url is None:
            raise OffSite(f"{request.url[:200]} is not an http(s) URL")
        profiles = limits_of(self._crawler.spider).profiles.values()
        of_host = (profile for profile in profiles if url.host in profile.allowed_hosts)
        naming = [profile for profile in of_host if profile.may_request(request.url)]
        if any(profile.is_private for profile in naming):
            return
        if is_private_host(url.host):
            raise PrivateAddress(f"{url.host} is in a private network")
        may_leave = self._any_host or request.meta.get("dont_obey_robotstxt")
        if not naming and not (may_leave and url.port is None):
            raise OffSite(f"no profile names {url.netloc}")
        address = await self._address(url.host, has_proxy="proxy" in request.meta)
        if address and is_private_host(address):
            raise PrivateAddress(f"{url.host} has the private address {address}")

    async def _address(self, host: str, has_proxy: bool) -> str | None:
        """Return the IP address of a host; None for a literal address, and for a name that only the proxy may know."""
        if ip_address(host):
            return None
        if host not in self._resolved or not has_proxy:
            resolver = cast(IReactorPluggableResolver, reactor)
            try:
                self._resolved[host] = await maybe_deferred_to_future(resolver.resolve(host))
            except OSError:  # Twisted's DNSLookupError is one
                if not has_proxy:
                    raise
                self._resolved[host] = None
        return self._resolved[host]
