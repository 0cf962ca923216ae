"""Find the element that holds an article's text if no class identifies it (docs/sites.md, section 2, "Not known")."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, takewhile

from vustacrawl.parsers.body.boilerplate.asides import NAMES_OR_DATES
from vustacrawl.parsers.body.boilerplate.phrases import is_noise
from vustacrawl.parsers.body.lines import BOXES, OWNER, Line, lines_in
from vustacrawl.parsers.html.class_names import CERTAIN_BOILERPLATE, PARTS, is_named, name_body
from vustacrawl.parsers.html.dom import (
    HEADINGS,
    NEVER_TEXT,
    Element,
    Memo,
    ancestors_or_self,
    are_alike,
    contains,
    element_text,
    holds,
    inherited,
    is_boilerplate,
    is_hidden,
    leads_to_file,
    names_of,
    precedes,
    raw_text,
    text_length,
)
from vustacrawl.parsers.thresholds import (
    DECK_LINES,
    FEW_LINES,
    MAX_BESIDE_DATE,
    MAX_BOX,
    MIN_HEADLINE,
    MIN_LINE,
    MIN_PROSE,
    MIN_RUNNING_TEXT,
    MIN_STORY,
    MORE_TEXT,
    MOST_TEXT,
    MUCH_LESS_TEXT,
    MUCH_MORE_TEXT,
    SHARES_OF_BOXES,
)

_MISNESTED = ("aside", "nav")
"""Elements that swallow the rest of a page that omits an end tag."""
_MAX_ANCESTORS, _MAX_TEASER_BOXES, _MAX_TEASER_LINKS = 3, 2, 9
"""How many ancestors of the best box or the title, boxes that a theme puts around a teaser's text, and links of a box
are checked.
"""
_WORDS_OF_NAME = range(2, 6)
_SMALL_HEADINGS = HEADINGS - {"h1", "h2"}


def find_main_content(
    lines: list[Line], title: Element | None = None, misnamed: Collection[Element] = ()
) -> Element | None:
    """Return the element that holds most of a page's running text and little else; None for a page without text.

    ``lines`` are the page's ``text_lines``. Elements named as boilerplate do not count, except around the title and in
    the ``misnamed`` boxes. A larger box is chosen if much of the text is outside the best one, but none larger than the
    smallest that also holds the ``title``; a single paragraph between the two is a lead and does not count.
    """
    kept = _without_boilerplate(lines, misnamed, title)
    if not kept:
        return _box_below(title) if title is not None else None
    if title is not None:
        kept = _lines_in_main(title, kept)
    own = _without_teasers(kept)
    if sum(line.length for line in own) >= MIN_STORY:
        kept = own
    held = _held(kept)
    if title is not None and _is_short(title, own, held):
        kept = [line for line in own if not (_is_signature(line) or _is_profile(line.box, title))]
        below = _box_below(title)
        if not kept or (below is not None and holds(below, "table", "li") and _outweighs(below, kept)):
            return below
        held = _held(kept)
    scores: defaultdict[Element, float] = defaultdict(float)
    for line in kept:
        for share, box in zip(SHARES_OF_BOXES, ancestors_or_self(line.box), strict=False):
            if box is line.box or box.tag not in ("body", "html"):
                scores[box] += share * line.length
    best = max(scores, key=scores.__getitem__)
    if title is not None and title.tag in ("h1", "h2"):
        near = _story_around(title, best, kept, held)
        best = max((box for box in scores if box is near or contains(near, box)), key=scores.__getitem__, default=best)
    return _extended_over_parts(best, kept, held, title)


def _lines_in_main(title: Element, lines: list[Line]) -> list[Line]:
    """Return the lines in the page's main element; all lines if it holds hardly any, or was closed too early."""
    main = next(title.iterancestors("main"), None)
    own = lines_in(main, lines) if main is not None else []
    length = sum(line.length for line in own)
    is_tiny = length < MIN_LINE or 2 * MUCH_LESS_TEXT * length < sum(line.length for line in lines)
    return lines if main is None or is_tiny or _is_closed_early(main, lines) else own


def _is_closed_early(box: Element, lines: list[Line]) -> bool:
    """Whether more text is loose in the boxes around a box than is in it: a template has an end tag too many."""
    around = {*box.iterancestors()}
    loose = sum(line.length for line in lines if line.box in around)
    return loose > sum(line.length for line in lines_in(box, lines))


def _is_short(title: Element, lines: list[Line], held: dict[Element, int]) -> bool:
    """Whether the smallest box with text around a title holds too little for an article."""
    near = next((box for box in title.iterancestors() if box in held), None)
    return near is None or sum(line.length for line in lines_in(near, lines)) < MIN_STORY


def _is_signature(line: Line) -> bool:
    """Whether a line is a short paragraph that prints a date or a credit."""
    if line.element.tag != "p" or line.length >= MIN_RUNNING_TEXT:
        return False
    return NAMES_OR_DATES.search(raw_text(line.element)) is not None


