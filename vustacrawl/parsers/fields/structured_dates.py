"""Dates in metadata, attributes and feeds, and NukeViet's malformed ones (docs/sites.md, sections 5 and 7)."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from vustacrawl.parsers.fields.months import find_worded_date

if TYPE_CHECKING:
    from vustacrawl.parsers.fields.dates import Order

_DAY_ALONE = re.compile(r"\d{4}-\d\d-\d\d")
_SPOILT = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[+-]\d\d|[A-Z]{2,5})(?P<clock>\d\d:\d\d:\d\d)")
_MONTH = re.compile(
    r"\btháng\s[^\W\d]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20|25)\d\d")


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


def read_worded_date(text: str, zone: str, order: Order, language: str) -> str | None:
    """ISO 8601 of a date whose month is a word (``27 Tháng Ba, 2024``, ``March 27, 2024 8:42 am``, ``4. Mai 2024``), or
    None.

    Costs milliseconds in Vietnamese and English: only for a short text that is known to be a date and that
    ``dates.find_date`` cannot read.
    """
    if len(text) > 60 or not _YEAR.search(text):
        return None
    if found := find_worded_date(text):
        return found
    if not _MONTH.search(text):
        return None
    import dateparser  # type: ignore[import-untyped]  # it ships no types

    moment = dateparser.parse(
        text,
        languages=sorted({language, "vi", "en"}),
        settings={
            "DATE_ORDER": order,
            "TIMEZONE": zone,
            "RETURN_AS_TIMEZONE_AWARE": True,
            "STRICT_PARSING": True,
        },
    )
    if moment is None:
        return None
    has_clock = ":" in text or moment.time() != datetime.min.time()
    return _local(moment, zone) if has_clock else moment.date().isoformat()
