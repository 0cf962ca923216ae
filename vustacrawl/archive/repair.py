"""Makes a finished file of one that its process left growing: after a kill, a crash, a power cut."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from vustacrawl.archive.members import Damage, walk
from vustacrawl.archive.records import RecordPlace
from vustacrawl.archive.writer import OPEN_SUFFIX, WarcFile, sync_folder

_PIECE = 1024 * 1024


@dataclass(slots=True)
class Repair:
    """What was found in one file.

    ``file`` is None where no whole record was left. ``captures`` are the places of its responses and
    revisits, in order: those that the catalog does not know were written after its last transaction. ``torn``
    holds, for each of the ``damages``, its bytes as they were.
    """

    name: str
    file: WarcFile | None = None
    captures: list[RecordPlace] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    torn: list[Path] = field(default_factory=list)


def repair_folder(folder: Path, wanted: re.Pattern[str] = re.compile("")) -> list[Repair]:
    """Repair the ``.open`` files whose names match; one that a living process writes is left alone."""
    grown = (path for path in sorted(folder.glob(f"*.warc.gz{OPEN_SUFFIX}")) if wanted.match(path.name))
    return [done for done in map(repair, grown) if done]


def inspect(finished: Path) -> Repair:
    """What a finished file holds, as ``repair`` tells of one that was growing; nothing is changed."""
    found = Repair(finished.name)
    for part in walk(finished):
        if isinstance(part, Damage):
            found.damages.append(part)
        elif part.type in ("response", "revisit"):
            found.captures.append(part.place(finished.name))
    found.file = _described(finished)
    return found


def repair(grown: Path) -> Repair | None:
    """Finish one ``.open`` file: whole records stay, what is torn goes to ``{name}.torn-{offset}`` beside it.

    Records before the first damage keep their offsets. Whole ones behind it move up: no fsync covers them, so
    no transaction names them. May be killed at any moment and run again. Returns None where a living process
    holds the file.
    """
    with grown.open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return None
        return _repair(grown)


def _repair(grown: Path) -> Repair:
    found = Repair(grown.name.removesuffix(OPEN_SUFFIX))
    finished = grown.with_name(found.name)
    whole: list[tuple[int, int]] = []
    end = 0
    for part in walk(grown):
        if isinstance(part, Damage):
            found.damages.append(part)
            continue
        if part.type in ("response", "revisit"):
            found.captures.append(replace(part.place(found.name), offset=end))
        whole.append((part.offset, part.length))
        end += part.length

    for damage in found.damages:
        found.torn.append(finished.with_name(f"{found.name}.torn-{damage.offset}"))
        _copy(grown, [(damage.offset, damage.length)], found.torn[-1])
    if not whole:
        grown.unlink()
    elif found.damages:
        copy = finished.with_name(f"{found.name}.repair")
        _copy(grown, whole, copy)
        copy.replace(finished)
        grown.unlink()
    else:
        _sync(grown)
        grown.replace(finished)
    sync_folder(grown.parent)
    if whole:
        found.file = _described(finished)
    return found


def _described(path: Path) -> WarcFile:
    with path.open("rb") as file:
        return WarcFile(path.name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _copy(source: Path, stretches: Iterable[tuple[int, int]], target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        for offset, length in stretches:
            read.seek(offset)
            while length:
                piece = read.read(min(length, _PIECE))
                write.write(piece)
                length -= len(piece)
    _sync(target)


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
