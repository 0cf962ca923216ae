"""Texts above and beside an article, on pages whose markup is unknown."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, pairwise

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.phrases import is_noise
from vustacrawl.parsers.body.captions import AGENCIES, is_called_caption
from vustacrawl.parsers.body.text_blocks import (
    SENTENCE_END,
    BodyItem,
    TextBlock,
    are_siblings,
    box_of,
    is_prose,
    texts_of,
    without,
)
from vustacrawl.parsers.html.class_names import ASIDES, AUTHOR_BOXES, DECKS, GALLERIES, is_named
from vustacrawl.parsers.html.dom import (
    HEADINGS,
    Element,
    Memo,
    ancestors_or_self,
    contains,
    holds,
    inherited,
    names_of,
    text_length,
)
from vustacrawl.parsers.html.text import text_width
from vustacrawl.parsers.thresholds import (
    LINES_AROUND,
    LINES_BESIDE,
    MAX_BIOGRAPHY,
    MAX_BOX,
    MAX_PAGE_LINE,
    MIN_LIST_ITEMS,
    MIN_PROSE,
    MIN_RUNNING_TEXT,
)

NAMES_OR_DATES = re.compile(
    r"(?<!năm )(?:19|20)\d\d|tháng \d{1,2} năm|\d:\d\d|©"
    r"|(?i:photo|foto|bild|image|cr[ée]dit\w*|source|quelle|фото)\s?[:/]"
    rf"|\b(?:{AGENCIES})\b|^by\s|\sBy\s",
)
"""Characters in lines of date, author and credit."""
_LABELLED = re.compile(r"[^\W\d_][^:]{2,30}:\s*(?=\S)")
"""``Thời gian: …``, ``Số: …``."""
_OFFICIAL = re.compile(
    r"(?:^|\s)số\s*:\s*\d+\s*/|độc lập\s*[-–]\s*tự do|^(?:kính (?:gửi|thưa|mời)|trân trọng kính mời|v/v\b)"
    r"|^(?-i:THÔNG BÁO|GIẤY MỜI|THƯ MỜI|QUYẾT ĐỊNH|NGHỊ QUYẾT|KẾ HOẠCH|TỜ TRÌNH|THỂ LỆ|CÔNG VĂN)\b",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\b\d{1,2}(?:er|\.|º)?,? (?:de )?[^\W\d_]{3,10}\.?,? (?:de )?(?:19|20)\d\d\b.{0,8}\b\d{1,2}\s?[:h.]\s?\d\d\b",
    re.IGNORECASE,
)
"""``14 mai 2021 à 09:12``"""
_MAX_ANCESTORS, _MAX_BOXES = 4, 8
"""Ancestor boxes whose names are checked, and boxes between a line and the prose's box: a table has five."""


def _opening_lines(above: list[TextBlock], prose: BodyItem) -> set[TextBlock]:
    """Return the lines above the first prose that open the article: its addressee, its number, time and place, verses,
    a list, headings.

    They have the markup of the prose and are beside it, or are several paragraphs in a box around it. A labelled date
    or name counts only if other such lines open the article, too.
    """
    if isinstance(prose, Image):
        return set()
    texts = [item for item in above if not item.href]
    counts = Counter(item.element.getparent() for item in texts)
    listed = _boxes_of_lines(counts, prose)
    kept = {item for item in texts if item.element.getparent() in listed}
    official = _official_lines(texts, prose)
    heads = Memo(_may_be_letterhead)
    lines = [p for p in texts if (p in official or _may_open(p, counts, prose, heads)) and not is_noise(p.text)]
    if not all(map(_only_names_or_dates, lines)):
        kept |= {line for line in lines if _LABELLED.match(line.text) or not _only_names_or_dates(line)}
    return kept | set(_headings_above(above, prose, kept))


def _only_names_or_dates(line: TextBlock) -> bool:
    return _is_dated(line) or (len(line.text) < MIN_RUNNING_TEXT and NAMES_OR_DATES.search(line.text) is not None)


def _boxes_of_lines(lines: Counter[Element | None], prose: TextBlock) -> set[Element | None]:
    """Return the lists beside the first prose or named as a lead, and the prose's own box if it has many lines."""
    box = box_of(prose.element)
    lists = (node for node, count in lines.items() if count >= MIN_LIST_ITEMS and node is not None)
    found: set[Element | None] = {
        node
        for node in lists
        if (_is_list(node) and node.getparent() is box)
        or (not holds(node, "h1") and any(is_named(names_of(around), DECKS) for around in ancestors_or_self(node, 2)))
    }
    return found | ({box} if lines[box] >= LINES_BESIDE else set())


def _is_list(node: Element) -> bool:
    """Whether an element is a list of items, or of terms that each have one explanation."""
    return node.tag in ("ul", "ol") or (node.tag == "dl" and 2 * len(node.findall("dt")) == len(node))


def _may_open(
    item: TextBlock, lines: Counter[Element | None], prose: TextBlock, letterheads: Memo[Element, bool]
) -> bool:
    """Whether a line is like the first prose, in a quotation or letterhead beside it, or one of several around it."""
    if item.kind == "quote":
        return prose.element.getparent() in [*item.element.iterancestors()][:2]
    if are_siblings(item, prose, loose=True):
        return True
    beside = _box_beside(item.element, prose.element)
    if beside is not None and letterheads[beside]:
        return True
    box = item.element.getparent()
    if item.element.tag != "p" or box is None or not contains(box, prose.element):
        return False
    return lines[box] >= LINES_AROUND


def _may_be_letterhead(box: Element) -> bool:
    """Whether a box without links holds a table or old centred text: the heading of an official document, a verse."""
    return not holds(box, "a", "img") and holds(box, "table", "center")


