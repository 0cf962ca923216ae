"""Limits of visitors' SQL queries, measured on ``vustacrawl serve`` and tested one by one in this process."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.load import PAGES, measure, serving
from benchmarks.processes import memory
from tests.cli.conftest import rows
from tests.demo.conftest import Run
from tests.web.conftest import Client, copied
from vustacrawl.web import guard, limits
from vustacrawl.web.responses import HttpError
from vustacrawl.web.server import SETTINGS, make_datasette
from vustacrawl.workspace import Workspace

MAX_MEMORY = 600 * 1024 * 1024


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the memory of a process from /proc")
def test_hostile_queries_do_not_exhaust_memory_or_delay_pages(workspace: Workspace) -> None:
    with serving(workspace.root) as (port, pid):
        times, statuses, _ = asyncio.run(measure(PAGES, port, pid, 8, attack=True))
        assert memory(pid, "VmHWM") < MAX_MEMORY
    # A page that needs memory while a query uses all that SQLite may have gets a 503 response.
    assert set(statuses) <= {200, 301, 503}
    assert statuses[503] <= len(times) // 50
    assert sorted(times)[len(times) // 2] * 1000 < SETTINGS["sql_time_limit_ms"], "pages wait for queries to end"


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select zeroblob(16000000) from articles a, articles b", "too big"),
        ("select hex(zeroblob(900000)) from articles a, articles b", "larger than 8 MB"),
        ("select * from articles, articles, articles, articles, articles, articles, articles, articles", "columns"),
        ("with recursive n(x) as (select 1 union all select x + 1 from n) select max(x) from n", "time limit"),
    ],
)
def test_query_beyond_limit_is_rejected_with_reason(client: Client, sql: str, reason: str) -> None:
    response = client.get("/catalog.json", params={"sql": sql, "_timelimit": "300"})
    assert response.status_code == 400
    assert reason in response.text


@pytest.mark.parametrize(
    "sql",
    [
        "select * from pragma_database_list",
        'select file from "PRAGMA_database_list"',
        "select sqlite_version()",
        "select * from sqlite_stmt",
        "select * from pragma_compile_options",
    ],
)
def test_sql_reveals_no_paths_or_versions(client: Client, workspace: Workspace, sql: str) -> None:
    response = client.get("/catalog.json", params={"sql": sql, "_shape": "array"})
    assert response.status_code == 400
    assert str(workspace.root) not in response.text


def test_query_that_waits_too_long_gets_503_with_retry_after(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "QUERY_WAIT_S", 0.01)

    async def run_queries() -> None:
        slots = asyncio.Semaphore(1)
        async with limits.turn(slots):
            with pytest.raises(HttpError, match="too many queries"):
                async with limits.turn(slots):
                    raise AssertionError
        async with limits.turn(slots):
            pass

    asyncio.run(run_queries())
    monkeypatch.setattr(guard, "MAX_QUERIES", 0)
    app = guard.guarded(client.datasette.app(), guard.Access())
    started = asyncio.run(_first_message(app, "/catalog.json"))
    assert started["status"] == 503
    assert (b"Retry-After", b"5") in [(bytes(name), bytes(value)) for name, value in started["headers"]]
    assert asyncio.run(_first_message(app, "/sites"))["status"] == 200


async def _first_message(app: guard.Asgi, path: str) -> dict[str, object]:
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    await app(scope, None, send)
    return sent[0]


@pytest.mark.slow
def test_sqlite_heap_limit_covers_all_connections() -> None:
    code = (
        "import sqlite3; from vustacrawl.web.limits import *; limit_sqlite_heap();"
        "print(sqlite3.connect(':memory:').execute('PRAGMA hard_heap_limit').fetchone()[0] == MAX_HEAP_BYTES)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_file_that_replaces_the_catalog_is_served(run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    served, restored = copied(run, tmp_path), copied(run, tmp_path / "a%20b?c#d")
    client = Client(make_datasette(served))
    rows(restored.root, "UPDATE articles SET title = 'Bản khôi phục' WHERE id = 1")
    assert "Bản khôi phục" not in client.get("/articles/1").text

    served.database.unlink()
    assert client.get("/articles/1").status_code == 200, "the catalog is being restored"
    restored.database.rename(served.database)
    assert "Bản khôi phục" in client.get("/articles/1").text
    assert client.get("/catalog/articles.json?id=1&_shape=array").json()[0]["title"] == "Bản khôi phục"

    damaged = tmp_path / "damaged"
    damaged.write_bytes(b"x" * 5000)
    damaged.rename(served.database)
    for path in ("/articles/1", "/catalog/articles.json"):
        response = client.get(path)
        assert response.status_code == 503
        assert str(tmp_path) not in response.text
    assert "vustacrawl.db: file is not a database" in caplog.text


def test_path_that_looks_like_part_of_an_address_is_opened(run: Run, tmp_path: Path) -> None:
    client = Client(make_datasette(copied(run, tmp_path / "a%20b?c#d")))
    assert client.get("/articles/1").status_code == 200
    assert client.get("/catalog/articles.json").status_code == 200
