"""The language of an article's text."""

from __future__ import annotations

import re

from vustacrawl.parsers.html.vocabulary import words

_VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯạảãấầẩẫậắằẳẵặẹẻẽếềểễệỉĩịọỏõốồổỗộớờởỡợụủũứừửữựỳỵỷỹ]")
_UNMARKED = words(
    "cac cua duoc hoc hoi hop khoa khong ky nam nay ngay nghi nghiep nguoi nhung nuoc nuoi phan theo thi thuat tinh "
    "trong truong tu tuc va vao ve vien viet voi xa"
)
"""Frequent syllables of Vietnamese without their marks, as texts have them that lost all marks in a move."""
_WORD = re.compile(r"[a-z]+")
_UNMARKED_SHARE = 0.15
_SHARE = 0.03
_ENOUGH = 40
_SAMPLE = 300


def language_of(text: str, declared: str | None, default: str) -> tuple[str | None, str]:
    """The language (BCP 47, without region) and who said so: ``text``, ``markup`` or ``profile``.

    Vietnamese shows by its letters or, without any mark, by its syllables. For other text the page's own word counts,
    then the profile's, where they do not say Vietnamese; None where nothing else is said of a text that is not.
    """
    text = text[:_SAMPLE]
    enough = len(text) >= _ENOUGH
    if enough and len(_VIETNAMESE.findall(text)) >= _SHARE * len(text):
        return "vi", "text"
    if enough and default == "vi" and _is_unmarked(text):
        return "vi", "text"
    page = (declared or "").strip().lower().partition("-")[0].partition("_")[0]
    if len(page) in (2, 3) and page.isalpha() and not (enough and page == "vi"):
        return page, "markup"
    if enough and default == "vi":
        return None, "none: not Vietnamese, and the page does not say what"
    return default, "profile"


def _is_unmarked(text: str) -> bool:
    found = _WORD.findall(text.lower())
    return text.isascii() and sum(word in _UNMARKED for word in found) >= _UNMARKED_SHARE * len(found)
