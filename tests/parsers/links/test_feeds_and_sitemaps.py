"""Sitemaps and feeds: dates, compression, truncation, attacks."""

import gzip
from datetime import date

import pytest

from tests.cpu_time import assert_costs_at_most
from vustacrawl.items import Link
from vustacrawl.parsers import find_links
from vustacrawl.sites import find_profile

VUSTA = find_profile("vusta")
CAO_BANG = find_profile("khcncaobang")
HUSTA = find_profile("husta")
SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc> https://husta.vn/bai-mot/ </loc><lastmod>2024-03-27T01:42:50+00:00</lastmod></url>
<url><loc>https://husta.vn/bai-hai/</loc><lastmod>2024-03-28</lastmod></url>
<url><loc>https://husta.vn/bai-ba/</loc><news:news>
    <news:publication_date>2024-03-29T10:00:00+07:00</news:publication_date></news:news></url>
<url><loc>https://husta.vn/category/tin-tuc/</loc></url><url><loc>https://khac.vn/bai/</loc></url><url/>
    </urlset>"""
ARTICLES = [
    Link("https://husta.vn/bai-mot/", "article", "2024-03-27T08:42:50+07:00"),
    Link("https://husta.vn/bai-hai/", "article", "2024-03-28"),
    Link("https://husta.vn/bai-ba/", "article", "2024-03-29T10:00:00+07:00"),
]


def sitemap(body, profile=HUSTA, url="https://husta.vn/wp-sitemap.xml"):
    return find_links(url, body, profile, "sitemap").found


def test_urlset_with_dates():
    assert sitemap(SITEMAP) == ARTICLES


def test_sitemap_index():
    body = b"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>
    <loc>https://husta.vn/wp-sitemap-posts-post-1.xml</loc><lastmod>2024-01-01</lastmod></sitemap>
    </sitemapindex>"""
    assert sitemap(body) == [Link("https://husta.vn/wp-sitemap-posts-post-1.xml", "sitemap", "2024-01-01")]


