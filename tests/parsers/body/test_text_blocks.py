"""Tables of data and tables that only lay out."""

import pytest
from lxml import html

from vustacrawl.parsers.body.text_blocks import as_lines, cells_of

ROWS = "<tr><th>Ngày</th><th>Số</th></tr><tr><td>1/2</td><td>3 <b>tấn</b></td></tr><tr><td></td><td> </td></tr>"


def table(markup):
    return html.fromstring(f"<table>{markup}</table>")


def test_rows_of_cells():
    cells = cells_of(table(f"<thead></thead><tbody>{ROWS}</tbody>"))
    assert cells == [["Ngày", "Số"], ["1/2", "3 tấn"]]
    assert as_lines(cells) == "Ngày\tSố\n1/2\t3 tấn"


def test_tabs_and_breaks_stay_out_of_cells():
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
def test_a_table_that_lays_out_is_none(markup):
    assert cells_of(table(markup)) is None
