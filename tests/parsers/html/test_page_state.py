"""Pages that are not what they show: drawn by scripts from data, or inside a browser's archive."""

import json
import quopri

from vustacrawl.parsers import parse_article
from vustacrawl.sites import Profile

URL = "https://moi.example/tin/hoi-thao-12.html"
PROFILE = Profile(
    name="moi", title="Báo Mới", family="generic", url="https://moi.example/", article_url=".", listings=(URL,)
)
TITLE = "Hội thảo bảo vệ nguồn nước mặt"
TEXTS = [
    "Sáng nay, Liên hiệp hội tỉnh tổ chức hội thảo về bảo vệ nguồn nước mặt, thu hút hơn 120 đại biểu tham dự.",
    "Phát biểu khai mạc, ông Trần Văn Mẫu cho biết chất lượng nước của sông đã suy giảm rõ rệt trong mười năm qua.",
    "Kết thúc hội thảo, ban tổ chức thống nhất sẽ gửi bản kiến nghị tới Ủy ban nhân dân tỉnh trong tháng sau.",
]
BODY = "".join(f"<p>{text}</p>" for text in TEXTS)


def page_of(state):
    return (
        f"<html><head><title>{TITLE}</title></head><body><div id='__next'></div>"
        f'<script id="__NEXT_DATA__" type="application/json">{state}</script></body></html>'
    ).encode()


def test_a_story_that_scripts_draw_is_read_from_their_data():
    story = {"title": TITLE, "publishedAt": "2024-03-12T08:30:00+07:00", "content": BODY}

    article = parse_article(URL, page_of(json.dumps({"props": {"pageProps": {"article": story}}})), PROFILE)

    assert (article.title, article.published_at) == (TITLE, "2024-03-12T08:30:00+07:00")
    assert [block.text for block in article.paragraphs] == TEXTS


def test_data_are_left_alone_where_the_page_shows_its_text():
    state = json.dumps({"article": {"title": "Tin khác", "content": "<p>Một tin khác của hôm qua.</p>" * 40}})
    page = page_of(state).replace(b"<div id='__next'></div>", f"<div><h1>{TITLE}</h1>{BODY}</div>".encode())

    assert [block.text for block in parse_article(URL, page, PROFILE).paragraphs] == TEXTS


def test_the_page_in_a_browser_s_archive_is_read():
    page = f'<html><head><meta charset="utf-8"><title>{TITLE}</title></head><body><h1>{TITLE}</h1>{BODY}</body></html>'
    archive = (
        b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        + quopri.encodestring(page.encode())
        + b"\r\n--b--\r\n"
    )

    article = parse_article(URL, archive, PROFILE)

    assert (article.title, [block.text for block in article.paragraphs]) == (TITLE, TEXTS)
