"""Check an export against its manifest."""

from __future__ import annotations

from pathlib import Path

from vustacrawl.disk import sha256_of
from vustacrawl.export.manifest import MANIFEST, README, SUMS, FileEntry, Manifest, files_in, sums_of


def check_export(out: Path) -> list[str]:
    """Return the faults of the export in ``out``, one per file; an empty list if it is intact."""
    try:
        manifest = Manifest.read(out)
        present = files_in(out)
    except (OSError, ValueError):
        return [f"{out}: not an export ({MANIFEST} is missing or unreadable)"]
    problems = [problem for entry in manifest.files if (problem := _check_file(out, entry))]
    problems += _check_sums(out, manifest)
    problems += [f"{path}: not in the manifest" for path in sorted(present - manifest.paths())]
    return problems


def _check_file(out: Path, entry: FileEntry) -> str | None:
    try:
        digest = sha256_of(out / entry.path)
    except FileNotFoundError:
        return f"{entry.path}: missing"
    except OSError as error:
        return f"{entry.path}: cannot be read ({error.strerror})"
    return None if digest == entry.sha256 else f"{entry.path}: changed since the export"


def _check_sums(out: Path, manifest: Manifest) -> list[str]:
    """Check manifest and README, which the manifest does not cover, against the checksums."""
    problems, described = [], []
    for path in (MANIFEST, README):
        try:
            described.append(FileEntry(path=path, bytes=0, sha256=sha256_of(out / path), articles=0))
        except OSError:
            problems.append(f"{path}: missing")
    try:
        sums = (out / SUMS).read_bytes()
    except FileNotFoundError:
        return [*problems, f"{SUMS}: missing"]
    except OSError as error:
        return [*problems, f"{SUMS}: cannot be read ({error.strerror})"]
    lines = set(sums.splitlines())
    changed = [entry.path for entry in described if not set(sums_of([entry]).splitlines()) <= lines]
    if changed == [README]:
        return [*problems, f"{README}: does not match {SUMS}; one of them has changed"]
    if problems or sums == sums_of([*manifest.files, *described]):
        return problems
    return [f"{SUMS}: does not match {MANIFEST}; one of them has changed"]
