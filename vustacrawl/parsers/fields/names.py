"""Distinguish names, initials and offices from other words, in Vietnamese first (docs/sites.md, section 3)."""

from __future__ import annotations

import re

from vustacrawl.parsers.html.text import phrases, words
from vustacrawl.parsers.thresholds import MAX_METADATA_LINE, MAX_NAME, MIN_SHOUTED_NAME
from vustacrawl.text import fold

AGENCIES = r"TTXVN|VNA\b|Vietnam\+|VietnamPlus|VOV|VTV|VnExpress"
AGENCY = re.compile(rf".*(?:{AGENCIES}|[\w-]+\.(?:vn|com|net|org)).*")
SENTENCE = re.compile(r"[.!?…]$|,\s\w+\s\w+\s\w+\s\w+\s\w+\s\w+|\s(?:là|đã|đang|sẽ|được|cho|của|và các)\s")
DESK = re.compile(
    r"(?:P\.?\s?V\.?|phóng viên|CTV|cộng tác viên|BBT|ban biên tập|ban truyền thông|nhóm (?:PV|"
    r"phóng viên)|biên tập viên|"
    r"admin(?:istrator)?|quản trị(?: viên)?|văn phòng)(?:\s+(?:[^\W\d]|[&.,\- ]){2,40})?",
    re.IGNORECASE,
)
_SMALL_ANDS = ("dan", "e", "en", "i", "och", "og", "ve", "y", "и")
"""And, in other languages; some are also parts of a name: ``Costa e Silva``."""
_BETWEEN = re.compile(
    rf"\s*(?:[,;&/+](?!\s?[JS]r\.)|\b(?:và|and|und|et)\b|(?<=\w\s)(?:{'|'.join(_SMALL_ANDS)})(?=\s\w)|\s[-–]\s|(?<=\w)[-–](?=\w)|[-–]\s|\()\s*"
)
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&/](?!\s?[JS]r\.)|\band\b|\bund\b|\bet\b|\bvà\b)\s*")
OFFICE = re.compile(
    r"(?:nguyên |quyền )?(?:phó |trưởng |chủ |giám đốc|viện |ủy viên|uỷ viên|tổng |bí thư|thư ký|chánh |"
    r"ban |hội |liên hiệp|"
    r"trung tâm|sở |bộ |khoa |phòng |trường |đại học|học viện|công ty|báo |tạp chí|đài |văn phòng|cục |"
    r"vụ |chi (?:cục|hội) |ủy ban|uỷ ban|câu lạc bộ|hợp tác xã|hiệp hội|liên đoàn|tỉnh |thành phố|"
    r"phóng viên|cộng tác viên|biên tập viên|nhóm |bệnh viện |"
    r"đại biểu|chuyên gia|nhà |vacne|vusta|lhh|ubnd|hội đồng|president|director|chair|institute|union)"
    r"|(?:[\w&]+\s){0,4}(?:editor|correspondent|reporter|columnist|writer|producer|analyst|journalist|contributor)\b"
    r"|envoyée? spécial|correspondante? |journaliste|corresponsal|enviad[oa] |redact|repórter|inviat[oa] |giornalista"
    r"|redakt|korrespondent|корреспондент|редактор|ライター|編集部",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"(?:viện|báo|đài|sở|cục|chi cục|câu lạc bộ|hợp tác xã|hiệp hội|liên đoàn|"
    r"trung tâm|trường|công ty|tạp chí|liên hiệp|học viện|đại học|hội đồng|ủy ban|uỷ ban|"
    r"chi hội|tỉnh hội|hội|văn phòng|cổng thông tin|trang tin|chuyên trang)\s",
    re.IGNORECASE,
)
"""Beginnings of the name of an organization, which is not a person."""
_CAPITAL = "[A-ZĐĂÂÊÔƠƯ]"
_LETTER = rf"(?:(?:Ngh|Ch|Gh|Gi|Kh|Ng|Nh|Ph|Qu|Th|Tr)(?=\.|$)|{_CAPITAL})"
_INITIALS = re.compile(rf"{_LETTER}(?:\.?\s?{_LETTER}){{1,3}}\.?")
"""``HT``, ``H.T.``, ``Ng.H.``, ``Tr.Đ.H``: two letters that begin a name count as one initial."""
_ABBREVIATED = re.compile(r"(?:[^\W\d_]{1,3}\.\s?)+[^\W\d_]{2,}")
"""``H.Yến``: a given name in full, the preceding names by their initials."""
_ROMAN = re.compile(r"[IVX]+")
_NOT_INITIALS = words(
    """
    AI BBT BC BCH BHXH BS BTC BTV CĐ CN CNTT CT CTV CV ĐH EU FAO GD GDĐT GS HCM HĐ HĐND HN HTX IT KH KHCN KHKT
    KHXH KS KT LHH LHHV MTTQ NCKH NCS NQ NXB PCT PGS PR QĐ QH SG SHTT SKH TBT THCS THPT THS TKT TNHH TP TPHCM TS
    TTK TTXVN TTCP TTG TU TW UB UBND UN VAST VN VNA VOV VP VTV VUSTA WHO WTO XH USD VND AA AM API APP BST CEST
    CET CSS DOC EDT ENG EST ET FAQ FB GMT GPS HD HOT HTML JPG LINE LIVE MENU MP NEW OK ON PDF PDT PM PNG PPT PST
    QR RSS SMS TOP TTS TV UK URL UTC US USA USB VIE VIP VR WEB XLS ZIP AFP BBC CNN DPA EFE
    """
)
"""Abbreviations of offices and titles, then of menus, tools, countries and time zones."""
_DOTTED_TITLES = words("BS CN CTV GS KS NCS PGS PTS TP TS UB VP")
"""Abbreviations also written with dots; others with dots are somebody's initials: ``Đ.H``."""
_DEGREES = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|CK\s?[I1-3]+|KS|BS|KTS|CN|NCS|LS|VS|DS|NGND|NGƯT|NSND|NSƯT|TTND|TTƯT|"
    r"AHLĐ|Dr|Prof|Assoc|MSc|"
    r"PhD|Mr|Ms|Mrs)[.\s]+|(?:nhà (?:báo|văn|thơ|giáo|nghiên cứu)|luật (?:sư|gia)|dược sĩ|kỹ sư|bác sĩ|tiến sĩ|"
    r"thạc sĩ|giáo sư|viện sĩ|đại tá|thượng tá|"
    r"(?:thiếu|trung|thượng|đại) tướng|ông|bà)\s+)+",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"(?:[^\W\d_]{1,3}\.)*[^\W\d_]+(?:[-'’ʼ`][^\W\d_]+)*|(?:[^\W\d_]\.){1,3}|[JS]r\.|[HKY]['’ʼ`]")
