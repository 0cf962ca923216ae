"""Feeds, sitemaps and robots.txt as programs read them."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.robotparser import RobotFileParser

import httpx
import pytest
from lxml import etree

from tests.demo.conftest import Run, rows
from tests.web.conftest import Client
from vustacrawl.web.guard import Access
from vustacrawl.web.pages import feeds
from vustacrawl.web.pages.feeds import ATOM, ENTRIES, SITEMAP
from vustacrawl.web.server import make_datasette
from vustacrawl.workspace import Workspace

NS = {"a": ATOM, "s": SITEMAP}
NEWEST = "SELECT url FROM articles WHERE published_at IS NOT NULL AND gone_at IS NULL"


def xml(response: httpx.Response) -> etree._Element:
    assert response.status_code == 200
    return etree.fromstring(response.content)


@pytest.mark.parametrize("folder", ["", "/sites/demo-vusta"])
def test_atom_feed_lists_newest_articles(client: Client, run: Run, folder: str) -> None:
    response = client.get(f"{folder}/feed.atom")
    feed = xml(response)
    assert response.headers["content-type"] == "application/atom+xml; charset=utf-8"
    where = " AND site = 'demo-vusta'" if folder else ""
    newest = [url for (url,) in rows(run.catalog, f"{NEWEST}{where} ORDER BY published_at DESC LIMIT {ENTRIES}")]
    assert feed.xpath("a:entry/a:id/text()", namespaces=NS) == newest
    assert feed.xpath("a:entry/a:link[@rel='via']/@href", namespaces=NS) == newest
    assert feed.xpath("string(a:link[@rel='self']/@href)", namespaces=NS) == f"http://localhost{folder}/feed.atom"
    for parent in (feed, *feed.findall("a:entry", NS)):  # required by RFC 4287 §4.1
        assert all(len(parent.findall(f"a:{name}", NS)) == 1 for name in ("id", "title", "updated"))
    assert len(feed.findall("a:entry/a:author/a:name", NS)) == len(newest)
    moments = feed.xpath("//a:updated/text() | //a:published/text()", namespaces=NS)
    assert all(datetime.fromisoformat(moment).tzinfo for moment in moments)
    link = feed.xpath("string(a:entry/a:link[@rel='alternate']/@href)", namespaces=NS)
    assert client.get(link.removeprefix("http://localhost")).status_code == 200


def test_json_feed_lists_same_articles_as_atom_feed(client: Client) -> None:
    response = client.get("/feed.json")
    feed = response.json()
    assert response.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    ids = xml(client.get("/feed.atom")).xpath("a:entry/a:id/text()", namespaces=NS)
    assert [item["id"] for item in feed["items"]] == ids
    assert all(item["content_text"] and datetime.fromisoformat(item["date_published"]) for item in feed["items"])


def test_unknown_feed_is_not_found(client: Client) -> None:
    assert client.get("/sites/nix/feed.atom").status_code == 404
    assert client.get("/feed.rss").status_code == 404


@pytest.mark.parametrize(
    ("published", "moment"),
    [
        ("2024-05-06", "2024-05-06T00:00:00+07:00"),
        ("2024-05-06T07:08+07:00", "2024-05-06T07:08:00+07:00"),
        ("2024-05-06T07:08:09+07:00", "2024-05-06T07:08:09+07:00"),
        ("2024-02-30", "2024-02-30T00:00:00Z"),
    ],
)
def test_publication_time_follows_rfc_3339(published: str, moment: str) -> None:
    assert feeds._moment(published, "Asia/Ho_Chi_Minh") == moment


def test_sitemaps_list_every_article_once(client: Client, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "ARTICLES_PER_SITEMAP", 100)
    maps = xml(client.get("/sitemap.xml")).xpath("s:sitemap/s:loc/text()", namespaces=NS)
    assert len(maps) == 4
    found = [
        str(place)
        for address in maps
        for place in xml(client.get(address.removeprefix("http://localhost"))).xpath(
            "s:url/s:loc/text()", namespaces=NS
        )
    ]
    articles = [place for place in found if "/articles/" in place]
    ids = [each for (each,) in rows(run.catalog, "SELECT public_id FROM articles WHERE gone_at IS NULL ORDER BY id")]
    assert articles == [f"http://localhost/articles/{each}" for each in ids]
    assert "http://localhost/sites/demo-vusta" in found
    assert client.get("/sitemaps/9.xml").status_code == 404


def test_robots_txt_names_sitemap_and_disallows_search_and_tables(client: Client, workspace: Workspace) -> None:
    rules = RobotFileParser()
    rules.parse(client.get("/robots.txt").text.splitlines())
    assert rules.site_maps() == ["http://localhost/sitemap.xml"]
    assert rules.can_fetch("bot", "/articles/1")
    assert not rules.can_fetch("bot", "/search?q=x")
    assert not rules.can_fetch("bot", "/catalog/articles")
    below = Client(make_datasette(workspace, Access(root_path="/archive")))
    assert "Disallow: /archive/search\n" in below.get("/robots.txt").text
    assert re.search(r"http://localhost/archive/articles/demo-[a-z-]+/\w+", below.get("/archive/feed.atom").text)
