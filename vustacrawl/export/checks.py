"""Check an export against its manifest."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from vustacrawl.disk import sha256_of
from vustacrawl.export.manifest import MANIFEST, README, SUMS, Manifest, files_in, sums_of


def check_export(out: Path) -> list[str]:
    """Return the faults of the export in ``out``, one per file; an empty list if it is intact."""
    try:
        manifest = Manifest.read(out)
        present = files_in(out)
    except (OSError, ValueError):
        return [f"{out}: not an export ({MANIFEST} is missing or unreadable)"]
    digests = manifest.digests()
    problems = [problem for path, digest in digests.items() if (problem := _check_file(out, path, digest))]
    problems += _check_sums(out, digests)
    problems += [f"{path}: not in the manifest" for path in sorted(present - manifest.paths())]
    return problems


def _check_file(out: Path, path: str, digest: str) -> str | None:
    try:
        is_unchanged = sha256_of(out / path) == digest
    except OSError as error:
        return _unreadable(path, error)
    return None if is_unchanged else f"{path}: changed since the export"


def _check_sums(out: Path, digests: dict[str, str]) -> list[str]:
    """Check manifest and README, which the manifest does not cover, against the checksums."""
    found: dict[str, bytes] = {}
    problems = []
    for path in (MANIFEST, README, SUMS):
        try:
            found[path] = (out / path).read_bytes()
        except OSError as error:
            problems.append(_unreadable(path, error))
    if problems:
        return problems
    manifest, readme = ({path: sha256(found[path]).hexdigest()} for path in (MANIFEST, README))
    if found[SUMS] == sums_of(digests | manifest | readme):
        return []
    if sums_of(manifest) in found[SUMS] and sums_of(readme) not in found[SUMS]:
        return [f"{README}: does not match {SUMS}; one of them has changed"]
    return [f"{SUMS}: does not match {MANIFEST}; one of them has changed"]


def _unreadable(path: str, error: OSError) -> str:
    return f"{path}: {'missing' if isinstance(error, FileNotFoundError) else f'cannot be read ({error.strerror})'}"
