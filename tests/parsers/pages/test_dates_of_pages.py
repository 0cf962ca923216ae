"""Which date of a page is the publication date."""

import pytest

from vustacrawl.parsers import parse_article
from vustacrawl.sites import find_profile, unknown_site

TEXT = "<p>Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới, ngày 01/02/2003 10:00 cũng vậy.</p>" * 3
CAPTURED = "2026-11-23T13:06:10Z"
CLOCK = "Thứ hai, 23/11/2026 20:06"
JSON = '<script type="application/ld+json">{{"@type": "NewsArticle", "datePublished": {}}}</script>'
META = '<meta property="article:published_time" content="{}">'
GENERIC = unknown_site("https://x.test/")
MACHINE = '<meta property="article:published_time" content="2024-03-27+0708:42:50">'


def published(above="", below="", head="", captured_at=CAPTURED, title="Hội nghị"):
    page = f"{head}<div><div>{above}</div><h1>{title}</h1><div>{below}</div><div>{TEXT}</div></div>"
    article = parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"), captured_at=captured_at)
    return article.published_at, article.found_by["published_at"]


def test_date_nearest_to_title_is_chosen():
    assert published(f"<p>{CLOCK}</p>", "10/08/2023 10:09") == ("2023-08-10T10:09:00+07:00", "near-title")
    assert published(f"<p>{CLOCK}</p><p>10/08/2023 10:09</p>") == ("2023-08-10T10:09:00+07:00", "near-title")


@pytest.mark.parametrize(
    ("url", "headline", "iso"),
    [
        ("/khac-p2.html", "Giá lúa tăng mạnh", None),
        ("/khac-p2.html", "Hội nghị", "2001-01-01"),
        ("http://www.vusta.vn/a-p1.html", "Giá lúa tăng mạnh", "2001-01-01"),
        ("/", "Giá lúa tăng mạnh", "2001-01-01"),
    ],
)
def test_only_json_ld_article_may_be_of_another_page(url, headline, iso):
    json_ld = f'"2001-01-01", "url": "{url}", "headline": "{headline}"'
    assert published(head=JSON.format(json_ld))[0] == iso


def test_date_in_head_of_article_above_title():
    head = '<div class="header-content"><ul class="breadcrumb"><li>Tin</li></ul><span>10/08/2023 10:09</span></div>'
    page = f'<div class="main"><div>{head}<h1>Hội nghị</h1><div>{TEXT}</div></div></div>'
    assert parse_article("https://x.test/a", page.encode(), GENERIC).published_at == "2023-08-10T10:09:00+07:00"


def test_icon_separates_date_from_view_counter():
    below = '<i class="fa fa-clock"></i>10/08/2023<i class="fa fa-eye"></i>120'
    assert published(below=below) == ("2023-08-10", "near-title")


@pytest.mark.parametrize("clock", [CLOCK, "Thứ hai, 23/11/2026", "23/11/2026 20:05:58"])
def test_other_date_is_preferred_to_server_clock(clock):
    assert published("<p>10/08/2023 10:09</p>", clock)[0] == "2023-08-10T10:09:00+07:00"
    assert published("", clock, MACHINE) == ("2024-03-27T08:42:50+07:00", "meta")


def test_server_clock_alone_is_not_publication_date():
    assert published("", CLOCK) == (None, "none: only the server's clock")
    assert published("", CLOCK, captured_at=None) == ("2026-11-23T20:06:00+07:00", "near-title")


@pytest.mark.parametrize("line", ["( 23/11/2026 )", "23-11-2026 | 12 lượt xem", "Ngày đăng: Thứ hai, 23/11/2026 20:06"])
def test_article_may_be_published_on_day_of_capture(line):
    assert published(below=f"<p>{line}</p>")[0].startswith("2026-11-23")


def test_clock_at_top_of_page_is_not_publication_date():
    page = f'<div class="top">{CLOCK}</div><div class="main"><div><h1>Hội nghị</h1><div>{TEXT}</div></div></div>'
    article = parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"))
    assert article.published_at is None


