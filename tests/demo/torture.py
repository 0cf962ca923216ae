"""Kill a crawl of the demo at random moments, start it again, and look at what is left when it is done."""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from tests.demo.conftest import COMMAND, rows
from tests.demo.test_second_crawl import LISTS
from tests.waiting import HANG_S
from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.articles import load_record
from vustacrawl.demo import Federation, serve
from vustacrawl.demo.answers import Answer
from vustacrawl.demo.server import DemoServer
from vustacrawl.frontier.scheduler import places

SECONDS_AN_ANSWER = 0.1
"""So slow is the server that a crawl takes long enough to be killed many times."""


def torture(folder: Path, kills: int, seed: int) -> int:
    """Crawl whole federations with ``kills`` SIGKILLs at moments drawn from ``seed``; how many federations it took."""
    draw = random.Random(seed)
    federations = 0
    while kills:
        kills -= _crawl_one(folder / f"federation{federations}", kills, draw)
        federations += 1
    return federations


def _crawl_one(folder: Path, at_most: int, draw: random.Random) -> int:
    folder.mkdir(parents=True)
    federation = Federation()
    names = [site.name for site in federation.sites]
    killed = 0
    with serve(federation) as server:
        server.answer = _slowly(server.answer)  # type: ignore[method-assign]
        profiles = federation.write_profiles(folder / "ws" / "sites")
        (folder / "ws/vustacrawl.toml").write_text(f'[crawl]\nproxy = "{server.proxy_url}"\n', "utf-8")
        while True:
            crawl = subprocess.Popen([*COMMAND, "crawl", *names], cwd=folder, stderr=subprocess.PIPE, text=True)
            try:
                crawl.wait(draw.uniform(0.6, 2.2) if killed < at_most else HANG_S)
                break
            except subprocess.TimeoutExpired:
                crawl.kill()
                crawl.communicate()
                killed += 1
        assert crawl.returncode in (0, 1), crawl.communicate()[1]
        under_way = sum(places(profile) for profile in profiles)
        _assert_nothing_was_asked_for_in_vain(server, killed * under_way)
    _assert_everything_is_there(folder, federation)
    return killed


def _slowly(answer: Callable[[str], Answer]) -> Callable[[str], Answer]:
    def answer_in_time(url: str) -> Answer:
        time.sleep(SECONDS_AN_ANSWER)
        return answer(url)

    return answer_in_time


def _assert_nothing_was_asked_for_in_vain(server: DemoServer, explained: int) -> None:
    pages = {url: times for url, times in server.asked.items() if not LISTS.search(url)}
    again = sum(times - 1 for url, times in pages.items() if times > 1 and url != server.federation.unsteady)
    assert again <= explained, f"{again} pages asked for again; what was under way at the crashes explains {explained}"


def _assert_everything_is_there(folder: Path, federation: Federation) -> None:
    catalog = folder / "ws/vustacrawl.db"
    db = read_catalog(catalog)
    records = [load_record(db, article) for (article,) in rows(catalog, "SELECT id FROM articles")]
    truth = {record["url"]: record for record in federation.truth}
    assert len(records) == len(truth)
    for record in records:
        assert record == truth[record["url"]]
    assert rows(catalog, "SELECT count(*) FROM article_versions") == [(0,)]
    assert not list((folder / "ws/warc").glob("*.open"))
    verified = subprocess.run([*COMMAND, "verify"], cwd=folder, capture_output=True, text=True, timeout=HANG_S)
    assert (verified.returncode, verified.stdout) == (0, ""), verified.stdout + verified.stderr
