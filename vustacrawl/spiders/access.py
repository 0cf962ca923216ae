"""Per-site headers, cookies, password and proxy for requests, from the environment.

They are sent only to the hosts of the site and never archived: the recorder omits the headers named in a request's
``UNARCHIVED_HEADERS``. The workspace's proxy is used for all other requests, including robots.txt.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from vustacrawl.archive.recorder import UNARCHIVED_HEADERS
from vustacrawl.errors import UserError
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, split_url

_HEADER = re.compile(r"([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*:[ \t]*([^\r\n\0]*)")
"""A field line (RFC 9112, section 5)."""


class AccessError(UserError):
    """An environment variable cannot be used; the message names it, never its value."""


@dataclass(frozen=True, slots=True)
class SiteAccess:
    """What is added to requests to the hosts of a site."""

    headers: dict[str, str] = field(default_factory=dict)
    proxy: str = ""


def access_of(profile: Profile, environment: Mapping[str, str] = os.environ) -> SiteAccess:
    """Read the variables of a site: ``VUSTACRAWL_NAME_HEADERS`` (one ``Name: value`` per line), ``…_COOKIE``
    (``a=1; b=2``), ``…_AUTH`` (``user:password``, RFC 7617) and ``…_PROXY`` (an http URL).

    ``NAME`` is the profile's, in capitals, with ``_`` for ``-``. Raises AccessError.
    """
    prefix = f"VUSTACRAWL_{profile.name.upper().replace('-', '_')}_"
    headers: dict[str, str] = {}
    for line in filter(None, map(str.strip, environment.get(f"{prefix}HEADERS", "").splitlines())):
        found = _HEADER.fullmatch(line)
        if found is None:
            raise AccessError(f"{prefix}HEADERS: a line is not 'Name: value'")
        headers[found[1]] = found[2]
    if cookie := environment.get(f"{prefix}COOKIE"):
        if not _HEADER.fullmatch(f"Cookie: {cookie}"):
            raise AccessError(f"{prefix}COOKIE: not 'name=value; name=value'")
        headers["Cookie"] = cookie
    if account := environment.get(f"{prefix}AUTH"):
        if ":" not in account:
            raise AccessError(f"{prefix}AUTH: not 'user:password'")
        headers["Authorization"] = f"Basic {base64.b64encode(account.encode()).decode()}"
    proxy = environment.get(f"{prefix}PROXY", "")
    if proxy and split_url(proxy) is None:
        raise AccessError(f"{prefix}PROXY: not an http(s) URL")
    return SiteAccess(headers, proxy)


def read_access(profiles: Iterable[Profile]) -> dict[str, SiteAccess]:
    """Return each site's settings from the environment, by host; hosts without any are omitted. Raises AccessError."""
    found = ((profile, access_of(profile)) for profile in profiles)
    return {host: access for profile, access in found if access.headers or access.proxy for host in profile.all_hosts}


class AccessMiddleware:
    """Adds a site's headers and proxy to requests to its hosts; ``proxy`` is for hosts without their own."""

    def __init__(self, by_host: Mapping[str, SiteAccess], proxy: str) -> None:
        self._by_host = by_host
        self._proxy = proxy

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Called by Scrapy; raises NotConfigured if there is nothing to add."""
        by_host = read_access(cast(Any, crawler.spider).profiles)  # including sites that join the crawl later
        proxy = crawler.settings.get("VUSTACRAWL_PROXY")
        if not (by_host or proxy):
            raise NotConfigured
        return cls(by_host, proxy or "")

    def process_request(self, request: Request) -> None:
        """Add the headers and proxy for the request's host."""
        if UNARCHIVED_HEADERS in request.meta:  # those of the host that redirected its robots.txt here
            for name in request.meta.pop(UNARCHIVED_HEADERS):
                request.headers.pop(name, None)
            request.meta.pop("proxy", None)
        if access := self._by_host.get(host_of(request.url)):
            for name, value in access.headers.items():
                before = request.headers.get(name) if name == "Cookie" else None
                request.headers[name] = b"; ".join(filter(None, (before, value.encode())))
            request.meta[UNARCHIVED_HEADERS] = tuple(access.headers)
            if access.proxy:
                request.meta["proxy"] = access.proxy
        if self._proxy:
            request.meta.setdefault("proxy", self._proxy)
