"""Bodies are decoded by what they are, not by what their headers say alone."""

import gzip

import pytest
from scrapy import Request
from scrapy.http import Response

from vustacrawl.spiders.decoding import ContentDecoding

PAGE = "<!doctype html><title>Tin</title><p>Đại hội Liên hiệp Hội</p>".encode()


@pytest.mark.parametrize("coding", [None, "utf-8", "gzip"])
def test_a_packed_page_is_unpacked_whatever_its_coding_is_called(coding: str | None) -> None:
    headers = {"Content-Type": "text/html", **({"Content-Encoding": coding} if coding else {})}
    response = Response("https://hoi.vn/", headers=headers, body=gzip.compress(PAGE, mtime=0))
    decoded = ContentDecoding(0).process_response(Request("https://hoi.vn/"), response)
    assert decoded.body == PAGE
    assert "Content-Encoding" not in decoded.headers


def test_a_file_that_is_packed_stays_as_it_is() -> None:
    response = Response("https://hoi.vn/a.gz", headers={"Content-Type": "application/gzip"}, body=gzip.compress(PAGE))
    assert ContentDecoding(0).process_response(Request("https://hoi.vn/a.gz"), response) is response
