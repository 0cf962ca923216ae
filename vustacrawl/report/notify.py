"""Send notifications of problems: run a command, post to a webhook. A failed one never fails the crawl."""

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
    """Send ``message`` as JSON to the configured command and webhook; return the error of each that failed."""
    body = orjson.dumps(message, default=str)
    channels: list[tuple[str, Callable[[], None]]] = []
    if config.command:
        channels.append((config.command[0], lambda: _run(config.command, body, config.timeout)))
    if config.webhook:
        channels.append(
            ("webhook", lambda: _within(config.timeout, lambda: _post(config.webhook, body, config.timeout)))
        )
    faults = []
    for name, send in channels:
        try:
            send()
        except (OSError, subprocess.SubprocessError, http.client.HTTPException, ValueError) as error:
            faults.append(f"notify: {name}: {error}")
    return faults


def _run(command: list[str], body: bytes, timeout: float) -> None:
    process = subprocess.Popen(  # noqa: S603 - the user's own command, as a list; there is no shell
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        process.communicate(body, timeout)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise TimeoutError(f"did not finish within {timeout:g} s and was killed") from None
    if process.returncode:
        raise OSError(f"failed with exit code {process.returncode}")


def _post(url: str, body: bytes, timeout: float) -> None:
    headers = {"Content-Type": "application/json", "User-Agent": f"vustacrawl/{__version__}"}
    request = urllib.request.Request(url, body, headers)  # noqa: S310 - the configuration takes http and https only
    with urllib.request.urlopen(request, timeout=timeout):  # noqa: S310 - as above
        pass


def _within(timeout: float, act: Callable[[], None]) -> None:
    """Call ``act`` and stop waiting after ``timeout`` seconds: a socket's timeout only bounds a single read."""
    raised: list[Exception] = []

    def catch_errors() -> None:
        try:
            act()
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=catch_errors, daemon=True)
    thread.start()
    thread.join(timeout)
    if raised:
        raise raised[0]
    if thread.is_alive():
        raise TimeoutError(f"no response within {timeout:g} s")
