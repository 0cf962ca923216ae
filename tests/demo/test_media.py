"""Every image and attached file of the federation, fetched after the articles, archived and described."""

import subprocess
from pathlib import Path

from tests.demo.conftest import COMMAND, Run, crawled_again, rows
from tests.waiting import HANG_S
from vustacrawl.demo import Federation


def test_demo_fetches_images_and_files_option_fetches_files(demo: Run, tmp_path: Path) -> None:
    run = demo.copy(tmp_path)
    images = rows(run.catalog, "SELECT DISTINCT url, sha256, width, height FROM images")
    assert {url for url, *_ in images} == {image["url"] for one in Federation().expected for image in one["images"]}
    assert all(len(str(sha256)) == 64 and width and height for _, sha256, width, height in images)
    assert rows(run.catalog, "SELECT count(sha256) FROM files") == [(0,)]
    with crawled_again(run, Federation(), "--images", "--files") as server:
        assert not any(url.endswith(".jpg") for url in server.request_counts)
    files = rows(run.catalog, "SELECT url, sha256, length FROM files")
    assert files
    assert all(len(str(sha256)) == 64 and length for _, sha256, length in files)
    archived = "SELECT count(*) FROM captures WHERE url IN (SELECT url FROM images UNION SELECT url FROM files)"
    assert rows(run.catalog, archived)[0][0] == len(images) + len({url for url, *_ in files})
    verified = subprocess.run([*COMMAND, "verify"], cwd=run.folder, capture_output=True, text=True, timeout=HANG_S)
    assert (verified.returncode, verified.stdout) == (0, ""), verified.stderr
