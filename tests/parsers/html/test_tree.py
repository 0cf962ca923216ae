"""Responses that are not HTML pages."""

import gzip

import pytest

from tests.profiles import a_profile
from vustacrawl.parsers import NotAnArticle, find_links, parse_article
from vustacrawl.parsers.html.tree import EmptyDocument, read_tree

URL = "https://husta.vn/bai-viet-p90000.html"
PROFILE = a_profile("https://husta.vn/", family="vnmedia")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "no page but a PDF"),
        (b"PK\x03\x04\x14\x00\x06\x00", "no page but a ZIP archive or an Office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "no page but an Office document"),
        (gzip.compress(b"<h1>Trang</h1>", mtime=0), "no page but a gzip archive"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "no page but a JPEG image"),
        (b"", "no markup and no text"),
        (b"<!-- khong co gi -->", "no markup and no text"),
    ],
    ids=["PDF", "ZIP", "OLE", "gzip", "JPEG", "empty", "comment"],
)
def test_error_names_content_of_non_html_response(body: bytes, message: str) -> None:
    with pytest.raises(NotAnArticle, match=message):
        parse_article(URL, body, PROFILE)
    with pytest.raises(EmptyDocument, match=message):
        read_tree(body)


def test_pdf_instead_of_listing_has_no_links() -> None:
    assert find_links(URL, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", PROFILE, "listing").found == []
