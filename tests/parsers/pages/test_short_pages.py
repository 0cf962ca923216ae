"""Announcements of a few lines, on pages of unknown sites with more teasers than text."""

import pytest

from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import unknown_site

URL = "https://hoi.example/tin/thong-bao-12.html"
UNKNOWN = unknown_site(URL, article_url=r"\.html$")
TITLE = "Thông báo đổi địa chỉ trụ sở Hội Sinh vật cảnh"
HEADLINE = "Bế giảng lớp tập huấn kỹ năng viết tin cho cộng tác viên"
TEASER = (
    f'<div class="card"><h3><a href="/tin/khac-{{}}.html">{HEADLINE}</a></h3>'
    "<p>Lớp tập huấn kéo dài ba ngày, có 45 học viên của các chi hội trong tỉnh tham dự{}</p></div>"
)
TEASERS = "".join(TEASER.format(number, end) for number in range(3) for end in ("...", "."))


def texts(text, beside=TEASERS):
    page = f'<div><div class="bai"><h1>{TITLE}</h1>{text}</div><div>{beside}</div></div>'
    article = parse_article(URL, f'<html lang="vi"><body>{page}</body></html>'.encode(), UNKNOWN)
    return [block.text for block in article.paragraphs]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Văn phòng Hội chuyển về số 27 từ ngày 1/5.</p>", ["Văn phòng Hội chuyển về số 27 từ ngày 1/5."]),
        ("<ol><li>Phùng Thị Thu Lan</li><li>Cao Bá Vĩnh Lộc</li></ol>", ["Phùng Thị Thu Lan", "Cao Bá Vĩnh Lộc"]),
        (
            "<p>Hội mở lớp chăm sóc cây cảnh cho hội viên:<br>- Ghép lan<br>- Uốn thế</p>",
            ["Hội mở lớp chăm sóc cây cảnh cho hội viên:", "- Ghép lan", "- Uốn thế"],
        ),
        (
            "<h4>Đối tượng</h4><p>Mọi công dân.</p><h4>Giải</h4><p>01 giải Nhất: 5 triệu đồng, 02 giải Nhì.</p>",
            ["Đối tượng", "Mọi công dân.", "Giải", "01 giải Nhất: 5 triệu đồng, 02 giải Nhì."],
        ),
        (
            '<div class="node--promoted"><p>Hội viên nộp hội phí tại văn phòng.</p></div>',
            ["Hội viên nộp hội phí tại văn phòng."],
        ),
        (
            "<table><tr><td>Thứ Hai</td><td>Họp giao ban</td></tr><tr><td>Thứ Ba</td><td>Nghỉ bù</td></tr></table>",
            ["Thứ Hai\tHọp giao ban\nThứ Ba\tNghỉ bù"],
        ),
    ],
    ids=["sentence", "list", "lines", "headings", "promoted", "table"],
)
def test_teasers_do_not_outweigh_short_text(markup, expected):
    assert texts(f'<div class="ngay">10/04/2023 15:20</div><div class="nd">{markup}</div>') == expected


def test_collapsible_headings_are_kept():
    item = '<h2><button>{}</button></h2><div class="collapse"><div>{}</div></div>'
    first = item.format("Ai được gia nhập?", "Công dân từ đủ 18 tuổi, tự nguyện, tán thành điều lệ.")
    second = item.format("Hội phí bao nhiêu?", "Mỗi năm 120.000 đồng, đóng một lần vào đầu năm.")

    assert texts(f"<div>{first}{second}</div>")[:3:2] == ["Ai được gia nhập?", "Hội phí bao nhiêu?"]


def test_reference_line_of_document_is_kept():
    opening = "(Ban hành kèm theo Quyết định số 45/QĐ-LHH ngày 12 tháng 4 năm 2023)"
    prose = "Quy chế này quy định điều kiện, tiêu chuẩn và trình tự xét tặng giải thưởng sáng tạo của tỉnh."

    assert texts(f"<div><p>{opening}</p><p>{prose}</p></div>", beside="") == [opening, prose]


def test_comments_do_not_outweigh_short_text():
    comment = (
        "<div><b>Minh</b><p>Tôi ở xa không về được, mong ban tổ chức đăng thêm thật nhiều ảnh của triển lãm.</p></div>"
    )
    expected = "Hội trưng bày 214 tác phẩm cây thế tại sân vận động huyện."

    assert texts(f'<div><p>{expected}</p></div><div class="binhluan">{comment * 4}</div>', beside="") == [expected]


