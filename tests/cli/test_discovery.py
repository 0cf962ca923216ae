"""How a crawl finds a site's articles: paged feeds, the WordPress REST API, and category trees."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Site, rows

POSTS = 7
API = "/wp-json/wp/v2/posts"


def post_page(number: int) -> bytes:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"></head>
<body class="single postid-{number}"><article><h1 class="entry-title">Ngày hội sáng tạo lần thứ {number}</h1>
<time class="entry-date published" datetime="2024-03-{number:02}T08:30:00+07:00">{number:02}/03/2024</time>
<div class="entry-content">{text_of(number)}</div></article></body></html>""".encode()


def lead_of(number: int) -> str:
    return f"Ngày hội sáng tạo lần thứ {number} đã khép lại chiều nay tại Cố đô Huế với sự tham gia của mười trường."


def text_of(number: int) -> str:
    return f"""<p><strong>{lead_of(number)}</strong></p>
<p>Ban giám khảo chấm {number + 20} mô hình của học sinh và trao giải cho những ý tưởng có thể dùng ngay ở trường,
từ máy tưới cây tự động đến giá sách làm bằng tre.</p>"""


def post(site: Site, number: int) -> dict[str, object]:
    return {
        "id": number,
        "date": f"2024-03-{number:02}T08:30:00",
        "date_gmt": f"2024-03-{number:02}T01:30:00",
        "link": f"{site.url}/bai-so-{number}/",
        "title": {"rendered": f"Ngày hội sáng tạo lần thứ {number}"},
        "content": {"rendered": text_of(number), "protected": False},
        "_embedded": {"wp:term": [[{"name": "Tin tức", "taxonomy": "category"}]]},
    }


def feed(site: Site, *numbers: int) -> bytes:
    items = "".join(f"<item><link>{site.url}/bai-so-{number}/</link></item>" for number in numbers)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode()


def write_profile(run: Command, site: Site, **keys: str) -> None:
    lines = {"article_url": r"'/bai-so-\d+/$'"} | keys
    (run.workspace / "sites" / "hoi.toml").write_text(
        f'title = "Hội"\nfamily = "wordpress"\nurl = "{site.url}/"\n'
        + "".join(f"{name} = {value}\n" for name, value in lines.items())
        + "[politeness]\ndelay = 0\nconcurrency = 2\n",
        "utf-8",
    )


@pytest.fixture
def blog(site: Site) -> Site:
    site.files |= {f"/bai-so-{number}/": post_page(number) for number in range(1, POSTS + 1)}
    return site


def test_feed_pages_are_followed_until_one_is_missing(run: Command, blog: Site) -> None:
    blog.files["/feed/"] = feed(blog, 7, 6, 5)
    blog.files["/feed/?paged=2"] = feed(blog, 4, 3, 2)
    blog.files["/feed/?paged=3"] = feed(blog, 1)
    write_profile(run, blog, feeds=f'["{blog.url}/feed/"]')
    done = run("crawl", "hoi")
    assert done.returncode == 0, done.stderr
    assert "0 problems" in done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(POSTS,)]
    assert blog.requests["/feed/?paged=4"] == 1
    assert run("crawl", "hoi").returncode == 0
    assert (blog.requests["/feed/"], blog.requests["/feed/?paged=2"]) == (2, 1), "no page follows one without new links"


def test_feed_with_identical_pages_is_not_followed_further(run: Command, blog: Site) -> None:
    blog.files |= {f"/feed/{page}": feed(blog, 2, 1) for page in ("", *(f"?paged={at}" for at in range(2, 9)))}
    write_profile(run, blog, feeds=f'["{blog.url}/feed/"]')
    assert run("crawl", "hoi").returncode == 0
    assert (blog.requests["/feed/?paged=2"], blog.requests["/feed/?paged=3"]) == (1, 0)


