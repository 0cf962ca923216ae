"""Notifications by command and by webhook; neither can disturb a crawl."""

from __future__ import annotations

import json
import os
import select
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.http_server import Request, http_server
from tests.waiting import HANG_S
from vustacrawl.config import NotifyConfig
from vustacrawl.report.notify import notify

MESSAGE = {"needs_attention": ["vusta: 3 × HTTP 404; $(touch x)"]}


class Hook:
    """A webhook that records the messages it gets, and responds with ``status`` once ``may_respond`` is set."""

    url: str

    def __init__(self) -> None:
        self.received: list[object] = []
        self.status = 200
        self.may_respond = threading.Event()
        self.may_respond.set()


@pytest.fixture
def hook() -> Iterator[Hook]:
    hook = Hook()

    def respond(request: Request) -> None:
        assert request.headers["Content-Type"] == "application/json"
        hook.received.append(json.loads(request.rfile.read(int(request.headers["Content-Length"]))))
        request.close_connection = True
        request.wfile.write(b"HTTP/1.1 ")
        hook.may_respond.wait(HANG_S)
        request.wfile.write(b"%d \r\n\r\n" % hook.status)

    with http_server(respond) as hook.url:
        yield hook


def test_command_gets_json_without_shell(tmp_path: Path) -> None:
    program = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(sys.stdin.read() + sys.argv[2])"
    config = NotifyConfig(command=[sys.executable, "-c", program, str(tmp_path / "received"), "$HOME"])
    assert notify(config, MESSAGE) == []
    received = (tmp_path / "received").read_text("utf-8")
    assert json.loads(received.removesuffix("$HOME")) == MESSAGE


@pytest.mark.parametrize(
    ("command", "message"),
    [(["/none/such"], "notify: /none/such: [Errno 2]"), (["false"], "notify: false: failed with exit code 1")],
)
def test_failed_command_is_reported(command: list[str], message: str) -> None:
    [fault] = notify(NotifyConfig(command=command), MESSAGE)
    assert fault.startswith(message)


def test_hanging_command_is_killed_with_its_children(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    os.close(os.open(held, os.O_WRONLY))  # from now on, the reader sees when the last writer ends
    script = f"sleep {2 * HANG_S} > {held} & sleep {2 * HANG_S} > {held}"
    [fault] = notify(NotifyConfig(command=["sh", "-c", script], timeout=0.5), MESSAGE)
    assert fault == "notify: sh: did not finish within 0.5 s and was killed"
    assert select.select([reader], [], [], HANG_S)[0], "no process holds the pipe open"
    os.close(reader)


def test_webhook_gets_json(hook: Hook) -> None:
    assert notify(NotifyConfig(webhook=hook.url), MESSAGE) == []
    assert hook.received == [MESSAGE]


def test_failed_webhook_is_reported(hook: Hook) -> None:
    hook.status = 500
    assert notify(NotifyConfig(webhook=hook.url), MESSAGE) == ["notify: webhook: HTTP Error 500: "]
    hook.may_respond.clear()
    [fault] = notify(NotifyConfig(webhook=hook.url, timeout=0.2), MESSAGE)
    assert fault.startswith("notify: webhook: ")
    hook.may_respond.set()
    [fault] = notify(NotifyConfig(webhook="http://127.0.0.1:9/"), MESSAGE)
    assert "refused" in fault


def test_webhook_is_called_if_command_fails(hook: Hook) -> None:
    assert len(notify(NotifyConfig(command=["/none/such"], webhook=hook.url), MESSAGE)) == 1
    assert hook.received == [MESSAGE]


def test_nothing_is_sent_without_configuration() -> None:
    assert notify(NotifyConfig(), MESSAGE) == []


@pytest.mark.parametrize("webhook", ["file:///etc/passwd", "ftp://x.vn/", "x.vn", "http://x.vn/\nHost: y"])
def test_webhook_must_be_http_url(webhook: str) -> None:
    with pytest.raises(ValueError, match="webhook"):
        NotifyConfig(webhook=webhook)
