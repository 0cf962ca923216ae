"""Read a response into a Page: the same function for live, archived and imported responses."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from w3lib.html import get_base_url, get_meta_refresh

from vustacrawl.archive.messages import NO_STATUS, STATUSES, ends_as_page
from vustacrawl.archive.records import digest
from vustacrawl.clock import unix_time
from vustacrawl.items import Capture, Link, Links, Page, PageKind, Problem, RecordLocation
from vustacrawl.parsers import NotAnArticle, article_in, find_links, open_page
from vustacrawl.parsers.body.images import image_size
from vustacrawl.parsers.changed_hands import CHANGED_HANDS
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.parsers.html.tree import CUT
from vustacrawl.parsers.links.pagers import page_number
from vustacrawl.readers.retry_after import seconds_to_wait
from vustacrawl.reasons import COOKIE_WALL, INVALID_REDIRECT, OFF_SITE_REDIRECT, ORIGIN_REDIRECT, SELF_REDIRECT
from vustacrawl.sites import Profile
from vustacrawl.urls import join_url, origin_of

HEADERS = (
    "Content-Range",
    "Content-Type",
    "ETag",
    "IM",
    "Last-Modified",
    "Link",
    "Location",
    "Refresh",
    "Retry-After",
    "Set-Cookie",
    "X-WP-TotalPages",
)
"""The response headers used here."""
PAST_THE_END = frozenset({400, 404, 410})
"""Statuses of a page after the last one of a listing; WordPress's REST API responds with 400."""
REDIRECTS = frozenset({300, 301, 302, 303, 307, 308})
OK = frozenset({200, 203})
MAX_REFRESH_S = 10.0
"""A refresh with a longer delay is not a redirect: some home pages reload every five minutes."""

_NEXT = re.compile(r"""<([^<>]*)>[^<>]*;\s*rel\s*=\s*["']?(?:[\w-]+\s)*next\b""", re.IGNORECASE)
"""The next page in a ``Link`` header (RFC 8288, section 3)."""
_WHOLE_RANGE = re.compile(r"bytes\s+0-(\d{1,18})/(\d{1,18})", re.IGNORECASE)
_REFRESH = re.compile(
    r"""\s*(\d+(?:\.\d*)?|\.\d+)\s*[;,]\s*(?:url\s*=)?\s*(['"]?)(.+?)\2\s*""", re.IGNORECASE | re.DOTALL
)
_META_REFRESH = re.compile(rb"http-equiv\s*=\s*[\"']?\s*refresh", re.IGNORECASE)
_WITHOUT_URL = re.compile(r"""(content\s*=\s*["']?\s*\d+(?:\.\d*)?\s*[;,]\s*)(?!url\s*=)(?=[^\s"'>])""", re.IGNORECASE)
"""``0;/tin`` for ``0;url=/tin``, which browsers follow and w3lib does not."""
_HEAD_BYTES = 64 * 1024
"""The first part of a page, which is searched for ``<meta http-equiv=refresh>``."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class FetchedResponse:
    """A response, live or from the archive. ``body`` is decoded, ``fetched_at`` UTC, ISO 8601 with ``Z``."""

    status: int
    body: bytes
    fetched_at: str
    headers: dict[str, str] = field(default_factory=dict)
    """The ``HEADERS`` that it has."""
    truncated: str | None = None
    is_cut_inside: bool = False
    """Whether it was received completely but its content coding ends early."""
    record: RecordLocation | None = None


def used_headers(values_of: Callable[[str], Iterable[str]]) -> dict[str, str]:
    """Return the ``HEADERS`` of a response, given the values of a header: several are joined by commas, each once."""
    values = {name: dict.fromkeys(values_of(name)) for name in HEADERS}
    return {name: ", ".join(several) for name, several in values.items() if several}


def read_page(site: str, url: str, kind: PageKind, response: FetchedResponse, profile: Profile) -> Page:
    """Return the result of a response: an article, links, a redirect, nothing new, or a failure."""
    if response.status not in STATUSES:
        return Page(site, url, kind, failure=NO_STATUS)
    page = Page(site, url, kind, capture=capture_of(url, response))
    location = response.headers.get("Location")
    if response.truncated and not ends_as_page(response.body):
        page.failure = f"truncated: {response.truncated}"
    elif response.status == 304:
        pass
    elif response.status in REDIRECTS and location:
        _follow(page, join_url(url, location), location, response, profile)
    elif response.status in OK or _is_whole(response):
        target = _refresh_target(url, response, kind)
        if target and _wanted(target, profile) not in (None, page.url):
            _follow(page, target, target, response, profile)
        else:
            _read(page, response, profile)
        if response.is_cut_inside:
            page.problems.append(Problem(url, "parse", "the compressed body ends early; only its beginning was parsed"))
    elif response.status in PAST_THE_END and kind == "listing" and page_number(url) > 1:
        pass
    else:
        page.failure = f"HTTP {response.status}"
        page.retry_after = seconds_to_wait(response.headers.get("Retry-After"), unix_time(response.fetched_at))
    return page


def _is_whole(response: FetchedResponse) -> bool:
    """Return whether a 206 or 226 has the whole body: some servers send one unrequested (RFC 9110, section 14.4;
    RFC 3229, section 10.4.1). A delta (``IM: vcdiff``) has not; the new entries of a feed are enough (``IM: feed``).
    """
    if response.status == 226:
        return response.headers.get("IM", "identity").lower() in ("identity", "feed")
    found = _WHOLE_RANGE.match(response.headers.get("Content-Range", ""))
    return response.status == 206 and found is not None and int(found[1]) + 1 == int(found[2])


def _refresh_target(url: str, response: FetchedResponse, kind: PageKind) -> str | None:
    """Return the absolute URL to which a page redirects by a ``Refresh`` header or meta tag within MAX_REFRESH_S."""
    if kind in ("image", "file"):
        return None
    if header := _REFRESH.fullmatch(response.headers.get("Refresh", "")):
        return join_url(url, header[3]) if float(header[1]) <= MAX_REFRESH_S else None
    head = response.body[:_HEAD_BYTES]
    if b"refresh" not in head.lower() or not _META_REFRESH.search(head):  # the first test is much faster
        return None
    text = to_utf8(head, response.headers.get("Content-Type")).decode("utf-8")
    try:
        delay, target = get_meta_refresh(_WITHOUT_URL.sub(r"\1url=", text), get_base_url(text, url))
    except ValueError:  # its URL is invalid
        return None
    return target if delay is not None and delay <= MAX_REFRESH_S else None


def capture_of(url: str, response: FetchedResponse) -> Capture:
    """Return the capture of a response. A truncated one has no validators, so that it is fetched again."""
    truncated = response.truncated or ("unspecified" if response.is_cut_inside else None)
    return Capture(
        url=url,
        fetched_at=response.fetched_at,
        status=response.status,
        digest=digest(response.body),
        length=len(response.body),
        content_type=None if response.status == 304 else response.headers.get("Content-Type"),  # a 304 has no content
        etag=None if truncated else response.headers.get("ETag"),
        last_modified=None if truncated else response.headers.get("Last-Modified"),
        truncated=truncated,
        record=response.record,
    )


def _follow(page: Page, named: str | None, location: str, response: FetchedResponse, profile: Profile) -> None:
    target = profile.canonical_url(named) if named else None
    page.sets_cookie = bool(response.headers.get("Set-Cookie"))
    if named is None or target is None:
        page.failure, page.failure_detail = INVALID_REDIRECT, location[:200]
    elif not _may_follow(target, page, profile) or profile.is_denied(target):
        page.failure, page.failure_detail = OFF_SITE_REDIRECT, target[:200]
        page.links.outlinks = [named]
    elif target == page.url and origin_of(named) != origin_of(target):
        page.failure, page.failure_detail = ORIGIN_REDIRECT, origin_of(named)
    elif target == page.url:
        page.failure = COOKIE_WALL if page.sets_cookie else SELF_REDIRECT
    else:
        page.redirects_to = target
        page.links = Links([Link(target, _kind_of_target(page, target, profile))])


def _kind_of_target(page: Page, target: str, profile: Profile) -> PageKind:
    """Return the kind of a redirect's target; deleted articles often redirect to the home page or a listing."""
    if profile.is_article(target, page.capture.fetched_at if page.capture else None):
        return "article"
    is_list = profile.is_listing(target) or target == f"{profile.home.url.origin}/"
    return "listing" if page.kind == "article" and is_list else page.kind


