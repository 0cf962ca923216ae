"""The memory of an export does not grow with the catalog."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

TEXT = "Hội thảo bàn về đổi mới sáng tạo ở các địa phương, với nhiều ý kiến của nhà khoa học. " * 100
MULTIPLY = """
WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers WHERE n < :count)
INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, numbers WHERE {key} = 1
"""
EXPORT = r"""
import re, sys
from pathlib import Path
from vustacrawl.catalog import read_catalog
from vustacrawl.export import export
from vustacrawl.export.formats import parquet

parquet._BYTES = 1 << 20
formats = ["csv", "parquet", "jsonld", "sqlite"]
manifest = export(read_catalog(Path(sys.argv[1])), Path(sys.argv[2]), formats=formats)
# VmHWM covers this process only; getrusage would include the memory of pytest, its parent.
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) * 1024
print(peak, sum(entry.bytes for entry in manifest.files))
"""


def multiply(db: Database, count: int) -> None:
    """Copy the catalog's only article until there are ``count``."""
    for table, key, numbered in (
        ("articles", "id", {"id": "n", "public_id": "public_id || n", "url": "url || n"}),
        ("paragraphs", "article_id", {"article_id": "n"}),
        ("article_urls", "article_id", {"article_id": "n", "url": "url || n"}),
    ):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        values = ", ".join(numbered.get(column, column) for column in columns)
        db.execute(MULTIPLY.format(table=table, columns=", ".join(columns), values=values, key=key), {"count": count})


@pytest.fixture
def peak_and_size(make_catalog, tmp_path):
    """Measure the peak memory and the bytes written when exporting ``count`` long articles in every format."""

    def measure(count: int) -> tuple[int, int]:
        article = {"url": "https://vusta.example/bai", "title": "Bài", "paragraphs": [("paragraph", TEXT)]}
        multiply(make_catalog([article], seed=count), count)
        command = [sys.executable, "-c", EXPORT, tmp_path / f"catalog-{count}.db", tmp_path / str(count)]
        run = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[2])
        peak, size = map(int, run.stdout.split())
        return peak, size

    return measure


@pytest.mark.slow
def test_memory_does_not_grow_with_number_of_articles(peak_and_size):
    peak, size = peak_and_size(250)
    peak_of_more, size_of_more = peak_and_size(1000)
    assert size_of_more - size > 24_000_000
    assert peak_of_more - peak < 8_000_000