def test_date_author_and_text_in_one_table_cell():
    prose = "Chi hội Luật gia tổ chức lễ kết nạp bảy hội viên mới là cán bộ tư pháp và giáo viên các trường trong xã."
    others = "".join(
        f"<img src=bullet.gif> <a href=/tin/{n}.html>{HEADLINE}</a> <i>({n}/6/2009)</i><br>" for n in (1, 2)
    )
    page = (
        f"<table><tr><td><font size=4>{TITLE}</font><br><font>(Ngày 12/06/2009)</font><br><br><font>{prose}</font>"
        f"<div align=right><b>Hữu Nghĩa</b></div><hr><b>Tin bài khác:</b><br>{others}</td></tr></table>"
    )
    article = parse_article(URL, f"<html><title>{TITLE}</title><body>{page}</body></html>".encode(), UNKNOWN)

    assert (article.published_at, article.author_name, article.images) == ("2009-06-12", "Hữu Nghĩa", [])
    assert [block.text for block in article.paragraphs] == [prose]


def test_account_name_below_text_does_not_hide_signature():
    updated = '<span class="updated">2022-11-03T09:00:21+07:00</span>'
    meta = f'<div class="fusion-meta-info">By admin | {updated} | 03/11/2022</div>'
    text = "<div><p>Hội viên nộp hội phí tại văn phòng từ nay đến hết tháng.</p><p align=right>Hữu Nghĩa</p></div>"
    page = f"<article><h1>{TITLE}</h1>{text}{meta}</article>"
    article = parse_article(URL, page.encode(), UNKNOWN)

    assert (article.published_at, article.author_name) == ("2022-11-03T09:00:21+07:00", "Hữu Nghĩa")


def test_table_outweighs_text_beside_it():
    rows = "".join(f"<tr><td>Thứ {day}</td><td>Họp giao ban tại phòng {day}</td></tr>" for day in ("Hai", "Ba", "Tư"))
    beside = "<h4>Ban Chấp hành</h4><p>Phó Chủ tịch: bà Nông Thị Xuyến, ông Bế Văn Rạng</p>"

    assert texts(f"<div><table>{rows}</table></div>", beside)[0].startswith("Thứ Hai\tHọp giao ban")


def test_recipients_and_signature_in_boxes_below_text_are_read():
    boxed = "<div><div><p>{}</p></div></div>"
    prose = "Nhận được công văn này, đề nghị các hội quan tâm, cử chuyên gia tham gia góp ý."
    markup = f"{boxed.format(prose)}{boxed.format('Nơi nhận:')}<ul><li>Như trên;</li><li>Lưu: VT.</li></ul>"
    assert texts(f"<section>{markup}</section>", beside="") == [prose, "Nơi nhận:", "Như trên;", "Lưu: VT."]

    page = f"<h1>{TITLE}</h1><section>{boxed.format(prose)}<p align=right>N.H</p></section>"
    assert parse_article(URL, page.encode(), UNKNOWN).author_initials == "N.H"


FOOTER = (
    "<p>Cơ quan chủ quản: Hội Sinh vật cảnh tỉnh</p><p>Địa chỉ: số 8 đường Trần Phú - Điện thoại: 0229 3800 000</p>"
    "<p>Ghi rõ nguồn khi phát hành lại thông tin từ trang web này, là trang của Hội.</p>"
)
NOTICE = "<p>Văn phòng Hội chuyển về số 27 từ ngày 1/5.</p>"


def test_footer_without_name_does_not_outweigh_short_text():
    assert texts(f"<div>{NOTICE}</div>", FOOTER) == ["Văn phòng Hội chuyển về số 27 từ ngày 1/5."]


def test_attached_documents_do_not_make_a_text_a_teaser():
    files = "".join(f'<p><a href="/f/phu-luc-{n}.pdf">Phụ lục {n}: danh mục nhiệm vụ</a></p>' for n in (1, 2))
    found = texts(f"<div>{NOTICE}{files}</div>", FOOTER)
    assert found[1:] == ["Phụ lục 1: danh mục nhiệm vụ", "Phụ lục 2: danh mục nhiệm vụ"]


def test_profile_of_a_person_beside_notice_is_not_read():
    profile = f"<h3>Nông Thị Xuyến</h3><p>Sinh năm 1960 tại Hoa Lư. {'Bà từng là giáo viên trường huyện. ' * 9}</p>"
    assert texts(f"<div>{NOTICE}</div>", profile) == ["Văn phòng Hội chuyển về số 27 từ ngày 1/5."]


