"""No line of an article is lost and none of another one is added, in every family."""

import re

import pytest

from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import find_profile, unknown_site

TITLE = "Hội thảo bảo vệ nguồn nước mặt lưu vực sông Thanh"
TEXTS = [
    "Sáng nay, Liên hiệp hội tỉnh tổ chức hội thảo về bảo vệ nguồn nước mặt, thu hút hơn 120 đại biểu tham dự.",
    "Phát biểu khai mạc, ông Trần Văn Mẫu cho biết chất lượng nước của sông đã suy giảm rõ rệt trong mười năm qua.",
    "Theo kết quả quan trắc, hàm lượng amoni tại bảy trong mười hai điểm đo đã vượt ngưỡng cho phép vào mùa khô.",
    "Kết thúc hội thảo, ban tổ chức thống nhất sẽ gửi bản kiến nghị tới Ủy ban nhân dân tỉnh trong tháng sau.",
]
A, B, C, D = (f"<p>{text}</p>" for text in TEXTS)
GENERIC = unknown_site("https://moi.example/", title="Báo Mới")
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
KEPT = {
    "addressee and document number": (
        f"<p>Kính gửi: Các hội thành viên</p><p>Số: 12/TB-LHH</p>{A}{B}",
        ["Kính gửi", "Số:"],
    ),
    "time and place": (
        f"<p>Thời gian: 8 giờ, ngày 23/5/2024</p><p>Địa điểm: Hội trường tầng 3</p>{A}{B}",
        ["Thời gian", "Địa điểm"],
    ),
    "verse above": (f"<p>Sông Thanh nước chảy lơ thơ</p><p>Bên bờ tre trúc đợi chờ</p>{A}{B}", ["Sông Thanh nước"]),
    "epigraph": (f'<p style="text-align:right"><i>“Uống nước nhớ nguồn”</i></p>{A}{B}', ["Uống nước"]),
    "short lines, then prose in box": (
        f"<p>Đội 1: 86 điểm</p><p>Đội 2: 79 điểm</p><p>Đội 3: 77 điểm</p><div>{A}{B}</div>",
        ["Đội 1", "Đội 3"],
    ),
    "salutation in separate box": (f"<div><p>Kính gửi: Các hội</p></div><div>{A}</div><div>{B}</div>", ["Kính gửi"]),
    "salutation in div": (f"<div>Kính gửi: Các hội</div><div>{TEXTS[0]}</div><div>{TEXTS[1]}</div>", ["Kính gửi"]),
    "salutation with other alignment": (
        f'<p class="x has-text-align-right">Kính gửi: Hội</p><p class="x">{TEXTS[0]}</p><p class="x">{TEXTS[1]}</p>',
        ["Kính gửi"],
    ),
    "sentences in headings": (
        f"<div class=i><h2>{TEXTS[2]}</h2></div><div class=i><h2>Ảnh</h2>{A}</div><div class=i><h2>Thư</h2>{B}</div>"
        f"<div class=i><h2>{TEXTS[3]}</h2></div>",
        [TEXTS[2], TEXTS[3]],
    ),
    "list of other sites": (
        f"{A}<ul><li><b>Lưu trữ:</b><ul>"
        '<li>Kho ảnh chuyển sang <a href="https://anh.example/lien-hiep-hoi-tinh">anh.example/lien-hiep-hoi-tinh</a></li>'
        '<li>Kho phim chuyển sang <a href="https://phim.example/lien-hiep-hoi">phim.example/lien-hiep-hoi</a></li>'
        f"</ul></li><li>Bản in: <a href='https://in.example/'>in.example</a></li></ul>{B}",
        ["Kho ảnh chuyển", "Kho phim chuyển"],
    ),
    "letterhead in table": (
        "<table width=100%><tr><td><b>LIÊN HIỆP HỘI</b><br>Số: 12/TB-LHH</td><td><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA</b>"
        f"<br>Độc lập - Tự do - Hạnh phúc</td></tr></table><p align=center><b>THÔNG BÁO</b></p>{A}{B}",
        ["LIÊN HIỆP HỘI", "Số: 12/TB-LHH", "Độc lập - Tự do", "THÔNG BÁO"],
    ),
    "letterhead in boxes": (
        "<div class=row><div>LIÊN HIỆP HỘI<br>Số: 12/TB-LHH</div><div>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>"
        f"Độc lập - Tự do - Hạnh phúc</div></div>{A}{B}",
        ["LIÊN HIỆP HỘI", "Số: 12/TB-LHH", "Độc lập - Tự do"],
    ),
    "official lines in div": (
        f"<div>LIÊN HIỆP HỘI TỈNH</div><div>Số: 12/TB-LHH</div><div>V/v tổ chức hội thảo</div>{A}{B}",
        ["LIÊN HIỆP HỘI TỈNH", "Số: 12/TB-LHH", "V/v tổ chức"],
    ),
    "official lines in section": (
        f"<section><p>THÔNG BÁO</p><p>Kính gửi: Các hội</p></section>{A}{B}",
        ["THÔNG BÁO", "Kính gửi"],
    ),
    "verse in center": (f"<center><i>Sông Thanh nước chảy lơ thơ</i></center>{A}{B}", ["Sông Thanh nước"]),
    "headings above": (f"<h2>Phần một</h2><h3>Bối cảnh</h3>{A}{B}", ["Phần một", "Bối cảnh"]),
    "list above": (f"<ul><li>Một trạm bơm</li><li>Hai cây cầu</li></ul>{A}{B}", ["Một trạm", "Hai cây"]),
    "h2 that resembles comments heading": (f"{A}{B}<h2>Bình luận</h2>{C}{D}", ["Bình luận"]),
    "winners in paragraphs": (
        f"{A}{B}<p>Danh sách đạt giải:</p><p>Nguyễn Văn An</p><p>Trần Thị Bình</p><p>Lê Văn Cường</p>",
        ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"],
    ),
    "contact address": (f"{A}{B}<h3>Liên hệ</h3><p>Văn phòng Hội, số 5 phố Hoa</p>", ["Liên hệ", "số 5 phố Hoa"]),
    "contact list": (
        f'{A}{B}<h3>Liên hệ</h3><ul><li><a href="mailto:a@b.vn">a@b.vn</a></li><li>ĐT: 0200</li></ul>',
        ["Liên hệ", "a@b.vn", "ĐT: 0200"],
    ),
    "winners in list": (
        f"{A}{B}<h3>Danh sách đoạt giải</h3><ul><li>Nguyễn An - Giải Nhất</li><li>Lê Hoa - Giải Nhì</li></ul>",
        ["Danh sách", "Giải Nhất", "Giải Nhì"],
    ),
    "references below": (
        f"{A}{B}<h3>Tài liệu tham khảo</h3><ol><li>Báo cáo 2023</li><li>Nước và đất</li></ol>",
        ["Tài liệu", "Báo cáo 2023", "Nước và đất"],
    ),
    "h3 that resembles comments heading": (f"{A}<h3>Bình luận</h3>{B}{C}", [TEXTS[1], TEXTS[2]]),
    "h3 that resembles share buttons": (f"{A}<h3>Chia sẻ</h3>{B}{C}", ["Chia sẻ"]),
    "sentence that begins like related link": (
        f"{A}<p>Đọc thêm nhiều sách giúp trẻ lớn khôn, ông nói.</p>{B}",
        ["Đọc thêm"],
    ),
    "sentence that begins like label": (
        f"{A}<p>Video: một phần không thể thiếu của bài giảng.</p>{B}",
        ["Video: một"],
    ),
    "linked sentence": (
        f'{A}{B}<p><a href="/van-ban-99.html">Toàn văn bản kiến nghị được đăng tại trang văn bản.</a></p>{C}',
        ["Toàn văn"],
    ),
    "links to other sites": (
        f'{A}<p>Tài liệu tải tại:</p><p><a href="https://kho.example/so-tay">Sổ tay</a></p>'
        f'<p><a href="https://phim.example/2">Phim hướng dẫn</a></p>{B}',
        ["Sổ tay", "Phim hướng dẫn"],
    ),
    "attached document": (f'{A}{B}<p><a href="/files/ke-hoach.pdf">Kế hoạch năm 2024</a></p>', ["Kế hoạch năm 2024"]),
    "pointer to document": (f'{A}{B}<p>Xem thêm: <a href="/f/ke-hoach.pdf">Kế hoạch 45</a></p>', ["Kế hoạch 45"]),
    "text below related articles": (f"{A}{B}<h3>Tin liên quan</h3>{LINKS}{C}{D}", TEXTS[2:]),
    "short last paragraph below related articles": (
        f"{A}{B}<h3>Xem thêm</h3>{LINKS}<p>Hội sẽ họp lại vào cuối tháng.</p>",
        ["cuối tháng"],
    ),
    "text below related articles at top": (f"<h3>Tin liên quan</h3>{LINKS}{A}{B}{C}{D}", TEXTS),
    "text below teasers at top": (
        f'<div class="t"><h4>Xem thêm</h4><div><a href="OTHER-3">Hội chợ</a><p>80 gian.</p></div></div>{A}{B}{C}',
        TEXTS[:3],
    ),
    "sub-heading below related articles": (
        f"{A}{B}<h3>Tin liên quan</h3>{LINKS}<h3>Nước mùa khô</h3><p>Ý kiến đại biểu</p>{C}{D}",
        ["Nước mùa khô", "Ý kiến đại biểu", TEXTS[2]],
    ),
    "quotation and list below related articles": (
        f"{A}{B}<h3>Tin liên quan</h3>{LINKS}<blockquote><p>Nước là máu của đất.</p></blockquote><ul><li>Xã Tân</li>"
        f"</ul>{C}{D}",
        ["Nước là máu", "Xã Tân", TEXTS[2]],
    ),
    "text in page builder's modules around related articles": (
        f'<div class="module"><p>{TEXTS[0]}</p></div><div class="x"><h3>Tin liên quan</h3>{LINKS}</div>'
        f'<div class="module"><p>{TEXTS[1]}</p></div><div class="module"><p>{TEXTS[2]}</p></div>',
        TEXTS[:3],
    ),
    "line with a colon above an own list": (f"{A}{B}<p>Các xã:</p><ul><li>Tân Mỹ</li></ul>{C}", ["Các xã:", "Tân Mỹ"]),
    "numbers in table cells": (
        f"{A}<table><tr><td>Nước mặt</td></tr><tr><td>15</td></tr></table>{B}",
        ["Nước mặt", "15"],
    ),
    "table with caption and image": (
        f"{A}<table><caption>Bảng 1. Giống</caption><tr><th>Tên</th><th>Ảnh</th><th>Giá</th></tr>"
        f'<tr><td>Nhãn</td><td><img src="/n.jpg"></td><td>30</td></tr></table>{B}',
        ["Bảng 1. Giống", "Nhãn\t\t30"],
    ),
    "numbers in definition list": (
        f"{A}{B}<dl><dt>2021</dt><dd>Khảo sát</dd></dl><p>17</p>{C}{D}",
        ["2021", "Khảo sát", "17"],
    ),
    "sentence on copyright": (f"{A}<p>Copyright là từ mà ông hay nhắc.</p>{B}{C}", ["Copyright là"]),
    "hidden until found": (f'{A}<div hidden="until-found">{B}</div>{C}', [TEXTS[1]]),
    "preformatted lines": (f"{A}<pre>def f(x):\n    return x</pre>{B}", ["def f(x):\n    return x"]),
    "white-space style": (
        f'{A}<div style="white-space: pre-line">Dòng một\nDòng hai</div>{B}',
        ["Dòng một", "Dòng hai"],
    ),
    "year in a centred heading": (
        f'<p align="center">KẾ HOẠCH</p><p align="center">Tuần lễ nước sạch năm 2022</p>{A}{B}',
        ["KẾ HOẠCH", "Tuần lễ nước sạch năm 2022"],
    ),
    "duties of an office in last line": (
        f"{A}{B}<p>Ban Truyền thông đôn đốc, tổng hợp báo cáo.</p>",
        ["Ban Truyền thông đôn đốc"],
    ),
    "terms above": (f"<dl><dt>Ngày</dt><dd>6/5</dd><dt>Nơi họp</dt><dd>Trụ sở</dd></dl>{A}{B}", ["Nơi họp", "Trụ sở"]),
    "list under heading below": (
        f"{A}{B}<div><h3>Nguyên liệu</h3><ul><li>1 tấn vỏ cà phê</li><li>1 kg men</li></ul></div>",
        ["Nguyên liệu", "1 kg men"],
    ),
    "notes below": (
        f'{A}{B}<div class="footnotes"><ol><li>Số liệu năm 2022 <a href="#a">↩</a></li></ol></div>',
        ["Số liệu"],
    ),
    "spans shown as blocks": (
        "".join(f'<span style="display: block">{text}</span>' for text in TEXTS),
        ["dự.\nPhát biểu"],
    ),
    "linked words of a sentence, named as keywords": (
        f'{A}<p>Theo ông, <a class="keyword" href="/tu-khoa/nhan">cây nhãn</a> và <span><a class="tags" href="/x">cây'
        ' vải</a></span><span id="q"></span> hợp đất ven sông, trừ <a class="keyword" href="/y">cây na</a>.</p>',
        ["Theo ông, cây nhãn và cây vải hợp đất ven sông, trừ cây na."],
    ),
    "list numbers with slash": (
        f"{A}<p>1/ Trạm bơm xã Tân<br>2/ Trạm bơm xã Mỹ</p>{B}",
        ["1/ Trạm bơm xã Tân", "2/ Trạm"],
    ),
    "source of quotation": (
        f"{A}<blockquote><p>{TEXTS[1]}</p><footer>Ông Mẫu, Viện Nước</footer></blockquote>{C}",
        ["Viện Nước"],
    ),
    "facts in aside": (
        f"{A}<aside><h4>Con số</h4><p>Tỉnh có 12 trạm quan trắc.</p></aside>{B}",
        ["12 trạm quan trắc"],
    ),
    "shown on desktops only": (f'{A}<div class="hidden md:block">{B}</div>{C}', [TEXTS[1]]),
    "inactive tab": (f'{A}{B}<div class="tab-pane" hidden>{C}</div>', [TEXTS[2]]),
    "paragraphs ending in ellipsis": (
        "".join(f"<p>{text[:-1]}...</p>" for text in TEXTS),
        [text[:-1] for text in TEXTS],
    ),
}
REMOVED = {
    "links to topics below": (
        f'{A}{B}<p>Từ khóa: <a class="tags" href="/t/1">hội chợ</a>, <a class="tags" href="/t/2">cây nhãn</a>, '
        '<a class="tags" href="/t/3">đất bãi</a></p>',
        ["hội chợ", "cây nhãn", "đất bãi"],
    ),
    "link to another article behind a text": (
        f'<p>{TEXTS[0]} <a class="related" href="OTHER-3">Khai mạc hội chợ giống cây</a></p>{B}',
        ["Khai mạc"],
    ),
    "box by its role": (f'{A}<div role="complementary"><p>Năm 1921 nước lũ cuốn trôi cầu.</p></div>{B}', ["1921"]),
    "box by its label": (f'{A}<div aria-label="Related content"><p>Năm 1921 nước lũ lớn.</p></div>{B}', ["1921"]),
    "link in brackets": (f'{A}<p>[<a href="OTHER-3">Khai mạc hội chợ giống cây</a>]</p>{B}', ["Khai mạc"]),
    "list of links": (f"{A}{B}{LINKS}", ["Khai mạc", "Giá lúa"]),
    "list of links under heading": (f"{A}{B}<h3>Tin liên quan</h3>{LINKS}", ["Tin liên quan", "Khai mạc"]),
    "list of links inside text": (f"{A}{B}<h3>Tin liên quan</h3>{LINKS}{C}{D}", ["Tin liên quan", "Khai mạc"]),
    "teaser inside text": (
        f'{A}{B}<h3>Có thể bạn quan tâm</h3><div class="t"><div><a href="OTHER-3">Khai mạc hội chợ</a>'
        f"<p>Hội chợ có 80 gian hàng.</p></div></div>{C}{D}",
        ["Có thể bạn", "80 gian hàng"],
    ),
    "invitation to read more": (
        f"{A}{B}<h3>Tin liên quan</h3>{LINKS}<p>Mời bạn đọc xem thêm ở chuyên mục.</p>{C}{D}",
        ["Mời"],
    ),
    "class name in camel case": (
        f'{A}{B}<div class="BoxRelatedNews"><p>Hội chợ năm nay có 80 gian hàng.</p></div>{C}',
        ["Hội chợ"],
    ),
    "category below": (
        f'{A}{B}<div class="itemCategory"><span>Phát hành tại</span> <a href="/t">Tin</a></div>',
        ["tại"],
    ),
    "links after bullets": (
        f'{A}<p><i>- <a href="OTHER-3">Khai mạc hội chợ</a></i></p><p><i>- <a href="OTHER-4">Giá lúa</a></i></p>{B}',
        ["Khai mạc", "Giá lúa"],
    ),
    "words before link": (f'{A}<p>Tham khảo thêm: <a href="OTHER-3">Khai mạc hội chợ</a></p>{B}', ["Khai mạc"]),
    "links to top and printer": (f'{A}{B}<p><a href="#">Quay lại</a> | <a href="#t">In bài</a></p>', ["Quay lại"]),
    "counter in brackets": (f"{A}{B}<p>(Đã xem 1.204 lần)</p>", ["1.204"]),
    "linked headline": (f'{A}<p><a href="OTHER-3">Khai mạc hội chợ giống cây</a></p>{B}', ["Khai mạc"]),
    "link after arrow": (f'{A}<p>&gt;&gt;&gt; <a href="OTHER-3">Khai mạc hội chợ</a></p>{B}', ["Khai mạc"]),
    "links after arrow to the right": (
        f'{A}<p>→ <a href="OTHER-3">Khai mạc hội chợ</a></p><p>➔ <a href="OTHER-4">Giá lúa</a></p>{B}',
        ["Khai mạc", "Giá lúa"],
    ),
    "line with a colon above links": (
        f"{A}<p><i>Bài về lúa:</i></p>{LINKS}{B}",
        ["Bài về lúa", "Khai mạc"],
    ),
    "heading of other articles by the same author": (
        f"{A}{B}<p><b>Các bài viết cùng tác giả</b></p>{LINKS}{C}",
        ["cùng tác giả", "Khai mạc"],
    ),
    "invitation to watch": (f'{A}<p>Mời quý vị đón xem: <a href="OTHER-3">Khai mạc</a></p>{B}', ["Mời", "Khai mạc"]),
    "comments under heading with count": (
        f"{A}{B}<h3>Ý kiến bạn đọc (2)</h3><div><b>An</b><p>Rất mong sông sớm trong xanh trở lại như xưa.</p></div>",
        ["Ý kiến", "Rất mong"],
    ),
    "popup": (f'{A}{B}<div class="popup"><p>Hãy để lại email để nhận bản tin hằng tuần của Hội.</p></div>', ["email"]),
    "link after other arrows": (f'{A}<p>►<a href="OTHER-3">Khai mạc hội chợ</a></p>{B}', ["Khai mạc"]),
    "invitation with link": (f'{A}<p>Mời độc giả xem thêm: <a href="OTHER-3">Khai mạc</a></p>{B}', ["Khai mạc"]),
    "French pointer": (f'{A}<p>Voir aussi - <a href="OTHER-3">Khai mạc hội chợ</a></p>{B}', ["Khai mạc"]),
    "related article inserted by editor": (
        f'{A}<div type="RelatedOneNews"><a href="OTHER-3">Khai mạc hội chợ</a><p>Hội chợ có 80 gian.</p></div>{B}',
        ["Khai mạc", "80 gian"],
    ),
    "heading and link on one line": (
        f'{A}<div><span>Có thể bạn quan tâm</span> <a href="OTHER-3">Khai mạc hội chợ</a></div>{B}',
        ["Có thể bạn", "Khai mạc"],
    ),
    "advertisement label": (f"{A}<div>Quảng cáo</div>{B}", ["Quảng cáo"]),
    "video caption": (
        f'{A}<figure><iframe src="/e/1"></iframe><figcaption>Phim ngắn</figcaption></figure>{B}',
        ["Phim ngắn"],
    ),
}


