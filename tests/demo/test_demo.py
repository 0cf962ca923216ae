"""End to end: the real command crawls the demo, and every field is compared with the ground truth."""

import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Any

from tests.demo.conftest import COMMAND, Run, rows
from tests.waiting import HANG_S
from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.articles import load_record
from vustacrawl.demo import Federation


def dumped(run: Run) -> dict[str, dict[str, Any]]:
    records = json.loads((run.dumps / "articles.json").read_text("utf-8"))
    return {record["url"]: record for record in records}


def comparable_fields(record: dict[str, Any], truth: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a dumped record that the truth has, without what only the archive knows of its media."""
    got = {key: record[key] for key in truth}
    for media in ("images", "files"):
        for medium in got[media]:
            for fact in ("sha256", "width", "height", "length"):
                medium.pop(fact, None)
    return got


def test_catalog_has_every_field_of_every_article(demo: Run) -> None:
    db = read_catalog(demo.catalog)
    records = [load_record(db, article) for (article,) in rows(demo.catalog, "SELECT id FROM articles")]
    truth = {record["url"]: record for record in Federation().expected}
    assert len(records) == len(truth) == 300
    for record in records:
        assert record == truth[record["url"]]


def test_dumps_have_every_field_of_every_article(demo: Run) -> None:
    records = dumped(demo)
    truth = {record["url"]: record for record in Federation().expected}
    assert records.keys() == truth.keys()
    for url, record in records.items():
        assert comparable_fields(record, truth[url]) == truth[url]


def test_exact_reposts_are_marked_as_duplicates(demo: Run) -> None:
    copies = {url: record["duplicate_of"] for url, record in dumped(demo).items() if record["duplicate_of"]}
    exact = {url: original["url"] for url, original in copies.items() if original["kind"] == "exact"}
    assert exact == dict(Federation().duplicates)


def test_article_has_all_its_aliases(demo: Run) -> None:
    vusta = Federation().sites[0]
    moved, twin = vusta.articles[30:32]
    aliases = {record["url"]: record["aliases"] for record in dumped(demo).values() if record["aliases"]}
    assert aliases == {
        moved.url: ["http://vusta.demo.test/bai-cu-da-doi-ten-p8888.html"],
        twin.url: [f"http://vusta.demo.test/chitiet/tin/{twin.slug}"],
    }


def test_pages_without_article_are_reported_or_skipped(demo: Run) -> None:
    problems = rows(demo.catalog, "SELECT DISTINCT url, reason, detail FROM problems ORDER BY url")
    assert problems == [
        ("http://vusta.demo.test/bai-da-go-p99993.html", "no title", None),
        ("http://vusta.demo.test/da-xoa-han-p99992.html", "HTTP 410", None),
        ("http://vusta.demo.test/khong-con-p99990.html", "HTTP 404", None),
        (
            "http://vusta.demo.test/lien-ket-ngoai-p8889.html",
            "redirects off the site",
            "http://bao.khac.test/tin-8889.html",
        ),
    ]
    fetched = [str(url) for (url,) in rows(demo.catalog, "SELECT DISTINCT url FROM captures")]
    skipped = re.compile(r"/admin/|/savefile/|/print/|lich-cong-tac|PHPSESSID|utm_|bao\.khac|www\.")
    assert not [url for url in fetched if skipped.search(url)]
    flaky = rows(demo.catalog, "SELECT status FROM captures WHERE url = ? ORDER BY id", Federation().flaky_url)
    assert flaky == [(500,), (200,)]


def test_summary_table_fits_terminal_and_adds_up(demo: Run) -> None:
    lines = demo.stdout.splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert "\x1b" not in demo.stdout
    messages = [line for line in demo.stderr.splitlines() if not line.startswith("all 4 sites: ")]  # its progress
    assert len(messages) == 4 and "serve --open" in demo.stderr  # what to do next, and no error
    header = lines[0].split()
    assert header == ["demo-nukeviet", "demo-vusta", "demo-vusta-en", "demo-wordpress", "all"]
    counts = {line[:17].strip(): [int(word) for word in line[17:].split()] for line in lines[1:13]}
    truth = Federation().expected
    for what, key in {
        "a date": "published_at",
        "initials": "author_initials",
        "a name": "author_name",
        "a lead": "lead",
    }.items():
        expected = [sum(1 for record in truth if record["site"] == site and record[key]) for site in header[:4]]
        assert counts[f"· with {what}"] == [*expected, sum(expected)]
    assert counts["articles stored"] == counts["· with a title"] == [80, 120, 40, 60, 300]
    captions = [sum(1 for r in truth if r["site"] == site for i in r["images"] if i["caption"]) for site in header[:4]]
    assert counts["captions"] == [*captions, sum(captions)]
    assert counts["problems"] == [0, 4, 0, 0, 4]
    assert counts["pages fetched"][-1] > 300
    assert counts["images fetched"][-1] == len({image["url"] for record in truth for image in record["images"]})
    assert lines[-2:] == ["catalog  ws/vustacrawl.db", "dumps    ws/exports/full"]


def read_until_hung_up(screen: int) -> bytes:
    try:
        return os.read(screen, 4096)
    except OSError:  # Linux says so when the last writer is gone
        return b""


def test_second_demo_finds_nothing_new_and_shows_progress_on_terminal(demo: Run, tmp_path: Path) -> None:
    again = demo.copy(tmp_path)
    (tmp_path / "ws/vustacrawl.toml").write_text("# the user's own\n", "utf-8")
    screen, terminal = pty.openpty()
    process = subprocess.Popen([*COMMAND, "demo"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=terminal, text=True)
    os.close(terminal)
    escape_text = b"".join(iter(lambda: read_until_hung_up(screen), b"")).decode(errors="replace")
    os.close(screen)
    stdout, _ = process.communicate(timeout=HANG_S)
    assert process.returncode == 0
    assert "articles" in escape_text and "\x1b[" in escape_text
    assert "\x1b" not in stdout
    assert (again.dumps / "SHA256SUMS").read_bytes() == (demo.dumps / "SHA256SUMS").read_bytes()
    assert rows(again.catalog, "SELECT sum(added), sum(changed) FROM crawls WHERE id > 4") == [(0, 0)]
    assert (tmp_path / "ws/vustacrawl.toml").read_text("utf-8") == "# the user's own\n"


def test_demo_without_workspace_uses_its_own_folder(tmp_path: Path, demo: Run) -> None:
    demo.copy(tmp_path)
    (tmp_path / "ws").rename(tmp_path / "demo-workspace")
    done = subprocess.run([COMMAND[0], "demo"], cwd=tmp_path, capture_output=True, text=True, timeout=HANG_S)
    assert done.stdout.splitlines()[-2] == "catalog  demo-workspace/vustacrawl.db"
