"""``README.md`` of an export: what it is, how to cite it, what is in it, and what is known to be missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from string import Template

from vustacrawl.export.datapackage import RIGHTS, title_of
from vustacrawl.export.fields import record_fields
from vustacrawl.export.formats import FORMATS
from vustacrawl.export.formats.base import FileKind, Publisher
from vustacrawl.export.manifest import Counts, Manifest
from vustacrawl.export.tally import ProblemCount, Tally

MAX_PROBLEM_REASONS = 50
"""Reasons that are told, of those that befell most pages."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


@dataclass(frozen=True)
class Facts:
    """What a README tells of."""

    manifest: Manifest
    digest: str
    """sha256 (hex) of ``manifest.json``."""
    tally: Tally
    missing: list[ProblemCount]
    publishers: dict[str, Publisher]


def readme(facts: Facts) -> str:
    """The text, Markdown; the same for the same facts, on whatever day."""
    manifest, counts = facts.manifest, facts.manifest.counts
    captured_until = (manifest.catalog_as_of or "no day")[:10]
    return Template(_text("readme")).substitute(
        title=title_of(manifest),
        articles=_many(counts.articles, "article"),
        sites=_many(len(manifest.sites), "site"),
        paragraphs=_many(counts.paragraphs, "paragraph"),
        images=_many(counts.images, "image"),
        reposts=_many(counts.duplicates, "repost"),
        as_of=manifest.catalog_as_of or captured_until,
        captured_until=captured_until,
        software=f"{manifest.software.name} {manifest.software.version}",
        digest=facts.digest,
        short_digest=facts.digest[:12],
        year=(manifest.catalog_as_of or "undated")[:4],
        files=_table(_files(manifest)),
        notes=_notes(manifest),
        fields=_table((f"`{field.name}`", field.type, _escaped(field.description)) for field in record_fields()),
        counts=_table(_counts(manifest)),
        months_without_articles=_months_without_articles(facts),
        not_read=_not_read(facts.tally, manifest.sites),
        problems=_problems(facts.missing),
        about_delta=_about_delta(manifest),
        rights=RIGHTS,
        sources=_list(
            f"{site}: {_escaped(facts.publishers[site].name)}, <{facts.publishers[site].url}>"
            for site in manifest.sites
        ),
    )


def _text(name: str) -> str:
    return files("vustacrawl.export").joinpath(f"texts/{name}.md").read_text("utf-8")


def _files(manifest: Manifest) -> Iterator[tuple[str, str]]:
    suffix = "" if manifest.compression == "none" else f".{manifest.compression}"
    for kind in _kinds(manifest):
        yield f"`{kind.path}{suffix if kind.is_compressed else ''}`", kind.description
    yield "`schema/article.schema.json`", "JSON Schema of a record."
    yield "`datapackage.json`", "Frictionless Data Package: every data file with its fields, size and checksum."
    yield "`manifest.json`, `SHA256SUMS`", "Counts and checksums."


def _kinds(manifest: Manifest) -> list[FileKind]:
    """The kinds of data files that the dump has; every dump has those of JSON Lines, also when it is empty."""
    paths = manifest.paths()
    return [
        kind
        for each in FORMATS
        for kind in each.files
        if (each.always and "<" in kind.path) or any(kind.pattern.fullmatch(path) for path in paths)
    ]


def _notes(manifest: Manifest) -> str:
    kinds = _kinds(manifest)
    return "".join(f"\n{each.notes}" for each in FORMATS if each.notes and each.files[0] in kinds)


def _counts(manifest: Manifest) -> Iterator[tuple[object, ...]]:
    for counts in manifest.by_site_and_year:
        yield counts.site, counts.year or "undated", *_figures(counts)
    yield "**all**", "", *_figures(manifest.counts)


def _figures(counts: Counts) -> tuple[int, ...]:
    return counts.articles, counts.paragraphs, counts.images, counts.duplicates


def _months_without_articles(facts: Facts) -> str:
    if facts.manifest.kind == "delta":
        return "- not told of a delta"
    stretches = {site: facts.tally.months_without_articles(site) for site in facts.manifest.sites}
    return _list(f"{site}: {', '.join(map(_stretch, months))}" for site, months in stretches.items() if months)


def _stretch(months: tuple[str, str]) -> str:
    first, last = months
    return first if first == last else f"{first} to {last}"


def _not_read(tally: Tally, sites: list[str]) -> str:
    missing = {site: tally.not_read(site) for site in sites}
    return _list(
        f"{site}: {', '.join(f'`{name}` {count}' for name, count in fields)} of {tally.articles_of(site)}"
        for site, fields in missing.items()
        if fields
    )


def _problems(missing: list[ProblemCount]) -> str:
    told, rest = missing[:MAX_PROBLEM_REASONS], missing[MAX_PROBLEM_REASONS:]
    lines = [
        f"{_escaped(reason)} ({stage}): {_many(pages, 'page')} of {_many(sites, 'site')}"
        for stage, reason, pages, sites in told
    ]
    if rest:
        lines.append(f"{_many(len(rest), 'more reason')}: {_many(sum(one.pages for one in rest), 'page')}")
    return _list(lines)


def _about_delta(manifest: Manifest) -> str:
    if manifest.kind == "delta":
        return (
            f"This is a delta: every article that was first seen, that changed, or that was gone since {manifest.since}"
            " (UTC), whole, and no other."
        )
    day = (manifest.catalog_changed_at or "DATE")[:10]
    return (
        f"`vustacrawl export --since {day}`, later and of the same catalog, writes a delta to this dump: every article"
        " that was first seen, that changed, or that was gone since, whole."
    )


def _table(rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "- none"


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _escaped(text: str) -> str:
    """Text from elsewhere, as Markdown shows it letter by letter, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
