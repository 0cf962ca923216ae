"""The interface of a source: an archive with an index that is read page by page, and captures to fetch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from vustacrawl.archive.drafts import Draft
from vustacrawl.archive.fields import Fields
from vustacrawl.recovery.client import Client
from vustacrawl.sites import Profile


@dataclass(frozen=True, slots=True)
class FoundCapture:
    """A capture that another archive lists. ``captured_at`` is UTC, ISO 8601 with ``Z``."""

    url: str
    """As written by the archive."""
    captured_at: str
    status: int | None
    """None if the archive lists none, as for a revisit."""
    digest: str | None
    """The payload's, labelled (``sha1:…``)."""
    place: str
    """Its URL at the archive; in a WARC file, with ``#offset=…&length=…``."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A page of an index: its captures, and where to continue (None: it was the last page).

    ``faults`` says what could not be read of it, one line each.
    """

    captures: list[FoundCapture]
    resume: str | None = None
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Recovered:
    """A fetched capture: its record, its HTTP status, and its redirect target, if any.

    The record has its own WARC-Date, and its WARC-Source-URI. ``notes`` go into a ``metadata`` record beside it.
    """

    record: Draft
    notes: Fields
    status: int
    redirects_to: str | None = None
    faults: tuple[str, ...] = ()
    """What is unusual about it, though it is kept: a phrase each."""


class RefusedError(Exception):
    """An archive returned something other than the original page; the message is ``reason`` or ``reason: detail``."""


class Source(Protocol):
    """One archive. Its methods raise FetchError, PausedError and RefusedError."""

    @property
    def name(self) -> str:
        """As in ``found_captures.source``."""

    def queries(self, client: Client, profile: Profile, wanted: Iterable[str]) -> list[str]:
        """Return the index queries that together list every capture of a site; each is read separately.

        ``wanted`` are known URLs of the site without a capture, for an archive that only looks up single URLs.
        """

    def list_page(self, client: Client, query: str, resume: str | None) -> ListingPage:
        """Return one page of a query's results, from the start or from where an earlier page said to continue."""

    def fetch(self, client: Client, capture: FoundCapture) -> Recovered:
        """Fetch a capture, byte for byte as archived."""
