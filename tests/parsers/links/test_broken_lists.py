"""Sitemaps and feeds as servers send them: compressed, encoded, truncated, mislabelled, in other formats."""

import gzip
import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profiles import a_profile
from vustacrawl.items import Link
from vustacrawl.parsers import find_links
from vustacrawl.parsers.links.xml import CUT, CUT_ARCHIVE

SITE = a_profile(article_url=r"/bai-(?P<id>\d+)", hosts=["cu.hoi.vn"], sitemaps=["https://hoi.vn/sitemap.xml"])
BOTH = ["https://hoi.vn/bai-1.html", "https://hoi.vn/bai-2.html"]
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*addresses, declaration='<?xml version="1.0" encoding="UTF-8"?>', namespace=NAMESPACE):
    entries = "".join(f"<url><loc>{each}</loc></url>" for each in addresses)
    return f"{declaration}<urlset {namespace}>{entries}</urlset>"


def rss(*items, attributes=""):
    return f'<?xml version="1.0"?><rss version="2.0"{attributes}><channel>{"".join(items)}</channel></rss>'


def item(address, more=""):
    return f"<item><title>Hội nghị</title><link>{address}</link>{more}</item>"


def atom(*entries, attributes=""):
    return f'<feed xmlns="http://www.w3.org/2005/Atom"{attributes}>{"".join(entries)}</feed>'


def json_feed(*items, **more):
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items} | more)


def read(body, kind="sitemap", url="https://hoi.vn/sitemap.xml", content_type=None):
    return find_links(url, body if isinstance(body, bytes) else body.encode(), SITE, kind, content_type)


def addresses(links):
    return [link.url for link in links.found]


SITEMAP = urlset(*BOTH)
PACKED = gzip.compress(SITEMAP.encode(), mtime=0)
HALVES = [gzip.compress(half.encode(), mtime=0) for half in (SITEMAP[:150], SITEMAP[150:])]
WARNING = "<br />\n<b>Warning</b>: Cannot modify header in <b>/x.php</b> on line <b>3</b><br />\n"
QUERIES = ["https://hoi.vn/bai-1.html?a=1&b=2", "https://hoi.vn/bai-2.html?a=1&b=2"]
CODED = [address.replace("&", "&amp;") for address in QUERIES]
UTF16 = '<?xml version="1.0" encoding="UTF-16"?>'

