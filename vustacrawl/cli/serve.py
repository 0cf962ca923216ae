"""``vustacrawl serve``: the catalog in a browser."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import webbrowser
from contextlib import nullcontext

import click

from vustacrawl.cli.output import echo
from vustacrawl.extras import require_extra
from vustacrawl.interrupts import ended_by
from vustacrawl.workspace import Workspace, WorkspaceError

LOOPBACK = "127.0.0.1"
ANSWERS_WITHIN_S = 4
"""How long a server that is stopped waits for the answers that are under way."""


@click.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True, help="The address to listen on; 0.0.0.0 is all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0 takes a free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open it in this machine's browser.")
@click.pass_obj
def command(workspace: Workspace, host: str, port: int, open_browser: bool) -> None:
    """Serve the catalog to browsers, read-only; a crawl may go on meanwhile. Ctrl-C ends it.

    \b
    vustacrawl serve --open                 at http://127.0.0.1:8001/
    vustacrawl serve --host 0.0.0.0         for the whole network: everybody who reaches it may read everything
    """
    require_extra("web", "serve")
    import uvicorn

    from vustacrawl.web.server import make_datasette

    datasette = make_datasette(workspace)
    asyncio.run(datasette.invoke_startup())
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except socket.gaierror as error:
        raise WorkspaceError(f"cannot listen on {host}: {error.strerror}") from None
    except OSError as error:
        raise WorkspaceError(f"cannot listen on {host} port {port}: {os.strerror(error.errno or 0)}") from None
    config = uvicorn.Config(
        datasette.app(), log_level="warning", lifespan="on", timeout_graceful_shutdown=ANSWERS_WITHIN_S
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]  # one place hears signals
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    with ended_by(lambda: setattr(server, "should_exit", True)):
        echo(f"Serving {workspace.database} at {address} (Ctrl-C ends it)", err=True)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        server.run(sockets=[listening])
