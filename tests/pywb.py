"""pywb on loopback, from a separate environment that ``make pywb`` creates."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.waiting import HANG_S, wait_until

_PROGRAMS = Path(__file__).parents[1] / ".pywb" / "bin"
needs_pywb = pytest.mark.skipif(not (_PROGRAMS / "wayback").exists(), reason="pywb is not installed (`make pywb`)")


@contextmanager
def pywb(folder: Path, write: Callable[[Path], object]) -> Iterator[str]:
    """Serve the WARC files that ``write`` puts into the given folder, until the block ends; yield the replay's URL."""
    subprocess.run([_PROGRAMS / "wb-manager", "init", "hoi"], cwd=folder, check=True, capture_output=True)
    write(folder / "collections/hoi/archive")
    subprocess.run([_PROGRAMS / "wb-manager", "reindex", "hoi"], cwd=folder, check=True, capture_output=True)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [_PROGRAMS / "wayback", "--bind", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        wait_until(lambda: _listens(port), server)
        yield f"http://127.0.0.1:{port}/hoi"
    finally:
        server.terminate()
        server.wait(HANG_S)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
