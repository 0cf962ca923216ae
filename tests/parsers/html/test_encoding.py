"""Decoding to Unicode: charsets, miscoded letters and legacy Vietnamese fonts."""

from __future__ import annotations

import encodings
import pkgutil

import pytest

from tests.profiles import a_profile
from vustacrawl.parsers import find_links, parse_article
from vustacrawl.parsers.html.dom import element_text
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.parsers.html.tree import read_tree

URL = "https://husta.vn/bai-viet-p90000.html"
PROFILE = a_profile("https://husta.vn/", family="vnmedia")
TITLE = "Hội nghị tổng kết công tác năm"
LABELS = [
    *sorted(module.name for module in pkgutil.iter_modules(encodings.__path__)),
    *("base64", "hex", "zlib", "bz2", "uu", "rot13", "quopri", "unicode-escape", "utf-7", "utf8-sig", "string-escape"),
    *("", ";", "../../x", "utf-8\0", "\udc80", "ê", "x" * 5000, "none", "x-user-defined", "replacement"),
]

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
    "trademark signs": "Máy đo Aquameter® và Soil-Pro® của hãng giá 15 µg, «Nước» ở 20±3 °C © 2024, đúng ½ giá cũ.",
}

MARKUP = "<html><head><meta charset='utf-8'></head><body><h1>Tin đã đăng</h1><p>Nội dung bản tin số 5.</p>"


def page(label: str) -> bytes:
    head = f'<html><head><meta charset="{label}"><title>T</title></head>'
    body = f"<body><h1>{TITLE}</h1><p>Các đại biểu đã thảo luận nhiều nội dung.</p></body></html>"
    return head.encode("utf-8", "replace") + body.encode("cp1258", "replace")


@pytest.mark.parametrize("label", LABELS, ids=[f"{number}" for number in range(len(LABELS))])
def test_page_with_any_charset_label_is_parsed(label: str) -> None:
    to_utf8(page(label), f"text/html; charset={label}").decode("utf-8")
    to_utf8(page(label)).decode("utf-8")
    article = parse_article(URL, page(label), PROFILE, f"text/html; charset={label}")
    assert article.title
    article.title.encode("utf-8")
    find_links(URL, page(label), PROFILE, "listing", f"text/html; charset={label}")


@pytest.mark.parametrize("label", ["base64", "rot13", "unicode_escape", "punycode", "idna", "utf-7"])
def test_invalid_charset_label_is_ignored(label: str) -> None:
    assert to_utf8(page(label)).replace(label.encode(), b"") == to_utf8(page(""))


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("gb2312", "gb18030", "科学技术协会镕"),
        ("windows-1258", "cp1258", "Tin tưc"),
        ("Shift_JIS", "cp932", "科学技術①"),
        ("koi8-r", "koi8-r", "Новости"),
        ("windows-1251", "windows-1251", "Новости"),
    ],
)
def test_charset_labels_are_decoded_as_in_browsers(label: str, codec: str, text: str) -> None:
    body = f"<h1>{text}</h1>".encode(codec)
    assert text in to_utf8(body, f"text/html; charset={label}; x=y").decode("utf-8")
    meta = f'<meta charset="{label}">'.encode()
    # The second page is longer than the sample, which may end inside a character, and has an invalid byte.
    for page in (meta + body, meta + body + f"<p>{text}</p>".encode(codec) * 9_000 + b"<p>\xff "):
        assert text in to_utf8(page).decode("utf-8")


@pytest.mark.parametrize(
    "body",
    [
        MARKUP.encode(),
        MARKUP.encode("utf-8-sig"),
        MARKUP.encode("utf-16"),
        MARKUP.encode("utf-32"),
        MARKUP.encode().replace(b"</body>", b"<b>\xff\xfe</b></body>"),
        MARKUP.encode("ascii", "xmlcharrefreplace"),
        MARKUP.encode("iso2022_jp", "xmlcharrefreplace") + "<p>川の古い岸</p>".encode("iso2022_jp"),
        b"<meta charset='windows-1258'><h1>Tin \xf0a\xde \xf0\xe3ng</h1><p>B\xe0i n\xe0y</p>",
    ],
    ids=["UTF-8", "byte order mark", "UTF-16", "UTF-32", "invalid bytes", "entities", "ISO-2022-JP", "windows-1258"],
)
def test_encoding_is_detected(body: bytes) -> None:
    assert parse_article(URL, body, PROFILE).title == "Tin đã đăng"


