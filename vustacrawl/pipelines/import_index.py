"""The responses in imported files, in a temporary database on disk to keep memory flat."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from vustacrawl.archive.records import normal_digest, parse_date
from vustacrawl.items import Original, RecordLocation, RecordPlace
from vustacrawl.pipelines.examine import ExaminedRecord, address_key
from vustacrawl.pipelines.import_report import ImportReport

_LOCATION = (
    "report, file, offset, length, record_id, type, url, date,"
    " original_id, original_url, original_date, original_digest"
)
_COLUMNS = f"{_LOCATION}, host, key, second, digest, decoded_digest, is_redirect, request_id"
_ANSWERS_HEAD = (
    "(request_id IS NOT NULL AND NOT is_redirect"
    " AND (record_id IN (SELECT id FROM heads) OR request_id IN (SELECT id FROM heads)))"
)
_IN_FILES = "file IN (SELECT value FROM json_each(?))"


class ArchivedResponse(NamedTuple):
    """A response in an imported file; ``report`` is the number of its report."""

    report: int
    record: RecordLocation
    site: str | None = None
    """For a response of a crawl: its site, and the number of the crawl among the replayed ones."""
    crawl: int = 0
    answers_head: bool = False
    """Whether it answers a HEAD request, and has no payload for that reason."""


class ResponseIndex:
    """Where the responses are, in what order to ingest them, and which of them a revisit may refer to."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("BEGIN")  # never committed: no other connection reads it
        self._db.execute(f"CREATE TABLE responses ({_COLUMNS})")
        self._db.execute("CREATE TABLE heads (id PRIMARY KEY)")
        self._last_offset: dict[str, int] = {}

    def close(self) -> None:
        """Delete the database."""
        self._db.close()

    def add(self, file: str, records: Iterable[ExaminedRecord], report: ImportReport, number: int) -> None:
        """Add the responses among the records of an archive file, and count them in its report, number ``number``.

        None of them is added if the iteration raises.
        """
        counted = ImportReport(report.name)
        self._db.execute("SAVEPOINT before")
        try:
            rows = self._rows(file, records, counted, number)
            self._db.executemany(f"INSERT INTO responses VALUES (?{', ?' * _COLUMNS.count(',')})", rows)
        except BaseException:
            self._db.execute("ROLLBACK TO before")
            raise
        finally:
            self._db.execute("RELEASE before")
        report.add(counted)

    def _rows(
        self, file: str, records: Iterable[ExaminedRecord], report: ImportReport, number: int
    ) -> Iterator[tuple[Any, ...]]:
        for record in records:
            self._last_offset[file] = record.offset
            self._db.executemany("INSERT OR IGNORE INTO heads VALUES (?)", zip(record.head_ids))
            for kind in record.wrong_digests:
                report.wrong_digests[kind] += 1
            if record.other_scheme:
                report.passed_over[f"{record.other_scheme} record"] += 1
            if record.response:
                report.responses += 1
                if record.response.host:
                    report.hosts[record.response.host] += 1
                    at, *keys = record.response
                    place = (file, at.place.offset, at.place.length)
                    yield (number, *place, at.record_id, at.type, at.url, at.date, *at.original, *keys)
                else:
                    report.unreadable["not a valid URL"] += 1

    def finish(self) -> None:
        """Prepare the index for queries."""
        for column in ("record_id", "key", "digest", "decoded_digest"):
            self._db.execute(f"CREATE INDEX by_{column} ON responses ({column}) WHERE type <> 'revisit'")
        self._db.execute("CREATE INDEX by_file ON responses (file, offset)")

    def last_offset(self, file: str) -> int:
        """Return where the last record of a file, of any type, begins."""
        return self._last_offset[file]

    def hosts(self, files: list[str]) -> set[str]:
        """Return the hosts of the responses in these files."""
        query = f"SELECT DISTINCT host FROM responses WHERE {_IN_FILES}"
        return {host for (host,) in self._db.execute(query, (orjson.dumps(files).decode(),))}

    def first_date(self, file: str) -> str:
        """Return the date of the oldest response in a file (UTC, as the catalog writes times)."""
        [second] = self._db.execute(
            "SELECT min(second) FROM responses WHERE file = ? AND second <> ''", (file,)
        ).fetchone()
        return f"{second or '1970-01-01T00:00:00'}.000Z"

    def count(self, files: list[str]) -> int:
        """Return how many responses the files hold."""
        query = f"SELECT count(*) FROM responses WHERE {_IN_FILES}"
        return int(self._db.execute(query, (orjson.dumps(files).decode(),)).fetchone()[0])

    def of_file(self, file: str) -> Iterator[ArchivedResponse]:
        """Yield the responses of a file in its order."""
        return self._select("file = ? ORDER BY offset", [file])

    def whole(self, files: list[str]) -> Iterator[ArchivedResponse]:
        """Yield the responses that have their payload, in the order of their dates.

        Redirects come first, so that an article's new URL is known when the article is found there.
        """
        condition = f"type <> 'revisit' AND {_IN_FILES} ORDER BY is_redirect DESC, second, rowid"
        return self._select(condition, [orjson.dumps(files).decode()])

    def revisits(self, files: list[str]) -> Iterator[ArchivedResponse]:
        """Yield the revisits, oldest first, since one may refer to another."""
        condition = f"type = 'revisit' AND {_IN_FILES} ORDER BY second, rowid"
        return self._select(condition, [orjson.dumps(files).decode()])

    def originals(self, original: Original) -> Iterator[RecordLocation]:
        """Yield the records that a revisit may refer to, the likeliest first."""
        digest, key = normal_digest(original.payload_digest or ""), address_key(original.url)
        second = (parse_date(original.date) or "")[:19]
        for condition, values in (
            ("record_id = ?", (original.record_id,)),
            ("key = ? AND second = ?", (key, second)),
            ("key = ? AND ? IN (digest, decoded_digest)", (key, digest)),
            ("digest = ?", (digest,)),
            ("decoded_digest = ?", (digest,)),
        ):
            if all(values):
                order = "ORDER BY digest = ? DESC, rowid LIMIT 1"
                found = self._select(
                    f"type <> 'revisit' AND NOT {_ANSWERS_HEAD} AND {condition} {order}", [*values, digest]
                )
                yield from (response.record for response in [*found])

    def _select(self, condition: str, values: list[str]) -> Iterator[ArchivedResponse]:
        rows = self._db.execute(f"SELECT {_ANSWERS_HEAD}, {_LOCATION} FROM responses WHERE {condition}", values)
        for answers_head, number, file, offset, length, record_id, kind, url, date, *original in rows:
            record = RecordLocation(RecordPlace(file, offset, length), record_id, kind, url, date, Original(*original))
            yield ArchivedResponse(number, record, answers_head=bool(answers_head))