def put_posts(site: Site, per_page: int) -> None:
    for page in range(1, -(-POSTS // per_page) + 1):
        first = (page - 1) * per_page
        numbers = [POSTS - at for at in range(first, min(first + per_page, POSTS))]
        path = f"{API}?per_page={per_page}" + (f"&page={page}" if page > 1 else "")
        site.files[path] = json.dumps([post(site, number) for number in numbers]).encode()
        site.headers[path] = {"X-WP-TotalPages": str(-(-POSTS // per_page))}
    for number in range(1, POSTS + 1):
        site.files[f"{API}/{number}?_embed=1"] = json.dumps(post(site, number)).encode()


def test_posts_in_rest_api_lead_to_article_pages(run: Command, blog: Site) -> None:
    put_posts(blog, 3)
    write_profile(run, blog, listings=f'["{blog.url}{API}?per_page=3"]')
    done = run("crawl", "hoi")
    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(POSTS,)]
    assert blog.requests[f"{API}?per_page=3&page=3"] == 1
    assert blog.requests[f"{API}?per_page=3&page=4"] == 0
    hinted = "SELECT hinted_at FROM frontier WHERE url LIKE '%/bai-so-3/'"
    assert rows(run, hinted) == [("2024-03-03T08:30:00+07:00",)]


def write_api_profile(run: Command, site: Site) -> None:
    write_profile(
        run, site, listings=f'["{site.url}{API}?per_page=3"]', article_url=r"'/wp-json/wp/v2/posts/(?P<id>\d+)'"
    )


def test_articles_are_read_from_rest_api_alone(run: Command, site: Site) -> None:
    put_posts(site, 3)
    write_api_profile(run, site)
    done = run("crawl", "hoi")
    assert done.returncode == 0, done.stderr
    found = rows(run, "SELECT native_id, url, published_at, section, lead FROM articles ORDER BY published_at LIMIT 1")
    assert found == [("1", f"{site.url}/bai-so-1/", "2024-03-01T08:30:00+07:00", "Tin tức", lead_of(1))]
    assert rows(run, "SELECT count(*) FROM articles") == [(POSTS,)]
    assert not [path for path in site.requests if path.startswith("/bai-so")]
    assert run("verify").returncode == 0


def test_archived_rest_api_responses_are_imported_as_articles(run: Command, site: Site, tmp_path: Path) -> None:
    put_posts(site, 3)
    write_api_profile(run, site)
    assert run("crawl", "hoi").returncode == 0
    (archive,) = (run.workspace / "warc").glob("hoi-*.warc.gz")
    other = Command(tmp_path / "other", site)
    write_profile(other, site, listings=f'["{site.url}/"]', deny="['/wp-json']")
    (other.workspace / "sites/union.toml").unlink()
    done = other("import", str(archive))
    assert done.returncode == 0, done.stderr
    assert rows(other, "SELECT count(*) FROM articles WHERE url LIKE '%/bai-so-_/'") == [(POSTS,)]
    site.files |= {f"/bai-so-{number}/": post_page(number) for number in range(1, POSTS + 1)}
    site.files["/"] = "".join(f'<a href="/bai-so-{at}/">Bài</a>' for at in range(1, POSTS + 1)).encode()
    assert other("crawl", "hoi").returncode == 0
    assert rows(other, "SELECT count(*) FROM articles") == [(POSTS,)], "the same posts, fetched as pages"


def test_category_tree_is_followed(run: Command, blog: Site) -> None:
    def links(*paths: str) -> bytes:
        return "".join(f'<li><a href="{path}">Tin tức và sự kiện</a></li>' for path in paths).encode()

    blog.files["/"] = links("/bai-so-7/", "/category/tin/", "/gioi-thieu/")
    blog.files["/category/tin/"] = links("/bai-so-6/", "/category/tin/hue/", "/category/tin/page/2/")
    blog.files["/category/tin/page/2/"] = links("/bai-so-5/", "/category/tin/page/1/")
    blog.files["/category/tin/hue/"] = links("/bai-so-4/", "/category/tin/", "/")
    write_profile(run, blog, listings=f'["{blog.url}/"]', listing_url="'/category/'", deny="['/category/an/']")
    done = run("crawl", "hoi")
    assert done.returncode == 0, done.stderr
    assert rows(run, "SELECT count(*) FROM articles") == [(4,)]
    assert blog.requests["/gioi-thieu/"] == 0
    blog.files["/category/tin/hue/"] = links("/bai-so-3/", "/bai-so-4/")
    assert run("crawl", "hoi").returncode == 0
    assert rows(run, "SELECT count(*) FROM articles") == [(5,)], "every crawl visits each category"
    assert blog.requests["/category/tin/hue/"] == 2