def test_external_entities_are_not_resolved(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("https://husta.vn/lo-bi-mat/")
    body = f"""<!DOCTYPE urlset [<!ENTITY file SYSTEM "{secret.as_uri()}">]>
    <urlset><url><loc>&file;</loc></url><url><loc>https://husta.vn/bai-mot/</loc></url></urlset>"""
    assert [link.url for link in sitemap(body.encode())] == ["https://husta.vn/bai-mot/"]


@pytest.mark.slow
def test_entity_and_gzip_bombs_are_harmless():
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE urlset [<!ENTITY l0 "lol">{lol}]><urlset><url><loc>&l11;</loc></url></urlset>'
    zeros = gzip.compress(b"\0" * 200_000_000, 1)
    urls = "".join(f"<url><loc>https://husta.vn/bai-{number}/</loc></url>" for number in range(20_000))
    ordinary = f"<urlset>{urls}</urlset>".encode()

    def explode() -> None:
        assert sitemap(bomb.encode()) == sitemap(zeros) == []

    assert_costs_at_most(10, lambda: sitemap(ordinary), explode)


@pytest.mark.parametrize("start", ["", "https://husta.vn/"])
@pytest.mark.parametrize("sign", "\t ,'\"")
def test_runs_of_signs_in_lines_cost_no_more_than_urls(start: str, sign: str) -> None:
    urls = "".join(f"https://husta.vn/bai-{number}/\n" for number in range(2_000)).encode()
    runs = f"https://husta.vn/bai-1/\n{start}{sign * 20_000}x{sign * 20_000}".encode()
    assert_costs_at_most(2, lambda: sitemap(urls), lambda: sitemap(runs))


RSS = """<?xml version="1.0" encoding="utf-8"?>
    <rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Tin tức</title>
<link>http://khcncaobang.gov.vn/</link><atom:link href="http://khcncaobang.gov.vn/rss" rel="self"/>
<item><title>Lễ hội</title>
    <link>http://khcncaobang.gov.vn/index.php?language=vi&amp;nv=news&amp;op=tin/le-hoi-12</link>
<guid isPermaLink="false">news_12</guid><pubDate>Wed, 27 Mar 2024 23:03:50 GMT</pubDate></item>
<item><title>Không địa chỉ</title></item></channel></rss>"""


def test_nukeviet_feed_date_has_no_time():
    links = find_links("http://khcncaobang.gov.vn/rss", RSS.encode(), CAO_BANG, "feed")
    address = "http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin/le-hoi-12"
    assert links.found == [Link(address, "article", "2024-03-28")]


@pytest.mark.parametrize("month", range(1, 13))
def test_nukeviet_feed_date_has_no_time_in_any_month(month):
    address = "http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin/le-hoi-12"
    name = date(2024, month, 15).strftime("%b")
    rss = RSS.replace("Wed, 27 Mar 2024 23:03:50", f"15 {name} 2024 09:{month:02}:50")
    links = find_links("http://khcncaobang.gov.vn/rss", rss.encode(), CAO_BANG, "feed")
    assert links.found == [Link(address, "article", f"2024-{month:02}-15")]


def test_nukeviet_news_sitemap_has_exact_times():
    address = "http://khcncaobang.gov.vn/index.php?language=vi&amp;nv=news&amp;op=tin/le-hoi-12"
    body = f"""<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
    <url><loc>{address}</loc><lastmod>2024-03-27T08:42:50+07:00</lastmod><changefreq>daily</changefreq></url></urlset>"""
    links = find_links("http://khcncaobang.gov.vn/sitemap-vi.news.xml", body.encode(), CAO_BANG, "sitemap")
    assert [(link.url, link.modified_at) for link in links.found] == [
        (address.replace("&amp;", "&"), "2024-03-27T08:42:50+07:00")
    ]


def test_rss_dates_have_times():
    rss = RSS.replace(
        "http://khcncaobang.gov.vn/index.php?language=vi&amp;nv=news&amp;op=tin/le-hoi-12",
        "https://husta.vn/le-hoi/",
    )
    links = find_links("https://husta.vn/feed/", rss.encode(), HUSTA, "feed")
    assert links.found == [Link("https://husta.vn/le-hoi/", "article", "2024-03-28T06:03:50+07:00")]


def test_atom_feed_with_paging():
    atom = """<feed xmlns="http://www.w3.org/2005/Atom">
    <link rel="next" href="https://husta.vn/feed/atom/?paged=2"/>
    <entry><link rel="replies" href="https://husta.vn/bai/#comments"/><link href="https://husta.vn/bai/"/>
    <updated>2024-05-02T00:00:00Z</updated><published>2024-05-01T00:00:00Z</published></entry></feed>"""
    links = find_links("https://husta.vn/feed/atom/", atom.encode(), HUSTA, "feed")
    assert links.found == [Link("https://husta.vn/bai/", "article", "2024-05-01T07:00:00+07:00")]
    assert links.next_page == "https://husta.vn/feed/atom/?paged=2"
    archived = atom.replace('rel="next"', 'rel="prev-archive"')
    links = find_links("https://husta.vn/feed/atom/", archived.encode(), HUSTA, "feed")
    assert links.next_page == "https://husta.vn/feed/atom/?paged=2"


def test_sitemap_may_list_sitemaps_and_pages():
    entries = "<sitemap><loc>https://husta.vn/a.xml</loc></sitemap><url><loc>https://husta.vn/bai/</loc></url>"
    for root in ("sitemapindex", "urlset"):
        links = find_links("https://husta.vn/s.xml", f"<{root}>{entries}</{root}>".encode(), HUSTA, "sitemap")
        assert [link.kind for link in links.found] == ["sitemap", "article"]


def test_page_that_lists_feeds():
    page = '<html><body><a href="/rss/tin-moi.rss">Tin mới</a><a href="/tin-tuc.html">Tin</a></body></html>'
    links = find_links("https://vusta.vn/rss.html", page.encode(), VUSTA, "feed")
    assert links.found == [Link("https://vusta.vn/rss/tin-moi.rss", "feed")]
