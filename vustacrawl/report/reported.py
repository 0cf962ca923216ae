"""Which problems of each site were reported, so that a lasting one is not reported after every crawl."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path

from vustacrawl.catalog.drift import FOUND_LESS
from vustacrawl.disk import replace_text
from vustacrawl.parsers.changed_hands import CHANGED_HANDS

REPORT_AGAIN_AFTER_CRAWLS = 3
"""Crawls of a site without a problem after which it is reported again: some come and go."""
_NUMBER = re.compile(r"(?<!HTTP )\d+")


def cause_of(reason: str) -> str:
    """Return a reason without the parts that differ from crawl to crawl: counts, times, the affected pages or fields.

    A domain that changed hands and a new layout are one problem, however many pages and fields show it.
    """
    for cause in (CHANGED_HANDS, FOUND_LESS):
        if cause in reason:
            return cause
    return _NUMBER.sub("#", reason.rpartition(", last: ")[2])


class ReportedProblems:
    """The reported problems of some sites, kept in one file per site in ``folder``."""

    def __init__(self, folder: Path, sites: Iterable[str]) -> None:
        self._folder = folder
        self._known = {site: self._read(site) for site in sites}

    def is_news(self, site: str, cause: str) -> bool:
        """Return whether a problem was not reported in the latest crawls of the site."""
        return cause not in self._known.get(site, ())

    def crawled(self, site: str, causes: Collection[str]) -> None:
        """Record the problems of a crawl as reported. Raises OSError."""
        absent = {
            cause: crawls + 1 for cause, crawls in self._known[site].items() if crawls + 1 < REPORT_AGAIN_AFTER_CRAWLS
        }
        known = absent | dict.fromkeys(causes, 0)
        path = self._path(site)
        if known:
            replace_text(path, json.dumps(known, ensure_ascii=False))
        else:
            path.unlink(missing_ok=True)

    def _path(self, site: str) -> Path:
        return self._folder / f"{site}.reported"

    def _read(self, site: str) -> dict[str, int]:
        with suppress(OSError, ValueError, AttributeError):
            known = json.loads(self._path(site).read_text("utf-8"))
            return {str(cause): int(crawls) for cause, crawls in known.items()}
        return {}
