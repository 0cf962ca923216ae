"""Attach captions to images, and extract photo credits from them (docs/sites.md, sections 3 and 4)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import TypeGuard

from vustacrawl.items import Image
from vustacrawl.parsers.body.text_blocks import SENTENCE_END, BodyItem, TextBlock, texts_of
from vustacrawl.parsers.html.class_names import CAPTIONS, is_named
from vustacrawl.parsers.html.dom import Align, ancestors_or_self, holds
from vustacrawl.parsers.html.text import text_width
from vustacrawl.parsers.thresholds import (
    MAX_CAPTION,
    MAX_CREDIT,
    MAX_CREDIT_TEXT,
    MAX_PLAIN_CAPTION,
    MAX_SHORT_LINE,
    MAX_SLANTED_CAPTION,
    MIN_SENTENCE_WORDS,
)

_OPENS_CAPTION = re.compile(
    r"\(?(?:ảnh|hình)(?: minh h[oọ][ạa])?(?:\s*\d+)?\s*[:.)]|ảnh minh h[oọ][ạa]"
    r"|(?:từ|bên|trong|ảnh|hình) (?:trái|phải|ảnh|hình|trên|dưới)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,4}|[a-z])[.)/]\s")
_NAMES_VALUE = re.compile(r"[^\W\d_][^:.!?]{1,30}:\s")
"""``Thời gian: 8h30``; a line that opens or ends like a caption is one anyway."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+$")
_WITHOUT_FULL_STOPS = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer: how a line ends says nothing."""
_STARS = re.compile(r"[\W_]+")

_CREDIT_LABELS = (
    *("nguồn ảnh", "ảnh(?: tư liệu| minh họa| chụp)?", "hình(?: ảnh)?", "nguồn"),
    *("(?:(?:file|staff|press|archive) )?photo(?:graph)?s?(?: credits?)?", "photographer", "pics?", "picture"),
    *("image(?: source| credits?)?", "credits?", "source", "copyright", "courtesy"),
    *(r"\w*(?:bild|foto)", "bild(?:er|quelle|rechte)", "quelle", "grafik", "fot[oó]s?", r"fot\.", "zdroj", "źródło"),
    *("crédit(?:o|s)?(?: photos?)?", "fotografía", "fuente", "image[mn]", "cortes[ií]a", "bron", "beeld"),
    *("kuva", "forrás", "fotoğraf", "фото", "φωτ(?:ογραφία)?", "ছবি", "ภาพ"),
    *("사진(?: ?제공)?", "写真", "[图圖](?:片来|片來)?[源自]?", "[摄攝]影"),
)
_LABEL = "|".join(_CREDIT_LABELS)
_CREDITED = r"[^()\[\]:=]{2,60}?(?:\s\([^()]{1,30}\))?"
_WIDE_MARKS = str.maketrans("（）【】〔〕：／＝｜。，", "()[][]:/=|.,")
_LETTERS = [chr(code) for code in range(0x2000)]
_LOWER, _UPPER = ("".join(filter(is_case, _LETTERS)) for is_case in (str.islower, str.isupper))
_CAPITALIZED = rf"[^\W\d_{_LOWER}][\w.’']*"
_NAME = rf"{_CAPITALIZED}(?:[\s.-]{{1,2}}{_CAPITALIZED}){{0,4}}"
FULL_NAME = rf"{_CAPITALIZED}(?:[\s.-]{{1,2}}{_CAPITALIZED}){{1,3}}"
_LABELLED_CREDIT = re.compile(
    rf"(?:^|[-–—(\[.,;:|/\s])(?<!Trong )(?:{_LABEL})\s*[:/=]\s*(?P<credit>{_CREDITED})\s*(?P<end>[)\].]*)$",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    rf"(?:[©ⓒ]|\(c\)|\b(?:(?:photo(?:graph)?s?|image)\s)?courtesy\s(?:of\s|(?=(?-i:{_CAPITALIZED}))))\s*"
    rf"(?:(?:{_LABEL})(?:\s*:|(?=\s(?-i:{_CAPITALIZED})))\s)?(?P<credit>{_CREDITED})\s*(?P<end>[)\].]*)$",
    re.IGNORECASE,
)
NAME_ALONE = re.compile(rf"{_CAPITALIZED}(?:[\s/&-]+{_CAPITALIZED}){{1,4}}(?:\s\({_NAME}\))?")
_UNLABELLED = re.compile(
    r"(?:^|[-–—(\[.|/]\s*)(?:Ảnh|ẢNH|Nguồn ảnh|(?:(?:Staff |File )?[Pp]hoto|Photograph|Picture|Image)s? by"
    r"|Photos?|Credit|[Ff]ot(?:os?(?: d[ei])?|\.)|PHOTO|Φωτ\.|Ph\.|Dok\.|ภาพโดย|사진\s?제공)"
    r"(?:\s+(?:[-–—]\s)?|,\s)(?:do\s|của\s)?"
    rf"(?P<credit>{_CAPITALIZED}(?:[\s/&,-]+(?:(?:on|via|for|from|of)\s)?{_CAPITALIZED}){{0,5}}|(?<=by )(?:the )?author"
    r"|(?<=nh\sdo\s)[^.():]{2,40})\s*(?P<end>[)\].]*)$"
)
"""Without a colon, a credit must be capitalized to the end or follow ``do``: ``- Ảnh Minh Anh``."""
AGENCIES = (
    "AP|AFP|EPA|dpa|DPA|ANSA|ansa|Ansa|EFE|Getty|Reuters|REUTERS|Xinhua|TASS|Kyodo|Yonhap|TTXVN|Shutterstock|iStock"
    "|Alamy|imago|연합뉴스|뉴시스|新华社|共同|時事|ロイター|رويترز|الفرنسية|أسوشيتد برس|الأناضول|غيتي"
)
_IN_BRACKETS = re.compile(
    rf"[(\[](?!(?i:{_LABEL})(?!\w))(?P<credit>[^()\[\]]{{0,40}}\b(?:{AGENCIES})\b[^()\[\]]{{0,40}}"
    rf"|{_NAME}\s?[/|]\s?{_CAPITALIZED}(?:[\s/-]{_CAPITALIZED}){{0,4}}"
    rf"|(?<=[.!?”]\s[(\[]){_CAPITALIZED}(?:\s{_CAPITALIZED}){{1,3}})(?P<end>[)\]]\.?)$"
)
"""An agency, a name and an employer, or a name after a sentence: ``(AP Photo/Ann Low)``, ``(Ann Low/The Courier)``."""
_AGENCYS_PHOTO = re.compile(rf"(?:^|[.!?»”]\s)(?P<credit>(?:{AGENCIES})(?:\sPhoto)?\s?/\s?{_NAME})(?P<end>\.?)$")
"""``AP Photo/Ann Low``, ``… . REUTERS/Ann Low``"""
_SHOUTED = rf"[{_UPPER}][{_UPPER}.’']+"
_AFTER_SENTENCE = re.compile(
    rf"(?:[.!?»”]\s(?:[|–—-]\s)?|=)(?P<credit>{_SHOUTED}(?:[\s/,&-]+{_SHOUTED}){{1,5}}|(?:{AGENCIES})"
    rf"|{_NAME}\s?/\s?{_CAPITALIZED}(?:\s{_CAPITALIZED}){{0,3}})(?P<end>\.?)$"
)
"""After a sentence, a name in capitals, or a name and an agency: ``… . MARC DELVAUX``, ``… . Ann Low/AP``."""
_AFTER_DASH = re.compile(
    rf"(?:^(?=[{_UPPER}])|\s[–—/-]\s)(?P<credit>{_NAME}(?:\s-\s[\w.]+)?(?:\s?/\s?{_CAPITALIZED}(?:\s{_CAPITALIZED}){{0,3}}){{1,3}})(?P<end>\.?)$"
)
_AFTER_BAR = re.compile(
    r"\|\s?(?P<credit>(?:\w{4,15}\sby\s)?[^\s|():\[\]!?]{1,20}(?:\s[^\s|():\[\]!?]{1,20}){0,3}(?:\s?\([^()]{1,30}\))?)(?P<end>)$"
)
_TAKEN_BY = re.compile(
    r"(?:^|[\s.,、=(/])(?P<credit>(?:\w{0,5}[记記]者\s?)?[^\W\d_a-zA-Z]{1,5}(?<![でにがをは])(?=[\s/]?(?:[摄攝]影?|撮影|提供))"
    r"|[\uac00-\ud7af]{2,4}\s?기자)[\s/]?(?:[摄攝]影?|撮影|提供)?(?P<end>(?:\s\S{1,40}@\S{1,40})?[).]*)$"
)
_FORMS = (
    (_IN_BRACKETS, (")", "]")),
    (_AGENCYS_PHOTO, ("/",)),
    (_LABELLED_CREDIT, (":", "/", "=")),
    (_COPYRIGHT, ("©", "ⓒ", "(c)", "(C)", "ourtesy", "OURTESY")),
    (
        _UNLABELLED,
        ("nh ", "NH ", "ot", "OTO", "ωτ", "cture", "mage", "raph", "redit", "Ph.", "Dok", "ภาพ", "사진"),
    ),
    (_AFTER_SENTENCE, (". ", "! ", "? ", "» ", "” ", "=")),
    (_AFTER_DASH, ("/",)),
    (_AFTER_BAR, ("|",)),
    (_TAKEN_BY, ("摄", "攝", "撮影", "提供", "기자")),
)
"""The forms of a credit, each with strings one of which the caption must contain: most captions contain none."""
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.\s?)+[^\W\d_]{1,3}")
_BEFORE = re.compile(
    rf"[-–—(\[|\s]*(?:(?:©|\(c\)|(?:courtesy of|{_LABEL}|by)(?!\w))\s*(?:[:,/]|\.{{2,3}}|…)?\s*)*", re.IGNORECASE
)
_CREDIT_LABEL = re.compile(
    rf"[(\[|–—-]*\s*(?:image source,|(?:{_LABEL})\s?(?::|\.{{2,3}}|…)|©|\(c\)|courtesy of\s)\s*", re.IGNORECASE
)


def attach_captions(items: list[BodyItem]) -> list[BodyItem]:
    """Return the items without captions; each caption is attached to its image, whole, with the credit beside it.

    A caption after several images in a row belongs to all of them. An ``alt`` is never a caption.
    """
    if not any(isinstance(item, Image) for item in items):
        return items
    usual = _usual_align(items)
    attached: list[BodyItem] = []
    bare: list[Image] = []
    before: BodyItem | None = None
    assigned = 0
    for item, following in zip(items, [*items[1:], None], strict=False):
        if isinstance(item, Image):
            if item.caption or assigned:
                bare, assigned = [], 0
            if not item.caption:
                bare.append(item)
            is_free = not item.caption and bool(attached) and attached[-1] is before
            if is_free and is_called_caption(before) and not is_called_caption(following):
                attached.pop()
                item.caption, bare = before.text, []
            attached.append(item)
        elif attached and isinstance(above := attached[-1], Image) and item.text == above.caption:
            bare, assigned = [], 0  # the caption in the image's attribute is printed, too
        elif bare and assigned < 2 and _is_caption(item, following, bare[-1], usual, follows_one=assigned > 0):
            for image in bare:
                image.caption = f"{image.caption} {item.text}" if image.caption else item.text
            assigned += 1
        else:
            bare, assigned = [], 0
            attached.append(item)
        before = item
    for item in attached:
        if isinstance(item, Image) and item.caption and not item.credit:
            item.credit = credit_of(item.caption)
    return attached


def is_called_caption(item: BodyItem | None) -> TypeGuard[TextBlock]:
    """Whether the class of a text's element, or of its parent, marks it as a caption."""
    around = ancestors_or_self(item.element, 2) if isinstance(item, TextBlock) else ()
    return any(is_named(box.get("class", ""), CAPTIONS) for box in around)


