"""What stands around and between the prose of a story on pages whose markup nobody knows."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from itertools import islice

from vustacrawl.items import Image
from vustacrawl.parsers.dom import Element, text_length
from vustacrawl.parsers.fields.captions import is_called_caption
from vustacrawl.parsers.fields.endings import is_after_the_story
from vustacrawl.parsers.fields.pieces import Piece, TextPiece
from vustacrawl.parsers.fields.text import weight

_PROSE = 80
_SENTENCE = 20
_MAX_TRIMMING = 250
_ENDS_SENTENCE = re.compile(r"[.!?…:;。！？：；।۔؟]['\"”’»)\]」』]*$")
_POINTER = re.compile(
    r"""(?:read\s(?:more|also|next)|see\salso|also\sread|lesen\ssie\s(?:auch|hier)|mehr\s(?:zum\sthema|dazu)|
      lire\s(?:aussi|la\ssuite)|[àa]\slire|lea\s(?:también|más)|leer\smás|te\spuede\sinteresar|ver\stambién|
      leggi\sanche|leia\s(?:também|mais)|lees\sook|читайте\s(?:также|нас)|по\sтеме|xem\sthêm|đọc\sthêm|
      (?:more(?:\son.{0,40})?|related|recommended|watch|listen|photos?|gallery|video)\s?:)(?!\w)
      |相关(?:阅读|新闻)|延伸阅读|推荐阅读|関連(?:記事|ニュース)|관련\s?기사|اقرأ\sأيض""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE_OF_THE_PAGE = re.compile(
    r"""(?:advertisement:?|anzeige|werbung|publicité|publicidad|pubblicità|реклама|quảng\scáo|sponsored|广告|
      (?:story\s)?continues\s(?:below|after).{0,30}|(?:hide|view|show)\scaptions?|enlarge(?:\s(?:this\s)?image)?|
      share(?:\sthis)?(?:\s(?:article|story|post|page))?|follow\sus.{0,60}|(?:sign\sup|subscribe)\b.{0,120}|
      (?:a\spost\sshared\sby|ein\sbeitrag\sgeteilt\svon|une\spublication\spartagée\spar|
      una\spublicación\scompartida|un\spost\scondiviso\sda)\s.{0,120}|
      (?:lesezeit:?\s)?\d{1,2}\smin(?:\.|ute[ns]?|utos|uti)?(?:\s(?:read|lesezeit|de\slectur[ae]))?|
      loading\.*|print|email|copy\slink|comments?|\d+\scomments?|leave\sa\s(?:comment|reply)|
      getty\simages|reuters|afp|ap|dpa|(?:photo|image|foto|bild|crédit|фото)\s?:.{0,80}|
      (?:©|\(c\)|copyright).{0,120}|all\srights\sreserved\.?|最新|分享(?:到)?[:：]?|[\[【（(]?(?:责任编辑|责编|编辑)\s?[:：].{0,20}|
      \d+)""",
    re.VERBOSE | re.IGNORECASE,
)
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
_MAX_APART = 600
_MAX_BIOGRAPHY = 1000
_CLIMB = 4
_MAX_NAMES = 500
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar)(?:$|\?)", re.IGNORECASE)
_MAX_ELSEWHERE = 60
_ELSEWHERE = re.compile(
    r"""(?:
      (?:more|other|latest|related|recommended|popular|trending|top|similar)\s(?:\w+\s){0,2}
        (?:stories|news|articles|posts|columns|reading|topics|coverage|headlines|content|videos)
    | (?:you\s(?:may|might)\s(?:also\s)?(?:like|be\sinterested\sin)|the\slatest\son|part\sof\scomplete\scoverage
        |more\sfrom)(?:\s.{1,30})?
    | related|recommended(?:\sfor\syou)?|most\s(?:read|popular|viewed)|read\snext|up\snext|don.t\smiss
    | (?:weitere|ähnliche|verwandte|andere)\s(?:themen|artikel|beiträge|meldungen|nachrichten)
    | mehr\szum\sthema|meistgelesen|das\skönnte\s(?:sie|dich)\sauch\sinteressieren|auch\sinteressant
    | (?:à\slire|lire|voir)\saussi|sur\sle\smême\s(?:sujet|thème)|articles?\s(?:similaires|liés|associés)|les\splus\slus
    | (?:noticias|artículos|temas|contenidos?)\srelacionad[oa]s?|te\spuede\sinteresar|lo\smás\s(?:leído|visto)
    | más\snoticias
    | (?:notícias|matérias|artigos)\srelacionad[oa]s|leia\stambém|veja\stambém|mais\slidas
    | (?:articoli|notizie)\scorrelat[ie]|leggi\sanche|potrebbe\sinteressarti|(?:i\s)?più\slett[ie]
    | lees\sook|gerelateerd(?:e\s\w+)?|meest\sgelezen|zobacz\s(?:też|także)|czytaj\s(?:też|także)
    | читайте\sтакже|по\sтеме|другие\sновости|материалы\sпо\sтеме|похожие\s(?:статьи|новости|материалы)
    | (?:相关|热门|推荐|延伸|最新|精彩|更多)(?:阅读|新闻|文章|推荐|报道|内容|资讯)|猜你喜欢|为您推荐|最近发表
    | 関連(?:記事|ニュース|リンク)|あわせて読みたい|おすすめ記事|(?:アクセス)?ランキング
    | 관련\s?(?:기사|뉴스)|많이\s?본\s?(?:뉴스|기사)
    | เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|(?:اقرأ|إقرأ)\sأيضا?ً?|مواضيع\sذات\sصلة|ilgili\shaberler|berita\sterkait|baca\sjuga
    )\s?[:：…»>]*""",
    re.VERBOSE | re.IGNORECASE,
)
_END = re.compile(
    r"(?:\d+\s)?(?:comments?|kommentare?|commentaires?|comentarios?|commenti|комментарии|bình luận|评论|コメント)"
    r"(?:\s?\(\d+\)|\s\d+)?:?",
    re.IGNORECASE,
)


