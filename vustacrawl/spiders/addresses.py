"""No page talks the crawler into its own network: what is not a profile's host must have a public address."""

from __future__ import annotations

import ipaddress
from typing import Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet import reactor
from twisted.internet.interfaces import IReactorPluggableResolver

from vustacrawl.spiders.federation import PrivateAddress
from vustacrawl.spiders.manners import AskingSpider
from vustacrawl.urls import host_of


class PublicAddresses:
    """Lets pass the hosts that a profile names, and others that resolve to a public address."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """As Scrapy asks for it."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Raise PrivateAddress for a host that is none of the profiles' and has no public address.

        The resolver's cache holds what was judged here until the connection is made. A proxy resolves for itself.
        """
        host = host_of(request.url)
        profiles = cast(AskingSpider, self._crawler.spider).crawl.profiles.values()
        if any(host in profile.hosts_to_ask for profile in profiles) or "proxy" in request.meta:
            return
        resolver = cast(IReactorPluggableResolver, reactor)
        address = await maybe_deferred_to_future(resolver.resolve(host))
        if not ipaddress.ip_address(address).is_global:
            raise PrivateAddress(f"{host} has the private address {address}")
