"""Datasette's hooks: our pages before its own, safe headers on all of them, our clothes on its errors."""

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
from vustacrawl.web.routes import DOWNLOAD, ROUTES
from vustacrawl.web.view import CATALOG, html_page, served, texts_for

_CACHE_KIB = 64 * 1024
_LONGEST_VALUE = 16 * 1024 * 1024
"""Bytes of a value or a row of an answer; ``SELECT zeroblob(1e9)`` is refused."""
_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
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
    """Room for the upper pages of a large catalog's indexes; nothing is written nor grows, whatever a query says."""
    if database == CATALOG:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
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
def handle_exception(request: Request, exception: Exception) -> Response:
    """An error in the reader's language, or in JSON for programs; only what is unexpected is logged."""
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
    return html_page(request, texts_for(request), "error.html", status=status, kind=kind, said=said)


@hookimpl  # type: ignore[untyped-decorator] # Datasette has no types
def forbidden(request: Request, message: str) -> Response:
    """What may not be had looks like any other error."""
    return handle_exception(request, Forbidden(message))
