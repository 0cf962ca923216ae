"""Replace an export with a new one, completely or not at all, and never touch anything else."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from vustacrawl.disk import locked, sync
from vustacrawl.errors import UserError
from vustacrawl.export.manifest import Manifest, files_in

_SYNCS_AT_ONCE = 16


class ExportError(UserError):
    """The export failed; the message says why, in one line. An earlier export is unchanged."""


@contextmanager
def atomic_replace(out: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces ``out`` when the block ends without an error, and is deleted otherwise.

    It is next to ``out``, in ``.<name>.tmp-<pid>``; those of dead processes are deleted first. If a process is killed
    between the two renames, the old export remains in that folder, and the next run restores it. Raises ExportError
    if ``out`` contains anything but an export, or if another export to it is running.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    own_leftovers = re.compile(rf"\.{re.escape(out.name)}\.tmp-\d+")
    for left_behind in [path for path in out.parent.iterdir() if own_leftovers.fullmatch(path.name) and path.is_dir()]:
        with _locked(left_behind, out):
            _clear(left_behind, out)
    _refuse_foreign(out)
    work = out.parent / f".{out.name}.tmp-{os.getpid()}"
    work.mkdir()
    with _locked(work, out):
        try:
            new = work / "new"
            new.mkdir()
            yield new
            with ThreadPoolExecutor(_SYNCS_AT_ONCE) as pool:
                # In parallel, since a file system writes its journal once for all that wait for it.
                for _ in pool.map(sync, (new, *new.rglob("*"))):
                    pass
            _refuse_foreign(out)
            if out.exists():
                out.rename(work / "old")
            new.rename(out)
            sync(out.parent)
        finally:
            _clear(work, out)


def _clear(work: Path, out: Path) -> None:
    old = work / "old"
    if old.exists() and _is_vacant(out):
        old.rename(out)
    shutil.rmtree(work, ignore_errors=True)


def _is_vacant(folder: Path) -> bool:
    return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))


def _refuse_foreign(out: Path) -> None:
    if _is_vacant(out):
        return
    try:
        foreign = files_in(out) - Manifest.read(out).paths()
    except (OSError, ValueError):
        raise ExportError(f"{out}: neither empty nor an earlier export; choose another folder") from None
    if foreign:
        raise ExportError(f"{out}: contains {min(foreign)}, which does not belong to an export; move it first")


@contextmanager
def _locked(work: Path, out: Path) -> Iterator[None]:
    """Lock a work folder: its process may be dead, and its number used again."""
    with locked(work) as is_ours:
        if not is_ours:
            raise ExportError(f"{out}: another export to this folder is running")
        yield
