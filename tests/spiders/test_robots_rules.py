"""Rules of RFC 9309 where Protego differs."""

import pytest
from protego import Protego

from vustacrawl.spiders.robots_rules import OUR_PRODUCT, rules_text, sitemaps_in

PAGE = "https://hoi.vn/bai-2.html"
CLOSED = "Disallow: /bai-2\n"


def rules(text):
    return Protego.parse(rules_text(text.encode()))


@pytest.mark.parametrize(
    "name", ["vustacrawl", "VustaCrawl", "vustacrawl/9.9", "vustacrawl/*", "vustacrawl (bot) # ta"]
)
def test_group_with_our_name_applies(name):
    read = rules(f"User-agent: *\nAllow: /\n\nUser-agent: {name}\n{CLOSED}")
    assert not read.can_fetch(PAGE, OUR_PRODUCT)


@pytest.mark.parametrize("name", ["vusta", "crawl", "vusta*", "mybot", "Mozilla/5.0 (compatible; vustacrawl)"])
def test_group_with_other_name_does_not_apply(name):
    assert rules(f"User-agent: {name}\n{CLOSED}").can_fetch(PAGE, OUR_PRODUCT)


@pytest.mark.parametrize("start", ["\ufeff", "\r\n\ufeff", "\ufeff \t"])
def test_byte_order_mark_is_ignored(start):
    read = rules(f"{start}User-agent: *\rCrawl-delay: 10\r\n{CLOSED}")
    assert read.crawl_delay(OUR_PRODUCT) == 10
    assert not read.can_fetch(PAGE, OUR_PRODUCT)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        *[("0,5", 0.5), ("2.5", 2.5), (".5", 0.5), ("5.", 5), ("+5", 5), ("10 s", 10)],
        *[("abc", None), ("-1", None), ("inf", None), ("1.2.3", None), ("9" * 400, None)],
    ],
    ids=lambda written: str(written)[:5],
)
def test_crawl_delay_formats(written, seconds):
    assert rules(f"User-agent: *\nCrawl-delay: {written}\n").crawl_delay(OUR_PRODUCT) == seconds


def test_long_file_is_cut_at_end_of_line():
    text = "User-agent: *\n" + "Disallow: /khong-co-gi-o-day\n" * 40_000
    assert rules_text(text.encode()).endswith("/khong-co-gi-o-day\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_file_in_utf_16_is_obeyed(encoding):
    read = Protego.parse(rules_text(f"User-agent: *\r\n{CLOSED}".encode(encoding)))
    assert not read.can_fetch(PAGE, OUR_PRODUCT)


@pytest.mark.parametrize(
    "written",
    ["/a.xml", "hoi.vn/a.xml", "<https://hoi.vn/a.xml>", '"https://hoi.vn/a.xml"', "https://hoi.vn/a.xml # tin"],
)
def test_sitemap_is_named_in_other_spellings(written):
    assert sitemaps_in("https://hoi.vn/robots.txt", rules(f"Sitemap: {written}")) == ["https://hoi.vn/a.xml"]


def test_several_sitemaps_on_one_line_are_kept():
    read = rules("Sitemap: https://hoi.vn/a.xml  https://hoi.vn/b.xml")
    assert sitemaps_in("https://hoi.vn/robots.txt", read) == ["https://hoi.vn/a.xml", "https://hoi.vn/b.xml"]


def test_sitemaps_are_kept():
    assert [*rules(f"Sitemap: https://hoi.vn/s.xml\nUser-agent: *\n{CLOSED}").sitemaps] == ["https://hoi.vn/s.xml"]
