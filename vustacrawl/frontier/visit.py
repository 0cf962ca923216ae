"""A visit of a URL, and its outcome. URLs are canonical; times are Unix times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vustacrawl.items import PageKind

State = Literal["due", "done", "failed", "skipped"]


@dataclass(slots=True)
class Visit:
    """A URL leased to be fetched, with the validators of its last response."""

    url: str
    site: str
    kind: PageKind
    attempts: int = 0
    etag: str | None = None
    last_modified: str | None = None


@dataclass(slots=True)
class VisitOutcome:
    """The state of a URL after a visit. ``next_due`` is Unix time; None if no further visit is planned."""

    state: State
    next_due: float | None = None
    attempts: int = 0
    reason: str | None = None
    missing_since: float | None = None
    """Unix time when its article was first found missing; None if it is not missing."""
    is_gone: bool = False
    """Whether it has been missing for so long that the article counts as vanished."""
