"""Lists of articles in the markup of each family."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profiles import a_profile
from vustacrawl.items import Link
from vustacrawl.parsers import find_links
from vustacrawl.sites import find_profile

VUSTA = find_profile("vusta")
CAO_BANG = find_profile("khcncaobang")
HUSTA = find_profile("husta")

LISTING = """<html><head><title>Cơ quan Trung ương</title></head><body>
<ul class="menu"><li><a href="/tin-tuc/co-quan-tw.html">Cơ quan TW</a></li></ul>
<div class="item"><a href="/hop-ban-thuong-truc-p93001.html"><img src="/thumb_x300x/1.jpg"></a>
  <h3><a href="/hop-ban-thuong-truc-p93001.html#top">Họp Ban Thường trực (01/01/2020)</a></h3>
    <span>12/06/2024 08:30</span>
  <p>Ngày 11/6/2024, Ban Thường trực họp phiên thường kỳ và...</p></div>
<div class="item"><h3><a href="//vusta.vn/trao-giai-p93000.html">Trao giải</a></h3>
    <p>Giải thưởng năm nay...</p></div>
<div class="item"><a href="https://www.vusta.vn/hop-ban-thuong-truc-p93001.html?x=1">Khác</a>
  <a href="javascript:void(0)">x</a><a href="mailto:a@vusta.vn">y</a>
    <a href="https://khac.vn/bai-p1.html">z</a></div>
<div class="trang"><a href="/tin-tuc/co-quan-tw.html?page=6">6</a> <b>7</b>
  <a href="/tin-tuc/co-quan-tw.html?page=8">8</a> <a href="/tin-tuc/co-quan-tw.html?page=143">Cuối</a></div>
