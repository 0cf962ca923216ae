"""What pages put around, between and below articles (docs/sites.md, sections 2 and 6)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial
from itertools import dropwhile, groupby, islice, pairwise, takewhile

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.asides import drop_asides
from vustacrawl.parsers.body.boilerplate.other_articles import (
    PageLinks,
    drop_teasers,
    is_behind_arrow,
    is_row_of_links,
    lines_leading_away,
    links_to_document,
    unlinked_text,
)
from vustacrawl.parsers.body.boilerplate.phrases import (
    after_pointer,
    heads_author,
    heads_comments,
    heads_other_articles,
    is_button,
    is_counter,
    is_page_line,
    is_pointer,
    is_tail_heading,
    may_be_sub_head,
    tail_heading_before_colon,
)
from vustacrawl.parsers.body.captions import is_credit_alone
from vustacrawl.parsers.body.text_blocks import (
    SENTENCE_END,
    BodyItem,
    ProseBoxes,
    TextBlock,
    are_siblings,
    is_prose,
    texts_of,
    without,
)
from vustacrawl.parsers.html.class_names import NOTES, is_named
from vustacrawl.parsers.html.dom import (
    Element,
    ancestors_or_self,
    are_alike,
    holds,
    names_of,
    text_length,
)
from vustacrawl.parsers.html.text import is_truncated, text_width
from vustacrawl.parsers.thresholds import (
    LONG_PARAGRAPH,
    MAX_BOX,
    MAX_LIST_HEADING,
    MAX_PAGE_LINE,
    MIN_LIST_ITEMS,
    MIN_PROSE,
    MIN_SENTENCE,
)

__all__ = ["PageLinks", "drop_asides", "strip_boilerplate"]

_DATE_ALONE = re.compile(r"[\d/:.\-, ()|]{6,30}")
_MAX_ANCESTORS = 4
"""Ancestors of a text whose names are checked."""
_QUOTATION_MARKS = " \"'“”‘’„«»"
_CELLS = ("td", "th", "dt", "dd")


def strip_boilerplate(items: list[BodyItem], links: PageLinks, *, strip_unknown: bool) -> list[BodyItem]:
    """Return the article's own items, without links to other articles and their teasers.

    If the markup is unknown (``strip_unknown``), whatever is not prose at either end is dropped, too.
    """
    items = _drop_repeated(items, in_one_box=strip_unknown)
    if strip_unknown:
        items = _drop_pull_quotes(items)
        items = _cut_at_tail(drop_teasers(items, links.is_other_article))
    boxes = ProseBoxes(items)
    leading_away = lines_leading_away(items, links, boxes)
    own = _drop_marked(items, links, boxes, leading_away)
    return _drop_bare_headings(_drop_tail(own, links, leading_away), items) if strip_unknown else own


def _drop_repeated(items: list[BodyItem], *, in_one_box: bool) -> list[BodyItem]:
    """Return the items without prose repeated word for word: some pages hold a text twice, for two screen sizes.

    Repetitions inside one box are the author's and stay, unless ``in_one_box``.
    """
    seen: dict[str, Element | None] = {}
    kept: list[BodyItem] = []
    for item in items:
        if isinstance(item, TextBlock) and len(item.text) >= MIN_PROSE:
            box = item.element.getparent()
            if item.text in seen and (in_one_box or seen[item.text] is not box):
                continue
            seen[item.text] = box
        kept.append(item)
    return kept


def _drop_pull_quotes(items: list[BodyItem]) -> list[BodyItem]:
    """Return the items without quotations that repeat words of a paragraph, and the speaker's name below one."""
    texts = texts_of(items)
    quotes = [text for text in texts if text.kind == "quote" and len(text.text) >= MIN_SENTENCE]
    told = "\n".join(text.text for text in texts if text.kind != "quote") if quotes else ""
    pulled = {quote for quote in quotes if quote.text.strip(_QUOTATION_MARKS) in told}
    speakers = {
        below
        for quote, below in pairwise(texts)
        if quote in pulled and (box := quote.element.getparent()) is not None
        if box in ancestors_or_self(below.element) and text_length(box) <= MAX_BOX
    }
    return without(items, pulled | speakers)