def before_what_follows(pieces: list[Piece]) -> list[Piece]:
    """What stands above the comments, or above a list of other stories after the greater part of the text."""
    whole = sum(len(piece.text) for piece in pieces if isinstance(piece, TextPiece) and _is_prose(piece))
    said = 0
    for number, piece in enumerate(pieces):
        if isinstance(piece, TextPiece):
            if said and _END.fullmatch(piece.text):
                return pieces[:number]
            if 2 * said > whole and _heads_other_stories(piece.text):
                return pieces[:number]
            said += len(piece.text) if _is_prose(piece) else 0
    return pieces


def without_ending(pieces: list[Piece]) -> list[Piece]:
    """The pieces without what follows the last line of prose, signatures excepted, and without the page's own lines.

    All of them where there is no prose. Images stay.
    """
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
    shown = _in_galleries(pieces)
    own = [p for p in pieces if isinstance(p, Image) or not (p.element in shown or _is_aside(p))]
    first = next((number for number, piece in enumerate(own) if _is_prose(piece)), 0)
    above = next((piece for piece in reversed(own[:first]) if isinstance(piece, TextPiece)), None)
    return [
        piece
        for number, piece in enumerate(own)
        if isinstance(piece, Image) or number >= first or (piece is above and _is_heading(piece))
    ]


def may_open(piece: TextPiece) -> bool:
    """Whether a text without a mark, above the body, may be the story's first: no caption, no line of date or name."""
    if _is_aside(piece) or is_called_caption(piece):
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
        if found is None and _is_named(f"{box.get('class', '')} {box.get('id', '')}", _GALLERY):
            found = box
        known[box] = found
    return found


def _is_aside(piece: TextPiece) -> bool:
    if piece.kind == "heading" or len(piece.text) > _MAX_BIOGRAPHY:
        return False
    if len(piece.text) <= _MAX_TRIMMING and _stands_in(piece.element, _APART_NAME, _MAX_APART):
        return True
    return _stands_in(piece.element, _AUTHOR_BOX, _MAX_BIOGRAPHY)


def _is_heading(piece: TextPiece) -> bool:
    return piece.kind in ("heading", "table") or piece.bold


def _heads_other_stories(text: str) -> bool:
    return len(text) <= _MAX_ELSEWHERE and bool(is_after_the_story(text) or _ELSEWHERE.fullmatch(text))


def _is_prose(piece: Piece) -> bool:
    if not isinstance(piece, TextPiece) or piece.href or piece.kind == "heading":
        return False
    size = weight(piece.text)
    return size >= _PROSE or (size >= _SENTENCE and bool(_ENDS_SENTENCE.search(piece.text)))


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
