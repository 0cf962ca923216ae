"""Datasette's hooks: our pages before its own, safe headers on all of them, our clothes on its errors."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Base400, Request, Response

from vustacrawl.web.headers import Asgi, with_safe_headers
from vustacrawl.web.pages.downloads import download
from vustacrawl.web.routes import DOWNLOAD, ROUTES
from vustacrawl.web.view import CATALOG, html_page, served, texts_for

_CACHE_KIB = 64 * 1024
_log = logging.getLogger(__name__)


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Our pages; Datasette's own stand behind them."""
    return [*((pattern, served(page)) for pattern, page in ROUTES), (DOWNLOAD, download)]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def asgi_wrapper() -> Callable[[Asgi], Asgi]:
    """Safe headers on every answer."""
    return with_safe_headers


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    """Room for the upper pages of a large catalog's indexes; nothing is written, whatever a query says."""
    if database == CATALOG:
        conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        conn.execute("PRAGMA query_only = ON")


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def extra_css_urls() -> list[str]:
    """A few of our colours for Datasette's pages."""
    return ["/assets/datasette.css"]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def menu_links() -> list[dict[str, str]]:
    """The way from Datasette's pages back to ours."""
    return [{"href": "/", "label": "VUSTA"}, {"href": f"/{CATALOG}", "label": "SQL"}]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def handle_exception(datasette: Datasette, request: Request, exception: Exception) -> Response | None:
    """An error page in the reader's language; programs get Datasette's JSON."""
    if request.path.endswith((".json", ".csv")) or request.path.startswith((f"/{CATALOG}", "/-/")):
        return None
    status = exception.status if isinstance(exception, Base400) else 500
    if status == 500:
        _log.error("%s", request.path, exc_info=exception)
    return html_page(request, texts_for(request), "error.html", status=status, is_missing=status == 404)