SITEMAPS = {
    "gzip": (PACKED, BOTH),
    "gzip of two members": (b"".join(HALVES), BOTH),
    "gzip in gzip": (gzip.compress(PACKED, mtime=0), BOTH),
    "gzip followed by comment": (PACKED + b"<!-- cached -->", BOTH),
    "gzip followed by zeros": (PACKED + bytes(512), BOTH),
    "byte order mark and blank lines": ("\ufeff\r\n  " + SITEMAP, BOTH),
    "server warning before XML": (WARNING + SITEMAP, BOTH),
    "PHP tag before XML": ("<?php warning ?>\n" + SITEMAP, BOTH),
    "server warning inside XML": (SITEMAP.replace("<url>", WARNING + "<url>"), BOTH),
    "UTF-16 with byte order mark": (urlset(*CODED, declaration=UTF16).encode("utf-16"), QUERIES),
    "UTF-16 little-endian without byte order mark": (urlset(*CODED, declaration=UTF16).encode("utf-16-le"), QUERIES),
    "UTF-16 big-endian without byte order mark": (urlset(*CODED, declaration=UTF16).encode("utf-16-be"), QUERIES),
    "UTF-32": (urlset(*CODED).encode("utf-32"), QUERIES),
    "UTF-8 declared as UTF-16": (urlset(*CODED, declaration=UTF16), QUERIES),
    "unknown encoding": (SITEMAP.replace("UTF-8", "utf8mb4"), BOTH),
    "not a text encoding": (SITEMAP.replace("UTF-8", "base64"), BOTH),
    "followed by zeros": (SITEMAP + "\0\0", BOTH),
    "control characters": (SITEMAP.replace("<loc>", "<loc>\x0b\x01"), BOTH),
    "another namespace": (urlset(*BOTH, namespace='xmlns="http://www.google.com/schemas/sitemap/0.84"'), BOTH),
    "prefixes": (re.sub(r"<(/?)(\w)", r"<\1s:\2", SITEMAP), BOTH),
    "undeclared prefix on root": (SITEMAP.replace("urlset", "image:urlset"), BOTH),
    "capitals": (SITEMAP.replace("loc>", "LOC>").replace("url>", "URL>"), BOTH),
    "CDATA with spaces": (urlset(f"\n\t <![CDATA[ {BOTH[0]} ]]>\n ", f"\n {BOTH[1]}\n"), BOTH),
    "bare ampersands": (urlset(*QUERIES), QUERIES),
    "bare ampersands in CDATA": (urlset(*(f"<![CDATA[{each}]]>" for each in QUERIES)), QUERIES),
    "double-escaped ampersands": (urlset(*(each.replace("&amp;", "&amp;amp;") for each in CODED)), QUERIES),
    "ampersands as character references": (urlset(*(each.replace("&amp;", "&#38;") for each in CODED)), QUERIES),
    "relative URLs": (urlset("/bai-1.html", "bai-2.html"), BOTH),
    "scheme-relative URLs": (urlset("//hoi.vn/bai-1.html", "//hoi.vn/bai-2.html"), BOTH),
    "xml:base": (urlset("bai-1.html", "bai-2.html", namespace='xml:base="https://hoi.vn/tin/"'), []),
    "unclosed entry": (SITEMAP.replace("</url>", "", 1), BOTH),
    "two concatenated sitemaps": (urlset(BOTH[0]) + urlset(BOTH[1]), BOTH),
    "image URLs": (
        SITEMAP.replace("</loc>", "</loc><image:image><image:loc>https://hoi.vn/bai-9.jpg</image:loc></image:image>"),
        BOTH,
    ),
    "RSS": (rss(*map(item, BOTH)), BOTH),
    "Atom": (atom(*(f'<entry><link href="{each}"/></entry>' for each in BOTH)), BOTH),
    "one URL per line, and a note": ("\n".join([*BOTH, "ghi chú"]), BOTH),
    "lines with spaces, byte order mark, capitals": (
        f"\ufeff{BOTH[0]}\r\n\r\n \t HTTPS://hoi.vn/bai-2.html  \r\n",
        BOTH,
    ),
    "lines ending in CR": ("\r".join(BOTH), BOTH),
    "gzipped lines": (gzip.compress("\n".join(BOTH).encode(), mtime=0), BOTH),
    "several URLs on one line": (" ".join(BOTH), BOTH),
    "lines with dates": (f"loc,lastmod\n{BOTH[0]},2024-03-12\n{BOTH[1]} , 2024-03-12T08:30:00+07:00,daily,0.8\n", BOTH),
    "lines with dates after semicolons": (f"{BOTH[0]};12/03/2024\r\n{BOTH[1]}; Bài hai\r\n", BOTH),
    "lines in quotes": (f'"{BOTH[0]}"\n"{BOTH[1]}","2024-03-12","Bài ""hai"""\n', BOTH),
    "lines in other quotes": (f"'{BOTH[0]}'\n<{BOTH[1]}>\n", BOTH),
    "lines in columns": (f"1\t{BOTH[0]}\t2024-03-12\nBài hai, số 2,{BOTH[1]}\n", BOTH),
    "lines with trailing comma": (",\n".join([*BOTH, ""]), BOTH),
    "lines with comments": (
        f"#https://hoi.vn/bai-8.html\n#, https://hoi.vn/bai-9.html\n{BOTH[0]}\n\n# 2\n{BOTH[1]}",
        BOTH,
    ),
    "lines with commas in URLs": (
        "https://hoi.vn/tin,su-kien/bai-1.html\nhttps://hoi.vn/2024,03;12/tin 2024-03/bai-2.html",
        ["https://hoi.vn/tin,su-kien/bai-1.html", "https://hoi.vn/2024,03;12/tin 2024-03/bai-2.html"],
    ),
    "URLs with line break inside": (SITEMAP.replace("/bai-", "/\n   bai-"), BOTH),
    "lines in UTF-16": ("\n".join(BOTH).encode("utf-16"), BOTH),
    "wrapped in page": ("<!DOCTYPE html>\n<html><head></head><body><pre>" + SITEMAP + "</pre></body></html>", BOTH),
    "comments with tags": (SITEMAP.replace("<urlset", "<!-- <html> <urlset> --><urlset"), BOTH),
    "URLs in quotes": (urlset(*(f'"{each}"' for each in BOTH)), BOTH),
    "URLs without scheme": (urlset(*(each.removeprefix("https://") for each in BOTH)), BOTH),
    "sitemap in set": (
        urlset("https://hoi.vn/sitemap-2.xml", "https://hoi.vn/tin.xml"),
        ["https://hoi.vn/sitemap-2.xml"],
    ),
    "lines after server warning": (WARNING + "\n".join(BOTH), BOTH),
}
SITEMAPS["xml:base"] = (SITEMAPS["xml:base"][0], ["https://hoi.vn/tin/bai-1.html", "https://hoi.vn/tin/bai-2.html"])