</body></html>"""


def listing(url, page, profile):
    return find_links(url, page.encode(), profile, "listing")


def test_articles_are_listed_once_in_page_order():
    links = listing("https://vusta.vn/tin-tuc/co-quan-tw.html?page=7", LISTING, VUSTA)
    assert links.found == [
        Link("https://vusta.vn/hop-ban-thuong-truc-p93001.html", "article", "2024-06-12T08:30:00+07:00"),
        Link("https://vusta.vn/trao-giai-p93000.html", "article"),
        Link("https://www.vusta.vn/hop-ban-thuong-truc-p93001.html?x=1", "article"),
    ]


@pytest.mark.parametrize(
    ("url", "following"),
    [
        (
            "https://vusta.vn/tin-tuc/co-quan-tw.html?page=7",
            "https://vusta.vn/tin-tuc/co-quan-tw.html?page=8",
        ),
        (
            "https://vusta.vn/tin-tuc/co-quan-tw.html?page=5",
            "https://vusta.vn/tin-tuc/co-quan-tw.html?page=6",
        ),
        ("https://vusta.vn/tin-tuc/co-quan-tw.html?page=143", None),
        ("https://vusta.vn/doi-moi-sang-tao.html?page=7", None),
    ],
)
def test_next_page_without_marked_pager(url, following):
    assert listing(url, LISTING, VUSTA).next_page == following


def test_next_page_of_first_page():
    page = '<a href="/a-c37.html?page=3">3</a><a href="?page=2">2</a>'
    assert listing("https://vusta.vn/a-c37.html", page, VUSTA).next_page == "https://vusta.vn/a-c37.html?page=2"


def test_nukeviet_listing():
    page = """<div class="news_column"><div class="panel-body"><h3>
    <a href="/index.php?language=vi&amp;nv=news&amp;op=tin/le-hoi-12">
    Lễ hội</a></h3><div class="text-muted"><ul class="list-unstyled list-inline"><li>
    <em class="fa fa-clock-o"></em> 27/03/2024 08:42:00 AM</li>
    <li><em class="fa fa-eye"></em> Đã xem: 312</li></ul></div>
    <div>Lễ hội năm nay có nhiều nét mới.</div></div></div>
    <a href="/index.php?language=vi&amp;nv=news&amp;op=savefile/tin/le-hoi-12">Lưu</a>
    <ul class="related"><li>
    <a href="/index.php?language=vi&amp;nv=news&amp;op=tin/tong-ket-10">Tổng kết</a>
    <em>(02/01/2024)</em></li></ul>
    <ul class="pagination"><li class="page-item active"><a class="page-link" href="#">1</a></li>
    <li><a rel="next" href="/index.php?language=vi&amp;nv=news&amp;op=tin/page-2">2</a></li></ul>"""
    links = listing("http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin", page, CAO_BANG)
    start = "http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin"
    assert links.found == [
        Link(f"{start}/le-hoi-12", "article", "2024-03-27T08:42:00+07:00"),
        Link(f"{start}/tong-ket-10", "article", "2024-01-02"),
    ]
    assert links.next_page == f"{start}/page-2"


def test_wordpress_listing():
    page = """<main><article><h2 class="entry-title">
    <a href="https://husta.vn/bai-moi/" rel="bookmark">Bài mới</a></h2>
    <time class="entry-date published" datetime="2024-06-17T15:04:09+07:00">17 Tháng Sáu, 2024</time>
    </article>
    <a href="https://husta.vn/category/tin-tuc/">Tin tức</a><nav class="pagination">
    <a class="page-numbers" href="https://husta.vn/page/3/">3</a>
    <a class="next page-numbers" href="https://husta.vn/page/2/">Trang sau</a></nav></main>"""
    links = listing("https://husta.vn/", page, HUSTA)
    assert links.found == [Link("https://husta.vn/bai-moi/", "article", "2024-06-17T15:04:09+07:00")]
    assert links.next_page == "https://husta.vn/page/2/"


CARDS = [
    '<div class="card" data-href="/the-p2.html"><h3>Thẻ</h3></div>',
    '<div class="card" data-url="https://vusta.vn/the-p2.html"><h3>Thẻ</h3></div>',
    """<li onclick="location.href='/the-p2.html'">Thẻ</li>""",
    """<tr onclick="window.location = &quot;https:\\/\\/vusta.vn\\/the-p2.html&quot;; return"><td>Thẻ</td></tr>""",
    """<div onclick="window.open('/the-p2.html', '_blank')">Thẻ</div>""",
    """<a href="javascript:document.location.assign('/the-p2.html')">Thẻ</a>""",
    """<a href="#" data-href="/the-p2.html">Thẻ</a>""",
]


@pytest.mark.parametrize("card", CARDS)
def test_cards_that_scripts_open_are_links(card):
    page = f'<a href="/bai-p1.html">Bài</a><section>{card}</section><p data-url="https://khac.vn/x-p3.html">x</p>'
    links = listing("https://vusta.vn/tin-tuc/a.html", f"<body>{page}</body>", VUSTA)
    assert [link.url for link in links.found] == ["https://vusta.vn/bai-p1.html", "https://vusta.vn/the-p2.html"]


def test_date_in_card_is_of_its_article():
    page = '<div data-href="/the-p2.html"><h3>Thẻ</h3><span>12/06/2024</span></div><a href="/bai-p1.html">Bài</a>'
    links = listing("https://vusta.vn/tin-tuc/a.html", page, VUSTA)
    assert links.found[0] == Link("https://vusta.vn/the-p2.html", "article", "2024-06-12")


@pytest.mark.parametrize(
    "element",
    [
        '<img data-url="/anh-p2.html">',
        """<div onclick="like('/the-p2.html')">x</div>""",
        """<div onclick="if (location.href == '/the-p2.html') go()">x</div>""",
        '<div data-href="javascript:alert(1)">x</div>',
        '<div data-href="file:///the-p2.html">x</div>',
    ],
)
def test_other_attributes_are_no_links(element):
    page = f'<a href="/bai-p1.html">Bài</a>{element}'
    links = listing("https://vusta.vn/tin-tuc/a.html", page, VUSTA)
    assert [link.url for link in links.found] == ["https://vusta.vn/bai-p1.html"]


def test_list_that_is_too_long_is_reported():
    links = [f'<a href="/bai-p{number}.html">Bài {number}</a>' for number in range(50_000)]
    short, long = (listing("https://vusta.vn/tin-tuc/a.html", "".join(part), VUSTA) for part in (links[:1000], links))
    assert (short.fault, long.fault) == (None, "larger than 1.5 MB; the rest was not read")
    assert 30_000 < len(long.found) < 50_000


def test_base_url_is_respected():
    page = '<base href="https://vusta.vn/x/"><a href="../bai-p5.html">bài</a>'
    assert listing("https://vusta.vn/a/b/c", page, VUSTA).found[0].url == "https://vusta.vn/bai-p5.html"


@pytest.mark.parametrize("path", ["/bài/1", "/b%c3%a0i/1", "/b%C3%A0i/1", "/ba%cc%80i/1"])
@pytest.mark.parametrize("pattern", [r"/b%C3%A0i/(?P<id>\d+)", r"/b%c3%a0i/\d|/bài/\d|/ba%cc%80i/\d|/b%C3%A0i/\d"])
def test_article_pattern_may_be_written_for_url_or_canonical_url(path, pattern):
    profile = a_profile(article_url=pattern)
    page = f'<li><a href="{path}">Bài</a> <i>12/06/2024</i></li><li><a href="/khác/2">Khác</a></li>'
    links = listing("https://hoi.vn/tin", page, profile)
    assert [(link.kind, link.modified_at) for link in links.found] == [("article", "2024-06-12")]


@pytest.mark.parametrize("page", ["", " ", "không có liên kết", "<a href='http://[x-p1.html'>a</a>"])
def test_page_without_articles_has_no_links(page):
    assert listing("https://vusta.vn/", page, VUSTA).found == []


@given(st.binary(max_size=300), st.sampled_from(["listing", "feed", "sitemap", "image"]))
def test_any_bytes_are_read_without_error(body, kind):
    find_links("https://vusta.vn/", body, VUSTA, kind)
