"""``README.md`` of an export: contents, citation, counts and known gaps."""

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
from vustacrawl.text import plural

MAX_PROBLEM_REASONS = 50
"""The most reasons listed; those with the most pages come first."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#])")


@dataclass(frozen=True)
class Facts:
    """What the descriptions of an export state and its files do not."""

    tally: Tally
    problems: list[ProblemCount]
    publishers: dict[str, Publisher]
    newest_capture: str | None
    """UTC, ISO 8601; None if there is none."""


def readme(manifest: Manifest, digest: str, facts: Facts) -> str:
    """Return the README in Markdown; ``digest`` is the sha256 (hex) of ``manifest.json``."""
    counts = manifest.counts
    captured_until = (manifest.catalog_as_of or "no day")[:10]
    template = files("vustacrawl.export").joinpath("texts/readme.md").read_text("utf-8")
    return Template(template).substitute(
        title=title_of(manifest),
        articles=plural(counts.articles, "article"),
        sites=plural(len(manifest.sites), "site"),
        paragraphs=plural(counts.paragraphs, "paragraph"),
        images=plural(counts.images, "image"),
        reposts=plural(counts.duplicates, "repost"),
        as_of=manifest.catalog_as_of or captured_until,
        captured_until=captured_until,
        software=f"{manifest.software.name} {manifest.software.version}",
        digest=digest,
        short_digest=digest[:12],
        year=(manifest.catalog_as_of or "undated")[:4],
        files=_table(_files(manifest)),
        notes=_notes(manifest),
        fields=_table((f"`{field.name}`", field.type, _escaped(field.description)) for field in record_fields()),
        counts=_table(_counts(manifest)),
        months_without_articles=_months_without_articles(facts.tally, manifest),
        not_read=_not_read(facts.tally, manifest.sites),
        problems=_problems(facts.problems),
        about_delta=_about_delta(manifest),
        rights=RIGHTS,
        sources=_list(
            f"{site}: {_escaped(facts.publishers[site].name)}, <{facts.publishers[site].url}>"
            for site in manifest.sites
        ),
    )


def _files(manifest: Manifest) -> Iterator[tuple[str, str]]:
    suffix = "" if manifest.compression == "none" else f".{manifest.compression}"
    for kind in _kinds(manifest):
        yield f"`{kind.path}{suffix if kind.is_compressed else ''}`", kind.description
    yield "`schema/article.schema.json`", "JSON Schema of a record."
    yield "`datapackage.json`", "Frictionless Data Package: every data file with its fields, size and checksum."
    yield "`manifest.json`, `SHA256SUMS`", "Counts and checksums."


def _kinds(manifest: Manifest) -> list[FileKind]:
    """Return the kinds of data files in the dump; even an empty dump has those of JSON Lines."""
    paths = manifest.paths()
    return [
        kind
        for format_ in FORMATS
        for kind in format_.files
        if (format_.always and "<" in kind.path) or any(kind.pattern.fullmatch(path) for path in paths)
    ]


def _notes(manifest: Manifest) -> str:
    kinds = _kinds(manifest)
    return "".join(f"\n{format_.notes}" for format_ in FORMATS if format_.notes and format_.files[0] in kinds)


def _counts(manifest: Manifest) -> Iterator[tuple[object, ...]]:
    for counts in manifest.by_site_and_year:
        yield counts.site, counts.year or "undated", *_figures(counts)
    yield "**all**", "", *_figures(manifest.counts)


def _figures(counts: Counts) -> tuple[int, ...]:
    return counts.articles, counts.paragraphs, counts.images, counts.duplicates


def _months_without_articles(tally: Tally, manifest: Manifest) -> str:
    if manifest.kind == "delta":
        return "- not available for a delta"
    gaps = {site: tally.months_without_articles(site) for site in manifest.sites}
    return _list(
        f"{site}: {', '.join(first if first == last else f'{first} to {last}' for first, last in months)}"
        for site, months in gaps.items()
        if months
    )


def _not_read(tally: Tally, sites: list[str]) -> str:
    missing = {site: tally.not_read(site) for site in sites}
    return _list(
        f"{site}: {', '.join(f'`{name}` {count}' for name, count in fields)} of {tally.articles_of(site)}"
        for site, fields in missing.items()
        if fields
    )


def _problems(problems: list[ProblemCount]) -> str:
    listed, rest = problems[:MAX_PROBLEM_REASONS], problems[MAX_PROBLEM_REASONS:]
    lines = [
        f"{_escaped(reason)} ({stage}): {plural(pages, 'page')} of {plural(sites, 'site')}"
        for stage, reason, pages, sites in listed
    ]
    if rest:
        lines.append(f"{plural(len(rest), 'more reason')}: {plural(sum(one.pages for one in rest), 'page')}")
    return _list(lines)


def _about_delta(manifest: Manifest) -> str:
    if manifest.kind == "delta":
        return (
            f"This is a delta: it contains the complete records of all articles that are new, changed or gone since"
            f" {manifest.since} (UTC), and no others."
        )
    day = (manifest.catalog_changed_at or "DATE")[:10]
    return (
        f"`vustacrawl export --since {day}`, run later on the same catalog, writes a delta to this dump: the complete"
        " records of all articles that are new, changed or gone since."
    )


def _table(rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join(f"| {' | '.join(map(str, row))} |" for row in rows)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or "- none"


def _escaped(text: str) -> str:
    """Escape text for Markdown and put it on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