def text_of(family, markup):
    profile, url, page, other = PAGES[family]
    page = f"<html><head><title>{TITLE}</title></head><body>{page.format(markup)}</body></html>"
    page = re.sub(r"OTHER-(\d)", lambda found: other.format(found[1]), page)
    article = parse_article(url, page.encode(), profile)
    return "\n".join([article.lead or "", *(block.text for block in article.paragraphs)])


@pytest.mark.parametrize("family", PAGES)
@pytest.mark.parametrize("name", KEPT)
def test_lines_of_article_are_kept(name, family):
    markup, lines = KEPT[name]

    text = text_of(family, markup)

    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("family", PAGES)
@pytest.mark.parametrize("name", REMOVED)
def test_lines_of_other_articles_are_removed(name, family):
    markup, lines = REMOVED[name]

    text = text_of(family, markup)

    assert [line for line in lines if line in text] == []
    assert TEXTS[0] in text and TEXTS[1] in text


@pytest.mark.parametrize("family", PAGES)
def test_signature_below_related_articles_is_not_lost(family):
    profile, url, page, other = PAGES[family]
    below = '<p style="text-align:right"><b>Minh Anh</b></p>'
    body = page.format(f"{A}{B}{C}<h3>Tin liên quan</h3>{LINKS}{below}").replace("OTHER-3", other.format(3))
    article = parse_article(url, f"<html><body>{body}</body></html>".encode(), profile)
    assert (article.author_name, article.paragraphs[-1].text) == ("Minh Anh", TEXTS[2])


