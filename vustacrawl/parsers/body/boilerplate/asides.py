"""What stands around and between the prose of a story on pages whose markup nobody knows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection
from functools import lru_cache
from itertools import chain, islice, pairwise

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.phrases import heads_comments, heads_other_stories, is_of_the_page
from vustacrawl.parsers.body.captions import is_called_caption
from vustacrawl.parsers.body.text_blocks import Piece, TextPiece
from vustacrawl.parsers.html.dom import Element, are_alike, element_text, names_of, text_length
from vustacrawl.parsers.html.text import weight

_PROSE = 80
_SENTENCE = 20
_MAX_TRIMMING = 250
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？：；।۔؟]['\"”’»)\]」』]*$")
_APART_NAME = re.compile(
    r"""(?:^|[\s_-])(?:
      authors?|bio|byline|dateline|timestamp|(?:post|entry|article|story)-?meta|meta|credits?|captions?|legend
    | promo\w*|paywall|subscri\w*|sign-?up|recommend\w*
    | read-?also|more-?on|see-?also|inline-?links?|pull-?quote|disclaimer|toolbar
    )(?:$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
_GALLERY = re.compile(r"(?:^|[\s_-])(?:gallery|slideshow|carousel|slider|playlist|lightbox)(?:$|[\s_-])", re.IGNORECASE)
_AUTHOR_BOX = re.compile(
    r"author[-_]?(?:box|bio|info|popup|dropdown|container|card|profile|details?|desc(?:ription)?)"
    r"|about[-_]?(?:the[-_]?)?author",
    re.IGNORECASE,
)
_NAMES_OR_DATES = re.compile(
    r"(?:19|20)\d\d|\d:\d\d|©|(?i:photo|foto|bild|image|cr[ée]dit\w*|source|quelle|фото)\s?[:/]"
    r"|(?:Getty|Reuters|AFP|EPA|dpa)\b|^by\s|\sBy\s",
)
_SOCIAL = re.compile(
    r"(?:facebook|twitter|instagram|youtube|linkedin|pinterest|tiktok|whatsapp|weibo|threads)\.(?:com|net)"
    r"|//(?:x\.com|t\.me|vk\.com|ok\.ru|news\.google\.)",
    re.IGNORECASE,
)
_POST = re.compile(r"/(?:status|statuses|posts?|p|reel|photos?|videos?|watch)\b|/t\.me/\w+/\d", re.IGNORECASE)
_ARROW = re.compile(r"^[←⟵]|[→⟶]$")
_MAX_LINKS = 20
_FEW, _MANY = 3, 5
_MAX_APART = 600
_MAX_BIOGRAPHY = 1000
_CLIMB = 4
_MAX_NAMES = 500
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:$|\?)", re.IGNORECASE)


def before_what_follows(pieces: list[Piece]) -> list[Piece]:
    """What stands above the comments, or above a list of other stories after the greater part of the text that the
    story does not go on below.
    """
    whole = sum(len(piece.text) for piece in pieces if isinstance(piece, TextPiece) and _is_prose(piece))
    said = 0
    last: TextPiece | None = None
    for number, piece in enumerate(pieces):
        if isinstance(piece, TextPiece):
            if said and heads_comments(piece.text):
                return pieces[:number]
            if 2 * said > whole and heads_other_stories(piece.text) and not _goes_on(pieces[number + 1 :], last):
                return pieces[:number]
            if _is_prose(piece):
                said += len(piece.text)
                last = piece
    return pieces


def _goes_on(pieces: list[Piece], last: TextPiece | None) -> bool:
    """Whether below a list of links stands more prose, marked up just as the last that was told and in its box."""
    texts = [piece for piece in pieces if isinstance(piece, TextPiece)]
    following = next((number for number, piece in enumerate(texts) if not piece.href), 0)
    if last is None or not following:
        return False
    text, element = texts[following], last.element
    is_in_its_box = text.element.getparent() is element.getparent()
    return _is_prose(text) and are_alike(element, text.element) and is_in_its_box


