"""Sites of systems that the demo lacks: ``sites new`` drafts a profile, and a crawl finds every article."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Site, rows

pytestmark = pytest.mark.slow
PLACES = ("Bến Tre", "Kon Tum", "Phú Yên", "Lạng Sơn", "Đắk Nông")
COUNT = 24
PER_PAGE = 4


def title(number: int) -> str:
    return f"{PLACES[number % 5]}: hội thảo về giống lúa chịu mặn lần thứ {number}"


def text(number: int) -> str:
    return (
        f"Hội thảo lần thứ {number} bàn cách giữ giống lúa chịu mặn ở {PLACES[number % 5]}, với tham luận của cán bộ"
        " khuyến nông, nhà khoa học và nông dân từ nhiều xã ven biển."
    )


def joomla(site: Site) -> None:
    """Sections below index.php, with names as long as those of articles; a pager that counts entries."""
    menu = "".join(
        f'<li><a href="/index.php/{name}">{words}</a></li>'
        for name, words in (("tin-tuc", "Tin tức"), ("tu-van-phan-bien", "Tư vấn phản biện"))
    )

    def page(body: str) -> bytes:
        return (
            '<!DOCTYPE html><html lang="vi-vn"><head><meta charset="utf-8"><title>Liên hiệp hội Thử</title>'
            '<meta name="generator" content="Joomla! - Open Source Content Management"></head>'
            f"<body><nav><ul>{menu}</ul></nav><main>{body}</main></body></html>"
        ).encode()

    def address(number: int) -> str:
        return f"/index.php/{('tin-tuc', 'tu-van-phan-bien')[number % 2]}/{number}-hoi-thao-ve-giong-lua"

    def listed(numbers: list[int]) -> str:
        return "".join(f'<h2><a href="{address(number)}">{title(number)}</a></h2>' for number in numbers)

    newest = [*range(COUNT, 0, -1)]
    site.files["/"] = page(listed(newest[:6]))
    for section, parity in (("tin-tuc", 0), ("tu-van-phan-bien", 1)):
        own = [number for number in newest if number % 2 == parity]
        starts = range(0, len(own), PER_PAGE)
        pager = "".join(f'<a href="/index.php/{section}?start={start}">{start}</a>' for start in starts)
        for start in starts:
            path = f"/index.php/{section}" + (f"?start={start}" if start else "")
            site.files[path] = page(listed(own[start : start + PER_PAGE]) + pager)
    for number in newest:
        site.files[address(number)] = page(
            f'<div class="item-page"><div class="page-header"><h2 itemprop="headline">{title(number)}</h2></div>'
            f'<dl class="article-info"><dd class="published">Được đăng: {number:02d} Tháng 5 2021</dd></dl>'
            f'<div itemprop="articleBody"><p>{text(number)}</p><p>{text(number)}</p></div></div>'
        )


def own_php(site: Site) -> None:
    """Pages addressed by query string, a menu without list markup, and listings in a table."""

    def page(body: str) -> bytes:
        menu = "".join(
            f'<a href="/?mod=danhsach&cat={cat}">{words}</a><br>'
            for cat, words in ((1, "Hoạt động hội"), (2, "Khoa học đời sống"))
        )
        return (
            f"<html><head><meta charset=utf-8><title>LIEN HIEP HOI MAU</title></head><body><table><tr><td>{menu}"
            f"<a href='/?mod=lienhe'>Liên hệ</a></td><td>{body}</td></tr></table></body></html>"
        ).encode()

    def listed(numbers: list[int]) -> str:
        return "".join(f'<b><a href="?mod=tin&id={number}">{title(number)}</a></b><br>' for number in numbers)

    newest = [*range(COUNT, 0, -1)]
    site.files["/"] = page(listed(newest[:6]))
    site.files["/?mod=lienhe"] = page("<b>LIÊN HỆ</b>")
    for cat in (1, 2):
        own = [number for number in newest if number % 2 + 1 == cat]
        pages = range(1, len(own) // PER_PAGE + 1)
        pager = "".join(f'<a href="?mod=danhsach&cat={cat}&trang={at}">{at}</a>' for at in pages)
        for at in pages:
            path = f"/?mod=danhsach&cat={cat}" + (f"&trang={at}" if at > 1 else "")
            site.files[path] = page(listed(own[(at - 1) * PER_PAGE : at * PER_PAGE]) + pager)
    for number in newest:
        site.files[f"/?mod=tin&id={number}"] = page(
            f"<h1>{title(number)}</h1>"
            f"<font color=gray>(Cập nhật 08:30 ngày {number}/5/2021)</font>"
            f"<br><br>{text(number)}<br><br>{text(number)}"
        )


def blogger(site: Site) -> None:
    """URLs without numbers, listings disallowed by robots.txt, a feed of the newest posts, and a full sitemap."""
    site.robots = f"User-agent: *\nDisallow: /search\n\nSitemap: {site.url}/sitemap.xml\n"
    words = ("tham-lang-nghe", "hoi-vien-lam-giau-tu-vuon", "tap-huan", "doi-moi-cach-lam")

    def address(number: int) -> str:
        return f"/20{10 + number % 9}/{number % 12 + 1:02}/{words[number % 4]}{f'_{number}' * (number % 3 == 0)}.html"

    def page(posts: str, pager: str = "") -> bytes:
        return (
            '<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><meta content="blogger" name="generator">'
            '<title>Hội Làm Vườn</title><link rel="alternate" type="application/atom+xml" href="/feeds/posts/default">'
            '</head><body><div id="header"><h1><a href="/">Hội Làm Vườn</a></h1></div><ul>'
            '<li><a href="/search/label/Tin">Tin hội</a></li><li><a href="/p/lien-he.html">Liên hệ</a></li></ul>'
            f'<div id="main">{posts}{pager}</div><a href="/2018/05/">tháng 5</a></body></html>'
        ).encode()

    def post(number: int, heading: str) -> str:
        return (
            f'<h2 class="date-header"><span>{number} tháng 5, 2021</span></h2><div class="post hentry">'
            f'<h3 class="post-title entry-title">{heading}</h3>'
            f'<div class="post-body entry-content">{text(number)}<br><br>{text(number)}</div></div>'
        )

    newest = [*range(COUNT, 0, -1)]
    links = {number: f'<a href="{address(number)}">{title(number)}</a>' for number in newest}
    older = '<a class="blog-pager-older-link" href="/search?updated-max=2021&amp;max-results=6">Bài đăng Cũ hơn</a>'
    site.files["/"] = page("".join(post(number, links[number]) for number in newest[:6]), older)
    site.files["/p/lien-he.html"] = page("<h3>Liên hệ</h3>")
    urls = "".join(f"<url><loc>{site.url}{address(number)}</loc></url>" for number in newest)
    site.files["/sitemap.xml"] = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>".encode()
    entries = "".join(
        f"<entry><title>{title(number)}</title><link rel='alternate' href='{site.url}{address(number)}'/></entry>"
        for number in newest[:6]
    )
    site.files["/feeds/posts/default"] = f"<feed xmlns='http://www.w3.org/2005/Atom'>{entries}</feed>".encode()
    for number in newest:
        site.files[address(number)] = page(post(number, title(number)))


def typo3(site: Site) -> None:
    """Pages addressed by query string with brackets and a checksum, and a pager that counts from 0."""

    def page(body: str) -> bytes:
        menu = "".join(
            f'<li><a href="index.php?id={at}">{words}</a></li>'
            for at, words in ((1, "Trang chủ"), (2, "Tin tức - Sự kiện"), (3, "Phổ biến kiến thức"), (9, "Liên hệ"))
        )
        return (
            f'<html lang="vi"><head><meta charset="utf-8"><base href="{site.url}/"><title>Hội Cơ khí</title></head>'
            f'<body><ul id="menu">{menu}</ul><div id="content">{body}</div></body></html>'
        ).encode()

    def address(number: int) -> str:
        return f"/index.php?id=7&tx_ttnews%5Btt_news%5D={number}&cHash=0a1b{number}"

    def listed(numbers: list[int]) -> str:
        return "".join(f'<h2><a href="{address(number)[1:]}">{title(number)}</a></h2>' for number in numbers)

    newest = [*range(COUNT, 0, -1)]
    site.files["/"] = site.files["/index.php?id=1"] = page(listed(newest[:6]))
    site.files["/index.php?id=9"] = page("<h1>Liên hệ</h1>")
    for section in (2, 3):
        own = [number for number in newest if number % 2 + 2 == section]
        pages = range(-(-len(own) // PER_PAGE))
        paths = [
            f"index.php?id={section}",
            *(f"index.php?id={section}&tx_ttnews[pointer]={at}&cHash=ab{at}0" for at in pages[1:]),
        ]
        for at in pages:
            pager = "".join(f'<a href="{paths[other]}">Trang {other + 1}</a> ' for other in pages if other != at)
            path = f"/{paths[at]}".replace("[", "%5B").replace("]", "%5D")
            site.files[path] = page(listed(own[at * PER_PAGE : (at + 1) * PER_PAGE]) + pager)
    for number in newest:
        site.files[address(number)] = page(
            f'<div class="news-single-item"><h1>{title(number)}</h1><div>Ngày {number:02}.05.2021 08:30</div>'
            f'<p class="bodytext">{text(number)}</p><p class="bodytext">{text(number)}</p></div>'
        )


def draft_profile(run: Command, site: Site) -> dict[str, object]:
    (run.workspace / "sites" / "union.toml").unlink()
    done = run("sites", "new", site.url, "--name", "moi")
    path: Path = run.workspace / "sites" / "moi.toml"
    assert path.exists(), done.stderr
    profile = tomllib.loads(path.read_text("utf-8"))
    path.write_text(path.read_text("utf-8") + "\n[politeness]\ndelay = 0\n", "utf-8")
    return profile


def test_joomla_site_with_article_like_section_urls(run: Command, site: Site) -> None:
    joomla(site)
    profile = draft_profile(run, site)
    assert profile["family"] == "joomla"
    assert profile.keys() == {"title", "family", "url", "listings", "site_names", "unconfirmed", "notes"}
    assert run("crawl", "moi").returncode == 0
    assert rows(run, "SELECT count(*), count(DISTINCT native_id), count(published_at) FROM articles") == [(COUNT,) * 3]


def test_site_with_listings_in_query_string(run: Command, site: Site) -> None:
    own_php(site)
    profile = draft_profile(run, site)
    assert profile["listings"] == [
        f"{site.url}{path}" for path in ("/", "/?mod=danhsach&cat=1", "/?mod=danhsach&cat=2")
    ]
    assert profile["id_url"] == f"{site.url}/?mod=tin&id={{id}}"
    assert run("crawl", "moi").returncode == 0
    assert rows(run, "SELECT count(*), count(DISTINCT native_id), count(published_at) FROM articles") == [(COUNT,) * 3]


def test_blogger_site_with_listings_disallowed_by_robots_txt(run: Command, site: Site) -> None:
    blogger(site)
    draft_profile(run, site)
    assert run("crawl", "moi").returncode == 0
    assert rows(run, "SELECT count(*), count(published_at) FROM articles") == [(COUNT,) * 2]
    assert not any(path.startswith("/search") for path in site.requests)


def test_typo3_pager_counting_from_zero_is_followed(run: Command, site: Site) -> None:
    typo3(site)
    profile = draft_profile(run, site)
    assert profile["listings"] == [f"{site.url}{path}" for path in ("/", "/index.php?id=2", "/index.php?id=3")]
    assert run("crawl", "moi").returncode == 0
    assert rows(run, "SELECT count(*), count(DISTINCT native_id), count(published_at) FROM articles") == [(COUNT,) * 3]