@pytest.mark.parametrize("family", ["wordpress", "vnmedia"])
@pytest.mark.parametrize("name", ["newsletter", "popup", "author-box", "comment-list"])
def test_longer_box_beside_a_short_notice_is_not_read(name, family):
    notice = "<p>Mời hội viên dự hội thảo.</p><p>Địa điểm: Nhà văn hóa tỉnh.</p>"
    text = text_of(family, f'{notice}</div><div class="{name}">{A}{B}{C}{D}')
    assert "Nhà văn hóa" in text and not any(line in text for line in TEXTS)


@pytest.mark.parametrize("family", ["wordpress", "vnmedia"])
@pytest.mark.parametrize("name", ["newsletter", "popup", "author-box", "comment-list", "related-news"])
def test_longer_box_inside_a_short_notice_is_not_read(name, family):
    more = f"<p>{'Nước sông. ' * 20}</p>"
    text = text_of(family, f'<p>Mời hội viên dự hội thảo.</p><div class="{name}">{A}{B}{C}{D}{more}</div>')
    assert "Mời hội viên" in text and not any(line in text for line in TEXTS)


def article_in(body, head=""):
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    return parse_article(PAGES["generic"][1], page.encode(), GENERIC)


def paragraphs(article):
    return [block.text for block in article.paragraphs]


