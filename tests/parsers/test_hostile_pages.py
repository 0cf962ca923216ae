"""Any bytes give an article or a reason why not, in bounded time."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cpu_time import assert_costs_at_most
from tests.parsers.pages.fixture_pages import FIXTURES
from tests.waiting import HANG_S
from vustacrawl.items import Article
from vustacrawl.parsers import NotAnArticle, canonical_url, parse_article
from vustacrawl.sites import find_profile

PAGES = sorted(file.read_bytes() for file in FIXTURES.rglob("page.html"))
PROFILES = [find_profile(name) for name in ("vusta", "khcncaobang", "husta", "vacne")]
KNOWN_MARKUP, UNKNOWN_MARKUP = PROFILES[0], PROFILES[3]
URL = "https://vusta.vn/bai-p1.html"

PARAGRAPH = "<p class='text-justify'>Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới.</p>".encode()
TITLE = b"<h1>Tin</h1>"
ORDINARY = TITLE + PARAGRAPH * 1_900
"""200 KB; the time to read such a page grows in proportion to its length."""
DEEP = TITLE + b"<div>" * 3_000
HOSTILE = {
    "deep nesting": TITLE + b"<div>" * 5_000 + PARAGRAPH + b"</div>" * 5_000,
    "deep, then unclosed quotes": DEEP + b'<a "' * 45_000,
    "deep, then tags in attributes": DEEP + b"<p " + b" ".join(b'a%d="<a<>"' % n for n in range(12_000)) + b">a</p>",
    "deep, then unclosed comments": DEEP + b"<!--" * 40_000,
    "ten million bytes of <div>": TITLE + b"<div>" * 2_000_000 + PARAGRAPH,
    "100,000 attributes": TITLE + b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">a</p>",
    "attributes without values": TITLE + b"<p " + b"/".join(b"%x" % n for n in range(16_000)) + b">a</p>",
    "attributes with > in them": TITLE + b"<p " + b" ".join(b'a%d=">"' % n for n in range(60_000)) + b">a</p>",
    "attributes with tags in them": TITLE + b"<p " + b" ".join(b'a%d="<a<>"' % n for n in range(90_000)) + b">a</p>",
    "unclosed quotes": TITLE + b'<a "' * 500_000,
    "nested figures": TITLE + b"<figure><img src=/a.jpg>" * 1_000 + PARAGRAPH * 50,
    "nested tables": TITLE + b"<table><tr><td>" * 3_000 + PARAGRAPH,
    "unclosed table": TITLE + b"<table>" + b"<tr><td>a<td>b" * 150_000,
    "tables": TITLE + b"<table><tr><td>a<td>b<tr><td>c<td>d</table>" * 40_000,
    "headings": TITLE * 60_000,
    "paragraphs": TITLE + b"<p>" * 600_000,
    "line breaks": TITLE + b"<p>" + b"a<br>" * 400_000,
    "bylines": TITLE + PARAGRAPH + b"<p>HT</p>" * 180_000,
    "dates": TITLE + b"<p>10/08/2023 10:09</p>" * 80_000,
    "short paragraphs in one box": TITLE + b"<p>HT 12/12</p>" * 60_000,
    "short lines in one box": TITLE + PARAGRAPH + b"<div>" + b"mot dong ngan<br>" * 150_000 + b"</div>",
    "sentences in deeply nested box": TITLE + b"<blockquote>" * 250 + PARAGRAPH * 30_000,
    "table of a million cells": TITLE + b"<table>" + (b"<tr>" + b"<td>o</td>" * 100) * 10_000,
    "digits": TITLE + b"<p>" + b"1/" * 900_000,
    "capitals": TITLE + b"<p>" + b"A, " * 600_000,
    "non-breaking spaces": TITLE + b"<p>" + b"&nbsp;" * 300_000,
    "article tags": TITLE + PARAGRAPH + b"<a rel=tag href=/t>x</a>" * 80_000,
    "links above title": b"<a href=/>Home</a> \xc2\xbb " * 60_000 + TITLE + PARAGRAPH,
    "boxes with title class": b"<title>Tin</title>" + b"<div class=title>Ten cua mot bai</div>" * 40_000 + PARAGRAPH,
    "boxes with lead class": b"<div class=mota>x</div>" * 40_000 + TITLE + PARAGRAPH,
    "end tags followed by text": TITLE + b"</body>" * 100_000 + PARAGRAPH,
    "brackets in JSON-LD": TITLE + b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>" + PARAGRAPH,
    "dashes in title": b"<title>" + b" - a" * 200_000 + b"</title>" + PARAGRAPH,
    "NULs": b"\0".join(bytes([byte]) for byte in TITLE + PARAGRAPH),
    "mixed encodings": TITLE + PARAGRAPH * 9_000 + b"\xe1\xe9\xff" * 100_000,
    "noise": bytes(n * 7_919 >> 3 & 255 for n in range(300_000)),
}


def article_or_reason(body, profile):
    try:
        return parse_article(URL, body, profile)
    except NotAnArticle as nothing:
        assert str(nothing)
        return nothing


def read_ordinary_page():
    article_or_reason(ORDINARY, UNKNOWN_MARKUP)


@pytest.mark.slow
@pytest.mark.parametrize("profile", [KNOWN_MARKUP, UNKNOWN_MARKUP], ids=["known markup", "unknown markup"])
@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_page_is_read_in_bounded_time(case, profile):
    assert_costs_at_most(60, read_ordinary_page, lambda: article_or_reason(HOSTILE[case], profile))


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads peak memory from Linux's /proc")
def test_hostile_pages_need_less_than_500_mb():
    program = """
