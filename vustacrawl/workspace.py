"""A workspace: the folder that holds one federation's catalog, dumps, own profiles and configuration."""

from __future__ import annotations

import fcntl
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from vustacrawl.config import Config
from vustacrawl.errors import UserError

CONFIG_FILE = "vustacrawl.toml"
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
        """Hold ``site`` for one crawl. The kernel drops the lock of a dead process, however it died.

        Raises WorkspaceError when a crawl of the site is running.
        """
        descriptor = os.open(self.root / "locks" / f"{site}.lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WorkspaceError(f"{site} is being crawled in {self.root} by another process") from None
            yield
        finally:
            os.close(descriptor)

    def is_held(self, site: str) -> bool:
        """Whether a crawl of ``site`` is running."""
        try:
            with self.lock_site(site):
                return False
        except WorkspaceError:
            return True


def current_workspace() -> Workspace:
    """The workspace that ``VUSTACRAWL_WORKSPACE`` names, else the present folder."""
    return Workspace(Path(os.environ.get("VUSTACRAWL_WORKSPACE") or "."))


def _keys_beside(place: list[str]) -> str:
    """What may stand where a key stands that is none."""
    fields = Config.model_fields
    for section in place[:-1]:
        fields = getattr(fields[section].annotation, "model_fields", {})
    return ", ".join(fields)
