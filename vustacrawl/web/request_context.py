"""What a page is rendered from: a snapshot of the catalog, the request, and the reader's language."""

from __future__ import annotations

import re
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
from vustacrawl.web.limits import PAGE_TIME_LIMIT_S, within_time
from vustacrawl.web.templates import render
from vustacrawl.web.translations import Translations, choose_language, other_language
from vustacrawl.workspace import Workspace

CATALOG = "catalog"
"""The name under which Datasette shows the catalog."""
NAVIGATION = (
    ("/search", "nav.search"),
    ("/trends", "nav.trends"),
    ("/sites", "nav.sites"),
    ("/members", "nav.members"),
    ("/people", "nav.topics"),
    ("/downloads", "nav.downloads"),
    (f"/{CATALOG}", "nav.tables"),
)
"""The addresses in the header of every page, with the names of their texts."""
LANGUAGE_COOKIE = "lang"
MAX_DIGITS = 19
"""Digits of SQLite's largest number; Python's int() raises for thousands of them."""
_COOKIE_AGE_S = 365 * 86_400
_LOCAL_LINK = re.compile(r'(\s(?:href|src|action)=")/')
"""In a rendered page, where quotes of anything but markup are escaped."""


_BY_PUBLIC_ID = """
SELECT id FROM articles WHERE public_id = ?1
UNION ALL SELECT id FROM articles WHERE site = ?2 AND native_id = ?3
"""


@dataclass(frozen=True)
class RequestContext:
    """A request for one of vustacrawl's pages, with the catalog and the language of the response."""

    db: Database
    workspace: Workspace
    request: Request
    texts: Translations
    has_replay: bool = False
    """Whether ReplayWeb.page is served."""

    @property
    def root(self) -> str:
        """What the addresses begin with behind a proxy; ``html_page`` puts it before a page's links."""
        return str(self.request.scope.get("root_path", ""))

    @property
    def origin(self) -> str:
        """Return what comes before a path in an absolute address, from the checked Host header."""
        return f"{self.request.scheme}://{self.request.host}{self.root}"

    def path_part(self, name: str) -> str:
        """Return a named part of the path."""
        return str(self.request.url_vars[name])

    def number(self, name: str) -> int:
        """Return a part of the path as a row ID. Raises NotFound for a number that exceeds SQLite's 64 bits."""
        text = self.path_part(name)
        if len(text) > MAX_DIGITS or int(text) >= 1 << 63:
            raise NotFound("no such row")
        return int(text)

    def article_id(self) -> int:
        """Return the row of the article in the path, named by its row or its public id. Raises NotFound."""
        site, slash, key = self.path_part("id").partition("/")
        if not slash:
            return self.number("id")
        found = self.db.execute(_BY_PUBLIC_ID, [f"{site}/{key}", site, key]).fetchone()
        if found is None:
            raise NotFound("no such article")
        return int(found[0])

    def row(self, sql: str, value: Any, missing: str) -> dict[str, Any]:
        """Return the only row of a query with one parameter. Raises NotFound with this message if there is none."""
        row: dict[str, Any] | None = next(self.db.query(sql, [value]), None)
        if row is None:
            raise NotFound(missing)
        return row

    def site_titles(self, order: str) -> dict[str, str]:
        """Return the title of every site, ordered by ``name`` or ``title``."""
        return dict(map(tuple, self.db.execute(f"SELECT name, title FROM sites ORDER BY {order}")))

    def parameter(self, name: str) -> str:
        """Return a query parameter without surrounding spaces; an empty string if it is missing."""
        return str(self.request.args.get(name) or "").strip()

    def page_number(self, last: int) -> int:
        """Return the requested ``page`` of a list, clamped to 1 … ``last``."""
        text = self.parameter("page")
        if not text.isdecimal():
            return 1
        return max(1, min(last, int(text))) if len(text) <= MAX_DIGITS else last

    def page(self, template: str, **context: Any) -> Response:
        """Render a template as an HTML response."""
        return html_page(self.request, self.texts, template, **context)


Page = Callable[[RequestContext], Response]


def html_page(request: Request, texts: Translations, template: str, status: int = 200, **context: Any) -> Response:
    """Render a template with the usual headers; a language chosen by ``?lang=`` is kept in a cookie."""
    args = request.args  # parsed at every access
    pairs = [(name, value) for name in args for value in args.getlist(name) if name != "lang"]
    context |= {
        "other_language": f"?{urlencode([*pairs, ('lang', other_language(texts))])}",
        "path": request.path,
        "root": "",
        "navigation": NAVIGATION,
    }
    page = render(template, texts, **context)
    if root := request.scope.get("root_path"):
        page = _LOCAL_LINK.sub(rf"\1{root}/", page)
    response = Response.html(page, status=status, headers=PAGE_POLICY | {"Vary": "Accept-Language, Cookie"})
    if args.get("lang") == texts.language:
        response.set_cookie(LANGUAGE_COOKIE, texts.language, max_age=_COOKIE_AGE_S, httponly=True)
    return response


def translations_for(request: Request) -> Translations:
    """Return the texts in the language of ``?lang=``, else of the cookie, else of the browser, else Vietnamese."""
    return Translations(
        choose_language(
            request.args.get("lang"), request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language")
        )
    )


def workspace_of(datasette: Datasette) -> Workspace:
    """Return the workspace whose catalog is served."""
    return Workspace(Path(datasette.get_database(CATALOG).path).parent)


def as_datasette_view(page: Page) -> Callable[..., Any]:
    """Wrap a page for Datasette: it runs in a thread and reads the catalog in one snapshot."""

    async def view(request: Request, datasette: Datasette) -> Response:
        def make(connection: Connection) -> Response:
            connection.execute("BEGIN")
            try:
                context = RequestContext(
                    Database(connection),
                    workspace_of(datasette),
                    request,
                    translations_for(request),
                    has_replay=datasette.replay is not None,
                )
                return within_time(connection, PAGE_TIME_LIMIT_S, lambda: page(context))
            finally:
                connection.rollback()

        return await datasette.get_database(CATALOG).execute_fn(make)

    return view
