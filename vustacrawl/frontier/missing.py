"""What is missing from a site's articles, counted by reason.

The crawl's summary, `status`, the report, the metrics and the site's web page all show what ``missing`` returns.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, tzinfo
from itertools import groupby
from typing import Any, Literal

from sqlite_utils import Database

from vustacrawl.catalog.sql import one_column
from vustacrawl.clock import minute_text
from vustacrawl.reasons import LABELS, NOT_THERE, PRIVATE, TOO_LARGE
from vustacrawl.text import plural

Kind = Literal[
    "retry",
    "failed",
    "refused",
    "unread",
    "redirect_loop",
    "not_modified",
    "starting_point",
    "empty_field",
    "number_gap",
]

KINDS: dict[Kind, tuple[str, str, str]] = {
    "retry": ("address", "addresses", "to be retried ({reason}), next at {until}"),
    "failed": ("address", "addresses", "failed: {reason}"),
    "refused": ("response", "responses", "refused: {reason}"),
    "unread": ("article page", "article pages", "visited, but not read: {reason}"),
    "redirect_loop": ("address", "addresses", "in a redirect loop"),
    "not_modified": ("address", "addresses", "answered 304 (not modified), but no copy is stored"),
    "starting_point": ("starting point", "starting points", "gave nothing: {reason}"),
    "empty_field": ("new article", "new articles", "{reason}"),
    "number_gap": ("article number", "article numbers", "never seen, {reason}"),
}
"""For each kind: the noun, its plural, and the predicate."""

MIN_NEW_ARTICLES = 3
"""Minimum number of new articles in a crawl for a share of empty fields to be reported."""
MIN_EMPTY_SHARE = 0.5
MIN_NUMBERS, MIN_DENSITY, MAX_JUMP = 20, 0.5, 50
"""Gaps are reported in runs of at least this many article numbers, of this density; a jump beyond ``MAX_JUMP`` ends
a run. Systems that number pages and images together (WordPress) have no dense runs."""
MAX_RANGES = 5
_NUMBER = re.compile(r"\d{1,15}", re.ASCII)
_MAX_REDIRECTS = 20
"""Redirects followed, as many as browsers do."""


@dataclass(frozen=True, slots=True)
class Missing:
    """URLs, fields or article numbers of a site that are missing for one reason."""

    kind: Kind
    reason: str | None
    count: int
    until: float | None
    """When the next of them will be retried (Unix time), if any."""
    example: str | None
    articles: int
    """How many are, or may lead to, articles that the catalog lacks and that the site has not declared gone."""

    @property
    def until_minute(self) -> str:
        """When the next of them is retried, in UTC, to the minute."""
        return minute_text(self.until) if self.until is not None else "?"

    @property
    def text(self) -> str:
        """``3 addresses to be retried (HTTP 503), next at 2026-11-26 16:00 UTC``."""
        return self.describe(UTC, " UTC")

    def describe(self, zone: tzinfo, zone_name: str = "") -> str:
        """Return the text with its time in ``zone``, followed by ``zone_name``."""
        noun, nouns, predicate = KINDS[self.kind]
        until = f"{minute_text(self.until, zone)}{zone_name}" if self.until is not None else "?"
        reason = LABELS.get(self.reason or "", self.reason) or "no reason recorded"
        return f"{plural(self.count, noun, nouns)} {predicate.format(reason=reason, until=until)}"

    def record(self) -> dict[str, Any]:
        """Return plain JSON values, with the text."""
        return asdict(self) | {"text": self.text}


def missing(db: Database, site: str, runs: list[NumberRun]) -> list[Missing]:
    """Return what is missing from the site so far, in the order of ``KINDS``, most frequent first.

    ``runs`` are those of ``number_runs``.
    """
    found = [*_by_reason(db, site), *_redirect_loops(db, site), *_empty_fields(db, site), *_number_gaps(runs)]
    order = [*KINDS]
    return sorted(found, key=lambda one: (order.index(one.kind), -one.count, one.reason or ""))


_STARTING_POINTS = "via IS NULL AND kind IN ('listing', 'feed', 'sitemap')"
_IS_STORED = "EXISTS (SELECT 1 FROM article_urls WHERE article_urls.url = frontier.url)"
_BY_REASON = f"""
WITH lacking (kind, reason, url, next_due, may_be_article) AS (
  SELECT 'retry', reason, url, next_due, kind NOT IN ('image', 'file') AND NOT {_IS_STORED}
  FROM frontier INDEXED BY frontier_retries
  WHERE site = :site AND state = 'due' AND attempts > 0 AND missing_since IS NULL
  UNION ALL
  SELECT 'failed', reason, url, NULL,
    kind NOT IN ('image', 'file') AND reason NOT IN {NOT_THERE} AND NOT {_IS_STORED}
  FROM frontier WHERE site = :site AND state = 'failed' AND NOT ({_STARTING_POINTS})
  UNION ALL
  SELECT 'refused', reason, url, NULL, kind NOT IN ('image', 'file')
  FROM frontier WHERE site = :site AND state = 'skipped' AND reason IN {(TOO_LARGE, PRIVATE)}
    AND NOT ({_STARTING_POINTS})
  UNION ALL
  SELECT 'unread', latest.reason, url, NULL, 1
  FROM (SELECT url, reason, max(id) FROM problems WHERE site = :site AND stage = 'parse' GROUP BY url) AS latest
    JOIN frontier USING (url)
  WHERE kind = 'article' AND state IN ('due', 'done') AND attempts = 0 AND redirects_to IS NULL AND NOT {_IS_STORED}
  UNION ALL
  SELECT 'not_modified', NULL, url, NULL, kind NOT IN ('image', 'file')
  FROM frontier WHERE site = :site AND last_status = 304 AND digest IS NULL
  UNION ALL
  SELECT 'starting_point', reason, url, NULL, 1
  FROM frontier WHERE site = :site AND {_STARTING_POINTS} AND state IN ('failed', 'skipped')
  UNION ALL
  SELECT 'starting_point', problems.reason, frontier.url, NULL, 1
  FROM frontier JOIN problems ON problems.url = frontier.url AND problems.crawl_id = frontier.crawl_id
    AND problems.stage = 'parse'
  WHERE frontier.site = :site AND {_STARTING_POINTS} AND state = 'done'
)
SELECT kind, reason, count(DISTINCT url), min(next_due), min(url), sum(may_be_article)
FROM lacking GROUP BY kind, reason
"""


def _by_reason(db: Database, site: str) -> Iterator[Missing]:
    yield from (Missing(*row) for row in db.execute(_BY_REASON, {"site": site}).fetchall())


def _redirect_loops(db: Database, site: str) -> Iterator[Missing]:
    query = "SELECT url, redirects_to FROM frontier WHERE site = ? AND redirects_to IS NOT NULL"
    targets = dict(db.execute(query, (site,)).fetchall())
    looping = sorted(url for url in targets if _never_arrives(url, targets))
    if looping:
        yield Missing("redirect_loop", None, len(looping), None, looping[0], len(looping))


def _never_arrives(url: str, targets: dict[str, str]) -> bool:
    for _ in range(_MAX_REDIRECTS):
        if url not in targets:
            return False
        url = targets[url]
    return True


_NEW_ARTICLES = """
SELECT url, found_by FROM articles WHERE site = :site AND first_seen_at BETWEEN :began AND :ended
"""
_LAST_WITH_NEW = """
SELECT started_at, finished_at FROM crawls
WHERE site = ? AND kind = 'crawl' AND added > 0 AND finished_at IS NOT NULL ORDER BY started_at DESC LIMIT 1
"""


def _empty_fields(db: Database, site: str) -> Iterator[Missing]:
    """Find fields empty in most articles of the last crawl with new ones: the date, and fields with a selector."""
    period = db.execute(_LAST_WITH_NEW, (site,)).fetchone()
    if period is None:
        return
    values = {"site": site, "began": period[0], "ended": period[1]}
    new = [(url, json.loads(found_by)) for url, found_by in db.execute(_NEW_ARTICLES, values).fetchall()]
    if len(new) < MIN_NEW_ARTICLES:
        return
    empty: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for url, found_by in new:
        for name, source in found_by.items():
            why = source.removeprefix("none: ")
            if why != source and (name == "published_at" or why.startswith("selector ")):
                empty[name].append((why, url))
    for name, cases in empty.items():
        if len(cases) > MIN_EMPTY_SHARE * len(new):
            [(why, _)] = Counter(why for why, _ in cases).most_common(1)
            field = "date" if name == "published_at" else name.replace("_", " ")
            reason = f"without {field} ({len(cases)} of {len(new)}; {why})"
            yield Missing("empty_field", reason, len(cases), None, cases[0][1], len(cases))


_NUMBERS = "SELECT sixty, numbers FROM article_numbers WHERE site = ? ORDER BY sixty"
_NOT_STORED = f"SELECT url FROM frontier WHERE site = ? AND kind = 'article' AND NOT {_IS_STORED}"


@dataclass(frozen=True, slots=True)
class NumberRun:
    """Article numbers of a site, from the first to the last: nearly every one is an article's, but some are not."""

    first: int
    last: int
    unused: list[int]
    """Numbers of no article."""
    missing: list[int]
    """Those that are not in the URL of a known article either; articles that are not stored are counted elsewhere."""