DATE = "<p>12/03/2024 08:30</p>"
COPY = f'<div style="display:none"><div><h1>{TITLE}</h1>{A}{B}{C}{D}<p>2024-05-14T16:20:00</p></div></div>'
ABOVE = '<a href="/a-1.html">1 Khai mạc hội chợ giống cây trồng vùng ven sông</a> <a href="/b-2.html">2 Kết nạp</a>'
WHOLE = {
    "pager class": f'<div class="article-body pagination-first"><h1>{TITLE}</h1>{A}{B}{C}{D}</div>',
    "comment state class": f'<div class="news-detail comments-open"><h1>{TITLE}</h1>{A}{B}{C}{D}</div>',
    "misnested aside": f"<aside><h1>{TITLE}</h1>{A}{B}{C}{D}</aside>",
    "hidden copies": f"<div><h1>{TITLE}</h1><div>{A}{B}{C}{D}</div></div>{COPY}{COPY}",
    "hidden behind a paywall, consent dialog": (
        f'<div><h1>{TITLE}</h1>{DATE}<div id="articleBody" style="display: none">{A}{B}{C}{D}</div></div>'
        f'<div class="cookie-dialog">{"<p>Chúng tôi dùng các tệp nhỏ để nhớ lựa chọn của bạn.</p>" * 14}</div>'
    ),
    "main closed early": f"<div><main><div><h1>{TITLE}</h1><p>Hà Nội</p></div>{A}</main></div>{B}{C}{D}</div>",
    "links above": f"<div><h1>{TITLE}</h1><div><div>{ABOVE}</div></div><div>{A}{B}{C}{D}</div></div>",
    **{
        f"box {name}, nothing else": f'<h1>{TITLE}</h1><div class="{name}"><div>{A}{B}{C}{D}</div></div>'
        for name in ("related-content", "footer-fixed-layout")
    },
    **{
        f"box {name}, date and links": (
            f'<div><h1>{TITLE}</h1>{DATE}<div class="{name}">{A}{B}{C}{D}</div>{LINKS}</div>'
        )
        for name in ("breadcrumb-less", "post-related-wrapper__content")
    },
    **{
        f"paragraphs with class {name}": f"<div><h1>{TITLE}</h1>{DATE}<div>"
        + "".join(f'<p class="{name}">{text}</p>' for text in TEXTS)
        + f"</div>{LINKS}</div>"
        for name in ("tags-explained", "banner-intro", "footer-note")
    },
}


