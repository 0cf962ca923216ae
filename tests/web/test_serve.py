"""The ``serve`` command: its output, errors and shutdown."""

import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.demo.conftest import COMMAND, Run
from tests.in_process import vustacrawl
from tests.waiting import HANG_S


def test_serve_prints_address_and_stops_on_sigint(run: Run) -> None:
    process = subprocess.Popen([*COMMAND, "serve", "--port", "0"], cwd=run.folder, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    address = process.stderr.readline().partition(" at ")[2].split()[0]
    assert address.startswith("http://127.0.0.1:")
    assert httpx.get(address).status_code == 200
    process.send_signal(signal.SIGINT)
    assert process.wait(HANG_S) == 0
    assert "Traceback" not in process.stderr.read()


def test_serve_reports_missing_catalog_or_used_port_in_one_line(run: Run, tmp_path: Path) -> None:
    done = subprocess.run([*COMMAND, "serve"], cwd=tmp_path, capture_output=True, text=True, timeout=HANG_S)
    assert done.returncode == 2
    assert done.stderr.startswith("Error: ")
    assert "no catalog here yet" in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [*COMMAND, "serve", "--port", port]
        done = subprocess.run(command, cwd=run.folder, capture_output=True, text=True, timeout=HANG_S)
    assert done.returncode == 2
    assert done.stderr.strip() == f"Error: cannot listen on 127.0.0.1 port {port}: Address already in use"


@pytest.mark.parametrize(
    ("host", "message"),
    [
        ("no..host", "cannot listen on no..host port 8001: "),
        ("", "Invalid value for --host: an address such as 127.0.0.1"),
    ],
)
def test_serve_rejects_host_that_is_no_address(run: Run, host: str, message: str) -> None:
    done = vustacrawl("serve", "--host", host, folder=run.folder / "ws")
    assert done.returncode == 2
    assert message in done.stderr
    assert "Unknown error" not in done.stderr
