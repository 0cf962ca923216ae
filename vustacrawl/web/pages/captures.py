"""What the archive holds: a capture, its sanitized page, its bytes; images and files of articles."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response

from vustacrawl.archive.files import Archive
from vustacrawl.archive.messages import HttpResponse, PayloadError
from vustacrawl.archive.reader import read_record, response_with_payload
from vustacrawl.archive.records import RecordError
from vustacrawl.catalog.captures import location_of
from vustacrawl.items import RecordPlace
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.web.headers import FILE_POLICY, REPLAY_POLICY
from vustacrawl.web.pages.memento import memento_headers
from vustacrawl.web.pages.whole_page import whole_page_address
from vustacrawl.web.replay import sanitize_html
from vustacrawl.web.request_context import RequestContext
from vustacrawl.web.responses import download_response
from vustacrawl.web.templates import environment

_CACHE_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}
_SAFE_IMAGES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
_CAPTURE = """
SELECT captures.*, sites.title AS site_title, warc_files.sha256 AS warc_sha256 FROM captures
JOIN sites ON sites.name = captures.site LEFT JOIN warc_files ON warc_files.name = warc_file WHERE captures.id = ?
"""
_ARTICLE = "SELECT public_id FROM article_urls JOIN articles ON articles.id = article_id WHERE article_urls.url = ?"
_OTHERS = "SELECT id, fetched_at, status FROM captures WHERE url = ? ORDER BY fetched_at DESC LIMIT 30"
_IMAGES = """
SELECT images.url, public_id, position FROM article_urls JOIN images USING (article_id)
JOIN articles ON articles.id = article_id WHERE article_urls.url = ? AND sha256 IS NOT NULL
"""
_MEDIA = """
SELECT warc_file, warc_offset, warc_length, content_type, original_id FROM captures
WHERE url = ? AND digest = 'sha256:' || ? AND warc_file IS NOT NULL ORDER BY fetched_at DESC LIMIT 1
"""


def capture(context: RequestContext) -> Response:
    """``/captures/ID``: what was fetched, where it is stored, and the page in a frame."""
    row = _find(context)
    article = context.db.execute(_ARTICLE, [row["url"]]).fetchone()
    others = list(context.db.query(_OTHERS, [row["url"]]))
    return context.page(
        "capture.html",
        capture=row,
        article=article and article[0],
        others=others,
        is_page=_is_page(row),
        whole_page=whole_page_address(context, row),
    )


def replay(context: RequestContext) -> Response:
    """``/captures/ID/replay``: the page without scripts, styles and external resources."""
    row = _find(context)
    if not _is_page(row):
        raise NotFound("not a page")
    response = _response(context, row)
    try:
        document = read_document(row["url"], _payload(response), response.get("Content-Type"))
    except EmptyDocument as error:
        raise NotFound(str(error)) from None
    shown = {
        url: f"{context.root}/articles/{public_id}/images/{position}"
        for url, public_id, position in context.db.execute(_IMAGES, [row["url"]])
    }
    page = sanitize_html(document, shown)
    html = environment().get_template("replay.html").render(page=page, root=context.root)
    return Response.html(html, headers=REPLAY_POLICY | memento_headers(context, row))


def raw(context: RequestContext) -> Response:
    """``/captures/ID/raw``: the payload as a download, never rendered."""
    row = _find(context)
    return _download(_payload(_response(context, row)), f"capture-{row['id']}.bin")


def image(context: RequestContext) -> Response:
    """``/articles/ID/images/POSITION``: an archived image, if its bytes are those of a known image format."""
    _, payload = _media(context, "images")
    media_type = next((kind for magic, kind in _SAFE_IMAGES.items() if payload.startswith(magic)), None)
    if payload[:4] == b"RIFF" and payload[8:12] == b"WEBP":
        media_type = "image/webp"
    elif payload[4:12] in (b"ftypavif", b"ftypavis"):
        media_type = "image/avif"
    if media_type is None:
        raise NotFound("unsupported image format")
    return Response(payload, headers=FILE_POLICY | _CACHE_FOREVER, content_type=media_type)


def attached_file(context: RequestContext) -> Response:
    """``/articles/ID/files/POSITION``: an archived attachment, as a download."""
    url, payload = _media(context, "files")
    ending = url.rpartition(".")[2].lower()
    ending = ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin"
    return _download(payload, f"article-{context.article_id()}-{context.number('position')}.{ending}")


def _find(context: RequestContext) -> dict[str, Any]:
    return context.row(_CAPTURE, context.number("id"), "no such capture")


def _is_page(row: dict[str, Any]) -> bool:
    return bool(row["warc_file"]) and (row["content_type"] or "").partition(";")[0].strip() in (
        "text/html",
        "application/xhtml+xml",
    )


def _media(context: RequestContext, table: str) -> tuple[str, bytes]:
    """Return the URL and the payload of the image or file in the path. Raises NotFound."""
    row = context.db.execute(
        f"SELECT url, sha256 FROM {table} WHERE article_id = ? AND position = ? AND sha256 IS NOT NULL",
        [context.article_id(), context.number("position")],
    ).fetchone()
    place = row and next(context.db.query(_MEDIA, list(row)), None)
    if not place:
        raise NotFound("not archived")
    return row[0], _payload(_response(context, place))


def _response(context: RequestContext, row: dict[str, Any]) -> HttpResponse:
    """Read the response that a row of ``captures`` points to. Raises NotFound."""
    if not row["warc_file"]:
        raise NotFound("not in the archive")
    archive = Archive(context.workspace.warc, context.workspace.config.archive.store)
    try:
        original = location_of(context.db, row["original_id"]) if row["original_id"] else None
        record = read_record(archive, RecordPlace(row["warc_file"], row["warc_offset"], row["warc_length"]))
        return response_with_payload(archive, record, original)[0]
    except (OSError, RecordError) as error:
        raise NotFound(f"cannot be read from the archive: {error}") from None


def _payload(response: HttpResponse) -> bytes:
    try:
        return response.payload
    except PayloadError as error:
        raise NotFound(f"cannot be read from the archive: {error}") from None


def _download(payload: bytes, name: str) -> Response:
    return download_response(payload, name, "application/octet-stream")
