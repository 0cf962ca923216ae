"""Bytes to UTF-8: what the bytes are goes before what the page says they are."""

from __future__ import annotations

import codecs
import re

from w3lib.encoding import resolve_encoding

from vustacrawl.parsers.html.vocabulary import words

_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CHARSETS = words(
    """
    utf-8 big5 big5hkscs euc_jis_2004 euc_jp euc_kr cp949 gb18030 gbk iso2022_jp shift_jis shift_jis_2004 cp932 cp866
    iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-11
    iso8859-13 iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-cyrillic mac-roman tis-620 cp874 cp1250 cp1251 cp1252
    cp1253 cp1254 cp1255 cp1256 cp1257 cp1258
    """
)
"""Python's names of the encodings that a page may be in (encoding.spec.whatwg.org, section 4.2). Its other codecs are
no charsets (``base64``, ``rot13``, ``idna``) or spell markup in other bytes (``utf-7``, ``unicode_escape``).
"""

_SAMPLE = 100_000
_FEW = 3
"""In a page of another encoding nearly every byte above ASCII is wrong as UTF-8; here less than one in so many."""

_FEW_SPOILT = 100
_WIDE_SHARE = 3
"""A page of two bytes a letter has a NUL in more than one of so many letters: markup is ASCII."""
_VIETNAMESE = re.compile("[\u1ea0-\u1ef9]")
"""Letters with two marks, which no other language has."""
_CODED_TWICE = re.compile("\xe1[\xba\xbb][\x80-\xbf\u0152-\u2122]")
"""Such a letter's three bytes, each taken for a letter of Latin-1 or windows-1252."""
_ICELANDIC = "þÞæ"
_ETH = {"Ð": "Đ", "ð": "đ"}
_CODED_LETTER = re.compile(
    rb"&(?:amp;(?P<twice>(?:quot|apos|#0?39|#34|amp|[aeiouyAEIOUY](?:grave|acute|circ|tilde|uml)|nbsp|[lr][sd]quo|hellip|"
    rb"[nm]dash|#[1-9]\d{2,4}|#x[\da-fA-F]{2,4});)|(?P<capital>ETH|#208|#[xX][dD]0);|(?P<small>eth|#240|#[xX][fF]0);)"
)


def to_utf8(body: bytes, content_type: str | None = None) -> bytes:
    """The same page in UTF-8, whatever it was in; bytes that mean nothing become U+FFFD, NULs go. Never raises.

    ``content_type`` is the header's value; its charset and the page's own are asked only where the bytes are not
    UTF-8.
    """
    if encoding := _UTF16.get(body[:2]):
        body = body[2:].decode(encoding, "replace").encode("utf-8", "replace")
    elif b"\0" in body and (encoding := _utf16_of(body, content_type)):
        body = body.decode(encoding, "replace").encode("utf-8", "replace")
    body = body.removeprefix(codecs.BOM_UTF8)
    if b"\0" in body:
        body = body.replace(b"\0", b"")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode(_encoding_of(body, content_type), "replace").encode("utf-8")
    return body


def mend_letters(page: bytes) -> tuple[bytes, str]:
    """Mend what a page in UTF-8 has instead of Vietnamese letters; other pages, and other encodings, stay as they are.

    The answer is the page, and as text what it was. UTF-8 that was taken for Latin-1 or windows-1252 and coded once
    more (``Há»™i``); entities coded twice (``&amp;ocirc;``); the Icelandic letter Ð for Đ in Vietnamese text.
    """
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        return page, page.decode("utf-8", "replace")
    if ("\xba" in text or "\xbb" in text) and _is_coded_twice(text):
        page = _decoded_once_more(text)
        text = page.decode("utf-8", "replace")
    page = _CODED_LETTER.sub(lambda found: _decoded(found, text), page)
    if any(letter in text for letter in _ETH) and _is_vietnamese(text):
        for letter, mended in _ETH.items():
            page = page.replace(letter.encode(), mended.encode())
    return page, text


def _is_vietnamese(text: str) -> bool:
    """Whether a page is in Vietnamese, and in no language that has the letter Ð."""
    return bool(_VIETNAMESE.search(text)) and not any(letter in text for letter in _ICELANDIC)


def _decoded(found: re.Match[bytes], text: str) -> bytes:
    if found["twice"]:
        return b"&" + found["twice"]
    if not _is_vietnamese(text):
        return found[0]
    return _ETH["Ð" if found["capital"] else "ð"].encode()


def _is_coded_twice(text: str) -> bool:
    coded = len(_CODED_TWICE.findall(text))
    return coded > 0 and coded > len(_VIETNAMESE.findall(text))


def _decoded_once_more(text: str) -> bytes:
    """The page without the second coding; as it is where that spoils more than it mends."""
    once = b"".join(map(_byte_of, text))
    spoilt = once.decode("utf-8", "replace").count("\ufffd")
    return once if spoilt * _FEW_SPOILT <= len(text) else text.encode("utf-8")


def _byte_of(letter: str) -> bytes:
    """The byte that a letter was before it was coded; the letter in UTF-8 where it was none."""
    if ord(letter) < 256:
        return bytes((ord(letter),))
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("utf-8", "replace")


def _utf16_of(body: bytes, content_type: str | None) -> str | None:
    """Which order a page's bytes are in, of two for each letter, without a mark at its begin: as the header says, or
    by where the NULs of its markup are; None for another page.
    """
    sample = body[:_SAMPLE]
    high, low = sample[::2].count(0), sample[1::2].count(0)
    if max(high, low) * _WIDE_SHARE * 2 < len(sample):
        return None
    named = (content_type or "").lower()
    if "utf-16be" in named or "utf-16le" in named:
        return "utf-16-be" if "utf-16be" in named else "utf-16-le"
    return "utf-16-be" if high > low else "utf-16-le"


def _encoding_of(body: bytes, content_type: str | None) -> str:
    """One that Python knows, the larger where browsers take its name for that of a larger one: ``gb2312`` for GB 18030.
    A page in UTF-8 with a few spoilt bytes stays UTF-8.
    """
    from bs4.dammit import EncodingDetector

    sample = body[:_SAMPLE]
    if sample.decode("utf-8", "replace").count("\ufffd") * _FEW < sum(byte > 127 for byte in sample):
        return "utf-8"
    header = (content_type or "").lower().partition("charset=")[2].partition(";")[0].strip("\"' ")
    detector = EncodingDetector(sample, known_definite_encodings=[header], is_html=True)
    named = (_charset(name) for name in detector.encodings if name)
    return next((name for name in named if name and _reads(name, sample)), "windows-1252")


def _charset(label: str) -> str | None:
    """Python's name of the charset that a page calls so; None where it is none that pages are in."""
    try:
        name = resolve_encoding(label)
    except ValueError:  # a label with a NUL, or not in ASCII
        return None
    return name if name in _CHARSETS else None


def _reads(name: str, sample: bytes) -> bool:
    """Whether an encoding makes sense of a sample, which may end inside a character and hold a few spoilt bytes."""
    text = codecs.getincrementaldecoder(name)("replace").decode(sample)
    return text.count("\ufffd") * _FEW_SPOILT <= sum(byte > 127 for byte in sample)
