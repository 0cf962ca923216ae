"""Sitemaps and feeds as servers send them: packed, coded, cut, mislabelled, in other formats."""

import gzip
import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.items import Link
from vustacrawl.parsers import find_links
from vustacrawl.parsers.links.xml import CUT, CUT_ARCHIVE
from vustacrawl.sites import Profile

SITE = Profile(
    name="hoi",
    title="Liên hiệp các hội tỉnh",
    family="generic",
    url="https://hoi.vn/",
    article_url=r"/bai-(?P<id>\d+)",
    hosts=("cu.hoi.vn",),
    sitemaps=("https://hoi.vn/sitemap.xml",),
)
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
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items, **more})


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
    "gzip with a comment behind it": (PACKED + b"<!-- cached -->", BOTH),
    "gzip with zeros behind it": (PACKED + bytes(512), BOTH),
    "byte order mark and blank lines": ("\ufeff\r\n  " + SITEMAP, BOTH),
    "a server's warning before it": (WARNING + SITEMAP, BOTH),
    "a PHP tag before it": ("<?php warning ?>\n" + SITEMAP, BOTH),
    "a warning in its midst": (SITEMAP.replace("<url>", WARNING + "<url>"), BOTH),
    "UTF-16 with a mark": (urlset(*CODED, declaration=UTF16).encode("utf-16"), QUERIES),
    "UTF-16 little-endian without a mark": (urlset(*CODED, declaration=UTF16).encode("utf-16-le"), QUERIES),
    "UTF-16 big-endian without a mark": (urlset(*CODED, declaration=UTF16).encode("utf-16-be"), QUERIES),
    "UTF-32": (urlset(*CODED).encode("utf-32"), QUERIES),
    "UTF-16 said, UTF-8 sent": (urlset(*CODED, declaration=UTF16), QUERIES),
    "an unknown encoding": (SITEMAP.replace("UTF-8", "utf8mb4"), BOTH),
    "no encoding at all": (SITEMAP.replace("UTF-8", "base64"), BOTH),
    "zeros behind it": (SITEMAP + "\0\0", BOTH),
    "control characters": (SITEMAP.replace("<loc>", "<loc>\x0b\x01"), BOTH),
    "another namespace": (urlset(*BOTH, namespace='xmlns="http://www.google.com/schemas/sitemap/0.84"'), BOTH),
    "prefixes": (re.sub(r"<(/?)(\w)", r"<\1s:\2", SITEMAP), BOTH),
    "an undeclared prefix on the root": (SITEMAP.replace("urlset", "image:urlset"), BOTH),
    "capitals": (SITEMAP.replace("loc>", "LOC>").replace("url>", "URL>"), BOTH),
    "CDATA with blanks": (urlset(f"\n\t <![CDATA[ {BOTH[0]} ]]>\n ", f"\n {BOTH[1]}\n"), BOTH),
    "bare ampersands": (urlset(*QUERIES), QUERIES),
    "ampersands escaped twice": (urlset(*(each.replace("&amp;", "&amp;amp;") for each in CODED)), QUERIES),
    "ampersands as numbers": (urlset(*(each.replace("&amp;", "&#38;") for each in CODED)), QUERIES),
    "relative addresses": (urlset("/bai-1.html", "bai-2.html"), BOTH),
    "addresses relative to the scheme": (urlset("//hoi.vn/bai-1.html", "//hoi.vn/bai-2.html"), BOTH),
    "xml:base": (urlset("bai-1.html", "bai-2.html", namespace='xml:base="https://hoi.vn/tin/"'), []),
    "an entry that is not closed": (SITEMAP.replace("</url>", "", 1), BOTH),
    "two sitemaps one after another": (urlset(BOTH[0]) + urlset(BOTH[1]), BOTH),
    "images' addresses": (
        SITEMAP.replace("</loc>", "</loc><image:image><image:loc>https://hoi.vn/bai-9.jpg</image:loc></image:image>"),
        BOTH,
    ),
    "RSS": (rss(*map(item, BOTH)), BOTH),
    "Atom": (atom(*(f'<entry><link href="{each}"/></entry>' for each in BOTH)), BOTH),
    "lines": ("\n".join(BOTH), BOTH),
    "lines with blanks, a mark and capitals": (f"\ufeff{BOTH[0]}\r\n\r\n \t HTTPS://hoi.vn/bai-2.html  \r\n", BOTH),
    "lines that end as on old Macs": ("\r".join(BOTH), BOTH),
    "lines, packed": (gzip.compress("\n".join(BOTH).encode(), mtime=0), BOTH),
    "several on a line": (" ".join(BOTH), BOTH),
    "addresses with a line end in them": (SITEMAP.replace("/bai-", "/\n   bai-"), BOTH),
    "lines in UTF-16": ("\n".join(BOTH).encode("utf-16"), BOTH),
    "lines after a warning": (WARNING + "\n".join(BOTH), BOTH),
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
    "RSS as UTF-16": (rss(*map(item, BOTH)).encode("utf-16"), BOTH),
    "RSS, packed": (gzip.compress(rss(*map(item, BOTH)).encode(), mtime=0), BOTH),
    "RSS after a warning": (WARNING + rss(*map(item, BOTH)), BOTH),
    "UTF-8 that says windows-1258": (rss(*map(item, BOTH)).replace('"1.0"', '"1.0" encoding="windows-1258"'), BOTH),
    "relative links": (rss(item("/bai-1.html"), item("bai-2.html")), BOTH),
    "links in CDATA with blanks": (rss(*(item(f"<![CDATA[\n {each} \n]]>") for each in BOTH)), BOTH),
    "a bare < and a control character": (rss(*(item(each, "<title>a < 5 \x0b</title>") for each in BOTH)), BOTH),
    "a long text": (rss(item(BOTH[0], f"<description>{'x' * 11_000_000}</description>"), item(BOTH[1])), BOTH),
    "feedburner:origLink": (rss(FEEDBURNER), BOTH[:1]),
    "guid alone": (rss(*(f"<item><guid>{each}</guid></item>" for each in BOTH)), BOTH),
    "guid that says it is an address": (rss(f'<item><guid isPermaLink="true">{BOTH[0]}</guid></item>'), BOTH[:1]),
    "a number for guid": (rss("<item><guid>1 at hoi</guid></item>"), []),
    "an empty link and atom:link": (rss(*(f'<item><link/><atom:link href="{each}"/></item>' for each in BOTH)), BOTH),
    "the address of comments": (rss(item(BOTH[0], "<comments>https://hoi.vn/bai-9.html</comments>")), BOTH[:1]),
    "rdf:about alone": (RDF.format(f'<item rdf:about="{BOTH[0]}"><title>t</title></item>'), BOTH[:1]),
    "RSS 1.0": (RDF.format(f'<item rdf:about="{BOTH[0]}"><link>{BOTH[0]}</link></item>'), BOTH[:1]),
    "links inside an entry's text": (
        atom(f'<entry><title type="xhtml">{XHTML}</title><link href="bai-1.html"/><content>{XHTML}</content></entry>'),
        BOTH[:1],
    ),
    "xml:base on the feed and on an entry": (
        atom('<entry xml:base="cu/"><link href="bai-1.html"/></entry>', attributes=' xml:base="https://hoi.vn/tin/"'),
        ["https://hoi.vn/tin/cu/bai-1.html"],
    ),
    "links that are no alternates": (
        atom(f'<entry><link rel="enclosure" href="{BOTH[1]}"/><link rel="alternate" href="{BOTH[0]}"/></entry>'),
        BOTH[:1],
    ),
    "another feed named as source": (
        atom(f'<entry><source><link href="{BOTH[1]}"/><id>{BOTH[1]}</id></source><link href="{BOTH[0]}"/></entry>'),
        BOTH[:1],
    ),
    "JSON Feed": (json_feed({"id": "1", "url": BOTH[0]}, {"external_url": BOTH[1]}), BOTH),
    "JSON Feed with identifiers alone": (json_feed(*({"id": each} for each in BOTH)), BOTH),
    "JSON Feed with odd values": (json_feed(1, None, {"url": 5}, {"url": BOTH[0]}, next_url=3), BOTH[:1]),
    "a sitemap": (SITEMAP, BOTH),
}


