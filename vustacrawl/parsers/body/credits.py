"""Who made a picture, from the words of its caption or of a credit (docs/sites.md, section 3)."""

from __future__ import annotations

import re

from vustacrawl.parsers.body.thresholds import MAX_CREDIT_TEXT

_LABELS = (
    *("nguồn ảnh", "ảnh(?: tư liệu| minh họa| chụp)?", "hình(?: ảnh)?", "nguồn", "photo(?:graph)?s?", "photographer"),
    *("foto", "bild", "image(?: source| credit)?", "picture", "credits?", "photo credits?", "source", "copyright"),
)
_LABEL = "|".join(_LABELS)
_NAMED = r"[^()\[\]:]{2,60}?(?:\s\([^()]{1,30}\))?"
_LABELLED = re.compile(
    rf"(?:^|[-–—(\[.,;:|\s])(?<!Trong )(?:{_LABEL})\s*[:/]\s*(?P<credit>{_NAMED})\s*(?P<end>[)\].]*)$", re.IGNORECASE
)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|\bcourtesy of\s)\s*(?:(?:{_LABEL})\s*:?\s)?(?P<credit>{_NAMED})\s*(?P<end>[)\].]*)$", re.IGNORECASE
)
_CAPITALIZED = r"[^\W\d_a-zà-ỹđ][\w.’']*"
_UNLABELLED = re.compile(
    r"(?:^|[-–—(\[.|]\s*)(?:Ảnh|ẢNH|Nguồn ảnh|Photos?(?: by)?|Foto|PHOTO)\s+"
    rf"(?P<credit>{_CAPITALIZED}(?:[\s/&,-]+{_CAPITALIZED}){{0,5}})\s*(?P<end>[)\].]*)$"
)
"""Without a colon, a credit is only what is capitalized to the end: ``- Ảnh Minh Anh``."""
_AGENCIES = "AP|AFP|Reuters|Getty|EPA|Xinhua|TTXVN"
_IN_BRACKETS = re.compile(
    rf"[(\[](?!(?i:{_LABEL})\b)(?P<credit>[^()\[\]]{{0,40}}\b(?:{_AGENCIES})\b[^()\[\]]{{0,40}})(?P<end>[)\]]\.?)$"
)
_FORMS = (
    (_IN_BRACKETS, (")", "]")),
    (_LABELLED, (":", "/")),
    (_COPYRIGHT, ("©", "(c)", "(C)", "ourtesy of", "OURTESY OF")),
    (_UNLABELLED, ("nh ", "NH ", "oto", "OTO")),
)
"""The forms of a credit, each with strings of which a caption has one: most captions have none."""
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.\s?)+[^\W\d_]{1,3}")
_BEFORE = re.compile(rf"[-–—(\[|\s]*(?:(?:©|\(c\)|(?:{_LABEL}|by|courtesy of)\b)\s*[:,/]?\s*)*", re.IGNORECASE)


def credit_of(caption: str) -> str | None:
    """Who made the image, as the caption says at its end: ``… - Ảnh: Nguyên Hưng``, ``(Ảnh: khoahocdoisong.vn)``,
    ``… © Minh Anh``.
    """
    end = caption[-MAX_CREDIT_TEXT:]
    forms = (form for form, marks in _FORMS if any(mark in end for mark in marks))
    found = next((found for form in forms if (found := form.search(end))), None)
    if found is None:
        return None
    credit = found["credit"].strip()
    return f"{credit}." if found["end"].startswith(".") and _DOTTED.fullmatch(credit) else credit


def without_credit_label(credit: str) -> str | None:
    """The words of a credit without what says that they are one: ``Ảnh: Minh Anh``, ``Image source, Reuters``."""
    text = _BEFORE.sub("", credit, count=1).strip(" )]|")
    return text or None
