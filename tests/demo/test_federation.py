"""The demo sites themselves: their variety, labels, changes and responses."""

import io
import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from PIL import Image

from tests.demo.changes import edit, publish
from tests.waiting import HANG_S
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Figure, Table, TextBlock
from vustacrawl.demo.server import DemoServer


@pytest.fixture(scope="module")
def federation() -> Federation:
    """A federation for tests that do not change it."""
    return Federation()


def articles_of(federation: Federation) -> list[DemoArticle]:
    return [article for site in federation.sites for article in site.articles]


def test_federation_is_deterministic(federation: Federation) -> None:
    other = Federation()
    assert federation.expected == other.expected
    assert [article.page for article in articles_of(federation)] == [article.page for article in articles_of(other)]


def test_articles_differ_from_each_other(federation: Federation) -> None:
    reposts = {url for url, _ in federation.duplicates} | {near.url for near in federation.near_duplicates}
    own = [article for article in articles_of(federation) if article.url not in reposts]
    assert len(own) + len(reposts) == 300
    assert len({(article.site, article.title) for article in own}) == len(own)
    paragraphs = Counter(
        block.text
        for article in own
        for block in article.body
        if isinstance(block, TextBlock) and block.kind == "paragraph"
    )
    assert max(paragraphs.values()) <= 2


def test_every_markup_form_occurs(federation: Federation) -> None:
    articles = articles_of(federation)
    blocks = [block for article in articles for block in article.body]
    kinds = {block.kind for block in blocks if isinstance(block, TextBlock)} | {
        "table" for b in blocks if isinstance(b, Table)
    }
    assert kinds == {"paragraph", "heading", "quote", "list_item", "verse", "table", "question", "answer"}
    figures = [block for block in blocks if isinstance(block, Figure)]
    layouts = {article.layout for article in articles}
    assert {figure.template for figure in figures} == {form for layout in layouts for form in layout.figure_templates}
    assert {len(figure.pictures) for figure in figures} == {1, 2}
    assert {len(figure.caption) for figure in figures} == {0, 1, 2}
    signed = {bool(article.byline.lines): article for article in articles}
    dated = {article.date is not None for article in articles}
    assert set(signed) == dated == {True, False}
    raw = "\n".join(article.date.line for article in articles if article.date)
    for form in (r" SA \d+ lượt xem", r" CH \d+ lượt xem", "^Cập nhật lúc", "post name:", r"  \d\d:\d\d$", " Tháng "):
        assert re.search(form, raw, re.M), form
    assert any(article.files for article in articles) and any(article.lead is None for article in articles)


def test_exact_reposts_are_identical_and_near_duplicates_differ(federation: Federation) -> None:
    by_url = {article.url: article for article in articles_of(federation)}

    def words(url: str) -> list[str]:
        record = by_url[url].record
        return " ".join([record["lead"] or "", *(block["text"] for block in record["paragraphs"])]).split()

    assert len(federation.duplicates) == 3
    for url, of in federation.duplicates:
        assert words(url) == words(of)
    assert len(federation.near_duplicates) == 20
    for near in federation.near_duplicates:
        copy, original = words(near.url), words(near.of)
        shared = (Counter(copy) & Counter(original)).total()
        assert copy != original
        assert shared >= 0.4 * max(len(copy), len(original))
        assert by_url[near.url].published > by_url[near.of].published
    changes = Counter(near.change for near in federation.near_duplicates)
    assert len(changes) == 5
    assert set(changes.values()) == {4}


def test_edit_changes_page_truth_and_sitemap() -> None:
    federation = Federation()
    article = federation.sites[3].articles[7]
    before = federation.respond("http://hoikhkt.demo.test/wp-sitemap-posts-post-1.xml").body
    edit(article)
    assert article.record["title"].endswith("(cập nhật)")
    assert "số liệu mới" in str(federation.respond(article.url).body)
    assert federation.respond("http://hoikhkt.demo.test/wp-sitemap-posts-post-1.xml").body != before


def test_new_article_shifts_listing() -> None:
    federation = Federation()
    site = federation.sites[0]
    front = site.base + site.layout.listing_path(1)
    pushed_out = site.newest_first[14]
    article = publish(site)
    page = str(federation.respond(front).body)
    assert article.url in page
    assert pushed_out.url not in page
    assert pushed_out.url in str(federation.respond(site.base + site.layout.listing_path(2)).body)


def test_calendar_is_endless(federation: Federation) -> None:
    visited = set()
    url = "/lich-cong-tac.html?thang=2025-11"
    for _ in range(200):
        page = str(federation.respond("http://vusta.demo.test" + url).body)
        visited.add(url)
        url = re.findall(r'href="(/lich[^"]*)">Tháng sau', page)[0]
    assert len(visited) == 200


def test_feeds_have_bugs_of_their_cms(federation: Federation) -> None:
    newest = federation.sites[2].newest_first[0]
    feed = str(federation.respond("http://lienhiephoi.demo.test/vi/news/rss/").body)
    assert feed.count("<item>") == 30
    assert f">news_{newest.native_id}</guid>" in feed
    assert f" {newest.published:%H}:{newest.published:%m}:00 +0700" in feed


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with serve(Federation()) as server:
        yield server


def fetch(server: DemoServer, url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": server.proxy_url}))
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with opener.open(request, timeout=HANG_S) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_server_is_proxy_for_its_own_hosts(server: DemoServer) -> None:
    assert fetch(server, "http://vusta.demo.test/robots.txt")[:2] == (200, b"User-agent: *\nDisallow: /admin/\n")
    assert fetch(server, "http://elsewhere.test/")[0] == 404
    assert fetch(server, "http://vusta.demo.test/khong-co-trang-nay.html")[0] == 404


def test_flaky_article_fails_once(server: DemoServer) -> None:
    url = server.federation.flaky_url
    assert [fetch(server, url)[0] for _ in range(3)] == [500, 200, 200]


@pytest.mark.parametrize(
    ("site", "validator", "condition"), [(0, "ETag", "If_None_Match"), (2, "Last-Modified", "If_Modified_Since")]
)
def test_unchanged_page_is_not_sent_again(server: DemoServer, site: int, validator: str, condition: str) -> None:
    article = server.federation.sites[site].articles[9]
    status, body, headers = fetch(server, article.url)
    assert (status, body) == (200, article.page.encode())
    assert fetch(server, article.url, **{condition: headers[validator]})[:2] == (304, b"")
    edit(article)
    assert fetch(server, article.url, **{condition: headers[validator]})[0] == 200


def test_images_and_files_are_valid(server: DemoServer) -> None:
    images = [image["url"] for record in server.federation.expected[:40] for image in record["images"]][:20]
    sizes = {Image.open(io.BytesIO(fetch(server, url)[1])).size for url in images}
    assert len(sizes) > 1
    files = [file["url"] for record in server.federation.expected for file in record["files"]]
    for url in files[:2]:
        document = fetch(server, url)[1]
        start = int(re.findall(rb"startxref\n(\d+)\n%%EOF", document)[0])
        assert document.startswith(b"%PDF-1.4\n")
        assert document[start:].startswith(b"xref\n")


def test_repost_has_slug_and_tags_of_original(federation: Federation) -> None:
    article_at = {article.url: article for site in federation.sites for article in site.articles}
    for copy_url, original_url in federation.duplicates:
        copy, original = article_at[copy_url], article_at[original_url]
        assert original.slug in copy_url
        assert not copy.tags or copy.tags == original.generator.topic["tags"]
