"""Headers, cookies, passwords and proxies of single sites, from the environment, and the workspace's proxy."""

from __future__ import annotations

from typing import Any, cast

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured

from tests.spiders.fakes import a_crawler
from vustacrawl.archive.recorder import _without_secrets
from vustacrawl.sites import find_profile
from vustacrawl.spiders.access import AccessError, AccessMiddleware, SiteAccess, access_of

PROFILE = find_profile("vusta-en")
PREFIX = "VUSTACRAWL_VUSTA_EN_"
PROXY = "http://127.0.0.1:3128"


def test_site_variables_become_headers_and_proxy() -> None:
    environment = {
        f"{PREFIX}HEADERS": "X-Key: abc\n\n  Accept-Language :  en\n",
        f"{PREFIX}COOKIE": "phien=7; da_dong_y=1",
        f"{PREFIX}AUTH": "lưu-trữ:mật:khẩu",
        f"{PREFIX}PROXY": "http://127.0.0.1:3128",
        "VUSTACRAWL_VUSTA_COOKIE": "of=another site",
    }
    assert access_of(PROFILE, environment) == SiteAccess(
        {
            "X-Key": "abc",
            "Accept-Language": "en",
            "Cookie": "phien=7; da_dong_y=1",
            "Authorization": "Basic bMawdS10cuG7rzpt4bqtdDpraOG6qXU=",
        },
        "http://127.0.0.1:3128",
    )
    assert access_of(PROFILE, {}) == SiteAccess()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEADERS", "X-Key abc"),
        ("HEADERS", ": abc"),
        ("COOKIE", "a=1\r\nX: y"),
        ("AUTH", "secret"),
        ("PROXY", "secret"),
    ],
)
def test_invalid_variable_is_reported_without_its_value(name: str, value: str) -> None:
    with pytest.raises(AccessError, match=f"^{PREFIX}{name}: ") as caught:
        access_of(PROFILE, {f"{PREFIX}{name}": value})
    assert value not in str(caught.value)


def test_secret_headers_are_removed_from_archived_request() -> None:
    sent = b"GET /a HTTP/1.1\r\nHost: x.vn\r\nCOOKIE: a=1\r\nX-Key: k\r\nCookies: b\r\n\r\ncookie: c\r\n"
    assert _without_secrets(sent, ("Cookie", "X-Key")) == (
        b"GET /a HTTP/1.1\r\nHost: x.vn\r\nCookies: b\r\n\r\ncookie: c\r\n"
    )
    assert _without_secrets(b"GET / HTTP/1.1\r\nA: b\r\nAuthorization: x\r\n\r\n", ("Authorization",)) == (
        b"GET / HTTP/1.1\r\nA: b\r\n\r\n"
    )


def test_request_uses_proxy_of_workspace() -> None:
    request = Request("https://union.example/robots.txt")
    AccessMiddleware.from_crawler(a_crawler(VUSTACRAWL_PROXY=PROXY)).process_request(request)
    assert request.meta["proxy"] == PROXY


def test_redirected_robots_txt_does_not_take_headers_and_proxy_to_another_host() -> None:
    access = AccessMiddleware({"union.example": SiteAccess({"X-Key": "k", "Cookie": "a=1"}, PROXY)}, "")
    request = Request("https://union.example/robots.txt")
    access.process_request(request)
    assert (request.headers["X-Key"], request.meta["proxy"]) == (b"k", PROXY)
    redirected = request.replace(url="https://portal.example/robots.txt")
    access.process_request(redirected)
    assert not redirected.headers and "proxy" not in redirected.meta
    back = request.replace(url="https://union.example/robots")
    access.process_request(back)
    assert back.headers["Cookie"] == b"a=1"


def test_existing_proxy_of_request_is_kept() -> None:
    request = Request("https://union.example/", meta={"proxy": "http://127.0.0.1:1"})
    AccessMiddleware({}, PROXY).process_request(request)
    assert request.meta["proxy"] == "http://127.0.0.1:1"


@pytest.mark.parametrize("proxy", [None, ""])
def test_middleware_is_disabled_without_proxy(proxy: str | None) -> None:
    with pytest.raises(NotConfigured):
        AccessMiddleware.from_crawler(a_crawler(VUSTACRAWL_PROXY=proxy))


def test_site_added_during_crawl_gets_its_headers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VUSTACRAWL_UNION_COOKIE", "phien=7")
    crawler = a_crawler()
    cast(Any, crawler.spider).crawl.profiles = {}  # as in a worker of a cluster that holds no site yet
    request = Request("https://union.example/tin")
    AccessMiddleware.from_crawler(crawler).process_request(request)
    assert request.headers["Cookie"] == b"phien=7"
