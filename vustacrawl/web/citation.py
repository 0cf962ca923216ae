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
    """The data of a citation; ``published`` and ``seen`` are ISO 8601 days, the latter that of the capture (UTC)."""

    key: str
    authors: list[str]
    title: str
    site: str
    published: str | None
    url: str
    seen: str
    language: str | None

    @classmethod
    def of(cls, row: dict[str, Any], authors: list[dict[str, Any]]) -> Reference:
        """Create it from a row of ``articles`` with its site's title, and the authors: their names, else initials."""
        names = [author["name"] or author["initials"] for author in authors]
        published = row["published_at"] and row["published_at"][:10]
        return cls(
            key=row["public_id"].replace("/", "-"),
            authors=list(dict.fromkeys(filter(None, names))),
            title=row["title"],
            site=row["site_title"],
            published=published,
            url=row["url"],
            seen=(row["fetched_at"] or row["last_seen_at"])[:10],
            language=row["language"],
        )


def plain(reference: Reference, texts: Translations) -> str:
    """Return one sentence, for a footnote."""
    authors = f"{', '.join(reference.authors)}. " if reference.authors else ""
    published = f", {texts.day(reference.published)}" if reference.published else ""
    seen = texts("cite.archived", day=texts.day(reference.seen))
    return f"{authors}“{reference.title}”. {reference.site}{published}. {reference.url} ({seen})."


def bibtex(reference: Reference) -> str:
    """Return an ``@online`` entry of BibLaTeX, with Unicode letters as they are."""
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
    """Return a RIS record of type ELEC, with CR LF line ends."""
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
    """Return a list with one CSL-JSON item of type webpage, as Zotero imports it."""
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
"""Media type and writer by the address's ending."""


def _escaped(text: str) -> str:
    """Text that TeX prints as it is."""
    named = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    return _SPECIAL.sub(lambda found: named.get(found[0], f"\\{found[0]}"), _BREAKS.sub(" ", text))
