"""How the sites of a crawl are divided among processes."""

from __future__ import annotations

import os

import pytest

from tests.profiles import a_profile
from vustacrawl.sites import Profile
from vustacrawl.spiders.processes import PAGES_PER_CORE, divide, processes_for


def site(name: str, delay: float = 1.0, host: str | None = None, **more: object) -> Profile:
    return a_profile(f"http://{host or name + '.vn'}/", name=name, politeness={"delay": delay}, **more)


def names(parts: list[list[Profile]]) -> list[set[str]]:
    return [{profile.name for profile in part} for part in parts]


def test_slow_sites_need_only_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    polite = [site(f"s{at}") for at in range(int(PAGES_PER_CORE))]
    assert processes_for(polite[:-1]) == 1
    assert processes_for(polite) == 4
    assert processes_for([site("own", delay=0)]) == 1, "one site cannot be divided"
    assert processes_for([site("own", delay=0), site("other")]) == 2


def test_parts_have_about_equal_load() -> None:
    fast, slow = [site(f"fast{at}", 0.5) for at in range(2)], [site(f"slow{at}", 2) for at in range(4)]
    assert names(divide([*slow, *fast], 2)) == [{"fast0", "slow0", "slow2"}, {"fast1", "slow1", "slow3"}]
    assert names(divide(slow[:1], 2)) == [{"slow0"}]


def test_sites_sharing_a_host_stay_together() -> None:
    """Otherwise two processes, each keeping the delay, would together send twice as many requests as allowed."""
    sites = [
        site("vi", host="hoi.vn"),
        site("other"),
        site("en", host="www.hoi.vn"),
        site("media", image_hosts=["anh.hoi.vn"], feeds=["http://en.hoi.vn/rss"]),
        site("feed", host="en.hoi.vn"),
    ]
    assert names(divide(sites, 5)) == [{"vi", "en"}, {"media", "feed"}, {"other"}]
