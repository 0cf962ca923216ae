"""Why a request got no response: it was refused before it was sent, or it failed."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from twisted.internet.error import DNSLookupError

from vustacrawl import reasons
from vustacrawl.spiders.decoding import UndecodableBody

CLOSED = "robots.txt returned HTTP"
"""The beginning of the reason why a host must not be requested now (RFC 9309, section 2.3.1.4)."""


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
    DownloadCancelledError: reasons.TOO_LARGE,
    CannotResolveHostError: reasons.NO_SUCH_HOST,
    DNSLookupError: reasons.NO_SUCH_HOST,
    DownloadConnectionRefusedError: reasons.CONNECTION_REFUSED,
    DownloadTimeoutError: reasons.TIMED_OUT,
    DownloadFailedError: reasons.DISCONNECTED,
    ResponseDataLossError: reasons.DISCONNECTED,
    PrivateAddress: reasons.PRIVATE,
    OffSite: reasons.OFF_SITE,
    IgnoreRequest: reasons.ROBOTS,
}
"""The reason for each exception type; if several fit, the first one applies."""


def failure_reason(error: BaseException | None) -> str:
    """Return why a download failed, in a few words."""
    if isinstance(error, UndecodableBody):
        return reasons.TOO_LARGE if "bytes decompressed" in str(error) else str(error)
    if isinstance(error, RobotsUnreachable):
        return str(error)
    known = (text for kind, text in FAILURES.items() if isinstance(error, kind))
    return next(known, None) or f"{type(error).__name__}: {error}"
