"""Convert bytes and legacy font encodings to Unicode: what the bytes show outweighs what the page declares."""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

from vustacrawl.parsers.html.dom import BLOCKS, UNREAD, Element
from vustacrawl.parsers.html.text import words
from vustacrawl.parsers.thresholds import (
    FONT_SIGN_SHARE,
    MANY_FONT_SIGNS,
    MIN_FONT_SIGN_KINDS,
    MIN_FONT_SIGNS,
    MOST_IN_FONT,
    NUL_SHARE,
    SPOILT_SHARE,
    UTF8_ERROR_SHARE,
)

_CHARSETS = words(
    """
    utf-8 big5 big5hkscs euc_jis_2004 euc_jp euc_kr cp949 gb18030 gbk iso2022_jp shift_jis shift_jis_2004 cp932 cp866
    iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11
    iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-cyrillic mac-roman tis-620 cp874 cp1250 cp1251 cp1252
    cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    """
)
"""Python's names of the encodings that a page may be in (encoding.spec.whatwg.org, section 4.2). Its other codecs are
not charsets (``base64``, ``rot13``, ``idna``) or encode markup differently (``utf-7``, ``unicode_escape``).
"""

_SAMPLE = 100_000
ESCAPE = b"\x1b"
_SHIFT_TO_KANJI = ESCAPE + b"$B"
"""In ISO-2022-JP, whose bytes are all ASCII."""

_VIETNAMESE = re.compile("[\u1ea0-\u1ef9]")
"""Letters with two diacritics, which no other language has."""
_DOUBLE_ENCODED = re.compile("\xe1[\xba\xbb][\x80-\xbf\u0152-\u2122]")
"""The three bytes of such a letter, each misread as a letter of Latin-1 or windows-1252."""
_ICELANDIC = "þÞæ"
_ETH = {"Ð": "Đ", "ð": "đ"}
_CODED_LETTER = re.compile(
    rb"&(?:amp;(?P<twice>(?:quot|apos|#0?39|#34|amp|[aeiouyAEIOUY](?:grave|acute|circ|tilde|uml)|nbsp|[lr][sd]quo|hellip|"
    rb"[nm]dash|#[1-9]\d{2,4}|#x[\da-fA-F]{2,4});)|(?P<capital>ETH|#208|#[xX][dD]0);|(?P<small>eth|#240|#[xX][fF]0);)"
)

_TCVN3_LETTERS = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\xadư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞịßòáỏâõãóäọåồæổçỗèốéộ"
    "êờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
"""Each TCVN3 letter misread as Latin-1, and what it is."""
_TCVN3 = dict(zip(_TCVN3_LETTERS[::2], _TCVN3_LETTERS[1::2], strict=True))
_TCVN3_TABLE = str.maketrans(_TCVN3)
_WITHOUT_CAPITAL = "".join({*_TCVN3.values()} - {*"ĂÂÊÔƠƯĐăâêôơưđ"})
_LOST_CAPITAL = re.compile(rf"(?<=\w\w[.!?] )[{_WITHOUT_CAPITAL}]|\bủ(?=y ban (?:nhân dân|[A-ZĂÂÊÔƠƯĐ]))")
_LOST_FIRST_CAPITAL = re.compile(rf"\A\s*[{_WITHOUT_CAPITAL}]")
"""TCVN3 has no capitals with tones but in fonts of capitals: sentences and the People's Committees begin without."""

_VNI_TONES = "ùøûõï"
_VNI_CIRCUMFLEX, _VNI_BREVE = "âáàåãä", "êéèúüë"
_VNI_MARKED = {
    **{base + tone: letter for base, row in zip(
        "aeouyôö", ("áàảãạ", "éèẻẽẹ", "óòỏõọ", "úùủũụ", "ýỳỷỹỵ", "ớờởỡợ", "ứừửữự"), strict=True
    ) for tone, letter in zip(_VNI_TONES, row, strict=True)},
    **{base + mark: letter for base, row in zip("aeo", ("âấầẩẫậ", "êếềểễệ", "ôốồổỗộ"), strict=True)
       for mark, letter in zip(_VNI_CIRCUMFLEX, row, strict=True)},
    **dict(zip((f"a{mark}" for mark in _VNI_BREVE), "ăắằẳẵặ", strict=True)),
}  # fmt: skip
_VNI_ALONE = dict(zip("ôöñæóòî", "ơưđỉĩịỵ", strict=True))
_VNI = {**_VNI_MARKED, **_VNI_ALONE}
_VNI |= {coded.upper(): letter.upper() for coded, letter in _VNI.items()}
_VNI |= {coded[0].upper() + coded[1:]: letter.upper() for coded, letter in _VNI_MARKED.items()}
_VNI_LETTER = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))

