"""Lines near a title that print date and byline (docs/sites.md, sections 1, 2 and 5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from vustacrawl.parsers.body.boilerplate.phrases import is_noise
from vustacrawl.parsers.body.flatten import read_blocks
from vustacrawl.parsers.body.text_blocks import SENTENCE_END, BodyItem, TextBlock, texts_of
from vustacrawl.parsers.fields.bylines import Byline, read_byline
from vustacrawl.parsers.fields.dates import FoundDate, Order, find_date
from vustacrawl.parsers.fields.names import is_person
from vustacrawl.parsers.html.class_names import CLOCKS, is_named
from vustacrawl.parsers.html.dom import BREAKS, Element, ancestors_or_self, element_text, is_boilerplate
from vustacrawl.parsers.html.text import clean, text_width
from vustacrawl.parsers.thresholds import LINES_NEAR_TITLE, MAX_BESIDE_DATE, MAX_METADATA_LINE

_LABELS = re.compile(
    r"(?:cập nhật|xuất bản|ngày đăng(?: (?:tin|bài))?|đăng(?: (?:ngày|lúc|tin))?|"
    r"thời gian|ngày|lúc|posted(?: (?:at|on))?|"
    r"(?:first )?published|updated|date|last update|\b(?:on|vào)|thứ (?:hai|ba|tư|năm|sáu|bảy)|chủ nhật|"
    r"출판|입력|등록|出版|发布时间|發佈時間|公開日?|掲載日?)\s*(?:lúc|ngày|:|：|at\b|on\b)*\s*$",
    re.IGNORECASE,
)
_COUNTED = r"(?:lượt (?:xem|đọc|tải)|(?:đã|số lần) xem|views?|bình luận|phản hồi|comments?)"
_COUNTS = re.compile(
    rf"^[\d\s.,]+$|[\d.,]+\s*{_COUNTED}(?!\s*:)|{_COUNTED}\s*:?\s*[\d.,]+|cỡ chữ[\s+\-A]*", re.IGNORECASE
)
_DATED_END = re.compile(
    r"\s*[|•·][^|•·]*\b(?:19|20)\d\d\b[^|•·]*$"
    r"|[\s,]+(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d{1,2}, (?:19|20)\d\d.*$"
)
"""A date whose month is a word, after a byline: ``By Jane Hall | March 5, 2019``."""
PARTS = re.compile(r"\s*[|•·]\s*")
_DIGIT = re.compile(r"\d")
_OTHER_DATES = (
    *("hạn (?:chót|cuối|nộp|nhận|đăng ký|gửi)", "hết hạn", "thời hạn", "chậm nhất"),
    *(r"(?:trước|từ|đến)(?: hết)?(?: ngày)?\s*$", "từ ngày"),
    *("bắt đầu", "kết thúc", "khai (?:mạc|giảng)", "bế mạc", "diễn ra", "tổ chức", "khởi công", "kỷ niệm"),
    *("hiệu lực", "ban hành", "ký hiệu", "sinh (?:ngày|năm)", "dự kiến", "hoàn thành", "họp (?:lúc|vào|ngày)"),
    r"ngày (?!(?:đăng|xuất bản|cập nhật|tạo|viết|gửi|phát hành|đưa)\b)[^\W\d]+[^:\d]{0,30}:\s*$",
    *(
        "deadline",
        "due (?:date|by|on)",
        "event date",
        "valid (?:from|until)",
        "(?:expire|start|end|close)s?",
        "closing",
    ),
    *("when:", "(?:apply|register|submit|reply|rsvp|book) (?:by|before)", "received", "accepted"),
    *(r"\w*schluss", r"\w*frist", "date limite", "jusqu.au"),
)
_OTHER_DATE = re.compile(rf"\b(?:{'|'.join(_OTHER_DATES)})(?!\w)", re.IGNORECASE)
"""Labels before a date that is not that of publication: ``Hạn nộp hồ sơ: 20/3/2024``."""
_TIME_LABEL = re.compile(r"(?:thời gian|when)\s*:\s*(?:\d{1,2}\s?(?:[:hg]|giờ)\s?(?:\d\d)?\s?[-–]\s?)?$", re.IGNORECASE)
_CLOCK_FIRST = re.compile(r"\d{1,2}\s?(?:[:hg]|giờ)", re.IGNORECASE)
_PLACE_FIRST = re.compile(r"[^,:]{2,30},\s*(?=ngày\s)", re.IGNORECASE)
"""``Hòa An, ngày 12 tháng 3 năm 2024``: the place is not a person."""
_EDGES = " \t|•·-–—,;:()[]/"
Reader = Callable[[Element, Element | None], list[BodyItem]]
UPDATE = re.compile(
    r"cập nhật|update|sửa|modified|mis à jour|modifié|a[ck]tuali[sz]|atualizad|aggiornat|\bstand\b|bijgewerkt|uppdater"
    r"|opdater|oppdater|päivitet|обновл|оновл|güncel|diperbarui|更新|수정|업데이트",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"đăng(?! ký)|xuất bản|posted|published|publi(?:é|cad|cat|cer|kov)|veröffentlicht|erstellt|crea(?:do|to)|udgiv"
    r"|publiser|julkais|opublik|опубл|yayın|giriş|terbit|出版|发布|發佈|公開|掲載|입력|등록",
    re.IGNORECASE,
)
_DAY_IN_FIGURES = re.compile(r"[\d\s./-]+")


@dataclass(frozen=True, slots=True)
class MetadataLine:
    """One line near a title: the date it prints, the byline it gives, or neither if it is only counters or labels."""

    text: str
    date: FoundDate | None = None
    byline: Byline | None = None
    is_bare_date: bool = False
    """Whether it prints only a date, apart from labels and counters."""

    @property
    def is_doubtful_byline(self) -> bool:
        """Whether it is a single word in capitals: initials only if there is a date beside it."""
        bare = [author for author in (self.byline.authors if self.byline else ()) if not (author.role or author.unit)]
        return self.date is None and len(bare) == 1 and bare[0].name is None and bare[0].initials == self.text

    @property
    def may_name_place(self) -> bool:
        """Whether the text before the date is two words without a Vietnamese surname: ``Punta Serena``."""
        if self.byline is None or self.date is None or self.byline.name != self.byline.text:
            return False
        return self.text.startswith(self.byline.text) and not is_person(self.byline.text)

    @property
    def is_bare_name(self) -> bool:
        """Whether it is only a person's name."""
        return self.byline is not None and self.byline.name == self.text

    @property
    def is_update(self) -> bool:
        """Whether the date is labelled as that of an update."""
        return bool(self.date and UPDATE.search(self.text[: self.date.start]))

    @property
    def may_be_clock(self) -> bool:
        """Whether the date may be today's: such clocks print the weekday or the time and have no publication label."""
        if self.date is None or _PUBLISHED.search(self.text[: self.date.start]):
            return False
        return not _DAY_IN_FIGURES.fullmatch(self.date.raw)


