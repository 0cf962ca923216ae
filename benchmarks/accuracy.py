"""Accuracy of vustacrawl and other readers, field by field: on the project's fixtures, or on any folder.

Without --pages: every fixture page, compared with its expected record; vustacrawl twice, with the site's profile and
without any (``generic``). With --pages DIR: body F1 as in the Scrapinghub
article-extraction-benchmark, on that benchmark's own layout (``ground-truth.json`` and ``html/ID.html.gz``) or on
folders with ``page.html``, ``body.txt`` and, if known, ``url.txt``.

The other readers are in the extra ``bench``; fundus requires an older lxml, so install it with
``pip install --no-deps 'fundus>=0.5'``. Those not installed are left out. Tables are Markdown.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.readers import Reader, ReaderResult, ours, peers
from benchmarks.shingles import Share, score, share
from tests.parsers.pages.fixture_pages import NAMES, fixture_page
from vustacrawl.sites import Profile, unknown_site

UNKNOWN_URL = "https://news.example/"


@dataclass
class Page:
    """A page and its expected fields; for a page without a record, only the body is known."""

    name: str
    url: str
    body: bytes
    text: str
    record: dict[str, Any] = field(default_factory=dict)
    profile: Profile | None = None


@dataclass
class Tally:
    """A reader's results: for each field, on how many pages it reads it, and on how many it is right."""

    reader: Reader
    compared: dict[str, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=dict)
    bodies: list[Share] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    failures: int = 0

    def count(self, name: str, is_right: bool) -> None:
        """Count one value of a field."""
        self.compared[name] = self.compared.get(name, 0) + 1
        self.right[name] = self.right.get(name, 0) + is_right

    def cell(self, name: str) -> str:
        """The share of right answers in per cent; a dash for a field that the reader does not have."""
        return f"{100 * self.right[name] / self.compared[name]:.0f} %" if self.compared.get(name) else "–"


def main() -> None:
    """Run the measurement of the command line."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pages", type=Path, metavar="DIR", help="pages with gold texts, instead of the fixtures")
    options.add_argument("--ours-only", action="store_true", help="leave out the other readers")
    options.add_argument(
        "--worst", type=int, default=0, metavar="N", help="name the N worst pages of generic, on stderr"
    )
    chosen = options.parse_args()
    pages = list(folder_pages(chosen.pages) if chosen.pages else fixture_pages())
    if not pages:
        sys.exit(f"no pages in {chosen.pages}")
    generic = ours("vustacrawl, generic", unknown_site)
    readers = [generic, *([] if chosen.ours_only else peers())]
    if not chosen.pages:
        profiles = {page.url: page.profile for page in pages}
        readers.insert(0, ours("vustacrawl", lambda url: profiles[url] or unknown_site(url)))
    tallies = [measure(reader, pages) for reader in readers]
    print_bodies(tallies, len(pages)) if chosen.pages else print_fields(tallies, len(pages))
    unknown = next(tally for tally in tallies if tally.reader is generic)
    for name, f1 in worst(unknown, pages)[: chosen.worst]:
        print(f"{f1:.3f} {name}", file=sys.stderr)


def fixture_pages() -> Iterator[Page]:
    """Return the fixtures that are articles, all of them HTML pages."""
    for name in NAMES:
        fixture = fixture_page(name)
        record = fixture.expected
        if "not_an_article" not in record and not fixture.body.startswith(b"{"):
            text = "\n".join([record["lead"] or "", *(block["text"] for block in record["paragraphs"])])
            yield Page(name, fixture.url, fixture.body, text, record, fixture.profile)


def folder_pages(folder: Path) -> Iterator[Page]:
    """The pages of a folder in either layout."""
    truth = folder / "ground-truth.json"
    if truth.exists():
        for name, right in sorted(json.loads(truth.read_text("utf-8")).items()):
            page = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
            yield Page(name, right.get("url") or UNKNOWN_URL, page, right["articleBody"])
        return
    for text in sorted(folder.rglob("body.txt")):
        url = text.with_name("url.txt")
        yield Page(
            text.parent.relative_to(folder).as_posix(),
            url.read_text("utf-8").strip() if url.exists() else UNKNOWN_URL,
            text.with_name("page.html").read_bytes(),
            text.read_text("utf-8"),
        )


def measure(reader: Reader, pages: list[Page]) -> Tally:
    """Return a reader's results on all pages, and its time for each; the first page is read once more as a warm-up."""
    tally = Tally(reader)
    for number, page in enumerate([pages[0], *pages]):
        began = time.perf_counter()
        result = reader.result(page.url, page.body)
        if number:
            tally.times.append(1000 * (time.perf_counter() - began))
            tally.failures += result.problem is not None
            compare(tally, result, page)
    return tally


