"""The dumps, with sizes and checksums, and links for programs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response, asgi_send_file

from vustacrawl.export import Manifest
from vustacrawl.export.manifest import MANIFEST, SUMS, FileEntry
from vustacrawl.web.headers import FILE_POLICY
from vustacrawl.web.metadata import QUERIES
from vustacrawl.web.request_context import RequestContext, workspace_of

_CHUNK = 256 * 1024
_MEDIA_TYPES = {".json": "application/json", ".jsonl": "application/jsonl", ".csv": "text/csv", ".md": "text/markdown"}


@dataclass(frozen=True, slots=True)
class Dump:
    """An export in the workspace: the name of its folder, its manifest, its files by folder."""

    name: str
    manifest: Manifest
    folders: list[tuple[str, list[FileEntry]]]

    @property
    def bytes(self) -> int:
        """The size of all its files together."""
        return sum(entry.bytes for _, entries in self.folders for entry in entries)


def exports_of(folder: Path) -> dict[str, Path]:
    """Return every export in the folder by name."""
    found = [path for path in sorted(folder.glob("*")) if (path / MANIFEST).is_file() and not path.name.startswith(".")]
    return {path.name: path for path in found}


def downloads(context: RequestContext) -> Response:
    """``/downloads``."""
    dumps = []
    for name, path in exports_of(context.workspace.exports).items():
        try:
            manifest = Manifest.read(path)
        except (OSError, ValueError):
            continue
        entries = sorted(manifest.files, key=lambda entry: (_folder(entry) != "", _folder(entry), entry.path))
        dumps.append(Dump(name, manifest, [(where, list(group)) for where, group in groupby(entries, key=_folder)]))
    return context.page("downloads.html", dumps=dumps, always=[MANIFEST, SUMS], queries=QUERIES)


def _folder(entry: FileEntry) -> str:
    return entry.path.rpartition("/")[0]


async def download(request: Request, datasette: Datasette, send: Any) -> None:
    """``/downloads/EXPORT/PATH``: serve a file, but only if the export's manifest lists it."""
    path = await asyncio.to_thread(_file_of, datasette, request)
    await asgi_send_file(
        send,
        path,
        filename=path.name,
        content_type=_MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        chunk_size=_CHUNK,
        headers=dict(FILE_POLICY),
    )


def _file_of(datasette: Datasette, request: Request) -> Path:
    export, path = unquote(request.url_vars["export"]), unquote(request.url_vars["path"])
    folder = exports_of(workspace_of(datasette).exports).get(export)
    try:
        is_named = folder is not None and path in Manifest.read(folder).paths()
    except (OSError, ValueError):
        is_named = False
    if folder is None or not is_named:
        raise NotFound("no such file")
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise NotFound("no such file")
    return file