@pytest.mark.parametrize(
    "line",
    [
        "Hạn nộp hồ sơ: 20/3/2024",
        "Hạn cuối nhận bài: 17h00 ngày 20/3/2024",
        "Từ ngày 12/3/2024 đến ngày 20/3/2024",
        "Đăng ký trước ngày 20/3/2024",
        "Khai mạc: 8h30, 20/3/2024",
        "Khai giảng: 20/3/2024",
        "Registration closes: 20 March 2024",
        "Anmeldeschluss: 20.03.2024",
        "Thời gian: 8h00, ngày 20/3/2024",
        "Ngày thi: 20/3/2024",
        "Họp lúc 8h00 ngày 20/3/2024",
        "Dự kiến hoàn thành: 20/3/2024",
        "Số/ký hiệu: 45/2018/NĐ-CP ngày 20/3/2024",
        "Thời gian: 08:00 20/3/2024 - 17:00 21/3/2024",
        "When: 20 March 2024, 10 am",
        "Apply by 20 March 2024",
    ],
)
def test_event_dates_and_deadlines_are_not_publication_dates(line):
    assert published(below=f"<p>{line}</p>")[0] is None


@pytest.mark.parametrize(
    ("head", "below"),
    [
        (META.format("2024-03-12T08:30:00Z"), "12/03/2024 08:30"),
        (META.format("2024-03-12"), "12/03/2024 08:30"),
        (META.format("2024-03-12T00:00:00+07:00"), "12/03/2024 08:30"),
        (META.format("1710207000"), ""),
        (META.format("/Date(1710207000000)/"), ""),
        (META.format("12/03/2024 08:30"), ""),
        (JSON.format('{"@value": "2024-03-12T08:30:00+07:00"}'), ""),
        (META.format("Invalid date") + META.format("2024-03-12T08:30:00+07:00"), ""),
        ("", '<abbr class="published" title="2024-03-12T08:30:00+07:00">2 giờ trước</abbr>'),
        ("", '<span class="time" title="12/03/2024 08:30">2 giờ trước</span>'),
        ("", '<time datetime="12/03/2024 08:30">2 giờ trước</time>'),
        ("", '<relative-time datetime="2024-03-12T01:30:00Z">2 giờ trước</relative-time>'),
        ("", '<span data-utime="1710207000">2 giờ trước</span>'),
        ("", '<span class="post-date" data-date="2024-03-12 08:30">2 giờ trước</span>'),
        ("", "<p>12/03/2024</p><p>08:30</p>"),
        ("", '<span property="schema:datePublished" content="2024-03-12T08:30:00+07:00">2 giờ trước</span>'),
    ],
)
def test_date_is_found_in_every_markup_form(head, below):
    assert published(below=below, head=head)[0] == "2024-03-12T08:30:00+07:00"


@pytest.mark.parametrize("family", ["generic", "wordpress", "joomla", "drupal"])
def test_foreign_page_keeps_utc_offset_in_every_family(family):
    text = "<p>The council agreed on a plan for the river and will report on it in the spring of next year.</p>" * 3
    page = f'<html lang="en">{META.format("2024-03-12T20:30:00-05:00")}<h1>A plan for the river</h1><div>{text}</div>'
    url = "https://x.test/"
    profile = unknown_site(url, family)
    assert parse_article("https://x.test/a", page.encode(), profile).published_at == "2024-03-12T20:30:00-05:00"
    vietnamese = page.replace(text, TEXT)
    assert parse_article("https://x.test/a", vietnamese.encode(), profile).published_at == "2024-03-13T08:30:00+07:00"


@pytest.mark.parametrize("family", ["generic", "wordpress", "nukeviet", "joomla", "drupal", "vnmedia"])
@pytest.mark.parametrize(
    "head",
    [
        '<meta name="citation_publication_date" content="2024-03-12">',
        '<meta property="article:published" content="2024-03-12">',
        '<meta name="pubdate" content="20240312">',
        '<meta property="article:published_time" content="Invalid date"><meta name="date" content="2024-03-12">',
        JSON.format('"2024-03-12"'),
    ],
)
def test_head_dates_a_page_that_prints_no_date_in_every_family(head, family):
    page = f"{head}<h1>Hội nghị</h1><div>{TEXT}</div>"
    profile = unknown_site("https://x.test/", family)
    assert parse_article("https://x.test/a", page.encode(), profile).published_at == "2024-03-12"


