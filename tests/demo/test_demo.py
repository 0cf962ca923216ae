"""The main job end to end: the demo is crawled by the real command, and every field compared with its truth."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from vustacrawl.demo import Federation, serve

COMMAND = [str(Path(sys.executable).parent / "vustacrawl"), "--workspace", "ws", "demo"]


def run_demo(folder: Path) -> str:
    done = subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    return done.stdout


def dumped(folder: Path) -> dict[str, dict[str, Any]]:
    records = json.loads((folder / "ws/exports/full/articles.json").read_text("utf-8"))
    return {record["url"]: record for record in records}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    run_demo(folder)
    return folder


def as_truth(record: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    images = [{key: image[key] for key in ("url", "after_paragraph", "caption")} for image in record["images"]]
    return {key: record[key] for key in truth} | {"images": images}


def test_every_field_of_every_article_is_the_truth(demo: Path) -> None:
    records = dumped(demo)
    truth = {record["url"]: record for record in Federation().truth}
    assert records.keys() == truth.keys()
    wrong = [url for url in truth if as_truth(records[url], truth[url]) != truth[url]]
    assert not wrong, [(as_truth(records[url], truth[url]), truth[url]) for url in wrong[:2]]


def test_reposts_aliases_and_faults_are_told(demo: Path) -> None:
    federation = Federation()
    records = dumped(demo)
    reposts = {url: record["duplicate_of"]["url"] for url, record in records.items() if record["duplicate_of"]}
    assert reposts == dict(federation.duplicates)
    aliases = sorted(alias for record in records.values() for alias in record["aliases"])
    twin = federation.sites[0].stories[31]
    assert aliases == [
        "http://vusta.demo.test/bai-cu-da-doi-ten-p8888.html",
        f"http://vusta.demo.test/chitiet/tin/{twin.slug}-p{twin.number}.html",
    ]


def test_a_second_run_finds_nothing_new_and_dumps_the_same_bytes(demo: Path) -> None:
    before = (demo / "ws/exports/full/SHA256SUMS").read_bytes()
    run_demo(demo)
    assert (demo / "ws/exports/full/SHA256SUMS").read_bytes() == before


def test_a_killed_demo_goes_on_in_the_same_workspace(tmp_path: Path) -> None:
    process = subprocess.Popen(COMMAND, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1.6)
    process.send_signal(signal.SIGKILL)
    process.wait()
    run_demo(tmp_path)
    truth = {record["url"]: record for record in Federation().truth}
    assert {url: record["title"] for url, record in dumped(tmp_path).items()} == {
        url: record["title"] for url, record in truth.items()
    }


def test_the_federation_is_the_same_wherever_it_is_made() -> None:
    assert Federation().truth == Federation().truth
    bodies = ["".join(block["text"] for block in record["paragraphs"]) for record in Federation().truth]
    assert len(bodies) - len(set(bodies)) == 1  # the repost


def test_the_server_is_a_proxy_for_its_hosts_only() -> None:
    with serve(Federation()) as server:
        assert server.answer("http://vusta.demo.test/robots.txt").status == 200  # type: ignore[union-attr]
        assert server.answer("http://elsewhere.test/").status == 404  # type: ignore[union-attr]
        picture = server.answer("http://vusta.demo.test/images/a.jpg")
        assert isinstance(picture, bytes)
        assert picture[:3] == b"\xff\xd8\xff"