"""``Hòa``, ``H’Linh``, ``K’`` before a space, ``Anne-Marie``, ``T.``"""
_APOSTROPHES = ("'", "’", "ʼ", "`")
_JOINTS = re.compile(r"[-'’ʼ`]")
_OFFICE_BEHIND = re.compile(
    r"\s(?=(?:Nguyên |Quyền )?(?:Phó |Trưởng |Chủ tịch|Chủ nhiệm|Giám đốc|Tổng |Ủy viên|Uỷ viên|Chánh |Viện |Hội |"
    r"Liên hiệp|Trung tâm|Sở |Ban |Khoa |Trường |Học viện|Đại học|Công ty|Phóng viên))"
)
"""The beginning of an office that no comma separates from the name: a signature whose lines were joined."""
_SMALL_WORDS = words("thị văn đình de van von da das del den der di do dos du e el la le ten ter y zu")
_NOT_NAMES = phrases(
    """
    viet nam, ha noi, ho chi minh, da nang, hai phong, can tho, hue, tin tuc, su kien, tin moi, hoat dong,
    thong bao, trang chu, gioi thieu, ket luan, xem them, xem tiep, lien he, read more, ha long, sai gon,
    quang ninh, bac ninh, thai binh, nghe an, ha tinh, lam dong, khoa hoc, cong nghe, mo dau, loi ket, tai
    lieu, tham khao, doi song, xa hoi, kinh te, moi truong, van ban, tin hoat dong, the end, su kien noi
    bat, bo truong, thu truong, chu tich, pho chu tich, tong thu ky, giam doc, pho giam doc, vien truong,
    nong nghiep, nong thon, lam nghiep, thuy san, cong nghiep, xay dung, giao duc, dao tao, suc khoe, du lich,
    phap luat, thoi su, the gioi, quoc te, trong nuoc, thong tin, truyen thong, doanh nghiep, tai chinh,
    giao thong, nang luong, nghien cuu, ung dung, khoi nghiep, dien dan, phan bien, chinh sach, phong su,
    ghi chep, goc nhin, khuyen nong,
    tin noi bat, hinh anh, tap chi, ban do, chia se, dong nai, binh duong, dong thap, an giang, ca mau,
    google news, super user, ban bien tap, admin, administrator, editor, webmaster, root, user,
    quan tri, quan tri vien, toa soan, associated press, press association, pa media,
    agence france presse, staff reporter, staff writer, staff writers, guest author,
    contributor, contributors, for immediate release, press release, news release,
    bloomberg news, the conversation, reuters, afp, ap, dpa, efe, ansa, tass, xinhua
    """
)
_PREFIX = re.compile(r"(?:Ma?c|D[aeiu]|Del|L[aeo]|V[ao]n|Fitz)(?=[A-Z])")
"""``DiCaprio``, ``LaBelle``, ``McDonald``"""
_NICKNAME = re.compile(r"(?<=\w)\s[“\"‘'][\w .-]{2,20}[”\"’'](?=\s\w)")
"""``Jane “Heron” Hall``"""
_NO_NAME_WORDS = words("about alerts by click download follow here published subscribe updated your")
"""In capitalized lines that are no names: ``GET ALERTS``, ``Story By``."""
_DESK_ENDS = words(
    """
    agencias agencies board chronicle courier daily desk dispatch editors enquirer examiner gazette haber herald journal
    magazine media mercury merkezi nachrichten network news newspaper newsroom noticias observer radio redacao redaccion
    redaction redaktion redazione sentinel staff team telegraph television times today tribune weekly writers
    """
)
"""Endings, or beginnings, of the names of groups of authors."""
_SURNAMES = words(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh trương lâm mai
    đào cao lương lưu tô tạ hà châu chu quách thái tống vương kiều nghiêm phùng tăng thân la lại khúc khuất
    hứa từ triệu ninh nông lò vàng giàng sùng thào lầu quàng cầm vi bế đàm ma giáp doãn khổng lã lục lường mạc
    nhữ phí sầm thạch trình chử diệp
    """
)
_LETTERS = r"(?:[^\W\d_]|(?![^\W\d_])[\u0300-\u036f\u0590-\u05c7\u064b-\u0652\u0900-\u0eff\u1000-\u109f])+"
"""Also the vowel signs of scripts that write them apart."""
_PERSONAL = re.compile(rf"{_LETTERS}(?:(?:[\s.'’ʼ`,]+|-){_LETTERS})*[\s.'’ʼ`,]*")
_MIDDLE_NAMES = frozenset(("văn", "thị"))
_BODY_WORDS = words("of for")
"""In names of organizations: ``Press Trust of India``."""


def is_person(name: str) -> bool:
    """Whether a name begins with a degree or a common surname, or has Văn or Thị as a middle name: evidence where the
    position gives none.
    """
    words = [word.lower() for word in _DEGREES.sub("", name).split()]
    if len(words) < 2:
        return False
    return words[0] in _SURNAMES or not _MIDDLE_NAMES.isdisjoint(words[1:-1]) or bool(_DEGREES.match(name))


def is_personal(name: str) -> bool:
    """Whether what a page calls a person may be a personal name, in any script: not an account, desk or body."""
    if len(name) > MAX_NAME or not _PERSONAL.fullmatch(name) or name.islower() or _is_no_name(name):
        return False
    return not (DESK.fullmatch(name) or _UNIT.match(name) or AGENCY.fullmatch(name))


def split_names(names: str) -> list[str]:
    """Return the names in a text if each is a full name: ``Jane Hall, Bob McDonald and Ann O'Neil``."""
    parts = [part.strip() for part in _BETWEEN_NAMES.split(names)]
    return parts if all(" " in part and is_personal(part) for part in parts) else [names]


def is_office(line: str) -> bool:
    """Whether a line names an office or an organization, as below a signature."""
    return len(line) <= MAX_METADATA_LINE and not line.endswith((".", "!", "?")) and bool(OFFICE.match(line))


def office_behind(part: str) -> re.Match[str] | None:
    """Return where an office begins directly after a person's name."""
    office = _OFFICE_BEHIND.search(part) if is_person(part) else None
    name = part[: office.start()] if office else ""
    return office if is_person(name) and is_name(name, lenient=False) and not SENTENCE.search(part) else None


def split_parts(who: str) -> list[tuple[str, int, int]]:
    """Return the parts between commas and the like with their positions; ``Anne-Marie`` is one part."""
    parts, start = [], 0
    for between in _BETWEEN.finditer(who):
        is_word = between[0].strip() in _SMALL_ANDS
        if (is_word or between[0] in ("-", "–")) and not _parts_people(
            who[start : between.start()], who[between.end() :]
        ):
            continue
        parts.append((start, between.start()))
        start = between.end()
    parts.append((start, len(who)))
    return [(part, start, stop) for start, stop in parts if (part := who[start:stop].strip(" )"))]


def _parts_people(before: str, after: str) -> bool:
    """Whether a dash without spaces, or a word that may be in a name, separates two people: initials, or full names."""
    after = _BETWEEN.split(after, maxsplit=1)[0]
    return (before.isupper() and len(before.strip()) > 1) or (" " in before.strip() and " " in after.strip())


def are_initials(part: str) -> bool:
    """Whether part of a line is a person's initials (``HT``, ``Ng.H.``, ``H.Yến``), not an office's or a tool's."""
    if _ABBREVIATED.fullmatch(part):
        return is_name(part.replace(". ", "."), lenient=True) and not _DEGREES.match(part)
    if not _INITIALS.fullmatch(part):
        return False
    letters = part.replace(".", "").replace(" ", "")
    is_abbreviation = letters in (_NOT_INITIALS if letters == part else _DOTTED_TITLES)
    return not is_abbreviation and not _ROMAN.fullmatch(letters)


def is_name(part: str, lenient: bool) -> bool:
    """Whether part of a line is a name; ``lenient`` if its position implies one, so that a single word suffices."""
    if (_UNIT.match(part) and not is_person(part)) or f"{part} ".startswith("The "):
        return False
    words = _NICKNAME.sub("", _DEGREES.sub("", part + " ")).split()
    if not 1 <= len(words) <= 6 or not all(_NAME_WORD.fullmatch(word) for word in words):
        return False
    bare = [word.rstrip(".").rpartition(".")[2] for word in words if word not in _SMALL_WORDS]
    if not bare or not (all(map(_is_capitalized, _with_plain_surname(bare))) or part.isupper()):
        return False
    if any(word.upper() in _NOT_INITIALS and len(word) > 1 and word.isupper() for word in bare):
        return False
    has_initial = ("." in words[0] and len(bare[0]) > 1) or words[0][1:2] in _APOSTROPHES
    return (len(bare) > 1 or has_initial or lenient) and not _is_no_name(part)


def _with_plain_surname(words: list[str]) -> list[str]:
    """Return the words of a name without the capitals of a surname: ``Ayşe LALE``, as in Turkish and French."""
    last = words[-1]
    is_shouted = len(words) > 1 and len(last) >= MIN_SHOUTED_NAME and last.isupper()
    return [*words[:-1], last.capitalize()] if is_shouted and words[0].istitle() else words


def _is_no_name(name: str) -> bool:
    folded = fold(name)
    ends = (folded.partition(" ")[0], folded.rpartition(" ")[2])
    is_of_body = not _DESK_ENDS.isdisjoint(ends) or not _BODY_WORDS.isdisjoint(folded.split())
    return is_of_body or folded in _NOT_NAMES or not _NO_NAME_WORDS.isdisjoint(name.lower().split())


def _is_capitalized(word: str) -> bool:
    pieces = _JOINTS.split(_PREFIX.sub("", word))
    return pieces[0][:1].isupper() and all(piece[1:] == piece[1:].lower() for piece in pieces)
