"""Every query in ``docs/4-queries.md`` runs on the demo's catalog after a crawl that found a change."""

import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.changes import edit
from tests.demo.conftest import Run, crawled_again, demo
from vustacrawl.demo import Federation

__all__ = ["demo"]

PAGE = Path(__file__).parents[2] / "docs/4-queries.md"
QUERIES = dict(re.findall(r"\*\*(\d+)\. .*?```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL))


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory, demo: Run) -> Path:
    run = demo.copy(tmp_path_factory.mktemp("analysts"))
    federation = Federation()
    edit(federation.sites[3].articles[7])
    with crawled_again(run, federation):
        pass
    return run.catalog


@pytest.fixture(scope="module")
def db(catalog: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(f"file:{catalog}?mode=ro", uri=True)
    yield db
    db.close()


def test_queries_are_numbered_consecutively() -> None:
    assert list(QUERIES) == [str(number) for number in range(1, len(QUERIES) + 1)]
    assert len(QUERIES) >= 20


@pytest.mark.parametrize("number", QUERIES)
def test_query_returns_rows(db: sqlite3.Connection, number: str) -> None:
    assert db.execute(QUERIES[number]).fetchall()


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")
def test_sqlite3_shell_opens_catalog(catalog: Path) -> None:
    command = ["sqlite3", "-readonly", str(catalog), "SELECT count(*) FROM articles"]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "300"


def test_python_example_runs(catalog: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas", reason="pandas is not installed")
    (tmp_path / "vustacrawl.db").symlink_to(catalog)
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    exec(compile(program, str(PAGE), "exec"), {})
