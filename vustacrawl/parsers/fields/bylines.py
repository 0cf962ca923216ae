"""Author and source, from a byline and from the last lines of a body (docs/sites.md, section 3).

A line is a byline only if it matches as a whole. Names are kept as printed: degrees, dots, capitals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vustacrawl.items import Author, Image
from vustacrawl.parsers.body.text_blocks import SENTENCE_END, BodyItem, TextBlock, are_siblings
from vustacrawl.parsers.fields.names import (
    AGENCIES,
    AGENCY,
    DESK,
    OFFICE,
    SENTENCE,
    are_initials,
    is_name,
    is_office,
    is_person,
    office_behind,
    split_parts,
)
from vustacrawl.parsers.html.dom import BOLD, element_text
from vustacrawl.parsers.html.text import clean, words
from vustacrawl.parsers.thresholds import (
    LIST_OF_NAMES,
    MAX_ACCOUNT,
    MAX_AGENCY,
    MAX_METADATA_LINE,
    MAX_OFFICE,
    MAX_OFFICES,
    MAX_PEN_NAME,
    MIN_AGENCY,
)
from vustacrawl.text import fold

_ROLE = (
    r"(?:tin|bài|ảnh|bài viết|tác giả(?: bài viết)?|người (?:cập nhật|viết|đăng(?: bài viết| tin)?|đưa tin|dịch)|"
    r"thực hiện|"
    r"(?:tổng hợp|sưu tầm|lược dịch|phỏng vấn)|interview(?:ed)?|compiled|edited|"
    r"biên (?:tập|soạn|dịch)|ghi chép|bút ký|"
    r"author|story|photo(?:graph)?s?|text|words|reporting|written|translat(?:ed|ion|or)|post name|posted|"
    r"автор|текст|auteur|texte|autor(?:in|a)?|texto|testo|tekst|szerző|haber|penulis|pewarta|reporter|"
    r"escribe|(?:rep|red|editor|editing)(?=(?:\s?:|\sby)\s(?-i:(?:[A-Z][\w.’-]*\s?){1,4})(?:$|[/|;,]))|"
    r"(?:geschrieben|verfasst|écrit|escrito|scritto|geschreven) (?:von|par|por|da|door))"
)
_ROLES = rf"{_ROLE}(?:\s*(?:,|&|/|\+|-|và|and)?\s*{_ROLE})*"
_LABEL = re.compile(
    rf"(?:(?P<role>{_ROLES})\s*(?::|(?:by|bởi):?\s)|(?:được\s)?viết\sbởi:?\s|by:?\s)\s*(?P<who>.+)", re.IGNORECASE
)
_BARE_LABEL = re.compile(
    r"(?:(?P<verb>(?:được\s)?(?:đăng|gửi|tạo)\s)?bởi|submitted\sby|von|par|por|door|av|af|di|oleh|a\scura\sdi|text[eo]\sde"
    r"|dall[ao]\snostr[ao]\sinviat[ao]|propos\srecueillis\spar|(?:ein\s\w+|(?:gast)?beitrag|interview)\svon|oprac\."
    r"|authors?|auteurs?|(?:autorin/)?autor(?:es)?|авторы?|yazar|penulis|tác\sgiả|(?:ghi\schép|bút\ský|bài\sviết)\scủa):?\s+(?P<who>.+)",
    re.IGNORECASE,
)
"""``Bởi``, ``Đăng bởi``: prose or an account name may follow, so only a full name is accepted."""
_NEXT_LABEL = re.compile(rf"\s*[;,./|–·•-]?\s*(?=\b(?:{_ROLES}|thiết kế|đồ họa)\s*(?::|by\s))", re.IGNORECASE)
_PHOTO = re.compile(r"ảnh|photo", re.IGNORECASE)
_ACCOUNT = re.compile(r"người đăng.*|post.*|editor|editing|red", re.IGNORECASE)
"""The person who posted or edited an article, who may not have written it (docs/sites.md, section 1)."""
_WORKPLACE = re.compile(r"\s(?:in|from)\s(?:[A-Z][\w’'-]+\s?){1,3}(?=,|\sand\b|$|(?<=\s)and\b)")
"""``Reporting by Jane Hall in Lisbon and Tom Low in Porto``"""
_ONLY_PHOTO = re.compile(r"(?:ảnh|photo(?:graph)?s?)(?:\s+by)?", re.IGNORECASE)
_SOURCE = re.compile(
    r"(?:(?:nguồn(?: tin| bài)?|source|quelle|fuente|fonte|bron|źródło|источник|kaynak|sumber"
    r"|المصدر|theo)\s*:|theo(?=\s))\s*(?P<source>.+)",
    re.IGNORECASE,
)
_AGENCIES = rf"{AGENCIES}|Báo ảnh Việt Nam"
_DESK_SIGNS = re.compile(r"\((?P<signs>(?:(?!(?:dpa|afp|apa|sda|sid|rtr)\b)[a-z]{2,4}(?:/|(?=\)))){2,4})\)")
"""``(dew/ags)``: who wrote and edited; not agencies."""
_AGENCY_ALONE = re.compile(rf"(?:theo\s)?(?P<source>(?:{_AGENCIES})(?:\.\w{{2,3}})?(?:/[\w+]{{2,20}}|-[\w ]{{2,20}})?)")
_AGENCY_AFTER = re.compile(rf"(?P<who>.+?)\s*(?:\s[-–]\s?|/)\s*{_AGENCY_ALONE.pattern}")
_SOURCE_AFTER = re.compile(
    r"(?P<who>.+?)\s*(?:[(\-–/,]\s*(?:theo\s|nguồn(?: tin)?\s*:|source\s*:)"
    rf"|\((?=(?:{_AGENCIES})(?!\w)))\s*(?P<source>[^()]+?)\)?",
    re.IGNORECASE,
)
_NAMES_SOURCE = re.compile(rf"theo\s|nguồn|source\s*:|{_AGENCIES}", re.IGNORECASE)
"""What a line with a person and a source contains; checked first, since most lines have none of it."""

_DESK_BEFORE = re.compile(
    r"(?P<desk>P\.?\s?V\.?|phóng viên|[BC]TV|cộng tác viên|[\w-]*(?:redakteur|reporter|korrespondent|autor)(?:in)?)"
    r"[\s:.\-–]+(?P<who>.+)",
    re.IGNORECASE,
)
_REPORTER = re.compile(r"P\.?\s?V\.?")
_MAX_SPACES_OF_DESK = 4
"""Spaces in the name of a desk with a full stop; sentences have more: ``Ban Truyền thông tổng hợp báo cáo.``"""
_NOTE_AFTER = re.compile(
    r"\s*(?:\(\s*(?:t/h|th|tổng hợp|st|sưu tầm|ghi|thực hiện|lược (?:dịch|ghi)|biên (?:dịch|soạn)|"
    r"dịch)\s*\)|-?\s*tổng hợp|(?<=\w)\s(?:thực hiện|ghi|sưu tầm|(?:lược |biên )?dịch|lược ghi|biên soạn))$",
    re.IGNORECASE,
)
_BEHIND_ENGLISH_NAME = re.compile(
    r",\s(?:MD|M\.D\.|Ph\.?D\.?|RN|MPH|MBA|JD|Esq\.?)(?=,|$)|\s(?:for|in)\s.+"
    r"|,?\s(?:published|posted|updated|follow)\b.*|\s?\d+[\s-]min(?:ute)?s?\b.*"
    r"|,?\s\(?(?:and|with|via|avec|et|mit|und|con|y)\s"
    r"(?:agenc\w+(?: France-Presse)?|AFP|AP|Reuters|dpa|EFE|ANSA|Belga)\)?$",
    re.IGNORECASE,
)
"""Degrees, employers, agencies and more after ``By Jane Hall``, which are no further authors."""
_EMPLOYER_BEHIND = re.compile(
    r",?\s(?:(?:The\s)?Associated Press|Staff (?:Writer|Reporter)|The\s(?:[A-Z][\w&’-]+\s?){1,4})$"
)
"""``By Jane Hall The Valley Courier``, on two lines"""
_PLACES_BEHIND = re.compile(r",\s[\w ]{2,30}(?:\s[—–-]\s[\w ]{2,30})?$")
"""``Por Ana Lemos, g1 Vale — Lisboa``"""
_TWICE = re.compile(r"^(\S+\s\S.{1,40}?)\s\1$")
"""``Jane Hall Jane Hall``: printed for large and for small screens"""
_NOTE_ENDS = (")", "tổng hợp", "thực hiện", "ghi", "sưu tầm", "dịch", "biên soạn")

_END_MARK = re.compile(r"\s*(?:\.\s?/\s?\.|/\s?\.|\.\s?/)$")
"""``./.``, the end mark of Vietnamese documents."""
_DASHES = "-–—~"
"""Before a signature: ``-- Jane Hall``."""
_END_MARKS = ("/.", "/ .", "./", ". /")
_CONTACT = re.compile(r"\s*[-–(|,:=]?\s*(?:e?mail\s*:?\s*)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?|\s@\w+", re.IGNORECASE)
_EASTERN = re.compile(
    r"[〔［\[（(【]?(?:[\u3400-\u9fff]{2,6}[／/]\s?)?(?:本[报報])?(?:作者|[记記]者|編集委員|文|撰[文稿])\s?[:：・/／]?\s?"
    r"(?P<who>[\u3400-\u9fff]{2,4}(?:[、 ][\u3400-\u9fff]{2,4})*)"
    r"(?:[／/][\u3400-\u9fff]{2,8}(?:[报報][导導道]|[电電]))?[〕］\]）)】]?"
    r"|[【（](?P<signed>[\u3400-\u9fff]{2,4}(?:[、・][\u3400-\u9fff]{2,4})*)[】）]"
    r"|(?:글·?사진\s)?(?P<reporter>[\uac00-\ud7af]{2,4})\s?(?:선임|객원)?(?:기자|특파원)"
)
"""``记者 林小河``, ``文・石川彩``, ``記者林小河／台北報導``, ``【石川彩】``, ``김하나 기자``."""
EASTERN_NAME = re.compile(
    r"(?!责|編|编|网|網|作者|来源|來源|出典|文責)[\u3400-\u9fff]{2,4}(?<![部社网網局室组組報报台会會团團刊者集聞信院省庁息技])|[\uac00-\ud7af]{2,4}(?<![국팀부사문보스])"
)
"""A name without a label, in a place named as the author's."""
_NO_SIGNATURES = words("関連記事 動画 写真 続報 速報 資料 資料写真 完 図解 社説 相关阅读 图片")
_ORNAMENTS = re.compile(r"[¹²³⁰-⁹†‡]+|(?<=\w)\*+|[\u2600-\u26ff\u270d\u2764\ufe0f\U0001f000-\U0001faff]+")
"""Footnote marks and pictures beside a name."""
_PEN_NAME = re.compile(r"[^\W\d_a-zà-ỹđ][a-zà-ỹđ]{1,}")
_NOT_SIGNATURES = words("het end nguon trich xem chia in anh video tags tin bai kinh luu ghi share")


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline as printed and what it names; each part is None or empty if the line does not name it.

    ``name`` is that of all authors together, as printed; ``authors`` has each one separately.
    """

    text: str
    name: str | None = None
    source: str | None = None
    photo: str | None = None
    """The photographers."""
    authors: tuple[Author, ...] = ()

    @property
    def initials(self) -> str | None:
        """The initials of all authors together."""
        return " - ".join(author.initials for author in self.authors if author.initials) or None


def read_byline(line: str) -> Byline | None:
    """Return what a whole line (as ``text.clean`` returns it) says about author and source; None if it is no byline."""
    if not 2 <= len(line) <= MAX_METADATA_LINE:
        return None
    unmarked = _END_MARK.sub("", line) if line.endswith(_END_MARKS) else line
    if line[0] in _DASHES:
        unmarked = unmarked.lstrip(f"{_DASHES} ")
    if "@" in line:
        unmarked = _CONTACT.sub("", unmarked)
    if _ORNAMENTS.search(line):
        unmarked = clean(_ORNAMENTS.sub("", unmarked))
    if unmarked != line:
        if not unmarked and "@" in line:
            return Byline(line)
        found = read_byline(unmarked)
        return found and replace(found, text=line)
    if max(line[0], line[-1]) > "\u3000" and (eastern := _EASTERN.fullmatch(line)):
        names = re.split("[、・ ]", eastern["who"] or eastern["reporter"] or eastern["signed"])
        if _NO_SIGNATURES.isdisjoint(names):
            return Byline(line, ", ".join(names), authors=tuple(Author(name=name) for name in names))
    if signs := _DESK_SIGNS.fullmatch(line):
        return Byline(line, authors=tuple(Author(initials=sign) for sign in signs["signs"].split("/")))
    bare = line[1:-1].strip() if line[0] == "(" and line[-1] == ")" and line.count("(") == 1 else line
    if source := _source(bare, bracketed=bare is not line):
        return Byline(line, source=source)
    if agency := _AGENCY_ALONE.fullmatch(bare):
        return Byline(line, source=agency["source"])
    if _NAMES_SOURCE.search(bare) and (split := _AGENCY_AFTER.fullmatch(bare) or _SOURCE_AFTER.fullmatch(bare)):
        author = _author(line, split["who"].strip(" ("))
        return author and replace(author, source=split["source"].strip())
    return _author(line, bare)


def read_pen_name(line: str) -> Byline | None:
    """Return the author named by a single word where its position makes it a signature: ``Thảo``, ``Thảo/.``."""
    name = _END_MARK.sub("", line).rstrip(".")
    is_one = len(name) <= MAX_PEN_NAME and _PEN_NAME.fullmatch(name) and fold(name) not in _NOT_SIGNATURES
    return Byline(line, name=name, authors=(Author(name=name),)) if is_one else None


def _source(line: str, bracketed: bool) -> str | None:
    found = _SOURCE.fullmatch(line)
    if found is None:
        return line if bracketed and len(line) <= MAX_AGENCY and AGENCY.fullmatch(line) else None
    source = found["source"].strip()
    labelled = ":" in line[: found.start("source")]
    names_one = source[:1].isupper() or AGENCY.fullmatch(source)
    if not labelled and (not names_one or len(source) > MAX_AGENCY or SENTENCE.search(source)):
        return None
    return source


def _author(line: str, who: str) -> Byline | None:
    label = _LABEL.fullmatch(who)
    if label is None:
        return _posted(line, who) or _signed_and_labelled(line, who) or _signed(line, who)
    bylines: list[Byline] = []
    while label:
        rest = label["who"].strip()
        following = _NEXT_LABEL.search(rest)
        own, rest = (rest[: following.start()], rest[following.end() :]) if following else (rest, "")
        bylines.append(_labelled(line, own.strip(), label["role"]))
        label = _LABEL.fullmatch(rest)
    return _together(line, bylines)


def _posted(line: str, who: str) -> Byline | None:
    """Return the person after ``Bởi`` or ``Đăng bởi``; nobody if that is an account."""
    label = _BARE_LABEL.fullmatch(who)
    if label is None:
        return None
    name = _BEHIND_ENGLISH_NAME.sub("", label["who"])
    found = _signed(line, name) or _signed(line, _PLACES_BEHIND.sub("", name))
    if found and found.name:
        return found
    return Byline(line) if label["verb"] and len(who) <= MAX_ACCOUNT else None


def _signed_and_labelled(line: str, who: str) -> Byline | None:
    """Return a name followed by a role with another name: ``Cao Xuân Hòa - Ảnh: CTV``."""
    following = _NEXT_LABEL.search(who) if ":" in who else None
    own = _signed(line, who[: following.start()].rstrip(" (")) if following and following.start() else None
    rest = _author(line, who[following.end() :].rstrip(" )")) if following and own else None
    return _together(line, [own, rest]) if own and rest else None


def _labelled(line: str, who: str, role: str | None) -> Byline:
    """Return the person or body after a role, or the photographer if the role is theirs; an account is nobody."""
    if role and _ACCOUNT.fullmatch(role):
        return Byline(line)
    who = _EMPLOYER_BEHIND.sub("", who)
    who = _WORKPLACE.sub(" ", who).strip() if role else _BEHIND_ENGLISH_NAME.sub("", who)
    found = _signed(line, who, lenient=True) or Byline(line)
    if role is None:
        return found
    photo = (found.name or found.initials) if _PHOTO.search(role) else None
    if _ONLY_PHOTO.fullmatch(role):
        return Byline(line, photo=photo or who or None)
    return replace(found, photo=photo, authors=tuple(replace(author, role=role) for author in found.authors))


def _together(line: str, bylines: list[Byline]) -> Byline:
    """Combine several bylines of one line."""
    return Byline(
        line,
        name=", ".join(found.name for found in bylines if found.name) or None,
        photo=", ".join(found.photo for found in bylines if found.photo) or None,
        authors=tuple(author for found in bylines for author in found.authors),
    )


def _signed(line: str, who: str, lenient: bool = False) -> Byline | None:
    who = _TWICE.sub(r"\1", who)
    if who.lower().endswith(_NOTE_ENDS):
        who = _NOTE_AFTER.sub("", who)
    if (desk := _DESK_BEFORE.fullmatch(who)) and (found := _people(line, desk["who"], lenient=False)):
        return replace(found, authors=tuple(replace(author, role=desk["desk"]) for author in found.authors))
    if _REPORTER.fullmatch(who):
        return Byline(line, authors=(Author(initials=who),))
    if DESK.fullmatch(who) and not (who.endswith(".") and who.count(" ") > _MAX_SPACES_OF_DESK):
        unit = desk["who"] if desk and not lenient else None
        return Byline(line, authors=(Author(role=desk["desk"], unit=unit),) if desk and unit else ())
    return _people(line, who, lenient)


def _people(line: str, who: str, lenient: bool) -> Byline | None:
    """Return the people that ``who`` begins with; only an office may follow them."""
    names: list[tuple[int, int]] = []
    authors: list[Author] = []
    for part, start, stop in split_parts(who):
        has_initials = are_initials(part)
        is_agency = has_initials and len(part) >= MIN_AGENCY and bool(authors and authors[-1].name)
        if has_initials and not is_agency:
            authors.append(Author(initials=part))
        elif is_agency or (authors and _is_unit(part, authors[-1]) and not SENTENCE.search(who[start:])):
            authors[-1].unit = who[start:].strip(" )")
            break
        elif is_name(part, lenient and not names):
            names.append((start, stop))
            authors.append(Author(name=part))
        elif not authors and (office := office_behind(part)):
            names.append((start, start + office.start()))
            authors.append(Author(name=part[: office.start()], unit=who[start + office.end() :].strip(" )")))
            break
        elif authors and DESK.fullmatch(part):
            continue
        elif authors and lenient:
            authors[-1].unit = who[start:].strip(" )")
            break
        else:
            return None
    if not authors:
        return None
    name = who[names[0][0] : names[-1][1]].strip() if names else None
    return Byline(line, name, authors=tuple(authors))


def _is_unit(part: str, author: Author) -> bool:
    """Whether what follows an author is an office, or in capitals unlike the name: ``Marie Kolb, MDR AKTUELL``."""
    is_shouted = part.isupper() and author.name is not None and not author.name.isupper()
    return not is_person(part) and (is_shouted or bool(OFFICE.match(part)))


def pop_byline(items: list[BodyItem]) -> Byline | None:
    """Return the signature that ends the article and remove its lines from ``items``; if there is none, return None.

    A line that only names a source, a photographer or an account belongs to the line above it.
    """
    below: Byline | None = None
    _split_last_line(items)
    while items and isinstance(last := items[-1], TextBlock):
        found = read_byline(last.text) if last.kind not in ("table", "list_item") else None
        if found is None and last.kind == "paragraph" and last.align == "right":
            found = read_pen_name(last.text)
        if found is None or (found.name and (_is_under_another(items) or _is_in_list_of_names(items))):
            break
        items.pop()
        found = _with(found, below)
        if found.authors:
            return found
        below = found
    return _pop_signature(items, below) or _pop_office(items, below) or below


def _split_last_line(items: list[BodyItem]) -> None:
    """Split the last paragraph if it ends with a sentence and a name set in bold: ``… mô hình. <b>Thanh Bình</b>``."""
    last = items[-1] if items else None
    if not isinstance(last, TextBlock) or last.kind != "paragraph" or last.bold or not len(last.element):
        return
    name = element_text(last.element[-1]) if last.element[-1].tag in BOLD and not last.element[-1].tail else ""
    text = last.text.removesuffix(name).rstrip()
    if name and text != last.text and SENTENCE_END.search(text) and (_is_bare_name(name) or are_initials(name)):
        items[-1:] = [replace(last, text=text), TextBlock(name, "paragraph", last.element[-1], bold=True)]


def _with(found: Byline, below: Byline | None) -> Byline:
    """Return a byline with what the line below adds to it."""
    if below is None:
        return found
    return replace(found, source=found.source or below.source, photo=found.photo or below.photo)


def _is_under_another(items: list[BodyItem]) -> bool:
    """Whether the last line names the person in the image above it, or is under a heading: not the author's name."""
    line, above = items[-1], items[-2] if len(items) > 1 else None
    if isinstance(above, TextBlock) and above.kind == "heading" and above.element.getparent() is not None:
        return isinstance(line, TextBlock) and above.element.getnext() is line.element and not is_person(line.text)
    return isinstance(line, TextBlock) and isinstance(above, Image) and not above.caption and line.align == "center"