def test_date_and_author_in_loose_text_below_title():
    page = f"<div><h1>Hội nghị</h1><img src='/i.png'> 12/03/2024 08:30<br>Tác giả: Lê Thị Hoa<div>{TEXT}</div></div>"
    article = parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"))
    assert (article.published_at, article.author_name) == ("2024-03-12T08:30:00+07:00", "Lê Thị Hoa")


@pytest.mark.parametrize(
    ("first", "iso", "count"),
    [
        ("<p>12/03/2024 08:30</p>", "2024-03-12T08:30:00+07:00", 3),
        ("<p>Hòa An, ngày 12 tháng 3 năm 2024</p>", "2024-03-12", 4),
        ("<p>Ngày 12 tháng 3 năm 2024, hội nghị đã họp tại Hòa An với sự có mặt của nhiều đại biểu.</p>", None, 4),
    ],
    ids=["date only", "place and date", "sentence"],
)
def test_date_in_first_line_of_body(first, iso, count):
    page = f"<div><h1>Hội nghị</h1></div><div>{first}{TEXT}</div>"
    article = parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"))
    assert (article.published_at, len(article.paragraphs)) == (iso, count)


def test_publication_date_is_preferred_to_update_date():
    lines = "<p>Cập nhật: 12/08/2023 09:00</p><p>Đăng lúc 10/08/2023 10:09</p>"
    assert published(below=lines)[0] == "2023-08-10T10:09:00+07:00"
    assert published(below="Cập nhật: 12/08/2023 09:00")[0] == "2023-08-12T09:00:00+07:00"


@pytest.mark.parametrize(
    "line",
    [
        "Hạn nộp: 30/8/2023 | Ngày đăng: 10/08/2023",
        "Received: 2 January 2023 / Accepted: 3 March 2023 / Published: 10 August 2023",
        "Actualizado: 12/08/2023 - Publicado: 10/08/2023",
        "Stand: 12.08.2023 | Veröffentlicht: 10.08.2023",
    ],
)
def test_labelled_publication_date_is_chosen_among_others_in_a_line(line):
    assert published(below=f"<p>{line}</p>")[0] == "2023-08-10"


@pytest.mark.parametrize(
    ("below", "iso"), [("27 Tháng Ba, 2024", "2024-03-27"), ("March 27, 2024 8:42 am", "2024-03-27T08:42:00+07:00")]
)
def test_date_with_month_name(below, iso):
    assert published(below=f"<p>{below}</p>") == (iso, "near-title")


@pytest.mark.parametrize("line", ['<p class="event-date">Hội thi: {}</p>', "<p>Hạn nộp: {}</p>"])
def test_time_element_of_event_is_not_publication_date(line):
    stamp = '<time datetime="2024-06-01T10:00">mùng một tới</time>'
    page = f"<div><h1>Hội nghị</h1>{line.format(stamp)}<div>{TEXT}</div></div>"
    assert parse_article("https://x.test/a", page.encode(), GENERIC).published_at is None


def test_date_at_end_of_title():
    assert published(title="Hội nghị (31/08/2016)") == ("2016-08-31", "title")


@pytest.mark.parametrize("below", ["", "17/92017", "26/3/1983 - 26/3/2023", "Tháng 3 năm nay", "32/01/2020 10:00"])
def test_missing_date_has_reason_and_is_not_taken_from_text(below):
    assert published(below=below) == (None, "none: no date line")


def test_event_time_is_not_publication_date():
    assert published(below="<p>Thời gian: 8h00 - 11h30, 22/04/2023</p>")[0] is None


ENGLISH = "<p>The keepers of the bank have met to talk about the water of the coming year, and will meet again.</p>" * 3


