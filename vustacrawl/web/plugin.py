"""Datasette plugin hooks: our pages before Datasette's, safe headers on every page, our error pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, Request, Response

from vustacrawl.web.error_pages import error_response
from vustacrawl.web.guard import guarded
from vustacrawl.web.headers import Asgi, with_safe_headers
from vustacrawl.web.pages.downloads import download
from vustacrawl.web.request_context import CATALOG, as_datasette_view
from vustacrawl.web.routes import DOWNLOAD, ROUTES

_CACHE_KIB = 32 * 1024
_MAX_VALUE_BYTES = 16 * 1024 * 1024
"""The largest value or row that a page reads."""


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Register our pages; Datasette's own remain behind them."""
    return [*((pattern, as_datasette_view(page)) for pattern, page in ROUTES), (DOWNLOAD, download)]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def asgi_wrapper(datasette: Datasette) -> Callable[[Asgi], Asgi]:
    """Check every request, and add safe headers to every response."""
    return lambda app: with_safe_headers(guarded(app, datasette.access))


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
def menu_links(datasette: Datasette) -> list[dict[str, str]]:
    """Link from Datasette's pages back to ours."""
    urls = datasette.urls
    return [{"href": urls.instance(), "label": "VUSTA"}, {"href": urls.database(CATALOG), "label": "SQL"}]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def handle_exception(request: Request, exception: Exception) -> Response:
    """Answer an error with our page in place of Datasette's."""
    return error_response(request, exception)


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def forbidden(request: Request, message: str) -> Response:
    """Show a forbidden page as any other error."""
    return error_response(request, Forbidden(message))
