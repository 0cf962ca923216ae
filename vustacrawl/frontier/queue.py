"""The queue of URLs, in the table ``frontier`` of the catalog. URLs are canonical; times are Unix times."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlite_utils import Database

from vustacrawl.catalog.media import media_links
from vustacrawl.catalog.sql import one_column, one_value, update
from vustacrawl.clock import utc_text
from vustacrawl.frontier.scope import likely_kind
from vustacrawl.frontier.selection import GIVEN, Again, Selection
from vustacrawl.frontier.starting import starting_points
from vustacrawl.frontier.visit import Visit, VisitOutcome
from vustacrawl.items import Capture, Link, MediaKind, PageKind
from vustacrawl.parsers.links.pagers import before_number, next_known_page
from vustacrawl.reasons import COOKIE_WALL, OUT_OF_SCOPE, PATTERN, RELATED, REPEATED, TOO_OLD
from vustacrawl.sites import Profile
from vustacrawl.text import escape_controls

MAX_REDIRECTS = 10
"""Maximum number of known redirects followed in a row."""
USUAL_TARGET = 4
"""If so many URLs redirect to one page, the site may redirect everything there."""


class Queue:
    """The queue of one crawl. Its writes are part of the transaction open on the connection."""

    def __init__(
        self,
        db: Database,
        crawl_ids: dict[str, int],
        since: str | None = None,
        media: frozenset[MediaKind] = frozenset(),
        is_limited: bool = False,
    ) -> None:
        """Skip links dated before ``since`` (ISO date) by a listing or sitemap; lease only the ``media`` named here.

        ``is_limited``: lease only URLs that were selected (``select``, ``select_more``).
        """
        self._db = db
        self._crawl_ids = crawl_ids
        self._since = since or ""
        self._media = media
        self._selected = " AND url IN temp.selected" if is_limited else ""
        excluded_kinds = ", ".join(f"'{kind}'" for kind in sorted({"image", "file"} - media))
        dated = "(hinted_at IS NULL OR hinted_at >= ?)"
        self._wanted = f"kind NOT IN ({excluded_kinds}) AND {dated}{self._selected}"
        if is_limited:
            db.execute("CREATE TEMP TABLE selected (url TEXT PRIMARY KEY) WITHOUT ROWID")

    def enqueue_first(self, profile: Profile, selection: Selection | None, now: float, is_to_seed: bool = True) -> int:
        """Make due what a crawl of a site begins with; return what ``select`` returns.

        That is what was selected or, if ``is_to_seed``, the starting points; and media of known articles.
        """
        self.release_leases(profile.name)
        # URLs found while the machine's clock was ahead.
        self._db.execute(
            "UPDATE frontier SET next_due = ?1 WHERE site = ?2 AND state = 'due' AND next_due > ?1"
            " AND attempts = 0 AND visited_at IS NULL",
            (now, profile.name),
        )
        skipped = 0
        if selection:
            skipped = self.select(profile, selection, now)
        elif is_to_seed:
            self.seed(profile.name, starting_points(profile), now)
        for kind in self._media:
            self.enqueue(profile.name, media_links(self._db, profile.name, kind), "", now)
        return skipped

    def seed(self, site: str, links: Iterable[Link], now: float, unless_visited_after: str | None = None) -> None:
        """Make the starting points due, and every known sitemap and feed, unless visited after a moment (UTC).

        Without ``since``, also the articles that an earlier crawl with it did not follow links to.
        """
        self._insert(site, links, None, now)
        self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ?1 WHERE site = ?2 AND state <> 'leased'"
            " AND (via IS NULL AND kind = 'listing' OR kind IN ('feed', 'sitemap'))"
            " AND (visited_at > ?3) IS NOT TRUE",
            (now, site, unless_visited_after),
        )
        if not self._since:
            self._db.execute(
                "UPDATE frontier SET state = 'due', next_due = ?, kind = 'article', reason = NULL"
                " WHERE site = ? AND state = 'skipped' AND reason = ?",
                (now, site, RELATED),
            )

    def select(self, profile: Profile, selection: Selection, now: float) -> int:
        """Make the selected URLs of a site due, whatever their state, and limit the crawl to them.

        Return how many numbers are skipped because the catalog already has their articles, at any URL.
        """
        given = selection.links.get(profile.name, ())
        links = [
            link for link in given if link.url not in selection.guessed or not self._has_article(profile, link.url)
        ]
        self._insert(profile.name, links, GIVEN, now)
        self.select_more(link.url for link in links)
        if selection.again:
            self._select_again(profile.name, selection.again)
        self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ?, attempts = 0, reason = NULL"
            " WHERE site = ? AND state <> 'leased' AND url IN temp.selected",
            (now, profile.name),
        )
        return len(given) - len(links)

    def _has_article(self, profile: Profile, url: str) -> bool:
        query = "SELECT 1 FROM articles WHERE site = ? AND native_id = ?"
        return self._value(query, profile.name, profile.native_id(url)) is not None

    def _select_again(self, site: str, again: Again) -> None:
        states = "'failed'" if again.failed else "'due', 'done', 'failed'"
        query = (
            f"SELECT url FROM frontier WHERE site = ?1 AND (state IN ({states}) OR state = 'due' AND attempts > 0)"
            " AND (?2 IS NULL OR kind = ?2)"
        )
        known, pattern = one_column(self._db, query, (site, again.kind)), again.pattern
        self.select_more(url for url in known if pattern is None or pattern.search(url))

    def select_more(self, urls: Iterable[str]) -> None:
        """Let a limited crawl also visit these URLs once they are due."""
        self._db.conn.executemany("INSERT OR IGNORE INTO temp.selected VALUES (?)", [(url,) for url in urls])

    def release_leases(self, site: str) -> None:
        """Make the leased visits of a site due again. The site must be locked."""
        self._db.execute("UPDATE frontier SET state = 'due' WHERE site = ? AND state = 'leased'", (site,))

    def lease(self, site: str, count: int, now: float) -> list[Visit]:
        """Lease at most ``count`` due visits, the longest due first."""
        rows: list[tuple[Any, ...]] = self._db.execute(
            "UPDATE frontier SET state = 'leased', crawl_id = ? WHERE rowid IN ("
            "  SELECT rowid FROM frontier WHERE site = ? AND state = 'due' AND next_due <= ?"
            f"  AND {self._wanted}"
            "  ORDER BY next_due, rowid LIMIT ?)"
            " RETURNING next_due, rowid, url, site, kind, attempts, etag, last_modified",
            (self._crawl_ids[site], site, now, self._since, count),
        ).fetchall()
        return [Visit(*row[2:]) for row in sorted(rows, key=lambda row: row[:2])]

    def mark_visited(self, site: str, url: str) -> None:
        """Record that this crawl visits a URL, as a lease does."""
        self._db.execute("UPDATE frontier SET crawl_id = ? WHERE url = ?", (self._crawl_ids[site], url))

    def never_visited(self, site: str, now: float) -> list[str]:
        """Return the URLs of a site that were due before ``now`` and have never been fetched."""
        query = "SELECT url FROM frontier WHERE site = ? AND state = 'due' AND visited_at IS NULL AND next_due <= ?"
        return one_column(self._db, query, (site, now))

    def was_visited_after(self, url: str, moment: str) -> bool:
        """Return whether the last response of a URL came after a moment (UTC)."""
        query = "SELECT 1 FROM frontier WHERE url = ? AND visited_at > ?"
        return self._value(query, url, moment) is not None

    def next_due(self, site: str) -> float | None:
        """Return when the next visit of the site is due; None if none is planned."""
        query = f"SELECT min(next_due) FROM frontier WHERE site = ? AND state = 'due' AND {self._wanted}"
        due: float | None = self._value(query, site, self._since)
        return due

    def count_due(self, site: str, now: float) -> Counter[str]:
        """Return how many visits of the site are due, by kind of page."""
        rows = self._db.execute(
            "SELECT kind, count(*) FROM frontier WHERE site = ? AND state = 'due' AND next_due <= ?"
            f" AND {self._wanted} GROUP BY kind",
            (site, now, self._since),
        )
        return Counter(dict(rows.fetchall()))

    def count_dated_too_old(self, site: str) -> int:
        """Return how many articles of a site are not in the catalog because a listing or an earlier visit dates them
        before ``since``, not counting those that this crawl visited.
        """
        query = (
            "SELECT count(*) FROM frontier WHERE site = ? AND state = 'due' AND kind = 'article' AND hinted_at < ?"
            f" AND crawl_id IS NOT ?{self._selected}"
            " AND NOT EXISTS (SELECT 1 FROM article_urls WHERE article_urls.url = frontier.url)"
        )
        return int(self._value(query, site, self._since, self._crawl_ids[site]))

    def enqueue(self, site: str, links: Iterable[Link], via: str, now: float) -> int:
        """Add new URLs, make known ones due if their date says they have changed, and return how many were new."""
        links = list(links)
        new = self._insert(site, links, via, now)
        if dated := [(link.modified_at, link.url, now, self._crawl_ids[site]) for link in links if link.modified_at]:
            # Not what this crawl has visited: a feed and a sitemap may give different dates.
            self._db.conn.executemany(
                "UPDATE frontier SET state = 'due', next_due = ?3 WHERE url = ?2 AND hinted_at < ?1"
                " AND state IN ('due', 'done', 'failed') AND crawl_id IS NOT ?4",
                dated,
            )
            self._db.conn.executemany(
                "UPDATE frontier SET hinted_at = ?1 WHERE url = ?2 AND (hinted_at IS NULL OR hinted_at < ?1)",
                [(modified_at, url) for modified_at, url, *_ in dated],
            )
        return new

    def mark_skipped(self, site: str, urls: Iterable[tuple[str, str]], via: str, now: float) -> None:
        """Record new URLs that will not be visited, each with its reason."""
        discovered_at = utc_text(now)
        self._db.conn.executemany(
            "INSERT INTO frontier (url, site, kind, state, reason, via, discovered_at)"
            " VALUES (?, ?, ?, 'skipped', ?, ?, ?) ON CONFLICT DO NOTHING",
            [(url, site, likely_kind(url), reason, via, discovered_at) for url, reason in urls],
        )

    def skip(self, site: str, link: Link, reason: str, via: str, now: float) -> None:
        """Record a URL of certain kind that will not be visited, unless it is already queued for a visit."""
        self._db.execute(
            "INSERT INTO frontier (url, site, kind, state, reason, via, discovered_at)"
            " VALUES (?, ?, ?, 'skipped', ?, ?, ?) ON CONFLICT (url) DO UPDATE SET kind = excluded.kind"
            " WHERE frontier.state = 'skipped'",
            (link.url, site, link.kind, reason, via, utc_text(now)),
        )

    def count_known(self, site: str) -> int:
        """Return how many URLs of the site were ever queued."""
        query = "SELECT count(*) FROM frontier WHERE site = ? AND state <> 'skipped'"
        return int(self._value(query, site))

    def enqueue_next_page(self, site: str, url: str, via: str, now: float) -> bool:
        """Make the next page of a listing due, once per crawl; return whether this made it due."""
        if self._insert(site, [Link(url, "listing")], via, now):
            return True
        cursor = self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ? WHERE url = ? AND state IN ('done', 'failed')"
            " AND crawl_id IS NOT ?",
            (now, url, self._crawl_ids[site]),
        )
        return int(cursor.rowcount) > 0

    def next_unvisited_page(self, url: str) -> str | None:
        """Return the nearest later page of a list that other pages link to and no crawl has visited."""
        if (start := before_number(url)) is None:
            return None
        query = (
            "SELECT url FROM frontier WHERE url BETWEEN ?1 AND ?1 || char(1114111)"
            " AND state = 'skipped' AND reason = ?2"
        )
        return next_known_page(url, one_column(self._db, query, (start, PATTERN)))

    def is_starting_point(self, url: str) -> bool:
        """Return whether this URL, or one that redirects to it, is a starting point."""
        query = (
            "SELECT met.via IS NULL OR start.url IS NOT NULL FROM frontier AS met LEFT JOIN frontier AS start"
            " ON start.url = met.via AND start.via IS NULL AND start.redirects_to = met.url WHERE met.url = ?"
        )
        return bool(self._value(query, url))

    def clear_validators(self, url: str) -> None:
        """Forget ETag and Last-Modified, so that the URL is fetched in full even if unchanged."""
        self._db.execute("UPDATE frontier SET etag = NULL, last_modified = NULL WHERE url = ?", (url,))

    def put_back(self, url: str) -> None:
        """End the lease of a visit that did not take place."""
        self._db.execute("UPDATE frontier SET state = 'due' WHERE url = ? AND state = 'leased'", (url,))

    def record_outcome(self, url: str, outcome: VisitOutcome) -> None:
        """End the lease of a visit with its outcome."""
        reason = escape_controls(outcome.reason) if outcome.reason else None
        self._db.execute(
            "UPDATE frontier SET state = ?, next_due = ?, attempts = ?, reason = ?, missing_since = ? WHERE url = ?",
            (outcome.state, outcome.next_due, outcome.attempts, reason, outcome.missing_since, url),
        )

    def reset_attempts_of_dead_crawls(self, site: str) -> None:
        """Reset the attempts of crawls that never ended, so that they do not use up the retries of later ones."""
        self._db.execute(
            "UPDATE frontier SET attempts = 0 WHERE site = ?1 AND state = 'due' AND attempts > 0 AND crawl_id IN"
            " (SELECT id FROM crawls WHERE site = ?1 AND kind = 'crawl' AND finished_at IS NULL AND id <> ?2)",
            (site, self._crawl_ids[site]),
        )

    def visit_first(self, url: str, before: str, now: float) -> bool:
        """Make the URL of an article due ``before`` another is visited again; return whether it will be visited.

        It is not if this crawl has visited it already, or the other has waited for it once.
        """
        cursor = self._db.execute(
            "UPDATE frontier SET state = 'due', next_due = ? WHERE url = ? AND kind = 'article'"
            " AND state IN ('due', 'done', 'failed') AND crawl_id IS NOT (SELECT crawl_id FROM frontier WHERE url = ?)"
            " AND (hinted_at IS NULL OR hinted_at >= ?)"
            " AND NOT EXISTS (SELECT 1 FROM frontier WHERE url = ? AND reason = ?)",
            (now, url, before, self._since, before, REPEATED),
        )
        return int(cursor.rowcount) > 0

    def defer_too_old(self, url: str, published_at: str, now: float) -> None:
        """Leave a visited article to a crawl that includes its date: make it due again, without validators."""
        changes = {"state": "due", "next_due": now, "hinted_at": published_at, "reason": TOO_OLD}
        update(self._db, "frontier", changes | {"etag": None, "last_modified": None}, "url = ?", url)

    def record_redirect(self, url: str, target: str) -> None:
        """Record an archived redirect of a URL that no crawl has visited."""
        self._db.execute("UPDATE frontier SET redirects_to = ? WHERE url = ? AND visited_at IS NULL", (target, url))

    def kind_of(self, url: str) -> PageKind | None:
        """Return the kind of a URL; None if it is unknown."""
        kind: PageKind | None = self._value("SELECT kind FROM frontier WHERE url = ?", url)
        return kind

    def record_response(self, url: str, capture: Capture, redirects_to: str | None) -> None:
        """Record what a later visit needs of a response: status, validators, digest and redirect."""
        changes = {"visited_at": capture.fetched_at, "last_status": capture.status, "redirects_to": redirects_to}
        if capture.status != 304:
            changes |= {name: getattr(capture, name) for name in ("etag", "last_modified", "digest")}
        update(self._db, "frontier", changes, "url = ?", url)

    def history(self, url: str) -> tuple[int, float | None, int | None, str | None]:
        """Return a URL's attempts and ``missing_since``, its article's id, and when (UTC) that last changed."""
        row: tuple[int, float | None, int | None, str | None] = self._db.execute(
            "SELECT attempts, missing_since, articles.id, coalesce(changed_at, published_at, first_seen_at)"
            " FROM frontier LEFT JOIN article_urls USING (url) LEFT JOIN articles ON articles.id = article_id"
            " WHERE frontier.url = ?",
            (url,),
        ).fetchone()
        return row

    def newest_on_same_listing(self, url: str) -> str | None:
        """Return the latest article date on the page that led to this listing page; None if no article has one."""
        query = (
            "SELECT max(coalesce(articles.published_at, hinted_at)) FROM frontier LEFT JOIN article_urls USING (url)"
            " LEFT JOIN articles ON articles.id = article_urls.article_id"
            " WHERE frontier.kind = 'article' AND frontier.via = (SELECT via FROM frontier WHERE url = ?)"
        )
        newest: str | None = self._value(query, url)
        return newest

    def redirects_between(self, site: str, url: str, end: str) -> list[str]:
        """Return the URLs from ``url`` to ``end`` if redirects seen by this crawl connect them, else []."""
        query = "SELECT redirects_to FROM frontier WHERE url = ? AND crawl_id = ?"
        urls = [url]
        while urls[-1] != end:
            target = self._value(query, urls[-1], self._crawl_ids[site])
            if target is None or len(urls) > MAX_REDIRECTS:
                return []
            urls.append(target)
        return urls

    def visit_with_cookies(self, url: str, now: float) -> None:
        """Make a visited URL due once more: its redirect set a cookie and led back to it."""
        changes = {"state": "due", "next_due": now, "attempts": 1, "reason": COOKIE_WALL}
        update(self._db, "frontier", changes, "url = ?", url)

    def redirects(self, url: str) -> bool:
        """Return whether a URL redirected when it was last visited."""
        query = "SELECT 1 FROM frontier WHERE url = ? AND redirects_to IS NOT NULL"
        return self._value(query, url) is not None

    def is_usual_target(self, url: str) -> bool:
        """Return whether many URLs redirect to this one, or to the same page with another query."""
        page = url.partition("?")[0]
        query = (
            "SELECT count(*) FROM (SELECT 1 FROM frontier WHERE redirects_to = ?1"
            " OR (redirects_to > ?1 || '?' AND redirects_to < ?1 || '@') LIMIT ?2)"
        )
        return int(self._value(query, page, USUAL_TARGET)) == USUAL_TARGET

    def redirect_sources(self, urls: Iterable[str]) -> set[str]:
        """Return these URLs and those that lead to them by up to MAX_REDIRECTS redirects."""
        query = (
            "WITH RECURSIVE sources (url, hops) AS ("
            "  SELECT value, 0 FROM json_each(?)"
            "  UNION SELECT frontier.url, hops + 1 FROM frontier JOIN sources ON frontier.redirects_to = sources.url"
            "  WHERE hops < ?)"
            " SELECT DISTINCT url FROM sources"
        )
        return {*one_column(self._db, query, (json.dumps(list(urls)), MAX_REDIRECTS))}

    def follow_redirects(self, url: str) -> tuple[str, bool]:
        """Follow known redirects; return the final URL, and whether it was fetched (200) or is gone (404, 410)."""
        for _ in range(MAX_REDIRECTS):
            row = self._db.execute("SELECT redirects_to, last_status FROM frontier WHERE url = ?", (url,)).fetchone()
            if row is None or row[0] is None:
                return url, row is not None and row[1] in (200, 404, 410)
            url = row[0]
        return url, True

    def same_texts_before(self, url: str, most: int) -> int:
        """Return how many articles in a row with the same text, each linked from the one before, led to this one."""
        query = (
            "WITH RECURSIVE texts AS NOT MATERIALIZED ("
            "  SELECT article_urls.url, title, content_hash, published_at FROM article_urls"
            "  JOIN articles ON id = article_id WHERE word_count > 0),"
            " before AS ("
            "  SELECT *, 0 AS steps FROM texts WHERE url = ?"
            "  UNION ALL SELECT texts.*, steps + 1 FROM before JOIN frontier USING (url) JOIN texts"
            "  ON texts.url = frontier.via AND texts.title = before.title AND texts.content_hash = before.content_hash"
            "  AND texts.published_at IS before.published_at WHERE steps < ?)"
            " SELECT coalesce(max(steps), 0) FROM before"
        )
        return int(self._value(query, url, most))

    def steps_to(self, url: str) -> int:
        """Return how many redirects, or sitemaps of sitemaps, in a row led to a URL, up to MAX_REDIRECTS."""
        query = (
            "WITH RECURSIVE before (url, via, steps) AS ("
            "  SELECT url, via, 0 FROM frontier WHERE url = ?"
            "  UNION ALL SELECT f.url, f.via, steps + 1 FROM before JOIN frontier AS f ON f.url = before.via"
            "  WHERE steps < ? AND (f.redirects_to = before.url OR f.kind = 'sitemap'))"
            " SELECT coalesce(max(steps), 0) FROM before"
        )
        return int(self._value(query, url, MAX_REDIRECTS))

    def _value(self, query: str, *bound: object) -> Any:
        return one_value(self._db, query, bound)

    def _insert(self, site: str, links: Iterable[Link], via: str | None, now: float) -> int:
        discovered_at = utc_text(now)
        cursor = self._db.conn.executemany(
            "INSERT INTO frontier (url, site, kind, state, next_due, via, hinted_at, discovered_at)"
            " VALUES (?, ?, ?, 'due', ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET site = excluded.site,"
            " kind = excluded.kind, state = 'due', next_due = excluded.next_due, via = excluded.via, reason = NULL"
            f" WHERE frontier.state = 'skipped' AND frontier.reason IN {OUT_OF_SCOPE}",
            [(link.url, site, link.kind, now, via, link.modified_at, discovered_at) for link in links],
        )
        return int(cursor.rowcount)