def _is_profile(box: Element, title: Element) -> bool:
    """Whether a box away from the title begins with a heading that is only a name: it presents a person."""
    heading = next(iter(box), None)
    if heading is None or heading.tag not in HEADINGS or contains(box, title):
        return False
    words = element_text(heading).split()
    return len(words) in _WORDS_OF_NAME and all(word.isalpha() and word[0].isupper() for word in words)


def _without_teasers(lines: list[Line]) -> list[Line]:
    """Return the lines without teasers of other articles: the boxes around them hold little more than a linked
    headline.
    """
    lengths = Memo(text_length)
    return [line for line in lines if not _is_teaser(line, lengths)]


def _is_teaser(line: Line, lengths: Memo[Element, int]) -> bool:
    for box in ancestors_or_self(line.box, _MAX_TEASER_BOXES):
        beside = lengths[box] - line.length
        if beside > MAX_BOX:
            return False
        linked = sum(map(text_length, _links_to_pages(box)))
        if linked >= MIN_HEADLINE and beside - linked < MAX_BESIDE_DATE:
            return True
    return False


def _links_to_pages(box: Element) -> Iterator[Element]:
    """Yield the first links in a box, except those to documents."""
    return (link for link in islice(box.iter("a"), _MAX_TEASER_LINKS) if not leads_to_file(link.get("href", "")))


def _box_below(title: Element) -> Element | None:
    """Return the box right below a title, or below its close ancestors, with the most text of its own: a few lines; if
    there is none, the first with an image.
    """
    pictured = None
    for around in ancestors_or_self(title, _MAX_ANCESTORS + 1):
        below = [box for box in around.itersiblings(*BOXES, "table", "tr") if _may_hold_text(box)]
        longest = max(below, key=_own_length, default=None)
        if longest is not None and _own_length(longest) > MIN_LINE:
            return longest
        pictured = next((box for box in below if holds(box, "img")), None) if pictured is None else pictured
    return pictured


def _may_hold_text(box: Element) -> bool:
    if is_boilerplate(box) or _links_to_headlines(box) or OWNER.match(raw_text(box)):
        return False
    return not is_noise(element_text(box))


def _own_length(box: Element) -> int:
    """Return the length of a box's text without that of boilerplate directly inside it."""
    return text_length(box) - sum(text_length(part) for part in box if is_boilerplate(part))


def _outweighs(box: Element, lines: list[Line]) -> bool:
    """Whether a box holds more text than all the lines outside of it."""
    return text_length(box) > sum(line.length for line in lines if not contains(box, line.element))


def _links_to_headlines(box: Element) -> bool:
    return any(text_length(link) >= MIN_HEADLINE for link in _links_to_pages(box))


def misnamed_boxes(lines: list[Line], trusted: re.Pattern[str] = CERTAIN_BOILERPLATE) -> frozenset[Element]:
    """Return the boxes or paragraphs that hold most of a page's text, alone or with similar ones, or are named as an
    article's text, although they are named as boilerplate or hidden: forms, boxes that fold, fade or scroll, paywalls.

    A name that matches the pattern ``trusted`` is boilerplate however much the box holds.
    """
    most = MOST_TEXT * sum(line.length for line in lines)
    boxes = _held(lines)
    paragraphs = {
        line.element: line.length for line in lines if line.element.get("class") and line.element not in boxes
    }
    held = boxes | paragraphs
    named = [
        box
        for box in held
        if (box.tag not in NEVER_TEXT or box.tag in _MISNESTED)
        and is_boilerplate(box)
        and not is_named(names_of(box), trusted)
    ]
    named = [box for box in named if not (is_hidden(box) and (box in paragraphs or _is_copy(box, lines, named)))]
    together: Counter[tuple[str | None, ...]] = Counter()
    for box in named:
        together[_make(box)] += held[box]
    return frozenset(box for box in named if together[_make(box)] > (MIN_STORY if name_body(names_of(box)) else most))


def _is_copy(hidden: Element, lines: list[Line], named: list[Element]) -> bool:
    """Whether most of a hidden box's text is also visible on the page: copies for print or for phones."""
    inside = lines_in(hidden, lines)
    around = set(named)
    shown = {raw_text(line.element) for line in lines if around.isdisjoint(ancestors_or_self(line.element))}
    copied = sum(line.length for line in inside if raw_text(line.element) in shown)
    return copied > MOST_TEXT * sum(line.length for line in inside)


def _held(lines: Iterable[Line]) -> dict[Element, int]:
    """Return how much running text each ancestor of the lines holds."""
    held: defaultdict[Element, int] = defaultdict(int)
    beside: defaultdict[Element, int] = defaultdict(int)
    for line in lines:
        held[line.box] += line.length
        if (parent := line.box.getparent()) is not None:
            beside[parent] += line.length
    for parent, length in beside.items():
        for around in ancestors_or_self(parent):
            held[around] += length
    return held


