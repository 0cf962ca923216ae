from __future__ import annotations

from pathlib import Path

import pytest
from archive_samples import OddCrawl, a_writer, crawl


@pytest.fixture(scope="session")
def odd_crawl(tmp_path_factory: pytest.TempPathFactory) -> OddCrawl:
    return crawl(tmp_path_factory.mktemp("wire"), "wire")


@pytest.fixture(scope="session")
def rebuilt_crawl(tmp_path_factory: pytest.TempPathFactory) -> OddCrawl:
    return crawl(tmp_path_factory.mktemp("rebuilt"), "rebuilt")


@pytest.fixture
def odd_warc(odd_crawl: OddCrawl, tmp_path: Path) -> Path:
    """A finished file with all odd responses."""
    writer = a_writer(tmp_path, "odd")
    for exchange in odd_crawl.exchanges:
        writer.write_exchange(exchange)
    [file] = writer.close()
    return tmp_path / file.name
