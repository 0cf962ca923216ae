"""The systemd units and the crontab line of the schedule, and where they are installed."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

INTERVAL_MIN = 5
"""How often a timer or a crontab line checks what is due, in minutes."""

_SANDBOX = """\
UMask=0027
NoNewPrivileges=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
"""
_SYSTEM_SANDBOX = """\
CapabilityBoundingSet=
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=read-only
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
SystemCallFilter=@system-service
"""
"""Options that a user's service manager cannot apply without privileges."""


def service(command: Sequence[str], workspace: Path, account: str | None, is_timed: bool, writable: list[Path]) -> str:
    """Return a systemd service; ``account`` is the user it runs as, None for a user's own service.

    ``is_timed``: a timer starts it, and it exits when nothing is due. ``writable``: folders besides the workspace.
    """
    folders = " ".join(map(_quoted, [str(workspace), *map(str, writable)]))
    system = f"User={account}\n{_SYSTEM_SANDBOX}ReadWritePaths={folders}\n" if account else ""
    kind = "Type=oneshot\n# 1: finished, with problems\nSuccessExitStatus=1" if is_timed else "Type=exec"
    wanted_by = "" if is_timed else f"\n[Install]\nWantedBy={'multi-user.target' if account else 'default.target'}\n"
    return f"""\
[Unit]
Description=vustacrawl: scheduled crawls of {_plain(workspace)}
{"Wants=network-online.target" + chr(10) + "After=network-online.target" + chr(10) if account else ""}\
StartLimitIntervalSec=0

[Service]
{kind}
ExecStart={" ".join(map(_quoted, command))}
WorkingDirectory={_plain(workspace)}
Restart=on-failure
RestartSec=60
# The schedule stops its crawls cleanly.
KillMode=mixed
TimeoutStopSec=20
Nice=10
{system}{_SANDBOX}{wanted_by}"""


def timer(workspace: Path) -> str:
    """Return the timer of a service that exits when nothing is due."""
    return f"""\
[Unit]
Description=vustacrawl: checks every {INTERVAL_MIN} minutes whether a crawl of {_plain(workspace)} is due

[Timer]
OnCalendar=*:0/{INTERVAL_MIN}
Persistent=yes

[Install]
WantedBy=timers.target
"""


def crontab_line(command: Sequence[str], name: str) -> str:
    """Return a crontab line; the comment at its end identifies it."""
    shell = shlex.join(command).replace("%", r"\%")
    return f"*/{INTERVAL_MIN} * * * * {shell} 2>&1 | logger -t {name} # {name}"


def with_line(crontab: str, line: str, name: str) -> str:
    """Return the crontab with the line added, replacing an older one of that name."""
    kept = [old for old in crontab.splitlines() if not old.endswith(f"# {name}")]
    return "\n".join([*kept, line, ""])


def unit_folder(is_system: bool) -> Path:
    """Return systemd's folder for system units, or for the user's. Raises RuntimeError if the user has no home."""
    if is_system:
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(word: str) -> str:
    """Quote one word of a unit's command line (systemd.service(5), "Command lines")."""
    word = word.replace("%", "%%").replace("\\", "\\\\").replace('"', r"\"").replace("$", "$$")
    return f'"{word}"' if any(letter in word for letter in " '\"\\;") else word