_TCVN3_SIGNS = re.compile(r"(?<=[A-Za-z®])[µ¶·¸¹¨©ª«¬»¼½¾](?=[a-z\s,.;:]|$)|®(?=[^\W\d]|[µ¶·¸¹¨©ª«¬])")
_VNI_SIGNS = re.compile(rf"[aeouyAEOUY][{_VNI_TONES.replace('ï', '')}âáàåãäêé]|[ôö][{_VNI_TONES}]|[eou]ï")
_UNICODE_SIGNS = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]")
_TYPICAL = {"®": "®ª«¬µ¸¹¶", "ñ": "øûïöñ"}
"""How the two encode đ, and characters that are frequent in their texts and rare elsewhere."""
_MAX_TEXTS = 50_000
_FONT = re.compile(r"(?:^|[\s:,'\"])(?:(?P<upper>\.Vn\w*H)|(?P<tcvn3>\.Vn[A-Z]\w*)|(?P<vni>VNI-\w+))", re.IGNORECASE)


def to_utf8(body: bytes, content_type: str | None = None) -> bytes:
    """Return the page in UTF-8, whatever its encoding; invalid bytes become U+FFFD, NULs are removed. Never raises.

    ``content_type`` is the header's value; its charset and the page's own are used only if the bytes are not UTF-8.
    """
    encoding, mark = read_bom(body)
    if encoding is None and b"\0" in body:
        encoding = _utf16_of(body, content_type)
    if encoding is None and _SHIFT_TO_KANJI in body:
        encoding = "iso2022_jp"
    body = body[len(mark or b"") :]
    if encoding not in (None, "utf-8"):
        body = body.decode(encoding, "replace").encode("utf-8", "replace")
    body = body.replace(b"\0", b"")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(_encoding_of(body, content_type), "replace").encode("utf-8")
    return body


def repair_letters(page: bytes) -> tuple[bytes, str]:
    """Repair damaged Vietnamese letters of a page in UTF-8; other pages, and other encodings, are unchanged.

    Return the repaired page, and the original as text. Repairs UTF-8 misread as Latin-1 or windows-1252 and encoded
    again (``Há»™i``), entities escaped twice (``&amp;ocirc;``), the Icelandic letter Ð for Đ in Vietnamese text.
    """
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        return page, page.decode("utf-8", "replace")
    if ("\xba" in text or "\xbb" in text) and len(_DOUBLE_ENCODED.findall(text)) > len(_VIETNAMESE.findall(text)):
        page = _undo_double_encoding(text)
        text = page.decode("utf-8", "replace")
    page = _CODED_LETTER.sub(lambda found: _decoded(found, text), page)
    if any(letter in text for letter in _ETH) and _is_vietnamese(text):
        for letter, mended in _ETH.items():
            page = page.replace(letter.encode(), mended.encode())
    return page, text


def _is_vietnamese(text: str) -> bool:
    """Whether a page is in Vietnamese, and not in a language that has the letter Ð."""
    return bool(_VIETNAMESE.search(text)) and not any(letter in text for letter in _ICELANDIC)


def _decoded(found: re.Match[bytes], text: str) -> bytes:
    if found["twice"]:
        return b"&" + found["twice"]
    if not _is_vietnamese(text):
        return found[0]
    return _ETH["Ð" if found["capital"] else "ð"].encode()


def _undo_double_encoding(text: str) -> bytes:
    """Return the page without the second encoding; unchanged if that spoils more than it repairs."""
    encoded = b"".join(map(_byte_of, text))
    spoilt = encoded.decode("utf-8", "replace").count("\ufffd")
    return encoded if spoilt * SPOILT_SHARE <= len(text) else text.encode("utf-8")


def _byte_of(letter: str) -> bytes:
    """Return the byte that a letter was before it was encoded; the letter in UTF-8 if it was none."""
    if ord(letter) < 256:
        return bytes((ord(letter),))
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("utf-8", "replace")


def _utf16_of(body: bytes, content_type: str | None) -> str | None:
    """Return the byte order of UTF-16 without a byte order mark, by the header or the positions of NULs; else None."""
    sample = body[:_SAMPLE]
    high, low = sample[::2].count(0), sample[1::2].count(0)
    if max(high, low) * NUL_SHARE * 2 < len(sample):
        return None
    named = (content_type or "").lower()
    if "utf-16be" in named or "utf-16le" in named:
        return "utf-16-be" if "utf-16be" in named else "utf-16-le"
    return "utf-16-be" if high > low else "utf-16-le"


def _encoding_of(body: bytes, content_type: str | None) -> str:
    """Return an encoding that Python knows, as browsers choose it; UTF-8 with a few invalid bytes stays UTF-8."""
    sample = body[:_SAMPLE]
    if sample.decode("utf-8", "replace").count("\ufffd") * UTF8_ERROR_SHARE < sum(byte > 127 for byte in sample):
        return "utf-8"
    return next((name for name in _encodings(sample, content_type) if name and _reads(name, sample)), "windows-1252")