@pytest.mark.parametrize("name", WHOLE)
def test_markup_around_text_does_not_hide_or_extend_it(name):
    article = article_in(WHOLE[name])
    assert (article.lead, paragraphs(article)) == (None, TEXTS)


def test_deck_beside_title_is_not_whole_text():
    deck = f"<p>Khuyến nông</p><p>{'Lớp học thu hút đông đảo hội viên tham gia, ' * 5}</p><p>Bài của cộng tác viên</p>"
    more = f"{A[:-5]} một.</p>{B[:-5]} hai.</p>"
    page = f"<div><div><div><h1>{TITLE}</h1>{deck}</div></div></div><div><div>{A}{B}{C}{D}{more}</div></div>"
    assert paragraphs(article_in(page))[-6:-2] == TEXTS


@pytest.mark.parametrize("name", ["summary", "description", "article-summary"])
def test_first_block_with_summary_class_is_lead(name):
    article = article_in(f'<div><h1>{TITLE}</h1><div><div class="{name}">{TEXTS[0]}</div>{B}{C}{D}</div></div>')
    assert (article.lead, paragraphs(article)) == (TEXTS[0], TEXTS[1:])


def test_paragraph_between_deck_and_body_is_text():
    deck = "<h2>Nhiều hộ ven sông vẫn lấy nước thẳng từ bến làng</h2>"
    article = article_in(f"<div><h1>{TITLE}</h1>{deck}<div>{A}</div><div>{B}{C}{D}</div></div>")
    assert (article.lead, paragraphs(article)) == ("Nhiều hộ ven sông vẫn lấy nước thẳng từ bến làng", TEXTS)


