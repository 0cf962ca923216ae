"""The markup around an article on the unions' sites: styles, scripts, menus, related stories, boxes, a footer."""

from __future__ import annotations

import json
from html import escape

from vustacrawl.demo.article import DemoArticle

PAGE_BYTES = 60_000
SECTIONS = (
    "Giới thiệu", "Tin tức - Sự kiện", "Hoạt động Đảng - Đoàn thể", "Tư vấn, phản biện", "Phổ biến kiến thức",
    "Đổi mới sáng tạo", "Hội thành viên", "Hợp tác quốc tế", "Văn bản", "Thư viện ảnh", "Liên hệ",
)  # fmt: skip


def around(page: str, stories: list[DemoArticle], number: int) -> str:
    """Return an article's page with all of it, about PAGE_BYTES of UTF-8; teasers fill the rest."""
    story = stories[number % len(stories)]
    page = page.replace("</head>", f"{_head(story)}</head>", 1)
    opening = page.index("<body")
    opening = page.index(">", opening) + 1
    page = f"{page[:opening]}{_menu()}{page[opening:]}"
    ending = _footer()
    room = PAGE_BYTES - len(page.encode()) - len(ending.encode())
    teasers: list[str] = []
    while room > 0:
        teasers.append(_teaser(stories[(number + 7 * len(teasers)) % len(stories)], len(teasers)))
        room -= len(teasers[-1].encode())
    column = f'<div class="col-right sidebar"><h3>Tin mới</h3><ul class="list-news">{"".join(teasers)}</ul></div>'
    return page.replace("</body>", f"{column}{ending}</body>", 1)


def _head(story: DemoArticle) -> str:
    styles = "".join(
        f".box-{at} .title{{font:bold {12 + at % 9}px/1.4 Roboto,Arial;margin:0 0 {at}px;color:#{at:03x}}}\n"
        for at in range(60)
    )
    settings = {"page": "detail", "token": "a1b2c3" * 6, "lazy": True, "menu": list(SECTIONS), "zones": list(range(90))}
    return f"""<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="{escape(story.lead or story.title)}">
<meta property="og:title" content="{escape(story.title)}">
<meta property="og:type" content="article"><meta property="og:image" content="/images/{story.number}.jpg">
<link rel="stylesheet" href="/css/app.css?v=12"><link rel="icon" href="/favicon.ico">
<link rel="alternate" type="application/rss+xml" href="/rss.html"><style>{styles}</style>
<script src="/js/jquery.min.js"></script><script>window.dataLayer = window.dataLayer || [];
function gtag(){{dataLayer.push(arguments)}} gtag("js", new Date()); var settings = {json.dumps(settings)};</script>"""


def _menu() -> str:
    entries = "".join(
        f'<li class="nav-item dropdown"><a class="nav-link" href="/muc-{at}.html">{section}</a><ul class="below">'
        + "".join(f'<li><a href="/muc-{at}/{below}.html">{section} {below}</a></li>' for below in range(1, 5))
        + "</ul></li>"
        for at, section in enumerate(SECTIONS)
    )
    return (
        '<div class="top-bar"><span class="hotline">(024) 3943 2206</span><form action="/tim-kiem.html"><input name="q"'
        f' placeholder="Tìm kiếm"></form></div><nav class="navbar"><ul class="nav">{entries}</ul></nav>'
    )


def _teaser(story: DemoArticle, at: int) -> str:
    return (
        f'<li class="item item-{at}"><a class="thumb" href="{story.url}" title="{story.title}"><img class="lazy" '
        f'src="/thumb_x300x200/images/{story.number}.jpg" alt="tm-img-alt" width="300" height="200"></a>'
        f'<h4 class="title"><a href="{story.url}">{story.title}</a></h4>'
        f'<span class="time">{story.published:%d/%m/%Y}</span>'
        f'<p class="sapo-cut">{(story.lead or story.title)[:90]}...</p></li>\n'
    )


def _footer() -> str:
    links = "".join(f'<li><a href="/lien-ket-{at}.html">{section}</a></li>' for at, section in enumerate(SECTIONS))
    return (
        f'<div class="footer"><div class="container"><ul>{links}</ul><p>Cơ quan chủ quản: Liên hiệp hội</p>'
        "<p>Giấy phép số 169/GP-BC. Địa chỉ: 53 Nguyễn Du, Hà Nội. Điện thoại: (024) 3943 2206</p></div></div>"
        '<script>document.querySelectorAll("img.lazy").forEach(function (image) { image.loading = "lazy"; });</script>'
    )