def test_text_before_title_and_outside_main_is_not_read():
    about = f"<div><p>{'Trang này do những người yêu cây cảnh trong tỉnh lập ra và cùng nhau viết. ' * 6}</p></div>"
    main = f"<main><div><h1>{TITLE}</h1>{NOTICE}</div></main>"
    for page in (f"{about}{main}", f"{main}{about}"):
        article = parse_article(URL, f"<html><body>{page}</body></html>".encode(), UNKNOWN)
        assert [block.text for block in article.paragraphs] == ["Văn phòng Hội chuyển về số 27 từ ngày 1/5."]


@pytest.mark.parametrize(
    "page",
    [
        '<header><div><h1 class="title"><a href="https://hoi.example/">Hội Cây cảnh</a></h1></div></header>'
        '<div><h3 class="post-title">{title}</h3><div class="post-body">{notice}</div></div>',
        '<div id="site-description"><a id="logo"></a><h1>Hội Cây cảnh</h1></div><div><h2>{title}</h2>{notice}</div>',
    ],
)
def test_heading_of_site_is_not_title(page):
    names = f"<title>{'Hội Cây cảnh: ' * ('post-title' in page)}{TITLE}{' - Hội Cây cảnh' * ('logo' in page)}</title>"
    body = page.format(title=TITLE, notice=NOTICE)
    article = parse_article(URL, f"<html><head>{names}</head><body>{body}</body></html>".encode(), UNKNOWN)
    assert (article.title, article.lead, len(article.paragraphs)) == (TITLE, None, 1)


def test_name_of_a_union_in_head_and_footer_is_not_title():
    union = "Liên hiệp các Hội Khoa học và Kỹ thuật tỉnh Hoa Lư"
    page = f'<td><font size="4"><b>{TITLE}</b></font><br>{NOTICE}</td></tr><tr><td><font>{union}<br>Số 8</font></td>'
    page = f"<html><head><title>{union}</title></head><body><table><tr>{page}</tr></table></body></html>"
    article = parse_article(URL, page.encode(), UNKNOWN)
    assert (article.title, len(article.paragraphs)) == (TITLE, 1)


def test_reply_on_a_board_is_not_text():
    reply = (
        f"<div><h3>Re: {TITLE}</h3><p>Chi hội ở xa gửi qua bưu điện có được không ạ, xin văn phòng cho biết?</p></div>"
    )
    assert texts(f"<div>{NOTICE}</div>{reply}", "") == ["Văn phòng Hội chuyển về số 27 từ ngày 1/5."]


@pytest.mark.parametrize(
    "note",
    [
        "Nội dung đang được cập nhật",
        "Đang cập nhật...",
        "Content coming soon.",
        "This page is being updated. Please check back later.",
    ],
)
def test_note_in_place_of_text_is_reported(note):
    page = f"<html><body><main><h1>{TITLE}</h1><p>10/04/2023 15:20</p><div><p>{note}</p></div></main></body></html>"
    with pytest.raises(NotAnArticle, match="a note in place of the text"):
        parse_article(URL, page.encode(), UNKNOWN)


def test_sentence_about_an_update_is_text():
    assert texts("<p>Danh sách đang được cập nhật tại văn phòng Hội.</p>") == [
        "Danh sách đang được cập nhật tại văn phòng Hội."
    ]


META = '<div><h1>{}</h1><p class="post-meta">bởi <a href="/a">admin</a> | 24 Th5, 2023 | Tin tức | 0 Lời bình</p></div>'


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Ngày 12/5, Hội kết nạp 17 hội viên.</p>", ["Ngày 12/5, Hội kết nạp 17 hội viên."]),
        (
            "<h3>Ban Thường vụ</h3><ul><li>Bà Lại Thị Mơ</li><li>Ông Tạ Quang Hòa</li></ul>",
            ["Ban Thường vụ", "Bà Lại Thị Mơ", "Ông Tạ Quang Hòa"],
        ),
        ('<p><img src="/thu.jpg" width="700" height="990"></p>', []),
    ],
    ids=["sentence", "headed list", "scanned letter"],
)
def test_line_about_author_and_date_does_not_outweigh_short_text(markup, expected):
    comments = (
        '<div id="c"><p>2 bình luận</p><div class="comment"><p>Rất mong có thêm thông tin chi tiết ạ.</p></div></div>'
    )
    page = f'<div id="b">{META.format(TITLE)}<div class="entry-content">{markup}</div>{comments}</div>{FOOTER}'
    article = parse_article(URL, f'<html lang="vi"><body>{page}</body></html>'.encode(), UNKNOWN)
    assert [block.text for block in article.paragraphs] == expected
    assert [image.url for image in article.images] == ["https://hoi.example/thu.jpg"] * (not expected)
