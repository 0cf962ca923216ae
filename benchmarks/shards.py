"""Read WARC files into Parquet on a Dask cluster on this machine, with one worker and with two.

``python -m benchmarks.shards [--files N]``: files of 200 pages of about 60 KB. Each run has its own scheduler and
workers, and rewrites its shards. Seconds are measured by the command, CPU and memory for each process.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import VUSTACRAWL, cpu_seconds, memory, run
from benchmarks.site import profile, write_site
from tests.readers.test_cluster import Cluster, cluster_in, warc_member

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
        members = (warc_member(at, f"{SITE}/bai-p{at}.html", (www / f"bai-p{at}.html").read_bytes()) for at in pages)
        (folder / f"{number}.warc.gz").write_bytes(b"".join(members))
    return sorted(folder.glob("*.warc.gz"))


def measure(cluster: Cluster, workspace: Path, warcs: list[Path], shards: Path) -> float:
    """Read the files, print what it took, and return the pages a second."""
    pids = [process.pid for process in cluster.processes]
    before = [cpu_seconds(pid) for pid in pids]
    command = [VUSTACRAWL, "--workspace", str(workspace), "import", *map(str, warcs)]
    seconds = run([*command, "--to", "parquet", str(shards), "--cluster", cluster.address]).seconds
    scheduler, *workers = (cpu_seconds(pid) - cpu for pid, cpu in zip(pids, before, strict=True))
    pages = len(warcs) * PAGES_PER_FILE
    print(
        f"  {len(workers)} to read  {pages / seconds:5.0f} pages/s, {1000 * sum(workers) / pages:.2f} ms CPU a page,"
        f" scheduler {1000 * scheduler / len(warcs):.0f} ms CPU a file,"
        f" a worker's peak {max(memory(pid, 'VmHWM') for pid in pids[1:]) // 1_000_000} MB",
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
        (root / "ws" / "sites" / "bench.toml").write_text(profile(SITE), "utf-8")
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
