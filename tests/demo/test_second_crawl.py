"""What a second crawl of the federation requests, and how it handles changes."""

import json
import re
from pathlib import Path

from tests.demo.changes import edit, publish
from tests.demo.conftest import Run, crawled_again, rows
from vustacrawl.demo import Federation
from vustacrawl.demo.server import DemoServer

LISTS = re.compile(
    r"/robots\.txt$|/tin-tuc-su-kien-c37\.html|/news-c1\.html|/vi/news/tin-tuc/(page-\d+/)?$"
    r"|http://hoikhkt\.demo\.test/(page/\d+/)?$|sitemap|/rss|/feed/"
)


def requested_pages(server: DemoServer) -> set[str]:
    """Return the requested URLs other than robots.txt, listings, feeds and sitemaps."""
    return {url for url, times in server.request_counts.items() if times and not LISTS.search(url)}


def test_only_listings_are_requested_if_nothing_changed(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    with crawled_again(run, Federation()) as server:
        assert requested_pages(server) == set()
        assert {url for url in server.request_counts if url.endswith("/robots.txt")} == {
            f"{site.base}/robots.txt" for site in server.federation.sites
        }
    assert rows(run.catalog, "SELECT sum(added), sum(changed) FROM crawls WHERE id > 4") == [(0, 0)]


def test_edited_article_keeps_old_version_and_new_article_is_found(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    federation = Federation()
    post = federation.sites[3].articles[7]
    before = post.record
    edit(post)
    new = publish(federation.sites[0])
    with crawled_again(run, federation) as server:
        assert requested_pages(server) == {post.url, new.url}
    title = rows(run.catalog, "SELECT title FROM articles WHERE url = ?", post.url)
    assert title == [(post.record["title"],)]
    (changed, record), *others = rows(
        run.catalog,
        "SELECT changed, record FROM article_versions JOIN articles ON articles.id = article_id WHERE url = ?",
        post.url,
    )
    assert not others
    assert json.loads(str(changed)) == ["title", "paragraphs"]
    old = json.loads(str(record))
    assert (old["title"], old["lead"]) == (before["title"], before["lead"])
    assert old["paragraphs"] == before["paragraphs"]
    assert rows(run.catalog, "SELECT title FROM articles WHERE url = ?", new.url) == [(new.title,)]
    assert rows(run.catalog, "SELECT count(*) FROM articles") == [(301,)]
