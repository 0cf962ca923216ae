"""Captions of images, text below an image that is not a caption, and the credits in captions."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from tests.cpu_time import assert_costs_at_most
from vustacrawl.items import Image
from vustacrawl.parsers.body.captions import attach_captions, credit_of, without_credit, without_credit_label
from vustacrawl.parsers.body.flatten import read_blocks
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
        ('<p><a href="https://shop.example/1">Máy đo mặn cầm tay, 2 triệu đồng</a></p>', None),
    ],
    ids=["quotation", "caption above list", "caption above table", "link"],
)
def test_caption_is_paragraph_right_below_image(below: str, caption: str | None) -> None:
    body = cast(Element, html.fromstring(f"<div>{TEXT}{IMAGE}{below}{TEXT}</div>"))
    images = [item for item in attach_captions(read_blocks(body, "http://x.test/")) if isinstance(item, Image)]
    assert [image.caption for image in images] == [caption]


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("Đại biểu dự hội thảo - Ảnh: Nguyên Hưng", "Nguyên Hưng"),
        ("Đại biểu dự hội thảo (Ảnh: khoahocdoisong.vn)", "khoahocdoisong.vn"),
        ("Đại biểu dự hội thảo. Ảnh/Minh Anh", "Minh Anh"),
        ("Đại biểu dự hội thảo - Ảnh Minh Anh", "Minh Anh"),
        ("Đại biểu dự hội thảo (Ảnh Minh Anh/TTXVN).", "Minh Anh/TTXVN"),
        ("Đại biểu dự hội thảo. Ảnh: TTXVN phát", "TTXVN phát"),
        ("Đại biểu dự hội thảo - Ảnh: Minh Anh (CTV)", "Minh Anh (CTV)"),
        ("Đại biểu dự hội thảo. Ảnh do nhân vật cung cấp", "nhân vật cung cấp"),
        ("Đại biểu dự hội thảo © Minh Anh", "Minh Anh"),
        ("Le canal rouvert. Crédit : Marc Petit", "Marc Petit"),
        ("Das Gelände 1960. Quelle: Stadtarchiv", "Stadtarchiv"),
        ("Das Gelände © picture alliance/dpa | Karl Beck", "picture alliance/dpa | Karl Beck"),
        ("El canal. Foto de Juan Pérez", "Juan Pérez"),
        ("A river in spring. Photograph by Jane Hall", "Jane Hall"),
        ("Đại biểu dự hội thảo. Foto: Minh Anh", "Minh Anh"),
        ("The barn, seen from the tower. Picture by Ann Low", "Ann Low"),
        ("The barn, seen from the tower. Ann Low / Getty Images", "Ann Low / Getty Images"),
        ("The barn, seen from the tower. | Ann Low/AP", "Ann Low/AP"),
        ("I peri sulla sponda (ansa)", "ansa"),
        ("La coulée a duré onze minutes. MARC DELVAUX / LE COURRIER", "MARC DELVAUX / LE COURRIER"),
        ("Лодка в новом музее. Фото: Илья Сомов", "Илья Сомов"),
        ("修缮后的青溪石桥。林晓风 摄", "林晓风"),
        ("手作りの列車=五月三日、石川彩撮影", "石川彩"),
        ("The barn at Little Harrow. Built in 1743 by the ABC", None),
        ("Đại biểu dự hội thảo | Nguồn ảnh: Hội Làm vườn", "Hội Làm vườn"),
        ("Đại biểu dự hội thảo - Ảnh: H.Y.T.", "H.Y.T."),
        ("Đại biểu dự hội thảo - Ảnh: Hải Yến.", "Hải Yến"),
        ("A river in spring. Photo by Jane Hall", "Jane Hall"),
        ("A river in spring (AP Photo/Jane Hall)", "AP Photo/Jane Hall"),
        ("A river in spring. Photograph: Jane Hall/Reuters", "Jane Hall/Reuters"),
        ("Residents plant trees (Ann Low/The Courier)", "Ann Low/The Courier"),
        ("Residents plant trees [Ann Low/Al Anwar]", "Ann Low/Al Anwar"),
        ("I peri (foto Anna Bassi/Ansa)", "Anna Bassi/Ansa"),
        ("Nowy sad (Fot. Łukasz Maj / Agencja)", "Łukasz Maj / Agencja"),
        ("Ο νέος οπωρώνας. Φωτ. ΝΙΚΟΣ ΠΑΛΛΗΣ", "ΝΙΚΟΣ ΠΑΛΛΗΣ"),
        ("Uusi puutarha. Kuva: Pekka Lahti / Ylä", "Pekka Lahti / Ylä"),
        ("Photo by Ann Low on Unsplash", "Ann Low on Unsplash"),
        ("The old bank - Ana Low - 13.mai.24/Folhapress", "Ana Low - 13.mai.24/Folhapress"),
        ("The old bank — Ann Low/AFP", "Ann Low/AFP"),
        ("Ann Low/AP/Shutterstock", "Ann Low/AP/Shutterstock"),
        ("The old bank. | Illustration by Courier / AP Photo", "Illustration by Courier / AP Photo"),
        ("川の堤防＝ロイター", "ロイター"),
        ("Das alte Ufer | picture alliance/dpa", "picture alliance/dpa"),
        ("Das alte Ufer (Archivbild: Anna Low)", "Anna Low"),
        ("The old bank. Pic: Reuters", "Reuters"),
        ("The old bank. Photo, Ann Low", "Ann Low"),
        ("The old bank. (File photo: Ann Low)", "Ann Low"),
        ("The old bank. (Courtesy Ann Low)", "Ann Low"),
        ("The old bank. (Ann Low)", "Ann Low"),
        ("The old bank. — Photo by author", "author"),
        ("La sponda (Foto di Anna Low)", "Anna Low"),
        ("Nehir (Fotoğraf: Ali Kaya)", "Ali Kaya"),
        ("Sungai (Dok. Pemkab Arden)", "Pemkab Arden"),
        ("Bờ sông. Ảnh của Minh Anh", "Minh Anh"),
        ("川の古い岸（写真：石川彩）", "石川彩"),
        ("川の古い岸＝市提供", "市"),
        ("老河岸。（圖／記者林小河攝）", "記者林小河攝"),
        ("老河岸（图片来源：新华社）", "新华社"),
        ("옛 강둑 사진=김하나 기자", "김하나 기자"),
        ("옛 강둑 /김하나 기자", "김하나 기자"),
        ("Ann Low / Magnum", "Ann Low / Magnum"),
        ("川の古い岸（5月13日）=共同", "共同"),
        ("옛 강둑. 김하나 기자 hana@x.test", "김하나 기자"),
        ("ANSA/ANNA LOW | La vecchia sponda vista dalla scuola", None),
        ("The old bank (Ann Low)", None),
        ("The old bank - a photo essay", None),
        ("昨年の春に校庭で撮影", None),
        ("The old bank (north/south side)", None),
        ("Đại biểu dự hội thảo", None),
        ("Ảnh minh họa", None),
        ("Bộ sưu tập - Ảnh tư liệu của hội", None),
        ("Trong ảnh: ông Ba bên vườn nhãn", None),
        ("", None),
    ],
)
def test_credit_at_end_of_caption(caption: str, credit: str | None) -> None:
    assert credit_of(caption) == credit


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Ảnh: Minh Anh", "Minh Anh"),
        ("Minh Anh", "Minh Anh"),
        ("(Ảnh Minh Anh)", "Minh Anh"),
        ("© Minh Anh", "Minh Anh"),
        ("Image source, Reuters", "Reuters"),
        ("Photo by Jane Hall", "Jane Hall"),
        ("Credit: Jane Hall", "Jane Hall"),
        ("Credit...Jane Hall", "Jane Hall"),
        ("Courtesy of Jane Hall", "Jane Hall"),
        ("Byron", "Byron"),
        ("©", None),
    ],
)
def test_credit_label_is_removed(text: str, credit: str | None) -> None:
    assert without_credit_label(text) == credit


@pytest.mark.parametrize(
    ("caption", "rest"),
    [
        ("The hill in May. Photograph: Ann Low/The Courier", "The hill in May."),
        ("The hill in May (AP Photo/Ann Low)", "The hill in May"),
        ("PHOTOGRAPH COURTESY OF THE COURIER", None),
        ("Nový sad | foto: Jan Malý", "Nový sad"),
        ("植えられた梨の木=五月三日、石川彩撮影", "植えられた梨の木=五月三日"),
        ("老河岸。（林小河 摄）", "老河岸。"),
        ("The hill in May. Photo courtesy of Ann Low", "The hill in May."),
        ("Foto: Otto Reim", None),
        ("The hill in May", "The hill in May"),
    ],
)
def test_caption_without_its_credit(caption: str, rest: str | None) -> None:
    assert without_credit(caption) == rest


@given(st.text(max_size=300))
def test_credit_is_substring_of_any_caption_or_none(caption: str) -> None:
    found = credit_of(caption)
    assert found is None or found in caption


@pytest.mark.parametrize("piece", ["A-", "Ảnh ", "Ảnh A-", "(AP ", "- Ảnh: ", "© "])
def test_credit_search_time_scales_with_caption_length(piece: str) -> None:
    text = "Ảnh " + piece * 20_000
    assert_costs_at_most(4, lambda: credit_of(text[:40_000]), lambda: credit_of(text + "1"))