def _drop_marked(
    items: list[BodyItem], links: PageLinks, boxes: ProseBoxes, leading_away: Collection[TextBlock]
) -> list[BodyItem]:
    """Return the items without counters, share bars and links to other articles.

    A heading such as ``Xem Thêm`` ends the article, unless prose in the same box and with the same markup as above
    follows, or a long paragraph: then only what is under the heading is dropped.
    """
    kept: list[BodyItem] = []
    last: TextBlock | None = None
    in_teaser = False
    resumes_at = 0
    for number, item in enumerate(items):
        if isinstance(item, Image):
            kept.append(item)
        elif is_tail_heading(item.text):
            if last is None and not heads_comments(item.text):  # above the article's first paragraph
                last = max(filter(is_prose, items), key=lambda prose: len(prose.text), default=None)
            following = _next_prose(items, number, last)
            if following is None and not any(map(_is_long_paragraph, items[number + 1 :])):
                kept += _closing_lines(items[number + 1 :], boxes)
                break
            if following == number + 1 and _is_sub_head(item, boxes):
                kept.append(item)
            resumes_at = resumes_at if following is None else following
        elif number >= resumes_at or _is_long_paragraph(item):
            in_teaser = _points_elsewhere(item, links, leading_away) or (
                in_teaser
                and not boxes.matches_markup(item)
                and (is_truncated(item.text) or _DATE_ALONE.fullmatch(item.text) is not None)
            )
            is_dropped = in_teaser or is_button(item.text)
            if is_dropped and not in_teaser and item.kind == "heading":  # also a button label: ``Chia sẻ``
                is_dropped = _next_prose(items, number, last) != number + 1
            if not is_dropped:
                kept.append(item)
                last = item if is_prose(item) else last
            elif in_teaser and kept and kept[-1] is items[number - 1] and _announces_links(kept[-1]):
                kept.pop()
    return _without_counters(kept)


def _is_sub_head(item: TextBlock, boxes: ProseBoxes) -> bool:
    """Whether a line that may head comments heads a section of the article: ``Bình luận``, in the box of the prose."""
    return heads_comments(item.text) and may_be_sub_head(item.text) and boxes.holds(item)


def _next_prose(items: list[BodyItem], number: int, last: TextBlock | None) -> int | None:
    """Return the index of the item below a heading that is prose in the last one's box, or in one like it, and of its
    markup, or of the lines directly above that prose, such as a sub-heading; None without any.
    """
    if last is None:
        return None
    heading = items[number]
    box = last.element.getparent()
    is_apart = isinstance(heading, TextBlock) and heading.element.getparent() is not box
    for at, item in enumerate(items[number + 1 :], number + 1):
        if not is_prose(item) or is_page_line(item.text):
            continue
        if _continues(item, last) or (is_apart and item.element.getparent() is box and item.element.tag == "p"):
            above = takewhile(partial(_is_beside, prose=item), reversed(items[number + 1 : at]))
            return at - sum(1 for _ in above)
    return None


def _continues(item: TextBlock, prose: TextBlock) -> bool:
    """Whether a text has the markup of some prose, and its box, or a box of the same named make: a page builder's."""
    if are_siblings(prose, item):
        return True
    box, other = prose.element.getparent(), item.element.getparent()
    if box is None or other is None or not box.get("class") or not are_alike(box, other):
        return False
    return are_alike(prose.element, item.element)


def _is_beside(item: BodyItem, prose: TextBlock) -> bool:
    """Whether an item is an image, or a line without links in the box of some prose: a heading, a quotation."""
    if isinstance(item, Image):
        return True
    boxes = [*islice(item.element.iterancestors(), 2 if item.kind in ("quote", "list_item") else 1)]
    if prose.element.getparent() not in boxes or _DATE_ALONE.fullmatch(item.text):
        return False
    return not (holds(item.element, "a") or is_tail_heading(item.text) or is_page_line(item.text))


def _announces_links(item: BodyItem) -> bool:
    """Whether an item is a short line with a colon: above links that are dropped, it says nothing any more."""
    return isinstance(item, TextBlock) and item.text.endswith(":") and len(item.text) <= MAX_LIST_HEADING


