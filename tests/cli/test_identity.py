"""An article keeps its row when its slug changes; one that redirects elsewhere is gone, and keeps its URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Site, rows

RICE = "Lớp tập huấn trồng lúa hữu cơ của hội nông dân huyện thu hút bốn mươi hộ dân trong xã tham dự suốt hai ngày."
COFFEE = "Hội cà phê ca cao tỉnh họp bàn chuyện tái canh vườn già, ghép cải tạo và giữ giá thu mua cho bà con vụ này."


def a_page(title: str, text: str, times: int = 3) -> bytes:
    paragraphs = "".join(f"<p>{text} Phần {number}.</p>" for number in range(times))
    head = f"<!DOCTYPE html><html lang=vi><head><meta charset=utf-8><title>{title}</title></head>"
    body = f"<body><article><h1>{title}</h1><div class=date>10/08/2023 10:09</div>{paragraphs}</article></body></html>"
    return (head + body).encode()


def home(*paths: str) -> bytes:
    return "".join(f'<a href="{path}">Tin của trang, đường dẫn {path}</a>' for path in paths).encode()


@pytest.fixture
def small(tmp_path: Path, site: Site) -> Command:
    """A workspace with a profile whose articles are at ``/slug/``, ``/slug-N.html`` or ``?op=viewst&sid=N``."""
    command = Command(tmp_path / "ws", site)
    (command.workspace / "sites" / "union.toml").write_text(
        f"""title = "Hội"
