"""``/openapi.json``: the addresses for programs, derived from the routes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from datasette.utils.asgi import Response

from vustacrawl import web
from vustacrawl.web.headers import OPEN_POLICY
from vustacrawl.web.request_context import Page, RequestContext
from vustacrawl.web.responses import json_response

_PART = re.compile(r"\(\?P<(\w+)>((?:[^()]|\([^()]*\))+)\)")
_SEARCH = ("q", "site", "year", "author", "section", "since", "until", "exact", "apart", "all", "sort")
_QUERY: dict[str, tuple[str, ...]] = {
    "/": ("year",),
    "/cdx": (
        *("url", "matchType", "from", "to", "filter", "fl", "output", "limit", "sort", "closest"),
        *("page", "pageSize", "showNumPages"),
    ),
    "/find": ("url",),
    "/oai": ("verb", "identifier", "metadataPrefix", "from", "until", "set", "resumptionToken"),
    "/search": (*_SEARCH, "page"),
    "/search.{format}": _SEARCH,
    "/search/feed.{format}": _SEARCH,
    "/search/facets": _SEARCH,
    "/suggest": ("q",),
    "/sites": ("q", "sort"),
    "/{kind}": ("q", "page"),
    "/{kind}/{name}": ("page",),
    "/trends": ("q", "by", "site"),
    "/trends.{format}": ("q", "by", "site"),
}
_STATUSES = {
    "200": "The page",
    "302": "Redirect to the article",
    "400": "Malformed request",
    "404": "Nothing has this address",
    "503": "Too busy; try again",
}


def openapi(routes: list[tuple[str, Page]]) -> Callable[[RequestContext], Response]:
    """Return the page that describes routes as OpenAPI 3.1."""

    def page(_context: RequestContext) -> Response:
        description = {
            "openapi": "3.1.0",
            "info": {"title": "vustacrawl", "description": web.__doc__, "version": "1"},
            "paths": dict(_path(pattern, page) for pattern, page in routes),
        }
        return json_response(description, headers=OPEN_POLICY)

    return page


def _path(pattern: str, page: Page) -> tuple[str, dict[str, Any]]:
    """Return the address of a route as a template, and its operations."""
    parts = dict(_PART.findall(pattern))
    template = _PART.sub(r"{\1}", pattern).strip("^$").replace("\\", "")
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^(?:{part})$"}}
        for name, part in parts.items()
    ]
    names = (*_QUERY.get(template, ()), "lang")
    parameters += [{"name": name, "in": "query", "schema": {"type": "string"}} for name in names]
    summary = (page.__doc__ or "").strip().partition("\n")[0]
    responses = {status: {"description": text} for status, text in _STATUSES.items()}
    return template, {"get": {"summary": summary, "parameters": parameters, "responses": responses}}