from pathlib import Path
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import find_profile
for part, times in ((b"<div>", 2_000_000), (b"a<br>", 400_000), (b"<p>", 600_000), (b"<tr><td>a<td>b", 150_000)):
    try:
        parse_article("https://vusta.vn/a-p1.html", b"<h1>Tin</h1><table>" + part * times, find_profile("vusta"))
    except NotAnArticle:
        pass
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(peak.split()[1])
"""
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=HANG_S)
    assert int(answer.stdout) < 500_000


@pytest.mark.slow
@pytest.mark.parametrize("case", ["deep nesting", "nested figures", "NULs", "mixed encodings"])
def test_article_in_hostile_page_is_read(case):
    article = article_or_reason(HOSTILE[case], PROFILES[0])
    assert isinstance(article, Article)
    assert article.title == "Tin"
    assert "thảo luận" in article.body


@pytest.mark.parametrize(
    "body",
    [b"", b" \n", b"\0\0", b"<!-- -->", b"\xff\xfe", b"%PDF-1.4 ...", b"\x1f\x8b\x08", b"{}"],
    ids=["empty", "blank", "NULs", "comment", "byte order mark", "PDF", "gzip", "JSON"],
)
def test_empty_or_non_html_body_is_not_article(body):
    assert isinstance(article_or_reason(body, PROFILES[0]), NotAnArticle)
    assert canonical_url(URL, body) is None


@st.composite
def mutated_pages(draw):
    page = bytearray(draw(st.sampled_from(PAGES)))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(page)))
        end = min(len(page), start + draw(st.integers(0, 400)))
        change = draw(st.sampled_from(["cut", "cut off", "repeat", "flip", "insert"]))
        if change == "cut":
            del page[start:end]
        elif change == "cut off":
            del page[start:]
        elif change == "flip":
            end = min(end, start + 20)
            page[start:end] = bytes(byte ^ 1 << draw(st.integers(0, 7)) for byte in page[start:end])
        elif change == "repeat":
            page[start:start] = page[start:end] * draw(st.integers(1, 3))
        else:
            page[start:start] = draw(st.binary(max_size=30) | st.sampled_from([b"<", b'">', b"</div>", b"<p>", b"&#"]))
    return bytes(page)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(body=mutated_pages(), profile=st.sampled_from(PROFILES))
def test_damaged_page_gives_article_or_reason(body, profile):
    article_or_reason(body, profile)
