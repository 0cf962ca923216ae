"""Resolve host names, also to IPv6 addresses."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any, cast

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.threads import deferToThreadPool
from twisted.python.failure import Failure


class AnyAddressResolver(CachingThreadedResolver):
    """Scrapy's resolver, which knows IPv4 only; a host without such an address gets its IPv6 address.

    Scrapy's CachingHostnameResolver is not used: the address that PublicAddresses checks must be the one that is used.
    """

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Return the IP address of a host; called by Twisted."""
        return super().getHostByName(name, timeout).addErrback(self._ipv6_address, name)

    def _ipv6_address(self, failure: Failure, name: str) -> Deferred[str]:
        reactor = cast(Any, self.reactor)
        query = (name, None, socket.AF_INET6, socket.SOCK_STREAM)
        found: Deferred[Any] = deferToThreadPool(reactor, reactor.getThreadPool(), socket.getaddrinfo, *query)
        return found.addCallbacks(lambda infos: self._cache_result(infos[0][4][0], name), lambda _: failure)
