"""Pages of a domain that changed hands are told from the site's own, and from honest texts about the same things."""

import re

import pytest

from vustacrawl.parsers import NotAnArticle, find_links, parse_article
from vustacrawl.parsers.not_articles import CHANGED_HANDS
from vustacrawl.sites import find_profile

PROFILE = find_profile("hagiang")
ARTICLE = "http://lienhiephoihagiang.org.vn/tin-hoat-dong-cua-hoi/hoi-thao.html"
HOME = PROFILE.url
SPAM = "Nhà cái uy tín: casino trực tuyến, nổ hũ, kèo bóng đá và soi cầu mỗi ngày, nạp tiền hoàn trả trong ba phút."
NEWS = (
    "Hội thảo bàn cách phòng, chống cá cược và cờ bạc trên mạng trong thanh niên vùng cao. Các đại biểu cho biết nhiều "
    "trang giả danh casino nước ngoài để lừa đảo, và đề nghị nhà trường đưa nội dung này vào giờ sinh hoạt lớp."
)
PARKED = '<script src="//img.sedoparking.com/a.js"></script>'


def page(body, title="Hội thảo ở Đồng Văn", lang="vi"):
    return (
        f"<html lang={lang}><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>".encode()
    )


def story(text):
    return page(f"<h1>Hội thảo ở Đồng Văn</h1><p>01/02/2024 08:30</p><div>{f'<p>{text}</p>' * 3}</div>")


@pytest.mark.parametrize(
    "body",
    [
        story(SPAM),
        page("<h1>hagiang.example</h1><p>This domain is for sale. Buy this domain.</p>"),
        page("<p>Tên miền này đã hết hạn</p>"),
        page(PARKED, title=""),
    ],
    ids=("gambling", "for sale", "expired", "a dealer's script"),
)
def test_spam_and_parking_are_no_articles(body):
    with pytest.raises(NotAnArticle, match=CHANGED_HANDS):
        parse_article(ARTICLE, body, PROFILE)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Lỗi 404", "Trang bạn yêu cầu không tồn tại hoặc đã bị xóa."),
        ("Thông báo", "Error establishing a database connection"),
        ("Bài viết không tồn tại", "Bài viết này đã bị xóa hoặc chưa được duyệt."),
        ("Just a moment...", "Checking your browser before accessing the site."),
    ],
    ids=("404", "database", "removed", "challenge"),
)
def test_error_pages_are_no_articles(title, text):
    with pytest.raises(NotAnArticle, match="an error page"):
        parse_article(ARTICLE, page(f"<h1>{title}</h1><p>{text}</p>", title=title), PROFILE)


def test_an_article_about_an_error_is_one():
    title, text = "Lỗi 404 là gì và cách khắc phục trên trang tin của hội", "Ban biên tập hướng dẫn các hội cơ sở. " * 9
    assert parse_article(ARTICLE, page(f"<h1>{title}</h1><p>{text}</p>", title=title), PROFILE).title == title


def test_a_report_about_gambling_is_an_article():
    assert "cá cược" in parse_article(ARTICLE, story(NEWS), PROFILE).body


LINK = f'<a href="{ARTICLE}">Hội thảo ở Đồng Văn</a> '
NAMED = f"<h1>{PROFILE.title}</h1>"
CHINESE = "<p>欢迎来到我们的网站，我们提供最优质的产品和服务，请随时与我们联系，谢谢您的光临。</p>" * 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (page(f"<p>{SPAM}</p>{LINK}", title="Cổng game"), "gambling.*; the site's name is nowhere on it"),
        (page(f"{NAMED}<p>{SPAM}</p>{LINK}"), None),
        (
            page(f"{CHINESE}<a href='{ARTICLE}'>新闻</a>", lang="zh"),
            "another language; the site's name is nowhere on it",
        ),
        (page(f"<p>domain for sale</p>{PARKED}{LINK}"), None),
        (page(f"<p>This domain may be for sale</p>{LINK}"), "for sale"),
        (page(f"{NAMED}<p>{NEWS}</p>{LINK}"), None),
        (page(f"<p>{NEWS}</p>{LINK}"), None),
        (page(f"{NAMED}{CHINESE}{LINK}", lang="zh"), None),
    ],
    ids=(
        *("gambling and no name", "gambling beside the name", "another language and no name", "a word of dealers"),
        *("for sale", "a report", "a report and no name", "another language beside the name"),
    ),
)
def test_a_home_page_that_is_no_longer_the_site_s_leads_nowhere(body, said):
    links = find_links(HOME, body, PROFILE, "listing")
    if said is None:
        assert links.fault is None and [link.url for link in links.found] == [ARTICLE]
    else:
        assert not links.found
        assert links.fault and CHANGED_HANDS in links.fault and re.search(said, links.fault)
