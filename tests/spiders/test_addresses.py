"""A crawl sends requests only to hosts of its profiles, and to private addresses only if a profile allows it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from scrapy import Request
from twisted.internet.error import DNSLookupError

from tests.profiles import a_profile
from tests.spiders.fakes import a_crawler
from vustacrawl.spiders import addresses
from vustacrawl.spiders.addresses import PublicAddresses
from vustacrawl.spiders.failures import OffSite, PrivateAddress
from vustacrawl.spiders.politeness import limits_of

PROXY = "http://127.0.0.1:3128"
PRIVATE = [
    *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
    *("::1", "fe80::1", "fd00::1"),
]


class Resolver:
    def __init__(self, address: str | None) -> None:
        self.address = address
        self.resolved: list[str] = []

    def resolve(self, host: str) -> str | None:
        self.resolved.append(host)
        return self.address


async def at_once(address: str | None) -> str:
    if address is None:
        raise DNSLookupError("no such host")
    return address


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Check a request whose host has this address (None: it does not resolve); return the names that were resolved."""

    def check_request(
        requested: str,
        address: str | None,
        proxy: str = "",
        any_host: bool = False,
        url: str = "https://union.example/",
        **profile: Any,
    ) -> list[str]:
        resolver = Resolver(address)
        monkeypatch.setattr(addresses, "reactor", resolver)
        monkeypatch.setattr(addresses, "maybe_deferred_to_future", at_once)
        crawler = a_crawler(VUSTACRAWL_ANY_HOST=any_host)
        limits_of(crawler.spider).profiles = {"union": a_profile(url, **profile)}
        meta = {"dont_obey_robotstxt": True} if requested.endswith("/robots.txt") else {}
        request = Request(requested, meta=meta | ({"proxy": proxy} if proxy else {}))
        asyncio.run(PublicAddresses.from_crawler(crawler).process_request(request))
        return resolver.resolved

    return check_request


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_public_address_is_allowed(address: str, check: Any) -> None:
    assert check("https://union.example/", address) == ["union.example"]


@pytest.mark.parametrize("proxy", ["", PROXY], ids=["direct", "proxy"])
@pytest.mark.parametrize("address", PRIVATE)
def test_profile_host_with_private_address_is_rejected(address: str, proxy: str, check: Any) -> None:
    with pytest.raises(PrivateAddress, match=r"union\.example has the private address"):
        check("https://union.example/", address, proxy)


@pytest.mark.parametrize("proxy", ["", PROXY], ids=["direct", "proxy"])
@pytest.mark.parametrize("host", [*PRIVATE[:6], "[::1]", "localhost", "a.localhost"])
def test_private_address_in_url_is_rejected(host: str, proxy: str, check: Any) -> None:
    with pytest.raises(PrivateAddress):
        check(f"http://{host}/a.jpg", None, proxy, any_host=True)


@pytest.mark.parametrize(
    "profile",
    [{"private": True}, {"url": "http://127.0.0.1:8000/"}, {"url": "http://localhost/"}, {"url": "http://[::1]/"}],
    ids=["private setting", "IPv4", "localhost", "IPv6"],
)
def test_private_site_is_allowed_by_its_profile(profile: dict[str, Any], check: Any) -> None:
    url = profile.get("url", "https://union.example/")
    assert check(f"{url}tin", "10.0.0.1", **(profile | {"listings": (f"{url}tin",)})) == []


def test_other_port_of_private_site_is_rejected(check: Any) -> None:
    site = {"url": "http://127.0.0.1:8000/", "listings": ("http://127.0.0.1:8000/tin",)}
    with pytest.raises(PrivateAddress):
        check("http://127.0.0.1:6379/", None, **site)


@pytest.mark.parametrize("url", ["https://images.example/a.jpg", "https://union.example:8443/a.jpg"])
def test_host_or_port_outside_profiles_is_rejected(url: str, check: Any) -> None:
    with pytest.raises(OffSite):
        check(url, "93.184.216.34")


@pytest.mark.parametrize(
    ("url", "profile"),
    [
        ("https://images.example/a.jpg", {"image_hosts": ("images.example",)}),
        ("https://old.example/a.jpg", {"hosts": ("old.example",)}),
        ("https://feeds.example:8443/rss", {"feeds": ("https://feeds.example:8443/rss",)}),
    ],
)
def test_every_host_named_in_profile_is_allowed(url: str, profile: dict[str, Any], check: Any) -> None:
    assert check(url, "93.184.216.34", **profile)


def test_robots_txt_may_be_on_any_public_host(check: Any) -> None:
    assert check("https://portal.example/robots.txt", "93.184.216.34") == ["portal.example"]
    with pytest.raises(PrivateAddress):
        check("https://portal.example/robots.txt", "10.0.0.1")
    with pytest.raises(OffSite):
        check("https://portal.example:8443/robots.txt", "93.184.216.34")


def test_unresolvable_host_is_left_to_proxy(check: Any) -> None:
    assert check("https://union.example/", None, PROXY) == ["union.example"]
    with pytest.raises(DNSLookupError):
        check("https://union.example/", None)


def test_discovery_follows_redirect_to_any_public_host(check: Any) -> None:
    assert check("https://new.example/", "93.184.216.34", any_host=True) == ["new.example"]
    with pytest.raises(OffSite):
        check("https://new.example:8443/", "93.184.216.34", any_host=True)
