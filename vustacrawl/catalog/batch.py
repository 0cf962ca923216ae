"""Several pages a commit: a transaction that opens with the first write and closes by count or by age."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlite_utils import Database

PAGES_A_COMMIT = 100
SECONDS_A_COMMIT = 0.5
"""How long another process may have to wait for us, and how much of a killed crawl is fetched again."""


class Batch:
    """The crawl's transaction; a killed process leaves no page half stored."""

    def __init__(self, db: Database, before_commit: Callable[[], None] = lambda: None) -> None:
        """``before_commit`` puts on disk what the transaction names; where it raises, nothing is committed."""
        self.before_commit = before_commit
        self._db = db
        self._pages = 0
        self._began = 0.0

    @contextmanager
    def page(self) -> Iterator[None]:
        """One page: stored whole, or, when the block raises, not at all; earlier pages of the batch stay."""
        self.begin()
        self._db.execute("SAVEPOINT page")
        try:
            yield
        except BaseException:
            if self._db.conn.in_transaction:  # a full disk may have rolled back everything already
                self._db.execute("ROLLBACK TO page")
                self._db.execute("RELEASE page")
            raise
        self._db.execute("RELEASE page")
        self._pages += 1
        self.commit_if_due()

    def begin(self) -> None:
        """Open the transaction, where it is not open yet."""
        if not self._db.conn.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            self._began = time.monotonic()

    def commit_if_due(self) -> None:
        """Commit what has waited long enough."""
        if self._pages >= PAGES_A_COMMIT or time.monotonic() - self._began >= SECONDS_A_COMMIT:
            self.commit()

    def commit(self) -> None:
        """Commit now."""
        if self._db.conn.in_transaction:
            self.before_commit()
            self._db.execute("COMMIT")
        self._pages = 0