def _is_in_list_of_names(items: list[BodyItem]) -> bool:
    """Whether the last line is in a list of names with the same formatting: two above it, or a colon above them."""
    line, above = items[-1], items[:-1]
    count = 0
    while above and isinstance(one := above[-1], TextBlock) and isinstance(line, TextBlock):
        is_alike = (one.bold, one.align) == (line.bold, line.align) and are_siblings(one, line)
        if not is_alike or not _is_bare_name(one.text):
            return is_alike and count > 0 and one.text.endswith(":")
        count += 1
        if count == LIST_OF_NAMES:
            return True
        above.pop()
    return False


def _is_bare_name(text: str) -> bool:
    found = read_byline(text)
    return found is not None and found.name == clean(_ORNAMENTS.sub("", text))


def _pop_office(items: list[BodyItem], below: Byline | None) -> Byline | None:
    """Remove and return an office that signs: ``Ban Tổ chức``, aligned right."""
    last = items[-1] if items else None
    if not isinstance(last, TextBlock) or len(last.text) > MAX_OFFICE or not is_office(last.text):
        return None
    if last.kind != "paragraph" or not (last.align == "right" or last.padded):
        return None
    items.pop()
    return _with(Byline(last.text), below)


def _pop_signature(items: list[BodyItem], below: Byline | None) -> Byline | None:
    """Remove and return a name with its offices below it, one per line."""
    offices: list[str] = []
    for item in reversed(items[1:][-MAX_OFFICES:]):
        if not isinstance(item, TextBlock) or item.kind == "table":
            return None
        author = read_byline(item.text)
        if author and author.name and offices:
            del items[-1 - len(offices) :]
            unit = ", ".join(reversed(offices))
            signed = replace(author, text=" ".join([author.text, *reversed(offices)]))
            return _with(replace(signed, authors=(*author.authors[:-1], replace(author.authors[-1], unit=unit))), below)
        if not (item.padded or is_office(item.text)):
            return None
        offices.append(item.text)
    return None
