"""A workspace: the folder with the catalog, archive, dumps, profiles and settings of one federation."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from vustacrawl.clock import utc_text
from vustacrawl.config import Config
from vustacrawl.disk import opened, try_lock
from vustacrawl.errors import UserError

CONFIG_FILE = "vustacrawl.toml"
SCHEDULED = "VUSTACRAWL_SCHEDULED"
"""The environment variable by which a crawl knows that the schedule started it."""
IN_USE_CODE = os.EX_TEMPFAIL
"""Exit code of a scheduled crawl if another process is using one of its sites; interactively, that is a usage error."""
LOCK_WAIT_S = 0.5
"""How long to retry a lock without a known holder, since ``is_held`` takes it briefly."""
_MAX_COMMAND_LENGTH = 200
"""Maximum number of characters of a command shown in a message."""
SCRAPY_CFG = "[settings]\ndefault = vustacrawl.settings\n"


class WorkspaceError(UserError):
    """The workspace cannot be used; the message says why, in one line."""


class SiteInUseError(WorkspaceError):
    """Another process holds the lock of ``site``; retry later."""

    def __init__(self, site: str, holder: str, root: Path) -> None:
        super().__init__(f"{site} is in use by {holder or 'another process'} in {root}")
        self.site = site


class SiteLock(NamedTuple):
    """The lock of a site."""

    site: str
    is_held: bool
    holder: str
    """The process named in the file, as text, if it is alive; else empty."""
    has_name: bool
    """Whether a process is named in the file, alive or not."""


class Workspace:
    """The paths of a workspace, its settings and its locks."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.database = root / "vustacrawl.db"
        """The catalog."""
        self.warc = root / "warc"
        """The folder of the WARC archive."""
        self.exports = root / "exports"
        """The default folder of the dumps."""
        self.sites = root / "sites"
        """The folder of the user's own profiles; they take precedence over bundled ones."""
        self.authors = root / "authors.csv"
        """The archivist's CSV of initials and names; never written."""
        self.members = root / "members.toml"
        """Corrections to the directory of members (TOML); never written."""

    @cached_property
    def config(self) -> Config:
        """The settings of ``vustacrawl.toml``, or the defaults if it is missing. Raises WorkspaceError if invalid."""
        path = self.root / CONFIG_FILE
        try:
            return Config.model_validate(tomllib.loads(path.read_text("utf-8-sig")))
        except FileNotFoundError:
            return Config()
        except ValidationError as error:
            fault = error.errors()[0]
            place = [str(part) for part in fault["loc"]]
            reason = (
                f"unknown key; use one of {_keys_beside(place)}" if fault["type"] == "extra_forbidden" else fault["msg"]
            )
            raise WorkspaceError(f"{path}: {'.'.join(place)}: {reason}") from None
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WorkspaceError(f"{path}: {error}") from None

    def prepare(self) -> None:
        """Create the workspace's folders. Raises WorkspaceError if they cannot be written to."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for folder in (self.root / "locks", self.warc):
                folder.mkdir(exist_ok=True)
            # Scrapy's own commands (`scrapy list`, `scrapy crawl NAME`) need this file.
            if not (self.root / "scrapy.cfg").exists():
                (self.root / "scrapy.cfg").write_text(SCRAPY_CFG, "utf-8")
        except OSError as error:
            raise WorkspaceError(f"{self.root}: not writable ({error.strerror})") from None

    @contextmanager
    def lock_site(self, site: str) -> Iterator[None]:
        """Lock ``site`` for one crawl, import or reparse. The kernel releases the lock of a dead process.

        The file also names the holder, for messages. Raises SiteInUseError with that name if the site is locked.
        """
        with self._lock_file(site) as descriptor:
            began = time.monotonic()
            while not try_lock(descriptor):
                holder = _holder(descriptor)
                if holder or time.monotonic() - began > LOCK_WAIT_S:
                    raise SiteInUseError(site, holder, self.root.resolve())
                time.sleep(LOCK_WAIT_S / 20)
            _write_holder(descriptor)
            try:
                yield
            finally:
                os.ftruncate(descriptor, 0)

    def is_held(self, site: str) -> bool:
        """Return whether a crawl, import or reparse of ``site`` is running."""
        with self._lock_file(site) as descriptor:
            return not try_lock(descriptor)

    def locks(self) -> list[SiteLock]:
        """Return the locks of all sites that were ever crawled here. Changes nothing."""
        found = []
        for path in sorted((self.root / "locks").glob("*.lock")):
            with suppress(OSError), opened(path) as descriptor:  # else another user's, or removed meanwhile
                is_held = not try_lock(descriptor)
                found.append(SiteLock(path.stem, is_held, _holder(descriptor), os.fstat(descriptor).st_size > 0))
        return found

    def _lock_file(self, site: str) -> AbstractContextManager[int]:
        return opened(self.root / "locks" / f"{site}.lock", os.O_RDWR | os.O_CREAT)


def current_workspace() -> Workspace:
    """Return the workspace set in ``VUSTACRAWL_WORKSPACE``, else the current folder."""
    return Workspace(Path(os.environ.get("VUSTACRAWL_WORKSPACE") or "."))


def _write_holder(descriptor: int) -> None:
    command = shlex.join(["vustacrawl", *sys.argv[1:]])
    holder = {"pid": os.getpid(), "command": command, "started_at": utc_text(time.time())}
    os.ftruncate(descriptor, 0)
    with suppress(OSError):  # on a full disk the lock still holds
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)


def _holder(descriptor: int) -> str:
    """Return the holder named in a lock file if that process is alive, else an empty string.

    The name may be a dead process's, and a new holder may not have written its own yet.
    """
    try:
        holder = json.loads(os.pread(descriptor, 65_536, 0))
        pid, command = int(holder["pid"]), str(holder["command"])
        started_at = datetime.fromisoformat(holder["started_at"])
        os.kill(pid, 0)
    except PermissionError:  # alive, but another user's
        pass
    except (ValueError, KeyError, TypeError, OSError, OverflowError):
        return ""
    shown = "".join(character if character.isprintable() else "?" for character in command)
    shown = shown if len(shown) <= _MAX_COMMAND_LENGTH else f"{shown[:_MAX_COMMAND_LENGTH]}…"
    started = started_at.astimezone()
    time_format = "%H:%M" if started.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M"
    return f"`{shown}` (pid {pid}, since {started:{time_format}})"


def _keys_beside(place: list[str]) -> str:
    """Return the keys that are valid in place of an unknown one."""
    fields = Config.model_fields
    for section in place[:-1]:
        fields = getattr(fields[section].annotation, "model_fields", {})
    return ", ".join(fields)
