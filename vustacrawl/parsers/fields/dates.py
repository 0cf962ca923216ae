"""Parse the dates that sites print, and those of metadata, attributes and feeds (docs/sites.md, sections 5 and 7).

A date is accepted only if it has one meaning; nothing is guessed. A weekday confirms the order of day and month;
without one, the day comes first unless the profile says otherwise (``date_order``). Times are in the site's time zone
unless the text names another.

``find_date`` parses these forms, in a few microseconds a call:

- day, month and year separated by ``/``, ``.`` or ``-`` (a two-digit year only in ``12/3/24`` and ``[26-12-23]``);
- the year first: ``2025-09-29``, ``2024/03/12``, ``2024年3月12日``;
- a Vietnamese month: ``ngày 19 tháng 10 năm 2020``, ``12 Th3 2024``, ``15/Thg6/2015``, ``Tháng Mười Hai 5, 2023``;
- an English one: ``12 March 2024``, ``Mar. 5th, 2024``;
- a clock time before or after it: ``15:57``, ``16:4``, ``10h09``, ``04:46'``, with seconds, with SA, CH, AM, PM or
``sáng``, ``trưa``, ``chiều``, ``tối``, ``đêm``;
- a weekday (``Thứ tư``, ``T4``, ``WEDnesday``, ``6,``) and ``(GMT+7)``, ``EDT``.

``read_structured_date`` parses machine-readable dates, ``read_worded_date`` those whose month is a word of another
language (``27 mars 2024``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from vustacrawl.parsers.thresholds import DATE_REACH, MAX_DATE, MAX_METADATA_LINE

Order = Literal["DMY", "MDY"]

_MONTH_NAMES = {"mười một": 11, "mười hai": 12, "mười": 10, "chạp": 12, "bẩy": 7, "bốn": 4}
"""Longer names come before the shorter ones that they begin with."""
_MONTH_NAMES |= {"một": 1, "giêng": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
_ENGLISH_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SHORT_MONTHS = [month[:3] for month in _ENGLISH_MONTHS]
_MONTH = rf"""(?:(?:tháng|thg\.?|th\.?(?=\s?\d))\s?(?:\d{{1,2}}|{"|".join(_MONTH_NAMES).replace(" ", "[ ]")})(?!\w)
    |(?:{"|".join(month for month in _ENGLISH_MONTHS if month not in _SHORT_MONTHS)}
        |(?:{"|".join(_SHORT_MONTHS)}|sept)(?!\w)\.?))"""
"""``Tháng 3``, ``Thg6``, ``Th3``, ``Tháng Mười Hai``, ``March``, ``Mar.``."""
_DAY = re.compile(
    rf"""(?<![\d/.\-])
    (?: (?P<first>\d{{1,2}})\s?(?P<separator>[/.\-])\s?(?P<second>\d{{1,2}})\s?(?P=separator)\s?
        (?P<year>\d{{4}}|(?:(?<=/)|(?<=/\s))[0-4]\d(?!\d)|\d{{2}}(?=\])
          |(?<=\.)[0-4]\d(?=,?\s(?:[|–-]\s)?\d{{1,2}}:\d\d))
      | (?P<iso_year>\d{{4}})(?P<between>[/.\-]\s?)(?P<iso_month>\d{{1,2}})(?P=between)(?P<iso_day>\d{{1,2}})
      | (?P<east_year>\d{{4}})\s?[年년]\s?(?P<east_month>\d{{1,2}})\s?[月월]\s?(?P<east_day>\d{{1,2}})\s?[日일]
      | (?:ngày\s)?(?P<spelt_day>\d{{1,2}})(?:st|nd|rd|th)?[\s/.\-]\s?(?P<spelt_month>{_MONTH})(?:,?\snăm\s|[,/.\-]?\s?)
        (?P<spelt_year>\d{{4}})
      | (?<!\w)(?P<head_month>{_MONTH})\s(?P<head_day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?:năm\s)?(?P<head_year>\d{{4}})
    )(?:(?<=[日일])|(?![\d/]|[.\-]\d|\s?[-–]\s?\d{{1,2}}[/.]\d(?!\d?\s?(?:[ap]\.?m|Uhr))))""",
    re.VERBOSE | re.IGNORECASE,
)
_ANY_YEAR = re.compile(r"\d{4}|\d\d\]|\d\s?/\s?\d\d|\d\.\d\d,?\s")
"""In every date: whether a text has one shows ten times as fast."""
_YEAR_FIRST = ("iso", "east", "spelt", "head")
"""The names of the groups in which day and month cannot be confused."""
_CLOCK = r"""(?:(?P<east_half>오전|오후|午前|午後|上午|下午)\s?)?(?<!\d)(?P<hour>\d{1,2})
    (?:\s?(?:[:hg時时시点點]|giờ)\s?|\.(?=\d\d\s?(?:[ap]\.?m|GMT|BST|Uhr|WIB)))(?P<minute>\d{1,2})
    (?::(?P<second>\d{1,2}))?(?!\d|:\d)(?:'|\s?(?:phút|分|분)|\s?(?:Uhr|Hrs|h|น\.?)(?!\w))?
    (?:\s?:?\s?(?P<half>SA|CH|AM|PM|a\.m\.|p\.m\.|sáng|trưa|chiều|tối|đêm)(?!\w))?"""
_WEEKDAY = r"""(?:thứ\s?(?P<vi>hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|(?P<sunday>chủ\snhật|\bC\.?N)
    |\bT\.?\s?(?P<short>[2-7]|hai|ba|tư|năm|sáu|bảy)
    |\b(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s?|nes|rs|ur)(?:day)?)"""
_ZONES = {"GMT": 0, "UTC": 0, "BST": 1, "CET": 1, "CEST": 2, "EDT": -4, "EST": -5, "PDT": -7, "PST": -8, "WIB": 7}
_OFFSET = (
    rf"""(?:\s?\(?(?:(?:GMT|UTC)\s?(?P<offset>[+-]\s?\d{{1,2}})(?::?00)?|(?P<zone>{"|".join(_ZONES)})(?!\w))\)?)"""
)
_AT = r"(?:vào\s)?(?:lúc|hồi)|giờ:|at|às?|alle|ore|a\slas|um|om|kl(?:\.|o)?|godz\.|pukul|vào|в|о"
_CLOCK_AFTER = re.compile(
    rf"(?:\.?\s?[(（][月火水木金土日월화수목금토일一二三四五六][)）]|\.(?=[\s,]))?\s?[|,\-–—T•·@/]?\s?(?:(?:{_AT})(?!\w))?\s?{_CLOCK}{_OFFSET}?",
    re.VERBOSE | re.IGNORECASE,
)
_CLOCK_BEFORE = re.compile(rf"{_CLOCK}{_OFFSET}?\s?[|,\-–—•·/]?\s?(?:ngày\s)?$", re.VERBOSE | re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(
    rf"(?:{_WEEKDAY}|^(?P<number>[2-7]|hai|ba|tư|năm|sáu|bảy)(?=,))\s?[,\-–.]?\s?(?:ngày\s)?$",
    re.VERBOSE | re.IGNORECASE,
)
_OFFSET_AFTER = re.compile(_OFFSET, re.IGNORECASE)
_CLOCK_BETWEEN = r"(?:\d{1,2}[:hg]\d\d,?\s)?"
_RANGE_BEFORE = re.compile(
    rf"\d[/.]\d{{1,4}}\s?[-–]\s?{_CLOCK_BETWEEN}$|\d\s(?:đến|tới|to)\s(?:hết\s)?(?:ngày\s)?$", re.IGNORECASE
)
_RANGE_AFTER = re.compile(
    rf"\s(?:đến|tới|to|until)\s(?:hết\s)?(?:ngày\s)?\d{{1,2}}[/.\-\s]|\s?[-–]\s?{_CLOCK_BETWEEN}\d{{1,2}}[/.]\d{{1,2}}[/.]\d",
    re.IGNORECASE,
)

_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
_WEEKDAYS |= {str(number): number - 2 for number in range(2, 8)}
_WEEKDAYS |= {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}

_MORNING = ("sa", "am", "sáng")
_AFTERNOON = ("ch", "pm", "chiều", "tối", "오후", "午後", "下午")
_FIGURES = re.compile(r"\d+")

_YEARS = range(1990, 2100)
"""Years of publication; systems print others for a missing date: ``0001-01-01``, ``1970-01-01``."""
_CLOCK_ERROR = timedelta(minutes=3)

_DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d|\d{8}")
_REWRITTEN = (
    (re.compile(r"((?:19|20)\d{6})(\d{4}(?:\d\d)?)"), r"\1T\2"),  # 20240312083000
    # NukeViet: 2024-03-27+0708:42:50, which has the offset in place of the T
    (re.compile(r"(\d{4}-\d\d-\d\d)(?:[+-]\d\d|[A-Z]{2,5})(\d\d:\d\d:\d\d)"), r"\1T\2"),
    # Date.toString() of JavaScript: Tue Mar 12 2024 08:30:00 GMT+0700 (Indochina Time)
    (re.compile(r"(\w{3} \w{3} \d{1,2} \d{4} [\d:]{8}) (?:GMT|UTC)([+-]\d{4}).*"), r"\1 \2"),
    (re.compile(r"(.+[+-]\d\d:\d\d)\[[\w/]+\]"), r"\1"),  # of Java, with the name of the zone
)
"""Forms that are parsed as another one: each with its replacement in the form of ISO 8601 or RFC 822."""
_EPOCH = re.compile(r"(?:/Date\()?(?P<seconds>\d{10})(?P<milliseconds>\d{3})?(?P<offset>[+-]\d{4})?(?:\)/)?")
"""Seconds or milliseconds since 1970, as .NET writes them too: ``/Date(1710207000000+0700)/``."""
_LOOSE_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[T\s]\s?(?P<hour>\d{1,2}):(?P<rest>\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"\s?(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-]?)(?P<hours>\d{1,2}):?(?P<minutes>\d\d))?"
)
"""Numbers without padding, or an offset whose ``+`` a query string lost: ``2024-3-12T8:30:00 07:00``."""
_MONTH_WORD = re.compile(
    r"\btháng\s[^\W\d]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_WORDED_DAY = re.compile(
    r"(?<!\d)\d{1,2}(?:(?:\.|er|º)?\s|[./-])(?:de\s)?[^\s\d,./-]{2,15}[.,]?(?:\s|(?<!\s)[./-])(?:del?\s)?\d{4}(?!\d)"
    r"|(?<!\w)[^\W\d_]{3,15}\.?\s\d{1,2},?\s\d{4}(?!\d)|(?<!\d)\d{4}\.?\s[^\W\d_]{3,15}\.?\s\d{1,2}(?!\d)"
)
"""``4 mai 2024``, ``mai 4, 2024``, ``2024. május 4``."""
_MARK_BESIDE_WORD = re.compile(r"[./-](?=[^\W\d])|(?<=[^\W\d])[./-](?=\d)")
_ERA = re.compile(r"\s?(?:พ\.\s?ศ\.|ค\.\s?ศ\.)\s?")
"""Prefixes of a year on Thai pages."""
_THAI_MONTHS = dict(
    pair.split("=")
    for pair in (
        *("ม.ค.=มกราคม", "ก.พ.=กุมภาพันธ์", "มี.ค.=มีนาคม", "เม.ย.=เมษายน"),
        *("พ.ค.=พฤษภาคม", "มิ.ย.=มิถุนายน", "ก.ค.=กรกฎาคม", "ส.ค.=สิงหาคม"),
        *("ก.ย.=กันยายน", "ต.ค.=ตุลาคม", "พ.ย.=พฤศจิกายน", "ธ.ค.=ธันวาคม"),
    )
)
_THAI_ABBREVIATION = re.compile("|".join(map(re.escape, _THAI_MONTHS)))
"""dateparser fails on dots in these."""
_BEFORE_SHORT_YEAR = re.compile(rf"(?:{'|'.join(_THAI_MONTHS.values())})\s(?=\d\d(?!\d))")
"""``14 พ.ค. 67`` is in 2567 of the Buddhist era."""
_LABEL = re.compile(
    r"^(?:[^\d:]{1,40}:\s+|(?:posted|published|updated|created|written)(?:\s(?:on|at))?\s)(?=\S)", re.IGNORECASE
)
"""``Được đăng: 10 Tháng Tám 2023``: dateparser rejects the words before the colon."""
_OWN_LANGUAGES = frozenset(("vi", "en"))
_BUDDHIST, _FIRST_BUDDHIST = 543, 2400
"""Thai pages count years from 543 BC."""


class FoundDate(NamedTuple):
    """A date on a page: in ISO 8601, and as written, including weekday, clock time and zone."""

    iso: str
    raw: str
    start: int = 0
    end: int = 0
    """The position of ``raw`` in the text that was searched."""


def find_date(
    text: str, zone: str = "Asia/Ho_Chi_Minh", order: Order = "DMY", *, as_given: bool = False
) -> FoundDate | None:
    """Return the first date in a text, in any form of docs/sites.md, section 5, or None.

    ``text`` is as ``text.clean`` returns it; ``zone`` (IANA) applies to times without a zone; ``order`` decides what
    ``05/10/2021`` means if no weekday does. With a clock time, the result is ISO 8601 with the zone's offset, or with
    the text's own if it has one and ``as_given``; otherwise a date alone. A range (``26/3/1983-26/3/2023``,
    ``từ 1/3/2024 đến 5/3/2024``) and a date that contradicts its weekday give None.
    """
    for found in _DAY.finditer(text) if _ANY_YEAR.search(text) else ():
        start, end = found.span()
        before = text[max(0, start - DATE_REACH) : start]
        if _RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, end):
            continue
        weekday = _WEEKDAY_BEFORE.search(before)
        if weekday:
            before = before[: weekday.start()]
        if clock := _CLOCK_AFTER.match(text, end):
            end = clock.end()
        elif clock := _CLOCK_BEFORE.search(before):
            before = before[: clock.start()]
            if not weekday and (weekday := _WEEKDAY_BEFORE.search(before)):
                before = before[: weekday.start()]
        day = _day(found, order, weekday, as_given)
        if day is None:
            continue
        offset = _OFFSET_AFTER.match(text, end)
        if offset:
            end = offset.end()
        elif clock and (clock["offset"] or clock["zone"]):
            offset = clock
        start = max(0, start - DATE_REACH) + len(before)
        return FoundDate(_iso(day, clock, offset, zone, as_given), text[start:end], start, end)
    return None


def is_clock(iso: str, captured_at: str, zone: str) -> bool:
    """Whether a date is only the server's clock: equal to the time, or the day in ``zone``, of the capture.

    Both are ISO 8601; ``captured_at`` has an offset, ``iso`` too unless it is a date alone.
    """
    captured = datetime.fromisoformat(captured_at)
    if "T" not in iso:
        return captured.astimezone(ZoneInfo(zone)).date().isoformat() == iso
    return abs(captured - datetime.fromisoformat(iso)) <= _CLOCK_ERROR


def _day(found: re.Match[str], order: Order, weekday: re.Match[str] | None, either: bool) -> date | None:
    """Return the day; if ``either`` and no weekday decides, in the other order if it has no meaning in this one."""
    form = next((form for form in _YEAR_FIRST if found[f"{form}_year"]), None)
    if form:
        readings = [_date(found[f"{form}_year"], _month_number(found[f"{form}_month"]), found[f"{form}_day"])]
    else:
        year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
        first, second = found["first"], found["second"]
        readings = [_date(year, second, first), _date(year, first, second)]
        if order == "MDY":
            readings.reverse()
    if weekday is None:
        return next(filter(None, readings), None) if either else readings[0]
    wanted = _number_of(weekday)
    return next((day for day in readings if day and day.weekday() == wanted), None)


def _month_number(month: str) -> str:
    """Return a month's number from its number or name: ``3``, ``Thg3``, ``Tháng Mười Hai``, ``March``."""
    if figures := _FIGURES.search(month):
        return figures[0]
    if (short := month[:3].lower()) in _SHORT_MONTHS:
        return str(_SHORT_MONTHS.index(short) + 1)
    return str(_MONTH_NAMES[" ".join(month.lower().split()[1:])])


def _number_of(weekday: re.Match[str]) -> int:
    named = weekday["vi"] or weekday["short"] or weekday["en"] or weekday["number"]
    return 6 if weekday["sunday"] else _WEEKDAYS[named.lower()]


def _date(year: str, month: str, day: str) -> date | None:
    number = int(year) - _BUDDHIST if int(year) > _FIRST_BUDDHIST else int(year)
    try:
        return date(number, int(month), int(day)) if number in _YEARS else None
    except ValueError:
        return None


def _hour_of_day(hour: int, half: str) -> int:
    """Return the hour of the 24-hour clock: noon (``trưa``) is from 11 to 2, night (``đêm``) from 8 to 4."""
    if half in _AFTERNOON or (half == "trưa" and hour < 10) or (half == "đêm" and hour > 5):
        return hour + 12 if hour < 12 else 0 if half == "đêm" and hour == 12 else hour
    return 0 if hour == 12 and half in _MORNING else hour


def _iso(
    day: date, clock: re.Match[str] | None, offset: re.Match[str] | None, zone: str, as_given: bool = False
) -> str:
    if clock is None:
        return day.isoformat()
    half = clock["half"] or clock["east_half"] or ""
    hour = _hour_of_day(int(clock["hour"]), half.lower().replace(".", ""))
    try:
        printed = datetime.combine(day, time(hour, int(clock["minute"]), int(clock["second"] or 0)))
    except ValueError:
        return day.isoformat()
    there = ZoneInfo(zone)
    hours = None
    if offset:
        hours = int(offset["offset"].replace(" ", "")) if offset["offset"] else _ZONES[offset["zone"].upper()]
    in_zone = there if hours is None or abs(hours) > 14 else timezone(timedelta(hours=hours))
    return printed.replace(tzinfo=in_zone).astimezone(in_zone if as_given else there).isoformat()


def read_structured_date(value: str, zone: str, order: Order = "DMY", *, as_given: bool = False) -> str | None:
    """Return ISO 8601 in ``zone`` (IANA) from W3C, ISO or RFC 822 dates, epochs, ``20240312``, NukeViet's
    ``2024-03-27+0708:42:50`` and dates written for people (``12/03/2024 08:30``); or None.

    A time without an offset is local time in ``zone``. A date without a time stays a date. If the page's location is
    unknown (``as_given``), a time keeps its offset. ``order`` decides what ``05/10/2021`` means.
    """
    value = value.strip()
    if epoch := _EPOCH.fullmatch(value):
        return _local(datetime.fromtimestamp(int(epoch["seconds"]), UTC), zone)
    rewritten = (found.expand(form) for pattern, form in _REWRITTEN if (found := pattern.fullmatch(value)))
    value = next(rewritten, value)
    try:
        if _DAY_ALONE.fullmatch(value):
            day = date.fromisoformat(value)
            return day.isoformat() if day.year in _YEARS else None
        moment = datetime.fromisoformat(value.upper())
    except ValueError:
        return (
            _read_loose_iso(value, zone, as_given)
            or _read_rfc822(value, zone, as_given)
            or _read_as_printed(value, zone, order)
        )
    return _local(moment, zone, as_given)


def _read_loose_iso(value: str, zone: str, as_given: bool) -> str | None:
    found = _LOOSE_ISO.fullmatch(value)
    if found is None:
        return None
    offset = f"{found['sign'] or '+'}{found['hours']:0>2}:{found['minutes']}" if found["hours"] else ""
    day = f"{found['year']}-{found['month']:0>2}-{found['day']:0>2}"
    try:
        moment = datetime.fromisoformat(f"{day}T{found['hour']:0>2}:{found['rest']}{'Z' if found['utc'] else offset}")
    except ValueError:
        return None
    return _local(moment, zone, as_given)


def _read_rfc822(value: str, zone: str, as_given: bool) -> str | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _local(moment, zone, as_given)


def _read_as_printed(value: str, zone: str, order: Order) -> str | None:
    found = find_date(value, zone, order) if len(value) <= MAX_DATE else None
    return found.iso if found and found.raw == value else None


def _local(moment: datetime, zone: str, as_given: bool = False) -> str | None:
    there = ZoneInfo(zone)
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=there)
        elif not as_given:
            moment = moment.astimezone(there)
    except (OverflowError, ValueError):
        return None
    return moment.replace(microsecond=0).isoformat() if moment.year in _YEARS else None


