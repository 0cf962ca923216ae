"""What a crawl would visit, without sending a request or changing the catalog."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlite_utils import Database

from vustacrawl.catalog.crawls import has_full_crawl
from vustacrawl.frontier.queue import Queue
from vustacrawl.frontier.selection import Selection
from vustacrawl.frontier.starting import register_site
from vustacrawl.items import MediaKind
from vustacrawl.sites import Profile


@dataclass(frozen=True, slots=True)
class Preview:
    """The visits of a site that are due now, by kind of page."""

    due: Counter[str]
    is_first: bool
    """Whether every listing is read to its last page, however many pages it has."""


def preview(
    db: Database,
    profile: Profile,
    now: float,
    since: str | None,
    media: frozenset[MediaKind],
    selection: Selection | None,
) -> Preview:
    """Return what a crawl of the site would visit first, not counting what it then finds on listings.

    This queues everything in a transaction that is rolled back.
    """
    name = profile.name
    db.execute("BEGIN IMMEDIATE")
    try:
        register_site(db, profile)
        queue = Queue(db, {name: 0}, since, media, selection is not None)
        queue.enqueue_first(profile, selection, now)
        return Preview(queue.count_due(name, now), selection is None and not has_full_crawl(db, name))
    finally:
        db.execute("ROLLBACK")