def _make(box: Element) -> tuple[str | None, ...]:
    return box.tag, box.get("class"), box.get("style")


def _without_boilerplate(lines: list[Line], misnamed: Collection[Element], title: Element | None) -> list[Line]:
    trusted = {*misnamed, *(title.iterancestors() if title is not None else ())}
    known: dict[Element, bool] = {}

    def is_left_out(box: Element, around: bool | None) -> bool:
        if around or box in trusted or not is_boilerplate(box):
            return bool(around)
        return box.tag in NEVER_TEXT or is_hidden(box) or not holds(box, "h1")

    return [line for line in lines if line.element is not title and not inherited(line.box, known, is_left_out)]


def _story_around(title: Element, best: Element, lines: list[Line], held: dict[Element, int]) -> Element:
    """Return the smallest box around the title that holds an article's text, if the best box is elsewhere: comments, or
    a longer article. Otherwise return the best box, also if that text is only a lead, a line or two, little beside the
    best box, or if both boxes are side by side as parts of one article.
    """
    near = next((box for box in title.iterancestors() if held.get(box, 0) >= MIN_STORY), best)
    if near is best or contains(near, best) or MUCH_LESS_TEXT * held[near] < held[best]:
        return best
    if len(lines_in(near, lines)) < FEW_LINES or _is_deck(title, near, best, lines, held):
        return best
    if _is_closed_early(near, lines):
        return best
    beside = next((box for box in ancestors_or_self(best) if box.getparent() is near.getparent()), None)
    if beside is None or near.tag == beside.tag == "article" or _has_own_heading(beside):
        return near
    return best if precedes(title, best) else near


def _has_own_heading(box: Element) -> bool:
    """Whether a box opens with a small heading and has no other: it is a text of its own. An article's parts open with
    an ``h2``, or have several.
    """
    first = next(box.iter("p", *HEADINGS), None)
    return first is not None and first.tag in _SMALL_HEADINGS and len([*islice(box.iter(*HEADINGS), 2)]) == 1


def _is_deck(title: Element, near: Element, best: Element, lines: list[Line], held: dict[Element, int]) -> bool:
    """Whether the few lines near a title only announce the article: much more text follows, under no other title."""
    if near.tag == "article" or held[best] < MUCH_MORE_TEXT * held[near] or not precedes(title, best):
        return False
    if len(lines_in(near, lines)) > DECK_LINES:
        return False
    own = takewhile(lambda box: not contains(box, title), ancestors_or_self(best))
    return best.tag != "article" and not any(holds(box, "h1", "h2") or _has_own_heading(box) for box in own)


def _extended_over_parts(best: Element, lines: list[Line], held: dict[Element, int], title: Element | None) -> Element:
    """Return the best box, or an ancestor close by if much of the text in it is outside the best: a body in parts."""
    around_title = {*ancestors_or_self(title)} if title is not None else set()
    steps = 0
    inner = around = best
    while around not in around_title and steps < _MAX_ANCESTORS:
        parent = around.getparent()
        if parent is None or parent.tag in ("body", "html"):
            break
        inner, around = around, parent
        steps += title is None
        if held[around] > held[best] * MORE_TEXT and not _adds_one_line(around, inner, lines):
            best, steps = around, 0
    return best if title is None else _extended_over_sections(best, held, title)


def _extended_over_sections(best: Element, held: dict[Element, int], title: Element) -> Element:
    """Return the best box, or the one around it and similar boxes below it that continue the text under no title."""
    for box in ancestors_or_self(best, _MAX_ANCESTORS + 1):
        is_part = contains(box, title)
        if is_part and not is_named(f"{box.tag} {names_of(box)}", PARTS):
            continue
        for part in (part for part in box.itersiblings() if are_alike(box, part)):
            continues = held.get(part, 0) > MIN_PROSE if is_part else _is_whole_text(part)
            if continues and not any(are_alike(title, heading) for heading in part.iter(title.tag, "h1")):
                return next(box.iterancestors(), best)
    return best


def _is_whole_text(box: Element) -> bool:
    """Whether a box with a class holds a text of the length of an article, lists included, and no links to others."""
    return bool(box.get("class")) and text_length(box) >= MIN_STORY and not _links_to_headlines(box)


def _adds_one_line(around: Element, inner: Element, lines: list[Line]) -> bool:
    """Whether all that a box adds to an inner one is a single line above it."""
    running = (line.element for line in lines if line.length >= MIN_RUNNING_TEXT and line.box is not inner)
    beside = [element for element in running if contains(around, element) and not contains(inner, element)]
    if len(beside) != 1:
        return False
    part = next(part for part in ancestors_or_self(beside[0]) if part.getparent() is around)
    are_parts = inner.get("class") is not None and are_alike(part, inner)
    return not are_parts and around.index(part) < around.index(inner)
