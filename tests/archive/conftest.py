from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from odd_server import OddServer

from vustacrawl.archive.exchange import Exchange


@dataclass
class OddCrawl:
    seen: dict[tuple[str, str], list[tuple[bytes, bytes]]]
    exchanges: list[Exchange]
    of_page: dict[str, Exchange | None]


def crawl(folder: Path, how: str) -> OddCrawl:
    server = OddServer(folder)
    out = folder / "exchanges.pickle"
    script = Path(__file__).with_name("odd_crawl.py")
    ports = [str(server.port), str(server.tls_port)]
    subprocess.run([sys.executable, script, *ports, out, how], check=True, timeout=60)
    return OddCrawl(server.seen, *pickle.loads(out.read_bytes()))


@pytest.fixture(scope="session")
def odd_crawl(tmp_path_factory: pytest.TempPathFactory) -> OddCrawl:
    return crawl(tmp_path_factory.mktemp("wire"), "wire")


@pytest.fixture(scope="session")
def rebuilt_crawl(tmp_path_factory: pytest.TempPathFactory) -> OddCrawl:
    return crawl(tmp_path_factory.mktemp("rebuilt"), "rebuilt")