def _is_caption(
    text: TextBlock, following: BodyItem | None, image: Image, usual: Align | None, follows_one: bool
) -> bool:
    """Whether a text right below an image is its caption: by its alignment, italics, or brevity."""
    words = text.text
    is_small_head = text.kind == "heading" and text.element.tag in ("h5", "h6")
    if not (is_small_head or text.kind in ("paragraph", "quote") or _is_beside_image(text)) or len(words) > MAX_CAPTION:
        return False
    if _STARS.fullmatch(words) or _ADDRESS.match(words):
        return False
    is_heading = text.bold and not text.italic and (words.isupper() or text.align != "center")
    if is_heading and credit_of(words) is None:
        return False
    if is_called_caption(text) or (is_small_head and not _NUMBERED.match(words)):
        return True
    is_centred = text.align == "center" and usual != "center"
    if follows_one:
        return is_centred or (bool(credit_of(words)) and len(words) <= MAX_PLAIN_CAPTION)
    if is_centred or words == image.alt or (text.italic and len(words) <= MAX_SLANTED_CAPTION):
        return True
    if text_width(words) > MAX_PLAIN_CAPTION:
        return False
    if _OPENS_CAPTION.match(words) or credit_of(words):
        return True
    if _NUMBERED.match(words) or _NAMES_VALUE.match(words):
        return False
    if not SENTENCE_END.search(words):
        is_link = bool(text.href) and holds(text.element, "a")  # not one around image and caption
        return not (is_link or _WITHOUT_FULL_STOPS.search(words) or _is_in_sequence(following))
    return text.kind != "quote" and usual == "justify" and text.align != "justify"


