"""A local S3 (moto), and a proxy in front of it that simulates network failures."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Literal
from urllib.request import Request, urlopen

import pytest
from moto.server import ThreadedMotoServer

from vustacrawl.archive import object_store

Fault = Literal["", "503", "silent", "cut"]
BUCKET = "luu-tru"


class FaultyProxy:
    """A proxy in front of the S3; ``fault`` is what happens to requests."""

    def __init__(self, port: int) -> None:
        self.fault: Fault = ""
        self._target = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listening.close()

    @contextmanager
    def failing(self, fault: Fault) -> Iterator[None]:
        """Let requests fail. Only stores opened meanwhile have a timeout of one second: a busy machine is slow."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(object_store, "_TIMEOUT", {"connect_timeout": "1s", "timeout": "1s"})
            object_store.open_store.cache_clear()
            self.fault = fault
            yield
            self.fault = ""
        object_store.open_store.cache_clear()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._try_to_serve, args=(client,), daemon=True).start()

    def _try_to_serve(self, client: socket.socket) -> None:
        with suppress(OSError):  # the test has ended
            self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._target)) as server:
            if self.fault == "silent":
                while client.recv(65_536):
                    pass
                return
            if self.fault == "503":
                client.recv(65_536)
                client.sendall(b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            if self.fault == "cut":
                request = client.recv(65_536)
                server.sendall(request[:1_000])
                if request.startswith(b"GET "):
                    client.sendall(server.recv(100))
                return
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass


@contextmanager
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """Serve a bucket, the same for all tests of a process, and set the environment of an S3 client with few retries.
    No store is left open.
    """
    monkeypatch.setattr(object_store, "_RETRY", {"max_retries": 1, "retry_timeout": timedelta(seconds=2)})
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    _, port = server.get_host_and_port()
    proxy = FaultyProxy(port)
    for name, value in {
        "AWS_ACCESS_KEY_ID": "thu",
        "AWS_SECRET_ACCESS_KEY": "thu",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{proxy.port}",
    }.items():
        monkeypatch.setenv(name, value)
    urlopen(Request(f"http://127.0.0.1:{port}/{BUCKET}", method="PUT"))
    object_store.open_store.cache_clear()
    try:
        yield proxy
    finally:
        object_store.open_store.cache_clear()
        proxy.close()
        server.stop()
