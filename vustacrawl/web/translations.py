"""The texts of the pages in Vietnamese and English, from ``translations.toml``."""

from __future__ import annotations

import re
import tomllib
from calendar import month_name
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from vustacrawl.frontier.missing import KINDS

LANGUAGES = ("vi", "en")
"""The first is the default."""
_REASONS = "reason"
"""The section of reasons, which are English already and have a translation only."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SWAPPED = str.maketrans(",.", ".,")
_PREFERENCE = re.compile(r"([a-z]+|\*)(?:-[a-z0-9-]+)?(?:;q=([0-9.]+))?", re.IGNORECASE)


@cache
def _sections() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("vustacrawl.web").joinpath("translations.toml").read_text("utf-8"))


@cache
def translations() -> dict[str, dict[str, str]]:
    """Return every text by name, in each language."""
    every = {
        f"{section}.{name}": texts
        for section, names in _sections().items()
        if section != _REASONS
        for name, texts in names.items()
    }
    for kind, (noun, nouns, predicate) in KINDS.items():
        every[f"missing.{kind}"]["en"] = f"{{count}} {noun} {predicate} | {{count}} {nouns} {predicate}"
    return every


@cache
def _reasons() -> list[tuple[re.Pattern[str], str]]:
    """Return the known reasons as patterns, with their translations."""
    reasons = _sections()[_REASONS].items()
    return [(re.compile("(.+)".join(map(re.escape, text.split("{}")))), vi) for text, vi in reasons]


def choose_language(*preferences: str | None) -> str:
    """Return the first supported language among preferences: names or Accept-Language headers (RFC 9110 §12.5.4)."""
    for preference in preferences:
        found = [_PREFERENCE.fullmatch(part.strip()) for part in (preference or "").split(",")]
        known = [(float(match[2] or 1), match[1].lower()) for match in found if match and _is_number(match[2])]
        supported = [(-weight, at, name) for at, (weight, name) in enumerate(known) if name in LANGUAGES and weight > 0]
        if supported:
            return min(supported)[2]
    return LANGUAGES[0]


def other_language(texts: Translations) -> str:
    """Return the language that these texts are not in."""
    return next(language for language in LANGUAGES if language != texts.language)


def _is_number(text: str | None) -> bool:
    return text is None or text.replace(".", "", 1).isdigit()


@dataclass(frozen=True)
class Translations:
    """The texts in one language, and its formats of numbers and dates."""

    language: str

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a text with its values filled in. ``count`` chooses between the singular and plural forms, which
        `` | `` separates, and is formatted as a number."""
        text = translations()[name][self.language]
        count = values.get("count")
        if isinstance(count, int):
            forms = text.split(" | ")
            text = forms[0] if count == 1 else forms[-1]
            values["count"] = self.number(count)
        return text.format(**values)

    def reason(self, text: str) -> str:
        """Translate a reason of a problem; unknown parts, such as URLs, stay as they are."""
        if self.language == "vi":
            for pattern, translation in _reasons():
                if match := pattern.fullmatch(text):
                    return translation.format(*map(self.reason, match.groups()))
        return text

    def number(self, number: int) -> str:
        """Format 1234567 as ``1.234.567`` or ``1,234,567``."""
        return f"{number:,}" if self.language == "en" else f"{number:,}".translate(_SWAPPED)

    def percent(self, part: int, whole: int) -> str:
        """Format a share without decimals; 0 and 100 only where they are exact."""
        if not whole:
            return "–"
        share = 100 * part / whole
        return f"{part and max(1, min(99 if part < whole else 100, round(share)))}%"

    def decimal(self, number: float) -> str:
        """Format a number with one decimal: ``1.234,5`` or ``1,234.5``."""
        text = f"{number:,.1f}"
        return text if self.language == "en" else text.translate(_SWAPPED)

    def size(self, length: int) -> str:
        """Format a number of bytes in units of 1000."""
        for unit, digits in ((10**9, "GB"), (10**6, "MB"), (1000, "kB")):
            if length >= unit:
                return f"{self.decimal(length / unit)} {digits}"
        return f"{length} B"

    def day(self, moment: str | None) -> str:
        """Format the day of an ISO 8601 time: ``06/05/2024`` or ``6 May 2024``."""
        if not moment or not _DAY.match(moment):
            return self("article.undated")
        try:
            day = date.fromisoformat(moment[:10])
        except ValueError:
            return moment[:10]
        return f"{day.day} {month_name[day.month]} {day.year}" if self.language == "en" else f"{day:%d/%m/%Y}"

    def moment(self, moment: str | None) -> str:
        """Format an ISO 8601 time to the minute, in its own zone; ``UTC`` is added where it ends in ``Z``."""
        if not moment or len(moment) < 16:
            return self.day(moment)
        return f"{self.day(moment)}, {moment[11:16]}{' UTC' if moment.endswith('Z') else ''}"

    def month(self, month: str) -> str:
        """Format ``2024-05`` as ``tháng 5 năm 2024`` or ``May 2024``."""
        year, _, number = month.partition("-")
        return f"{month_name[int(number)]} {year}" if self.language == "en" else f"tháng {int(number)} năm {year}"
