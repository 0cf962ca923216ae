"""``vustacrawl serve``: browse the catalog in a web browser."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import webbrowser
from contextlib import nullcontext
from pathlib import Path

import click

from vustacrawl.cli.output import echo
from vustacrawl.extras import require_extra
from vustacrawl.interrupts import on_interrupt
from vustacrawl.workspace import Workspace, WorkspaceError

LOOPBACK = "127.0.0.1"
SHUTDOWN_TIMEOUT_S = 4
"""How long a stopping server waits for open requests."""
_ROOT_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


@click.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on; 0.0.0.0 means all interfaces.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option(
    "--host-name",
    "host_names",
    multiple=True,
    metavar="NAME",
    help="A name under which browsers reach the server, such as archive.example.org. Repeatable.",
)
@click.option("--root-path", default="", metavar="PATH", help="Path under which a proxy serves the pages: /archive.")
@click.option(
    "--proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="Address or network of a proxy whose X-Forwarded-For and X-Forwarded-Proto are trusted. Repeatable.",
)
@click.option(
    "--replay",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Folder with ReplayWeb.page, to show whole pages of packaged sites.",
)
@click.option("--debug", is_flag=True, help="Show Datasette's pages about itself under /-/: versions, paths, threads.")
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.pass_obj
def command(
    workspace: Workspace,
    host: str,
    port: int,
    host_names: tuple[str, ...],
    root_path: str,
    proxies: tuple[str, ...],
    replay: Path | None,
    debug: bool,
    open_browser: bool,
) -> None:
    """Serve the catalog as a read-only web site, even while a crawl is running. Stop it with Ctrl-C.

    \b
    vustacrawl serve --open                 serve http://127.0.0.1:8001/ and open it
    vustacrawl serve --host 0.0.0.0         serve the whole network: anyone who can connect can read everything
    vustacrawl serve --host-name archive.example.org    behind a web server that passes the Host header on
    vustacrawl serve --replay package       with ReplayWeb.page, from `npm pack replaywebpage` and `tar -xf`
    """
    if not host:  # to a socket, it means all interfaces
        raise click.BadParameter("an address such as 127.0.0.1", param_hint="--host")
    root_path = root_path.rstrip("/")
    if root_path and not _ROOT_PATH.fullmatch(root_path):
        raise click.BadParameter("a path such as /archive", param_hint="--root-path")
    require_extra("web", "serve")
    import uvicorn

    from vustacrawl.web.guard import Access, BoundedHttp
    from vustacrawl.web.limits import limit_sqlite_heap
    from vustacrawl.web.pages.whole_page import missing_files
    from vustacrawl.web.server import make_datasette

    if replay and (missing := missing_files(replay)):
        raise click.BadParameter(f"{replay} has no {', '.join(missing)}", param_hint="--replay")
    limit_sqlite_heap()
    names = frozenset(name.lower().rstrip(".") for name in host_names)
    datasette = make_datasette(workspace, Access(names, root_path, debug), replay)
    asyncio.run(datasette.invoke_startup())
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]
        raise WorkspaceError(f"cannot listen on {host} port {port}: {reason}") from None
    config = uvicorn.Config(
        datasette.app(),
        http=BoundedHttp,
        ws="none",
        log_level="warning",
        lifespan="on",
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]  # interrupts.py handles signals
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    with on_interrupt(lambda: setattr(server, "should_exit", True)):
        echo(f"Serving {workspace.database} at {address} (Ctrl-C to stop)", err=True)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        server.run(sockets=[listening])
