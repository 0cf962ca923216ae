"""Finish WARC files that a killed or crashed process left unfinished."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from vustacrawl.archive.records import CAPTURE_TYPES
from vustacrawl.archive.scan import CorruptRange, scan_records
from vustacrawl.archive.writer import OPEN_SUFFIX, WarcFile
from vustacrawl.disk import copy_ranges, locked, sync
from vustacrawl.items import RecordLocation


@dataclass(slots=True)
class Repair:
    """The result for one file.

    ``file`` is None if no whole record was left. ``captures`` are the locations of its responses, or what stands for
    one, in order: those that the catalog does not know were written after its last transaction.
    """

    name: str
    file: WarcFile | None = None
    captures: list[RecordLocation] = field(default_factory=list)
    corrupt: list[CorruptRange] = field(default_factory=list)


def inspect(finished: Path) -> Repair:
    """Return what a finished file holds, in the form of a ``repair``; nothing is changed."""
    found = Repair(finished.name)
    for part in scan_records(finished):
        if isinstance(part, CorruptRange):
            found.corrupt.append(part)
        elif part.type in CAPTURE_TYPES:
            found.captures.append(part.location(finished.name))
    found.file = WarcFile.of(finished)
    return found


def repair(grown: Path) -> Repair | None:
    """Finish one ``.open`` file: keep its whole records, move corrupt ranges to ``{name}.torn-{offset}`` beside it.

    Records before the first corrupt range keep their offsets. Later ones move up: no fsync covered them, so the
    catalog does not name them. Can be killed at any moment and run again. Returns None where a running process
    holds the file.
    """
    with locked(grown) as is_ours:
        return _repair(grown) if is_ours else None


def _repair(grown: Path) -> Repair:
    found = Repair(grown.name.removesuffix(OPEN_SUFFIX))
    finished = grown.with_name(found.name)
    whole: list[tuple[int, int]] = []
    end = 0
    for part in scan_records(grown):
        if isinstance(part, CorruptRange):
            found.corrupt.append(part)
            continue
        if part.type in CAPTURE_TYPES:
            found.captures.append(replace(part, offset=end).location(found.name))
        whole.append((part.offset, part.length))
        end += part.length

    with grown.open("rb") as source:
        for corrupt in found.corrupt:
            torn = finished.with_name(f"{found.name}.torn-{corrupt.offset}")
            copy_ranges(source, [(corrupt.offset, corrupt.length)], torn)
        if whole and found.corrupt:
            copy = finished.with_name(f"{found.name}.repair")
            copy_ranges(source, whole, copy)
            copy.replace(finished)
    if found.corrupt or not whole:
        grown.unlink()
    else:
        sync(grown)
        grown.replace(finished)
    sync(grown.parent)
    if whole:
        found.file = WarcFile.of(finished)
    return found
