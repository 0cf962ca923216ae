"""Lists of posts from the WordPress REST API; paged feeds; page numbers in URLs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.items import Link
from vustacrawl.parsers import find_links
from vustacrawl.parsers.html.wp_json import read_post
from vustacrawl.parsers.links.pagers import before_number, following_query, next_known_page, page_number
from vustacrawl.sites import find_profile

HUSTA = find_profile("husta")
BY_API = HUSTA.model_copy(update={"article_url": r"/wp-json/wp/v2/posts/(?P<id>\d+)", "deny": ()})
LIST = "https://husta.vn/wp-json/wp/v2/posts?per_page=100"
POSTS = [
    {
        "id": 12,
        "date": "2024-03-27T08:42:50",
        "date_gmt": "2024-03-27T01:42:50",
        "link": "https://husta.vn/bai-mot/",
    },
    {
        "id": 11,
        "date": "2024-03-20T08:00:00",
        "date_gmt": "2024-03-20T01:00:00",
        "modified": "2024-04-01T09:00:00",
        "modified_gmt": "2024-04-01T02:00:00",
        "link": "https://www.husta.vn/bai-hai",
    },
    {"id": 10, "date": "2024-03-01T07:00:00", "link": "https://husta.vn/bai-ba/"},
    {"id": 9, "date": "2024-02-01T07:00:00", "link": "https://khac.vn/bai-bon/"},
]


def listed(body, url=LIST, profile=HUSTA, kind="listing", pages=None):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return find_links(url, data, profile, kind, "application/json; charset=UTF-8", pages)


def test_posts_have_date_of_last_change():
    assert listed(POSTS).found == [
        Link("https://husta.vn/bai-mot/", "article", "2024-03-27T08:42:50+07:00"),
        Link("https://www.husta.vn/bai-hai", "article", "2024-04-01T09:00:00+07:00"),
        Link("https://husta.vn/bai-ba/", "article", "2024-03-01T07:00:00+07:00"),
    ]


def test_profile_for_api_gets_api_urls_of_posts():
    records = listed(POSTS, profile=BY_API).found
    assert records[0].url == "https://husta.vn/wp-json/wp/v2/posts/12?_embed=1"
    plain = listed(POSTS, "https://husta.vn/?rest_route=/wp/v2/posts", BY_API)
    assert plain.found == [], "the profile's pattern requires the rewritten URL"


@pytest.mark.parametrize(
    ("url", "pages", "following", "is_guess"),
    [
        (LIST, 3, LIST + "&page=2", False),
        (LIST + "&page=2", 3, LIST + "&page=3", False),
        (LIST + "&page=3", 3, None, False),
        (LIST + "&page=7", None, LIST + "&page=8", True),
    ],
)
def test_next_page_of_posts(url, pages, following, is_guess):
    links = listed(POSTS, url, pages=pages)
    assert (links.next_page, links.next_is_guess) == (following, is_guess)


def test_empty_list_has_no_next_page():
    assert listed([]).next_page is None


@pytest.mark.parametrize("body", ["{", "[1,2]", '{"code":"rest_no_route"}', '[{"id":1}]', "[[[[", "null"])
def test_json_without_posts_has_no_links(body):
    assert listed(body.encode()).found == []


@given(
    st.recursive(
        st.none() | st.integers() | st.text(),
        lambda each: (
            st.lists(each)
            | st.dictionaries(
                st.sampled_from(["id", "link", "date", "date_gmt", "content", "title", "rendered", "_embedded", "x"]),
                each,
            )
        ),
    )
)
def test_any_json_is_read_without_error(data):
    listed([data] if isinstance(data, dict) else data)


FEED = """<?xml version="1.0" encoding="UTF-8"?>
<!-- generator="WordPress" --><rss version="2.0"><channel><title>Liên hiệp hội</title>
<item><link>https://husta.vn/bai-{}/</link><pubDate>Wed, 27 Mar 2024 01:42:50 +0000</pubDate></item></channel></rss>"""


def test_next_page_of_wordpress_feed_is_guessed():
    links = find_links("https://husta.vn/feed/", FEED.encode(), HUSTA, "feed")
    assert (links.next_page, links.next_is_guess) == ("https://husta.vn/feed/?paged=2", True)
    links = find_links("https://husta.vn/feed/?paged=2", FEED.encode(), HUSTA, "listing")
    assert links.next_page == "https://husta.vn/feed/?paged=3"
    assert [link.kind for link in links.found] == ["article"]