@pytest.mark.parametrize(
    ("above", "below", "path", "iso", "source"),
    [
        ("", "<span class='news-date'>5/14/2024</span>", "a", "2024-05-14", "near-title"),
        ("", "<span class='news-date'>5/4/2024</span>", "a", "2024-04-05", "near-title"),
        ("<span class='page__date'>14. maj 2024</span>", "", "a", "2024-05-14", "markup"),
        ("<span class='event-date'>Deadline: 14. maj 2024</span>", "", "a", None, "none: no date line"),
        ("", "", "2024/05/14/tide", "2024-05-14", "url"),
        ("", "", "2024-05-14/tide", "2024-05-14", "url"),
        ("", "", "news/20240514/tide", "2024-05-14", "url"),
        ("", "", "t20240514_12", "2024-05-14", "url"),
        ("", "", "2024/05/tide", None, "none: no date line"),
        ("", "", "20240514123", None, "none: no date line"),
        ("", "<p>14 May 2024, 10:05 pm PDT</p>", "a", "2024-05-14T22:05:00-07:00", "near-title"),
        ("", "<p>By Ann Low 14 May 2024, 22:05 GMT</p>", "a", "2024-05-14T22:05:00+00:00", "near-title"),
    ],
)
def test_date_of_foreign_page_in_named_box_or_address(above, below, path, iso, source):
    page = f"<html lang='da'><main>{above}<article><h1>The tide</h1>{below}<div>{ENGLISH}</div></article></main></html>"
    article = parse_article(f"https://x.example/{path}", page.encode(), GENERIC)
    assert (article.published_at, article.found_by["published_at"]) == (iso, source)


@pytest.mark.parametrize(
    ("meta", "captured_at", "iso"),
    [
        (
            "<meta property='article:modified_time' content='2024-05-14T08:15:00+02:00'>",
            None,
            "2024-05-14T08:15:00+02:00",
        ),
        (
            '<script type="application/ld+json">{"@type":"Article","dateModified":"2024-05-14"}</script>',
            None,
            "2024-05-14",
        ),
        (f"<meta property='og:updated_time' content='{CAPTURED}'>", CAPTURED, None),
        (
            "<meta name='release_date' content='2024-05-14'><meta name='lastmod' content='2025-01-01'>",
            None,
            "2024-05-14",
        ),
    ],
)
def test_date_of_change_is_last_resort_on_foreign_page(meta, captured_at, iso):
    page = f"<html lang='en'>{meta}<main><h1>The tide</h1><div>{ENGLISH}</div></main></html>"
    assert parse_article("https://x.example/a", page.encode(), GENERIC, captured_at=captured_at).published_at == iso
    own = page.replace(ENGLISH, TEXT * 3).replace("release_date", "other")
    assert parse_article("https://x.test/a", own.encode(), GENERIC, captured_at=captured_at).published_at is None


@pytest.mark.parametrize(
    ("below", "iso"),
    [
        ("<p class='published'>14. maj 2024</p>", "2024-05-14"),
        ("<p class='date'>14. maj 2024</p><p class='date'>2. maj 2024</p>", None),
        ("<ul class='related'><li class='date'>14. maj 2024</li></ul>", None),
        ("<div class='header-date'>14. maj 2024</div>", None),
    ],
)
def test_date_in_named_box_below_text(below, iso):
    page = f"<html lang='da'><main><h1>The tide</h1><div>{ENGLISH}</div><div>{below}</div></main></html>"
    assert parse_article("https://x.example/a", page.encode(), GENERIC, captured_at=CAPTURED).published_at == iso


@pytest.mark.parametrize(
    "name",
    [
        *("OriginalPublicationDate", "rnews:datePublished", "article:post_date", "publish_time", "published-date"),
        *("og:regDate", "vr:published_time", "displaydate", "DC.Date.Created", "gentime", "pdate", "dcterms.available"),
    ],
)
def test_meta_tags_named_as_date_of_publication(name):
    assert published(head=f'<meta name="{name}" content="2024-03-27">') == ("2024-03-27", "meta")


@pytest.mark.parametrize("name", ["expires", "article:expiration_time", "event:start_date", "article:publisher"])
def test_other_dates_in_meta_tags_are_ignored(name):
    assert published(head=f'<meta name="{name}" content="2024-03-27">')[0] is None


@pytest.mark.parametrize("kind", ["SocialMediaPosting", "ScholarlyArticle", "Recipe", "Review", "schema:ItemPage"])
def test_date_of_other_types_in_json_ld(kind):
    assert published(head=JSON.format('"2001-01-01"').replace("NewsArticle", kind)) == ("2001-01-01", "json-ld")


