"""Tell somebody when a crawl falls short: run a command, post to a webhook. What fails here fails nothing else."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress

import orjson

from vustacrawl import __version__
from vustacrawl.config import NotifyConfig


def notify(config: NotifyConfig, message: Mapping[str, object]) -> list[str]:
    """Hand ``message`` as JSON to what the configuration names; a sentence for each way that failed."""
    body = orjson.dumps(message, default=str)
    ways: list[tuple[str, Callable[[], None]]] = []
    if config.command:
        ways.append((config.command[0], lambda: _run(config.command, body, config.timeout)))
    if config.webhook:
        ways.append(("webhook", lambda: _within(config.timeout, lambda: _post(config.webhook, body, config.timeout))))
    faults = []
    for name, way in ways:
        try:
            way()
        except (OSError, subprocess.SubprocessError, http.client.HTTPException, ValueError) as error:
            faults.append(f"notify: {name}: {error}")
    return faults


def _run(command: list[str], body: bytes, timeout: float) -> None:
    process = subprocess.Popen(  # noqa: S603 - the user's own command, as a list; there is no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.communicate(body, timeout)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise TimeoutError(f"did not end within {timeout:g} s and was killed") from None
    if process.returncode:
        raise OSError(f"ended with exit code {process.returncode}")


def _post(url: str, body: bytes, timeout: float) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": f"vustacrawl/{__version__}"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the configuration takes http and https only
    with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310 - as above
        pass


def _within(timeout: float, act: Callable[[], None]) -> None:
    """A socket's time-out bounds one read; a server that answers drop by drop is left to itself after ``timeout``."""
    raised: list[Exception] = []

    def try_it() -> None:
        try:
            act()
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=try_it, daemon=True)
    thread.start()
    thread.join(timeout)
    if raised:
        raise raised[0]
    if thread.is_alive():
        raise TimeoutError(f"no answer within {timeout:g} s")
