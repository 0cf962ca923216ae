"""Read the dates that Vietnamese sites print (docs/sites.md, section 5).

A date is taken only where it reads in one way; nothing is guessed. A weekday checks the order of day and month; without
one, the day comes first unless the profile says otherwise (``date_order``). Times are in the site's time zone unless
the text names another.

``find_date`` reads these forms, in a few microseconds a call:

- day, month and year separated by ``/``, ``.`` or ``-`` (a two-digit year only in brackets, ``[26-12-23]``);
- the year first: ``2025-09-29``, ``2024/03/12``, ``2024年3月12日``;
- a Vietnamese month: ``ngày 19 tháng 10 năm 2020``, ``12 Th3 2024``, ``15/Thg6/2015``, ``Tháng Mười Hai 5, 2023``;
- a clock before or after it: ``15:57``, ``16:4``, ``10h09``, ``04:46'``, with seconds, with SA, CH, AM, PM or ``sáng``,
  ``trưa``, ``chiều``, ``tối``, ``đêm``;
- a weekday (``Thứ tư``, ``T4``, ``WEDnesday``, ``6,``) and ``(GMT+7)``.

Dates written for machines are read by ``structured_dates``, dates with the month in another language (``March 27,
2024``) by ``structured_dates.read_worded_date``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

Order = Literal["DMY", "MDY"]

_MONTH_NAMES = {
    "mười một": 11,
    "mười hai": 12,
    "mười": 10,
    "giêng": 1,
    "chạp": 12,
    "bốn": 4,
    "bẩy": 7,
    "một": 1,
    "hai": 2,
    "ba": 3,
    "tư": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
}
_MONTH = rf"(?:tháng|thg\.?|th\.?(?=\s?\d))\s?(?:\d{{1,2}}|{'|'.join(_MONTH_NAMES).replace(' ', '[ ]')})(?!\w)"
"""``Tháng 3``, ``Thg6``, ``Th3``, ``Tháng Mười Hai``."""
_DAY = re.compile(
    rf"""(?<![\d/.\-])
    (?: (?P<first>\d{{1,2}})\s?(?P<separator>[/.\-])\s?(?P<second>\d{{1,2}})\s?(?P=separator)\s?
        (?P<year>\d{{4}}|\d{{2}}(?=\]))
      | (?P<iso_year>\d{{4}})(?P<iso_separator>[/.\-])(?P<iso_month>\d{{1,2}})(?P=iso_separator)(?P<iso_day>\d{{1,2}})
      | (?P<east_year>\d{{4}})\s?[年년]\s?(?P<east_month>\d{{1,2}})\s?[月월]\s?(?P<east_day>\d{{1,2}})\s?[日일]
      | (?:ngày\s)?(?P<spelt_day>\d{{1,2}})[\s/.\-]\s?(?P<spelt_month>{_MONTH})(?:,?\snăm\s|[,/.\-]?\s?)
        (?P<spelt_year>\d{{4}})
      | (?<!\w)(?P<head_month>{_MONTH})\s(?P<head_day>\d{{1,2}}),?\s(?:năm\s)?(?P<head_year>\d{{4}})
    )(?![\d/]|[.\-]\d|\s?[-–]\s?\d{{1,2}}[/.]\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_YEAR_FIRST = ("iso", "east", "spelt", "head")
"""The names of the forms in which day and month cannot be mistaken for each other."""
_CLOCK = r"""(?<!\d)(?P<hour>\d{1,2})\s?(?:[:hg]|giờ)\s?(?P<minute>\d{1,2})
    (?::(?P<second>\d{1,2}))?(?!\d|:\d)(?:'|\s?phút)?
    (?:\s?:?\s?(?P<half>SA|CH|AM|PM|a\.m\.|p\.m\.|sáng|trưa|chiều|tối|đêm)(?!\w))?"""
_WEEKDAY = r"""(?:thứ\s?(?P<vi>hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|(?P<sunday>chủ\snhật|\bC\.?N)
    |\bT\.?\s?(?P<short>[2-7]|hai|ba|tư|năm|sáu|bảy)
    |\b(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:s?|nes|rs|ur)(?:day)?)"""
_CLOCK_AFTER = re.compile(rf"\s?(?:[|,\-–T•·@/]|(?:vào\s)?(?:lúc|hồi)|at|vào)?\s?{_CLOCK}", re.VERBOSE | re.IGNORECASE)
_CLOCK_BEFORE = re.compile(rf"{_CLOCK}\s?[|,\-–•·]?\s?(?:ngày\s)?$", re.VERBOSE | re.IGNORECASE)
_WEEKDAY_BEFORE = re.compile(
    rf"(?:{_WEEKDAY}|^(?P<number>[2-7]|hai|ba|tư|năm|sáu|bảy)(?=,))\s?[,\-–.]?\s?(?:ngày\s)?$",
    re.VERBOSE | re.IGNORECASE,
)
_OFFSET_AFTER = re.compile(r"\s?\(?(?:GMT|UTC)\s?(?P<offset>[+-]\s?\d{1,2})(?::?00)?\)?", re.IGNORECASE)
_RANGE_BEFORE = re.compile(r"\d[/.]\d{1,4}\s?[-–]\s?$|\d\s(?:đến|tới|to)\s(?:hết\s)?(?:ngày\s)?$", re.IGNORECASE)
_RANGE_AFTER = re.compile(r"\s(?:đến|tới|to|until)\s(?:hết\s)?(?:ngày\s)?\d{1,2}[/.\-\s]", re.IGNORECASE)

_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
_WEEKDAYS |= {str(number): number - 2 for number in range(2, 8)}
_WEEKDAYS |= {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}

_MORNING = ("sa", "am", "sáng")
_AFTERNOON = ("ch", "pm", "chiều", "tối")
_FIGURES = re.compile(r"\d+")

_CLOCK_ERROR = timedelta(minutes=3)
_REACH = 56
"""Characters before a day in which its clock and its weekday may stand."""


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date that a text prints: ISO 8601, and where it stands there (weekday, clock and zone included)."""

    iso: str
    start: int
    end: int


def find_date(text: str, zone: str = "Asia/Ho_Chi_Minh", order: Order = "DMY") -> PrintedDate | None:
    """The first date that a text prints, in any form of docs/sites.md, section 5, or None.

    ``text`` is as ``text.clean`` gives it; ``zone`` (IANA) is that of a clock without one of its own; ``order``
    says what ``05/10/2021`` means where no weekday tells. With a clock the answer is ISO 8601 with the zone's
    offset, without one a date alone. A range (``26/3/1983-26/3/2023``, ``từ 1/3/2024 đến 5/3/2024``) and a date
    against its own weekday are none.
    """
    for found in _DAY.finditer(text):
        start, end = found.span()
        before = text[max(0, start - _REACH) : start]
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
        day = _day(found, order, weekday)
        if day is None:
            continue
        offset = _OFFSET_AFTER.match(text, end)
        if offset:
            end = offset.end()
        start = start if not (weekday or clock) else max(0, found.start() - _REACH) + len(before)
        return PrintedDate(_iso(day, clock, offset, zone), start, end)
    return None


def is_clock(iso: str, captured_at: str, zone: str) -> bool:
    """Whether a date is only the server's clock: printed as of the moment, or the day in ``zone``, of the capture.

    Both are ISO 8601; ``captured_at`` has an offset, ``iso`` too unless it is a date alone.
    """
    captured = datetime.fromisoformat(captured_at)
    if "T" not in iso:
        return captured.astimezone(ZoneInfo(zone)).date().isoformat() == iso
    return abs(captured - datetime.fromisoformat(iso)) <= _CLOCK_ERROR


def _day(found: re.Match[str], order: Order, weekday: re.Match[str] | None) -> date | None:
    form = next((form for form in _YEAR_FIRST if found[f"{form}_year"]), None)
    if form:
        readings = [_date(found[f"{form}_year"], _month_number(found[f"{form}_month"]), found[f"{form}_day"])]
    else:
        year = found["year"] if len(found["year"]) == 4 else f"20{found['year']}"
        day_first = _date(year, found["second"], found["first"])
        if weekday is None:
            return day_first if order == "DMY" else _date(year, found["first"], found["second"])
        month_first = _date(year, found["first"], found["second"])
        readings = [day_first, month_first] if order == "DMY" else [month_first, day_first]
    if weekday is None:
        return readings[0]
    wanted = _number_of(weekday)
    return next((day for day in readings if day and day.weekday() == wanted), None)


def _month_number(month: str) -> str:
    """A month's number, from its number or its Vietnamese name: ``3``, ``Thg3``, ``Tháng Mười Hai``."""
    if figures := _FIGURES.search(month):
        return figures[0]
    return str(_MONTH_NAMES[" ".join(month.lower().split()[1:])])


def _number_of(weekday: re.Match[str]) -> int:
    named = weekday["vi"] or weekday["short"] or weekday["en"] or weekday["number"]
    return 6 if weekday["sunday"] else _WEEKDAYS[named.lower()]


def _date(year: str, month: str, day: str) -> date | None:
    if not 1990 <= int(year) <= 2099:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _hour_of_day(hour: int, half: str) -> int:
    """The hour from 0 on: noon (``trưa``) is from 11 to 2, night (``đêm``) from 8 to 4."""
    if half in _AFTERNOON or (half == "trưa" and hour < 10) or (half == "đêm" and hour > 5):
        return hour + 12 if hour < 12 else 0 if half == "đêm" and hour == 12 else hour
    return 0 if hour == 12 and half in _MORNING else hour


def _iso(day: date, clock: re.Match[str] | None, offset: re.Match[str] | None, zone: str) -> str:
    if clock is None:
        return day.isoformat()
    hour, minute, second = int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0)
    hour = _hour_of_day(hour, (clock["half"] or "").lower().replace(".", ""))
    if hour > 23 or minute > 59 or second > 59:
        return day.isoformat()
    there = ZoneInfo(zone)
    hours = int(offset["offset"].replace(" ", "")) if offset else None
    if hours is None or abs(hours) > 14:
        return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=there).isoformat()
    printed = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=timezone(timedelta(hours=hours)))
    return printed.astimezone(there).isoformat()