def _encodings(sample: bytes, content_type: str | None) -> Iterator[str | None]:
    """Yield the declared encodings, then those guessed from the bytes, unless these are a legacy font's letters."""
    yield http_content_type_encoding(content_type)
    yield html_body_declared_encoding(sample)
    if _reader_of(sample.decode("cp1252", "replace")) is None:
        from bs4.dammit import EncodingDetector  # rarely needed, and slow to import

        for label in EncodingDetector(sample, is_html=True).encodings:
            with suppress(ValueError):  # a label with a NUL, or not in ASCII
                yield resolve_encoding(label)


def _reads(name: str, sample: bytes) -> bool:
    """Whether an encoding fits a sample, which may end inside a character and contain a few invalid bytes."""
    if name not in _CHARSETS:
        return False
    text = codecs.getincrementaldecoder(name)("replace").decode(sample)
    return text.count("\ufffd") * SPOILT_SHARE <= sum(byte > 127 for byte in sample)


_Text = tuple[Element, str]
"""A text in the tree: its element, and whether it is the ``text`` or the ``tail``."""


def may_hold_legacy_text(page: str) -> bool:
    """Whether a page is worth searching for such texts."""
    return any(sum(map(page.count, signs)) >= MANY_FONT_SIGNS for d, signs in _TYPICAL.items() if d in page)


def read_legacy_fonts(root: Element) -> None:
    """Convert a tree's texts in TCVN3 and VNI to Unicode, leaving others unchanged."""
    blocks: defaultdict[Element, list[_Text]] = defaultdict(list)
    for element in islice(root.iter("*"), _MAX_TEXTS):
        for kind, owner in (("text", element), ("tail", element.getparent())):
            if owner is not None and owner.tag not in UNREAD and (getattr(element, kind) or "").strip():
                blocks[_block_of(owner)].append((element, kind))
    readers = {block: _reader_of("".join(getattr(*text) for text in texts)) for block, texts in blocks.items()}
    usual = _usual_reader(blocks, readers)
    for block, texts in blocks.items():
        read = readers[block] or _reader_of_font(block) or usual
        if read is None or (readers[block] is None and any(_UNICODE_SIGNS.search(getattr(*text)) for text in texts)):
            continue
        for text in texts:
            setattr(*text, read(getattr(*text)))
        if read is _read_tcvn3:
            _restore_first_capital(block)


def _block_of(element: Element) -> Element:
    node: Element | None = element
    while node is not None and node.tag not in BLOCKS and node.tag != "title":
        node = node.getparent()
    return element if node is None else node


def _reader_of(text: str) -> Callable[[str], str] | None:
    """Return the decoder of a text that is clearly in one of the two; None if it is in neither."""
    for signs, read in ((_TCVN3_SIGNS, _read_tcvn3), (_VNI_SIGNS, _read_vni)):
        found = signs.findall(text)
        enough = max(MIN_FONT_SIGNS, FONT_SIGN_SHARE * len(text), len(_UNICODE_SIGNS.findall(text)) + 1)
        if len(found) >= enough and len(set(found)) >= MIN_FONT_SIGN_KINDS:
            return read
    return None


def _usual_reader(
    blocks: dict[Element, list[_Text]], readers: dict[Element, Callable[[str], str] | None]
) -> Callable[[str], str] | None:
    """Return the decoder of nearly all of a page's text; None if it is mixed."""
    sizes: defaultdict[Callable[[str], str] | None, int] = defaultdict(int)
    for block, texts in blocks.items():
        sizes[readers[block]] += sum(len(getattr(*text)) for text in texts if not getattr(*text).isascii())
    best = max(sizes, key=sizes.__getitem__, default=None)
    return best if best and sizes[best] > MOST_IN_FONT * sum(sizes.values()) else None


def _reader_of_font(block: Element) -> Callable[[str], str] | None:
    named = (f" {node.get('style', '')} {node.get('face', '')}" for node in (block, *block.iter("font", "span")))
    font = next((found for name in islice(named, MANY_FONT_SIGNS) if (found := _FONT.search(name))), None)
    if font is None:
        return None
    if font["upper"]:
        return lambda text: _read_tcvn3(text).upper()
    return _read_vni if font["vni"] else _read_tcvn3


def _read_tcvn3(text: str) -> str:
    return _LOST_CAPITAL.sub(_capital, text.translate(_TCVN3_TABLE))


def _restore_first_capital(block: Element) -> None:
    texts: Any = block.xpath(".//text()[normalize-space()]")
    if texts and texts[-1].rstrip().endswith((".", "!", "?")):
        first = texts[0]
        setattr(first.getparent(), "tail" if first.is_tail else "text", _LOST_FIRST_CAPITAL.sub(_capital, first))


def _capital(found: re.Match[str]) -> str:
    return found[0].upper()


def _read_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda found: _VNI.get(found[0], found[0]), text)
