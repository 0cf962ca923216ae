"""What has systemd or cron keep the schedule: texts, and the places they belong in."""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence
from pathlib import Path

MINUTES = 5
"""How often a timer or a crontab line looks whether something is due."""

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
"""What a service manager of a user cannot do without privileges."""


def service(command: Sequence[str], workspace: Path, account: str | None, is_timed: bool, writable: list[Path]) -> str:
    """A systemd service; ``account`` is who runs it, None in a user's own manager.

    ``is_timed``: a timer starts it, and it ends when nothing is due. ``writable``: folders beside the workspace.
    """
    folders = " ".join(map(_quoted, [str(workspace), *map(str, writable)]))
    system = f"User={account}\n{_SYSTEM_SANDBOX}ReadWritePaths={folders}\n" if account else ""
    kind = "Type=oneshot\n# 1: it ended, with problems that it named.\nSuccessExitStatus=1" if is_timed else "Type=exec"
    wanted_by = "" if is_timed else f"\n[Install]\nWantedBy={'multi-user.target' if account else 'default.target'}\n"
    return f"""\
[Unit]
Description=vustacrawl: crawls of {_plain(workspace)} at their times
{"Wants=network-online.target" + chr(10) + "After=network-online.target" + chr(10) if account else ""}\
StartLimitIntervalSec=0

[Service]
{kind}
ExecStart={" ".join(map(_quoted, command))}
WorkingDirectory={_plain(workspace)}
Restart=on-failure
RestartSec=60
# The schedule itself asks its crawls to end in good order.
KillMode=mixed
TimeoutStopSec=20
Nice=10
{system}{_SANDBOX}{wanted_by}"""


def timer(workspace: Path) -> str:
    """The timer of a service that ends when nothing is due."""
    return f"""\
[Unit]
Description=vustacrawl: looks every {MINUTES} minutes whether a crawl of {_plain(workspace)} is due

[Timer]
OnCalendar=*:0/{MINUTES}
Persistent=yes

[Install]
WantedBy=timers.target
"""


def crontab_line(command: Sequence[str], name: str) -> str:
    """A line for ``crontab -e``; the comment at its end is how it is found again."""
    shell = shlex.join(command).replace("%", r"\%")
    return f"*/{MINUTES} * * * * {shell} 2>&1 | logger -t {name} # {name}"


def with_line(crontab: str, line: str, name: str) -> str:
    """The crontab with the line in it, in place of an older one of that name."""
    kept = [old for old in crontab.splitlines() if not old.endswith(f"# {name}")]
    return "\n".join([*kept, line, ""])


def unit_folder(is_system: bool) -> Path:
    """Where systemd looks for the units of the machine, or of the user."""
    if is_system:
        return Path("/etc/systemd/system")
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd" / "user"


def _plain(path: Path) -> str:
    return str(path).replace("%", "%%")


def _quoted(word: str) -> str:
    """One word of a unit's command line (systemd.service(5), "Command lines")."""
    word = word.replace("%", "%%").replace("\\", "\\\\").replace('"', r"\"").replace("$", "$$")
    return f'"{word}"' if any(letter in word for letter in " '\"\\;") else word
