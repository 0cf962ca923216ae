"""Does an export still hold what its manifest says?"""

from __future__ import annotations

import hashlib
from pathlib import Path

from vustacrawl.export.manifest import MANIFEST, SUMS, FileEntry, Manifest, files_in, sums_of


def check_export(out: Path) -> list[str]:
    """What is wrong with the export in ``out``, a sentence a file; nothing when it is whole."""
    try:
        manifest = Manifest.read(out)
        present = files_in(out)
    except (OSError, ValueError):
        return [f"{out}: no readable {MANIFEST}, so no export"]
    problems = [problem for entry in manifest.files if (problem := _check_file(out, entry))]
    if problem := _check_sums(out, manifest):
        problems.append(problem)
    problems += [f"{path}: in no manifest" for path in sorted(present - manifest.paths())]
    return problems


def _check_file(out: Path, entry: FileEntry) -> str | None:
    try:
        with (out / entry.path).open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return f"{entry.path}: missing"
    except OSError as error:
        return f"{entry.path}: cannot be read ({error.strerror})"
    return None if digest == entry.sha256 else f"{entry.path}: its bytes have changed since the export"


def _check_sums(out: Path, manifest: Manifest) -> str | None:
    """The manifest cannot vouch for itself: the sums do, and the manifest for them."""
    try:
        own = hashlib.sha256((out / MANIFEST).read_bytes()).hexdigest()
        sums = (out / SUMS).read_bytes()
    except FileNotFoundError:
        return f"{SUMS}: missing"
    except OSError as error:
        return f"{SUMS}: cannot be read ({error.strerror})"
    expected = sums_of([*manifest.files, FileEntry(path=MANIFEST, bytes=0, sha256=own, articles=0)])
    return None if sums == expected else f"{SUMS}: does not agree with {MANIFEST}; one of them has changed"
