"""Information on the crawl that wrote a WARC file, in ``warcinfo`` records at its beginning and end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from vustacrawl.archive.fields import whole_number
from vustacrawl.archive.records import Record, parse_date
from vustacrawl.archive.scan import CorruptRange, record_at, scan_records
from vustacrawl.archive.writer import OPEN_SUFFIX

_NAME = re.compile(
    r"(?P<site>[a-z0-9][a-z0-9-]*?)-\d{14}-(?P<id>\d{1,18})(-[A-Za-z0-9]+-\d{1,18})?-\d{5}\.warc\.gz", re.ASCII
)
"""Site, time, crawl, in a cluster also worker and epoch, and the number of the file."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_OUTCOMES = frozenset({"finished", "limit", "interrupted", "failed"})
_MEDIA = frozenset({"image", "file"})


@dataclass(frozen=True, slots=True)
class CrawlEnd:
    """How a crawl ended. ``finished_at`` is UTC, as the catalog writes times."""

    finished_at: str
    outcome: str
    reason: str | None = None
    requests: int = 0
    throttled: int = 0

    def fields(self) -> list[tuple[str, str]]:
        """Return the fields of the ``warcinfo`` record."""
        named = [("crawl-finished", self.finished_at), ("outcome", self.outcome), ("requests", str(self.requests))]
        named.append(("throttled", str(self.throttled)))
        return [*named, ("reason", self.reason)] if self.reason else named


@dataclass(frozen=True, slots=True)
class CrawlInfo:
    """The crawl of one site that wrote a file: its options, and how it ended.

    ``crawl_id`` (None if it had none) and ``started_at`` (UTC) are those of its row in ``crawls``. ``end`` is None in a
    file that the crawl continued in another one, and where the crawl was killed.
    """

    file: str
    site: str
    crawl_id: int | None
    started_at: str
    kind: str = "crawl"
    since: str | None = None
    selection: str | None = None
    """The options that limit it to some URLs."""
    media: frozenset[str] = frozenset()
    is_continued: bool = False
    """Whether it continued the crawl of another worker of a cluster, without making the starting points due."""
    end: CrawlEnd | None = None

    def fields(self) -> list[tuple[str, str]]:
        """Return the fields of the ``warcinfo`` record that ``read_crawl_info`` reads."""
        options = {"since": self.since, "selection": self.selection, "media": " ".join(sorted(self.media))}
        options["crawl-continued"] = "yes" if self.is_continued else None
        named = [("crawl-started", self.started_at), ("crawl-kind", self.kind)]
        return named + [(name, value) for name, value in options.items() if value]


def read_crawl_info(path: Path) -> CrawlInfo | None:
    """Return information on the crawl that wrote a WARC file; None if it was not a crawl of vustacrawl."""
    first = next(scan_records(path), None)
    if first is None or isinstance(first, CorruptRange) or first.type != "warcinfo":
        return None
    fields = _fields(first)
    name = first.get("WARC-Filename") or ""
    found = _NAME.fullmatch(name)
    written_at = parse_date(fields.get("crawl-started") or first.get("WARC-Date") or "")
    if found is None or written_at is None or not fields.get("software", "").startswith("vustacrawl/"):
        return None
    since = fields.get("since", "")
    return CrawlInfo(
        name,
        found["site"],
        int(found["id"]),
        written_at,
        "recover" if fields.get("crawl-kind") == "recover" else "crawl",
        since if _DAY.fullmatch(since) else None,
        fields.get("selection"),
        frozenset(fields.get("media", "").split()) & _MEDIA,
        fields.get("crawl-continued") == "yes",
    )


def site_of_file(name: str) -> str | None:
    """Return the site of a file that a crawl of vustacrawl wrote or is writing, by its name; None for any other."""
    found = _NAME.fullmatch(name.removesuffix(OPEN_SUFFIX))
    return found["site"] if found else None


def is_unfinished_file(name: str) -> bool:
    """Return whether this is the name of a file that a crawl of vustacrawl is writing, or its recovery will finish."""
    return name.endswith(OPEN_SUFFIX) and site_of_file(name) is not None


def with_end(info: CrawlInfo, path: Path, last_offset: int) -> CrawlInfo:
    """Return ``info`` with the end of the crawl, if the last record of its file, at an offset in bytes, has it."""
    with path.open("rb") as file:
        record = record_at(file, last_offset)
    fields = _fields(record) if record.type == "warcinfo" else {}
    finished_at = parse_date(fields.get("crawl-finished", ""))
    if finished_at is None or fields.get("outcome") not in _OUTCOMES:
        return info
    requests, throttled = (whole_number(fields.get(name, "")) or 0 for name in ("requests", "throttled"))
    return replace(info, end=CrawlEnd(finished_at, fields["outcome"], fields.get("reason"), requests, throttled))


def _fields(record: Record) -> dict[str, str]:
    lines = (line.partition(":") for line in record.block.decode("utf-8", "replace").splitlines())
    return {name.strip().lower(): value.strip() for name, _, value in lines}