def without_ending(pieces: list[Piece]) -> list[Piece]:
    """The pieces without what follows the last line of prose, signatures excepted, and without the page's own lines.

    All of them where there is no prose. Images stay.
    """
    sizes: dict[Element, int] = {}
    last = max((number for number, piece in enumerate(pieces) if _is_prose(piece)), default=len(pieces))
    while last + 1 < len(pieces) and _is_announced(pieces[last], pieces[last + 1]):
        last += 1
    return [
        piece
        for number, piece in enumerate(pieces)
        if isinstance(piece, Image)
        or not (_is_of_the_page(piece, sizes) or (number > last and piece.kind in ("heading", "list_item")))
    ]


def _is_announced(above: Piece, piece: Piece) -> bool:
    """Whether an item belongs to a list that a line with a colon, or the item above, opens."""
    if isinstance(above, Image) or isinstance(piece, Image) or piece.kind != "list_item" or piece.href:
        return False
    if above.kind == "list_item":
        return above.element.getparent() is piece.element.getparent()
    return above.text.endswith((":", "："))


def without_bare_headings(pieces: list[Piece], before: list[Piece]) -> list[Piece]:
    """The pieces without headings in boxes apart from the prose below which nothing is left of what ``before`` had: a
    list of links, an offer.
    """
    kept = set(map(id, pieces))
    prose = {piece.element.getparent() for piece in pieces if isinstance(piece, TextPiece) and _is_prose(piece)}
    below = {id(piece): after for piece, after in pairwise(before)}

    def is_bare(piece: Piece) -> bool:
        if not isinstance(piece, TextPiece) or piece.kind != "heading" or piece.element.getparent() in prose:
            return False
        after = below.get(id(piece))
        return isinstance(after, TextPiece) and id(after) not in kept

    return [piece for piece in pieces if not is_bare(piece)]


def told_once(pieces: list[Piece]) -> list[Piece]:
    """The pieces without prose that was told before, word for word: pages hold a text twice, for two screens."""
    told: set[str] = set()
    kept: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, TextPiece) and len(piece.text) >= _PROSE:
            if piece.text in told:
                continue
            told.add(piece.text)
        kept.append(piece)
    return kept


def without_asides(pieces: list[Piece]) -> list[Piece]:
    """The pieces without texts whose class says that they stand beside the story, and without what is above the first
    line of prose, the heading right above it excepted. Images stay.
    """
    shown = _in_galleries(pieces)
    usual = {p.element.get("class") for p in pieces if isinstance(p, TextPiece) and len(p.text) > _MAX_TRIMMING}
    sizes: dict[Element, int] = {}
    own = [p for p in pieces if isinstance(p, Image) or not (p.element in shown or _is_aside(p, sizes, usual))]
    first = next((number for number, piece in enumerate(own) if _is_prose(piece) or _is_long_heading(piece)), 0)
    above = next((piece for piece in reversed(own[:first]) if isinstance(piece, TextPiece)), None)
    listed = _listed_beside(own[first], own[:first]) if own else set()
    return [
        piece
        for number, piece in enumerate(own)
        if isinstance(piece, Image)
        or number >= first
        or (piece is above and _is_heading(piece))
        or piece.element.getparent() in listed
    ]


def _listed_beside(prose: Piece, above: list[Piece]) -> set[Element | None]:
    """The boxes above the first prose whose lines tell what a dish is made of, or who meets when: lists of some items
    beside it, or the prose's own box where it has many lines.
    """
    if isinstance(prose, Image):
        return set()
    box = prose.element.getparent()
    if prose.kind == "list_item" and box is not None:
        box = box.getparent()
    lines = Counter(p.element.getparent() for p in above if isinstance(p, TextPiece))
    lists = {each for each, count in lines.items() if count >= _FEW and each is not None and each.tag in ("ul", "ol")}
    return {each for each in lists if each.getparent() is box} | ({box} if lines[box] >= _MANY else set())


def may_open(piece: TextPiece) -> bool:
    """Whether a text without a mark, above the body, may be the story's first: no caption, no line of date or name."""
    if _is_aside(piece, {}) or is_called_caption(piece):
        return False
    return bool(_ENDS_SENTENCE.search(piece.text)) or not _NAMES_OR_DATES.search(piece.text)


