"""Map initials to author names where a site's bylines prove the match or an archivist states it.

Proof is an article, or two versions of it, signed with both, if no other author of the site has these initials.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import orjson
from sqlite_utils import Database

from vustacrawl.catalog.connection import CatalogError
from vustacrawl.catalog.people import people_in, person_key, store_names
from vustacrawl.catalog.search.words import fold
from vustacrawl.catalog.sql import one_column

REPORTER = "PV"
"""``phóng viên`` (reporter): not anyone's initials."""
COLUMNS = ["site", "initials", "name"]
HAS_INITIALS = "author_names.initials = upper(replace(replace(author, '.', ''), ' ', ''))"
"""In SQL: whether the author of a row of ``author_counts`` is printed with these initials (``initials_key``)."""
_MOST_EVIDENCE = 5
_Shown = dict[str, dict[str, list[str]]]
"""For one site: initials → names they fit → URLs of articles that show both."""

_NAMES = "SELECT author FROM author_counts WHERE site = ? AND is_name AND signatures > 0"
# Few articles show both; scanning the signatures in order, across sites, finds them fastest.
_SHOWN_TOGETHER = """
SELECT site, short.initials, long.name, articles.url FROM article_authors AS short
CROSS JOIN article_authors AS long ON long.article_id = short.article_id AND long.name IS NOT NULL
CROSS JOIN articles ON articles.id = short.article_id
WHERE short.initials IS NOT NULL AND site IN (SELECT value FROM json_each(:sites))
UNION
SELECT site, short.initials, json_extract(former.value, '$.name'), articles.url FROM article_versions
CROSS JOIN articles ON articles.id = article_versions.article_id
JOIN json_each(article_versions.record, '$.authors') AS former
JOIN article_authors AS short ON short.article_id = articles.id
WHERE site IN (SELECT value FROM json_each(:sites)) AND short.initials IS NOT NULL
  AND json_extract(former.value, '$.name') IS NOT NULL
UNION
SELECT site, json_extract(former.value, '$.initials'), long.name, articles.url FROM article_versions
CROSS JOIN articles ON articles.id = article_versions.article_id
JOIN json_each(article_versions.record, '$.authors') AS former
JOIN article_authors AS long ON long.article_id = articles.id
WHERE site IN (SELECT value FROM json_each(:sites)) AND long.name IS NOT NULL
  AND json_extract(former.value, '$.initials') IS NOT NULL
ORDER BY 4
"""


def map_authors(db: Database, corrections: Path, sites: Collection[str]) -> None:
    """Rewrite ``author_names`` for these sites; ``corrections`` takes precedence over bylines.

    The file is CSV (UTF-8) with the columns site, initials, name; a missing file counts as empty.
    The caller commits. Raises CatalogError, before changing anything, if the file is invalid.
    """
    corrected = list(_read(corrections))
    shown = _shown_together(db, sites)
    for site in sites:
        rows = {
            initials: (name, "bylines", evidence)
            for initials, name, evidence in _proven_names(db, site, shown.get(site, {}))
        } | {initials: (name, "archivist", []) for where, initials, name in corrected if where == site}
        db.execute("DELETE FROM author_names WHERE site = ?", (site,))
        db.conn.executemany(
            "INSERT INTO author_names (site, initials, name, known_by, evidence) VALUES (?, ?, ?, ?, ?)",
            [
                (site, initials, name, known_by, orjson.dumps(evidence).decode())
                for initials, (name, known_by, evidence) in rows.items()
            ],
        )
        store_names(db, [name for name, _, _ in rows.values()])


def are_initials_of(initials: str, name: str) -> bool:
    """Return whether initials fit the last words of a name: ``HT`` and ``H.Tùng`` fit ``Nguyễn Hoàng Tùng``."""
    parts = [part for part in re.split(r"[.\s]+", initials) if part]
    if len(parts) == 1 and initials.upper() == initials:
        parts = [*parts[0]]
    words = re.findall(r"\w+", name)[-len(parts) :]
    return len(words) == len(parts) and all(
        fold(word).startswith(fold(part)) for word, part in zip(words, parts, strict=True)
    )


def _shown_together(db: Database, sites: Collection[str]) -> dict[str, _Shown]:
    shown: dict[str, _Shown] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for site, initials, name, url in db.execute(_SHOWN_TOGETHER, {"sites": orjson.dumps(list(sites)).decode()}):
        if are_initials_of(initials, name):
            shown[site][initials_key(initials)][name].append(url)
    return shown


def _proven_names(db: Database, site: str, shown: _Shown) -> Iterator[tuple[str, str, list[str]]]:
    if not shown:
        return
    names = {name for printed in one_column(db, _NAMES, (site,)) for name in people_in(printed)}
    for initials, found in shown.items():
        name = max(found, key=len)
        others = [
            other
            for other in names
            if are_initials_of(initials, other) and not _is_part(other, name) and person_key(other) != person_key(name)
        ]
        if initials != REPORTER and not others:
            evidence = sorted({url for urls in found.values() for url in urls})
            yield initials, name, evidence[:_MOST_EVIDENCE]


def _is_part(name: str, of: str) -> bool:
    """Return whether a name equals the other or its last words, ignoring case and diacritics."""
    return f" {fold(of)}".endswith(f" {fold(name)}")


def initials_key(initials: str) -> str:
    """Normalize initials for comparison: capitals, without dots and spaces."""
    return initials.replace(".", "").replace(" ", "").upper()


def _read(path: Path) -> Iterator[tuple[str, str, str]]:
    """Read the archivist's file as (site, key of initials, name)."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            if missing := [column for column in COLUMNS if column not in (rows.fieldnames or [])]:
                raise CatalogError(f"{path}: no column {', '.join(missing)}; it needs {', '.join(COLUMNS)}")
            for row in rows:
                site, initials, name = ((row[column] or "").strip() for column in COLUMNS)
                if not (site and initials and name):
                    raise CatalogError(f"{path}, line {rows.line_num}: site, initials and name must be filled in")
                yield site, initials_key(initials), name
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CatalogError(f"{path}: {error}") from None
