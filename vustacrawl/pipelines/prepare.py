"""Steps between reading and storing a page that need no catalog, so that a reading process can do them."""

from __future__ import annotations

import logging

from vustacrawl.catalog.articles import compute_values
from vustacrawl.items import Article, Page, Problem
from vustacrawl.pipelines.validate import ValidatePipeline
from vustacrawl.readers.archived import ReadingContext, ReadRecord, RecordJob, read_archived
from vustacrawl.sites import Profile

logger = logging.getLogger(__name__)


def read_prepared(context: ReadingContext, job: RecordJob) -> ReadRecord:
    """Read one record and prepare its page for storing. Raises ClusterError."""
    read = read_archived(context, job)
    if read.page:
        page = check_page(read.page, context.profiles[job.site])
        page.values = compute_values(page.article) if page.article else None
    return read


def check_page(page: Page, profile: Profile) -> Page:
    """Validate a page that does not come from a spider, and make the URLs of its article canonical."""
    try:
        ValidatePipeline().process_item(page)
        if page.article:
            canonicalize_addresses(page, page.article, profile)
    except Exception as error:
        # As in a crawl, a failing pipeline affects only this page.
        logger.exception("cannot prepare %s", page.url)
        reason = "internal error in a pipeline"
        page.problems.append(Problem(page.url, "validate", reason, f"{type(error).__name__}: {error}"))
        page.article = None
    return page


def canonicalize_addresses(page: Page, article: Article, profile: Profile) -> None:
    """Set the canonical URL and native id of the article, and the URLs of its images and files.

    The canonical URL declared by the page is used if it is an article of the site with the same native id.
    """
    article.url = profile.canonical_url(article.url) or article.url
    own = profile.canonical_url(page.canonical_url) if page.canonical_url else None
    captured_at = page.capture.fetched_at if page.capture else None
    number = profile.native_id(page.url, captured_at)
    is_article = own is not None and profile.is_own(own) and profile.is_article(own, captured_at)
    if own and is_article and number in (None, profile.native_id(own, captured_at)):
        article.url = own
    article.native_id = profile.native_id(article.url, captured_at) or article.native_id
    for image in article.images:
        image.url = profile.canonical_url(image.url) or image.url
    for file in article.files:
        file.url = profile.canonical_url(file.url) or file.url