def _is_beside_image(text: TextBlock) -> bool:
    """Whether a text is in a list item that also holds an image: a gallery."""
    item = next((box for box in ancestors_or_self(text.element) if box.tag == "li"), None)
    return text.kind == "list_item" and item is not None and holds(item, "img")


def _is_in_sequence(following: BodyItem | None) -> bool:
    """Whether the next line is as short and as open-ended as the one above: verses, or names."""
    if not isinstance(following, TextBlock) or following.kind != "paragraph" or following.bold:
        return False
    if credit_of(following.text):
        return False
    return len(following.text) <= MAX_SHORT_LINE and not SENTENCE_END.search(following.text)


def _usual_align(items: Iterable[BodyItem]) -> Align | None:
    """Return how most of the article's text is aligned."""
    lengths: Counter[Align | None] = Counter()
    for item in texts_of(items):
        lengths[item.align] += len(item.text)
    return next((align for align, _ in lengths.most_common(1)), None)


def credit_of(caption: str) -> str | None:
    """Return the credit that ends a caption: ``- Ảnh: Nguyên Hưng``, ``(Ảnh: khoahocdoisong.vn)``, ``© Minh Anh``."""
    found = _credit_in(caption[-MAX_CREDIT_TEXT:])
    if found is None:
        return None
    credit = caption[-MAX_CREDIT_TEXT:][slice(*found.span("credit"))].strip()
    if found.start() == 0 and len(caption) <= MAX_CREDIT_TEXT and _is_sentence(credit):
        return None
    return f"{credit}." if found["end"].startswith(".") and _DOTTED.fullmatch(credit) else credit