def test_empty_feed_and_feed_of_other_family_have_no_next_page():
    empty = FEED.replace("husta.vn", "khac.vn").encode()
    assert find_links("https://husta.vn/feed/", empty, HUSTA, "feed").next_page is None
    vusta = find_profile("vusta")
    rss = FEED.replace("husta.vn/bai-{}/", "vusta.vn/bai-p1.html").encode()
    assert find_links("https://vusta.vn/rss/tin-moi.rss", rss, vusta, "feed").next_page is None


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("https://vusta.vn/tin-tuc/co-quan-tw.html?page=143", 143),
        ("https://x.vn/vi/news/tin-tuc/page-4/", 4),
        ("https://x.vn/index.php?language=vi&nv=news&op=tin/page-2", 2),
        ("https://x.vn/page/2/", 2),
        ("https://x.vn/category/tin-tuc/page/12", 12),
        ("http://vustathaibinh.org.vn/trung-uong/page-4.htm", 4),
        ("https://husta.vn/feed/?paged=3", 3),
        ("https://x.vn/tin?trang=5&loai=1", 5),
        ("https://x.vn/News.aspx?CatId=3&PageIndex=2", 2),
        ("https://x.vn/tin?Page=7", 7),
        ("https://x.vn/index.php/tin-tuc?start=20", 21),
        ("https://x.vn/?option=com_content&view=category&id=3&limitstart=5", 6),
        ("https://x.vn/tin?per_page=100", 1),
        ("https://x.vn/my-homepage-4/", 1),
        ("https://x.vn/", 1),
    ],
)
def test_page_number_in_url(url, number):
    assert page_number(url) == number


@given(st.integers(1, 999_998))
def test_following_page_number_is_one_higher(number):
    url = f"https://x.vn/wp-json/wp/v2/posts?page={number}&per_page=100"
    assert following_query(url, "page") == f"https://x.vn/wp-json/wp/v2/posts?page={number + 1}&per_page=100"


OWN_PHP = """<a href="/trung-uong/page-3.htm">3</a><a href="/trung-uong/page-5.htm">5</a>
<a href="/trung-uong/page-2.htm">2</a>"""


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("http://vustathaibinh.org.vn/trung-uong/page-4.htm", "http://vustathaibinh.org.vn/trung-uong/page-5.htm"),
        ("http://vustathaibinh.org.vn/trung-uong/page-5.htm", None),
        ("http://vustathaibinh.org.vn/trung-uong/", "http://vustathaibinh.org.vn/trung-uong/page-2.htm"),
        ("http://vustathaibinh.org.vn/trung-uong-3090.html", "http://vustathaibinh.org.vn/trung-uong/page-2.htm"),
        ("http://vustathaibinh.org.vn/trong-huyen-3091.html", None),
    ],
)
def test_pager_of_custom_cms(url, following):
    assert find_links(url, OWN_PHP.encode(), find_profile("vustathaibinh"), "listing").next_page == following


JOOMLA = (
    "".join(f'<a href="/index.php/tin?start={first}">x</a>' for first in (0, 10, 20, 30))
    + """
<a href="/index.php/khac?start=15">x</a><a href="/index.php/tin?limit=5&start=15">x</a>"""
)


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("https://husta.vn/index.php/tin", "https://husta.vn/index.php/tin?start=10"),
        ("https://husta.vn/index.php/tin?start=0", "https://husta.vn/index.php/tin?start=10"),
        ("https://husta.vn/index.php/tin?start=10", "https://husta.vn/index.php/tin?start=20"),
        ("https://husta.vn/index.php/tin?start=30", None),
        ("https://husta.vn/index.php/khac", "https://husta.vn/index.php/khac?start=15"),
    ],
)
def test_pager_may_count_entries(url, following):
    assert find_links(url, JOOMLA.encode(), find_profile("husta"), "listing").next_page == following


DRUPAL = """<ul class="pager"><li class="pager-current">1</li><li><a href="/tin-tuc?page=1">2</a></li>
<li><a href="/tin-tuc?page=2">3</a></li><li class="pager-next"><a href="/tin-tuc?page=1">sau ›</a></li>
<li class="pager-last"><a href="/tin-tuc?page=9">cuối »</a></li></ul>"""
TYPO3 = "".join(
    f'<a href="/index.php?id=2&amp;tx_ttnews%5Bpointer%5D={number}&amp;cHash=ab{number}0">Trang {number + 1}</a>'
    for number in (1, 2, 3)
)
ONE_WORD = '<a href="/tin-tuc?page=1">Trang sau</a>'
FROM_ONE = '<a href="/tin-tuc?page=1">1</a><a href="/tin-tuc?page=2">2</a><a href="/tin-tuc?page=2">Tiếp</a>'
FIRST_AND_LAST = (
    '<a href="/tin-tuc?page=1">« Đầu</a><a href="/tin-tuc?page=2">Sau</a><a href="/tin-tuc?page=9">Cuối</a>'
)