def test_list_in_similar_section_below_is_text():
    items = [f"{text} Xem phụ lục {number}." for number, text in enumerate(TEXTS)]
    listed = "".join(f"<li>{item}</li>" for item in items)
    sections = (f"<h1>{TITLE}</h1>", f"<div>{A}{B}{C}{D}</div>", f"<div><ol>{listed}</ol></div>")
    article = article_in("".join(f'<section class="s">{section}</section>' for section in sections))
    assert paragraphs(article) == [*TEXTS, *items]


def test_hidden_paragraphs_are_not_text():
    hidden = "".join(f'<p class="d-none">{text}</p>' for text in TEXTS[1:])
    assert paragraphs(article_in(f"<div><h1>{TITLE}</h1>{DATE}<div>{A}{hidden}</div></div>")) == TEXTS[:1]


def test_line_that_links_to_two_accounts_of_the_site_is_not_text():
    links = '<a href="https://facebook.com/h">Facebook</a> và <a href="https://zalo.me/1">Zalo</a>'
    article = article_in(f"<div><h1>{TITLE}</h1><div>{A}{B}<p>Theo dõi Hội trên {links}</p>{C}</div></div>")
    assert paragraphs(article) == TEXTS[:3]


@pytest.mark.parametrize("name", ["related-posts", "comment-list"])
def test_teasers_and_comments_are_never_taken_for_text(name):
    link = '<h3><a href="/tin/khac-1.html">Khai mạc hội chợ nông sản</a></h3>' if name == "related-posts" else ""
    with pytest.raises(NotAnArticle):
        article_in(f'<h1>{TITLE}</h1><div class="{name}">{link.join(("", A, B, C, D))}</div>')


