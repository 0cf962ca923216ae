"""Datasette plugin hooks: our pages before Datasette's, safe headers on every page, our error pages."""

from __future__ import annotations

import html
import logging
import re
import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.utils.asgi import Forbidden, Request, Response
from datasette.views.base import DatasetteError

from vustacrawl.web.headers import Asgi, with_safe_headers
from vustacrawl.web.pages.downloads import download
from vustacrawl.web.request_context import CATALOG, as_datasette_view, html_page, translations_for
from vustacrawl.web.routes import DOWNLOAD, ROUTES

_CACHE_KIB = 64 * 1024
_MAX_VALUE_BYTES = 16 * 1024 * 1024
"""The largest value or row of a query; ``SELECT zeroblob(1e9)`` is refused."""
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
_log = logging.getLogger(__name__)


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Register our pages; Datasette's own remain behind them."""
    return [*((pattern, as_datasette_view(page)) for pattern, page in ROUTES), (DOWNLOAD, download)]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def asgi_wrapper() -> Callable[[Asgi], Asgi]:
    """Add safe headers to every response."""
    return with_safe_headers


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Cache a large catalog's indexes, limit the size of values, and make the connection read-only."""
    if database == CATALOG:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        conn.execute("PRAGMA query_only = ON")


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def extra_css_urls() -> list[str]:
    """Use our colours on Datasette's pages."""
    return ["/assets/datasette.css"]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def menu_links() -> list[dict[str, str]]:
    """Link from Datasette's pages back to ours."""
    return [{"href": "/", "label": "VUSTA"}, {"href": f"/{CATALOG}", "label": "SQL"}]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def handle_exception(request: Request, exception: Exception) -> Response:
    """Answer an error in the reader's language, or in JSON for programs; log only unexpected ones."""
    status = getattr(exception, "status", 500)
    if status == 500 and isinstance(exception, DatasetteError | sqlite3.ProgrammingError):
        status = 400  # how Datasette answers a faulty filter or order of a table
    said = str(getattr(exception, "message", None) or exception)
    if status >= 500:
        _log.error("%s", request.path, exc_info=exception)
        said = ""
    if request.path.endswith(".json") or request.args.get("_format") == "json":
        more = getattr(exception, "error_dict", None) or {}
        return Response.json({**more, "ok": False, "error": said, "status": status, "title": None}, status=status)
    kind = {403: "forbidden", 404: "missing"}.get(status, "broken" if status >= 500 else "refused")
    # Datasette's own sentences may come with markup, which is as good as none here.
    said = html.unescape(_TAG.sub(" ", said)) if kind == "refused" else ""
    return html_page(request, translations_for(request), "error.html", status=status, kind=kind, said=said)


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def forbidden(request: Request, message: str) -> Response:
    """Show a forbidden page as any other error."""
    return handle_exception(request, Forbidden(message))
