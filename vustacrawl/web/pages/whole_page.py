"""Whole archived pages in ReplayWeb.page: its files from the folder of ``serve --replay``, and the packages it reads.

ReplayWeb.page is not part of vustacrawl (AGPL): ``npm pack replaywebpage`` fetches it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlencode

from datasette.app import Datasette
from datasette.utils.asgi import NotFound, Request, asgi_send, asgi_start

from vustacrawl.web.headers import FILE_POLICY, REPLAY_APP_POLICY
from vustacrawl.web.request_context import RequestContext, workspace_of
from vustacrawl.web.responses import file_in, send_part
from vustacrawl.workspace import Workspace

APP = r"^/replay/(?P<path>[A-Za-z0-9_./-]*)$"
PACKAGE = r"^/packages/(?P<site>[^/]+)\.wacz$"
NEEDED = ("index.html", "ui.js", "sw.js")
"""The files without which ReplayWeb.page shows nothing."""
_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".wasm": "application/wasm",
}
_RANGE = re.compile(r"bytes=(?P<first>[0-9]{0,18})-(?P<last>[0-9]{0,18})")


def whole_page_address(context: RequestContext, capture: dict[str, Any]) -> str | None:
    """Return the address of a capture's whole page; None without ``--replay`` or a package of its site."""
    if not context.has_replay or not _package(context.workspace, capture["site"]).is_file():
        return None
    source = f"{context.origin}/packages/{quote(capture['site'], safe='')}.wacz"
    moment = re.sub(r"\D", "", capture["fetched_at"])[:14]
    view = urlencode({"view": "pages", "url": capture["url"], "ts": moment}, quote_via=quote)
    return f"/replay/?{urlencode({'source': source})}#{view}"


def missing_files(folder: Path) -> list[str]:
    """Return which of the needed files a folder lacks."""
    return [name for name in NEEDED if not (folder / name).is_file()]


async def replay_app(request: Request, datasette: Datasette, send: Any) -> None:
    """``/replay/…``: a file of ReplayWeb.page."""
    folder = datasette.replay
    if folder is None:
        raise NotFound("the server was started without --replay")
    file = file_in(folder, request.url_vars["path"] or "index.html")
    await _send(request, send, file, _MEDIA_TYPES.get(file.suffix, "application/octet-stream"), REPLAY_APP_POLICY)


async def package_file(request: Request, datasette: Datasette, send: Any) -> None:
    """``/packages/SITE.wacz``: a package in the workspace, or a range of it, for ReplayWeb.page."""
    file = _package(workspace_of(datasette), unquote(request.url_vars["site"]))
    if datasette.replay is None or not file.is_file():
        raise NotFound("no such package")
    await _send(request, send, file, "application/wacz", FILE_POLICY)


def _package(workspace: Workspace, site: str) -> Path:
    folder = workspace.root / "packages"
    file = folder / f"{site}.wacz"
    return file if file.parent == folder and "/" not in site else folder / "none"


async def _send(request: Request, send: Any, file: Path, media_type: str, policy: dict[str, str]) -> None:
    """Send a file, or one requested range of it (RFC 9110, section 14)."""
    length = file.stat().st_size
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    first, last, status = 0, length - 1, 200
    headers = policy | {"Accept-Ranges": "bytes"}
    if found and (found["first"] or found["last"]):
        first = int(found["first"]) if found["first"] else max(0, length - int(found["last"]))
        last = min(int(found["last"]), length - 1) if found["first"] and found["last"] else length - 1
        status = 206
        headers["Content-Range"] = f"bytes {first}-{last}/{length}"
        if first > last:
            headers["Content-Range"] = f"bytes */{length}"
            await asgi_send(send, "", 416, headers, media_type)
            return
    headers["Content-Length"] = str(last - first + 1)
    await asgi_start(send, status, headers, media_type)
    await send_part(send, file, first, last - first + 1)
    await send({"type": "http.response.body", "body": b""})
