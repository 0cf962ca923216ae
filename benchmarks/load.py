"""Load on a running ``vustacrawl serve``: latency, errors and memory.

python -m benchmarks.load WORKSPACE                     every kind of page, as fast as the server gives them
python -m benchmarks.load WORKSPACE --attack            the same, while hostile SQL runs
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from urllib.parse import quote

from benchmarks.processes import memory, percentile

CLIENTS = 4
ATTACKERS = 12
ATTACKS = (
    "select zeroblob(16000000) from articles a, articles b, articles c",
    "select zeroblob(1900000) from articles a, articles b, articles c",
    "select " + ",".join(["hex(zeroblob(900000))"] * 150),
    "with recursive n(x) as (select randomblob(900000) union all select randomblob(900000) from n) select x from n"
    " order by x",
    "select a.*, b.* from articles a, articles b order by random()",
    "select group_concat(a.title || b.title) from articles a, articles b, articles c",
    "select json_group_array(body) from articles, (select 1 union select 2)",
    "with recursive n(x) as (select 1 union all select x + 1 from n) select count(*) from n",
)
PAGES = (
    "/",
    "/search?q=dai+hoi",
    "/sites",
    "/downloads",
    "/articles/2.json",
    "/?lang=en",
    "/search",
)
"""Beside an article; its address is the catalog's."""
QUERIED = "/trends?q=hoi+thao"
"""A page that queues with the queries, so it is not requested during an attack on them."""


@contextmanager
def serving(workspace: Path) -> Iterator[tuple[int, int]]:
    """Run ``vustacrawl serve`` on a workspace; its port and its process ID."""
    command = [sys.executable, "-m", "vustacrawl", "--workspace", str(workspace), "serve", "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline() if process.stderr else ""
        found = re.search(r":(\d+)/ ", line)
        if not found:
            raise SystemExit(line)
        yield int(found[1]), process.pid
    finally:
        process.terminate()
        process.wait()


async def fetch(port: int, path: str) -> int:
    """Request a page on a new connection and read all of it; return its status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        status = int((await reader.readline()).split()[1])
        while await reader.read(1 << 16):
            pass
    finally:
        writer.close()
    return status


async def measure(
    pages: tuple[str, ...], port: int, pid: int, seconds: float, *, attack: bool
) -> tuple[list[float], Counter[int], list[int]]:
    """Return the seconds of each request for a page, the statuses, and the memory each second."""
    until = time.monotonic() + seconds
    times: list[float] = []
    statuses: Counter[int] = Counter()
    sizes: list[int] = []

    async def read(pages: Iterator[str]) -> None:
        while time.monotonic() < until:
            started = time.perf_counter()
            statuses[await fetch(port, next(pages))] += 1
            times.append(time.perf_counter() - started)

    async def strike(queries: Iterator[str]) -> None:
        while time.monotonic() < until:
            await fetch(port, f"/catalog.json?sql={quote(next(queries))}")

    async def watch() -> None:
        while time.monotonic() < until:
            sizes.append(memory(pid))
            await asyncio.sleep(1)

    queries = cycle(ATTACKS)
    tasks = [read(cycle(pages[at:] + pages[:at])) for at in range(1 if attack else CLIENTS)]
    await asyncio.gather(watch(), *tasks, *(strike(queries) for _ in range(ATTACKERS if attack else 0)))
    return times, statuses, sizes


def main() -> None:
    """Print requests per second, percentiles, statuses and memory; exit code 1 for an answer that is not 200."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--attack", action="store_true")
    options = parser.parse_args()
    with sqlite3.connect(options.workspace / "vustacrawl.db") as db:
        [public_id] = db.execute("SELECT public_id FROM articles ORDER BY id LIMIT 1").fetchone()
    pages = (f"/articles/{public_id}", *PAGES, *([] if options.attack else [QUERIED]))
    with serving(options.workspace) as (port, pid):
        times, statuses, sizes = asyncio.run(measure(pages, port, pid, options.seconds, attack=options.attack))
        peak = memory(pid, "VmHWM")
    p50, p95, p99, longest = (1000 * percentile(times, share) for share in (0.5, 0.95, 0.99, 1))
    print(f"{len(times)} requests in {options.seconds:.0f} s, {len(times) / options.seconds:.0f} a second")
    print(f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, longest {longest:.0f} ms")
    print("statuses " + ", ".join(f"{status}: {count}" for status, count in sorted(statuses.items())))
    quarters = [sizes[len(sizes) * part // 4] >> 20 for part in range(4)]
    print(f"memory of each quarter's start {quarters} MB, at the end {sizes[-1] >> 20} MB, at most {peak >> 20} MB")
    if set(statuses) != {200}:
        sys.exit(1)


if __name__ == "__main__":
    main()
