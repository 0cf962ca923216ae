"""The authors of each site with their number of articles; names that differ only in case are one author."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlite_utils import Database

from vustacrawl.catalog.author_names import initials_key

_KNOWN = "SELECT site, initials, name, known_by FROM author_names"
# A covering index, so that no text is read; SQLite would choose the table by itself.
_SIGNATURES = """
SELECT article_id, site, substr(published_at, 1, 10), name, initials
FROM article_authors CROSS JOIN articles INDEXED BY articles_by_id ON id = article_id
WHERE (name IS NOT NULL OR initials IS NOT NULL) AND (:site IS NULL OR site = :site)
"""


class AuthorStats(NamedTuple):
    """An author, or initials whose author is unknown."""

    site: str
    initials: str | None
    """As printed in some of their articles."""
    name: str | None
    """In its most frequent spelling."""
    articles: int
    """Number of articles, alone or with others."""
    first_day: str | None
    """YYYY-MM-DD, as printed; None if no article has a date."""
    last_day: str | None
    known_by: str | None
    """How the initials were mapped to the name: ``bylines`` or ``archivist``."""


@dataclass(slots=True)
class _Person:
    forms: Counter[str] = field(default_factory=Counter)
    initials: str = ""
    known_by: str | None = None
    articles: int = 0
    newest: int = 0
    first_day: str = "~"
    last_day: str = ""

    def signed(self, article: int, day: str | None) -> None:
        if article == self.newest:  # twice, as with initials and name
            return
        self.newest = article
        self.articles += 1
        if day:
            self.first_day = min(self.first_day, day)
            self.last_day = max(self.last_day, day)

    def row(self, site: str) -> AuthorStats:
        # The most frequent spelling of the name; among equals, one not in capitals.
        name = max(self.forms, key=lambda form: (self.forms[form], not form.isupper(), form), default=None)
        first, last = (self.first_day, self.last_day) if self.last_day else (None, None)
        return AuthorStats(site, self.initials or None, name, self.articles, first, last, self.known_by)


def authors(db: Database, site: str | None = None) -> list[AuthorStats]:
    """Return the authors of one site or of all, by site, most articles first.

    Memory is proportional to the number of authors.
    """
    known = {(where, initials): (name, by) for where, initials, name, by in db.execute(_KNOWN)}
    people: dict[tuple[str, str], _Person] = {}
    signatures: dict[tuple[str, str | None, str | None], tuple[_Person, str | None]] = {}
    for article, where, day, name, initials in db.execute(_SIGNATURES, {"site": site}):
        signature = (where, name, initials)
        found = signatures.get(signature)
        if found is None:
            name_known, known_by = known.get((where, initials_key(initials or "")), (None, None))
            form = name or name_known
            person = people.setdefault((where, _name_key(form) if form else f"\0{initials}"), _Person())
            person.initials = max(person.initials, initials or "")
            person.known_by = max(person.known_by or "", known_by or "") or None
            found = signatures[signature] = person, form
        person, form = found
        person.signed(article, day)
        if form:
            person.forms[form] += 1
    rows = (person.row(where) for (where, _), person in people.items())
    return sorted(rows, key=lambda row: (row.site, -row.articles, row.name is None, row.name or "", row.initials or ""))


def _name_key(name: str) -> str:
    """Return a key that is the same for spellings of a name that differ only in case or Unicode normalization."""
    return unicodedata.normalize("NFC", name.casefold())
