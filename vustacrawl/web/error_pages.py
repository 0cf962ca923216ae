"""Errors in the reader's language, or in JSON for programs."""

from __future__ import annotations

import html
import logging
import re
import sqlite3

from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from vustacrawl.catalog import CatalogError
from vustacrawl.web.limits import QUERY_WAIT_S
from vustacrawl.web.request_context import html_page, translations_for
from vustacrawl.web.routes import is_ours, methods_of

_TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
_KINDS = {403: "forbidden", 404: "missing", 405: "read_only", 421: "misdirected", 503: "busy"}
_FAULTY_PARAMETER = (ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError, sqlite3.Error)
"""Exceptions of Datasette's pages for parameters that they convert unchecked."""
_log = logging.getLogger(__name__)


def error_response(request: Request, exception: Exception) -> Response:
    """Return the response to an error; unexpected ones are logged, and not shown."""
    status = _status_of(request, exception)
    message = str(getattr(exception, "message", None) or exception)
    is_without_catalog = isinstance(exception, CatalogError)
    if status == 500 or is_without_catalog:
        _log.error("%s: %s", request.path, exception, exc_info=None if is_without_catalog else exception)
        message = ""
    headers = {405: {"Allow": ", ".join(methods_of(request.path))}, 503: {"Retry-After": str(int(QUERY_WAIT_S))}}.get(
        status, {}
    )
    if request.path.endswith(".json") or request.args.get("_format") == "json":
        more = getattr(exception, "error_dict", None) or {}
        body = {**more, "ok": False, "error": message, "status": status, "title": None}
        return Response.json(body, status=status, headers=headers)
    kind = _KINDS.get(status, "broken" if status >= 500 else "refused")
    # Datasette's own messages may contain markup, which is not shown as markup here.
    message = html.unescape(_TAG.sub(" ", message)) if kind == "refused" else ""
    response = html_page(request, translations_for(request), "error.html", status=status, kind=kind, message=message)
    response.headers.update(headers)
    return response


def _status_of(request: Request, exception: Exception) -> int:
    is_interrupted = isinstance(exception, sqlite3.OperationalError) and exception.args == ("interrupted",)
    if is_interrupted or isinstance(exception, CatalogError | MemoryError):
        return 503
    if isinstance(exception, DatasetteError | sqlite3.ProgrammingError) and getattr(exception, "status", 500) == 500:
        return 400  # how Datasette answers a faulty filter or order of a table
    if isinstance(exception, _FAULTY_PARAMETER) and not is_ours(request.path):
        return 400
    status = getattr(exception, "status", 500)
    return status if isinstance(status, int) and 400 <= status <= 599 else 500