def _closing_lines(items: list[BodyItem], boxes: ProseBoxes) -> list[TextBlock]:
    """Return the links to documents below other articles, and the last line if it is set like a signature, as far as
    they are in the box of the prose.
    """
    texts = [item for item in texts_of(items) if boxes.holds(item)]
    last = texts_of(items)[-1:]
    return [item for item in texts if links_to_document(item) or (item in last and _may_be_signature(item))]


def _may_be_signature(item: TextBlock) -> bool:
    return (item.bold or item.italic or item.align == "right") and not holds(item.element, "a")


def _without_counters(items: list[BodyItem]) -> list[BodyItem]:
    """Return the items without bare numbers at either end."""

    def is_counter_line(item: BodyItem) -> bool:
        return isinstance(item, TextBlock) and is_counter(item.text) and item.element.tag not in _CELLS

    kept = [*dropwhile(is_counter_line, items)]
    return [*dropwhile(is_counter_line, reversed(kept))][::-1]


def _points_elsewhere(item: TextBlock, links: PageLinks, leading_away: Collection[TextBlock]) -> bool:
    """Whether a line inside the text is only a link to another article, or only names one: ``Xem thêm: …``."""
    if item.href and item in leading_away and links.is_other_article(item.href):
        return True
    if next(iter(item.element), None) is None:  # nor a link; ``len`` would count what thousands of lines share
        return False
    if is_behind_arrow(item, links):
        return True
    beside = unlinked_text(item, links)
    if not tail_heading_before_colon(item.text) and (beside is None or not is_tail_heading(beside)):
        return False
    return any(links.is_other_article(link.get("href", "")) for link in item.element.iter("a"))


def _is_long_paragraph(item: BodyItem) -> bool:
    if not isinstance(item, TextBlock) or item.href or is_truncated(item.text):
        return False
    return len(item.text) > LONG_PARAGRAPH


def _cut_at_tail(items: list[BodyItem]) -> list[BodyItem]:
    """Return what is above the comments or what introduces the author, or above other articles that come after most of
    the text and end it.
    """
    whole = sum(len(item.text) for item in items if is_prose(item))
    size = 0
    last: TextBlock | None = None
    for number, item in enumerate(items):
        if isinstance(item, Image):
            continue
        if _opens_comment(item):
            ends = size > 0
        elif heads_comments(item.text):
            ends = size > 0 and not (may_be_sub_head(item.text) and _next_prose(items, number, last) is not None)
        elif ends := heads_other_articles(item.text):
            is_alone = size > 0 and heads_author(item.text) and _next_prose(items, number, last) is None
            ends = is_alone or (2 * size > whole and not _continues_below(items, number, last))
        if ends:
            return [*items[:number], *_closing_lines(items[number + 1 :], ProseBoxes(items[:number]))]
        if is_prose(item):
            size += len(item.text)
            last = item
    return items


def _opens_comment(item: TextBlock) -> bool:
    """Whether a line opens a reply on a board, or the comment of a blog's reader: ``Mary says:``."""
    if item.kind == "heading":
        return item.text.startswith("Re: ")
    return item.kind == "list_item" and len(item.text) <= MAX_LIST_HEADING and item.text.endswith((" says:", " said:"))


def _continues_below(items: list[BodyItem], number: int, last: TextBlock | None) -> bool:
    """Whether more prose in the last one's markup and box follows below a heading and the links under it."""
    following = _next_prose(items, number, last)
    return following is not None and any(text.href for text in texts_of(items[number + 1 : following]))