@pytest.mark.parametrize("case", SITEMAPS)
def test_sitemap_is_read(case):
    body, expected = SITEMAPS[case]
    links = read(body)
    assert ([re.sub("^HTTPS", "https", each) for each in addresses(links)], links.fault) == (expected, None)


FEEDBURNER = item("http://feeds.example/~r/x/~3/abc/", f"<feedburner:origLink>{BOTH[0]}</feedburner:origLink>")
XHTML = '<div xmlns="http://www.w3.org/1999/xhtml"><a href="https://hoi.vn/bai-9.html">Xem</a><b>!</b></div>'
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel rdf:about="x"/>{}</rdf:RDF>'
FEEDS = {
    "RSS": (rss(*map(item, BOTH)), BOTH),
    "RSS in UTF-16": (rss(*map(item, BOTH)).encode("utf-16"), BOTH),
    "gzipped RSS": (gzip.compress(rss(*map(item, BOTH)).encode(), mtime=0), BOTH),
    "RSS after server warning": (WARNING + rss(*map(item, BOTH)), BOTH),
    "UTF-8 declared as windows-1258": (rss(*map(item, BOTH)).replace('"1.0"', '"1.0" encoding="windows-1258"'), BOTH),
    "relative links": (rss(item("/bai-1.html"), item("bai-2.html")), BOTH),
    "links in CDATA with spaces": (rss(*(item(f"<![CDATA[\n {each} \n]]>") for each in BOTH)), BOTH),
    "bare &, < and control character": (rss(*(item(each, "<title>A & B < 5 \x0b</title>") for each in BOTH)), BOTH),
    "long text": (rss(item(BOTH[0], f"<description>{'x' * 11_000_000}</description>"), item(BOTH[1])), BOTH),
    "feedburner:origLink": (rss(FEEDBURNER), BOTH[:1]),
    "guid only": (rss(*(f"<item><guid>{each}</guid></item>" for each in BOTH)), BOTH),
    "guid with isPermaLink": (rss(f'<item><guid isPermaLink="true">{BOTH[0]}</guid></item>'), BOTH[:1]),
    "guid that is not URL": (rss("<item><guid>1 at hoi</guid></item>"), []),
    "empty link and atom:link": (rss(*(f'<item><link/><atom:link href="{each}"/></item>' for each in BOTH)), BOTH),
    "links in escaped CDATA": (rss(*(item(f"&lt;![CDATA[{each}]]&gt;") for each in BOTH)), BOTH),
    "rel in capitals": (atom(f'<entry><link rel="Alternate" href="{BOTH[0]}"/></entry>'), BOTH[:1]),
    "empty feed before feed": ("<feed/>" + atom(f'<entry><link href="{BOTH[0]}"/></entry>'), BOTH[:1]),
    "comments URL": (rss(item(BOTH[0], "<comments>https://hoi.vn/bai-9.html</comments>")), BOTH[:1]),
    "rdf:about only": (RDF.format(f'<item rdf:about="{BOTH[0]}"><title>t</title></item>'), BOTH[:1]),
    "RSS 1.0": (RDF.format(f'<item rdf:about="{BOTH[0]}"><link>{BOTH[0]}</link></item>'), BOTH[:1]),
    "links inside entry text": (
        atom(f'<entry><title type="xhtml">{XHTML}</title><link href="bai-1.html"/><content>{XHTML}</content></entry>'),
        BOTH[:1],
    ),
    "xml:base on feed and entry": (
        atom('<entry xml:base="cu/"><link href="bai-1.html"/></entry>', attributes=' xml:base="https://hoi.vn/tin/"'),
        ["https://hoi.vn/tin/cu/bai-1.html"],
    ),
    "links other than alternate": (
        atom(f'<entry><link rel="enclosure" href="{BOTH[1]}"/><link rel="alternate" href="{BOTH[0]}"/></entry>'),
        BOTH[:1],
    ),
    "source element of another feed": (
        atom(f'<entry><source><link href="{BOTH[1]}"/><id>{BOTH[1]}</id></source><link href="{BOTH[0]}"/></entry>'),
        BOTH[:1],
    ),
    "JSON Feed": (json_feed({"id": "1", "url": BOTH[0]}, {"external_url": BOTH[1]}), BOTH),
    "JSON Feed, version with http": (json_feed({"url": BOTH[0]}, version="http://jsonfeed.org/version/1"), BOTH[:1]),
    "JSON Feed with ids only": (json_feed(*({"id": each} for each in BOTH)), BOTH),
    "JSON Feed with invalid values": (json_feed(1, None, {"url": 5}, {"url": BOTH[0]}, next_url=3), BOTH[:1]),
    "sitemap": (SITEMAP, BOTH),
}


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
@pytest.mark.parametrize("case", FEEDS)
def test_feed_is_read_whatever_kind_is_expected(case, kind):
    body, expected = FEEDS[case]
    links = read(body, kind, "https://hoi.vn/feed")
    assert (addresses(links), links.fault) == (expected, None)