family = "generic"
url = "{site.url}/"
article_url = '^http://[^/]+/(?:[a-z0-9-]+/$|[a-z-]+-(?P<id>\\d+)\\.html$|m\\?op=viewst&sid=(?P<sid>\\d+)$)'
listings = ["{site.url}/"]
[politeness]
delay = 0
""",
        "utf-8",
    )
    return command


def crawl_again(run: Command) -> None:
    rows(run, "UPDATE frontier SET next_due = 0 WHERE kind = 'article' RETURNING url")
    run("crawl", "union")


def paths(run: Command, query: str, site: Site) -> list[tuple[str, ...]]:
    return [tuple(str(value).replace(site.url, "") for value in row) for row in rows(run, query)]


def test_changed_slug_does_not_create_second_article(small: Command, site: Site) -> None:
    site.files = {"/": home("/lop-lua/"), "/lop-lua/": a_page("Lớp trồng lúa", RICE)}
    small("crawl", "union")
    site.files = {"/": home("/lop-lua-2023/"), "/lop-lua-2023/": a_page("Lớp trồng lúa hữu cơ", RICE, 4)}
    site.faults["/lop-lua/"] = [(301, {"Location": "/lop-lua-2023/"})]

    crawl_again(small)

    assert paths(small, "SELECT id, url, gone_at FROM articles", site) == [("1", "/lop-lua-2023/", "None")]
    aliases = paths(small, "SELECT url, article_id FROM article_urls ORDER BY url", site)
    assert aliases == [("/lop-lua-2023/", "1"), ("/lop-lua/", "1")]
    assert rows(small.workspace, "SELECT count(*) FROM duplicates") == [(0,)]
    assert rows(small.workspace, "SELECT count(*) FROM article_versions") == [(1,)]
    assert small("verify").returncode == 0
    assert "- Lớp" not in small("diff", f"{site.url}/lop-lua/").stderr


@pytest.mark.parametrize("edit", ["unchanged", "with another paragraph"])
def test_new_slug_visited_before_old_url_is_due(small: Command, site: Site, edit: str) -> None:
    site.files = {"/": home("/lop-lua/"), "/lop-lua/": a_page("Lớp trồng lúa", RICE)}
    small("crawl", "union")
    new = a_page("Lớp trồng lúa", RICE, 3 if edit == "unchanged" else 4)
    site.files = {"/": home("/lop-lua-2023/"), "/lop-lua-2023/": new}
    site.faults["/lop-lua/"] = [(301, {"Location": "/lop-lua-2023/"})]

    small("crawl", "union")

    assert paths(small, "SELECT id, url, gone_at FROM articles", site) == [("1", "/lop-lua-2023/", "None")]
    aliases = paths(small, "SELECT url, article_id FROM article_urls ORDER BY url", site)
    assert aliases == [("/lop-lua-2023/", "1"), ("/lop-lua/", "1")]
    assert rows(small.workspace, "SELECT count(*) FROM duplicates") == [(0,)]
    assert rows(small.workspace, "SELECT count(*) FROM captures WHERE url LIKE '%2023/'") == [(2,)]
    assert rows(small.workspace, "SELECT sum(gone) FROM crawls") == [(0,)]
    assert small("verify").returncode == 0


def test_repost_on_same_site_is_stored_as_duplicate(small: Command, site: Site) -> None:
    site.files = {"/": home("/lop-lua/"), "/lop-lua/": a_page("Lớp trồng lúa", RICE)}
    small("crawl", "union")
    site.files |= {"/": home("/dang-lai/"), "/dang-lai/": a_page("Lớp trồng lúa", RICE)}
    small("crawl", "union")
    assert paths(small, "SELECT url, gone_at FROM articles ORDER BY id", site) == [
        ("/lop-lua/", "None"),
        ("/dang-lai/", "None"),
    ]
    assert rows(small.workspace, "SELECT article_id, of, kind FROM duplicates") == [(2, 1, "exact")]
    assert rows(small.workspace, "SELECT reason FROM frontier WHERE reason IS NOT NULL") == []
    site.requests.clear()
    small("crawl", "union")
    assert "/dang-lai/" not in site.requests


def test_article_linked_with_and_without_final_slash_is_stored_once(small: Command, site: Site) -> None:
    profile = small.workspace / "sites" / "union.toml"
    profile.write_text(profile.read_text("utf-8").replace("[a-z0-9-]+/$", "[a-z0-9-]+/?$"), "utf-8")
    rice, coffee = a_page("Lớp trồng lúa", RICE), a_page("Họp bàn tái canh cà phê", COFFEE)
    site.files = {"/": home("/lop-lua", "/lop-lua/", "/ca-phe", "/ca-phe/"), "/lop-lua": rice, "/lop-lua/": rice}
    site.files |= {"/ca-phe": coffee, "/ca-phe/": a_page("Họp bàn tái canh cà phê", RICE + COFFEE[:60])}
    assert small("crawl", "union").returncode == 0
    aliases = paths(small, "SELECT x.url, a.url FROM article_urls AS x JOIN articles AS a ON a.id = article_id", site)
    assert len(aliases) == 4
    assert len({own for _, own in aliases}) == 3, "two are one article, and two have different texts"
    assert rows(small, "SELECT count(*) FROM duplicates WHERE kind = 'exact'") == [(0,)]
    assert small("verify", "--quick").returncode == 0


@pytest.mark.parametrize("target", ["/bao-tri-99.html", "/dong-y?ve={path}"], ids=["an article to us", "own query"])
def test_page_to_which_a_site_redirects_everything_for_a_day_makes_few_articles_gone(
    small: Command, site: Site, target: str
) -> None:
    articles = {f"/bai-{number}.html": a_page(f"Lớp trồng lúa {number}", f"{number} {RICE}") for number in range(12)}
    site.files = {"/": home(*articles), **articles, "/dong-y": b"<p>Xin dong y</p>"}
    site.files["/bao-tri-99.html"] = a_page("Trang dang bao tri", COFFEE)
    small("crawl", "union")
    for path in articles:
        site.faults[path] = [(302, {"Location": target.format(path=path)})]

    crawl_again(small)
    [[missing, gone]] = rows(small, "SELECT count(missing_since), (SELECT count(gone_at) FROM articles) FROM frontier")
    assert (missing, gone) == (12, 3), "the first ones may be redirected for reasons of their own"

    crawl_again(small)
    assert rows(small, "SELECT count(gone_at), count(*) FROM articles WHERE url LIKE '%/bai-%'") == [(0, 12)]


@pytest.mark.parametrize("target", ["/ca-phe-2.html", "/"], ids=["another", "home"])
def test_article_that_redirects_elsewhere_is_gone(small: Command, site: Site, target: str) -> None:
    rice, coffee = a_page("Lớp trồng lúa", RICE), a_page("Họp bàn tái canh cà phê", COFFEE)
    site.files = {"/": home("/lua-1.html", "/ca-phe-2.html"), "/lua-1.html": rice, "/ca-phe-2.html": coffee}
    small("crawl", "union")
    site.faults["/lua-1.html"] = [(302, {"Location": target})]

    crawl_again(small)

    gone = paths(small, "SELECT url, title FROM articles WHERE gone_at IS NOT NULL", site)
    assert gone == [("/lua-1.html", "Lớp trồng lúa")]
    aliases = paths(small, "SELECT x.url, a.url FROM article_urls AS x JOIN articles AS a ON a.id = article_id", site)
    assert sorted(aliases) == [("/ca-phe-2.html",) * 2, ("/lua-1.html",) * 2]
    assert f"redirects to {site.url}{target}" in small("why", f"{site.url}/lua-1.html").stdout
    assert small("verify", "--quick").returncode == 0

    crawl_again(small)
    assert rows(small.workspace, "SELECT count(*) FROM articles WHERE gone_at IS NOT NULL") == [(0,)], (
        "the article came back"
    )


def test_numeric_sid_parameter_is_not_taken_for_session_id(small: Command, site: Site) -> None:
    session = "0f3a9bc2d41e5f60718293a4b5c6d7e8"
    numbers = range(1, 4)
    site.files = {f"/m?op=viewst&sid={at}": a_page(f"Bài viết thứ {at}", f"{RICE} {at}") for at in numbers}
    site.files["/"] = home(*(f"/m?op=viewst&sid={at}&amp;s={session}" for at in numbers))
    small("crawl", "union")
    assert rows(small.workspace, "SELECT count(*) FROM articles") == [(3,)]
