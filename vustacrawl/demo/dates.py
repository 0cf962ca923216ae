"""Date lines as the sites print them (docs/sites.md, section 5), each with its meaning."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
ENGLISH_WEEKDAYS = ("MONday", "TUEsday", "WEDnesday", "THUrsday", "FRIday", "SATurday", "SUNday")
"""As NukeViet 3.4 misspells them."""
MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
ZONE = "+07:00"


@dataclass(frozen=True)
class DateLine:
    """``line`` is what the page prints, ``raw`` the date in it, ``iso`` its value in ISO 8601."""

    line: str
    raw: str
    iso: str


DateFormat = Callable[[datetime], DateLine]


def _minutes(when: datetime, raw: str, line: str = "{}") -> DateLine:
    return DateLine(line.format(raw), raw, f"{when:%Y-%m-%dT%H:%M}:00{ZONE}")


def desktop(when: datetime) -> DateLine:
    """``Thứ tư, 31/12/2025 15:57 (GMT+7)``."""
    return _minutes(when, f"{WEEKDAYS[when.weekday()]}, {when:%d/%m/%Y %H:%M} (GMT+7)")


def short(when: datetime) -> DateLine:
    """``10/08/2023 10:09``."""
    return _minutes(when, f"{when:%d/%m/%Y %H:%M}")


def english(when: datetime) -> DateLine:
    """``2025-09-29 14:45``."""
    return _minutes(when, f"{when:%Y-%m-%d %H:%M}")


def half_day(when: datetime) -> DateLine:
    """``05/10/2021 9:28 SA 59 lượt xem``: a 12-hour time, and a view counter on the same line."""
    half = "SA" if when.hour < 12 else "CH"
    raw = f"{when:%d/%m/%Y} {(when.hour - 1) % 12 + 1}:{when:%M} {half}"
    return _minutes(when, raw, f"{{}} {when.toordinal() % 900 + 40} lượt xem")


def half_day_seconds(when: datetime) -> DateLine:
    """``20/02/2023 1:49:00 CH``, as ASP.NET prints a date in Vietnamese."""
    half = "SA" if when.hour < 12 else "CH"
    return _minutes(when, f"{when:%d/%m/%Y} {(when.hour - 1) % 12 + 1}:{when:%M}:00 {half}")


def year_first(when: datetime) -> DateLine:
    """``2017/12/28 15:49``."""
    return _minutes(when, f"{when:%Y/%m/%d %H:%M}")


def clock_first(when: datetime) -> DateLine:
    """``15:05:00 - 22/04/2020``."""
    return _minutes(when, f"{when:%H:%M}:00 - {when:%d/%m/%Y}")


def month_with_thg(when: datetime) -> DateLine:
    """``15/Thg6/2015 11:13:00``."""
    return _minutes(when, f"{when.day}/Thg{when.month}/{when:%Y %H:%M}:00")


def with_zone(when: datetime) -> DateLine:
    """``29/10/2021 15:28:00 GMT+7``."""
    return _minutes(when, f"{when:%d/%m/%Y %H:%M}:00 GMT+7")


def day_in_brackets(when: datetime) -> DateLine:
    """``( 14/01/2025 )``: no clock."""
    raw = f"{when:%d/%m/%Y}"
    return DateLine(f"( {raw} )", raw, f"{when:%Y-%m-%d}")


def updated(when: datetime) -> DateLine:
    """``Cập nhật lúc 23:52, Thứ hai, 04/07/2022 (GMT+7)``."""
    raw = f"{when:%H:%M}, {WEEKDAYS[when.weekday()]}, {when:%d/%m/%Y} (GMT+7)"
    return _minutes(when, raw, "Cập nhật lúc {}")


def nukeviet(when: datetime) -> DateLine:
    """``Thứ tư - 27/03/2024 08:42``."""
    return _minutes(when, f"{WEEKDAYS[when.weekday()]} - {when:%d/%m/%Y %H:%M}")


def nukeviet_spaced(when: datetime) -> DateLine:
    """``nukeviet`` with two spaces before the hour, as in old templates."""
    plain = nukeviet(when)
    day, _, clock = plain.raw.rpartition(" ")
    return replace(plain, line=f"{day}  {clock}")


def nukeviet_3(when: datetime) -> DateLine:
    """``Posted at: WEDnesday - 28/03/2018 11:36 - post name: Cộng tác viên``: the account is not the author."""
    raw = f"{ENGLISH_WEEKDAYS[when.weekday()]} - {when:%d/%m/%Y %H:%M}"
    return _minutes(when, raw, "Posted at: {} - post name: Cộng tác viên")


def wordpress(when: datetime) -> DateLine:
    """A ``time`` element that prints ``27 Tháng Ba, 2024``: its attribute has the time."""
    return _minutes(when, f"{when.day} Tháng {MONTHS[when.month - 1]}, {when.year}")


def wordpress_numbers(when: datetime) -> DateLine:
    """A ``time`` element that prints ``27/03/2024``."""
    return _minutes(when, f"{when:%d/%m/%Y}")
