"""Date lines as the sites print them (docs/sites.md, section 5), each with its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")
ENGLISH_WEEKDAYS = ("MONday", "TUEsday", "WEDnesday", "THUrsday", "FRIday", "SATurday", "SUNday")
"""NukeViet 3.4 misspells them."""
MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
ZONE = "+07:00"


@dataclass(frozen=True)
class DateLine:
    """``line`` is what the page prints, ``raw`` the date in it, ``iso`` its value in ISO 8601."""

    line: str
    raw: str
    iso: str


@dataclass(frozen=True)
class DateFormat:
    """How a date is printed. In ``raw`` (the date itself) and ``line`` (the whole line), ``{when}`` is the time,
    ``{weekday}``, ``{english}`` and ``{month}`` are names, ``{hour}`` and ``{half}`` belong to a 12-hour clock.
    """

    raw: str
    line: str = "{raw}"
    has_clock: bool = True

    def __call__(self, when: datetime) -> DateLine:
        """Return the date line of a time."""
        values = {
            "when": when,
            "weekday": WEEKDAYS[when.weekday()],
            "english": ENGLISH_WEEKDAYS[when.weekday()],
            "month": MONTHS[when.month - 1],
            "hour": (when.hour - 1) % 12 + 1,
            "half": "SA" if when.hour < 12 else "CH",
            "views": when.toordinal() % 900 + 40,
        }
        raw = self.raw.format(**values)
        iso = f"{when:%Y-%m-%dT%H:%M}:00{ZONE}" if self.has_clock else f"{when:%Y-%m-%d}"
        return DateLine(self.line.format(raw=raw, **values), raw, iso)


desktop = DateFormat("{weekday}, {when:%d/%m/%Y %H:%M} (GMT+7)")
short = DateFormat("{when:%d/%m/%Y %H:%M}")
english = DateFormat("{when:%Y-%m-%d %H:%M}")
half_day = DateFormat("{when:%d/%m/%Y} {hour}:{when:%M} {half}", "{raw} {views} lượt xem")
"""With a view counter on the same line."""
half_day_seconds = DateFormat("{when:%d/%m/%Y} {hour}:{when:%M}:00 {half}")
"""ASP.NET's format for Vietnamese."""
year_first = DateFormat("{when:%Y/%m/%d %H:%M}")
clock_first = DateFormat("{when:%H:%M}:00 - {when:%d/%m/%Y}")
month_with_thg = DateFormat("{when.day}/Thg{when.month}/{when:%Y %H:%M}:00")
with_zone = DateFormat("{when:%d/%m/%Y %H:%M}:00 GMT+7")
day_in_brackets = DateFormat("{when:%d/%m/%Y}", "( {raw} )", has_clock=False)
in_words = DateFormat("{weekday}, {when.day} tháng {when.month}, {when:%Y}", has_clock=False)
"""Blogger's heading above the posts of a day."""
with_dots = DateFormat("{when:%d.%m.%Y %H:%M}", "Ngày {raw}")
updated = DateFormat("{when:%H:%M}, {weekday}, {when:%d/%m/%Y} (GMT+7)", "Cập nhật lúc {raw}")
nukeviet = DateFormat("{weekday} - {when:%d/%m/%Y %H:%M}")
nukeviet_spaced = DateFormat(nukeviet.raw, "{weekday} - {when:%d/%m/%Y}  {when:%H:%M}")
"""Two spaces before the hour, as in old templates."""
nukeviet_3 = DateFormat("{english} - {when:%d/%m/%Y %H:%M}", "Posted at: {raw} - post name: Cộng tác viên")
"""The account is not the author."""
wordpress = DateFormat("{when.day} Tháng {month}, {when.year}")
"""In a ``time`` element with the time in its attribute, like the next one."""
wordpress_numbers = DateFormat("{when:%d/%m/%Y}")