@pytest.mark.parametrize(
    ("pager", "path", "following"),
    [
        (DRUPAL, "/tin-tuc", "/tin-tuc?page=1"),
        (DRUPAL, "/tin-tuc?page=1", "/tin-tuc?page=2"),
        (DRUPAL, "/khac", None),
        (TYPO3, "/index.php?id=2", "/index.php?id=2&tx_ttnews%5Bpointer%5D=1&cHash=ab10"),
        (
            TYPO3,
            "/index.php?id=2&tx_ttnews%5Bpointer%5D=1&cHash=ab10",
            "/index.php?id=2&tx_ttnews%5Bpointer%5D=2&cHash=ab20",
        ),
        (ONE_WORD, "/tin-tuc", "/tin-tuc?page=1"),
        (FROM_ONE, "/tin-tuc", "/tin-tuc?page=2"),
        (FIRST_AND_LAST, "/tin-tuc", "/tin-tuc?page=2"),
    ],
)
def test_pager_may_count_from_zero(pager, path, following):
    links = find_links(f"https://husta.vn{path}", pager.encode(), find_profile("husta"), "listing")
    assert links.next_page == (following and f"https://husta.vn{following}")


NUMBERS = '<p>Trang: <b>1</b> <a href="/tin-tuc-p2">2</a> <a href="/tin-tuc-p3">3</a></p>'
FIRST_WITHOUT_NUMBER = '<p><a href="/tin-tuc">1</a> <b>2</b> <a href="/tin-tuc/3">3</a> <a href="/tin-tuc/4">4</a></p>'
STEPS = '<ul><li><a href="/tin-tuc?tu=20">3</a></li><li><a href="/tin-tuc?tu=10">2</a></li></ul>'
ONE_MORE = '<b>1</b> <a href="/tin-tuc.aspx?so=2">2</a>'
CHOICE = '<select><option value="?so=1">1</option><option value="?so=2">2</option></select>'
CURSOR = '<a href="/tin-tuc?sau=eyJpZCI6MTAwfQ">← Bài cũ hơn</a>'
BUTTON = '<button data-url="/ajax/tin?sau=10">Xem thêm</button>'
DAYS = "".join(f'<td><a href="/tin-tuc/{day}">{day}</a></td>' for day in (2, 3))
CALENDAR = f"<table><tr>{DAYS}</tr><tr><td>8</td></tr></table>"


@pytest.mark.parametrize(
    ("pager", "path", "following"),
    [
        (NUMBERS, "/tin-tuc", "/tin-tuc-p2"),
        (NUMBERS, "/tin-tuc.html", "/tin-tuc-p2"),
        (NUMBERS, "/tin-tuc-p2", "/tin-tuc-p3"),
        (NUMBERS, "/tin-tuc-p3", None),
        (NUMBERS, "/khac", None),
        (FIRST_WITHOUT_NUMBER, "/tin-tuc/2", "/tin-tuc/3"),
        (FIRST_WITHOUT_NUMBER, "/tin-tuc/3", "/tin-tuc/4"),
        (FIRST_WITHOUT_NUMBER, "/tin-tuc/4", None),
        (STEPS, "/tin-tuc", "/tin-tuc?tu=10"),
        (STEPS, "/tin-tuc?tu=10", "/tin-tuc?tu=20"),
        (ONE_MORE, "/", "/tin-tuc.aspx?so=2"),
        (CHOICE, "/tin-tuc", "/tin-tuc?so=2"),
        (CURSOR, "/tin-tuc?sau=eyJpZCI6MjAwfQ", "/tin-tuc?sau=eyJpZCI6MTAwfQ"),
        (CURSOR, "/khac", None),
        (BUTTON, "/tin-tuc", "/ajax/tin?sau=10"),
        ('<a href="/chuyen-muc">Xem thêm</a>', "/tin-tuc", None),
        (CALENDAR, "/tin-tuc", None),
    ],
)
def test_pager_is_recognized_by_labels(pager, path, following):
    links = find_links(f"https://vusta.vn{path}", pager.encode(), find_profile("vusta"), "listing")
    assert links.next_page == (following and f"https://vusta.vn{following}")


