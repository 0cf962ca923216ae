"""A network namespace connected by a virtual cable that tests can cut. Needs root and iproute2."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import pytest

_CLONE_NEWNET = 0x40000000
Result = TypeVar("Result")


class Cable:
    """A virtual cable (veth pair) from this machine, at address ``here``, into a network namespace."""

    def __init__(self) -> None:
        number = os.getpid()
        self.namespace, self._end = f"vusta{number}", f"vt{number}"
        network = f"198.18.{number // 64 % 256}"  # reserved for benchmarks (RFC 2544)
        first = number % 64 * 4
        self.network = f"{network}.{first}/30"
        self.here, self._there = f"{network}.{first + 1}", f"{network}.{first + 2}"
        self.command = ["ip", "netns", "exec", self.namespace]
        """Prefix of a command line that runs it in the namespace."""

    def lay(self) -> None:
        """Create the namespace and the cable into it. Raises CalledProcessError."""
        inside = f"{self._end}i"
        _ip("netns", "add", self.namespace)
        _ip("link", "add", self._end, "type", "veth", "peer", "name", inside, "netns", self.namespace)
        _ip("address", "add", f"{self.here}/30", "dev", self._end)
        _ip("-n", self.namespace, "address", "add", f"{self._there}/30", "dev", inside)
        _ip("-n", self.namespace, "link", "set", inside, "up")
        _ip("-n", self.namespace, "link", "set", "lo", "up")
        self.plug_in()

    def cut(self) -> None:
        """Drop every packet from now on; neither side is notified."""
        _ip("link", "set", self._end, "down")

    def plug_in(self) -> None:
        """Connect or reconnect the namespace."""
        _ip("link", "set", self._end, "up")

    def remove(self) -> None:
        """Remove the namespace and the cable."""
        subprocess.run(["ip", "netns", "del", self.namespace], capture_output=True, check=False)

    def within(self, function: Callable[[], Result]) -> Result:
        """Call a function in the namespace: sockets that it opens stay there."""

        def call() -> Result:
            with Path("/run/netns", self.namespace).open() as namespace:
                if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), _CLONE_NEWNET):
                    raise OSError(ctypes.get_errno(), "setns")
            return function()

        with ThreadPoolExecutor(1) as thread:  # only this thread enters the namespace
            return thread.submit(call).result()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@contextmanager
def cable() -> Iterator[Cable]:
    """Provide a cable until the block ends; skip the test if that is not possible."""
    if os.getuid() != 0 or not shutil.which("ip"):
        pytest.skip("a network namespace needs root and iproute2")
    laid = Cable()
    try:
        try:
            laid.lay()
        except subprocess.CalledProcessError as error:
            pytest.skip(f"network namespaces are not available: {error.stderr.decode().strip()}")
        yield laid
    finally:
        laid.remove()
