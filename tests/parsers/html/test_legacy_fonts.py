"""Texts that only a font made readable become Unicode; all others stay as they are."""

import pytest

from vustacrawl.parsers.html.dom import element_text
from vustacrawl.parsers.html.tree import read_tree

TEXTS = {
    "TCVN3": (
        "C¸c nhµ khoa häc ®Ò nghÞ ®Þa ph­¬ng sím ®Çu t­ hÖ thèng thu gom n­íc th¶i, khuyÕn khÝch hé d©n x©y bÓ.",
        "Các nhà khoa học đề nghị địa phương sớm đầu tư hệ thống thu gom nước thải, khuyến khích hộ dân xây bể.",
    ),
    "VNI": (
        "Caùc nhaø khoa hoïc ñeà nghò ñòa phöông sôùm ñaàu tö heä thoáng thu gom nöôùc thaûi, khuyeán khích hoä daân.",
        "Các nhà khoa học đề nghị địa phương sớm đầu tư hệ thống thu gom nước thải, khuyến khích hộ dân.",
    ),
}
OTHERS = {
    "Vietnamese": "Hội thảo bảo vệ nguồn nước mặt lưu vực sông Thanh có hơn 120 đại biểu tham dự, ông Mẫu cho biết.",
    "French": "Où étaient-ils en août ? Noël à l’hôtel, un maïs grillé, la forêt brûlée et l’âge aigu des chênes.",
    "Spanish": "El niño pequeño soñó con la montaña, la señora y el año que viene en España, mañana por la mañana.",
    "German": "Über die Größe der Bäume fällt schöner Schnee; Füße, Höhlen und Türme gehören zum müden König.",
    "marks of trade": "Máy đo Aquameter® và Soil-Pro® của hãng giá 15 µg, «Nước» ở 20±3 °C © 2024, đúng ½ giá cũ.",
}


def text_of(markup):
    return element_text(read_tree(f"<html><body>{markup}</body></html>".encode()).root)


@pytest.mark.parametrize("name", TEXTS)
def test_texts_in_legacy_fonts_become_unicode(name):
    coded, text = TEXTS[name]

    assert text_of(f"<p>{coded} </p>" * 3 + f"<p>{OTHERS['Vietnamese']}</p>") == " ".join(
        [text] * 3 + [OTHERS["Vietnamese"]]
    )


def test_a_short_line_in_such_a_font_is_read_too():
    coded, text = TEXTS["TCVN3"]

    read = text_of(f'<p>{coded}</p><p>{coded}</p><p><font face=".VnTime">Héi Lµm v­ên</font></p>')
    assert read == f"{text} {text} Hội Làm vườn"


@pytest.mark.parametrize("name", OTHERS)
def test_other_texts_are_left_alone(name):
    assert text_of(f"<p>{OTHERS[name]}</p>" * 5) == " ".join([OTHERS[name]] * 5)