def _official_lines(texts: list[TextBlock], prose: TextBlock) -> set[TextBlock]:
    """Return the lines beside the first prose from a document's number or capitals above it on: ``Số: 12/TB-LHH``."""
    beside = [item for item in texts if _box_beside(item.element, prose.element) is not None]
    first = next((number for number, item in enumerate(beside) if _OFFICIAL.search(item.text)), len(beside))
    while 0 < first < len(beside) and beside[first - 1].text.isupper():
        first -= 1
    return set(beside[first:])


def _box_beside(line: Element, prose: Element) -> Element | None:
    """Return the box around a line that is beside the prose, or beside the box of the prose."""
    around_prose = [*islice(prose.iterancestors(), 2)]
    return next((box for box in ancestors_or_self(line, _MAX_BOXES) if box.getparent() in around_prose), None)


def _headings_above(above: list[TextBlock], prose: TextBlock, kept: Collection[TextBlock]) -> Iterator[TextBlock]:
    """Yield the headings directly above the first prose and beside it, and above the lines in ``kept``."""
    for item in reversed(above):
        if item in kept:
            continue
        if item.element.tag not in HEADINGS or item.element.getparent() is not prose.element.getparent() or item.href:
            return
        yield item


def drop_asides(items: list[BodyItem]) -> list[BodyItem]:
    """Return the items without texts named as asides and those above the prose that do not open the article."""
    texts = texts_of(items)
    shown = _in_galleries(texts)
    usual = {p.element.get("class") for p in texts if len(p.text) > MAX_PAGE_LINE}
    lengths = Memo(text_length)
    named = {p for p in texts if _is_named_aside(p, lengths, usual)}
    asides = {p for p in texts if p.element in shown or _is_about_author(p, lengths, usual)}
    if 2 * _length_of(named) < _length_of(texts) or len({p.element.getparent() for p in named}) < LINES_AROUND:
        asides |= named  # else the name is that of the boxes around each of the article's own paragraphs
    left_out = asides if len(asides) < len(texts) else set()
    own = without(items, left_out | {above for above, p in pairwise(texts) if p in left_out and _heads(above, p)})
    first = next((n for n, item in enumerate(own) if (is_prose(item) or _is_long(item)) and not _is_dated(item)), 0)
    above = texts_of(own[:first])
    opening = _opening_lines(above, own[first]) if own else set()
    if above and (above[-1].kind in ("heading", "table") or above[-1].bold):
        opening.add(above[-1])
    return without(own, set(above) - opening)


def can_be_lead(item: TextBlock) -> bool:
    """Whether an unmarked text above the body may be the article's first: no caption, no line of date or name."""
    lengths = Memo(text_length)
    if _is_named_aside(item, lengths) or _is_about_author(item, lengths) or is_called_caption(item):
        return False
    return bool(SENTENCE_END.search(item.text)) or not NAMES_OR_DATES.search(item.text)


def _in_galleries(texts: list[TextBlock]) -> set[Element]:
    """Return the elements of texts in galleries and playlists that hold less than half of the article's text."""
    boxes: dict[Element, Element | None] = {}
    held: defaultdict[Element, int] = defaultdict(int)
    for item in texts:
        if (box := inherited(item.element, boxes, _gallery_around)) is not None:
            held[box] += len(item.text)
    half = _length_of(texts) / 2
    return {item.element for item in texts if (box := boxes[item.element]) is not None and held[box] < half}


def _gallery_around(box: Element, around: Element | None) -> Element | None:
    """Return the outermost box named as a gallery: the one ``around`` a box, or the box itself."""
    return box if around is None and is_named(names_of(box), GALLERIES) else around


def _length_of(texts: Iterable[TextBlock]) -> int:
    return sum(len(text.text) for text in texts)


def _is_named_aside(item: TextBlock, lengths: Memo[Element, int], usual: Collection[str | None] = ()) -> bool:
    """Whether a class marks a text as an aside; classes that the long paragraphs also have (``usual``) do not count."""
    if item.kind == "heading" or len(item.text) > MAX_PAGE_LINE:
        return False
    return _is_in_box_named(item.element, ASIDES, MAX_BOX, lengths, usual)


def _is_about_author(item: TextBlock, lengths: Memo[Element, int], usual: Collection[str | None] = ()) -> bool:
    """The same for texts that introduce the author."""
    if item.kind == "heading" or len(item.text) > MAX_BIOGRAPHY:
        return False
    return _is_in_box_named(item.element, AUTHOR_BOXES, MAX_BIOGRAPHY, lengths, usual)


def _heads(above: TextBlock, item: TextBlock) -> bool:
    """Whether an item is the heading of another one in a box whose name marks it as an aside."""
    box = item.element.getparent()
    if box is None or above.kind != "heading" or above.element.getparent() is not box:
        return False
    return is_named(names_of(box), ASIDES)


def _is_dated(item: BodyItem) -> bool:
    """Whether an item prints a day and a time, and is no sentence."""
    return isinstance(item, TextBlock) and _DATED.search(item.text) is not None and not SENTENCE_END.search(item.text)


def _is_long(item: BodyItem) -> bool:
    """Whether a heading, or a line that is a link within the article, is as long as prose."""
    return isinstance(item, TextBlock) and text_width(item.text) >= MIN_PROSE


def _is_in_box_named(
    element: Element, name: re.Pattern[str], most: int, lengths: Memo[Element, int], usual: Collection[str | None]
) -> bool:
    """Whether an element, or a close ancestor with no more text than ``most``, has such a class or id."""
    for box in ancestors_or_self(element, _MAX_ANCESTORS):
        named = box.get("class")
        if is_named(f"{'' if named is None or named in usual else named} {box.get('id', '')}", name):
            return box is element or lengths[box] <= most
    return False
