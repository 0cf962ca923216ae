"""A workspace: the folder that holds one federation's catalog, dumps, own profiles and configuration."""

from __future__ import annotations

import fcntl
import json
import os
import shlex
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from vustacrawl.clock import utc_text
from vustacrawl.config import Config
from vustacrawl.errors import UserError

CONFIG_FILE = "vustacrawl.toml"
LOOKED_AT_S = 0.5
"""How long a lock is tried for that no living process says it holds: ``is_held`` takes one for an instant."""
_SHOWN = 200
"""Characters of a command that a message shows."""
SCRAPY_CFG = "[settings]\ndefault = vustacrawl.settings\n"


class WorkspaceError(UserError):
    """The workspace cannot be used; the text says why, in one line."""


@dataclass(frozen=True)
class Workspace:
    """Where everything of one federation lies."""

    root: Path

    @property
    def database(self) -> Path:
        """The catalog."""
        return self.root / "vustacrawl.db"

    @property
    def warc(self) -> Path:
        """The archive: every answer as it came."""
        return self.root / "warc"

    @property
    def exports(self) -> Path:
        """Where dumps go by default."""
        return self.root / "exports"

    @property
    def sites(self) -> Path:
        """The user's own profiles; they come before the bundled ones."""
        return self.root / "sites"

    @property
    def authors(self) -> Path:
        """Whose initials are whose, as an archivist knows it (CSV); it is only read."""
        return self.root / "authors.csv"

    @property
    def members(self) -> Path:
        """Corrections of the directory of members (TOML); it is only read."""
        return self.root / "members.toml"

    @cached_property
    def config(self) -> Config:
        """``vustacrawl.toml``, or the defaults where there is none. Raises WorkspaceError for a faulty one."""
        path = self.root / CONFIG_FILE
        try:
            return Config.model_validate(tomllib.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return Config()
        except ValidationError as error:
            fault = error.errors()[0]
            place = [str(part) for part in fault["loc"]]
            said = (
                f"no such key; there is {_keys_beside(place)}" if fault["type"] == "extra_forbidden" else fault["msg"]
            )
            raise WorkspaceError(f"{path}: {'.'.join(place)}: {said}") from None
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WorkspaceError(f"{path}: {error}") from None

    def prepare(self) -> None:
        """Make the folder ready for a crawl. Raises WorkspaceError when it cannot be written to."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.root / "locks", self.warc):
                folder.mkdir(exist_ok=True)
            # Scrapy's own commands (`scrapy list`, `scrapy crawl NAME`) work wherever they find this file.
            if not (self.root / "scrapy.cfg").exists():
                (self.root / "scrapy.cfg").write_text(SCRAPY_CFG, "utf-8")
        except OSError as error:
            raise WorkspaceError(f"{self.root}: cannot be written to ({error.strerror})") from None

    @contextmanager
    def lock_site(self, site: str) -> Iterator[None]:
        """Hold ``site`` for one crawl, import or reparse. The kernel drops the lock of a dead process, however it died.

        The lock file says who holds it, for people and messages; the lock alone counts. Raises WorkspaceError, which
        names the holder, when the site is held.
        """
        with self._lock_file(site) as descriptor:
            began = time.monotonic()
            while not _lock(descriptor):
                holder = _holder(descriptor)
                if holder or time.monotonic() - began > LOOKED_AT_S:
                    raise WorkspaceError(f"{site} is in use by {holder or 'another process'} in {self.root.resolve()}")
                time.sleep(LOOKED_AT_S / 20)
            _write_holder(descriptor)
            try:
                yield
            finally:
                os.ftruncate(descriptor, 0)

    def is_held(self, site: str) -> bool:
        """Whether a crawl, an import or a reparse of ``site`` is running."""
        with self._lock_file(site) as descriptor:
            return not _lock(descriptor)

    @contextmanager
    def _lock_file(self, site: str) -> Iterator[int]:
        descriptor = os.open(self.root / "locks" / f"{site}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            yield descriptor
        finally:
            os.close(descriptor)


def current_workspace() -> Workspace:
    """The workspace that ``VUSTACRAWL_WORKSPACE`` names, else the present folder."""
    return Workspace(Path(os.environ.get("VUSTACRAWL_WORKSPACE") or "."))


def _lock(descriptor: int) -> bool:
    """Lock an open file, if nobody else has; whether it is ours."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_holder(descriptor: int) -> None:
    command = shlex.join(["vustacrawl", *sys.argv[1:]])
    holder = {"pid": os.getpid(), "command": command, "started_at": utc_text(time.time())}
    os.ftruncate(descriptor, 0)
    with suppress(OSError):  # a full disk: the lock holds all the same
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _holder(descriptor: int) -> str:
    """Who says in a lock file to hold it, where that process lives; else an empty text.

    A dead process may have left its words, and a new holder may not have written its own yet.
    """
    try:
        holder = json.loads(os.pread(descriptor, 65_536, 0))
        pid, command, started_at = (
            int(holder["pid"]),
            str(holder["command"]),
            datetime.fromisoformat(holder["started_at"]),
        )
        os.kill(pid, 0)
    except PermissionError:  # it lives, as another user
        pass
    except (ValueError, KeyError, TypeError, OSError, OverflowError):
        return ""
    shown = "".join(character if character.isprintable() else "?" for character in command)
    shown = shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
    started = started_at.astimezone()
    time_format = "%H:%M" if started.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M"
    return f"`{shown}` (pid {pid}, since {started:{time_format}})"


def _keys_beside(place: list[str]) -> str:
    """What may stand where a key stands that is none."""
    fields = Config.model_fields
    for section in place[:-1]:
        fields = getattr(fields[section].annotation, "model_fields", {})
    return ", ".join(fields)
