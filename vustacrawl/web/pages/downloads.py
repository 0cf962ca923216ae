"""The dumps, with sizes and checksums, and links for programs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tarfile import BLOCKSIZE, PAX_FORMAT, TarInfo
from typing import Any
from urllib.parse import quote, unquote

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response, asgi_send_file, asgi_start

from vustacrawl.export import Manifest
from vustacrawl.export.manifest import MANIFEST, README, SUMS, FileEntry
from vustacrawl.web.headers import FILE_POLICY
from vustacrawl.web.request_context import RequestContext, workspace_of
from vustacrawl.web.responses import CHUNK_BYTES, file_in, send_part

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
    """``/downloads``: the exports of the workspace; unreadable ones are left out."""
    dumps = []
    for name, path in exports_of(context.workspace.exports).items():
        try:
            manifest = Manifest.read(path)
        except (OSError, ValueError):
            continue
        entries = sorted(manifest.files, key=lambda entry: (_folder(entry) != "", _folder(entry), entry.path))
        folders = [(where, list(group)) for where, group in groupby(entries, key=_folder)]
        dumps.append(Dump(name, manifest, folders))
    return context.page("downloads.html", dumps=dumps, always=[README, MANIFEST, SUMS])


def _folder(entry: FileEntry) -> str:
    return entry.path.rpartition("/")[0]


async def archive(request: Request, datasette: Datasette, send: Any) -> None:
    """``/downloads/EXPORT.tar``: every file that the export's manifest lists, in one tar (POSIX.1-2001), as it is."""
    name = unquote(request.url_vars["export"])
    files = await asyncio.to_thread(_files_of, datasette, name)
    headers = FILE_POLICY | {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.tar",
        "Content-Length": str(sum(len(head) + size + -size % BLOCKSIZE for head, _, size in files) + 2 * BLOCKSIZE),
    }
    await asgi_start(send, 200, headers, "application/x-tar")
    for head, path, size in files:
        await send({"type": "http.response.body", "body": head, "more_body": True})
        await send_part(send, path, 0, size)
        await send({"type": "http.response.body", "body": bytes(-size % BLOCKSIZE), "more_body": True})
    await send({"type": "http.response.body", "body": bytes(2 * BLOCKSIZE)})


def _files_of(datasette: Datasette, export: str) -> list[tuple[bytes, Path, int]]:
    """Return the header in the tar, the path and the size in bytes of each file of an export. Raises NotFound."""
    folder, paths = _listed(datasette, export)
    return [_in_tar(f"{export}/{path}", file_in(folder, path)) for path in sorted(paths)]


def _in_tar(name: str, file: Path) -> tuple[bytes, Path, int]:
    status = file.stat()
    member = TarInfo(name)
    member.size, member.mtime = status.st_size, int(status.st_mtime)
    return member.tobuf(PAX_FORMAT), file, status.st_size


async def download(request: Request, datasette: Datasette, send: Any) -> None:
    """``/downloads/EXPORT/PATH``: serve a file, but only if the export's manifest lists it."""
    path = await asyncio.to_thread(_file_of, datasette, request)
    await asgi_send_file(
        send,
        path,
        filename=path.name,
        content_type=_MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        chunk_size=CHUNK_BYTES,
        headers=dict(FILE_POLICY),
    )


def _file_of(datasette: Datasette, request: Request) -> Path:
    folder, paths = _listed(datasette, unquote(request.url_vars["export"]))
    path = unquote(request.url_vars["path"])
    if path not in paths:
        raise NotFound("no such file")
    return file_in(folder, path)


def _listed(datasette: Datasette, export: str) -> tuple[Path, set[str]]:
    """Return the folder of an export and the paths in its manifest. Raises NotFound."""
    folder = exports_of(workspace_of(datasette).exports).get(export)
    if folder is None:
        raise NotFound("no such export")
    try:
        return folder, Manifest.read(folder).paths()
    except (OSError, ValueError):
        raise NotFound("the manifest of this export cannot be read") from None
