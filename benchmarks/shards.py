"""Read WARC files into Parquet on a Dask cluster on this machine, with one worker and with two.

``python -m benchmarks.shards [--files N]``: files of 200 pages of about 60 KB. Each run has its own scheduler and
workers, and rewrites its shards. Seconds are measured by the command, CPU and memory for each process.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.load import memory
from benchmarks.site import PROFILE, write_site
from tests.readers.test_cluster import Cluster, cluster_in
from vustacrawl.archive.records import serialize

COMMAND = str(Path(sys.executable).parent / "vustacrawl")
SITE = "http://bench.example"
PAGES_PER_FILE = 200
CC_NEWS_FILES, CC_NEWS_RECORDS = 10_000, 65_000
"""For 10 TB of CC-NEWS: files of 1 GB, and records in each."""


def write_warcs(folder: Path, files: int) -> list[Path]:
    www = folder / "www"
    www.mkdir()
    write_site(www, files * PAGES_PER_FILE)
    for number in range(files):
        pages = range(number * PAGES_PER_FILE + 1, (number + 1) * PAGES_PER_FILE + 1)
        members = (record(at, (www / f"bai-p{at}.html").read_bytes()) for at in pages)
        (folder / f"{number}.warc.gz").write_bytes(b"".join(members))
    return sorted(folder.glob("*.warc.gz"))


def record(number: int, page: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n"
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{number:012}>"),
        ("WARC-Date", "2026-01-02T03:04:05Z"),
        ("WARC-Target-URI", f"{SITE}/bai-p{number}.html"),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return gzip.compress(serialize(fields, head.encode() + page), 6, mtime=0)


def cpu_of(process: subprocess.Popen[bytes]) -> float:
    """CPU seconds of a running process."""
    user, system = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / 100


def measure(cluster: Cluster, workspace: Path, warcs: list[Path], shards: Path) -> float:
    """Read the files, print what it took, and return the pages a second."""
    before = [cpu_of(process) for process in cluster.processes]
    began = time.perf_counter()
    command = [COMMAND, "--workspace", str(workspace), "import", *map(str, warcs)]
    command += ["--to", "parquet", str(shards), "--cluster", cluster.address]
    subprocess.run(command, check=True, capture_output=True)
    seconds = time.perf_counter() - began
    scheduler, *workers = (cpu_of(process) - cpu for process, cpu in zip(cluster.processes, before, strict=True))
    pages = len(warcs) * PAGES_PER_FILE
    print(
        f"  {len(workers)} to read  {pages / seconds:5.0f} pages/s, {1000 * sum(workers) / pages:.2f} ms CPU a page,"
        f" scheduler {1000 * scheduler / len(warcs):.0f} ms CPU a file,"
        f" a worker's peak {max(memory(process.pid, 'VmHWM') for process in cluster.processes[1:]) // 1_000_000} MB",
        flush=True,
    )
    return pages / seconds


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=20)
    chosen = options.parse_args()
    with TemporaryDirectory() as temporary:
        root = Path(temporary)
        warcs = write_warcs(root, chosen.files)
        (root / "ws" / "sites").mkdir(parents=True)
        (root / "ws" / "sites" / "bench.toml").write_text(PROFILE.format(url=SITE), "utf-8")
        print(f"{chosen.files} WARC files of {PAGES_PER_FILE} pages of about 60 KB")
        rates = []
        for workers in (1, 2):
            with cluster_in(root / f"cluster-{workers}", workers) as cluster:
                measure(cluster, root / "ws", warcs[:2], root / f"warm-{workers}")
                rates.append(measure(cluster, root / "ws", warcs, root / f"shards-{workers}"))
        print(f"  two are {rates[1] / rates[0]:.2f} x one")
        hours = CC_NEWS_FILES * CC_NEWS_RECORDS / rates[0] / 3600
        print(f"  10 TB of CC-NEWS, were every page of it one of these: {hours:.0f} hours of one core")


if __name__ == "__main__":
    main()