@pytest.mark.parametrize(
    ("node", "iso"),
    [
        ('{"@type": "VideoObject", "name": "Hội nghị", "uploadDate": "2001-01-01"}', "2001-01-01"),
        ('{"@type": "VideoObject", "name": "Lễ hội hoa xuân", "uploadDate": "2001-01-01"}', None),
        ('{"@type": "QAPage", "mainEntity": {"@type": "Question", "dateCreated": "2001-01-01"}}', "2001-01-01"),
    ],
)
def test_date_of_recording_or_question_in_json_ld(node, iso):
    assert published(head=f'<script type="application/ld+json">{node}</script>')[0] == iso


def test_date_in_head_as_if_sent_by_server():
    assert published(head='<meta http-equiv="date" content="2001-01-01">') == ("2001-01-01", "meta")


def test_date_of_job_in_json_ld_is_ignored():
    assert published(head=JSON.format('"2001-01-01"').replace("NewsArticle", "JobPosting"))[0] is None


def read_foreign(below, path="a"):
    page = f"<html lang='es'><main><h1>The tide</h1>{below}<div>{ENGLISH}</div></main></html>"
    return parse_article(f"https://x.example/{path}", page.encode(), GENERIC).published_at


@pytest.mark.parametrize(
    ("below", "iso"),
    [
        ("<p>수정 2024-05-15 09:00 등록 2024-05-14 08:15</p>", "2024-05-14T08:15:00+07:00"),
        ("<p>14 de mayo de 2024</p><p>Actualizado el 15/05/2024 09:15h</p>", "2024-05-14"),
        ("<p>Ana Low, da CNN 14/05/2024 às 08:15 | Atualizado 15/05/2024 às 09:15</p>", "2024-05-14T08:15:00+07:00"),
        (
            "<p>Updated <time datetime='2024-05-15'>15 May</time></p><p><time datetime='2024-05-14'>14 May</time></p>",
            "2024-05-14",
        ),
        (
            "<p><time itemprop='dateModified' datetime='2024-05-15'>14/05/2024 | Actualizado 15/05/2024</time></p>",
            "2024-05-14",
        ),
        ("<p><i data-published-at='2024-05-14T08:15:00Z'>3 days ago</i></p>", "2024-05-14T08:15:00+00:00"),
        ("<div class='related'><a href='/b'>Next</a> <time datetime='2024-05-14'>14 May</time></div>", None),
        ("<blockquote><time datetime='2024-05-12'>12 May</time></blockquote><p>14/05/2024</p>", "2024-05-14"),
        ("<aside><b class='page__date'>14.05.2024</b></aside>", "2024-05-14"),
        (
            "<p>by Ann Low / May 14, 2024 / <a href='#c'>Leave a comment</a> "
            "Published in the June 2024 issue of the Tide Magazine</p>",
            "2024-05-14",
        ),
        ("<p>ARDEN, May 14, 2024 — The tide fell as low as nobody had ever seen it fall.</p>", "2024-05-14"),
    ],
)
def test_date_of_publication_beside_other_dates(below, iso):
    assert read_foreign(below) == iso


@pytest.mark.parametrize("path", ["2024/may/14/tide", "news/tide-20240514.html", "tide-2024-05-14"])
def test_day_in_address(path):
    assert read_foreign("", path) == "2024-05-14"


def test_place_before_date_is_not_author():
    page = f"<div><h1>Hội nghị</h1><p>Hòa An, ngày 14/5/2024</p><div>{TEXT}</div></div>"
    article = parse_article("https://x.test/a", page.encode(), GENERIC)
    assert (article.published_at, article.authors) == ("2024-05-14", [])


def test_date_right_below_text():
    body = f"<div class='entry-content'>{TEXT * 3}</div>"
    page = f"<main><h1>Hội nghị</h1><article>{body}<p>Ngày đăng tin: 14/05/2024</p></article></main>"
    assert parse_article("https://x.example/a", page.encode(), GENERIC).published_at == "2024-05-14"


def test_date_in_element_of_heading_is_not_part_of_title():
    page = f"<main><h1>Hội nghị <span class='date'>(14/05/2024)</span></h1><div>{TEXT * 3}</div></main>"
    article = parse_article("https://x.example/a", page.encode(), GENERIC)
    assert (article.title, article.published_at) == ("Hội nghị", "2024-05-14")