def read_worded_date(
    text: str, zone: str, order: Order, languages: Iterable[str], *, as_given: bool = False
) -> str | None:
    """Return the ISO 8601 date in a short text whose month is a word (``27 Tháng Ba, 2024``, ``Publié le 4 mai 2024``).

    ``languages`` (BCP 47) are those that the text may be in besides Vietnamese and English. In these two a clock time
    is parsed as well, in ``zone`` (IANA); in others the day alone, since the page's zone is unknown. Takes
    milliseconds: only for texts that ``find_date`` cannot parse.
    """
    if len(text) > MAX_METADATA_LINE:
        return None
    text = _THAI_ABBREVIATION.sub(lambda month: _THAI_MONTHS[month[0]], _ERA.sub(" ", _ascii_digits(text)))
    text = _BEFORE_SHORT_YEAR.sub(r"\g<0>25", text)
    if not _YEAR.search(text):
        return None
    foreign = {code for name in languages if (code := _language_code(name)) not in _OWN_LANGUAGES}
    if foreign and (found := _WORDED_DAY.search(text)):
        day = _parse_worded(_MARK_BESIDE_WORD.sub(" ", found[0]), zone, order, foreign)
        if day is not None:
            year = day.year - _BUDDHIST if day.year > _FIRST_BUDDHIST else day.year
            return day.replace(year=year).date().isoformat()
    if len(text) > MAX_DATE or not _MONTH_WORD.search(text):
        return None
    moment = _parse_worded(_LABEL.sub("", text), zone, order, _OWN_LANGUAGES)
    if moment is None:
        return None
    has_clock = ":" in text or moment.time() != datetime.min.time()
    return _local(moment, zone, as_given) if has_clock else moment.date().isoformat()


def _ascii_digits(text: str) -> str:
    """Return a text with Thai, Arabic and other digits as ASCII digits."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _parse_worded(text: str, zone: str, order: Order, languages: Iterable[str]) -> datetime | None:
    import dateparser  # type: ignore[import-untyped]  # it ships no types; importing it takes 0.3 s

    settings = {"DATE_ORDER": order, "TIMEZONE": zone, "STRICT_PARSING": True}
    try:
        moment: datetime | None = dateparser.parse(text, languages=sorted(languages), settings=settings)
    except ValueError:  # the page names a language that dateparser does not know
        return None
    return moment


def _language_code(name: str) -> str:
    """Return dateparser's name of a language: the first subtag; Norwegian is called ``nb``."""
    code = name.lower().replace("_", "-").partition("-")[0]
    return "nb" if code == "no" else code