def test_charset_of_header_is_used_if_page_declares_none() -> None:
    body = "<h1>Tin</h1><p>Ký ức tuổi thơ, ngày ấy tôi đã đọc.</p>".encode("utf-16-be")
    assert parse_article(URL, body, PROFILE, "text/html; charset=utf-16-be").title == "Tin"


VIETNAMESE = (
    "<html><body><h1>Đồng bằng sông Thanh</h1><p>Cuối năm, hội thảo khép lại với hai bản kiến nghị.</p></body></html>"
)
MISCODED = {
    "Icelandic letters": VIETNAMESE.replace("Đ", "Ð"),
    "entity for Icelandic letter": VIETNAMESE.replace("Đ", "&ETH;"),
    "double-encoded": VIETNAMESE.encode().decode("latin-1"),
    "double-encoded entities": VIETNAMESE.replace("ô", "&amp;ocirc;").replace("ă", "&amp;#259;"),
}


@pytest.mark.parametrize("name", MISCODED)
def test_miscoded_vietnamese_letters_are_repaired(name):
    assert element_text(read_tree(MISCODED[name].encode()).root) == element_text(read_tree(VIETNAMESE.encode()).root)


def test_icelandic_text_keeps_its_letters():
    page = "<p>Það er Ísland, og Ðegn þekkir það.</p>"

    assert element_text(read_tree(page.encode()).root) == "Það er Ísland, og Ðegn þekkir það."


def test_escaped_entity_in_text_is_kept():
    assert element_text(read_tree(b"<p>write &amp;lt; for &lt;</p>").root) == "write &lt; for <"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("header", [None, "text/html; charset=utf-16"])
def test_utf16_without_byte_order_mark_is_decoded(encoding, header):
    assert element_text(read_tree(VIETNAMESE.encode(encoding), header).root) == element_text(
        read_tree(VIETNAMESE.encode()).root
    )


def text_of(markup):
    return element_text(read_tree(f"<html><body>{markup}</body></html>".encode()).root)


@pytest.mark.parametrize("name", TEXTS)
def test_text_in_legacy_font_becomes_unicode(name):
    coded, text = TEXTS[name]

    assert text_of(f"<p>{coded} </p>" * 3 + f"<p>{OTHERS['Vietnamese']}</p>") == " ".join(
        [text] * 3 + [OTHERS["Vietnamese"]]
    )


@pytest.mark.parametrize("name", TEXTS)
def test_bytes_in_legacy_font_are_not_guessed_to_be_another_encoding(name):
    coded, text = TEXTS[name]

    assert element_text(read_tree(f"<p>{coded} </p>".encode("cp1252") * 3).root) == " ".join([text] * 3)


def test_short_line_in_legacy_font_becomes_unicode():
    coded, text = TEXTS["TCVN3"]

    read = text_of(f'<p>{coded}</p><p>{coded}</p><p><font face=".VnTime">Héi Lµm v­ên</font></p>')
    assert read == f"{text} {text} Hội Làm vườn"


@pytest.mark.parametrize(
    ("coded", "text"),
    [
        ("ë Hßa An cã m­a. Ên §é còng vËy.", "Ở Hòa An có mưa. Ấn Độ cũng vậy."),
        ("Héi göi ñy ban nh©n d©n tØnh vµ ñy ban MÆt trËn.", "Hội gửi Ủy ban nhân dân tỉnh và Ủy ban Mặt trận."),
        ("C¸c ñy ban ®Òu dù, kÓ c¶ uû ban nh©n d©n x·", "Các ủy ban đều dự, kể cả uỷ ban nhân dân xã"),
        ("ë nhµ <b>¸o</b> trµ, ghi", "ở nhà áo trà, ghi"),
    ],
)
def test_capitals_that_legacy_font_lacks_are_restored(coded, text):
    others = f"<p>{TEXTS['TCVN3'][0]}</p>" * 3
    assert text_of(f"{others}<p><font face='.VnTime'>{coded}</font></p>").endswith(text)
    assert text_of(f"{others}<p>{coded}</p>").endswith(text)


@pytest.mark.parametrize("name", OTHERS)
def test_text_in_unicode_is_unchanged(name):
    assert text_of(f"<p>{OTHERS[name]}</p>" * 5) == " ".join([OTHERS[name]] * 5)