def may_print_date(text: str) -> bool:
    """Whether a line is worth searching for a date: it is short and contains a digit."""
    return len(text) <= MAX_METADATA_LINE and bool(_DIGIT.search(text))


def read_metadata_line(text: str, zone: str, order: Order, *, as_given: bool = False) -> MetadataLine | None:
    """Return what one line near a title says; None for any other kind of line, above all a sentence.

    ``zone``, ``order`` and ``as_given`` as for ``find_date``.
    """
    if len(text) > MAX_METADATA_LINE:
        return None
    date = find_date(text, zone, order, as_given=as_given) if may_print_date(text) else None
    if date and (is_of_other_date(text[: date.start]) or _is_event_time(text, date)):
        rest = text[date.end :].strip(_EDGES)
        return read_metadata_line(rest, zone, order, as_given=as_given) if _PUBLISHED.search(rest) else None
    if date is None:
        if is_noise(text):
            return MetadataLine(text)
        byline = _certain_byline(text)
        return MetadataLine(text, byline=byline) if byline else None
    if UPDATE.search(text[: date.start]) and find_date(rest := text[date.end :].strip(_EDGES), zone, order):
        return read_metadata_line(rest, zone, order, as_given=as_given)
    before = _without_counts(_LABELS.sub("", text[: date.start].strip(_EDGES)))
    after = _without_counts(UPDATE.split(text[date.end :], maxsplit=1)[0])
    rest = " ".join(part for part in (before, after) if part)
    if text_width(rest) > MAX_BESIDE_DATE:
        byline = None if SENTENCE_END.search(text) else read_byline(before)
        return MetadataLine(text, date, byline) if byline and byline.name and byline.name != before else None
    parts = (after,) if _names_place(text, date) else (before, after)
    texts = (text for part in parts for text in dict.fromkeys((part, *part.split(" | "))))
    bylines = [found for text in texts if text and (found := read_byline(text))]
    byline = max(bylines, key=lambda found: bool(found.authors), default=None)
    return MetadataLine(text, date, byline, is_bare_date=not rest)


