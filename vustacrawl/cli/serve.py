"""``vustacrawl serve``: browse the catalog in a web browser."""

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
from vustacrawl.interrupts import on_interrupt
from vustacrawl.workspace import Workspace, WorkspaceError

LOOPBACK = "127.0.0.1"
SHUTDOWN_TIMEOUT_S = 4
"""How long a stopping server waits for open requests."""


@click.command("serve")
@click.option("--host", default=LOOPBACK, show_default=True, help="Address to listen on; 0.0.0.0 means all interfaces.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8001,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.pass_obj
def command(workspace: Workspace, host: str, port: int, open_browser: bool) -> None:
    """Serve the catalog as a read-only web site, even while a crawl is running. Stop it with Ctrl-C.

    \b
    vustacrawl serve --open                 serve http://127.0.0.1:8001/ and open it
    vustacrawl serve --host 0.0.0.0         serve the whole network: anyone who can connect can read everything
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
        datasette.app(), log_level="warning", lifespan="on", timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S
    )
    server = uvicorn.Server(config)
    server.capture_signals = nullcontext  # type: ignore[assignment, method-assign]  # interrupts.py handles signals
    address = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}/"
    with on_interrupt(lambda: setattr(server, "should_exit", True)):
        echo(f"Serving {workspace.database} at {address} (Ctrl-C to stop)", err=True)
        if open_browser:
            threading.Timer(0.5, webbrowser.open, [address]).start()
        server.run(sockets=[listening])
