"""Who wrote it and whence it comes, from a line that says so (docs/sites.md, section 3).

A line is a byline only when all of it reads as one. What it names is kept as printed: degrees, dots, capitals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from vustacrawl.items import Author
from vustacrawl.parsers.html.text import fold, phrases, words

MAX_BYLINE = 160

_ROLE = (
    r"(?:tin|bài|ảnh|bài viết|tác giả(?: bài viết)?|người (?:cập nhật|viết|đăng(?: bài viết| tin)?|dịch)|"
    r"thực hiện|"
    r"(?:tổng hợp|sưu tầm|lược dịch|phỏng vấn)|interview(?:ed)?|compiled|edited|"
    r"biên (?:tập|soạn|dịch)|author|story|photos?|text|written|translat(?:ed|or)|post name|posted)"
)
_ROLES = rf"{_ROLE}(?:\s*(?:,|&|/|\+|-|và|and)?\s*{_ROLE})*"
_LABEL = re.compile(
    rf"(?:(?P<role>{_ROLES})\s*(?::|(?:by|bởi):?\s)|(?:được\s)?viết\sbởi:?\s|by:?\s)\s*(?P<who>.+)", re.IGNORECASE
)
_MAX_ACCOUNT = 50
"""Characters of a line that names who put the story on the site."""
_BARE_LABEL = re.compile(
    r"(?:(?P<verb>(?:được\s)?(?:đăng|gửi|tạo)\s)?bởi|submitted\sby|von|par|por|door|av|af):?\s+(?P<who>.+)",
    re.IGNORECASE,
)
"""``Bởi``, ``Đăng bởi``: words of prose and names of accounts may follow, so that only a full name is taken."""
_NEXT_LABEL = re.compile(rf"\s*[;,./|–-]?\s*(?=\b{_ROLES}\s*:)", re.IGNORECASE)
_PHOTO = re.compile(r"ảnh|photo", re.IGNORECASE)
_ACCOUNT = re.compile(r"người đăng.*|post.*", re.IGNORECASE)
"""Whoever put a story on the site, who need not have written it (docs/sites.md, section 1)."""
_ONLY_PHOTO = re.compile(r"(?:ảnh|photos?)(?:\s+by)?", re.IGNORECASE)
_SOURCE = re.compile(r"(?:(?:nguồn(?: tin| bài)?|source)\s*:|theo\s*:|theo(?=\s))\s*(?P<source>.+)", re.IGNORECASE)
_AGENCIES = ("TTXVN", "VNA", "Vietnam+", "VietnamPlus", "VOV", "VTV", "VnExpress", "Báo ảnh Việt Nam")
_AGENCY_ALONE = re.compile(
    rf"(?:theo\s)?(?P<source>(?:{'|'.join(map(re.escape, _AGENCIES))})(?:\.\w{{2,3}})?(?:/[\w+]{{2,20}})?)"
)
_AGENCY_AFTER = re.compile(rf"(?P<who>.+?)\s*(?:\s[-–]\s?|/)\s*{_AGENCY_ALONE.pattern}")
_SOURCE_AFTER = re.compile(
    r"(?P<who>.+?)\s*(?:[(\-–/,]\s*(?:theo\s|nguồn(?: tin)?\s*:|source\s*:)"
    rf"|\((?=(?:{'|'.join(map(re.escape, _AGENCIES))})(?!\w)))\s*(?P<source>[^()]+?)\)?",
    re.IGNORECASE,
)
_NAMES_SOURCE = re.compile(rf"theo\s|nguồn|source\s*:|{'|'.join(map(re.escape, _AGENCIES))}", re.IGNORECASE)
"""What a line that names somebody and a source has; looked for first, since most lines have none."""
_AGENCY = re.compile(r".*(?:TTXVN|VNA\b|Vietnam\+|VietnamPlus|VOV|VTV|VnExpress|[\w-]+\.(?:vn|com|net|org)).*")
_SENTENCE = re.compile(r"[.!?…]$|,\s\w+\s\w+\s\w+\s\w+\s\w+\s\w+|\s(?:là|đã|đang|sẽ|được|cho|của|và các)\s")

_DESK = re.compile(
    r"(?:P\.?\s?V\.?|phóng viên|CTV|cộng tác viên|BBT|ban biên tập|ban truyền thông|nhóm (?:PV|"
    r"phóng viên)|biên tập viên|"
    r"admin(?:istrator)?|quản trị(?: viên)?|văn phòng)(?:\s+(?:[^\W\d]|[&.,\- ]){2,40})?",
    re.IGNORECASE,
)
_DESK_BEFORE = re.compile(r"(?P<desk>P\.?\s?V\.?|phóng viên|CTV|cộng tác viên)[\s:.\-–]+(?P<who>.+)", re.IGNORECASE)
_REPORTER = re.compile(r"P\.?\s?V\.?")
_NOTE_AFTER = re.compile(
    r"\s*(?:\(\s*(?:t/h|th|tổng hợp|st|sưu tầm|ghi|thực hiện|lược (?:dịch|ghi)|biên (?:dịch|soạn)|"
    r"dịch)\s*\)|-?\s*tổng hợp|(?<=\w)\s(?:thực hiện|ghi|sưu tầm|(?:lược |biên )?dịch|lược ghi|biên soạn))$",
    re.IGNORECASE,
)
_NOTE_ENDS = (")", "tổng hợp", "thực hiện", "ghi", "sưu tầm", "dịch", "biên soạn")
_BETWEEN = re.compile(r"\s*(?:[,;&/+]|\bvà\b|\band\b|\s[-–]\s|(?<=\w)[-–](?=\w)|[-–]\s|\()\s*")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&/]|\band\b|\bund\b|\bet\b|\bvà\b)\s*")
_OFFICE = re.compile(
    r"(?:nguyên |quyền )?(?:phó |trưởng |chủ |giám đốc|viện |ủy viên|uỷ viên|tổng |bí thư|thư ký|chánh |"
    r"ban |hội |liên hiệp|"
    r"trung tâm|sở |bộ |khoa |phòng |trường |đại học|học viện|công ty|báo |tạp chí|đài |văn phòng|cục |"
    r"vụ |tỉnh |thành phố|phóng viên|cộng tác viên|biên tập viên|nhóm |bệnh viện |"
    r"đại biểu|chuyên gia|nhà |vacne|vusta|lhh|ubnd|hội đồng|president|director|chair|institute|union)"
    r"|(?:[\w&]+\s){0,4}(?:editor|correspondent|reporter|columnist|writer|producer|analyst|journalist|contributor)\b",
    re.IGNORECASE,
)

_UNIT = re.compile(
    r"(?:viện|báo|đài|sở|cục|trung tâm|trường|công ty|tạp chí|liên hiệp|học viện|đại học|hội đồng|ủy ban|uỷ ban|"
    r"chi hội|tỉnh hội|hội|văn phòng|cổng thông tin|trang tin|chuyên trang)\s",
    re.IGNORECASE,
)
"""Begins the name of a body, which is no person."""
_CAPITAL = "[A-ZĐĂÂÊÔƠƯ]"
_LETTER = rf"(?:(?:Ngh|Ch|Gh|Gi|Kh|Ng|Nh|Ph|Qu|Th|Tr)(?=\.|$)|{_CAPITAL})"
_INITIALS = re.compile(rf"{_LETTER}(?:\.?\s?{_LETTER}){{1,3}}\.?")
"""``HT``, ``H.T.``, ``Ng.H.``, ``Tr.Đ.H``: two letters of a name's beginning count as one."""
_END_MARK = re.compile(r"\s*(?:\.\s?/\s?\.|/\s?\.|\.\s?/)$")
"""``./.``, the end mark of Vietnamese documents."""
_END_MARKS = ("/.", "/ .", "./", ". /")
_CONTACT = re.compile(r"\s*[-–(|,:]?\s*(?:e?mail\s*:?\s*)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+\)?", re.IGNORECASE)
_ABBREVIATED = re.compile(r"(?:[^\W\d_]{1,3}\.\s?)+[^\W\d_]{2,}")
"""``H.Yến``: a given name in full, what stands before it by its first letters."""
_ROMAN = re.compile(r"[IVX]+")
_NOT_INITIALS = words(
    """
    AI BBT BC BCH BHXH BS BTC BTV CĐ CN CNTT CT CTV CV ĐH EU FAO GD GDĐT GS HCM HĐ HĐND HN HTX IT KH KHCN
    KHKT KHXH KS KT LHH LHHV MTTQ NCKH NCS NQ NXB PCT PGS PR QĐ QH SG SHTT SKH TBT THCS THPT THS TKT TNHH
    TP TPHCM TS TTK TTXVN TTCP TTG TU TW UB UBND UN VAST VN VNA VOV VP VTV VUSTA WHO WTO XH USD VND
    AA API APP CSS DOC ENG FAQ FB GPS HD HOT HTML JPG LINE LIVE MENU MP NEW OK ON PDF PNG PPT QR RSS SMS TOP
    TTS TV URL USB VIE VIP VR WEB XLS ZIP
    """
)
"""Of offices and titles, then of menus and tools."""
_DOTTED_TITLES = words("BS CN CTV GS KS NCS PGS PTS TP TS UB VP")
"""What is written with dots, too; others with dots are somebody's initials: ``Đ.H``."""
_DEGREES = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|CK\s?[I1-3]+|KS|BS|KTS|CN|NCS|LS|VS|DS|NGND|NGƯT|NSND|NSƯT|TTND|TTƯT|"
    r"AHLĐ|Dr|Prof|Assoc|MSc|"
    r"PhD|Mr|Ms|Mrs)[.\s]+|(?:nhà (?:báo|văn|thơ|giáo)|luật sư|kỹ sư|bác sĩ|tiến sĩ|thạc sĩ|giáo sư|"
    r"viện sĩ|đại tá|thượng tá|"
    r"(?:thiếu|trung|thượng|đại) tướng|ông|bà)\s+)+",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]{1,3}\.)*[^\W\d_]+(?:[-'’ʼ`][^\W\d_]+)*|(?:[^\W\d_]\.){1,3}|[HKY]['’ʼ`]")
"""``Hòa``, ``H’Linh``, ``K’`` before a space, ``Anne-Marie``, ``T.``"""
_APOSTROPHES = ("'", "’", "ʼ", "`")
_JOINTS = re.compile(r"[-'’ʼ`]")
_OFFICE_BEHIND = re.compile(
    r"\s(?=(?:Nguyên |Quyền )?(?:Phó |Trưởng |Chủ tịch|Chủ nhiệm|Giám đốc|Tổng |Ủy viên|Uỷ viên|Chánh |Viện |Hội |"
    r"Liên hiệp|Trung tâm|Sở |Ban |Khoa |Trường |Học viện|Đại học|Công ty|Phóng viên))"
)
"""Where an office begins that no comma parts from the name: a signature whose lines were joined."""
_SMALL_WORDS = frozenset(("thị", "văn", "đình", "de", "van", "von"))
_NOT_NAMES = phrases(
    """
    viet nam, ha noi, ho chi minh, da nang, hai phong, can tho, hue, tin tuc, su kien, tin moi, hoat dong,
    thong bao, trang chu, gioi thieu, ket luan, xem them, xem tiep, lien he, read more, ha long, sai gon,
    quang ninh, bac ninh, thai binh, nghe an, ha tinh, lam dong, khoa hoc, cong nghe, mo dau, loi ket, tai
    lieu, tham khao, doi song, xa hoi, kinh te, moi truong, van ban, tin hoat dong, the end, su kien noi
    bat, bo truong, thu truong, chu tich, pho chu tich, tong thu ky, giam doc, pho giam doc, vien truong,
    tin noi bat, hinh anh, tap chi, ban do, chia se, dong nai, binh duong, dong thap, an giang, ca mau,
    google news, super user, ban bien tap, admin, administrator, editor, editors, staff, webmaster, root, user,
    quan tri, quan tri vien, newsroom, the editors, toa soan, associated press, press association, pa media,
    agence france presse, staff reporter, staff writer, staff writers, news desk, web desk, guest author,
    contributor, contributors, bloomberg news, the conversation
    """
)
_SURNAMES = words(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh trương lâm mai
    đào cao lương lưu tô tạ hà châu chu quách thái tống vương kiều nghiêm phùng tăng thân la lại khúc khuất
    hứa từ triệu ninh nông lò vàng giàng sùng thào lầu quàng cầm vi bế đàm ma giáp doãn khổng lã lục lường mạc
    nhữ phí sầm thạch trình chử diệp
    """
)
_MAX_PEN_NAME = 12
"""Characters."""
_PEN_NAME = re.compile(r"[^\W\d_a-zà-ỹđ][a-zà-ỹđ]{1,}")
_NOT_SIGNATURES = phrases(
    """
    het, end, nguon, trich, xem, chia, in, anh, video, tags, tin, bai, kinh, luu, ghi, share
    """
)
_MAX_PERSONAL = 80
"""Characters."""
_PERSONAL = re.compile(r"[^\W\d_]+(?:[\s.'’ʼ`,-]+[^\W\d_]+)*[\s.'’ʼ`,-]*")
_MIDDLE_NAMES = frozenset(("văn", "thị"))


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline as printed and what it names; each part None or empty where the line does not name it.

    ``initials`` and ``name`` are those of all authors together, as printed; ``authors`` has each by itself.
    """

    text: str
    initials: str | None = None
    name: str | None = None
    source: str | None = None
    photo: str | None = None
    """Who made the photographs."""
    authors: tuple[Author, ...] = ()


def read_byline(line: str) -> Byline | None:
    """What a whole line (as ``text.clean`` gives it) says of author and source, or None where it is no byline."""
    if not 2 <= len(line) <= MAX_BYLINE:
        return None
    unmarked = _END_MARK.sub("", line) if line.endswith(_END_MARKS) else line
    if "@" in line:
        unmarked = _CONTACT.sub("", unmarked)
    if unmarked != line:
        found = read_byline(unmarked)
        return found and replace(found, text=line)
    bare = line[1:-1].strip() if line[0] == "(" and line[-1] == ")" and line.count("(") == 1 else line
    if source := _source(bare, bracketed=bare is not line):
        return Byline(line, source=source)
    if agency := _AGENCY_ALONE.fullmatch(bare):
        return Byline(line, source=agency["source"])
    if _NAMES_SOURCE.search(bare) and (split := _AGENCY_AFTER.fullmatch(bare) or _SOURCE_AFTER.fullmatch(bare)):
        author = _author(line, split["who"].strip(" ("))
        return author and replace(author, source=split["source"].strip())
    return _author(line, bare)


def is_person(name: str) -> bool:
    """Whether a name opens with a degree or a common surname, or has Văn or Thị in its middle: a sign where the place
    is none.
    """
    words = [word.lower() for word in _DEGREES.sub("", name).split()]
    if len(words) < 2:
        return False
    return words[0] in _SURNAMES or not _MIDDLE_NAMES.isdisjoint(words[1:-1]) or bool(_DEGREES.match(name))


def read_pen_name(line: str) -> Byline | None:
    """The author that one word names where its place says that it is a signature: ``Thảo``, ``Thảo/.``."""
    name = _END_MARK.sub("", line).rstrip(".")
    is_one = len(name) <= _MAX_PEN_NAME and _PEN_NAME.fullmatch(name) and fold(name) not in _NOT_SIGNATURES
    return Byline(line, name=name, authors=(Author(name=name),)) if is_one else None


def is_personal(name: str) -> bool:
    """Whether what a page calls a person may be one's name, in any language and script: no account, desk or body."""
    if len(name) > _MAX_PERSONAL or not _PERSONAL.fullmatch(name) or name.islower() or fold(name) in _NOT_NAMES:
        return False
    return not (_DESK.fullmatch(name) or _UNIT.match(name) or _AGENCY.fullmatch(name))


def split_names(names: str) -> list[str]:
    """The names that share a text where each is one in full: ``Jane Hall, Bob McDonald and Ann O'Neil``."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(names)]
    return parts if all(" " in part and is_personal(part) for part in parts) else [names]


def is_office(line: str) -> bool:
    """Whether a line names an office or a body, as stands under a signature."""
    return len(line) <= MAX_BYLINE and not line.endswith((".", "!", "?")) and bool(_OFFICE.match(line))


def _source(line: str, bracketed: bool) -> str | None:
    found = _SOURCE.fullmatch(line)
    if found is None:
        return line if bracketed and len(line) <= 60 and _AGENCY.fullmatch(line) else None
    source = found["source"].strip()
    labelled = ":" in line[: found.start("source")]
    names_one = source[:1].isupper() or _AGENCY.fullmatch(source)
    if not labelled and (not names_one or len(source) > 60 or _SENTENCE.search(source)):
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
    """Who stands after ``Bởi`` or ``Đăng bởi``; nobody where that is an account."""
    label = _BARE_LABEL.fullmatch(who)
    found = _signed(line, label["who"]) if label else None
    if found and found.name:
        return found
    return Byline(line) if label and label["verb"] and len(who) <= _MAX_ACCOUNT else None


def _signed_and_labelled(line: str, who: str) -> Byline | None:
    """A name, and behind it a role with somebody: ``Cao Xuân Hòa - Ảnh: CTV``."""
    following = _NEXT_LABEL.search(who) if ":" in who else None
    own = _signed(line, who[: following.start()].rstrip(" (")) if following and following.start() else None
    rest = _author(line, who[following.end() :].rstrip(" )")) if following and own else None
    return _together(line, [own, rest]) if own and rest else None


def _labelled(line: str, who: str, role: str | None) -> Byline:
    """What stands after a role: whoever it is, and the photographer where the role is theirs; an account is nobody."""
    if role and _ACCOUNT.fullmatch(role):
        return Byline(line)
    found = _signed(line, who, lenient=True) or Byline(line)
    if role is None:
        return found
    photo = (found.name or found.initials) if _PHOTO.search(role) else None
    if _ONLY_PHOTO.fullmatch(role):
        return Byline(line, photo=photo or who or None)
    return replace(found, photo=photo, authors=tuple(replace(author, role=role) for author in found.authors))


def _together(line: str, bylines: list[Byline]) -> Byline:
    """Several bylines of one line as one."""
    return Byline(
        line,
        initials=" - ".join(found.initials for found in bylines if found.initials) or None,
        name=", ".join(found.name for found in bylines if found.name) or None,
        photo=", ".join(found.photo for found in bylines if found.photo) or None,
        authors=tuple(author for found in bylines for author in found.authors),
    )


def _signed(line: str, who: str, lenient: bool = False) -> Byline | None:
    if who.lower().endswith(_NOTE_ENDS):
        who = _NOTE_AFTER.sub("", who)
    if (desk := _DESK_BEFORE.fullmatch(who)) and (found := _people(line, desk["who"], lenient=False)):
        return replace(found, authors=tuple(replace(author, role=desk["desk"]) for author in found.authors))
    if _REPORTER.fullmatch(who):
        return Byline(line, initials=who, authors=(Author(initials=who),))
    if _DESK.fullmatch(who):
        unit = desk["who"] if desk and not lenient else None
        return Byline(line, authors=(Author(role=desk["desk"], unit=unit),) if desk and unit else ())
    return _people(line, who, lenient)


def _people(line: str, who: str, lenient: bool) -> Byline | None:
    """The people that ``who`` begins with; what follows them may only be an office."""
    initials: list[str] = []
    names: list[tuple[int, int]] = []
    authors: list[Author] = []
    for part, start, stop in _parts(who):
        if _are_initials(part):
            initials.append(part)
            authors.append(Author(initials=part))
        elif authors and _OFFICE.match(part) and not is_person(part) and not _SENTENCE.search(who[start:]):
            authors[-1] = replace(authors[-1], unit=who[start:].strip(" )"))
            break
        elif _is_name(part, lenient and not names):
            names.append((start, stop))
            authors.append(Author(name=part))
        elif not authors and (office := _office_behind(part)):
            names.append((start, start + office.start()))
            authors.append(Author(name=part[: office.start()], unit=who[start + office.end() :].strip(" )")))
            break
        elif authors and _DESK.fullmatch(part):
            continue
        elif authors and lenient:
            authors[-1] = replace(authors[-1], unit=who[start:].strip(" )"))
            break
        else:
            return None
    if not authors:
        return None
    name = who[names[0][0] : names[-1][1]].strip() if names else None
    return Byline(line, " - ".join(initials) or None, name, authors=tuple(authors))


def _office_behind(part: str) -> re.Match[str] | None:
    """Where an office begins behind a person's name, with nothing between them."""
    office = _OFFICE_BEHIND.search(part) if is_person(part) else None
    name = part[: office.start()] if office else ""
    return office if is_person(name) and _is_name(name, lenient=False) and not _SENTENCE.search(part) else None


def _parts(who: str) -> list[tuple[str, int, int]]:
    """The parts between commas and the like, and where they are; ``Anne-Marie`` is one."""
    parts, start = [], 0
    for between in _BETWEEN.finditer(who):
        if between[0] in ("-", "–") and not _parts_people(who[start : between.start()], who[between.end() :]):
            continue
        parts.append((start, between.start()))
        start = between.end()
    parts.append((start, len(who)))
    return [(part, start, stop) for start, stop in parts if (part := who[start:stop].strip(" )"))]


def _parts_people(before: str, after: str) -> bool:
    """Whether a dash without spaces is one between people: initials, or names in full."""
    after = _BETWEEN.split(after, maxsplit=1)[0]
    return (before.isupper() and len(before.strip()) > 1) or (" " in before.strip() and " " in after.strip())


def _are_initials(part: str) -> bool:
    if _ABBREVIATED.fullmatch(part):
        return _is_name(part.replace(". ", "."), lenient=True) and not _DEGREES.match(part)
    if not _INITIALS.fullmatch(part):
        return False
    letters = part.replace(".", "").replace(" ", "")
    is_abbreviation = letters in (_NOT_INITIALS if letters == part else _DOTTED_TITLES)
    return not is_abbreviation and not _ROMAN.fullmatch(letters)


def _is_name(part: str, lenient: bool) -> bool:
    if _UNIT.match(part) and not is_person(part):
        return False
    words = _DEGREES.sub("", part + " ").split()
    if not 1 <= len(words) <= 6 or not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    bare = [word.rstrip(".").rpartition(".")[2] for word in words if word not in _SMALL_WORDS]
    if not bare or not (all(map(_is_capitalized, bare)) or part.isupper()):
        return False
    if any(word.upper() in _NOT_INITIALS and len(word) > 1 and word.isupper() for word in bare):
        return False
    has_initial = ("." in words[0] and len(bare[0]) > 1) or words[0][1:2] in _APOSTROPHES
    return (len(words) > 1 or has_initial or lenient) and fold(part) not in _NOT_NAMES


def _is_capitalized(word: str) -> bool:
    pieces = _JOINTS.split(word)
    return pieces[0][:1].isupper() and all(piece[1:] == piece[1:].lower() for piece in pieces)
