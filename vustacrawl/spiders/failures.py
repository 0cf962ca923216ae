"""Why a request got no response: it was refused before it was sent, or it failed."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from twisted.internet.error import DNSLookupError

from vustacrawl.frontier.policy import DISCONNECTED, PRIVATE, ROBOTS, TIMED_OUT, TOO_LARGE
from vustacrawl.frontier.scope import OFF_SITE
from vustacrawl.spiders.decoding import UndecodableBody


class RobotsUnreachable(IgnoreRequest):
    """The robots.txt of a host is unreachable (RFC 9309, section 2.3.1.4), so nothing on the host may be fetched.

    ``status`` is the response's, None if there was none; ``retry_after`` is its Retry-After in seconds.
    """

    def __init__(self, reason: str, status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after


class LeaseEndedError(IgnoreRequest):
    """The crawl may send no more requests to the site: another process crawls it, or is about to."""


class OffSite(IgnoreRequest):
    """The URL is on a host or port that no profile lists."""


class PrivateAddress(IgnoreRequest):
    """The host is on a private network or is this machine: no page may lead a crawl there."""


FAILURES: dict[type[BaseException], str] = {
    DownloadCancelledError: TOO_LARGE,
    CannotResolveHostError: "host name does not resolve",
    DNSLookupError: "host name does not resolve",
    DownloadConnectionRefusedError: "connection refused",
    DownloadTimeoutError: TIMED_OUT,
    DownloadFailedError: DISCONNECTED,
    PrivateAddress: PRIVATE,
    OffSite: OFF_SITE,
    IgnoreRequest: ROBOTS,
}
"""The reason for each exception type; if several fit, the first one applies."""


def failure_reason(error: BaseException | None) -> str:
    """Return why a download failed, in a few words."""
    if isinstance(error, UndecodableBody):
        return TOO_LARGE if "bytes decompressed" in str(error) else str(error)
    if isinstance(error, RobotsUnreachable):
        return str(error)
    known = (text for kind, text in FAILURES.items() if isinstance(error, kind))
    return next(known, None) or f"{type(error).__name__}: {error}"