def test_hidden_text_and_edit_links_are_removed_from_title():
    heading = f'<h1>{TITLE}<span class="sr-only">Chia sẻ</span><a class="edit-link" href="/e">Sửa</a></h1>'
    assert article_in(f"{heading}<div>{A}{B}{C}{D}</div>").title == TITLE


@pytest.mark.parametrize("between", [" • ", "_", ": ", " - "])
def test_site_name_is_removed_from_title_element(between):
    head = f'<title>{TITLE}{between}Báo Mới</title><meta property="og:site_name" content="Báo Mới">'
    assert article_in(f"<div>{A}{B}{C}{D}</div>", head).title == TITLE


def test_name_in_address_of_site_is_removed_from_title_element():
    page = f"<title>{TITLE} - Dân Trí</title><div>{A}{B}{C}{D}</div>".encode()
    assert (
        parse_article("https://dantri.example/a-1.html", page, unknown_site("https://dantri.example/")).title == TITLE
    )


@pytest.mark.parametrize("family", PAGES)
def test_aside_around_whole_text_does_not_hide_it(family):
    assert text_of(family, f'<aside class="x">{A}{B}{C}{D}</aside>').split("\n")[1:] == TEXTS


@pytest.mark.parametrize("family", PAGES)
def test_text_for_two_screen_sizes_is_read_once(family):
    text = f'<div class="hidden md:block">{A}{B}{C}</div><div class="md:hidden">{A}{B}{C}</div>'

    assert text_of(family, text).split("\n")[1:] == TEXTS[:3]


def test_boilerplate_class_around_whole_text_is_ignored():
    profile, url, page, _ = PAGES["wordpress"]
    page = page.format(f'<div class="share-box">{A}{B}{C}{D}</div>')

    article = parse_article(url, f"<html><body>{page}</body></html>".encode(), profile)

    assert [block.text for block in article.paragraphs] == TEXTS


def test_comments_of_readers_are_not_text():
    comments = f"<div><h3>Ý kiến bạn đọc (2)</h3><div><b>Lê Hoa</b><p>{TEXTS[3]}</p></div></div>"
    assert TEXTS[3] not in text_of("generic", f"{A}{B}{C}{comments}")
