"""A crawl asks what its profiles name, and nothing in a private network unless a profile says so."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from twisted.internet.error import DNSLookupError

from tests.spiders.fakes import a_crawler, a_profile
from vustacrawl.spiders import addresses
from vustacrawl.spiders.addresses import PublicAddresses
from vustacrawl.spiders.failures import OffSite, PrivateAddress

PROXY = "http://127.0.0.1:3128"
PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "::1",
    "fe80::1",
    "fd00::1",
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
def ask(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a request pass, whose host has this address (None: none); the names that were resolved for it."""

    def let_pass(asked: str, address: str | None, proxy: str = "", any_host: bool = False, **profile: Any) -> list[str]:
        resolver = Resolver(address)
        monkeypatch.setattr(addresses, "reactor", resolver)
        monkeypatch.setattr(addresses, "maybe_deferred_to_future", at_once)
        crawler = a_crawler(VUSTACRAWL_ANY_HOST=any_host)
        crawler.spider.crawl = SimpleNamespace(profiles={"union": a_profile(**profile)})  # type: ignore[union-attr]
        request = Request(asked, meta={"proxy": proxy} if proxy else {})
        asyncio.run(PublicAddresses.from_crawler(crawler).process_request(request))
        return resolver.resolved

    return let_pass


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_a_public_address_is_asked(address: str, ask: Any) -> None:
    assert ask("https://union.example/", address) == ["union.example"]


@pytest.mark.parametrize("proxy", ["", PROXY], ids=["direct", "proxy"])
@pytest.mark.parametrize("address", PRIVATE)
def test_a_profile_s_host_with_a_private_address_is_not(address: str, proxy: str, ask: Any) -> None:
    with pytest.raises(PrivateAddress, match=r"union\.example has the private address"):
        ask("https://union.example/", address, proxy)


@pytest.mark.parametrize("proxy", ["", PROXY], ids=["direct", "proxy"])
@pytest.mark.parametrize("host", [*PRIVATE[:6], "[::1]", "localhost", "a.localhost"])
def test_a_page_sends_nobody_to_a_private_address(host: str, proxy: str, ask: Any) -> None:
    with pytest.raises(PrivateAddress):
        ask(f"http://{host}/a.jpg", None, proxy, any_host=True)


@pytest.mark.parametrize(
    "profile",
    [{"private": True}, {"url": "http://127.0.0.1:8000/"}, {"url": "http://localhost/"}, {"url": "http://[::1]/"}],
    ids=["said", "IPv4", "localhost", "IPv6"],
)
def test_a_private_site_is_asked_where_its_profile_says_so(profile: dict[str, Any], ask: Any) -> None:
    url = profile.get("url", "https://union.example/")
    assert ask(f"{url}tin", "10.0.0.1", **(profile | {"listings": (f"{url}tin",)})) == []


def test_another_port_of_a_private_site_is_not(ask: Any) -> None:
    site = {"url": "http://127.0.0.1:8000/", "listings": ("http://127.0.0.1:8000/tin",)}
    with pytest.raises(PrivateAddress):
        ask("http://127.0.0.1:6379/", None, **site)


@pytest.mark.parametrize("url", ["https://images.example/a.jpg", "https://union.example:8443/a.jpg"])
def test_what_no_profile_names_is_not_asked(url: str, ask: Any) -> None:
    with pytest.raises(OffSite):
        ask(url, "93.184.216.34")


@pytest.mark.parametrize(
    ("url", "profile"),
    [
        ("https://images.example/a.jpg", {"image_hosts": ("images.example",)}),
        ("https://old.example/a.jpg", {"hosts": ("old.example",)}),
        ("https://feeds.example:8443/rss", {"feeds": ("https://feeds.example:8443/rss",)}),
    ],
)
def test_all_that_a_profile_names_is_asked(url: str, profile: dict[str, Any], ask: Any) -> None:
    assert ask(url, "93.184.216.34", **profile)


def test_a_name_that_does_not_resolve_is_for_the_proxy(ask: Any) -> None:
    assert ask("https://union.example/", None, PROXY) == ["union.example"]
    with pytest.raises(DNSLookupError):
        ask("https://union.example/", None)


def test_discovery_follows_a_redirect_to_any_public_host(ask: Any) -> None:
    assert ask("https://new.example/", "93.184.216.34", any_host=True) == ["new.example"]
    with pytest.raises(OffSite):
        ask("https://new.example:8443/", "93.184.216.34", any_host=True)