@pytest.mark.parametrize("kind", ["feed", "sitemap", "listing"])
@pytest.mark.parametrize("case", FEEDS)
def test_feed_is_read_wherever_it_is_named(case, kind):
    body, expected = FEEDS[case]
    links = read(body, kind, "https://hoi.vn/feed")
    assert (addresses(links), links.fault) == (expected, None)


PAGE = '<!DOCTYPE html><html><body><h1>Không tìm thấy</h1><a href="/bai-1.html">Hội nghị tổng kết</a></body></html>'
FAULTS = {
    "a page for a sitemap": (PAGE, "sitemap", BOTH[:1], "HTML page instead of a sitemap"),
    "a page for a feed": (PAGE, "feed", BOTH[:1], "HTML page instead of a feed"),
    "a cut sitemap": (SITEMAP[:-12], "sitemap", BOTH, CUT),
    "a sitemap cut in an address": (SITEMAP[: SITEMAP.index("-2.html") + 1], "sitemap", BOTH[:1], CUT),
    "a feed cut in an address": (rss(*map(item, BOTH))[:-36], "feed", BOTH[:1], CUT),
    "a cut archive": (PACKED[:-12], "sitemap", BOTH[:1], CUT_ARCHIVE),
    "a damaged archive": (PACKED[:60] + b"\xff" * 20 + PACKED[80:], "sitemap", [], CUT_ARCHIVE),
    "another XML": ('<?xml version="1.0"?><Error/>', "sitemap", [], "neither a sitemap nor a feed"),
    "another JSON": ('{"code":"rest_forbidden"}', "feed", [], "JSON that is neither a list of posts nor a feed"),
    "words": ("Trang đang bảo trì", "sitemap", [], "neither XML nor a list of URLs"),
    "nothing": (" \n", "sitemap", [], "empty file"),
    "a PDF for a list": (b"%PDF-1.7\n1 0 obj", "listing", [], "no page but a PDF"),
}


