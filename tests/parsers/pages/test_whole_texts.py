"""No line of a story is lost, and none of another one is added, in every family."""

import re

import pytest

from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import Profile, find_profile

TITLE = "Hội thảo bảo vệ nguồn nước mặt lưu vực sông Thanh"
TEXTS = [
    "Sáng nay, Liên hiệp hội tỉnh tổ chức hội thảo về bảo vệ nguồn nước mặt, thu hút hơn 120 đại biểu tham dự.",
    "Phát biểu khai mạc, ông Trần Văn Mẫu cho biết chất lượng nước của sông đã suy giảm rõ rệt trong mười năm qua.",
    "Theo kết quả quan trắc, hàm lượng amoni tại bảy trong mười hai điểm đo đã vượt ngưỡng cho phép vào mùa khô.",
    "Kết thúc hội thảo, ban tổ chức thống nhất sẽ gửi bản kiến nghị tới Ủy ban nhân dân tỉnh trong tháng sau.",
]
A, B, C, D = (f"<p>{text}</p>" for text in TEXTS)
GENERIC = Profile(
    name="moi",
    title="Báo Mới",
    family="generic",
    url="https://moi.example/",
    article_url=".",
    listings=("https://moi.example/",),
)
PAGES = {
    "generic": (
        GENERIC,
        "https://moi.example/tin/hoi-thao-12.html",
        f'<div class="chi-tiet"><h1>{TITLE}</h1><span>12/03/2024 08:30</span><div class="nd">{{}}</div></div>',
        "/tin/khac-{}.html",
    ),
    "wordpress": (
        find_profile("husta"),
        "https://husta.vn/hoi-thao-nuoc/",
        f'<article class="post"><h1 class="entry-title">{TITLE}</h1><time class="entry-date published"'
        ' datetime="2024-03-12T08:30:00+07:00">12/03/2024</time><div class="entry-content">{}</div></article>',
        "/tin-khac-{}/",
    ),
    "vnmedia": (
        find_profile("vusta"),
        "https://vusta.vn/hoi-thao-nuoc-p90001.html",
        f'<div><h1>{TITLE}</h1><div>12/03/2024 08:30 (GMT+7)</div><div class="b">{{}}</div></div>',
        "/tin-khac-p{}.html",
    ),
}
LINKS = '<ul><li><a href="OTHER-3">Khai mạc hội chợ</a></li><li><a href="OTHER-4">Giá lúa tăng</a></li></ul>'
WHOLE = {
    "to whom and which number": (f"<p>Kính gửi: Các hội thành viên</p><p>Số: 12/TB-LHH</p>{A}{B}", ["Kính gửi", "Số:"]),
    "when and where": (
        f"<p>Thời gian: 8 giờ, ngày 23/5/2024</p><p>Địa điểm: Hội trường tầng 3</p>{A}{B}",
        ["Thời gian", "Địa điểm"],
    ),
    "verses above": (f"<p>Sông Thanh nước chảy lơ thơ</p><p>Bên bờ tre trúc đợi chờ</p>{A}{B}", ["Sông Thanh nước"]),
    "an epigraph": (f'<p style="text-align:right"><i>“Uống nước nhớ nguồn”</i></p>{A}{B}', ["Uống nước"]),
    "short lines, then prose in a box": (
        f"<p>Đội 1: 86 điểm</p><p>Đội 2: 79 điểm</p><p>Đội 3: 77 điểm</p><div>{A}{B}</div>",
        ["Đội 1", "Đội 3"],
    ),
    "an open line in a box of each": (f"<div><p>Kính gửi: Các hội</p></div><div>{A}</div><div>{B}</div>", ["Kính gửi"]),
    "an open line in a div": (f"<div>Kính gửi: Các hội</div><div>{TEXTS[0]}</div><div>{TEXTS[1]}</div>", ["Kính gửi"]),
    "an open line of another style": (
        f'<p class="x has-text-align-right">Kính gửi: Hội</p><p class="x">{TEXTS[0]}</p><p class="x">{TEXTS[1]}</p>',
        ["Kính gửi"],
    ),
    "headings above": (f"<h2>Phần một</h2><h3>Bối cảnh</h3>{A}{B}", ["Phần một", "Bối cảnh"]),
    "a list above": (f"<ul><li>Một trạm bơm</li><li>Hai cây cầu</li></ul>{A}{B}", ["Một trạm", "Hai cây"]),
    "a sub-head that comments have too": (f"{A}{B}<h2>Bình luận</h2>{C}{D}", ["Bình luận"]),
    "names of those who won": (
        f"{A}{B}<p>Danh sách đạt giải:</p><p>Nguyễn Văn An</p><p>Trần Thị Bình</p><p>Lê Văn Cường</p>",
        ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"],
    ),
    "where to ask": (f"{A}{B}<h3>Liên hệ</h3><p>Văn phòng Hội, số 5 phố Hoa</p>", ["Liên hệ", "số 5 phố Hoa"]),
    "whom to ask": (
        f'{A}{B}<h3>Liên hệ</h3><ul><li><a href="mailto:a@b.vn">a@b.vn</a></li><li>ĐT: 0200</li></ul>',
        ["Liên hệ", "a@b.vn", "ĐT: 0200"],
    ),
    "winners below": (
        f"{A}{B}<h3>Danh sách đoạt giải</h3><ul><li>Nguyễn An - Giải Nhất</li><li>Lê Hoa - Giải Nhì</li></ul>",
        ["Danh sách", "Giải Nhất", "Giải Nhì"],
    ),
    "references below": (
        f"{A}{B}<h3>Tài liệu tham khảo</h3><ol><li>Báo cáo 2023</li><li>Nước và đất</li></ol>",
        ["Tài liệu", "Báo cáo 2023", "Nước và đất"],
    ),
    "a sub-head that may head comments": (f"{A}<h3>Bình luận</h3>{B}{C}", [TEXTS[1], TEXTS[2]]),
    "a sub-head that buttons have too": (f"{A}<h3>Chia sẻ</h3>{B}{C}", ["Chia sẻ"]),
    "a sentence that begins as a pointer": (
        f"{A}<p>Đọc thêm nhiều sách giúp trẻ lớn khôn, ông nói.</p>{B}",
        ["Đọc thêm"],
    ),
    "a sentence that begins as a label": (
        f"{A}<p>Video: một phần không thể thiếu của bài giảng.</p>{B}",
        ["Video: một"],
    ),
    "a sentence that is a link": (
        f'{A}{B}<p><a href="/van-ban-99.html">Toàn văn bản kiến nghị được đăng tại trang văn bản.</a></p>{C}',
        ["Toàn văn"],
    ),
    "links to other sites": (
        f'{A}<p>Tài liệu tải tại:</p><p><a href="https://kho.example/so-tay">Sổ tay</a></p>'
        f'<p><a href="https://phim.example/2">Phim hướng dẫn</a></p>{B}',
        ["Sổ tay", "Phim hướng dẫn"],
    ),
    "a document": (f'{A}{B}<p><a href="/files/ke-hoach.pdf">Kế hoạch năm 2024</a></p>', ["Kế hoạch năm 2024"]),
    "below related stories": (f"{A}{B}<h3>Tin liên quan</h3>{LINKS}{C}{D}", TEXTS[2:]),
    "a short end below related stories": (
        f"{A}{B}<h3>Xem thêm</h3>{LINKS}<p>Hội sẽ họp lại vào cuối tháng.</p>",
        ["cuối tháng"],
    ),
    "numbers in cells": (f"{A}<table><tr><td>Nước mặt</td></tr><tr><td>15</td></tr></table>{B}", ["Nước mặt", "15"]),
    "a table with a caption and a picture": (
        f"{A}<table><caption>Bảng 1. Giống</caption><tr><th>Tên</th><th>Ảnh</th><th>Giá</th></tr>"
        f'<tr><td>Nhãn</td><td><img src="/n.jpg"></td><td>30</td></tr></table>{B}',
        ["Bảng 1. Giống", "Nhãn\t\t30"],
    ),
    "figures among the terms of a list": (
        f"{A}{B}<dl><dt>2021</dt><dd>Khảo sát</dd></dl><p>17</p>{C}{D}",
        ["2021", "Khảo sát", "17"],
    ),
    "a sentence on copyright": (f"{A}<p>Copyright là từ mà ông hay nhắc.</p>{B}{C}", ["Copyright là"]),
    "what the browser's search opens": (f'{A}<div hidden="until-found">{B}</div>{C}', [TEXTS[1]]),
    "preformatted lines": (f"{A}<pre>def f(x):\n    return x</pre>{B}", ["def f(x):\n    return x"]),
    "a style that keeps lines": (
        f'{A}<div style="white-space: pre-line">Dòng một\nDòng hai</div>{B}',
        ["Dòng một", "Dòng hai"],
    ),
    "numbers with a stroke": (
        f"{A}<p>1/ Trạm bơm xã Tân<br>2/ Trạm bơm xã Mỹ</p>{B}",
        ["1/ Trạm bơm xã Tân", "2/ Trạm"],
    ),
    "who is quoted": (
        f"{A}<blockquote><p>{TEXTS[1]}</p><footer>Ông Mẫu, Viện Nước</footer></blockquote>{C}",
        ["Viện Nước"],
    ),
    "facts in an aside": (
        f"{A}<aside><h4>Con số</h4><p>Tỉnh có 12 trạm quan trắc.</p></aside>{B}",
        ["12 trạm quan trắc"],
    ),
    "shown on a desktop": (f'{A}<div class="hidden md:block">{B}</div>{C}', [TEXTS[1]]),
    "behind a tab": (f'{A}{B}<div class="tab-pane" hidden>{C}</div>', [TEXTS[2]]),
    "paragraphs that trail off": ("".join(f"<p>{text[:-1]}...</p>" for text in TEXTS), [text[:-1] for text in TEXTS]),
}
OTHERS = {
    "a list of links": (f"{A}{B}{LINKS}", ["Khai mạc", "Giá lúa"]),
    "a list under its heading": (f"{A}{B}<h3>Tin liên quan</h3>{LINKS}", ["Tin liên quan", "Khai mạc"]),
    "a list in the midst": (f"{A}{B}<h3>Tin liên quan</h3>{LINKS}{C}{D}", ["Tin liên quan", "Khai mạc"]),
    "a teaser in the midst": (
        f'{A}{B}<h3>Có thể bạn quan tâm</h3><div class="t"><div><a href="OTHER-3">Khai mạc hội chợ</a>'
        f"<p>Hội chợ có 80 gian hàng.</p></div></div>{C}{D}",
        ["Có thể bạn", "80 gian hàng"],
    ),
    "an invitation to read on": (
        f"{A}{B}<h3>Tin liên quan</h3>{LINKS}<p>Mời bạn đọc xem thêm ở chuyên mục.</p>{C}{D}",
        ["Mời"],
    ),
    "a box named in camel case": (
        f'{A}{B}<div class="BoxRelatedNews"><p>Hội chợ năm nay có 80 gian hàng.</p></div>{C}',
        ["Hội chợ"],
    ),
    "a headline that is a link": (f'{A}<p><a href="OTHER-3">Khai mạc hội chợ giống cây</a></p>{B}', ["Khai mạc"]),
    "a link behind an arrow": (f'{A}<p>&gt;&gt;&gt; <a href="OTHER-3">Khai mạc hội chợ</a></p>{B}', ["Khai mạc"]),
    "a story that the editor put in": (
        f'{A}<div type="RelatedOneNews"><a href="OTHER-3">Khai mạc hội chợ</a><p>Hội chợ có 80 gian.</p></div>{B}',
        ["Khai mạc", "80 gian"],
    ),
    "a heading and a link on one line": (
        f'{A}<div><span>Có thể bạn quan tâm</span> <a href="OTHER-3">Khai mạc hội chợ</a></div>{B}',
        ["Có thể bạn", "Khai mạc"],
    ),
    "an advertisement's mark": (f"{A}<div>Quảng cáo</div>{B}", ["Quảng cáo"]),
    "a film's caption": (
        f'{A}<figure><iframe src="/e/1"></iframe><figcaption>Phim ngắn</figcaption></figure>{B}',
        ["Phim ngắn"],
    ),
}


