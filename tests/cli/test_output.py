"""If stdout cannot be written, every command prints one line on stderr and exits with an error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalog.conftest import add_sites, an_article, store
from tests.in_process import vustacrawl
from tests.waiting import HANG_S
from vustacrawl.catalog import open_catalog
from vustacrawl.cli.tables import print_tables, table
from vustacrawl.items import Author

PAGE = """<html lang="vi"><head><title>Hội thảo</title></head><body><h1>Hội thảo về chuyển đổi số</h1>
<p>Sáng 14/3, hội thảo có sự tham gia của đông đảo các nhà khoa học, chuyên gia của các hội thành viên.</p></body>"""
URL = "https://a.vn/x-p1.html"
COMMANDS = {
    "help": ["--help"],
    "crawl --help": ["crawl", "--help"],
    "search": ["search", "hội"],
    "status": ["status"],
    "why": ["why", URL],
    "stats": ["stats"],
    "parse": ["parse", "trang.html", "--url", URL],
    "sites list": ["sites", "list"],
    "authors": ["authors"],
    "diff": ["diff", URL],
    "verify": ["verify"],
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ws")
    db = open_catalog(folder / "vustacrawl.db")
    add_sites(db, "a", "b")
    for at, text in (("2026-01-01T00:00:00.000Z", "Bản đầu"), ("2026-02-01T00:00:00.000Z", "Bản hai")):
        store(db, an_article(text=f"{text} của hội thảo.", authors=[Author(name="Đỗ Thị Hà")]), at)
    db.execute("UPDATE articles SET content_hash = ?", ("0" * 64,))
    db.execute(
        "INSERT INTO frontier (url, site, kind, state, discovered_at, visited_at, last_status)"
        " VALUES (?, 'a', 'article', 'done', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 200)",
        (URL,),
    )
    db.conn.commit()
    db.close()
    (folder / "trang.html").write_text(PAGE, "utf-8")
    return folder


def run_all(workspace: Path, stdout: str, encoding: str, buffered: bool = True) -> dict[str, tuple[int, str]]:
    """Run every command at the same time, and return its exit code and stderr."""
    running = {}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    environment |= {} if buffered else {"PYTHONUNBUFFERED": "1"}
    for name, arguments in COMMANDS.items():
        with open(stdout, "w") as out:  # noqa: PTH123 - a device
            running[name] = subprocess.Popen(
                [sys.executable, "-m", "vustacrawl", *arguments],
                cwd=workspace,
                env={**environment, "PYTHONIOENCODING": encoding, "PYTHONPATH": str(Path(__file__).parents[2])},
                stdout=out,
                stderr=subprocess.PIPE,
                text=True,
            )
    return {
        name: (process.returncode, err)
        for name, process in running.items()
        for err in [process.communicate(timeout=HANG_S)[1]]
    }


@pytest.mark.slow
@pytest.mark.parametrize("buffered", [True, False], ids=["buffered", "unbuffered"])
def test_write_error_on_stdout_is_reported(workspace: Path, buffered: bool) -> None:
    for name, (code, err) in run_all(workspace, "/dev/full", "utf-8", buffered).items():
        assert code == 1, (name, err)
        assert err.splitlines()[-1] == "Error: the output cannot be written (No space left on device)", name
        assert "Traceback" not in err, name
        assert "Exception ignored" not in err, name


@pytest.mark.slow
def test_unencodable_output_is_reported(workspace: Path) -> None:
    ended = run_all(workspace, "/dev/null", "ascii")
    for name, (_, err) in ended.items():
        assert "Traceback" not in err, (name, err)
    assert ended["search"] == (1, "Error: stdout cannot show '\\u1ea1' in ascii; set PYTHONIOENCODING=utf-8\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["package", "\udcff", "--cdxj"], r"'\udcff' is not valid UTF-8"),
        (["init", "new", "--contact", "\udcff"], r"'\udcff' is not valid UTF-8"),
        (["diff", "http://a.vn/\udcff"], "no article at this address"),
        (["search", "hội", "--site", ""], "the catalog has no site ''"),
        (["authors", "--site", ""], "the catalog has no site ''"),
        (["sites", "new", ""], "'https://' is not an http(s) URL"),
        (["import", ""], "'': no such file or folder"),
    ],
    ids=["package", "init", "diff", "search", "authors", "sites new", "import"],
)
def test_odd_argument_is_reported_in_one_line(workspace: Path, arguments: list[str], message: str) -> None:
    done = vustacrawl(*arguments, folder=workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("command", [["stats"], ["authors"], ["trends", "hội"]], ids=lambda words: words[0])
def test_terminal_of_unknown_width_shows_tables(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    shown = vustacrawl(*command, folder=workspace).stdout
    monkeypatch.setenv("COLUMNS", "0")
    assert vustacrawl(*command, folder=workspace).stdout == shown != ""


def test_cells_are_whole_in_pipe_and_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    name = f"Ban [/b] {'biên tập ' * 12}[red]:smile:"
    shown = table("name")
    shown.add_row(name)
    print_tables(shown)
    assert capsys.readouterr().out.splitlines()[1] == name


def test_days_of_early_years_are_accepted(workspace: Path) -> None:
    done = vustacrawl("search", "hội", "--since", "0001-01-01", folder=workspace)
    assert (done.returncode, "1-1 of 1 article" in done.stderr) == (0, True), done.stderr


@pytest.mark.slow
def test_closed_pipe_is_not_an_error(workspace: Path) -> None:
    command = f"{sys.executable} -m vustacrawl sites list | head -1"
    done = subprocess.run(command, shell=True, cwd=workspace, capture_output=True, text=True, timeout=HANG_S)
    assert (done.stdout.count("\n"), done.stderr) == (1, "")


@pytest.mark.slow
def test_closed_standard_streams_are_not_an_error(workspace: Path) -> None:
    command = f"{sys.executable} -m vustacrawl sites list <&- >&- 2>&-"
    assert subprocess.run(command, shell=True, cwd=workspace, timeout=HANG_S).returncode == 0
