"""No page sends a crawl into a private network."""

from __future__ import annotations

import asyncio

import pytest
from scrapy import Request

from tests.spiders.fakes import a_crawler
from vustacrawl.spiders import addresses
from vustacrawl.spiders.addresses import PublicAddresses
from vustacrawl.spiders.federation import PrivateAddress


class Resolver:
    def __init__(self, address: str) -> None:
        self.address = address
        self.resolved: list[str] = []

    def resolve(self, host: str) -> str:
        self.resolved.append(host)
        return self.address


async def at_once(address: str) -> str:
    return address


def ask(url: str, address: str, monkeypatch: pytest.MonkeyPatch, **meta: str) -> list[str]:
    """Let a request pass, whose host has this address; the names that were resolved for it."""
    resolver = Resolver(address)
    monkeypatch.setattr(addresses, "reactor", resolver)
    monkeypatch.setattr(addresses, "maybe_deferred_to_future", at_once)
    asyncio.run(PublicAddresses.from_crawler(a_crawler()).process_request(Request(url, meta=dict(meta))))
    return resolver.resolved


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1"])
def test_a_public_address_is_asked(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("https://images.example/a.jpg", address, monkeypatch) == ["images.example"]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fe80::1", "fd00::1"],
)
def test_a_private_one_is_not(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(PrivateAddress, match=r"images\.example has the private address"):
        ask("https://images.example/a.jpg", address, monkeypatch)


def test_a_proxy_resolves_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask("https://images.example/", "127.0.0.1", monkeypatch, proxy="http://127.0.0.1:3128") == []