def told(family, markup):
    profile, url, page, other = PAGES[family]
    page = f"<html><head><title>{TITLE}</title></head><body>{page.format(markup)}</body></html>"
    page = re.sub(r"OTHER-(\d)", lambda found: other.format(found[1]), page)
    article = parse_article(url, page.encode(), profile)
    return "\n".join([article.lead or "", *(block.text for block in article.paragraphs)])


@pytest.mark.parametrize("family", PAGES)
@pytest.mark.parametrize("name", WHOLE)
def test_a_story_is_whole(name, family):
    markup, lines = WHOLE[name]

    text = told(family, markup)

    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("family", PAGES)
@pytest.mark.parametrize("name", OTHERS)
def test_other_stories_stay_out(name, family):
    markup, lines = OTHERS[name]

    text = told(family, markup)

    assert [line for line in lines if line in text] == []
    assert TEXTS[0] in text and TEXTS[1] in text


MARKED = {
    "a pager's name": '<div class="article-body pagination-first">{}</div>',
    "open comments": '<div class="news-detail comments-open">{}</div>',
    "a misnested aside": "<aside>{}</aside>",
}


@pytest.mark.parametrize("name", MARKED)
def test_a_name_does_not_hide_the_box_of_the_text(name):
    box = MARKED[name]
    page = f"<html><body>{box.format(f'<h1>{TITLE}</h1>{A}{B}{C}{D}')}</body></html>"

    article = parse_article(PAGES["generic"][1], page.encode(), GENERIC)

    assert [block.text for block in article.paragraphs] == TEXTS