@pytest.mark.parametrize("case", FAULTS)
def test_what_is_not_as_it_should_be_is_named(case):
    body, kind, expected, fault = FAULTS[case]
    links = read(body, kind)
    assert links.fault == fault
    assert addresses(links) == expected or case == "a cut archive"


def test_sound_list_without_articles_has_no_fault():
    assert read(urlset()).fault is read(rss(), "feed").fault is read("<urlset/>").fault is None


def test_address_with_an_entity_of_the_file_alone_is_not_followed():
    body = '<!DOCTYPE urlset [<!ENTITY goc "https://hoi.vn">]><urlset><url><loc>&goc;/bai-1.html</loc></url></urlset>'
    assert addresses(read(body)) == []


def test_dates_of_a_json_feed():
    item = {"id": "1", "url": BOTH[0], "date_published": "2024-03-27T01:42:50Z"}
    links = read(json_feed(item, next_url="https://hoi.vn/feed.json?trang=2"), "feed", "https://hoi.vn/feed.json")
    assert links.found == [Link(BOTH[0], "article", "2024-03-27T08:42:50+07:00")]
    assert links.next_page == "https://hoi.vn/feed.json?trang=2"


@pytest.mark.parametrize("date", ["2024-13-45", "hôm qua", "", "0000-00-00", "2024-02-30T25:61:00Z", "17092512"])
def test_date_that_is_none_costs_nothing_but_itself(date):
    body = SITEMAP.replace("</loc>", f"</loc><lastmod>{date}</lastmod>")
    assert read(body).found == [Link(each, "article") for each in BOTH]


@pytest.mark.slow
def test_more_addresses_than_a_list_may_have_are_cut_and_told():
    links = read("\n".join(f"https://hoi.vn/bai-{number}" for number in range(100_001)))
    assert len(links.found) == 100_000
    assert links.fault == "more than 100,000 URLs; the rest was ignored"


HEAD = f"<urlset {NAMESPACE}><url>"
HOSTILE = {
    "ampersands": HEAD + "<loc>" + "&a" * 300_000 + "</loc></url></urlset>",
    "elements that never end": HEAD + "<a>" * 200_000,
    "ends of elements that never began": HEAD + "<b>" * 50 + "</c>" * 150_000,
    "less-than signs": HEAD + "<" * 300_000,
    "attributes": HEAD + "<link " + 'a="1" ' * 100_000 + "/></url></urlset>",
    "a word for attributes": HEAD + "<link " + "a" * 600_000 + "/></url></urlset>",
    "quotes that never end": HEAD + "<link a='" * 60_000,
    "comments that never end": HEAD + "<!--" * 150_000,
    "CDATA that never ends": HEAD + "<loc><![CDATA[" * 45_000,
    "declarations": HEAD + "<!ENTITY a" * 60_000,
    "blanks": HEAD + "<loc>" + " " * 600_000 + "</loc></url></urlset>",
    "JSON": '{"version":"https://jsonfeed.org/version/1.1","items":[' + "{}," * 200_000 + "{}]}",
    "lines": "\n" * 600_000,
    "members of an archive": gzip.compress(b"", mtime=0) * 30_000,
}


def seconds(body):
    start = time.process_time()
    read(body)
    return time.process_time() - start


@pytest.fixture(scope="module")
def control():
    """Seconds for a sound sitemap of 600 KB."""
    return seconds(urlset(*(f"https://hoi.vn/bai-{number}" for number in range(12_000))))


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_list_takes_no_longer_than_a_sound_one_of_its_size(case, control):
    assert seconds(HOSTILE[case]) < 20 * control


@given(st.binary(max_size=400), st.sampled_from(["sitemap", "feed", "listing"]))
def test_any_bytes_are_read_without_an_error(body, kind):
    read(body, kind)
    read(b"\x1f\x8b" + body, kind)


PLAIN = [body for body, _ in [*SITEMAPS.values(), *FEEDS.values()] if len(body) < 2_000 and body[:2] != b"\x1f\x8b"]
PIECES = [b"", b"<", b">", b"&", b"\0", b"]]>", b"<url>", b"</item>", b"\xff"]


@given(st.sampled_from(PLAIN), st.integers(0, 2_000), st.integers(0, 30), st.sampled_from(PIECES))
def test_address_that_the_text_does_not_hold_is_never_taken(text, at, length, piece):
    body = text if isinstance(text, bytes) else text.encode()
    broken = body[:at] + piece + body[at + length :]
    numbers = re.findall(rb"bai-(\d+)", broken.replace(b"\0", b""))
    assert {SITE.native_id(link.url).encode() for link in read(broken).found} <= set(numbers)