PAGE = '<!DOCTYPE html><html><body><h1>Không tìm thấy</h1><a href="/bai-1.html">Hội nghị tổng kết</a></body></html>'
FAULTS = {
    "HTML page for sitemap": (PAGE, "sitemap", BOTH[:1], "HTML page instead of a sitemap"),
    "HTML page for feed": (PAGE, "feed", BOTH[:1], "HTML page instead of a feed"),
    "truncated sitemap": (SITEMAP[:-12], "sitemap", BOTH, CUT),
    "sitemap truncated in URL": (SITEMAP[: SITEMAP.index("-2.html") + 1], "sitemap", BOTH[:1], CUT),
    "feed truncated in URL": (rss(*map(item, BOTH))[:-36], "feed", BOTH[:1], CUT),
    "truncated gzip": (PACKED[:-12], "sitemap", BOTH[:1], CUT_ARCHIVE),
    "damaged gzip": (PACKED[:60] + b"\xff" * 20 + PACKED[80:], "sitemap", [], CUT_ARCHIVE),
    "other XML": ('<?xml version="1.0"?><Error/>', "sitemap", [], "neither a sitemap nor a feed"),
    "other JSON": ('{"code":"rest_forbidden"}', "feed", [], "JSON that is neither a list of posts nor a feed"),
    "plain text": ("Trang đang bảo trì", "sitemap", [], "neither XML nor a list of URLs"),
    "empty": (" \n", "sitemap", [], "empty file"),
    "PDF for listing": (b"%PDF-1.7\n1 0 obj", "listing", [], "no page but a PDF"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_fault_of_list_is_reported(case):
    body, kind, expected, fault = FAULTS[case]
    links = read(body, kind)
    assert links.fault == fault
    assert addresses(links) == expected or case == "truncated gzip"


def test_dates_in_lines_are_read():
    links = read(f"{BOTH[0]},2024-03-12,20240101\n{BOTH[1]}\t12/03/2024 08:30\n").found
    assert [link.modified_at for link in links] == ["2024-03-12", "2024-03-12T08:30:00+07:00"]


def test_valid_list_without_articles_has_no_fault():
    assert read(urlset()).fault is read(rss(), "feed").fault is read("<urlset/>").fault is None


def test_url_with_custom_entity_is_ignored():
    body = '<!DOCTYPE urlset [<!ENTITY goc "https://hoi.vn">]><urlset><url><loc>&goc;/bai-1.html</loc></url></urlset>'
    assert addresses(read(body)) == []


def test_json_feed_has_dates_and_next_page():
    item = {"id": "1", "url": BOTH[0], "date_published": "2024-03-27T01:42:50Z"}
    links = read(json_feed(item, next_url="https://hoi.vn/feed.json?trang=2"), "feed", "https://hoi.vn/feed.json")
    assert links.found == [Link(BOTH[0], "article", "2024-03-27T08:42:50+07:00")]
    assert links.next_page == "https://hoi.vn/feed.json?trang=2"


@pytest.mark.parametrize("date", ["2024-13-45", "hôm qua", "", "0000-00-00", "2024-02-30T25:61:00Z", "17092512"])
def test_invalid_date_does_not_drop_link(date):
    body = SITEMAP.replace("</loc>", f"</loc><lastmod>{date}</lastmod>")
    assert read(body).found == [Link(each, "article") for each in BOTH]


@pytest.mark.slow
def test_too_many_urls_in_list_are_cut_and_reported():
    links = read("\n".join(f"https://hoi.vn/bai-{number}" for number in range(100_001)))
    assert len(links.found) == 100_000
    assert links.fault == "more than 100,000 URLs; the rest was ignored"


HEAD = f"<urlset {NAMESPACE}><url>"
HOSTILE = {
    "ampersands": HEAD + "<loc>" + "&a" * 300_000 + "</loc></url></urlset>",
    "unclosed elements": HEAD + "<a>" * 200_000,
    "end tags without start tags": HEAD + "<b>" * 50 + "</c>" * 150_000,
    "less-than signs": HEAD + "<" * 300_000,
    "attributes": HEAD + "<link " + 'a="1" ' * 100_000 + "/></url></urlset>",
    "one long attribute name": HEAD + "<link " + "a" * 600_000 + "/></url></urlset>",
    "unclosed quotes": HEAD + "<link a='" * 60_000,
    "unclosed comments": HEAD + "<!--" * 150_000,
    "unclosed CDATA": HEAD + "<loc><![CDATA[" * 45_000,
    "declarations": HEAD + "<!ENTITY a" * 60_000,
    "spaces": HEAD + "<loc>" + " " * 600_000 + "</loc></url></urlset>",
    "JSON": '{"version":"https://jsonfeed.org/version/1.1","items":[' + "{}," * 200_000 + "{}]}",
    "line breaks": "\n" * 600_000,
    "gzip members": gzip.compress(b"", mtime=0) * 30_000,
}


def seconds(body):
    start = time.process_time()
    read(body)
    return time.process_time() - start


@pytest.fixture(scope="module")
def control():
    """CPU seconds to read a valid sitemap of 600 KB."""
    return seconds(urlset(*(f"https://hoi.vn/bai-{number}" for number in range(12_000))))


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_list_is_read_in_bounded_time(case, control):
    assert seconds(HOSTILE[case]) < 20 * control


@given(st.binary(max_size=400), st.sampled_from(["sitemap", "feed", "listing"]))
def test_any_bytes_are_read_without_error(body, kind):
    read(body, kind)
    read(b"\x1f\x8b" + body, kind)


PLAIN = [body for body, _ in [*SITEMAPS.values(), *FEEDS.values()] if len(body) < 2_000 and body[:2] != b"\x1f\x8b"]
PIECES = [b"", b"<", b">", b"&", b"\0", b"]]>", b"<url>", b"</item>", b"\xff"]


@given(st.sampled_from(PLAIN), st.integers(0, 2_000), st.integers(0, 30), st.sampled_from(PIECES))
def test_urls_not_in_broken_text_are_never_found(text, at, length, piece):
    body = text if isinstance(text, bytes) else text.encode()
    broken = body[:at] + piece + body[at + length :]
    numbers = re.findall(rb"bai-(\d+)", broken.replace(b"\0", b""))
    articles = [link.url for link in read(broken).found if link.kind == "article"]
    assert {SITE.native_id(url).encode() for url in articles} <= set(numbers)
