"""The first pipeline: reject articles without a title or text, and impossible dates, with the reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from vustacrawl.items import Article, Capture, Page, Problem

EARLIEST_DATE_DATE = date(1990, 1, 1)
"""Before the first Vietnamese website; earlier dates are event dates mistaken for the publication date."""
MAX_TITLE_CHARS = 1000


class ValidatePipeline:
    """Drops articles without a title or text, and impossible dates."""

    def process_item(self, page: Page) -> Page:
        """Return the page, with anything dropped recorded in its problems."""
        if page.article is not None:
            if printed := self._drop_impossible_date(page.article, page.capture):
                page.problems.append(Problem(page.url, "validate", "impossible date", printed))
            if fault := self._fatal_fault(page.article):
                page.problems.append(Problem(page.url, "validate", *fault))
                page.article = None
        return page

    def _fatal_fault(self, article: Article) -> tuple[str, str | None] | None:
        """Return the reason and its detail."""
        if not article.title:
            return "no title", None
        if len(article.title) > MAX_TITLE_CHARS:
            return f"title longer than {MAX_TITLE_CHARS} characters", f"{len(article.title)} characters"
        if not (article.lead or article.paragraphs or article.images):
            return "neither text nor image", None
        return None

    def _drop_impossible_date(self, article: Article, capture: Capture | None) -> str | None:
        """Clear an impossible date and return it as printed on the page; None if nothing was dropped."""
        if article.published_at is None:
            return None
        day = date.fromisoformat(article.published_at[:10])
        # The capture's time, not the machine's: an archive may be read years later, or where the clock is wrong.
        latest = datetime.fromisoformat(capture.fetched_at).date() + timedelta(days=1) if capture else date.max
        if EARLIEST_DATE_DATE <= day <= latest:
            return None
        article.published_at = None
        article.found_by["published_at"] = "none: impossible date"
        return article.published_raw or str(day)
