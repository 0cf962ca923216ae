"""An answer in, a Page out: the same for one that just came, one of the archive, and one that was imported."""

from __future__ import annotations

import hashlib
import logging
import time
from dataclasses import dataclass, field, replace

from vustacrawl.items import ArchivedAs, Capture, Link, Links, Page, PageKind, Problem
from vustacrawl.parsers import NotAnArticle, find_links, parse_page
from vustacrawl.parsers.images import image_size
from vustacrawl.parsers.links.paging import page_number
from vustacrawl.sites import Profile
from vustacrawl.spiders.retry_after import seconds_to_wait
from vustacrawl.urls import join_url

HEADERS = ("Content-Type", "ETag", "Last-Modified", "Location", "Retry-After", "X-WP-TotalPages")
"""The headers of an answer that are read here."""
PAST_THE_END = frozenset({400, 404, 410})
"""What a page behind the last one of a list answers; WordPress's REST API says 400."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Answer:
    """What a server said. ``body`` is decoded, ``fetched_at`` UTC, ISO 8601 with ``Z``."""

    status: int
    body: bytes
    fetched_at: str
    headers: dict[str, str] = field(default_factory=dict)
    """Those of ``HEADERS`` that were sent."""
    truncated: str | None = None
    record: ArchivedAs | None = None


def read_answer(site: str, url: str, kind: PageKind, answer: Answer, profile: Profile) -> Page:
    """What the answer to a visit means: an article, links, a redirect, nothing new, or a failure."""
    page = Page(site, url, kind, capture=capture_of(url, answer))
    location = answer.headers.get("Location")
    if answer.truncated:
        page.failure = f"cut short: {answer.truncated}"
    elif answer.status == 304:
        pass
    elif answer.status in REDIRECTS and location:
        _follow(page, join_url(url, location), location, profile)
    elif answer.status == 200:
        _read(page, answer, profile)
    elif answer.status in PAST_THE_END and kind == "listing" and page_number(url) > 1:
        pass
    else:
        page.failure = f"HTTP {answer.status}"
        page.retry_after = seconds_to_wait(answer.headers.get("Retry-After"), time.time())
    return page


def capture_of(url: str, answer: Answer) -> Capture:
    """The answer as the catalog keeps it. What came cut short has no validators: it is to be asked for again."""
    whole = answer.truncated is None
    return Capture(
        url=url,
        fetched_at=answer.fetched_at,
        status=answer.status,
        digest="sha256:" + hashlib.sha256(answer.body).hexdigest(),
        length=len(answer.body),
        content_type=answer.headers.get("Content-Type"),
        etag=answer.headers.get("ETag") if whole else None,
        last_modified=answer.headers.get("Last-Modified") if whole else None,
        truncated=answer.truncated,
        record=answer.record,
    )


def _follow(page: Page, named: str | None, location: str, profile: Profile) -> None:
    target = profile.canonical_url(named) if named else None
    if named is None or target is None:
        page.failure, page.failure_detail = "redirects to what is no URL", location[:200]
    elif not _may_follow(target, page.kind, profile) or profile.is_denied(target):
        page.failure, page.failure_detail = "redirects off the site", target[:200]
        page.links.outlinks = [named]
    elif target == page.url:
        page.failure = "redirects to itself"
    else:
        page.redirects_to = target
        page.links = Links([Link(target, _kind_of_target(page.kind, target, profile))])


def _kind_of_target(kind: PageKind, target: str, profile: Profile) -> PageKind:
    """What a redirect leads to: an article that is no more often to the home page, or to the list it was on."""
    if profile.is_article(target):
        return "article"
    is_list = profile.is_listing(target) or target == f"{profile.home.url.origin}/"
    return "listing" if kind == "article" and is_list else kind


def _may_follow(target: str, kind: PageKind, profile: Profile) -> bool:
    return profile.may_ask(target) if kind in ("sitemap", "feed") else profile.is_on_site(target)


def _read(page: Page, answer: Answer, profile: Profile) -> None:
    body, content_type = answer.body, answer.headers.get("Content-Type")
    try:
        if page.kind == "article":
            page.article, page.canonical_url, page.links.outlinks = parse_page(
                page.url, body, profile, content_type, answer.fetched_at
            )
        elif page.kind == "image":
            page.size = image_size(body)
        else:
            pages = answer.headers.get("X-WP-TotalPages", "")
            total = int(pages) if pages.isdecimal() else None
            links = find_links(page.url, body, profile, page.kind, content_type, total)
            page.links = _canonical_links(links, page.url, profile)
    except NotAnArticle as error:
        page.problems.append(Problem.of_error(page.url, "parse", error))
    except Exception as error:
        # A page that a parser cannot bear costs that page, never the crawl.
        logger.exception("parser failed on %s", page.url)
        page.problems.append(Problem(page.url, "parse", f"parser error {type(error).__name__}", str(error)))


def _canonical_links(links: Links, page_url: str, profile: Profile) -> Links:
    """The links that are worth a visit, in their one spelling: on the site, not denied."""
    found: dict[str, Link] = {}
    for link in links.found:
        url = _wanted(link.url, profile)
        if url and url != page_url:
            found.setdefault(url, Link(url, link.kind, link.modified_at))
    next_page = _wanted(links.next_page, profile) if links.next_page else None
    return replace(links, found=list(found.values()), next_page=next_page if next_page != page_url else None)


def _wanted(url: str, profile: Profile) -> str | None:
    canonical = profile.canonical_url(url)
    if canonical is None or not profile.is_on_site(canonical) or profile.is_denied(canonical):
        return None
    return canonical
