"""Match the spellings of a person's name: ``PGS.TS. NGUYỄN VĂN HÒA`` and ``Nguyễn Văn Hoà`` are the same person."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from sqlite_utils import Database

from vustacrawl.catalog.search.words import modern_tones
from vustacrawl.catalog.sql import one_column

_TITLE = re.compile(
    r"(?:(?:GS|PGS|TSKH|TS|ThS|BS|BSCK\s?[I1-3]+|CK\s?[I1-3]+|KS|KTS|CN|NCS|LS|VS|DS|NB|PV|CTV|BTV|NGND|NGƯT|NSND|NSƯT|"
    r"TTND|TTƯT|AHLĐ|Dr|Prof|Assoc|MSc|PhD|Mr|Ms|Mrs)(?:[.,:\s]+|$)"
    r"|(?:nhà (?:báo|văn|thơ|giáo)|phóng viên|cộng tác viên|biên tập viên|luật sư|kỹ sư|kiến trúc sư|bác sĩ|tiến sĩ|"
    r"thạc sĩ|cử nhân|(?:phó )?giáo sư|viện sĩ|(?:thiếu|trung|thượng|đại) (?:tá|tướng)|ông|bà)(?:[:\s]+|$))+",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:[/,;&+]|\s[-–]\s|\bvà\b)\s*")
_INITIALS = re.compile(r"(?:\w\.?){1,4}")
_INSERT = "INSERT OR IGNORE INTO person_names (printed, position, name, person) VALUES (?, ?, ?, ?)"


def store_names(db: Database, printed: Iterable[str]) -> None:
    """Record which people these names belong to, in ``person_names``; the caller commits."""
    rows = [(text, at, name, person_key(name)) for text in printed for at, name in enumerate(people_in(text), 1)]
    db.conn.executemany(_INSERT, rows)


@lru_cache(maxsize=10_000)
def people_in(printed: str) -> tuple[str, ...]:
    """Return the people in a printed name, without their titles; none if it is only a title.

    A text is split at ``/``, ``,``, ``;``, ``&``, ``và`` or a dash between spaces if each part is a name of capitalized
    words; initials beside a name are dropped, since their owner is unknown.
    """
    text = " ".join(unicodedata.normalize("NFC", printed).split())
    parts = [_without_titles(part) for part in _BETWEEN.split(text)]
    parts = [part for part in parts if part]
    names = [part for part in parts if not (part.isupper() and _INITIALS.fullmatch(part))]
    if len(parts) < 2 or not names or not all(_is_name(name) for name in names):
        names = [*filter(None, [_without_titles(text)])]
    return tuple(dict.fromkeys(_in_small_letters(name) for name in names))


def person_key(name: str) -> str:
    """Return a key that is the same for all names of a person: lower case, NFC, modern tone placement (``hoà``)."""
    return modern_tones(unicodedata.normalize("NFC", name).casefold())


def _without_titles(name: str) -> str:
    found = _TITLE.match(name)
    return name[found.end() if found else 0 :].strip(" .,:-–")


def _is_name(text: str) -> bool:
    return all(word[0].isupper() or word in ("thị", "văn", "de", "van", "von") for word in text.split())


def _in_small_letters(name: str) -> str:
    """Turn a name in capitals into one with only the first letter of each word capitalized."""
    return name.title() if name.isupper() and " " in name else name


def printed_names(db: Database) -> list[str]:
    """Return every author name in the catalog."""
    return one_column(db, "SELECT name FROM article_authors WHERE name IS NOT NULL UNION SELECT name FROM author_names")
