"""Datasette plugin hooks: vustacrawl's pages before Datasette's, security headers on every page, error pages."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.app import Datasette
from datasette.utils.asgi import Forbidden, Request, Response

from vustacrawl.catalog.diagram import schema_diagram
from vustacrawl.catalog.dictionary import data_dictionary
from vustacrawl.web.error_pages import error_response
from vustacrawl.web.guard import guarded
from vustacrawl.web.headers import Asgi, with_safe_headers
from vustacrawl.web.metadata import FIRST_TABLES, INTERNAL
from vustacrawl.web.pages.downloads import archive, download
from vustacrawl.web.pages.whole_page import APP, PACKAGE, package_file, replay_app
from vustacrawl.web.request_context import CATALOG, NAVIGATION, as_datasette_view, translations_for
from vustacrawl.web.routes import ARCHIVE, DOWNLOAD, ROUTES
from vustacrawl.web.templates import assets_version
from vustacrawl.web.translations import other_language

_CACHE_KIB = 32 * 1024
_MAX_VALUE_BYTES = 16 * 1024 * 1024
"""The largest value or row that a page reads."""


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    """Register vustacrawl's pages; Datasette's own remain behind them."""
    pages = ((pattern, as_datasette_view(page)) for pattern, page in ROUTES)
    return [*pages, (ARCHIVE, archive), (DOWNLOAD, download), (APP, replay_app), (PACKAGE, package_file)]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def asgi_wrapper(datasette: Datasette) -> Callable[[Asgi], Asgi]:
    """Check every request, and add security headers to every response."""
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
    """Style Datasette's pages like vustacrawl's."""
    version = assets_version()
    return [f"/assets/style.css?v={version}", f"/assets/datasette.css?v={version}"]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def extra_js_urls() -> list[str]:
    """Label the fields of Datasette's forms."""
    return [f"/assets/datasette.js?v={assets_version()}"]


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    """Give Datasette's templates the variables of vustacrawl's header and the descriptions of the tables."""
    if request is None:
        return {}
    texts = translations_for(request)
    return {
        "t": texts,
        "root": str(request.scope.get("root_path", "")),
        "path": request.path,
        "navigation": NAVIGATION,
        "other_language": f"/?lang={other_language(texts)}",
        "relations": data_dictionary(),
        "first_tables": FIRST_TABLES,
        "internal": INTERNAL,
        "schema_diagram": schema_diagram,
        "table_address": lambda table: datasette.urls.table(CATALOG, table),
    }


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def handle_exception(request: Request, exception: Exception) -> Response:
    """Answer an error with vustacrawl's page instead of Datasette's."""
    return error_response(request, exception)


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def forbidden(request: Request, message: str) -> Response:
    """Show a forbidden page like any other error."""
    return error_response(request, Forbidden(message))
