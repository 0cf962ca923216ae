"""The markup of today's vusta.vn is unknown: every likely layout gives the same record."""

import pytest

from vustacrawl.items import Block
from vustacrawl.parsers import parse_article
from vustacrawl.sites import find_profile

TITLE = "Hội thảo về bảo tồn giống cây bản địa"
SITE = "Liên hiệp các hội khoa học và kỹ thuật Việt Nam"
DATE = "Thứ tư, 31/12/2025 15:57 (GMT+7)"
LEAD = "Sáu giống cây bản địa vừa được đưa vào vườn lưu giữ của huyện sau hai năm thu thập."
PARAGRAPHS = [
    "Người dân ba bản đã góp hạt giống, kể lại cách gieo trồng và thời vụ của từng loại cây.",
    "Vườn rộng hai héc-ta, nằm cạnh suối, do mười hai hộ thay nhau chăm sóc quanh năm.",
    "Từ năm sau, học sinh trong vùng sẽ có một tiết học ngoài trời mỗi tháng tại vườn.",
]
IMAGE = "https://vusta.vnmediacdn.com/images/2025/12/30/9917-1767080000-vuon.jpg"
FIGURE = f'<figure class="image-in-content"><img src="{IMAGE}" alt="tm-img-alt"></figure>'
CAPTION = '<p class="text-center"><em>Vườn lưu giữ giống cây</em></p>'
BODY = "\n".join(
    [
        f'<p class="text-justify">{PARAGRAPHS[0]}</p>',
        FIGURE + CAPTION,
        *(f'<p class="text-justify">{text}</p>' for text in PARAGRAPHS[1:]),
        '<p class="text-right"><strong>HT</strong></p>',
    ]
)
SAPO = f'<div class="sapo"><h5>{LEAD}</h5></div>'
TEASER = (
    '<a href="/tin-khac-p9.html"><img src="/thumb_x300x200/images/2025/12/30/9-tin.jpg" alt="tm-img-alt"></a>'
    '<h4><a href="/tin-khac-p9.html">Tin khác của ngày hôm qua</a></h4><span>30/12/2025</span>'
    "<p>Phần mở đầu của một tin khác, dài vừa đủ để giống như một đoạn văn thật sự của bài viết này...</p>"
)
NAVIGATION = f'<ul class="nav"><li><a href="/">{SITE}</a></li><li><a href="/tin-tuc.html">Tin tức</a></li></ul>'

