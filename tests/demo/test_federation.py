"""What the federation promises to those who crawl it: its variety, its labels, its changes, its answers."""

import io
import re
import urllib.request
from collections import Counter
from collections.abc import Iterator
from urllib.error import HTTPError

import pytest
from PIL import Image

from tests.waiting import HANG_S
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.blocks import Figure, Line, Table
from vustacrawl.demo.server import DemoServer
from vustacrawl.demo.story import Story


@pytest.fixture
def federation() -> Federation:
    return Federation()


def stories_of(federation: Federation) -> list[Story]:
    return [story for site in federation.sites for story in site.stories]


def test_it_is_the_same_wherever_it_is_made(federation: Federation) -> None:
    other = Federation()
    assert federation.truth == other.truth
    assert [story.page for story in stories_of(federation)] == [story.page for story in stories_of(other)]


def test_articles_do_not_read_alike(federation: Federation) -> None:
    taken_over = {url for url, _ in federation.duplicates} | {near.url for near in federation.near_duplicates}
    own = [story for story in stories_of(federation) if story.url not in taken_over]
    assert len(own) + len(taken_over) == 300
    assert len({(story.site, story.title) for story in own}) == len(own)
    paragraphs = Counter(
        block.text for story in own for block in story.body if isinstance(block, Line) and block.kind == "paragraph"
    )
    assert max(paragraphs.values()) <= 2


def test_every_form_is_met(federation: Federation) -> None:
    stories = stories_of(federation)
    blocks = [block for story in stories for block in story.body]
    kinds = {block.kind for block in blocks if isinstance(block, Line)} | {
        "table" for b in blocks if isinstance(b, Table)
    }
    assert kinds == {"paragraph", "heading", "quote", "list_item", "verse", "table", "question", "answer"}
    figures = [block for block in blocks if isinstance(block, Figure)]
    layouts = {story.layout for story in stories}
    assert {figure.form for figure in figures} == {form for layout in layouts for form in layout.FIGURES}
    assert {len(figure.pictures) for figure in figures} == {1, 2}
    assert {len(figure.caption) for figure in figures} == {0, 1, 2}
    signed = {bool(story.signature.lines): story for story in stories}
    dated = {story.date is not None for story in stories}
    assert set(signed) == dated == {True, False}
    raw = "\n".join(story.date.line for story in stories if story.date)
    for form in (r" SA \d+ lượt xem", r" CH \d+ lượt xem", "^Cập nhật lúc", "post name:", r"  \d\d:\d\d$", " Tháng "):
        assert re.search(form, raw, re.M), form
    assert any(story.files for story in stories) and any(story.lead is None for story in stories)


def test_reposts_are_word_for_word_and_near_ones_are_not(federation: Federation) -> None:
    by_url = {story.url: story for story in stories_of(federation)}

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


def test_an_article_goes_and_comes_back(federation: Federation) -> None:
    story = federation.sites[2].stories[3]
    federation.remove(story, 410)
    assert federation.answer(story.url).status == 410
    federation.hollow(story)
    assert federation.answer(story.url).status == 200
    assert story.title not in str(federation.answer(story.url).body)
    federation.restore(story)
    assert federation.answer(story.url).body == story.page


def test_an_edit_shows_in_the_page_the_truth_and_the_sitemap(federation: Federation) -> None:
    story = federation.sites[3].stories[7]
    before = federation.answer("http://hoikhkt.demo.test/wp-sitemap-posts-post-1.xml").body
    assert federation.edit(story) is story
    assert story.record["title"].endswith("(cập nhật)")
    assert "số liệu mới" in str(federation.answer(story.url).body)
    assert federation.answer("http://hoikhkt.demo.test/wp-sitemap-posts-post-1.xml").body != before


def test_a_new_article_shifts_the_listing(federation: Federation) -> None:
    site = federation.sites[0]
    front = site.base + site.family.listing_path(1)
    pushed_out = site.newest_first[14]
    story = site.publish()
    page = str(federation.answer(front).body)
    assert story.url in page
    assert pushed_out.url not in page
    assert pushed_out.url in str(federation.answer(site.base + site.family.listing_path(2)).body)


def test_the_calendar_has_no_end(federation: Federation) -> None:
    asked = set()
    url = "/lich-cong-tac.html?thang=2025-11"
    for _ in range(200):
        page = str(federation.answer("http://vusta.demo.test" + url).body)
        asked.add(url)
        url = re.findall(r'href="(/lich[^"]*)">Tháng sau', page)[0]
    assert len(asked) == 200


def test_feeds_have_the_bugs_of_their_cms(federation: Federation) -> None:
    newest = federation.sites[2].newest_first[0]
    feed = str(federation.answer("http://lienhiephoi.demo.test/vi/news/rss/").body)
    assert feed.count("<item>") == 30
    assert f">news_{newest.native_id}</guid>" in feed
    assert f" {newest.published:%H}:{newest.published:%m}:00 +0700" in feed


@pytest.fixture
def server(federation: Federation) -> Iterator[DemoServer]:
    with serve(federation) as server:
        yield server


def fetch(server: DemoServer, url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": server.proxy_url}))
    request = urllib.request.Request(url, headers={name.replace("_", "-"): value for name, value in headers.items()})
    try:
        with opener.open(request, timeout=HANG_S) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except HTTPError as error:
        return error.code, error.read(), dict(error.headers)


def test_the_server_is_a_proxy_for_its_own_hosts(server: DemoServer) -> None:
    assert fetch(server, "http://vusta.demo.test/robots.txt")[:2] == (200, b"User-agent: *\nDisallow: /admin/\n")
    assert fetch(server, "http://elsewhere.test/")[0] == 404
    assert fetch(server, "http://vusta.demo.test/khong-co-trang-nay.html")[0] == 404


def test_one_article_fails_at_first(server: DemoServer) -> None:
    url = server.federation.unsteady
    assert [fetch(server, url)[0] for _ in range(3)] == [500, 200, 200]


@pytest.mark.parametrize(
    ("site", "validator", "condition"), [(0, "ETag", "If_None_Match"), (2, "Last-Modified", "If_Modified_Since")]
)
def test_unchanged_pages_need_not_be_sent_again(server: DemoServer, site: int, validator: str, condition: str) -> None:
    story = server.federation.sites[site].stories[9]
    status, body, headers = fetch(server, story.url)
    assert (status, body) == (200, story.page.encode())
    assert fetch(server, story.url, **{condition: headers[validator]})[:2] == (304, b"")
    server.federation.edit(story)
    assert fetch(server, story.url, **{condition: headers[validator]})[0] == 200


def test_pictures_and_files_are_real(server: DemoServer) -> None:
    images = [image["url"] for record in server.federation.truth[:40] for image in record["images"]][:20]
    sizes = {Image.open(io.BytesIO(fetch(server, url)[1])).size for url in images}
    assert len(sizes) > 1
    files = [file["url"] for record in server.federation.truth for file in record["files"]]
    for url in files[:2]:
        document = fetch(server, url)[1]
        start = int(re.findall(rb"startxref\n(\d+)\n%%EOF", document)[0])
        assert document.startswith(b"%PDF-1.4\n")
        assert document[start:].startswith(b"xref\n")
