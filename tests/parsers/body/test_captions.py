"""What stands under an image without being about it."""

from typing import cast

import pytest
from lxml import html

from vustacrawl.items import Image
from vustacrawl.parsers.body.captions import attach_captions
from vustacrawl.parsers.body.text_blocks import read_blocks
from vustacrawl.parsers.html.dom import Element

TEXT = '<p style="text-align:justify">Đoàn đã đi thăm ba mô hình trồng rừng ngập mặn và nghe chuyện giữ rừng.</p>'
IMAGE = '<p><img src="/a.jpg"></p>'


@pytest.mark.parametrize(
    ("below", "caption"),
    [
        ("<blockquote>Ngày đầu chưa ai tin rừng sẽ mọc lại, nay ai cũng muốn trồng.</blockquote>", None),
        (
            "<p>Bà con xã Đất Mũi giới thiệu vườn ươm</p><ul><li>Thời gian: 5/6/2024</li></ul>",
            "Bà con xã Đất Mũi giới thiệu vườn ươm",
        ),
        (
            "<p>TS. Bùi Văn Hà giới thiệu máy đo mặn</p>"
            "<table><tr><td>1</td><td>Giải Nhất</td></tr><tr><td>2</td><td>Giải Nhì</td></tr></table>",
            "TS. Bùi Văn Hà giới thiệu máy đo mặn",
        ),
    ],
    ids=["a quote", "a caption above a list", "a caption above a table"],
)
def test_what_is_a_caption(below: str, caption: str | None) -> None:
    body = cast(Element, html.fromstring(f"<div>{TEXT}{IMAGE}{below}{TEXT}</div>"))
    images = [item for item in attach_captions(read_blocks(body, "http://x.test/")) if isinstance(item, Image)]
    assert [image.caption for image in images] == [caption]