@pytest.mark.parametrize("family", PAGES)
def test_an_aside_without_its_end_tag_does_not_hide_the_text(family):
    assert told(family, f'<aside class="x">{A}{B}{C}{D}</aside>').split("\n")[1:] == TEXTS


@pytest.mark.parametrize("family", PAGES)
def test_a_text_for_two_screens_is_told_once(family):
    text = f'<div class="hidden md:block">{A}{B}{C}</div><div class="md:hidden">{A}{B}{C}</div>'

    assert told(family, text).split("\n")[1:] == TEXTS[:3]


def test_a_deck_beside_the_title_is_not_the_story():
    deck = f"<p>Khuyến nông</p><p>{'Lớp học thu hút đông đảo hội viên tham gia, ' * 5}</p><p>Bài của cộng tác viên</p>"
    more = f"{A[:-5]} một.</p>{B[:-5]} hai.</p>"
    page = f"<div><div><div><h1>{TITLE}</h1>{deck}</div></div></div><div><div>{A}{B}{C}{D}{more}</div></div>"

    article = parse_article(PAGES["generic"][1], f"<html><body>{page}</body></html>".encode(), GENERIC)

    assert [block.text for block in article.paragraphs][-6:-2] == TEXTS


def test_a_hidden_copy_is_not_told():
    copy = f'<div style="display:none"><div><h1>{TITLE}</h1>{A}{B}{C}{D}<p>2024-05-14T16:20:00</p></div></div>'
    page = f"<html><body><div><h1>{TITLE}</h1><div>{A}{B}{C}{D}</div></div>{copy}{copy}</body></html>"

    article = parse_article(PAGES["generic"][1], page.encode(), GENERIC)

    assert [block.text for block in article.paragraphs] == TEXTS


