"""Information on the crawl in the name and the first record of a WARC file."""

from __future__ import annotations

from pathlib import Path

import pytest
from archive_samples import a_writer

from vustacrawl.archive.crawl_info import CrawlInfo, is_unfinished_file, read_crawl_info


@pytest.mark.parametrize(
    ("run", "crawl_id"),
    [
        ("20261126183905-12", 12),
        ("20261126183905-12-crawler3-2", 12),
        ("20261126183905-7-Server20260101000000-11", 7),
        ("20261126183905-7-20260101000000-11", 7),
    ],
    ids=["one machine", "cluster worker", "host name with date", "host name of digits"],
)
def test_crawl_info_is_read_back_from_file(tmp_path: Path, run: str, crawl_id: int) -> None:
    info = CrawlInfo("", "hoi", crawl_id, "2026-11-26T18:39:05.123Z", is_continued=True)
    writer = a_writer(tmp_path, run, about=info.fields())
    [file] = writer.close([("outcome", "finished")], even_if_empty=True)
    found = read_crawl_info(tmp_path / file.name)
    assert found and (found.site, found.crawl_id, found.started_at) == ("hoi", crawl_id, info.started_at)
    assert found.is_continued
    assert not is_unfinished_file(file.name)
    assert is_unfinished_file(f"{file.name}.open")


@pytest.mark.parametrize("name", ["crawl.warc.gz.open", "hoi-2026-1-00001.warc.gz.open", "hoi.open"])
def test_unfinished_files_of_other_crawlers_are_ignored(name: str) -> None:
    assert not is_unfinished_file(name)
