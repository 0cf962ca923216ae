"""Data tables, layout tables, and lines of text."""

import pytest
from lxml import html

from vustacrawl.parsers.body.flatten import read_blocks
from vustacrawl.parsers.body.text_blocks import as_lines, cells_of, texts_of

ROWS = "<tr><th>Ngày</th><th>Số</th></tr><tr><td>1/2</td><td>3 <b>tấn</b></td></tr><tr><td></td><td> </td></tr>"


def table(markup):
    return html.fromstring(f"<table>{markup}</table>")


def test_data_table_becomes_rows_of_cells():
    cells = cells_of(table(f"<thead></thead><tbody>{ROWS}</tbody>"))
    assert cells == [["Ngày", "Số"], ["1/2", "3 tấn"]]
    assert as_lines(cells) == "Ngày\tSố\n1/2\t3 tấn"


def test_tabs_and_line_breaks_in_cells_become_spaces():
    cells = cells_of(table("<tr><td>a\tb<br>c</td><td>1</td></tr><tr><td>d\ne</td><td>2</td></tr>"))
    assert cells == [["a b c", "1"], ["d e", "2"]]


@pytest.mark.parametrize(
    "markup",
    [
        "<tr><td>Một cột</td></tr><tr><td>chỉ để xếp chữ</td></tr>",
        f"<tr><td>{'dài ' * 200}</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        f"<tr><td><table>{ROWS}</table></td><td>b</td></tr><tr><td>c</td><td>d</td></tr>",
        "<tr><td>a</td><td>b</td></tr>",
        "",
    ],
)
def test_layout_table_is_not_data_table(markup):
    assert cells_of(table(markup)) is None


def test_lines_of_verse_are_not_joined():
    lines = ["Mưa rơi trắng xóa mái hiên", "Con nước dâng tới bậc thềm thứ ba", "Thước đo chìm nửa", "Ngọn đèn bão lắc"]
    prose = "Những ngày trực lũ ở trạm Đồng Mít, kỹ sư ghi vội mấy câu thơ vào mặt sau tờ sổ đo mực nước của trạm."
    body = html.fromstring(f"<div>{prose}<br><br>{'<br>'.join(lines)}<br><br>{prose}</div>")
    assert [item.text for item in read_blocks(body, "https://x.test/")] == [prose, *lines, prose]


def test_newsletter_signup_box_is_not_part_of_text():
    offer = (
        "<h4>The Morning Briefing</h4><p>Ten stories a day.</p><form><input type='email'></form><p>See our terms.</p>"
    )
    body = html.fromstring(f"<div><p>The barn is a library.</p><div>{offer}</div><p>It opens in May.</p></div>")
    assert [item.text for item in read_blocks(body, "https://x.test/")] == [
        "The barn is a library.",
        "It opens in May.",
    ]


def test_capitalized_lines_become_separate_paragraphs():
    lines = [
        "Hội nghị đã thông qua",
        "Báo cáo tổng kết năm",
        "Việc kiện toàn nhân sự của Ban Chấp hành khóa III",
        "Trao 7 bằng khen",
    ]
    caption = "<img src='/a.jpg'><br><em>Ảnh chụp</em><br>Ngày hội thứ hai"
    body = html.fromstring(f"<div>{'<br>'.join(lines)}</div><div>{caption}</div>")
    assert [item.text for item in texts_of(read_blocks(body, "https://x.test/"))] == [
        *lines,
        "Ảnh chụp",
        "Ngày hội thứ hai",
    ]


def test_empty_icon_link_separates_words():
    body = html.fromstring('<div><p>Hội nghị<a class="fa fa-link" href="/x"></a>bàn về <b>nước</b> mặt.</p></div>')
    assert [item.text for item in read_blocks(body, "https://x.test/")] == ["Hội nghị bàn về nước mặt."]