def _is_sentence(credit: str) -> bool:
    """Whether most words after a label that opens a caption are in lower case: ``Ảnh: Ông Lộc phát biểu …``."""
    words = credit.split()
    return len(words) >= MIN_SENTENCE_WORDS and 2 * sum(map(str.islower, words)) >= len(words)


def without_credit(caption: str) -> str | None:
    """Return a caption without the credit that ends it; None if it is nothing else."""
    found = _credit_in(caption[-MAX_CREDIT_TEXT:])
    if found is None:
        return caption or None
    start = len(caption) - len(found.string) + found.start()
    keeps_mark = caption[start] in ".!?»”。"
    return caption[: start + keeps_mark].rstrip(" -–—|/([（,，、;:=＝") or None


def _credit_in(end: str) -> re.Match[str] | None:
    end = end if end.isascii() else end.translate(_WIDE_MARKS)
    forms = (form for form, marks in _FORMS if any(map(end.__contains__, marks)))
    return next((found for form in forms if (found := form.search(end))), None)


def is_credit_alone(text: str) -> bool:
    """Whether a text is only a credit with its label: ``Foto: Otto Reim``, ``Image source, Reuters``."""
    label = _CREDIT_LABEL.match(text)
    return label is not None and 1 < len(text) - label.end() <= MAX_CREDIT and ". " not in text[label.end() :]


def without_credit_label(credit: str) -> str | None:
    """Return the words of a credit without its label: ``Ảnh: Minh Anh``, ``Image source, Reuters``."""
    text = _BEFORE.sub("", credit, count=1)
    return text.strip(" ]|" if "(" in text else " )]|") or None
