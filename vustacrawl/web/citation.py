"""How to cite an article: in words, as BibTeX, as RIS, as CSL-JSON."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from vustacrawl.web.translations import Translations

_SPECIAL = re.compile(r"[\\{}$&%#_^~]")
_BREAKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reference:
    """The parts of a citation. Texts are plain Unicode, as printed; nothing is escaped yet."""

    key: str
    """Unique key of the reference: site and number of the article."""
    authors: list[str]
    """Full names, or initials where no name is known, in the order of the byline."""
    title: str
    site: str
    """The title of the site, as its publisher."""
    published: str | None
    """YYYY-MM-DD as printed; None where the page has no date."""
    url: str
    """The article's own address."""
    seen: str
    """YYYY-MM-DD of the capture that was read (UTC)."""
    language: str | None
    """BCP 47."""

    @classmethod
    def of(cls, row: dict[str, Any], authors: list[dict[str, Any]]) -> Reference:
        """Return the reference of a row of ``articles`` with ``site_title`` and ``fetched_at`` of its capture.

        ``authors`` are the rows of ``article_authors``, in order; an author without name and initials is left out.
        """
        names = [author["name"] or author["initials"] for author in authors]
        published = row["published_at"] and row["published_at"][:10]
        return cls(
            key=f"{row['site']}-{row['native_id'] or row['id']}",
            authors=list(dict.fromkeys(filter(None, names))),
            title=row["title"],
            site=row["site_title"],
            published=published,
            url=row["url"],
            seen=(row["fetched_at"] or row["last_seen_at"])[:10],
            language=row["language"],
        )


def plain(reference: Reference, texts: Translations) -> str:
    """Return the reference as a sentence for a footnote, in the language of ``texts``."""
    authors = f"{', '.join(reference.authors)}. " if reference.authors else ""
    published = f", {texts.day(reference.published)}" if reference.published else ""
    seen = texts("cite.archived", day=texts.day(reference.seen))
    return f"{authors}“{reference.title}”. {reference.site}{published}. {reference.url} ({seen})."


def bibtex(reference: Reference) -> str:
    """Return an ``@online`` entry of BibLaTeX 3, for UTF-8; what TeX would read as a command is escaped."""
    fields = {
        "author": " and ".join(f"{{{_escaped(author)}}}" for author in reference.authors),
        "title": f"{{{_escaped(reference.title)}}}",
        "organization": f"{{{_escaped(reference.site)}}}",
        "date": reference.published,
        "url": re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", reference.url),
        "urldate": reference.seen,
        "langid": {"vi": "vietnamese", "en": "english"}.get(reference.language or ""),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@online{{{re.sub(r'[^A-Za-z0-9-]', '-', reference.key)},\n{lines}\n}}\n"


def ris(reference: Reference) -> str:
    """Return a RIS record (2011) of the type ELEC, one line per author; lines end with CR LF, none is in a value."""
    day = (reference.published or "").replace("-", "/")
    lines = [
        ("TY", "ELEC"),
        *(("AU", author) for author in reference.authors),
        ("TI", reference.title),
        ("PB", reference.site),
        ("PY", day[:4]),
        ("DA", day),
        ("UR", reference.url),
        ("Y2", reference.seen.replace("-", "/")),
        ("LA", reference.language or ""),
    ]
    return "".join(f"{tag}  - {_BREAKS.sub(' ', value)}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def csl(reference: Reference) -> str:
    """Return a JSON list of one CSL item (1.0.2) of the type ``webpage``, as Zotero imports it.

    Empty fields are left out. Names are literal: Vietnamese ones are not split into given and family names.
    """
    item = {
        "id": reference.key,
        "type": "webpage",
        "title": reference.title,
        "author": [{"literal": author} for author in reference.authors],
        "container-title": reference.site,
        "issued": reference.published and {"date-parts": [[int(part) for part in reference.published.split("-")]]},
        "accessed": {"date-parts": [[int(part) for part in reference.seen.split("-")]]},
        "URL": reference.url,
        "language": reference.language,
    }
    return orjson.dumps([{name: value for name, value in item.items() if value}], option=orjson.OPT_INDENT_2).decode()


FORMATS: dict[str, tuple[str, Callable[[Reference], str]]] = {
    "bib": ("application/x-bibtex; charset=utf-8", bibtex),
    "ris": ("application/x-research-info-systems; charset=utf-8", ris),
    "csl": ("application/vnd.citationstyles.csl+json; charset=utf-8", csl),
}
"""By the ending of the address ``/articles/ID.ENDING``: the media type, and the function that returns the text."""


def _escaped(text: str) -> str:
    """Return a text that TeX prints as it is, with one space for each run of white space."""
    named = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    return _SPECIAL.sub(lambda found: named.get(found[0], f"\\{found[0]}"), _BREAKS.sub(" ", text))
