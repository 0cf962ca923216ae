"""Every request goes through the workspace's proxy, where it names one."""

import pytest
from scrapy import Request
from scrapy.exceptions import NotConfigured

from tests.spiders.fakes import a_crawler
from vustacrawl.spiders.proxy import ProxyMiddleware

PROXY = "http://127.0.0.1:3128"


def test_a_request_gets_the_proxy_of_the_workspace() -> None:
    request = Request("https://union.example/robots.txt")
    ProxyMiddleware.from_crawler(a_crawler(VUSTACRAWL_PROXY=PROXY)).process_request(request)
    assert request.meta["proxy"] == PROXY


def test_a_request_that_has_a_proxy_keeps_it() -> None:
    request = Request("https://union.example/", meta={"proxy": "http://127.0.0.1:1"})
    ProxyMiddleware(PROXY).process_request(request)
    assert request.meta["proxy"] == "http://127.0.0.1:1"


@pytest.mark.parametrize("proxy", [None, ""])
def test_without_a_proxy_there_is_no_middleware(proxy: str | None) -> None:
    with pytest.raises(NotConfigured):
        ProxyMiddleware.from_crawler(a_crawler(VUSTACRAWL_PROXY=proxy))
