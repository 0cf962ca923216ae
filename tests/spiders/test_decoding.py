"""Bodies are decoded by their content, not only by their headers."""

import gzip

import pytest
from scrapy import Request
from scrapy.http import Response

from vustacrawl.spiders.decoding import ContentDecoding

PAGE = "<!doctype html><title>Tin</title><p>Đại hội Liên hiệp Hội</p>".encode()


@pytest.mark.parametrize("coding", [None, "utf-8", "gzip"])
def test_gzipped_page_is_decoded_despite_wrong_or_missing_coding(coding: str | None) -> None:
    headers = {"Content-Type": "text/html", **({"Content-Encoding": coding} if coding else {})}
    response = Response("https://hoi.vn/", headers=headers, body=gzip.compress(PAGE, mtime=0))
    decoded = ContentDecoding(0).process_response(Request("https://hoi.vn/"), response)
    assert decoded.body == PAGE
    assert "Content-Encoding" not in decoded.headers


def test_gzip_file_is_not_decoded() -> None:
    response = Response("https://hoi.vn/a.gz", headers={"Content-Type": "application/gzip"}, body=gzip.compress(PAGE))
    assert ContentDecoding(0).process_response(Request("https://hoi.vn/a.gz"), response) is response
