"""Dates in metadata, attributes and feeds, and NukeViet's malformed ones (docs/sites.md, sections 5 and 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from vustacrawl.parsers.fields.dates import Order

_DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d")
_SPOILT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[+-]\d\d|[A-Z]{2,5})(?P<clock>\d\d:\d\d:\d\d)")
_MONTH = re.compile(
    r"\btháng\s[^\W\d]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|25)\d\d")
_WORDED_DAY = re.compile(
    r"(?<!\d)\d{1,2}(?:\.|er|º)?\s(?:de\s)?[^\s\d.,]{2,15}\.?,?\s(?:del?\s)?\d{4}(?!\d)"
    r"|(?<!\d)\d{4}\s?[年년]\s?\d{1,2}\s?[月월]\s?\d{1,2}\s?[日일]"
)
_LABEL = re.compile(r"^[^\d:]{1,40}:\s+(?=\S)")
"""``Được đăng: 10 Tháng Tám 2023``: dateparser refuses the words before the colon."""
_MAX_DATE = 60
_OWN_LANGUAGES = frozenset(("vi", "en"))
_BUDDHIST, _FIRST_BUDDHIST = 543, 2400
"""Thai pages count years from 543 BC."""


def read_structured_date(value: str, zone: str, *, as_given: bool = False) -> str | None:
    """ISO 8601 in ``zone`` (IANA), from W3C, ISO or RFC 822 dates and NukeViet's
    ``2024-03-27+0708:42:50``; or None.

    A time without an offset is local time of ``zone``. A date without a time stays a date alone. Where the place of the
    page is not known (``as_given``), a time keeps the offset that it is given with.
    """
    value = value.strip()
    if spoilt := _SPOILT.fullmatch(value):
        value = f"{spoilt['day']}T{spoilt['clock']}"
    try:
        if _DAY_ALONE.fullmatch(value):
            return date.fromisoformat(value).isoformat()
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _read_rfc822(value, zone, as_given)
    return _local(moment, zone, as_given)


def _read_rfc822(value: str, zone: str, as_given: bool) -> str | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return _local(moment, zone, as_given)


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
    if len(text) > _MAX_DATE or not _YEAR.search(text):
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
