"""What a workspace says of its configuration."""

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
    ("text", "said"),
    [
        ('[crawl]\ncontakt = "x"', "crawl.contakt: unknown key; use one of contact, proxy"),
        ('[schedul]\n"*" = "every 1d"', "schedul: unknown key; use one of crawl, archive, schedule, notify, recover"),
        ('[notify]\ncomand = ["x"]', "notify.comand: unknown key; use one of command, webhook, timeout"),
    ],
)
def test_a_misspelt_key_is_told_with_those_that_there_are(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / CONFIG_FILE).write_text(text, "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        _ = Workspace(tmp_path).config
    assert str(caught.value).endswith(said)


def prepared(folder: Path) -> Workspace:
    workspace = Workspace(folder)
    workspace.prepare()
    return workspace


def test_a_site_that_is_held_is_told_with_its_holder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["/usr/bin/vustacrawl", "crawl", "vusta", "--since", "2024-01-01\x1b[2J"])
    workspace = prepared(tmp_path)
    with workspace.lock_site("vusta"):
        assert workspace.is_held("vusta")
        with pytest.raises(WorkspaceError) as caught, workspace.lock_site("vusta"):
            pass
        since = datetime.now().astimezone().strftime("%H:%M")
    assert str(caught.value).startswith("vusta is in use by `vustacrawl crawl vusta --since '2024-01-01?[2J'` (pid ")
    assert f"(pid {os.getpid()}, since {since[:3]}" in str(caught.value)
    assert not workspace.is_held("vusta")


@pytest.mark.parametrize(
    "left",
    ["", "{", '"vusta"', "[]", '{"pid": "x"}', '{"pid": 1e400, "command": "", "started_at": ""}', "\0\0"],
)
def test_what_stands_in_a_lock_file_holds_nothing(tmp_path: Path, left: str) -> None:
    workspace = prepared(tmp_path)
    (tmp_path / "locks/vusta.lock").write_text(left)
    assert not workspace.is_held("vusta")
    with workspace.lock_site("vusta"):
        holder = json.loads((tmp_path / "locks/vusta.lock").read_text())
        assert holder["pid"] == os.getpid()
    assert (tmp_path / "locks/vusta.lock").read_text() == ""


def test_a_dead_process_is_not_named(tmp_path: Path) -> None:
    workspace = prepared(tmp_path)
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    words = {"pid": int(dead.stdout), "command": "vustacrawl crawl", "started_at": "2026-01-01T00:00:00.000Z"}
    with workspace.lock_site("vusta"):
        (tmp_path / "locks/vusta.lock").write_text(json.dumps(words))
        with pytest.raises(WorkspaceError, match="in use by another process"), workspace.lock_site("vusta"):
            pass


def test_a_look_whether_a_site_is_held_refuses_nobody(tmp_path: Path) -> None:
    """A check takes the lock for an instant; others wait that long."""
    workspace = prepared(tmp_path)
    with workspace._lock_file("vusta") as looking:
        fcntl.flock(looking, fcntl.LOCK_EX)
        threading.Timer(0.1, fcntl.flock, [looking, fcntl.LOCK_UN]).start()
        with workspace.lock_site("vusta"):
            pass
