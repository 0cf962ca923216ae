"""Serves the odd responses on loopback: as a site, as a proxy, and with TLS; records every byte."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
import time
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from odd_answers import ODD, Odd, sized

ROBOTS = Odd((sized(b"User-agent: *\nDisallow: /never\n", b"Content-Type: text/plain"),), keeps_alive=True)


class OddServer:
    """``seen[route, name]`` lists, for each request to that name, the bytes received and the bytes sent."""

    def __init__(self, folder: Path) -> None:
        self.seen: dict[tuple[str, str], list[tuple[bytes, bytes]]] = defaultdict(list)
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(make_certificate(folder))
        self.port = self._listen(tls=False)
        self.tls_port = self._listen(tls=True)

    def _listen(self, *, tls: bool) -> int:
        listening = socket.create_server(("127.0.0.1", 0), backlog=512)

        def accept() -> None:
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=self._serve, args=(connection, tls), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        return int(listening.getsockname()[1])

    def _serve(self, connection: socket.socket, tls: bool) -> None:
        with suppress(OSError):
            if tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            route = "https" if tls else "http"
            while request := read_request(connection):
                if request.startswith(b"CONNECT"):
                    connection.sendall(b"HTTP/1.1 200 Established\r\n\r\n")
                    connection = self._tls.wrap_socket(connection, server_side=True)
                    route = "tunnel"
                    continue
                target = request.split()[1].decode()
                if target.startswith("http://"):
                    route = "proxy"
                name = target.rpartition("/")[2]
                odd = ROBOTS if name == "robots.txt" else ODD[name]
                self._answer(connection, route, name, request, odd)
                if not odd.keeps_alive:
                    break
        if odd.resets:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    def _answer(self, connection: socket.socket, route: str, name: str, request: bytes, odd: Odd) -> None:
        sent = b"".join(piece for piece in odd.pieces if isinstance(piece, bytes))
        self.seen[route, name].append((request, sent))
        for piece in odd.pieces:
            if isinstance(piece, bytes):
                connection.sendall(piece)
            else:
                time.sleep(piece)


def read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        if not (piece := connection.recv(65536)):
            return b""
        data += piece
    length = re.search(rb"(?i)content-length: (\d+)", data)
    while length and len(data.partition(b"\r\n\r\n")[2]) < int(length[1]):
        data += connection.recv(65536)
    return data


def make_certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "odd.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "odd.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
