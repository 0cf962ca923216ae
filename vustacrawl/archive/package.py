"""A site's archive in one file that replays anywhere: WACZ 1.1.1, with its index and the list of its
pages."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

from vustacrawl import __version__


class PackageError(Exception):
    """A package that could not be made, or does not hold what it should."""


def package(files: Sequence[Path], out: Path, *, title: str, url: str) -> None:
    """Pack finished WARC files as ``out``; it takes that name when it is complete and valid.

    ``title`` and ``url`` are what a reader of the package is shown first. Raises PackageError with the
    reason.
    """
    from wacz.main import main as wacz  # type: ignore[import-untyped]

    growing = out.with_name(f"{out.name}.part")
    about = ["--title", title, "--url", url, "--desc", f"made by vustacrawl/{__version__}"]
    with redirect_stdout(sys.stderr):
        made = wacz(["create", "--output", str(growing), "--detect-pages", *about, *map(str, files)])
    if made or not is_valid(growing):
        growing.unlink(missing_ok=True)
        raise PackageError(f"{out.name}: the package is not valid")
    growing.replace(out)


def is_valid(package: Path) -> bool:
    """Whether ``wacz validate`` accepts the package: its contents, their paths and their hashes."""
    from wacz.main import main as wacz

    with redirect_stdout(sys.stderr):
        return bool(wacz(["validate", "--file", str(package)]) == 0)
