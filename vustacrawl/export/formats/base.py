"""The model of an export format: one object, from which the command, the README and the data package follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from vustacrawl.export.files import Folder
from vustacrawl.export.records import Exported, Selection

Writer = Callable[[Exported], None]
"""Writes one article; called in the order of the dumps."""

Progress = Callable[[str, int, int], None]
"""Called with the step (``written``, ``copied``), the number of articles done so far, and their total."""


class Publisher(NamedTuple):
    """The association that runs a site, and its home page."""

    name: str
    url: str


@dataclass(frozen=True)
class Dump:
    """A dump that is being written."""

    folder: Folder
    selection: Selection
    total: int
    """How many articles it will hold."""

    @cached_property
    def publishers(self) -> dict[str, Publisher]:
        """Return the publisher of each site."""
        rows = self.selection.db.execute("SELECT name, title, url FROM sites")
        return {name: Publisher(title, url) for name, title, url in rows}


@dataclass(frozen=True)
class FileKind:
    """A file of a format, or a series of files by site and year."""

    path: str
    """Inside the dump, without the suffix of a compression; ``<site>`` and ``<year>`` stand for their values."""
    media_type: str
    description: str
    """One sentence, for the dump's README and its data package."""
    schema: dict[str, Any] | str | None = None
    """The Table Schema of its rows, or the path of one inside the dump; None if it is not a table."""
    is_compressed: bool = False
    """Whether ``--compression`` applies to it."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """A pattern of the paths of its files, with groups ``site`` and ``year`` where the path contains them."""
        path = re.escape(self.path).replace("<site>", "(?P<site>[^/]+)").replace("<year>", "(?P<year>[^/.]+)")
        return re.compile(path + (r"(?:\.(?:gz|zst))?" if self.is_compressed else ""))


@dataclass(frozen=True)
class Format:
    """One format of an export. It needs ``write``, ``copy`` or both."""

    name: str
    """Also the name of its option: ``csv`` is ``--csv``."""
    help: str
    files: tuple[FileKind, ...]
    write: Callable[[Dump], AbstractContextManager[Writer]] | None = None
    """Opens its files. Raises MissingExtraError if its extra is not installed."""
    copy: Callable[[Dump, Progress], None] | None = None
    """Writes its file from the catalog itself, after every article is written; may end the catalog's snapshot."""
    notes: str = ""
    """Notes for readers of its files, in the dump's README; Markdown."""
    always: bool = False
    """Whether every dump has it; then there is no option."""
    in_deltas: bool = True
    """Whether a delta (``--since``) can have it."""
