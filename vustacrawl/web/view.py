"""What a page is made from: one snapshot of the catalog, what was asked for, and the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Any
from urllib.parse import urlencode

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, Response
from sqlite_utils import Database

from vustacrawl.web.headers import PAGE_POLICY
from vustacrawl.web.templates import render
from vustacrawl.web.texts import LANGUAGES, Texts, chosen_language
from vustacrawl.workspace import Workspace

CATALOG = "catalog"
"""The name under which Datasette shows the catalog."""
LANGUAGE_COOKIE = "lang"
_YEAR_SECONDS = 365 * 86_400


@dataclass(frozen=True)
class View:
    """One request for one of our pages."""

    db: Database
    workspace: Workspace
    request: Request
    texts: Texts

    def part(self, name: str) -> str:
        """A named part of the path."""
        return str(self.request.url_vars[name])

    def number(self, name: str) -> int:
        """A part of the path that is a row's number. Raises NotFound for one that no row can have."""
        number = int(self.part(name))
        if number >= 1 << 63:
            raise NotFound("no such row")
        return number

    def asked(self, name: str) -> str:
        """A parameter of the query; empty where it is missing."""
        return str(self.request.args.get(name) or "").strip()

    def page(self, template: str, **context: Any) -> Response:
        """An HTML page of ours."""
        return html_page(self.request, self.texts, template, **context)


Page = Callable[[View], Response]


def html_page(request: Request, texts: Texts, template: str, status: int = 200, **context: Any) -> Response:
    """A template filled in, with the headers of our pages; a language asked for by ``?lang=`` is remembered."""
    other = next(language for language in LANGUAGES if language != texts.language)
    pairs = [(name, value) for name in request.args for value in request.args.getlist(name) if name != "lang"]
    context |= {"other_language": f"?{urlencode([*pairs, ('lang', other)])}", "path": request.path}
    response = Response.html(
        render(template, texts, **context), status=status, headers=PAGE_POLICY | {"Vary": "Accept-Language, Cookie"}
    )
    if request.args.get("lang") == texts.language:
        response.set_cookie(LANGUAGE_COOKIE, texts.language, max_age=_YEAR_SECONDS, httponly=True)
    return response


def texts_for(request: Request) -> Texts:
    """The texts in the language that the address asks for, else the cookie, else the browser; else Vietnamese."""
    return Texts(
        chosen_language(
            request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language")
        )
    )


def workspace_of(datasette: Datasette) -> Workspace:
    """The workspace whose catalog is served."""
    return Workspace(Path(datasette.get_database(CATALOG).path).parent)


def served(page: Page) -> Callable[..., Any]:
    """A page as Datasette takes it: made in a thread, all it reads of the catalog in one snapshot."""

    async def view(request: Request, datasette: Datasette) -> Response:
        def make(connection: Connection) -> Response:
            connection.execute("BEGIN")
            try:
                return page(View(Database(connection), workspace_of(datasette), request, texts_for(request)))
            finally:
                connection.rollback()

        return await datasette.get_database(CATALOG).execute_fn(make)

    return view
