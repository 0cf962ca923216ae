"""Dates in metadata, attributes and feeds, and NukeViet's malformed ones (docs/sites.md, sections 5 and 7)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from vustacrawl.parsers.fields.dates import Order, find_date

_DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT_IN_FIGURES = re.compile(r"(?P<day>(?:19|20)\d{6})(?P<clock>\d{4}(?:\d\d)?)")
_DAY_IN_FIGURES = re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)")
_EPOCH = re.compile(r"(?:/Date\()?(?P<seconds>\d{10})(?P<milliseconds>\d{3})?(?P<offset>[+-]\d{4})?(?:\)/)?")
"""Seconds or milliseconds since 1970, as .NET writes them too: ``/Date(1710207000000+0700)/``."""
_LOOSE_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})[T\s]\s?(?P<hour>\d{1,2}):(?P<rest>\d\d(?::\d\d)?)(?:[.,]\d+)?"
    r"\s?(?:(?P<utc>Z|UTC|GMT)|(?P<sign>[+-]?)(?P<hours>\d{1,2}):?(?P<minutes>\d\d))?"
)
"""Figures not padded, or an offset whose sign a query string ate: ``2024-3-12T8:30:00 07:00``."""
_SCRIPT_DATE = re.compile(r"(?P<date>[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{4} [\d:]{8}) GMT(?P<offset>[+-]\d{4})?.*")
"""``Date.toString()`` of JavaScript: ``Tue Mar 12 2024 08:30:00 GMT+0700 (Indochina Time)``."""
_SPOILT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[+-]\d\d|[A-Z]{2,5})(?P<clock>\d\d:\d\d:\d\d)")
_MONTH = re.compile(
    r"\btháng\s[^\W\d]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_WORDED_DAY = re.compile(r"(?<!\d)\d{1,2}(?:\.|er|º)?\s(?:de\s)?[^\s\d,]{2,15},?\s(?:del?\s)?\d{4}(?!\d)")
_ERA = re.compile(r"\s?(?:พ\.\s?ศ\.|ค\.\s?ศ\.)\s?")
"""What Thai pages set before a year."""
_THAI_MONTHS = {
    "ม.ค.": "มกราคม",
    "ก.พ.": "กุมภาพันธ์",
    "มี.ค.": "มีนาคม",
    "เม.ย.": "เมษายน",
    "พ.ค.": "พฤษภาคม",
    "มิ.ย.": "มิถุนายน",
    "ก.ค.": "กรกฎาคม",
    "ส.ค.": "สิงหาคม",
    "ก.ย.": "กันยายน",
    "ต.ค.": "ตุลาคม",
    "พ.ย.": "พฤศจิกายน",
    "ธ.ค.": "ธันวาคม",
}
_THAI_ABBREVIATION = re.compile("|".join(map(re.escape, _THAI_MONTHS)))
"""dateparser stumbles over their dots."""
_LABEL = re.compile(
    r"^(?:[^\d:]{1,40}:\s+|(?:posted|published|updated|created|written)(?:\s(?:on|at))?\s)(?=\S)", re.IGNORECASE
)
"""``Được đăng: 10 Tháng Tám 2023``: dateparser refuses the words before the colon."""
_MAX_DATE = 60
_OWN_LANGUAGES = frozenset(("vi", "en"))
_BUDDHIST, _FIRST_BUDDHIST = 543, 2400
"""Thai pages count years from 543 BC."""


def read_structured_date(value: str, zone: str, order: Order = "DMY", *, as_given: bool = False) -> str | None:
    """ISO 8601 in ``zone`` (IANA), from W3C, ISO or RFC 822 dates, epochs, ``20240312``, NukeViet's
    ``2024-03-27+0708:42:50`` and dates written as for people (``12/03/2024 08:30``); or None.

    A time without an offset is local time of ``zone``. A date without a time stays a date alone. Where the place of the
    page is not known (``as_given``), a time keeps the offset that it is given with. ``order`` says what ``05/10/2021``
    means.
    """
    value = value.strip()
    if epoch := _EPOCH.fullmatch(value):
        return _local(datetime.fromtimestamp(int(epoch["seconds"]), UTC), zone)
    if moment_in_figures := _MOMENT_IN_FIGURES.fullmatch(value):
        value = f"{moment_in_figures['day']}T{moment_in_figures['clock']}"
    elif figures := _DAY_IN_FIGURES.fullmatch(value):
        value = "-".join(figures.groups())
    elif script := _SCRIPT_DATE.fullmatch(value):
        value = f"{script['date']} {script['offset'] or '+0000'}"
    if spoilt := _SPOILT.fullmatch(value):
        value = f"{spoilt['day']}T{spoilt['clock']}"
    try:
        if _DAY_ALONE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
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
    found = find_date(value, zone, order) if len(value) <= _MAX_DATE else None
    return found.iso if found and (found.start, found.end) == (0, len(value)) else None


def _local(moment: datetime, zone: str, as_given: bool = False) -> str | None:
    there = ZoneInfo(zone)
    try:
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=there)
        elif not as_given:
            moment = moment.astimezone(there)
    except (OverflowError, ValueError):
        return None
    return moment.replace(microsecond=0).isoformat() if 1990 <= moment.year <= 2099 else None


def read_worded_date(text: str, zone: str, order: Order, languages: Iterable[str]) -> str | None:
    """ISO 8601 of the date in a short text whose month is a word (``27 Tháng Ba, 2024``, ``Publié le 4 mai 2024``), or
    None.

    ``languages`` (BCP 47) are those that the text may be in besides Vietnamese and English. In these two a clock is
    read as well, in ``zone`` (IANA); in others the day alone, since the page's zone is not known. Costs milliseconds:
    only for texts that ``dates.find_date`` cannot read.
    """
    if len(text) > _MAX_DATE:
        return None
    text = _THAI_ABBREVIATION.sub(lambda month: _THAI_MONTHS[month[0]], _ERA.sub(" ", _ascii_digits(text)))
    if not _YEAR.search(text):
        return None
    foreign = {code for name in languages if (code := _language_code(name)) not in _OWN_LANGUAGES}
    if foreign and (found := _WORDED_DAY.search(text)):
        day = _parse_worded(found[0], zone, order, foreign)
        if day is not None:
            year = day.year - _BUDDHIST if day.year > _FIRST_BUDDHIST else day.year
            return day.replace(year=year).date().isoformat()
    if not _MONTH.search(text):
        return None
    moment = _parse_worded(_LABEL.sub("", text), zone, order, _OWN_LANGUAGES)
    if moment is None:
        return None
    has_clock = ":" in text or moment.time() != datetime.min.time()
    return _local(moment, zone) if has_clock else moment.date().isoformat()


def _ascii_digits(text: str) -> str:
    """Thai, Arabic and other figures as those of ASCII."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(sign, sign)) for sign in text)


def _parse_worded(text: str, zone: str, order: Order, languages: Iterable[str]) -> datetime | None:
    import dateparser  # type: ignore[import-untyped]  # it ships no types; importing it takes 0.3 s

    settings = {"DATE_ORDER": order, "TIMEZONE": zone, "RETURN_AS_TIMEZONE_AWARE": True, "STRICT_PARSING": True}
    try:
        moment: datetime | None = dateparser.parse(text, languages=sorted(languages), settings=settings)
    except ValueError:  # a page names a language that nobody speaks
        return None
    return moment


def _language_code(name: str) -> str:
    """dateparser's name of a language: the first part of a tag; Norwegian has another one there."""
    code = name.lower().replace("_", "-").partition("-")[0]
    return "nb" if code == "no" else code
