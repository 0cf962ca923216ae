"""Responses for programs: JSON, CSV and XML, downloads, and parts of files."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson
from datasette.utils.asgi import NotFound, Response
from lxml import etree

from vustacrawl.export.formats.spreadsheet import guarded
from vustacrawl.web.headers import FILE_POLICY, OPEN_POLICY

JSON = "application/json"
CHUNK_BYTES = 256 * 1024
"""How much of a file is read and sent at a time."""


class HttpError(Exception):
    """A request that is answered with an error of this status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def json_response(
    value: Any, *, status: int = 200, headers: dict[str, str] = FILE_POLICY, media_type: str = JSON
) -> Response:
    """Return a value as JSON (RFC 8259)."""
    return Response(orjson.dumps(value), status=status, headers=headers, content_type=media_type)


def xml_response(document: Any, media_type: str) -> Response:
    """Return an lxml element as an XML document, readable by scripts of other web pages too."""
    body = etree.tostring(document, xml_declaration=True, encoding="utf-8")
    return Response(body, headers=OPEN_POLICY, content_type=f"{media_type}; charset=utf-8")


def csv_response(name: str, rows: Iterable[Sequence[object]]) -> Response:
    """Return rows as a download in CSV (RFC 4180), with a byte order mark, by which spreadsheets know that it is UTF-8.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    text = io.StringIO()
    csv.writer(text).writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return download_response(f"\ufeff{text.getvalue()}", name, "text/csv; charset=utf-8")


def download_response(body: str | bytes, name: str, media_type: str) -> Response:
    """Return a body as a download, never rendered; ``name`` is the name of the file, in ASCII."""
    headers = FILE_POLICY | {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, headers=headers, content_type=media_type)


def file_in(folder: Path, path: str) -> Path:
    """Return a file in a folder. Raises NotFound if it is missing or a link out of the folder."""
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        raise NotFound("no such file")
    return file


async def send_part(send: Any, file: Path, first: int, length: int) -> None:
    """Send a part of a file within the body of a response. Raises OSError if the file has become shorter."""
    with file.open("rb") as opened:
        opened.seek(first)
        while length and (piece := await asyncio.to_thread(opened.read, min(length, CHUNK_BYTES))):
            length -= len(piece)
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    if length:
        raise OSError(f"{file} became shorter while it was sent")
