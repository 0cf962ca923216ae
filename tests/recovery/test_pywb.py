"""Recovery from a real pywb that has the lost articles of the demo; ``make pywb`` installs it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.in_process import vustacrawl
from tests.pywb import needs_pywb, pywb
from tests.recovery.conftest import records_of
from vustacrawl.archive.exchange import Exchange
from vustacrawl.archive.writer import WarcWriter
from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.articles import load_record
from vustacrawl.demo import Federation
from vustacrawl.demo.article import DemoArticle

pytestmark = [pytest.mark.slow, needs_pywb]
LOST = Federation().sites[0].articles[:16]
"""The articles of the site's former system, and a few later ones."""
CAPTURED = datetime(2022, 3, 4, 5, 6, 7, tzinfo=UTC)


def exchange(article: DemoArticle, at: datetime, number: int) -> Exchange:
    """Return the exchange of an earlier crawl: every third page compressed, every second one chunked."""
    body, head = (
        article.page.encode(),
        b"HTTP/1.1 200 OK\r\nServer: IIS/6.0\r\nContent-Type: text/html; charset=utf-8\r\n",
    )
    if number % 3 == 0:
        body, head = gzip.compress(body, mtime=0), head + b"Content-Encoding: gzip\r\n"
    if number % 2:
        body, head = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body), head + b"Transfer-Encoding: chunked\r\n"
    return Exchange(article.url, at, 0.1, b"GET / HTTP/1.1\r\n\r\n", head + b"\r\n" + body)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    def write(warcs: Path) -> None:
        writer = WarcWriter(warcs, "luu", "1", operator="", robots="", profile="", capture_method="")
        for number, article in enumerate(LOST):
            at = CAPTURED + timedelta(minutes=number)
            first = writer.write_exchange(exchange(article, at, number))
            assert first
            # The same page two years later is a revisit.
            writer.write_exchange(exchange(article, at + timedelta(days=800), number), first.original)
        writer.close()

    with pywb(tmp_path_factory.mktemp("pywb"), write) as url:
        yield url


def test_articles_recovered_from_pywb_equal_originals(archive: str, tmp_path: Path) -> None:
    Federation().write_profiles(tmp_path / "sites")
    (tmp_path / "vustacrawl.toml").write_text("[recover]\ndelay = 0\n", "utf-8")
    command = ["recover", "demo-vusta", "--cdx", f"{archive}/cdx", "--replay", archive]

    done = vustacrawl(*command, "--all-captures", folder=tmp_path)

    assert done.returncode == 0, done.stderr
    db = read_catalog(tmp_path / "vustacrawl.db")
    records = [load_record(db, number) for (number,) in db.execute("SELECT id FROM articles").fetchall()]
    expected = {article.url: article.record for article in LOST}
    assert len(records) == len(expected)
    for record in records:
        assert record == expected[record["url"]]
    moments = [CAPTURED + timedelta(days=days, minutes=number) for number in range(len(LOST)) for days in (0, 800)]
    captured = [moment for (moment,) in db.execute("SELECT fetched_at FROM captures").fetchall()]
    assert sorted(captured) == sorted(f"{moment:%Y-%m-%dT%H:%M:%S}.000Z" for moment in moments)
    assert db.execute("SELECT url, reason, detail FROM problems").fetchall() == []
    bodies = [record.http.body for record in records_of(tmp_path) if record.type == "response"]
    compressed = [gzip.compress(article.page.encode(), mtime=0) for article in LOST[::3]]
    assert all(body in bodies for body in compressed), "with their archived content encoding"
    assert "0 captures fetched" in vustacrawl(*command, folder=tmp_path).stderr
    assert vustacrawl("verify", folder=tmp_path).returncode == 0