def _names_place(text: str, date: FoundDate) -> bool:
    """Whether the words before a date are those of a place: ``Hòa An, ngày 12/3/2024``."""
    place = _PLACE_FIRST.match(text)
    return place is not None and place.end() <= date.start <= place.end() + len("ngày ")


def is_of_other_date(text: str) -> bool:
    """Whether the text before a date shows that it is not that of publication."""
    return _OTHER_DATE.search(text) is not None


def _without_counts(text: str) -> str:
    """Return part of a line without its view and comment counters."""
    parts = (_COUNTS.sub("", part).strip(_EDGES) for part in PARTS.split(text))
    return " | ".join(part for part in parts if part)


def _is_event_time(text: str, date: FoundDate) -> bool:
    """Whether a label says when an event takes place: ``Thời gian: 8h00 - 11h00, 20/3/2024``, the time first."""
    return bool(_TIME_LABEL.search(text[: date.start]) and _CLOCK_FIRST.match(text, date.start))


def _certain_byline(text: str) -> Byline | None:
    text = _DATED_END.sub("", text)
    found = read_byline(text)
    if found is None or (found.name and found.name == text and not is_person(text)):
        return None
    return found


def lines_before(title: Element, base_url: str, misnamed: Collection[Element], within: Element) -> Iterator[str]:
    """Yield the lines above a title, nearest first, only inside the box ``within``: clocks are outside."""
    count = 0
    node: Element | None = title
    while node is not None and node.tag != "body" and node is not within:
        for sibling in node.itersiblings(preceding=True):
            if (is_boilerplate(sibling) and sibling not in misnamed) or is_named(sibling.get("class", ""), CLOCKS):
                continue
            items = reversed(read_blocks(sibling, base_url, misnamed=misnamed))
            for text in (item.text for item in texts_of(items)):
                yield text
                count += 1
                if count >= LINES_NEAR_TITLE:
                    return
        node = node.getparent()


def blocks_after(title: Element, until: Element, read: Reader, misnamed: Collection[Element]) -> list[BodyItem]:
    """Return the items between a title and the element ``until`` further down the page, at most LINES_NEAR_TITLE.

    ``read`` returns the items of an element, up to another one below it if that is given.
    """
    items: list[BodyItem] = []
    around = set(ancestors_or_self(until))
    node: Element | None = title
    while node is not None and node not in around and len(items) < LINES_NEAR_TITLE:
        inline: list[Element] = []
        loose = [node.tail or ""]
        for sibling in node.itersiblings():
            if sibling in around or sibling.tag in BREAKS:
                items += _read_inline(inline, loose, read, sibling.getparent())
                inline, loose = [], []
            if sibling is until:
                return items
            if sibling in around:
                return [*items, *read(sibling, until)]
            if not is_boilerplate(sibling) or sibling in misnamed:
                if sibling.tag in BREAKS:
                    items += read(sibling, None)
                else:
                    inline.append(sibling)
                    loose.append(element_text(sibling))
            loose.append(sibling.tail or "")
        items += _read_inline(inline, loose, read, node.getparent())
        node = node.getparent()
    return items[:LINES_NEAR_TITLE]


def _read_inline(inline: list[Element], texts: list[str], read: Reader, box: Element | None) -> list[BodyItem]:
    """Return the items of some inline elements; if loose words separate them, they form one text."""
    items = [item for element in inline for item in read(element, None)]
    text = clean(" ".join(texts))
    if box is None or text == clean(" ".join(item.text for item in texts_of(items))):
        return items
    images = [item for item in items if not isinstance(item, TextBlock)]
    return [*images, TextBlock(text, "paragraph", box)]
