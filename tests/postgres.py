"""A PostgreSQL server for tests, in a temporary folder, on a free loopback port, as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests.cable import Cable
from tests.waiting import HANG_S

PROGRAM_FOLDERS = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True), Path("/usr/local/pgsql/bin"))
UNPRIVILEGED = ("postgres", "nobody")


class Postgres:
    """A PostgreSQL server; ``url`` is the address of its database."""

    def __init__(self, programs: Path, folder: Path, cable: Cable | None) -> None:
        self._programs = programs
        self._folder = folder
        self._cable = cable
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = self.url_at("127.0.0.1")

    def url_at(self, address: str) -> str:
        return f"postgresql://tests@{address}:{self._port}/postgres"

    def create(self) -> None:
        options = ["--auth=trust", "--username=tests", "--no-locale", "--encoding=UTF8", "--no-sync"]
        self._run("initdb", *options, "-D", str(self._folder / "data"))
        if self._cable:
            with (self._folder / "data/pg_hba.conf").open("a") as file:
                file.write(f"host all tests {self._cable.network} trust\n")

    def start(self) -> None:
        addresses = f"127.0.0.1,{self._cable.here}" if self._cable else "127.0.0.1"
        server = f"-p {self._port} -k {self._folder} -c listen_addresses={addresses} -c shared_buffers=16MB"
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "-w", "-D", str(self._folder / "data"), "-l", log, "-o", server)

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "-m", "immediate", "-D", str(self._folder / "data"))

    def _run(self, program: str, *arguments: str) -> None:
        # Write to a file instead of a pipe, which the server would keep open.
        with (self._folder / "output").open("a+") as output:
            code = subprocess.run(
                [str(self._programs / program), *arguments],
                cwd=self._folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                timeout=HANG_S,
                **_as_unprivileged(),
            ).returncode
            output.seek(0)
            assert code == 0, output.read()


def _as_unprivileged() -> dict[str, Any]:
    """Return arguments that run a process as an unprivileged user, because PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    user = next(pwd.getpwnam(name) for name in UNPRIVILEGED if _exists(name))
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": ()}  # type: ignore[dict-item]


def _exists(name: str) -> bool:
    try:
        return bool(pwd.getpwnam(name))
    except KeyError:
        return False


def _programs() -> Path:
    found = shutil.which("pg_ctl")
    folders = [*([Path(found).resolve().parent] if found else []), *PROGRAM_FOLDERS]
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")


@contextmanager
def postgres(cable: Cable | None = None) -> Iterator[Postgres]:
    """Run a server until the block ends, also reachable through ``cable``; skip the test without PostgreSQL."""
    programs = _programs()
    with TemporaryDirectory(prefix="vustacrawl-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        for key, value in _as_unprivileged().items():
            if key == "user":
                os.chown(folder, value, -1)
        server = Postgres(programs, folder, cable)
        server.create()
        server.start()
        try:
            yield server
        finally:
            server.stop()
