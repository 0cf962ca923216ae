"""Which charset bytes are read in."""

from __future__ import annotations

import encodings
import pkgutil

import pytest

from vustacrawl.parsers import find_links, parse_article
from vustacrawl.parsers.html.dom import element_text
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.parsers.html.tree import read_tree
from vustacrawl.sites import Profile

URL = "https://husta.vn/bai-viet-p90000.html"
PROFILE = Profile(
    name="husta", title="Liên hiệp hội", family="vnmedia", url="https://husta.vn/", article_url=".", listings=(URL,)
)
TITLE = "Hội nghị tổng kết công tác năm"
LABELS = [
    *sorted(module.name for module in pkgutil.iter_modules(encodings.__path__)),
    *("base64", "hex", "zlib", "bz2", "uu", "rot13", "quopri", "unicode-escape", "utf-7", "utf8-sig", "string-escape"),
    *("", ";", "../../x", "utf-8\0", "\udc80", "ê", "x" * 5000, "none", "x-user-defined", "replacement"),
]


def page(label: str) -> bytes:
    head = f'<html><head><meta charset="{label}"><title>T</title></head>'
    body = f"<body><h1>{TITLE}</h1><p>Các đại biểu đã thảo luận nhiều nội dung.</p></body></html>"
    return head.encode("utf-8", "replace") + body.encode("cp1258", "replace")


@pytest.mark.parametrize("label", LABELS, ids=[f"{number}" for number in range(len(LABELS))])
def test_no_name_of_a_charset_stops_the_parser(label: str) -> None:
    to_utf8(page(label), f"text/html; charset={label}").decode("utf-8")
    to_utf8(page(label)).decode("utf-8")
    article = parse_article(URL, page(label), PROFILE, f"text/html; charset={label}")
    assert article.title
    article.title.encode("utf-8")
    find_links(URL, page(label), PROFILE, "listing", f"text/html; charset={label}")


@pytest.mark.parametrize("label", ["base64", "rot13", "unicode_escape", "punycode", "idna", "utf-7"])
def test_what_is_no_charset_is_read_as_if_nothing_were_said(label: str) -> None:
    assert to_utf8(page(label)).replace(label.encode(), b"") == to_utf8(page(""))


@pytest.mark.parametrize(
    ("label", "codec"),
    [("gb2312", "gb18030"), ("windows-1258", "cp1258"), ("Shift_JIS", "cp932"), ("koi8-r", "koi8-r")],
)
def test_a_charset_of_browsers_is_taken_at_its_word(label: str, codec: str) -> None:
    text = {"gb18030": "科学技术协会", "cp1258": "Tin tưc", "cp932": "科学技術", "koi8-r": "Новости"}[codec]
    body = f"<h1>{text}</h1>".encode(codec)
    assert text in to_utf8(body, f"text/html; charset={label}; x=y").decode("utf-8")
    assert text in to_utf8(f'<meta charset="{label}">'.encode() + body).decode("utf-8")


VIETNAMESE = (
    "<html><body><h1>Đồng bằng sông Thanh</h1><p>Cuối năm, hội thảo khép lại với hai bản kiến nghị.</p></body></html>"
)
MISCODED = {
    "Icelandic letters": VIETNAMESE.replace("Đ", "Ð"),
    "an entity for the Icelandic letter": VIETNAMESE.replace("Đ", "&ETH;"),
    "coded twice": VIETNAMESE.encode().decode("latin-1"),
    "entities coded twice": VIETNAMESE.replace("ô", "&amp;ocirc;").replace("ă", "&amp;#259;"),
}


@pytest.mark.parametrize("name", MISCODED)
def test_letters_of_vietnamese_pages_are_mended(name):
    assert element_text(read_tree(MISCODED[name].encode()).root) == element_text(read_tree(VIETNAMESE.encode()).root)


def test_icelandic_keeps_its_letters():
    page = "<p>Það er Ísland, og Ðegn þekkir það.</p>"

    assert element_text(read_tree(page.encode()).root) == "Það er Ísland, og Ðegn þekkir það."


def test_an_entity_that_the_text_names_stays():
    assert element_text(read_tree(b"<p>write &amp;lt; for &lt;</p>").root) == "write &lt; for <"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("header", [None, "text/html; charset=utf-16"])
def test_two_bytes_a_letter_need_no_mark(encoding, header):
    assert element_text(read_tree(VIETNAMESE.encode(encoding), header).root) == element_text(
        read_tree(VIETNAMESE.encode()).root
    )
