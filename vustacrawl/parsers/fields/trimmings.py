"""What stands around and between the prose of a story on pages whose markup nobody knows."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from vustacrawl.items import Image
from vustacrawl.parsers.dom import Element, text_length
from vustacrawl.parsers.fields.pieces import Piece, TextPiece

_PROSE = 80
_SENTENCE = 20
_MAX_TRIMMING = 250
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？：；।۔؟]['\"”’»)\]」』]*$")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WIDTH = 2.5
"""An ideogram or a syllable block says as much as so many letters."""
_POINTER = re.compile(
    r"""(?:read\s(?:more|also|next)|see\salso|also\sread|lesen\ssie\s(?:auch|hier)|mehr\s(?:zum\sthema|dazu)|
      lire\s(?:aussi|la\ssuite)|[àa]\slire|lea\s(?:también|más)|leer\smás|te\spuede\sinteresar|ver\stambién|
      leggi\sanche|leia\s(?:também|mais)|lees\sook|читайте\s(?:также|нас)|по\sтеме|xem\sthêm|đọc\sthêm|
      (?:more(?:\son.{0,40})?|related|recommended|watch|listen|photos?|gallery|video)\s?:)(?!\w)
      |相关(?:阅读|新闻)|延伸阅读|推荐阅读|関連(?:記事|ニュース)|관련\s?기사|اقرأ\sأيض""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE_OF_THE_PAGE = re.compile(
    r"""(?:advertisement|anzeige|werbung|publicité|publicidad|pubblicità|реклама|quảng\scáo|sponsored|广告|
      (?:story\s)?continues\s(?:below|after).{0,30}|(?:hide|view|show)\scaptions?|enlarge(?:\s(?:this\s)?image)?|
      share(?:\sthis)?(?:\s(?:article|story|post|page))?|follow\sus.{0,60}|(?:sign\sup|subscribe)\b.{0,120}|
      loading\.*|print|email|copy\slink|comments?|\d+\scomments?|leave\sa\s(?:comment|reply)|
      getty\simages|reuters|afp|ap|dpa|(?:photo|image|foto|bild|crédit|фото)\s?:.{0,80}|
      (?:©|\(c\)|copyright).{0,120}|all\srights\sreserved\.?|最新|分享(?:到)?[:：]?|责任编辑.{0,20}|\(?责编.{0,20}|
      \d+)""",
    re.VERBOSE | re.IGNORECASE,
)
_APART_NAME = re.compile(
    r"""(?:^|[\s_-])(?:
      authors?|bio|byline|dateline|timestamp|(?:post|entry|article|story)-?meta|meta|credits?|captions?|legend
    | gallery|slideshow|carousel|slider|lightbox|promo\w*|paywall|subscri\w*|sign-?up|recommend\w*
    | read-?also|more-?on|see-?also|inline-?links?|pull-?quote|disclaimer|toolbar
    )(?:$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
_AUTHOR_BOX = re.compile(
    r"author[-_]?(?:box|bio|info|popup|container|card|profile|details?|description)|about[-_]?(?:the[-_]?)?author",
    re.IGNORECASE,
)
_MAX_APART = 600
_MAX_BIOGRAPHY = 1000
_CLIMB = 4
_MAX_NAMES = 500
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:$|\?)", re.IGNORECASE)
_END = re.compile(
    r"(?:\d+\s)?(?:comments?|kommentare?|commentaires?|comentarios?|commenti|комментарии|bình luận|评论|コメント)"
    r"(?:\s?\(\d+\)|\s\d+)?:?",
    re.IGNORECASE,
)


def without_ending(pieces: list[Piece]) -> list[Piece]:
    """The pieces without what follows the last line of prose, signatures excepted, and without the page's own lines.

    All of them where there is no prose. Images stay.
    """
    pieces = _before_comments(pieces)
    last = max((number for number, piece in enumerate(pieces) if _is_prose(piece)), default=len(pieces))
    return [
        piece
        for number, piece in enumerate(pieces)
        if isinstance(piece, Image)
        or not (_is_of_the_page(piece) or (number > last and piece.kind in ("heading", "list_item")))
    ]


def without_asides(pieces: list[Piece]) -> list[Piece]:
    """The pieces without texts whose class says that they stand beside the story, and without what is above the first
    line of prose, the heading right above it excepted. Images stay.
    """
    own = [piece for piece in pieces if isinstance(piece, Image) or not _is_aside(piece)]
    first = next((number for number, piece in enumerate(own) if _is_prose(piece)), 0)
    return [
        piece
        for number, piece in enumerate(own)
        if isinstance(piece, Image) or number >= first or (number == first - 1 and _is_heading(piece))
    ]


def _is_aside(piece: TextPiece) -> bool:
    if piece.kind == "heading" or len(piece.text) > _MAX_BIOGRAPHY:
        return False
    if len(piece.text) <= _MAX_TRIMMING and _stands_in(piece.element, _APART_NAME, _MAX_APART):
        return True
    return _stands_in(piece.element, _AUTHOR_BOX, _MAX_BIOGRAPHY)


def _is_heading(piece: TextPiece) -> bool:
    return piece.kind in ("heading", "table") or piece.bold


def _before_comments(pieces: list[Piece]) -> list[Piece]:
    said = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, TextPiece):
            if said and _END.fullmatch(piece.text):
                return pieces[:number]
            said += _is_prose(piece)
    return pieces


def _is_prose(piece: Piece) -> bool:
    if not isinstance(piece, TextPiece) or piece.href or piece.kind == "heading":
        return False
    size = _size(piece.text)
    return size >= _PROSE or (size >= _SENTENCE and bool(_ENDS_SENTENCE.search(piece.text)))


def _size(text: str) -> float:
    return len(text) if text.isascii() else len(text) + (_WIDTH - 1) * len(_WIDE.findall(text))


def _is_of_the_page(piece: TextPiece) -> bool:
    """Whether a short line points to another page, or is about this page and not of the story."""
    text = piece.text
    if len(text) > _MAX_TRIMMING:
        return False
    if piece.href:
        return not _FILE.search(piece.href)
    return bool(_LINE_OF_THE_PAGE.fullmatch(text) or _POINTER.match(text))


def _stands_in(element: Element, name: re.Pattern[str], most: int) -> bool:
    """Whether an element, or a box close around it with no more text than ``most``, has such a class or id."""
    for box in islice((element, *element.iterancestors()), _CLIMB):
        if box is not element and text_length(box) > most:
            return False
        if _is_named(f"{box.get('class', '')} {box.get('id', '')}", name):
            return True
    return False


@lru_cache(maxsize=4096)
def _is_named(names: str, name: re.Pattern[str]) -> bool:
    return len(names) < _MAX_NAMES and bool(name.search(names))
