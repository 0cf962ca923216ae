"""Configuration errors and site locks of a workspace."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from vustacrawl.workspace import CONFIG_FILE, Workspace, WorkspaceError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[crawl]\ncontakt = "x"', "crawl.contakt: unknown key; use one of contact, proxy"),
        ('[schedul]\n"*" = "every 1d"', "schedul: unknown key; use one of crawl, archive, schedule, notify, recover"),
        ('[notify]\ncomand = ["x"]', "notify.comand: unknown key; use one of command, webhook, timeout"),
    ],
)
def test_unknown_key_is_reported_with_valid_keys(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / CONFIG_FILE).write_text(text, "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        _ = Workspace(tmp_path).config
    assert str(caught.value).endswith(message)


def prepare_workspace(folder: Path) -> Workspace:
    workspace = Workspace(folder)
    workspace.prepare()
    return workspace


def test_lock_error_names_process_that_holds_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/vustacrawl", "crawl", "vusta", "--since", "2024-01-01\x1b[2J"])
    workspace = prepare_workspace(tmp_path)
    with workspace.lock_site("vusta"):
        assert workspace.is_held("vusta")
        with pytest.raises(WorkspaceError) as caught, workspace.lock_site("vusta"):
            pass
        since = datetime.now().astimezone().strftime("%H:%M")
    assert str(caught.value).startswith("vusta is in use by `vustacrawl crawl vusta --since '2024-01-01?[2J'` (pid ")
    assert f"(pid {os.getpid()}, since {since[:3]}" in str(caught.value)
    assert not workspace.is_held("vusta")


@pytest.mark.parametrize(
    "content", ["", "{", '"vusta"', "[]", '{"pid": "x"}', '{"pid": 1e400, "command": "", "started_at": ""}', "\0\0"]
)
def test_content_of_lock_file_alone_does_not_lock_site(tmp_path: Path, content: str) -> None:
    workspace = prepare_workspace(tmp_path)
    (tmp_path / "locks/vusta.lock").write_text(content)
    assert not workspace.is_held("vusta")
    with workspace.lock_site("vusta"):
        holder = json.loads((tmp_path / "locks/vusta.lock").read_text())
        assert holder["pid"] == os.getpid()
    assert (tmp_path / "locks/vusta.lock").read_text() == ""


def test_dead_process_is_not_named_as_holder(tmp_path: Path) -> None:
    workspace = prepare_workspace(tmp_path)
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    holder = {"pid": int(dead.stdout), "command": "vustacrawl crawl", "started_at": "2026-01-01T00:00:00.000Z"}
    with workspace.lock_site("vusta"):
        (tmp_path / "locks/vusta.lock").write_text(json.dumps(holder))
        with pytest.raises(WorkspaceError, match="in use by another process"), workspace.lock_site("vusta"):
            pass


def test_checking_whether_site_is_held_does_not_block_others(tmp_path: Path) -> None:
    """A check holds the lock briefly; others wait for it instead of failing."""
    workspace = prepare_workspace(tmp_path)
    with workspace._lock_file("vusta") as looking:
        fcntl.flock(looking, fcntl.LOCK_EX)
        threading.Timer(0.1, fcntl.flock, [looking, fcntl.LOCK_UN]).start()
        with workspace.lock_site("vusta"):
            pass