LAYOUTS = {
    "all in main, date above": f"<main><div>{DATE}</div><h1>{TITLE}</h1>{SAPO}{BODY}</main><aside>{TEASER}</aside>",
    "date below, in spans": f"<main><h1>{TITLE}</h1><span>HT</span> <span>{DATE}</span>{SAPO}{BODY}</main>",
    "date and initials on one line": f"<div><h1>{TITLE}</h1><p>HT - {DATE}</p>{SAPO}<div>{BODY}</div></div>",
    "title in h2, site name in h1": f"<h1>{SITE}</h1><div><p>{DATE}</p><h2>{TITLE}</h2>{SAPO}{BODY}</div>",
    "title in div": f"<div><div>{DATE}</div><div class='a'>{TITLE}</div>{SAPO}<div class='b'>{BODY}</div></div>",
    "title in separate header": (
        f"<header class='x'><h1>{TITLE}</h1><time>{DATE}</time></header><section>{SAPO}<div>{BODY}</div></section>"
    ),
    "title and date in header inside body": (
        f"<article><header><h1>{TITLE}</h1><div>{DATE}</div></header>{SAPO}{BODY}</article>"
    ),
    "classes that only resemble boilerplate": (
        f"<div class='page has-sidebar'><div class='sidebar-right-layout'><h1>{TITLE}</h1><div>{DATE}</div>{SAPO}"
        f"<div class='hidden-print no-comments'>{BODY}</div></div><div class='sidebar'>{TEASER}</div></div>"
    ),
    "columns": (
        f"<div class='row'><div class='col'><div><div>{DATE}</div></div><div><h1>{TITLE}</h1></div>"
        f"<div>{SAPO}</div><div><div>{BODY}</div></div><h3>Xem Thêm</h3><ul><li>{TEASER}</li></ul></div>"
        f"<div class='col-right'><h3>Tin mới</h3><div>{TEASER}</div><div>{TEASER}</div></div></div>"
    ),
    "related articles right below body": (
        f"<article><h1>{TITLE}</h1><div>{DATE}</div>{SAPO}{BODY}<p>Tin mới</p><p>{TEASER}</p></article>"
    ),
    "body in two parts": (
        f"<div id='bai'><h1>{TITLE}</h1><div>{DATE}</div><div class='dau'>{SAPO}</div>"
        f"<div class='noi-dung'>{BODY}</div></div><div>{TEASER}</div>"
    ),
    "part of body in box": (
        f"<div><h1>{TITLE}</h1><div>{DATE}</div>{SAPO}<div class='c'><p>{PARAGRAPHS[0]}</p>{FIGURE}{CAPTION}"
        f"<div><p>{PARAGRAPHS[1]}</p></div><p>{PARAGRAPHS[2]}</p><p>HT</p></div></div><div>{TEASER}</div>"
    ),
    "every paragraph in box": (
        f"<div><h1>{TITLE}</h1><div>{DATE}</div>"
        f"{SAPO}<div class='c'><div><p>{PARAGRAPHS[0]}</p></div>{FIGURE}{CAPTION}"
        f"<div><p>{PARAGRAPHS[1]}</p></div><div><p>{PARAGRAPHS[2]}</p></div><p>HT</p></div></div><div>{TEASER}</div>"
    ),
    "line breaks instead of paragraphs": (
        f"<div><h1>{TITLE}</h1><div>{DATE}</div>{SAPO}<div class='c'>{PARAGRAPHS[0]}<br><br>{FIGURE}{CAPTION}"
        f"{PARAGRAPHS[1]}<br>{PARAGRAPHS[2]}<br><br><b>HT</b></div></div><div>{TEASER}</div>"
    ),
    "share bar and view counter": (
        f"<div><h1>{TITLE}</h1><div><span>{DATE}</span> | <span>Lượt xem: 1.204</span></div>"
        f"<ul class='share'><li><a href='#'>Facebook</a></li></ul>{SAPO}<div>{BODY}</div></div>"
    ),
    "clock above everything": (
        f"<div class='top-clock'>Thứ hai, 23/11/2026 20:06</div><div><h1>{TITLE}</h1><div>{DATE}</div>"
        f"{SAPO}{BODY}</div>"
    ),
    "lead and body in tables": (
        f"<table><tr><td><h1>{TITLE}</h1><div>{DATE}</div></td></tr><tr><td>{SAPO}{BODY}</td></tr></table>"
    ),
    "leading comment, date outside any element": (
        f"<!-- saved from url=(0020)https://vusta.vn/ --><div><h1>{TITLE}</h1>{DATE}{SAPO}{BODY}</div>"
    ),
    "portal form": (f"<form id='Form'><div><h1>{TITLE}</h1><div>{DATE}</div>{SAPO}<div>{BODY}</div></div></form>"),
    "old upper-case markup": (
        f"<DIV><H1>{TITLE}</H1><DIV>{DATE}</DIV>{SAPO}{BODY.replace('<p ', '<P ').replace('</p>', '')}</DIV>"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_gives_expected_record(layout):
    page = (
        f"<html><head><title>{TITLE} | {SITE}</title></head><body>{NAVIGATION}{LAYOUTS[layout]}"
        f"<div class='footer'><p>{SITE}. Giấy phép số 169/GP-BC ngày 02/05/2007.</p></div></body></html>"
    )
    article = parse_article("https://vusta.vn/bai-p94001.html", page.encode(), find_profile("vusta"))

    assert article.title == TITLE
    assert (article.published_at, article.published_raw) == ("2025-12-31T15:57:00+07:00", DATE)
    assert (article.author_initials, article.byline) == ("HT", "HT") or article.byline == "HT"
    assert article.lead == LEAD
    assert article.paragraphs == [Block("paragraph", text) for text in PARAGRAPHS]
    assert [(image.url, image.after_paragraph, image.caption) for image in article.images] == [
        (IMAGE, 1, "Vườn lưu giữ giống cây")
    ]
