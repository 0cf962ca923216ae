"""Kill commands on the demo at random moments, restart them, and check the final result."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path

from tests.demo.conftest import COMMAND, rows
from tests.demo.test_second_crawl import LISTS
from tests.waiting import HANG_S
from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.articles import load_record
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.responses import Response
from vustacrawl.demo.server import DemoServer

RESPONSE_DELAY_S = 0.1
"""Delay of each response, so that a crawl takes long enough to be killed many times."""

POLL_S = 0.02
KILLED_WITHIN_STARTS = (0.5, 3.0)
"""When a crawl is killed, in multiples of the start time measured on this machine."""


@dataclass(frozen=True)
class Kill:
    """A SIGKILL: the command, the seconds since its start, and the work done by then."""

    command: str
    seconds: float
    done: int
    """Captures stored, articles parsed again, or files written."""
    of: int = 0


def torture(folder: Path, kills: int, seed: int) -> list[Kill]:
    """Kill crawls, imports, reparses and exports of whole federations ``kills`` times at moments drawn from ``seed``.

    Half of the kills hit crawls. The results are compared with the truth and with uninterrupted runs.
    """
    draw = random.Random(seed)
    done: list[Kill] = []
    federations = count()
    while len(done) < kills:
        place = folder / f"federation{next(federations)}"
        left = kills - len(done)
        done += _crawl_one(place, max(1, left // 2), draw)
        for other in (_import_again, _reparse, _export):
            done += other(place, min(5, max(1, left // 6), kills - len(done)), draw)
    return done


def table(kills: list[Kill]) -> str:
    """Return where each command was killed, one row per command."""
    lines = ["command   kills  seconds after start  done by then      in the middle"]
    for command in dict.fromkeys(kill.command for kill in kills):
        ours = [kill for kill in kills if kill.command == command]
        seconds, done = sorted(kill.seconds for kill in ours), sorted(kill.done for kill in ours)
        moments = f"{seconds[0]:.1f} to {seconds[-1]:.1f}"
        stages = f"{done[0]} to {done[-1]} of {ours[0].of}"
        in_the_middle = sum(0 < kill.done < kill.of for kill in ours)
        lines.append(f"{command:<9} {len(ours):>5}  {moments:<19}  {stages:<16}  {in_the_middle:>13}")
    return "\n".join(lines)


def _run_with_kills(
    folder: Path,
    workspace: str,
    arguments: Sequence[str],
    at_most: int,
    draw: random.Random,
    done: Callable[[int], int] = lambda _: 0,
    of: int | None = None,
) -> tuple[list[Kill], int]:
    """Run a command until it ends by itself, killing it up to ``at_most`` times; return the kills and the exit code.

    ``done`` returns the work done so far by the process with a given pid, ``of`` is the total. With it, a process
    is killed as soon as it has done some random part of what is left; without it, at a time from KILLED_WITHIN_STARTS.
    """
    start_s = _start_s() if at_most and of is None else 0.0
    command = [COMMAND[0], "--workspace", workspace, *arguments]
    kills: list[Kill] = []
    while True:
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        moment = start_s * draw.uniform(*KILLED_WITHIN_STARTS)
        before = done(process.pid)
        part = draw.randint(before + 1, of - 1) if of and before + 1 < of else None
        may_be_killed = len(kills) < at_most and (of is None or part is not None)
        began = time.monotonic()
        while True:
            try:
                _, err = process.communicate(timeout=POLL_S if may_be_killed else HANG_S)
            except subprocess.TimeoutExpired:
                assert may_be_killed, f"{arguments[0]} hangs"
                seconds, so_far = time.monotonic() - began, done(process.pid)
                if so_far >= part if part else seconds >= moment:
                    process.kill()
                    process.communicate()
                    kills.append(Kill(arguments[0], seconds, so_far))
                    break
            else:
                assert "Traceback" not in err, err
                return [replace(kill, of=of or done(process.pid)) for kill in kills], process.returncode


def _files_in(folder: Path) -> int:
    return sum(len(names) for _, _, names in os.walk(folder))


def _start_s() -> float:
    """Return how long a command takes to import its modules."""
    began = time.monotonic()
    subprocess.run([COMMAND[0], "crawl", "--help"], stdout=subprocess.DEVNULL, check=True)
    return time.monotonic() - began


def _count(catalog: Path, what: str, _: int = 0) -> int:
    try:
        return int(str(rows(catalog, f"SELECT count(*) FROM {what}")[0][0]))
    except sqlite3.OperationalError:  # nothing was committed so far
        return 0


def _crawl_one(folder: Path, at_most: int, draw: random.Random) -> list[Kill]:
    folder.mkdir(parents=True)
    federation = Federation()
    names = [site.name for site in federation.sites]
    with serve(federation) as server:
        server.respond = _delayed(server.respond)  # type: ignore[method-assign]
        profiles = federation.write_profiles(folder / "ws" / "sites")
        (folder / "ws/vustacrawl.toml").write_text(f'[crawl]\nproxy = "{server.proxy_url}"\n', "utf-8")
        stored = partial(_count, folder / "ws/vustacrawl.db", "captures")
        kills, code = _run_with_kills(folder, "ws", ["crawl", *names], at_most, draw, stored)
        assert code in (0, 1)
        in_flight = sum(profile.politeness.max_in_flight for profile in profiles)
        _assert_no_needless_requests(server, len(kills) * in_flight)
    _assert_catalog_is_complete(folder, federation)
    return kills


def _import_again(folder: Path, at_most: int, draw: random.Random) -> list[Kill]:
    files = [str(path) for path in sorted((folder / "ws/warc").glob("*.warc.gz"))]
    relative = [str(Path(file).relative_to(folder)) for file in files]
    for workspace in ("uninterrupted", "killed"):
        shutil.copytree(folder / "ws/sites", folder / workspace / "sites")
    _run_with_kills(folder, "uninterrupted", ["import", *relative], 0, draw)
    stored = partial(_count, folder / "killed/vustacrawl.db", "captures")
    of = _count(folder / "uninterrupted/vustacrawl.db", "captures")
    kills, _ = _run_with_kills(folder, "killed", ["import", *relative], at_most, draw, stored, of)
    for query in ("SELECT url, record_hash FROM articles ORDER BY 1", "SELECT record_id FROM captures ORDER BY 1"):
        assert rows(folder / "killed/vustacrawl.db", query) == rows(folder / "uninterrupted/vustacrawl.db", query)
    return kills


def _reparse(folder: Path, at_most: int, draw: random.Random) -> list[Kill]:
    catalog = folder / "ws/vustacrawl.db"
    records = "SELECT url, record_hash FROM articles ORDER BY url"
    before = rows(catalog, records)
    rows(catalog, "UPDATE articles SET parser = 'old'")
    read = partial(_count, catalog, "articles WHERE parser <> 'old'")
    kills, code = _run_with_kills(folder, "ws", ["reparse"], at_most, draw, read, len(before))
    assert code in (0, 1)
    assert rows(catalog, "SELECT count(*) FROM articles WHERE parser = 'old'") == [(0,)]
    assert rows(catalog, records) == before
    assert rows(catalog, "SELECT count(*) FROM article_versions") == [(0,)]
    return kills


def _export(folder: Path, at_most: int, draw: random.Random) -> list[Kill]:
    exports = folder / "ws/exports"
    _run_with_kills(folder, "ws", ["export", "--out", "ws/exports/uninterrupted"], 0, draw)

    def written(process: int) -> int:
        return _files_in(exports / f".killed.tmp-{process}")

    arguments = ["export", "--out", "ws/exports/killed"]
    kills, code = _run_with_kills(folder, "ws", arguments, at_most, draw, written, _files_in(exports / "uninterrupted"))
    assert code == 0
    ours, theirs = (
        {str(path.relative_to(top)): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (exports / "killed", exports / "uninterrupted")
    )
    assert ours == theirs
    assert sorted(path.name for path in exports.iterdir()) == ["killed", "uninterrupted"]
    return kills


def _delayed(answer: Callable[[str], Response]) -> Callable[[str], Response]:
    def delayed_answer(url: str) -> Response:
        time.sleep(RESPONSE_DELAY_S)
        return answer(url)

    return delayed_answer


def _assert_no_needless_requests(server: DemoServer, explained: int) -> None:
    pages = {url: times for url, times in server.request_counts.items() if not LISTS.search(url)}
    again = sum(times - 1 for url, times in pages.items() if times > 1 and url != server.federation.flaky_url)
    assert again <= explained, (
        f"{again} pages requested again; at most {explained} were in flight when the crawl was killed"
    )


def _assert_catalog_is_complete(folder: Path, federation: Federation) -> None:
    catalog = folder / "ws/vustacrawl.db"
    db = read_catalog(catalog)
    records = [load_record(db, article) for (article,) in rows(catalog, "SELECT id FROM articles")]
    truth = {record["url"]: record for record in federation.expected}
    assert len(records) == len(truth)
    for record in records:
        assert record == truth[record["url"]]
    assert rows(catalog, "SELECT count(*) FROM article_versions") == [(0,)]
    assert not list((folder / "ws/warc").glob("*.open"))
    verified = subprocess.run([*COMMAND, "verify"], cwd=folder, capture_output=True, text=True, timeout=HANG_S)
    assert (verified.returncode, verified.stdout) == (0, ""), verified.stdout + verified.stderr
