"""Reading on a cluster: a real Dask scheduler and real workers on loopback, killed, frozen and lost."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Command, Site, article_page, rows
from tests.waiting import HANG_S, wait_until
from vustacrawl.archive.records import serialize

pytestmark = pytest.mark.slow
FILES, PAGES = 8, 150  # more files than are sent to two workers at once


class Cluster:
    """A scheduler and its workers, each a process."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.processes: list[subprocess.Popen[bytes]] = []
        self._environment = os.environ | {"DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "15s"} | environment
        file = folder / "scheduler.json"
        self._start("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={file}", "--no-dashboard")
        wait_until(lambda: file.exists() and file.read_text().endswith("}"))
        self.address = json.loads(file.read_text())["address"]

    @property
    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.processes[0]

    def add_worker(self, **environment: str) -> subprocess.Popen[bytes]:
        folder = f"--local-directory={self.folder}"
        return self._start(
            "worker", self.address, "--nthreads=1", "--no-nanny", "--no-dashboard", folder, **environment
        )

    def _start(self, what: str, *options: str, **environment: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{what}{len(self.processes)}.log").open("wb")
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
        process = subprocess.Popen(command, cwd=self.folder, env=self._environment | environment, stderr=log)
        self.processes.append(process)
        return process

    def is_ready(self, workers: int) -> bool:
        log = (self.folder / "scheduler0.log").read_text()
        return log.count("Register worker addr") >= workers

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@contextmanager
def cluster_in(folder: Path, workers: int = 2, **environment: str) -> Iterator[Cluster]:
    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder, **environment)
    try:
        for _ in range(workers):
            cluster.add_worker()
        wait_until(lambda: cluster.is_ready(workers))
        yield cluster
    finally:
        cluster.stop()


def warc_member(number: int, url: str, page: bytes) -> bytes:
    """Return a record of a page as a member of a WARC file."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(page)}\r\n\r\n"
    fields = [
        ("WARC-Type", "response"),
        ("WARC-Record-ID", f"<urn:uuid:00000000-0000-4000-8000-{number:012}>"),
        ("WARC-Date", "2026-01-02T03:04:05Z"),
        ("WARC-Target-URI", url),
        ("Content-Type", "application/http; msgtype=response"),
    ]
    return gzip.compress(serialize(fields, head.encode() + page), mtime=0)


def write_warc(path: Path, number: int) -> None:
    """Write articles of the site ``union`` and one page of an unknown site."""
    more = "<p class='text-justify'>Một đoạn khác của bài.</p>" * 40
    with path.open("wb") as file:
        for at in range(1000 * number, 1000 * number + PAGES):
            host = "hoi.test" if at % 1000 else "khac.test"
            file.write(warc_member(at, f"http://{host}/bai-p{at}.html", article_page(at, extra=more).encode()))


@pytest.fixture(scope="module")
def warcs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("warcs")
    files = [folder / f"{number}.warc.gz" for number in range(FILES)]
    for number, file in enumerate(files):
        write_warc(file, number)
    return list(map(str, files))


@pytest.fixture
def run(tmp_path: Path) -> Command:
    site = Site()
    site.url = "http://hoi.test"
    return Command(tmp_path / "ws", site)


@pytest.fixture(scope="module")
def local_digest(warcs: list[str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the digest of the shards that one machine writes."""
    site = Site()
    site.url = "http://hoi.test"
    folder = tmp_path_factory.mktemp("local")
    done = Command(folder / "ws", site)("import", *warcs, "--to", "parquet", str(folder / "out"))
    assert f"{FILES * (PAGES - 1)} articles of {FILES} files, {FILES} read now" in done.stderr, done.stderr
    assert done.returncode == 0
    return digest_over(folder / "out")


def digest_over(folder: Path) -> str:
    assert len(list(folder.iterdir())) == FILES, "complete shards and no other files"
    return sha256(b"".join(path.read_bytes() for path in sorted(folder.iterdir()))).hexdigest()


def parts(folder: Path) -> int:
    return len(list(folder.glob("*.part")))


def test_cluster_writes_same_shards_as_one_machine_without_rereading(
    run: Command, warcs: list[str], local_digest: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with cluster_in(tmp_path / "dask") as cluster:
        done = run("import", *warcs, "--to", "parquet", str(out), "--cluster", cluster.address)
        assert done.returncode == 0, done.stderr
        assert digest_over(out) == local_digest
        again = run("import", *warcs, "--to", "parquet", str(out), "--cluster", cluster.address)
        assert f"{FILES * (PAGES - 1)} articles of {FILES} files, 0 read now" in again.stderr
        assert digest_over(out) == local_digest


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_files_of_dead_or_frozen_worker_are_read_by_another(
    run: Command, warcs: list[str], local_digest: str, tmp_path: Path, how: signal.Signals
) -> None:
    out = tmp_path / "out"
    with cluster_in(tmp_path / "dask") as cluster:
        process = run.start("import", *warcs, "--to", "parquet", str(out), "--cluster", cluster.address)
        wait_until(lambda: parts(out) == 2, process)  # one per worker
        cluster.processes[1].send_signal(how)
        _, err = process.communicate(timeout=HANG_S)
        assert process.returncode == 0, err
        assert digest_over(out) == local_digest
        if how == signal.SIGSTOP:  # once resumed, it leaves no incomplete shard
            cluster.processes[1].send_signal(signal.SIGCONT)
            cluster.processes[1].wait(HANG_S)
            assert digest_over(out) == local_digest


def test_next_run_reads_rest_after_scheduler_is_lost(
    run: Command, warcs: list[str], local_digest: str, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    with cluster_in(tmp_path / "dask") as cluster:
        process = run.start("import", *warcs, "--to", "parquet", str(out), "--cluster", cluster.address)
        wait_until(lambda: len(list(out.glob("*.parquet"))) >= 2, process)
        cluster.scheduler.kill()
        _, err = process.communicate(timeout=HANG_S)
    assert process.returncode == 1, err
    with cluster_in(tmp_path / "dask2") as cluster:
        done = run("import", *warcs, "--to", "parquet", str(out), "--cluster", cluster.address)
    assert done.returncode == 0, done.stderr
    assert digest_over(out) == local_digest


def test_cluster_import_adds_each_article_to_catalog_once(run: Command, warcs: list[str], tmp_path: Path) -> None:
    articles = 2 * (PAGES - 1)
    with cluster_in(tmp_path / "dask") as cluster:
        done = run("import", *warcs[:2], "--cluster", cluster.address)
        assert (done.returncode, f"{articles} articles added" in done.stderr) == (0, True), done.stderr
        again = run("import", *warcs[:2], "--cluster", cluster.address)
        assert "imported 0 captures" in again.stderr
        rows(run, f"UPDATE articles SET parser = 'older', record_hash = '{64 * 'a'}'")
        done = run("reparse", "--cluster", cluster.address)
        assert (done.returncode, f"{articles} articles changed" in done.stderr) == (0, True), done.stderr
        assert "parsed 0 pages" in run("reparse", "--cluster", cluster.address).stderr


def test_missing_workers_and_version_mismatch_are_one_line_errors(
    run: Command, warcs: list[str], tmp_path: Path
) -> None:
    older = tmp_path / "older"
    older.mkdir()
    (older / "sitecustomize.py").write_text("import vustacrawl\nvustacrawl.__version__ = '0.0.9'\n", "utf-8")
    with cluster_in(tmp_path / "dask", workers=0) as cluster:
        nobody = run("import", *warcs, "--to", "parquet", str(tmp_path / "out"), "--cluster", cluster.address)
        assert "has no workers; start some with" in nobody.stderr
        cluster.add_worker(PYTHONPATH=f"{older}:{os.environ.get('PYTHONPATH', '')}")
        wait_until(lambda: cluster.is_ready(1))
        done = run("import", *warcs, "--to", "parquet", str(tmp_path / "out"), "--cluster", cluster.address)
    assert done.returncode == nobody.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert "the worker tcp://127.0.0.1:" in done.stderr
    assert "has vustacrawl 0.0.9 (" in done.stderr
    assert "install the same on all" in done.stderr
    gone = run("reparse", "--cluster", cluster.address)
    assert gone.returncode == 2