def _in_galleries(pieces: list[Piece]) -> set[Element]:
    """The elements whose text is told in a gallery or a playlist that holds less than half of the story's text."""
    texts = [piece for piece in pieces if isinstance(piece, TextPiece)]
    boxes: dict[Element, Element | None] = {}
    held: defaultdict[Element, int] = defaultdict(int)
    for piece in texts:
        if (box := _gallery_around(piece.element, boxes)) is not None:
            held[box] += len(piece.text)
    if not held:
        return set()
    half = sum(len(piece.text) for piece in texts) / 2
    return {piece.element for piece in texts if (box := boxes[piece.element]) is not None and held[box] < half}


def _gallery_around(element: Element, known: dict[Element, Element | None]) -> Element | None:
    """The outermost box around an element that is called a gallery, kept in ``known`` for all on the way."""
    way: list[Element] = []
    found: Element | None = None
    node: Element | None = element
    while node is not None and node not in known:
        way.append(node)
        node = node.getparent()
    found = known[node] if node is not None else None
    for box in reversed(way):
        if found is None and _is_named(names_of(box), _GALLERY):
            found = box
        known[box] = found
    return found


def _is_aside(piece: TextPiece, sizes: dict[Element, int], usual: Collection[str | None] = ()) -> bool:
    """Whether a class says so of a text; one that the long paragraphs have as well (``usual``) says nothing."""
    if piece.kind == "heading" or len(piece.text) > _MAX_BIOGRAPHY:
        return False
    if len(piece.text) <= _MAX_TRIMMING and _stands_in(piece.element, _APART_NAME, _MAX_APART, sizes, usual):
        return True
    return _stands_in(piece.element, _AUTHOR_BOX, _MAX_BIOGRAPHY, sizes, usual)


def _is_long_heading(piece: Piece) -> bool:
    return isinstance(piece, TextPiece) and piece.kind == "heading" and weight(piece.text) >= _PROSE


def _is_heading(piece: TextPiece) -> bool:
    return piece.kind in ("heading", "table") or piece.bold


def _is_prose(piece: Piece) -> bool:
    if not isinstance(piece, TextPiece) or piece.href or piece.kind == "heading":
        return False
    size = weight(piece.text)
    return size >= _PROSE or (size >= _SENTENCE and bool(_ENDS_SENTENCE.search(piece.text)))


def _is_of_the_page(piece: TextPiece, sizes: dict[Element, int]) -> bool:
    """Whether a short line points to another page, or is about this page and not of the story."""
    text = piece.text
    if weight(text) > _MAX_TRIMMING:
        return False
    if piece.href:
        return not _FILE.search(piece.href)
    return is_of_the_page(text) or heads_other_stories(text) or _is_row_of_links(piece, sizes)


def _is_row_of_links(piece: TextPiece, sizes: dict[Element, int]) -> bool:
    """Whether a line is but links beside each other, one link behind an arrow, or asks to be followed elsewhere."""
    if _size(piece.element, sizes) > 2 * _MAX_TRIMMING:
        return False
    links = [*islice(piece.element.iter("a"), _MAX_LINKS)]
    if not links:
        return False
    found = (_SOCIAL.search(href) for link in links if not _POST.search(href := link.get("href", "")))
    hosts = {host[0] for host in found if host}
    if len(hosts) > 1:
        return True
    beside = piece.text
    for link in links:
        beside = beside.replace(element_text(link), "", 1)
    return not any(map(str.isalnum, beside)) and (len(links) > 1 or bool(_ARROW.search(piece.text)))


def _stands_in(
    element: Element, name: re.Pattern[str], most: int, sizes: dict[Element, int], usual: Collection[str | None]
) -> bool:
    """Whether an element, or a box close around it with no more text than ``most``, has such a class or id."""
    for box in islice(chain((element,), element.iterancestors()), _CLIMB):
        named = box.get("class")
        if _is_named(f"{'' if named is None or named in usual else named} {box.get('id', '')}", name):
            return box is element or _size(box, sizes) <= most
    return False


def _size(box: Element, sizes: dict[Element, int]) -> int:
    """How much text a box has, measured once: thousands of a page's lines may share one."""
    if box not in sizes:
        sizes[box] = text_length(box)
    return sizes[box]


@lru_cache(maxsize=4096)
def _is_named(names: str, name: re.Pattern[str]) -> bool:
    return len(names) < _MAX_NAMES and bool(name.search(names))
