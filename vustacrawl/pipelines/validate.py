"""First judge: a record that cannot be true does not get in, and says why."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from vustacrawl.items import Article, Capture, Page, Problem

EARLIEST = date(1990, 1, 1)
"""Before the first Vietnamese web site; earlier dates are years of an event taken for a date line."""
LONGEST_TITLE = 1000


class ValidatePipeline:
    """Drops articles without a title or a text, and dates that cannot be."""

    def process_item(self, page: Page) -> Page:
        """The page, with what was dropped from it in its problems."""
        if page.article is not None:
            faults = self._faults_of_date(page.article, page.capture)
            page.problems += [Problem(page.url, "validate", fault) for fault in faults]
            if fault := self._fatal_fault(page.article):
                page.problems.append(Problem(page.url, "validate", fault))
                page.article = None
        return page

    def _fatal_fault(self, article: Article) -> str | None:
        if not article.title:
            return "no title"
        if len(article.title) > LONGEST_TITLE:
            return f"a title of {len(article.title)} characters"
        if not (article.lead or article.paragraphs or article.images):
            return "no text and no image"
        return None

    def _faults_of_date(self, article: Article, capture: Capture | None) -> list[str]:
        if article.published_at is None:
            return []
        day = date.fromisoformat(article.published_at[:10])
        # The capture's time, not the machine's: an archive is read years later, or where the clock is wrong.
        latest = datetime.fromisoformat(capture.fetched_at).date() + timedelta(days=1) if capture else date.max
        if EARLIEST <= day <= latest:
            return []
        article.published_at = None
        article.found_by["published_at"] = "none: not a possible date"
        return [f"not a possible date: {article.published_raw or day}"]