def number_runs(db: Database, site: str) -> list[NumberRun]:
    """Return the runs of the site's article numbers where nearly every number is an article, but not every one."""
    sixties = dict(db.execute(_NUMBERS, (site,)).fetchall())
    # A run ends where a row is missing: nobody skips so many numbers within one.
    digits = {low: "".join(f"{sixties[at]:060b}" for at in range(low, high + 1)) for low, high in ranges(sixties)}
    runs = [run for sixty, text in digits.items() for run in _runs(60 * sixty, text)]
    known = numbers_in(one_column(db, _NOT_STORED, (site,))) if runs else set()
    return [
        NumberRun(first, last, unused, [number for number in unused if number not in known])
        for first, last, unused in runs
    ]


def _runs(start: int, digits: str) -> Iterator[tuple[int, int, list[int]]]:
    """Yield the runs in a text that has 1 for each number of an article, from ``start`` on, and 0 for each other."""
    for piece in digits.split("0" * MAX_JUMP):
        run = piece.strip("0")
        if MIN_NUMBERS <= (count := run.count("1")) < len(run) and count / len(run) >= MIN_DENSITY:
            first = start + piece.index("1")
            yield first, first + len(run) - 1, [first + found.start() for found in re.finditer("0", run)]
        start += len(piece) + MAX_JUMP


def numbers_in(urls: Iterable[str]) -> set[int]:
    """Return every number in these URLs."""
    return {int(number) for url in urls for number in _NUMBER.findall(url)}


def ranges(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of each range of consecutive numbers among these, which ascend."""
    for _, numbered in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        consecutive = [number for _, number in numbered]
        yield consecutive[0], consecutive[-1]


def _number_gaps(runs: list[NumberRun]) -> Iterator[Missing]:
    for run in runs:
        gaps = [*ranges(run.missing)]
        widest = sorted(sorted(gaps, key=lambda gap: gap[0] - gap[1])[:MAX_RANGES])
        named = ", ".join(f"{low}" if low == high else f"{low}–{high}" for low, high in widest)
        more = ", …" if len(gaps) > MAX_RANGES else ""
        reason = f"of {run.last - run.first + 1} from {run.first} to {run.last}: {named}{more}"
        if gaps:
            yield Missing("number_gap", reason, len(run.missing), None, None, 0)
