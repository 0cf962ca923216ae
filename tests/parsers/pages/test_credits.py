"""Author, photographer and source of a whole page."""

import pytest

from vustacrawl.items import Author
from vustacrawl.parsers import parse_article
from vustacrawl.sites import find_profile, unknown_site

TEXT = "<p>Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới, từ kinh phí đến con người.</p>"


def read(last, title="Hội nghị tổng kết"):
    page = f"<h1>{title}</h1><div>{TEXT * 3}{last}</div>"
    return parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"))


@pytest.mark.parametrize(
    ("last", "initials", "name", "photo", "source"),
    [
        ("<p>HT</p><p>Ảnh: Minh Đức</p>", "HT", None, "Minh Đức", None),
        ("<p>Ngọc Hân</p><p>Nguồn: VietnamPlus</p>", None, "Ngọc Hân", None, "VietnamPlus"),
        ("<p>Bài và ảnh: Ngọc Hân</p><p>(Theo TTXVN)</p>", None, "Ngọc Hân", "Ngọc Hân", "TTXVN"),
        ("<p>Ảnh: Minh Đức</p>", None, None, "Minh Đức", None),
        ("<p>Theo TTXVN</p>", None, None, None, "TTXVN"),
    ],
)
def test_credits_in_last_lines(last, initials, name, photo, source):
    article = read(last)
    assert (article.author_initials, article.author_name) == (initials, name)
    assert (article.photo_credit, article.source_credit) == (photo, source)
    assert len(article.paragraphs) == 3


def test_name_in_bold_behind_last_sentence():
    article = read("<p>Hội nghị bế mạc lúc 17 giờ. <b>Thanh Bình</b></p>")
    assert (article.author_name, article.paragraphs[-1].text) == ("Thanh Bình", "Hội nghị bế mạc lúc 17 giờ.")


def test_signature_followed_by_offices():
    article = read("<p>PGS.TS. Phạm Đức Thịnh</p><p>Phó Chủ tịch Hội Cơ khí</p><p>Trường Đại học Việt Trì</p>")
    assert article.authors == [
        Author("PGS.TS. Phạm Đức Thịnh", unit="Phó Chủ tịch Hội Cơ khí, Trường Đại học Việt Trì")
    ]


def test_author_in_brackets_after_title():
    article = read("", title="An toàn đập mùa lũ (Nguyễn Văn An)")
    assert (article.author_name, article.found_by["byline"]) == ("Nguyễn Văn An", "title")


@pytest.mark.parametrize("title", ["Hội nghị (Hà Nội)", "Chuyện quê (phần II)", "Lễ hội (31/08/2016)", "Thơ (VUSTA)"])
def test_other_brackets_in_title_are_not_author(title):
    assert read("", title=title).byline is None


def test_agency_before_lead_is_not_author():
    page = f"<h1>Hội nghị</h1><div class='sapo'>(VACNE) - Hội nghị họp sáng nay.</div><div>{TEXT * 3}</div>"
    article = parse_article("https://vusta.vn/a-p1.html", page.encode(), find_profile("vusta"))
    assert (article.authors, article.byline, article.source_credit) == ([], None, None)


@pytest.mark.parametrize("family", ["generic", "wordpress", "joomla", "drupal", "vnmedia"])
def test_source_by_class(family):
    page = f'<div><h1>Hội nghị</h1><div>{TEXT * 3}</div><div><p class="source">Nhịp sống nhà vườn</p></div></div>'
    article = parse_article("https://x.test/a", page.encode(), unknown_site("https://x.test/", family))
    assert article.source_credit == "Nhịp sống nhà vườn"


def test_two_images_share_one_caption():
    article = read(
        '<p><img src="/a.jpg"></p><p><img src="/b.jpg"></p><p align="center"><i>Hai máy bơm</i></p><p>HT</p>'
    )
    assert [image.caption for image in article.images] == ["Hai máy bơm", "Hai máy bơm"]
