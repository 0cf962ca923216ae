"""Package WARC files as WACZ 1.1.1, with an index and a list of pages."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import NamedTuple

from vustacrawl import __version__
from vustacrawl.errors import UserError


class PackageError(UserError):
    """A package could not be written; the message says why, in one line."""

    exit_code = 1


class PackedPage(NamedTuple):
    """A page listed in the package: its URL, WARC-Date (UTC, ISO 8601 with ``Z``) and title."""

    url: str
    date: str
    title: str


def package(files: Sequence[Path], out: Path, *, title: str, pages: Sequence[PackedPage]) -> None:
    """Package finished WARC files as ``out``, which appears only when it is complete and valid.

    ``pages`` are listed in the package. Raises PackageError.
    """
    from wacz.main import main as wacz  # type: ignore[import-untyped]

    from vustacrawl.archive.cdxj import decode_brotli

    decode_brotli()
    if not files or not pages:
        raise PackageError(f"{out.name}: nothing to package")
    growing, page_list = out.with_name(f"{out.name}.part"), out.with_name(f"{out.name}.jsonl")
    about = ["--title", title, "--desc", f"Made by vustacrawl {__version__}"]
    try:
        page_list.write_text(_page_list(pages), "utf-8")
        about += ["--pages", str(page_list), "--copy-pages"]
        with redirect_stdout(sys.stderr):
            failed = wacz(["create", "--output", str(growing), *about, *map(str, files)])
        if failed or not is_valid(growing):
            raise PackageError(f"{out.name}: the package is not valid")
        growing.replace(out)
    except ValueError as error:
        raise PackageError(f"{out.name}: {error}") from None
    finally:
        growing.unlink(missing_ok=True)
        page_list.unlink(missing_ok=True)


def is_valid(package: Path) -> bool:
    """Return whether ``wacz validate`` accepts the package: its contents, paths and hashes."""
    from wacz.main import main as wacz

    with redirect_stdout(sys.stderr):
        return bool(wacz(["validate", "--file", str(package)]) == 0)


def _page_list(pages: Iterable[PackedPage]) -> str:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    lines = ({"url": page.url, "ts": page.date, "title": page.title} for page in pages)
    return "".join(json.dumps(line) + "\n" for line in (head, *lines))