def test_page_number_is_not_article():
    page = '<a href="/tin-p1.html">Hội nghị</a><a href="/trang-p2.html">2</a><map><area href="/tin-p3.html"></map>'
    links = find_links("https://vusta.vn/trang", page.encode(), find_profile("vusta"), "listing")
    assert [link.url for link in links.found] == ["https://vusta.vn/tin-p1.html", "https://vusta.vn/tin-p3.html"]
    assert links.next_page == "https://vusta.vn/trang-p2.html"


def test_post_cut_inside_emoji_is_read() -> None:
    record = r"""{"id": 7, "link": "https://husta.vn/tin-7/", "title": {"rendered": "Hội nghị tổng kết \ud83d"},
        "content": {"rendered": "<p>Các đại biểu đã thảo luận nhiều nội dung \ud83d</p>"}}"""
    document = read_post("https://husta.vn/wp-json/wp/v2/posts/7", record.encode())
    assert document
    assert document.headings[0].text == "Hội nghị tổng kết \ufffd"


@pytest.mark.parametrize(
    ("pager", "pages"),
    [
        ("<a href=\"javascript:__doPostBack('ctl00$GridView1','Page$2')\">2</a>", 1),
        ("<a href=\"javascript:__doPostBack('lv$DataPager','')\">10</a>", 9),
        ("<a href=\"javascript:__doPostBack('lnkNext','')\">Tiếp</a>", 1),
        ("<a href=\"javascript:__doPostBack('lnkLogin','')\">Đăng nhập</a>", 0),
        ('<a href="?page=2">2</a>' + "<a href=\"javascript:__doPostBack('g','Page$9')\">9</a>", 0),
        ('<a href="#" onclick="loadPage(2)">2</a><a href="javascript:loadPage(3)">3</a>', 2),
        ('<button class="btn load-more">Xem thêm</button>', 1),
        ('<form method="post"><input type="hidden" name="page" value="2"><button>Trang sau</button></form>', 1),
        ('<a href="?page=1">1</a><b>2</b><form><input name="page" value="2"><button>Đi</button></form>', 0),
        ('<a class="carousel-control-next" href="#anh" data-slide="next">Next</a>', 0),
        ('<form method="post"><input type="hidden" name="page" value="2"><button>2</button></form>', 1),
        ('<form><button name="page" value="2">2</button><button name="page" value="3">3</button></form>', 2),
        ('<form><input type="submit" name="trang" value="2"><input type="submit" name="trang" value="3"></form>', 2),
        ('<ul><li data-page="2">2</li><li data-page="3">3</li></ul>', 2),
        ('<span onclick="go(2)">2</span><span onclick="go(3)">3</span>', 2),
        ('<a href="#" data-page="2">2</a>', 1),
        ('<select name="page"><option value="1">1</option><option value="4">4</option></select>', 3),
        ('<a href="javascript:;">Trang sau</a>', 1),
        ('<a href="#" class="btn disabled">Trang sau</a>', 0),
        ('<select name="nam"><option>2023</option></select><div onclick="show(2)">2</div>', 0),
    ],
)
def test_pages_reached_only_by_script_are_counted(pager, pages):
    page = f'<html><body><a href="/hoi-nghi-p77.html">Hội nghị tổng kết</a><p>{pager}</p></body></html>'
    links = find_links("https://vusta.vn/tin-tuc", page.encode(), find_profile("vusta"), "listing")
    assert links.script_pages == pages


@pytest.mark.parametrize(
    ("url", "following"),
    [
        ("https://hoi.vn/tin?page=2", "https://hoi.vn/tin?page=4"),
        ("https://hoi.vn/tin?page=9", None),
        ("https://hoi.vn/tin/page/2", "https://hoi.vn/tin/page/3"),
        ("https://hoi.vn/tin?start=10", "https://hoi.vn/tin?start=20"),
    ],
)
def test_next_known_page_is_nearest_later_one(url: str, following: str | None) -> None:
    known = ("tin?page=9", "tin?page=4", "khac?page=3", "tin/page/3", "tin?start=30", "tin?start=20")
    urls = [f"https://hoi.vn/{path}" for path in known]
    start = before_number(url)
    assert start
    assert next_known_page(url, (other for other in urls if other.startswith(start))) == following
