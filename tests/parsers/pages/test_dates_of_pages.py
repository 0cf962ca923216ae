"""Which of a page's dates is that of the article."""

import pytest

from vustacrawl.parsers import parse_article
from vustacrawl.sites import find_profile

TEXT = "<p>Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới, ngày 01/02/2003 10:00 cũng vậy.</p>" * 3
CAPTURED = "2026-11-23T13:06:10Z"
CLOCK = "Thứ hai, 23/11/2026 20:06"
MACHINE = '<meta property="article:published_time" content="2024-03-27+0708:42:50">'


def published(above="", below="", head="", captured_at=CAPTURED, title="Hội nghị"):
    page = f"{head}<div><div>{above}</div><h1>{title}</h1><div>{below}</div><div>{TEXT}</div></div>"
    article = parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"), captured_at=captured_at)
    return article.published_at, article.found_by["published_at"]


def test_the_date_nearest_to_the_title():
    assert published(f"<p>{CLOCK}</p>", "10/08/2023 10:09") == ("2023-08-10T10:09:00+07:00", "near-title")
    assert published(f"<p>{CLOCK}</p><p>10/08/2023 10:09</p>") == ("2023-08-10T10:09:00+07:00", "near-title")


@pytest.mark.parametrize("clock", [CLOCK, "Thứ hai, 23/11/2026", "23/11/2026 20:05:58"])
def test_the_server_s_clock_is_not_taken_where_another_date_stands(clock):
    assert published("<p>10/08/2023 10:09</p>", clock)[0] == "2023-08-10T10:09:00+07:00"
    assert published("", clock, MACHINE) == ("2024-03-27T08:42:50+07:00", "meta")


def test_an_article_read_in_its_first_minute():
    assert published("", CLOCK) == ("2026-11-23T20:06:00+07:00", "clock")
    assert published("", CLOCK, captured_at=None) == ("2026-11-23T20:06:00+07:00", "near-title")


def test_a_date_of_publication_goes_before_one_of_a_change():
    lines = "<p>Cập nhật: 12/08/2023 09:00</p><p>Đăng lúc 10/08/2023 10:09</p>"
    assert published(below=lines)[0] == "2023-08-10T10:09:00+07:00"
    assert published(below="Cập nhật: 12/08/2023 09:00")[0] == "2023-08-12T09:00:00+07:00"


@pytest.mark.parametrize(
    ("below", "iso"), [("27 Tháng Ba, 2024", "2024-03-27"), ("March 27, 2024 8:42 am", "2024-03-27T08:42:00+07:00")]
)
def test_a_month_in_words(below, iso):
    assert published(below=f"<p>{below}</p>") == (iso, "near-title")


def test_a_date_that_ends_the_title():
    assert published(title="Hội nghị (31/08/2016)") == ("2016-08-31", "title")


@pytest.mark.parametrize("below", ["", "17/92017", "26/3/1983 - 26/3/2023", "Tháng 3 năm nay", "32/01/2020 10:00"])
def test_no_date_is_none_with_the_reason_and_never_one_of_the_text(below):
    assert published(below=below) == (None, "none: no date line")
