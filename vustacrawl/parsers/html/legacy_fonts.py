"""Vietnamese texts that only a font made readable: TCVN3 (``.VnTime``) and VNI (``VNI-Times``), as Unicode.

Both write Vietnamese letters with the codes of Latin-1's: ``Héi th¶o`` (TCVN 5712:1993, VN3) and ``Hoäi thaûo``
(VNI for Windows) are ``Hội thảo``. A page may mix them with plain Unicode: each block of text is judged by
itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

from vustacrawl.parsers.html.dom import BLOCKS, Element

_TCVN3_LETTERS = (
    "¡Ă¢Â£Ê¤Ô¥Ơ¦Ư§Đ¨ă©âªê«ô¬ơ\xadư®đµà¶ả·ã¸á¹ạ»ằ¼ẳ½ẵ¾ắÆặÇầÈẩÉẫÊấËậÌèÎẻÏẽÐéÑẹÒềÓểÔễÕếÖệ×ìØỉÜĩÝíÞịßòáỏâõãóäọåồæổçỗèốéộ"
    "êờëởìỡíớîợïùñủòũóúôụõừöử÷ữøứùựúỳûỷüỹýýþỵ"
)
"""Each letter as TCVN3 codes it, read as Latin-1, and what it is."""
_TCVN3 = dict(zip(_TCVN3_LETTERS[::2], _TCVN3_LETTERS[1::2], strict=True))
_TCVN3_TABLE = str.maketrans(_TCVN3)

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
_MIN_SIGNS = 3
_MIN_KINDS = 3
"""Different signs in such a text: French and Spanish ones have two, ``oû`` and ``ñ``."""
_MIN_SHARE = 0.03
"""Signs in a text's letters: texts of both sorts have 0.07 and more."""
_MANY_SIGNS = 10
"""A page with fewer of the signs that such texts are full of is not looked at."""
_TYPICAL = {"®": "®ª«¬µ¸¹¶", "ñ": "øûïöñ"}
"""How the two write đ, and signs that are frequent in their texts, and rare elsewhere."""
_MOST = 0.8
"""Share of a page's text in such letters from which its short lines are too."""
_UNREAD = frozenset(("script", "style", "noscript", "textarea"))
_MAX_TEXTS = 50_000
_FONT = re.compile(r"(?:^|[\s:,'\"])(?:(?P<upper>\.Vn\w*H)|(?P<tcvn3>\.Vn[A-Z]\w*)|(?P<vni>VNI-\w+))", re.IGNORECASE)


class _Text(NamedTuple):
    """A text of the tree: its element, and whether it stands behind it."""

    element: Element
    is_tail: bool

    @property
    def value(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""

    def set(self, value: str) -> None:
        if self.is_tail:
            self.element.tail = value
        else:
            self.element.text = value


def may_hold_legacy_text(page: str) -> bool:
    """Whether it is worth looking for such texts in a page."""
    return any(sum(map(page.count, signs)) >= _MANY_SIGNS for d, signs in _TYPICAL.items() if d in page)


def read_legacy_fonts(root: Element) -> None:
    """Change a tree's texts in TCVN3 and VNI to Unicode, those in other letters left alone."""
    blocks: defaultdict[Element, list[_Text]] = defaultdict(list)
    for element in islice(root.iter("*"), _MAX_TEXTS):
        if element.tag in _UNREAD:
            continue
        if element.text and not element.text.isspace():
            blocks[_block_of(element)].append(_Text(element, False))
    for element in islice(root.iter("*"), _MAX_TEXTS):
        parent = element.getparent()
        if parent is not None and parent.tag not in _UNREAD and element.tail and not element.tail.isspace():
            blocks[_block_of(parent)].append(_Text(element, True))
    readers = {block: _reader_of("".join(text.value for text in texts)) for block, texts in blocks.items()}
    usual = _usual_reader(blocks, readers)
    for block, texts in blocks.items():
        read = readers[block] or _reader_of_font(block) or usual
        if read is None or (readers[block] is None and any(_UNICODE_SIGNS.search(text.value) for text in texts)):
            continue
        for text in texts:
            text.set(read(text.value))


def _block_of(element: Element) -> Element:
    node: Element | None = element
    while node is not None and node.tag not in BLOCKS and node.tag != "title":
        node = node.getparent()
    return element if node is None else node


def _reader_of(text: str) -> Callable[[str], str] | None:
    """What reads a text that is plainly in one of the two; None where it is in neither."""
    for signs, read in ((_TCVN3_SIGNS, _read_tcvn3), (_VNI_SIGNS, _read_vni)):
        found = signs.findall(text)
        enough = max(_MIN_SIGNS, _MIN_SHARE * len(text), len(_UNICODE_SIGNS.findall(text)) + 1)
        if len(found) >= enough and len(set(found)) >= _MIN_KINDS:
            return read
    return None


def _usual_reader(
    blocks: dict[Element, list[_Text]], readers: dict[Element, Callable[[str], str] | None]
) -> Callable[[str], str] | None:
    """What reads nearly all of a page's text; None where it is mixed."""
    sizes: defaultdict[Callable[[str], str] | None, int] = defaultdict(int)
    for block, texts in blocks.items():
        sizes[readers[block]] += sum(len(text.value) for text in texts if not text.value.isascii())
    best = max(sizes, key=sizes.__getitem__, default=None)
    return best if best and sizes[best] > _MOST * sum(sizes.values()) else None


def _reader_of_font(block: Element) -> Callable[[str], str] | None:
    named = (f" {each.get('style', '')} {each.get('face', '')}" for each in (block, *block.iter("font", "span")))
    font = next((found for name in islice(named, _MANY_SIGNS) if (found := _FONT.search(name))), None)
    if font is None:
        return None
    if font["upper"]:
        return lambda text: _read_tcvn3(text).upper()
    return _read_vni if font["vni"] else _read_tcvn3


def _read_tcvn3(text: str) -> str:
    return text.translate(_TCVN3_TABLE)


def _read_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda found: _VNI.get(found[0], found[0]), text)