def _may_follow(target: str, page: Page, profile: Profile) -> bool:
    if page.kind in ("sitemap", "feed"):
        return profile.may_request(target)
    return profile.is_on_site(target) or (profile.is_own(target) and not profile.is_on_site(page.url))


def _read(page: Page, response: FetchedResponse, profile: Profile) -> None:
    body, content_type = response.body, response.headers.get("Content-Type")
    try:
        if page.kind == "article":
            document = open_page(page.url, body, content_type)
            if document.is_cut:
                page.problems.append(Problem(page.url, "parse", CUT))
            page.article = article_in(document, profile, response.fetched_at)
            page.canonical_url, page.links.outlinks = document.canonical_url, document.outlinks
        elif page.kind == "image":
            page.size = image_size(body)
        else:
            pages = response.headers.get("X-WP-TotalPages", "")
            total = int(pages) if pages.isdecimal() else None
            links = find_links(page.url, body, profile, page.kind, content_type, total)
            if links.next_page is None and (following := _NEXT.search(response.headers.get("Link", ""))):
                links.next_page = join_url(page.url, following[1])
            page.links = _canonical_links(links, page.url, profile)
    except NotAnArticle as error:
        page.problems.append(Problem.of_error(page.url, "parse", error))
    except Exception as error:
        # A failing parser affects only this page, never the crawl.
        logger.exception("parser failed on %s", page.url)
        page.problems.append(Problem(page.url, "parse", f"parser error {type(error).__name__}", str(error)))


def refuse_page(page: Page, reason: str) -> None:
    """Drop what was read from a page of the domain's new owner."""
    page.article = page.values = None
    page.links = Links(fault=f"{CHANGED_HANDS}: {reason}")
    if page.kind == "article":
        page.problems.append(Problem(page.url, "parse", CHANGED_HANDS, reason))


def _canonical_links(links: Links, page_url: str, profile: Profile) -> Links:
    """Return the canonical links to visit: those on the site that are not denied."""
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