@pytest.mark.parametrize("name", ["summary", "description", "article-summary"])
def test_what_opens_the_text_and_is_called_a_summary_is_the_lead(name):
    page = f'<div><h1>{TITLE}</h1><div><div class="{name}">{TEXTS[0]}</div>{B}{C}{D}</div></div>'

    article = parse_article(PAGES["generic"][1], f"<html><body>{page}</body></html>".encode(), GENERIC)

    assert article.lead == TEXTS[0]
    assert [block.text for block in article.paragraphs] == TEXTS[1:]


def test_links_to_other_stories_above_the_text_are_no_lead():
    links = '<a href="/a-1.html">1 Khai mạc hội chợ giống cây trồng vùng ven sông</a> <a href="/b-2.html">2 Kết nạp</a>'
    page = f"<div><h1>{TITLE}</h1><div><div>{links}</div></div><div>{A}{B}{C}{D}</div></div>"

    article = parse_article(PAGES["generic"][1], f"<html><body>{page}</body></html>".encode(), GENERIC)

    assert (article.lead, [block.text for block in article.paragraphs]) == (None, TEXTS)


def test_where_names_leave_hardly_any_text_they_are_not_believed():
    profile, url, page, _ = PAGES["wordpress"]
    page = page.format(f'<div class="share-box">{A}{B}{C}{D}</div>')

    article = parse_article(url, f"<html><body>{page}</body></html>".encode(), profile)

    assert [block.text for block in article.paragraphs] == TEXTS


@pytest.mark.parametrize("name", ["related-content", "footer-fixed-layout"])
def test_where_nothing_else_is_on_the_page_such_a_box_is_the_text(name):
    page = f'<h1>{TITLE}</h1><div class="{name}"><div>{A}{B}{C}{D}</div></div>'
    article = parse_article("https://moi.example/tin/a-12.html", page.encode(), GENERIC)
    assert [block.text for block in article.paragraphs] == TEXTS


@pytest.mark.parametrize("name", ["related-posts", "comment-list"])
def test_teasers_and_comments_are_never_the_text(name):
    link = '<h3><a href="/tin/khac-1.html">Khai mạc hội chợ nông sản</a></h3>' if name == "related-posts" else ""
    page = f'<h1>{TITLE}</h1><div class="{name}">{link.join(("", A, B, C, D))}</div>'
    with pytest.raises(NotAnArticle):
        parse_article("https://moi.example/tin/a-12.html", page.encode(), GENERIC)


def test_a_title_is_told_without_what_is_hidden_or_apart_in_it():
    heading = f'<h1>{TITLE}<span class="sr-only">Chia sẻ</span><a class="edit-link" href="/e">Sửa</a></h1>'
    page = f"{heading}<div>{A}{B}{C}{D}</div>"

    assert parse_article(PAGES["generic"][1], page.encode(), GENERIC).title == TITLE


@pytest.mark.parametrize("between", [" • ", "_", ": ", " - "])
def test_a_title_in_the_head_ends_before_the_site_s_name(between):
    head = f'<title>{TITLE}{between}Báo Mới</title><meta property="og:site_name" content="Báo Mới">'
    page = f"<html><head>{head}</head><body><div>{A}{B}{C}{D}</div></body></html>"

    assert parse_article(PAGES["generic"][1], page.encode(), GENERIC).title == TITLE
