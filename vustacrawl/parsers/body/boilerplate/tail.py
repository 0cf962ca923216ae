"""Where a story ends: what follows it on the page, and who signs it (docs/sites.md, sections 2, 3 and 6)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from vustacrawl.items import Image
from vustacrawl.parsers.body.text_blocks import Piece, TextPiece
from vustacrawl.parsers.fields.bylines import Byline, is_office, read_byline
from vustacrawl.parsers.html.text import fold
from vustacrawl.parsers.html.vocabulary import phrases

_AFTER_THE_STORY = phrases(
    """
    xem them, tin moi, tin moi nhat, read more, see more, tin lien quan, bai lien quan, bai viet lien quan,
    cac tin lien quan, cac tin khac, tin khac, cac bai viet khac, bai viet khac, cac bai khac, tin tuc khac,
    tin cung chuyen muc, cung chuyen muc, tin cung muc, nhung tin moi hon, nhung tin cu hon, tin da dua, cac
    tin da dua, leave a reply, related posts, related news, related articles, other news, newer news, older
    news, y kien ban doc, y kien bach doc, binh luan, gui binh luan, comments, tin noi bat, tin doc nhieu,
    doc them, co the ban quan tam, bai viet cung chuyen muc, tin lien quan khac
    """
)
_NOISE = re.compile(
    r"(?:lượt (?:xem|đọc)|số lượt xem|views?|đã xem)\s*:?\s*[\d.,]+|[\d.,]+\s*(?:lượt (?:xem|đọc)|"
    r"views?)|cỡ chữ\s*[+\-A ]*|"
    r"(?:facebook|twitter|linkedin|email|zalo|print|pinterest|copy link|whatsapp|telegram|messenger|"
    r"share|tweet|chia sẻ|in (?:bài(?: viết)?|trang)|bản in|nghe đọc bài|gửi email|"
    r"lưu bài|like|thích|[\s|:,/])+|(?:tags?|từ khóa|từ khoá|keywords)\s*:.*|quay lại|về đầu trang|"
    r"(?:đánh giá(?: bài viết)?\s*:?\s*)?[\d.,]+\s*/\s*\d+\s*[-–]?\s*\([\d.,]+ (?:đánh giá|bình chọn|votes?)\)|"
    r"tm-img-alt|(?:https?:)?//\S+\.(?:jpe?g|png|gif|webp)(?:\?\S*)?",
    re.IGNORECASE,
)
_COUNTER = re.compile(r"\d{1,7}|\d{1,3}(?:[.,]\d{3}){1,2}")
_DATE_ALONE = re.compile(r"[\d/:.\-, ()|]{6,30}")
_CUT = ("...", "…")
_TRAILS_OFF = "……"
"""How a sentence of Chinese or Japanese trails off."""
_MAX_MARK = 40
_MAX_NOISE = 200
_MAX_TEASER = 200
_MAX_ENDING = 5
_MAX_OFFICE = 80


def without_surroundings(pieces: list[Piece], is_story: Callable[[str], bool]) -> list[Piece]:
    """The story's own pieces: counters, share bars and links to other stories (``is_story``) left out.

    A heading such as ``Xem Thêm`` ends the story, unless paragraphs of the story go on after it.
    """
    kept: list[Piece] = []
    teasing = False
    for number, piece in enumerate(pieces):
        if isinstance(piece, Image):
            kept.append(piece)
            continue
        if is_after_the_story(piece.text):
            if not any(_goes_on(later) for later in pieces[number + 1 :]):
                break
            continue
        is_teased = bool(piece.href and is_story(piece.href)) or _points_elsewhere(piece, is_story)
        is_teased = is_teased or (teasing and bool(is_cut(piece.text) or _DATE_ALONE.fullmatch(piece.text)))
        teasing = is_teased
        if not is_teased and not (len(piece.text) <= _MAX_NOISE and _NOISE.fullmatch(piece.text)):
            kept.append(piece)
    while kept and isinstance(edge := kept[0], TextPiece) and _COUNTER.fullmatch(edge.text):
        kept.pop(0)
    while kept and isinstance(edge := kept[-1], TextPiece) and _COUNTER.fullmatch(edge.text):
        kept.pop()
    return kept


def is_after_the_story(text: str) -> bool:
    """Whether a line heads what follows a story: ``Tin liên quan``, ``Bình luận``."""
    return len(text) <= _MAX_MARK and fold(text) in _AFTER_THE_STORY


def is_cut(text: str) -> bool:
    """Whether a text breaks off as teasers do."""
    return text.endswith(_CUT) and not text.endswith(_TRAILS_OFF)


def is_noise(text: str) -> bool:
    """Whether a line is none of the story: a view counter, a share bar, a list of tags."""
    return len(text) <= _MAX_NOISE and bool(_NOISE.fullmatch(text) or _COUNTER.fullmatch(text))


def _points_elsewhere(piece: TextPiece, is_story: Callable[[str], bool]) -> bool:
    """Whether a line inside the text only names another story: ``Xem thêm: …``."""
    mark, colon, _ = piece.text[: _MAX_MARK + 1].partition(":")
    if not colon or fold(mark) not in _AFTER_THE_STORY:
        return False
    return any(is_story(link.get("href", "")) for link in piece.element.iter("a"))


def _goes_on(piece: Piece) -> bool:
    return isinstance(piece, TextPiece) and not piece.href and len(piece.text) > _MAX_TEASER and not is_cut(piece.text)


def take_byline(pieces: list[Piece]) -> Byline | None:
    """The signature at the end of the story; its lines are taken off ``pieces``. None, and nothing taken, without
    one.

    A line that only names a source or a photographer belongs to the one above it.
    """
    below: Byline | None = None
    while pieces and isinstance(last := pieces[-1], TextPiece):
        found = read_byline(last.text) if last.kind != "table" else None
        if found is None or (found.name and _is_under_portrait(pieces)):
            break
        pieces.pop()
        found = _with(found, below)
        if not (found.source or found.photo) or found.authors:
            return found
        below = found
    return _take_signature(pieces, below) or _take_office(pieces, below) or below


def _with(found: Byline, below: Byline | None) -> Byline:
    """A byline with what the line below it adds."""
    if below is None:
        return found
    return replace(found, source=found.source or below.source, photo=found.photo or below.photo)


def _is_under_portrait(pieces: list[Piece]) -> bool:
    """Whether the last line is the name of the person on the image above it, not of a writer."""
    line, above = pieces[-1], pieces[-2] if len(pieces) > 1 else None
    return isinstance(line, TextPiece) and isinstance(above, Image) and not above.caption and line.align == "center"


def _take_office(pieces: list[Piece], below: Byline | None) -> Byline | None:
    """A body that signs: ``Ban Tổ chức``, set to the right."""
    last = pieces[-1] if pieces else None
    if not isinstance(last, TextPiece) or len(last.text) > _MAX_OFFICE or not is_office(last.text):
        return None
    if last.kind != "paragraph" or not (last.align == "right" or last.padded):
        return None
    pieces.pop()
    return _with(Byline(last.text), below)


def _take_signature(pieces: list[Piece], below: Byline | None) -> Byline | None:
    """A name with its offices below it, a line each."""
    offices: list[str] = []
    for piece in reversed(pieces[1:][-_MAX_ENDING:]):
        if not isinstance(piece, TextPiece) or piece.kind == "table":
            return None
        author = read_byline(piece.text)
        if author and author.name and offices:
            del pieces[-1 - len(offices) :]
            unit = ", ".join(reversed(offices))
            signed = replace(author, text=" ".join([author.text, *reversed(offices)]))
            return _with(replace(signed, authors=(*author.authors[:-1], replace(author.authors[-1], unit=unit))), below)
        if not (piece.padded or is_office(piece.text)):
            return None
        offices.append(piece.text)
    return None