def _drop_tail(items: list[BodyItem], links: PageLinks, leading_away: Collection[TextBlock]) -> list[BodyItem]:
    """Return the items without lines about the page, links that lead away, and headings and lists after the last prose
    and outside its box.

    Without any prose, all headings and lists are dropped. Images stay.
    """
    boxes = ProseBoxes(items)
    credited = _credits_of_images(items)
    of_page = (text for text in texts_of(items) if text not in credited and _belongs_to_page(text, boxes, links))
    own = without(items, {*leading_away, *of_page})
    last = max((number for number, item in enumerate(own) if is_prose(item)), default=len(own))
    while last + 1 < len(own) and (_is_announced(own[last], own[last + 1]) or _announces(own[last + 1 : last + 3])):
        last += 1
    below = texts_of(own[last + 1 :])
    listed = _lists_under_headings(below)
    dropped = (text for text in below if text.kind in ("heading", "list_item") and text not in listed)
    kept = without(own, {text for text in dropped if not (boxes.holds(text) or _is_note(text))})
    while kept and isinstance(end := kept[-1], TextBlock) and len(kept) > last + 1 and end.kind == "heading":
        kept.pop()
    return kept


def _credits_of_images(items: list[BodyItem]) -> set[TextBlock]:
    """Return the lines that only credit an image and are right below it, or below its caption."""
    return {
        item
        for above, between, item in zip([None, None, *items], [None, *items], items, strict=False)
        if isinstance(item, TextBlock) and is_credit_alone(item.text)
        if isinstance(between, Image)
        or (isinstance(above, Image) and between is not None and (between.italic or not is_prose(between)))
    }


def _is_note(text: TextBlock) -> bool:
    return any(is_named(names_of(box), NOTES) for box in ancestors_or_self(text.element, _MAX_ANCESTORS))


def _lists_under_headings(texts: list[TextBlock]) -> set[TextBlock]:
    """Return the lists of several items without any link, with the headings directly above: a recipe's ingredients."""
    found: set[TextBlock] = set()
    headings: list[TextBlock] = []
    for kind, group in groupby(texts, key=lambda text: text.kind):
        items = list(group)
        if kind == "heading":
            headings = items
        elif (
            kind == "list_item"
            and headings
            and len(items) >= MIN_LIST_ITEMS
            and not any(holds(item.element, "a") for item in items)
        ):
            found |= {*headings, *items}
        else:
            headings = []
    return found


def _is_announced(above: BodyItem, item: BodyItem) -> bool:
    """Whether an item belongs to a list that is opened by a line with a colon or by the item above."""
    if isinstance(above, Image) or isinstance(item, Image) or item.kind != "list_item" or item.href:
        return False
    if above.kind == "list_item":
        return above.element.getparent() is item.element.getparent()
    return above.text.endswith((":", "："))


def _announces(items: list[BodyItem]) -> bool:
    """Whether the first of two items is a line with a colon that opens the list in the second: ``Nơi nhận:``."""
    return len(items) > 1 and not isinstance(items[0], Image) and items[0].kind == "paragraph" and _is_announced(*items)


def _drop_bare_headings(items: list[BodyItem], before: list[BodyItem]) -> list[BodyItem]:
    """Return the items without headings outside the prose whose content is gone: a list of links, an offer."""
    kept = set(texts_of(items))
    prose = {item.element.getparent() for item in kept if is_prose(item)}
    bare = {
        item
        for item, after in pairwise(before)
        if isinstance(item, TextBlock) and isinstance(after, TextBlock) and after not in kept
        if item.kind == "heading" and item.element.getparent() not in prose
    }
    return without(items, bare)


def _belongs_to_page(item: TextBlock, boxes: ProseBoxes, links: PageLinks) -> bool:
    """Whether a short line points to another page, or is about this page and not part of the article."""
    text = item.text
    if item.href or text_width(text) > MAX_PAGE_LINE:
        return False
    if text.isdecimal():
        return item.element.tag not in _CELLS and not boxes.matches_markup(item)
    if is_pointer(text):
        return not (links_to_document(item) or _is_sentence(item, boxes, links))
    if _is_sub_head(item, boxes):
        return False
    return is_page_line(text) or heads_other_articles(text) or is_row_of_links(item, links)


def _is_sentence(item: TextBlock, boxes: ProseBoxes, links: PageLinks) -> bool:
    """Whether a line that begins like a pointer is a sentence in the prose, rather than a link with a few words."""
    beside = unlinked_text(item, links)
    text = after_pointer(item.text if beside is None else beside)
    return text_width(text) >= MIN_SENTENCE and bool(SENTENCE_END.search(item.text)) and boxes.matches_markup(item)