def compare(tally: Tally, result: ReaderResult, page: Page) -> None:
    """Count the correct fields of one page."""
    if result.body is not None:
        tally.bodies.append(share("\n".join([result.lead or "", result.body]), page.text))
    right = page.record
    if not right:
        return
    if result.title is not None:
        tally.count("title", plain(result.title) == plain(right["title"] or ""))
    if result.date is not None:
        tally.count("day", result.date[:10] == (right["published_at"] or "")[:10])
        tally.count("minute", same_minute(result.date, right["published_at"] or ""))
    if result.authors is not None:
        names = [author["name"] or author["initials"] for author in right["authors"]]
        tally.count("author", [plain(name) for name in result.authors if name] == [name for name in names if name])
    if result.lead is not None:
        tally.count("lead", plain(result.lead) == plain(right["lead"] or ""))
    if result.body is not None:
        tally.count("body", plain(f"{result.lead or ''} {result.body}") == plain(page.text))
    captions = [(image["url"].rpartition("/")[2], image["caption"]) for image in right["images"] if image["caption"]]
    if captions and result.captions is not None:
        tally.count("captions", result.captions == captions)


def plain(text: str) -> str:
    """Return a text with one space between words, so that line breaks do not count as errors."""
    return " ".join(text.split())


def same_minute(found: str, right: str) -> bool:
    """Whether two dates are the same to the minute; a time without a zone is taken to be local."""
    if len(right) == 10 or not found:
        return found == right
    try:
        moments = [datetime.fromisoformat(text).replace(second=0, microsecond=0) for text in (found, right)]
    except ValueError:
        return False
    if moments[0].tzinfo is None:
        moments[1] = moments[1].replace(tzinfo=None)
    return len(found) > 10 and moments[0] == moments[1]


def print_fields(tallies: list[Tally], pages: int) -> None:
    """The table of fields: exact answers in per cent of the pages; captions of the pages that have any."""
    names = ("title", "day", "minute", "author", "lead", "body", "captions")
    header = ("reader", "title", "date", "to the minute", "authors", "lead", "whole body", "captions", "body F1", "ms")
    rows = []
    for tally in tallies:
        f1 = f"{score(tally.bodies).f1:.3f}" if tally.bodies else "–"
        time_per_page = f"{statistics.median(tally.times):.1f}"
        rows.append((named(tally.reader), *(tally.cell(name) for name in names), f1, time_per_page))
    print(f"{pages} pages; exact answers, captions with their images; ms: median of a page\n")
    print_table(header, rows)


def print_bodies(tallies: list[Tally], pages: int) -> None:
    """The table of body F1."""
    rows = []
    for tally in tallies:
        if tally.bodies:
            f1, precision, recall = score(tally.bodies)
            middle, mean = statistics.median(tally.times), statistics.mean(tally.times)
            figures = (f"{value:.3f}" for value in (f1, precision, recall))
            rows.append((named(tally.reader), *figures, f"{middle:.1f}", f"{mean:.1f}", str(tally.failures)))
    print(f"{pages} pages; 4-gram precision and recall of the body, averaged over pages\n")
    print_table(("reader", "F1", "precision", "recall", "ms, median", "ms, mean", "nothing read"), rows)


def named(reader: Reader) -> str:
    """The reader with its version."""
    return f"{reader.name} {reader.version}"


def print_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Return a Markdown table with aligned columns."""
    lines = [[*header], *([*row] for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    lines.insert(1, ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])])
    for line in lines:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        print(f"| {' | '.join(cells)} |")


def worst(tally: Tally, pages: list[Page]) -> list[tuple[str, float]]:
    """The pages by the F1 of their bodies, the worst first."""
    scored = [(page.name, score([found]).f1) for page, found in zip(pages, tally.bodies, strict=True)]
    return sorted(scored, key=lambda pair: pair[1])


if __name__ == "__main__":
    main()
