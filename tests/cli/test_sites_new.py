"""``vustacrawl sites new``: a profile for an unknown site, drafted from a few of its pages."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import in_process
from tests.cli.conftest import Command, Site, rows
from tests.waiting import HANG_S
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.server import DemoServer
from vustacrawl.sites import Profile, read_profile

VUSTACRAWL = str(Path(sys.executable).parent / "vustacrawl")


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with serve(Federation()) as server:
        yield server


@pytest.fixture
def workspace(demo: DemoServer, tmp_path: Path) -> Path:
    """A workspace with the demo's profiles, whose delay is zero."""
    demo.federation.write_profiles(tmp_path / "sites")
    (tmp_path / "vustacrawl.toml").write_text(f'[crawl]\nproxy = "{demo.proxy_url}"\n', "utf-8")
    return tmp_path


def vustacrawl(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [VUSTACRAWL, "--workspace", str(workspace), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=HANG_S)


@pytest.mark.parametrize(
    ("at", "family", "listings", "feeds", "sitemaps"),
    [
        (0, "vnmedia", ["/", "/tin-tuc-su-kien-c37.html"], ["/rss.html"], []),
        (1, "vnmedia", ["/", "/news-c1.html"], ["/rss.html"], []),
        (2, "nukeviet", ["/", "/vi/news/tin-tuc/"], ["/vi/news/rss/"], ["/sitemap-vi.xml"]),
        (3, "wordpress", ["/"], ["/feed/"], ["/wp-sitemap.xml"]),
    ],
    ids=["vnmedia", "English", "nukeviet", "wordpress"],
)
def test_profile_is_drafted_for_each_family(
    demo: DemoServer, workspace: Path, at: int, family: str, listings: list[str], feeds: list[str], sitemaps: list[str]
) -> None:
    site = demo.federation.sites[at]
    done = vustacrawl(workspace, "sites", "new", f"{site.base}/", "--name", "moi")
    assert done.returncode == 0, done.stderr
    profile = read_profile(workspace / "sites/moi.toml")
    assert profile.family == family
    assert [url.removeprefix(site.base) for url in profile.listings] == listings
    assert [url.removeprefix(site.base) for url in profile.feeds] == feeds
    assert [url.removeprefix(site.base) for url in profile.sitemaps] == sitemaps
    newest = [article for article in site.articles if article.layout is site.layout]
    assert all(profile.is_article(article.url) for article in newest)
    if site.layout.article_path(1, "a")[0].endswith(".html"):
        assert all(profile.native_id(article.url) == article.native_id for article in newest)
    denied = ("/", "/lien-he.html", "/search/", "/tag/3/", "/dang-nhap", "/feed/", site.layout.listing_path(2))
    assert not [path for path in denied if profile.is_article(site.base + path)]
    assert profile.timezone == "Asia/Ho_Chi_Minh", "also for English pages of a Vietnamese family"
    read = [article for article in site.articles if article.title in done.stdout]
    assert len(read) >= 4
    assert all((article.lead or "")[:60] in done.stdout for article in read)


def test_drafted_profile_crawls_all_articles(demo: DemoServer, workspace: Path) -> None:
    site = demo.federation.sites[2]
    assert vustacrawl(workspace, "sites", "new", f"{site.base}/", "--name", "tinh").returncode == 0
    assert vustacrawl(workspace, "crawl", "tinh").returncode in (0, 1)
    stored = {url for (url,) in rows(workspace, "SELECT url FROM articles")}
    assert {article.url for article in site.articles} <= stored


def test_print_option_outputs_valid_profile_and_writes_nothing(
    demo: DemoServer, workspace: Path, tmp_path: Path
) -> None:
    before = sorted(workspace.rglob("*"))
    done = vustacrawl(workspace, "sites", "new", f"{demo.federation.sites[3].base}/", "--print")
    assert done.returncode == 0, done.stderr
    assert sorted(workspace.rglob("*")) == before
    printed = tmp_path / "hoi.toml"
    printed.write_text(done.stdout, "utf-8")
    assert read_profile(printed).family == "wordpress"
    assert "#   title       " in done.stdout


ARTICLES = {
    1: "Trồng tám nghìn cây bần trên bãi bồi mới sau mùa lũ",
    2: "Nông dân ba xã ven biển học cách đo độ mặn của nước",
    3: "Tập huấn đo chất lượng nước cho học sinh các trường ven biển",
    4: "Hội thảo bàn cách giữ rừng ngập mặn trước nước biển dâng",
    5: "Trao giải cuộc thi ảnh về những cánh rừng của quê hương",
    6: "Khai trương vườn ươm giống cây bản địa tại xã Đông Hải",
}


def article(number: int) -> bytes:
    return f"""<html><head><meta charset="utf-8"><title>{ARTICLES[number]} - Hội Rừng</title></head><body>
<div id="menu"><a href="/">Trang chủ</a> <a href="/su-kien">Tin tức</a></div>
<h1 class="tieude">{ARTICLES[number]}</h1><div class="ngay">Thứ Hai, 26/11/2018 | 01:49:00 PM</div>
<div class="noidung"><p>Sáng 24/11, hơn {number}00 đoàn viên cùng bà con ba xã ven biển đã ra bãi bồi từ lúc nước
ròng, mang theo cây giống được ươm tại chỗ từ tháng năm.</p><p>Theo ban tổ chức, mỗi cây cao chừng bốn mươi phân và có
ít nhất sáu lá thật; nhóm kỹ thuật sẽ quay lại đếm cây sống sau mỗi con nước.</p><p><b>Hoài Ân</b></p></div>
</body></html>""".encode()


def links(*numbers: int) -> str:
    return "".join(
        f'<li><a href="/bai-{number}-ve-rung/{number}.html">{ARTICLES[number]}</a></li>' for number in numbers
    )


@pytest.fixture
def forest(site: Site) -> Site:
    """A site of no known family."""
    menu = """<div id="menu"><a href="/">Trang chủ</a> <a href="/gioi-thieu">Giới thiệu</a>
<a href="/su-kien">Tin tức</a> <a href="/hoat-dong">Hoạt động</a> <a href="/lien-he">Liên hệ</a></div>"""
    site.files["/"] = f"<html><head><title>Hội Rừng</title></head><body>{menu}{links(1, 2, 3)}</body></html>".encode()
    for path, numbers in (("/su-kien", (1, 2, 3, 4)), ("/hoat-dong", (4, 5, 6))):
        pager = f'<a href="{path}?page=2">2</a>'
        site.files[path] = f"<html><body>{menu}{links(*numbers)}{pager}</body></html>".encode()
        site.files[f"{path}?page=2"] = f"<html><body>{menu}{links(1)}</body></html>".encode()
    site.files["/gioi-thieu"] = b"<html><body><h1>H\xe1\xbb\x99i</h1></body></html>"
    site.files |= {f"/bai-{number}-ve-rung/{number}.html": article(number) for number in ARTICLES}
    return site


def new(run: Command, site: Site) -> subprocess.CompletedProcess[str]:
    return run("sites", "new", f"{site.url}/", "--name", "rung")


def drafted(run: Command, site: Site) -> tuple[Profile, str]:
    """Draft a profile of a site; return it and what is printed."""
    done = new(run, site)
    assert done.returncode == 0, done.stderr
    return read_profile(run.workspace / "sites/rung.toml"), done.stdout


def test_profile_is_drafted_for_unknown_family(run: Command, forest: Site) -> None:
    profile, printed = drafted(run, forest)
    assert (profile.family, profile.title) == ("generic", "Hội Rừng")
    assert profile.native_id(f"{forest.url}/bai-khac/12.html") == "12"
    assert profile.listings == (f"{forest.url}/", f"{forest.url}/su-kien", f"{forest.url}/hoat-dong")
    assert profile.politeness.delay == 0, "as in the existing profile of this host"
    assert [ARTICLES[number] in printed for number in (1, 2, 3)] == [True] * 3
    assert "2018-11-26T13:49:00+07:00" in printed
    assert "Hoài Ân" in printed
    assert forest.requests["/lien-he"] == 0
    assert max(forest.requests.values()) <= 2, "robots.txt for its rules and its sitemaps; each page once"
    checked = run("sites", "check", "rung")
    assert checked.returncode == 0
    assert "rung: not confirmed: sitemap: none found" in checked.stdout
    assert "vustacrawl sites check rung --live 5" in checked.stdout
    assert run("crawl", "rung").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles WHERE site = 'rung'") == [(len(ARTICLES),)]


def test_wordpress_rest_api_is_used_as_listing(run: Command, forest: Site) -> None:
    forest.files["/"] = forest.files["/"].replace(
        b"<title>", b'<link rel="https://api.w.org/" href="/wp-json/"><title>', 1
    )
    posts = [
        {"id": number, "date": "2024-03-01T08:00:00", "link": f"{forest.url}/bai-{number}-ve-rung/{number}.html"}
        for number in ARTICLES
    ]
    forest.files["/wp-json/wp/v2/posts?per_page=100"] = json.dumps(posts).encode()
    profile, _ = drafted(run, forest)
    assert profile.listings == (f"{forest.url}/wp-json/wp/v2/posts?per_page=100",)
    assert not profile.is_denied(profile.listings[0])


def test_sitemap_is_found_in_robots_txt(run: Command, forest: Site) -> None:
    forest.robots = f"User-agent: *\nDisallow: /cam/\nSitemap: {forest.url}/so-do.xml\n"
    urls = "".join(f"<url><loc>{forest.url}/bai-{number}-ve-rung/{number}.html</loc></url>" for number in ARTICLES)
    forest.files["/so-do.xml"] = f"<urlset>{urls}</urlset>".encode()
    profile, _ = drafted(run, forest)
    assert profile.sitemaps == (f"{forest.url}/so-do.xml",)
    assert forest.requests["/sitemap.xml"] == 0


def test_feed_is_found_in_head_of_home_page(run: Command, forest: Site) -> None:
    feed = '<link rel="alternate" type="application/rss+xml" href="/rung.rss"><title>'
    forest.files["/"] = forest.files["/"].replace(b"<title>", feed.encode(), 1)
    items = "".join(f"<item><link>{forest.url}/bai-{at}-ve-rung/{at}.html</link></item>" for at in ARTICLES)
    forest.files["/rung.rss"] = f"<rss><channel>{items}</channel></rss>".encode()
    profile, _ = drafted(run, forest)
    assert profile.feeds == (f"{forest.url}/rung.rss",)
    assert forest.requests["/feed"] == 0


ENGLISH = """<html lang="en"><head><title>{title} | The Grove</title></head><body><a href="/">Home</a><h1>{title}</h1>
<div>2024-05-06 08:15</div><p>More than {number}00 members of the society walked out to the new mud flats at low tide
with seedlings that had been raised on the spot since May.</p><p>The organisers say that each of them is about forty
centimetres tall and has six true leaves, and will be counted after every tide.</p></body></html>"""


def test_foreign_site_defaults_to_utc(run: Command, forest: Site) -> None:
    titles = {number: f"How the society planted the shore for the time number {number}" for number in range(1, 5)}
    anchors = "".join(f'<p><a href="/planting-{at}/{at}.html">{title}</a></p>' for at, title in titles.items())
    forest.files["/"] = f"<html lang='en'><title>The Grove</title><body>{anchors}</body></html>".encode()
    for number, title in titles.items():
        forest.files[f"/planting-{number}/{number}.html"] = ENGLISH.format(title=title, number=number).encode()
    profile, printed = drafted(run, forest)
    assert (profile.language, profile.timezone) == ("en", "UTC")
    assert "2024-05-06T08:15:00+00:00" in printed
    assert "time zone: assumed to be UTC" in profile.unconfirmed


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_unusable_site_is_reported_in_one_line(run: Command, forest: Site) -> None:
    forest.robots = "User-agent: *\nDisallow: /\n"
    forbidden = new(run, forest)
    assert (forbidden.returncode, one_line(forbidden)) == (1, f"Error: {forest.url}/: its robots.txt forbids it")
    assert forest.requests["/"] == 0
    forest.robots = ""
    forest.files["/anh.jpg"] = b"\xff\xd8"
    forest.headers["/anh.jpg"] = {"Content-Type": "image/jpeg"}
    missing = run("sites", "new", f"{forest.url}/khong-co", "--name", "rung")
    assert (missing.returncode, one_line(missing)) == (1, f"Error: {forest.url}/khong-co: HTTP 404")
    forest.files["/"] = b"<html><body>Trang \xc4\x91ang x\xc3\xa2y</body></html>"
    bare = new(run, forest)
    assert bare.returncode == 1
    assert "no article found" in one_line(bare)
    forest.files["/"] = b"  "
    empty = new(run, forest)
    assert (empty.returncode, one_line(empty)) == (1, f"Error: {forest.url}/: the response is empty")
    forest.raw["/robots.txt"] = [b"SSH-2.0-OpenSSH_9.2\r\n"]
    no_http = new(run, forest)
    assert "connection broken, or not an HTTP response" in one_line(no_http)
    unreachable = run("sites", "new", "http://127.0.0.1:9/", "--name", "rung")
    assert unreachable.returncode == 1
    assert "connection refused" in one_line(unreachable)
    assert not (run.workspace / "sites/rung.toml").exists()


def test_discovery_stops_when_site_throttles(run: Command, forest: Site) -> None:
    forest.faults["/sitemap.xml"] = [(429, {"Retry-After": "60"})]
    done = new(run, forest)
    assert done.returncode == 1
    assert "/sitemap.xml: HTTP 429, the site is throttling requests" in one_line(done)
    assert sum(forest.requests.values()) <= 5


def test_non_html_home_page_is_rejected(run: Command, forest: Site) -> None:
    forest.raw["/"] = [b"HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nConnection: close\r\n\r\n\xff\xd8"]
    done = new(run, forest)
    assert (done.returncode, one_line(done)) == (1, f"Error: {forest.url}/: not a web page but image/jpeg")


def test_redirect_into_private_network_is_refused(run: Command, forest: Site, other_site: Site) -> None:
    forest.faults["/"] = [(302, {"Location": f"{other_site.url}/"})]
    done = new(run, forest)
    assert (done.returncode, one_line(done)) == (1, f"Error: {other_site.url}/: private address")
    assert not other_site.requests


def test_redirect_to_other_host_is_resolved_by_proxy(demo: DemoServer, workspace: Path) -> None:
    done = vustacrawl(workspace, "sites", "new", f"{demo.federation.sites[0].base}/lien-ket-ngoai-p8889.html")
    assert (done.returncode, one_line(done)) == (1, "Error: http://bao.khac.test/tin-8889.html: HTTP 404")


def test_usage_errors_send_no_requests(run: Command, forest: Site) -> None:
    refused = partial(in_process.vustacrawl, folder=run.workspace)
    existing = refused("sites", "new", f"{forest.url}/", "--name", "union")
    assert existing.returncode == 2
    assert "a profile named union already exists" in existing.stderr
    for url in ("ftp://x.vn/", "http://x.vn:99999/", "http://[x/", "https://x .vn/"):
        wrong = refused("sites", "new", url, "--name", "rung")
        assert (wrong.returncode, one_line(wrong)) == (2, f"Error: {url!r} is not an http(s) URL")
    misnamed = refused("sites", "new", f"{forest.url}/", "--name", "../rung")
    assert (misnamed.returncode, one_line(misnamed)) == (2, "Error: '../rung' is not a valid name: use a-z, 0-9 and -")
    without_scheme = refused("sites", "new", "husta.vn")
    assert "a profile named husta already exists" in without_scheme.stderr
    assert not forest.requests
    forced = run("sites", "new", f"{forest.url}/", "--name", "union", "--force")
    assert forced.returncode == 0, forced.stderr
    assert read_profile(run.workspace / "sites/union.toml").family == "generic"


def test_crawl_delay_is_respected(run: Command, forest: Site) -> None:
    forest.robots = "User-agent: *\nCrawl-delay: 0.3\n"
    began = time.monotonic()
    assert new(run, forest).returncode == 0
    assert time.monotonic() - began > 0.15 * (sum(forest.requests.values()) - 2), "Scrapy varies a delay by half"
