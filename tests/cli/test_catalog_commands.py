"""``search``, ``diff``, ``stats``, ``authors`` and ``trends``: text output, JSON output and usage errors."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.archive.package import PackageError
from vustacrawl.catalog import CatalogError, open_catalog, read_catalog
from vustacrawl.catalog.duplicates import link_duplicates
from vustacrawl.cli import cli
from vustacrawl.items import Author

LONG = "Hội đồng giám khảo đã chấm 48 bài dự thi về đường sắt đô thị, trong đó 12 bài vào vòng cuối; " * 3


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    db = open_catalog(tmp_path / "vustacrawl.db")
    add_sites(db, "a", "b")
    both = [Author(initials="HT"), Author(name="Hoàng Tùng")]
    db.execute("BEGIN")
    for article in (
        an_article(1, LONG, title="Đại hội Đảng bộ [bold]lần thứ ba[/bold]", authors=both),
        an_article(2, LONG, site="b", title="Tin chép lại", published_at="2024-06-01"),
        an_article(3, "Tin ngắn.", published_at=None, authors=[Author(initials="NH")]),
    ):
        link_duplicates(db, store(db, article))
    edited = an_article(1, LONG + "Thêm một câu.", title="Đại hội Đảng bộ lần thứ tư", authors=both)
    store(db, edited, "2026-02-01T00:00:00.000Z")
    db.execute("COMMIT")
    db.close()
    return tmp_path


def run(workspace: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--workspace", str(workspace), *arguments])


def test_search_prints_hits_and_summary(workspace: Path) -> None:
    result = run(workspace, "search", "dang", "bo")
    assert result.exit_code == 0
    assert "Đại hội Đảng bộ lần thứ tư" in result.stdout
    assert "2024-05-06  a  https://a.vn/x-p1.html" in result.stdout
    assert result.stderr == '1-1 of 1 article for "dang bo"\n'


def test_search_reports_when_words_are_not_adjacent(workspace: Path) -> None:
    together = run(workspace, "search", "đồng", "khảo")
    assert together.stderr.splitlines() == [
        '1-2 of 2 articles for "đồng khảo"',
        "no article has all these words side by side; these have them apart",
    ]
    assert run(workspace, "search", "dong khao", "--apart").stderr == '1-2 of 2 articles for "dong khao"\n'
    further = run(workspace, "search", "tin", "chép")
    assert further.stderr.splitlines()[-1] == '1-1 of 1 article for "tin chép"'


def test_search_supports_operators_and_sort_order(workspace: Path) -> None:
    found = run(workspace, "search", 'giám khảo OR "tin ngắn" -title:chép after:2024 \u202e')
    assert found.stdout.count("https://") == 1
    assert found.stderr == '1-1 of 1 article for "giám khảo" OR "tin ngắn" -title:chép after:2024-01-01\n'
    by_age = [run(workspace, "search", "giám khảo", "--sort", sort).stdout for sort in ("newest", "oldest")]
    first = [text.splitlines()[1].split()[0] for text in by_age]
    assert first == ["2024-06-01", "2024-05-06"]


def test_search_json_output(workspace: Path) -> None:
    result = json.loads(run(workspace, "search", "duong sat", "--json", "--since", "2024-06-01").stdout)
    assert (result["understood"], result["apart"]) == ('"duong sat"', False)
    [hit] = result["hits"]
    assert (hit["site"], hit["published_at"]) == ("b", "2024-06-01")
    assert ["đường sắt", True] in hit["snippet"]
    assert result["facets"]["years"] == {"2024": 1}
    assert result["more"] is False


def test_search_without_hits_succeeds(workspace: Path) -> None:
    result = run(workspace, "search", '"((', "--", "-x")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", '0 articles for "x"\n')


def test_invalid_search_date_or_field_is_usage_error(workspace: Path) -> None:
    assert run(workspace, "search", "x", "--since", "hôm qua").exit_code == 2
    assert run(workspace, "search", "x", "--field", "url").exit_code == 2


def test_diff_marks_removed_and_added_words(workspace: Path) -> None:
    result = run(workspace, "diff", "https://a.vn/x-p1.html")
    assert result.exit_code == 0
    assert "version 1 → 2  2026-02-01T00:00:00.000Z  the page changed" in result.stdout
    assert "thứ [-ba[/bold]-] {+tư+}" in result.stdout
    assert "…" in result.stdout
    assert "{+Thêm một câu.+}" in result.stdout


def test_diff_is_coloured_on_terminal(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = run(workspace, "diff", "https://a.vn/x-p1.html").stdout
    red, green = "\x1b[9;31m", "\x1b[32m"
    assert f"{red}ba[/bold]\x1b[0m {green}tư\x1b[0m" in shown
    assert "parsed by vnmedia/1" in shown
    assert "[-" not in shown


def test_diff_json_output(workspace: Path) -> None:
    [change] = json.loads(run(workspace, "diff", "https://a.vn/x-p1.html", "--json").stdout)["changes"]
    assert list(change["fields"]) == ["title", "paragraphs"]


def test_diff_of_unchanged_or_unknown_article(workspace: Path) -> None:
    assert run(workspace, "diff", "https://a.vn/x-p3.html").stderr == "No changes recorded.\n"
    result = run(workspace, "diff", "https://a.vn/x-p9.html")
    assert isinstance(result.exception, CatalogError)


def test_stats_json_output(workspace: Path) -> None:
    figures = json.loads(run(workspace, "stats", "--json").stdout)
    assert figures["totals"]["articles"] == 3
    assert figures["totals"]["exact_reposts"] + figures["totals"]["near_reposts"] == 1
    assert figures["years"] == [{"year": None, "articles": 1}, {"year": "2024", "articles": 2}]
    assert [(row["site"], row["articles"], row["changed"]) for row in figures["sites"]] == [("a", 2, 1), ("b", 1, 0)]
    assert {"field": "published_at", "filled": 2, "articles": 3} in figures["completeness"]
    db = read_catalog(workspace / "vustacrawl.db")
    recomputed = db.execute(
        "SELECT field, sum(filled), sum(articles) FROM field_completeness GROUP BY field"
    ).fetchall()
    assert {tuple(row.values()) for row in figures["completeness"]} == set(recomputed)


def test_stats_table_fits_80_columns(workspace: Path) -> None:
    result = run(workspace, "stats")
    assert result.exit_code == 0
    assert "2024" in result.stdout
    assert "█" in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_stats_show_years_without_articles(workspace: Path) -> None:
    db = open_catalog(workspace / "vustacrawl.db")
    store(db, an_article(9, published_at="2021-05-06"))
    db.close()
    lines = [line.split() for line in run(workspace, "stats").stdout.splitlines()]
    years = [line[:2] for line in lines if line and line[0] in ("2021", "2022", "2023", "2024", "no")]
    assert years == [["2021", "1"], ["2022", "0"], ["2023", "0"], ["2024", "2"], ["no", "date"]]


def test_stats_of_empty_catalog(tmp_path: Path) -> None:
    open_catalog(tmp_path / "vustacrawl.db").close()
    assert run(tmp_path, "stats").exit_code == 0


def test_authors_command_applies_authors_csv(workspace: Path) -> None:
    rows = json.loads(run(workspace, "authors", "--json").stdout)
    assert [(row["initials"], row["name"], row["known_by"]) for row in rows] == [
        ("HT", "Hoàng Tùng", "bylines"),
        ("NH", None, None),
    ]
    (workspace / "authors.csv").write_text("site,initials,name\na,NH,Ngọc Hân\n", "utf-8")
    result = run(workspace, "authors", "--site", "a")
    assert "Ngọc Hân" in result.stdout
    (workspace / "authors.csv").write_text("site,name\n", "utf-8")
    assert isinstance(run(workspace, "authors").exception, CatalogError)


@pytest.mark.parametrize("command", [["search", "x"], ["diff", "https://x.vn/"], ["stats"], ["authors"]])
def test_commands_without_catalog_fail_and_create_none(tmp_path: Path, command: list[str]) -> None:
    assert "no catalog here yet" in str(run(tmp_path, *command).exception)
    assert not (tmp_path / "vustacrawl.db").exists()


def test_trends_table_csv_and_json_output(workspace: Path) -> None:
    table = run(workspace, "trends", "đường sắt", "tin  ngắn")
    assert table.exit_code == 0
    assert table.stdout.splitlines()[1].split() == ["2024", "2", "41,379.3", "0", "0.0"]
    assert table.stderr == 'đường sắt: interpreted as "đường sắt"\ntin  ngắn: interpreted as "tin ngắn"\n'
    monthly = run(workspace, "trends", "duong sat", "--by", "month", "--site", "b", "--csv")
    assert monthly.stdout.splitlines() == [
        "period,phrase,matches,articles,occurrences,words,per_million",
        "2024-06,duong sat,1,1,3,69,43478.261",
    ]
    [trend] = json.loads(run(workspace, "trends", "đường sắt site:a", "--json").stdout)
    assert [list(point.values()) for point in trend["points"]] == [["2024", 1, 3, 1, 76]]


@pytest.mark.parametrize("arguments", [["..."], ["hội", "--csv", "--json"], [*"abcdefg"], ["hội", "--by", "day"]])
def test_invalid_trends_arguments_are_usage_errors(workspace: Path, arguments: list[str]) -> None:
    result = run(workspace, "trends", *arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_package_that_cannot_be_written_is_reported(workspace: Path) -> None:
    db = open_catalog(workspace / "vustacrawl.db")
    db.execute("INSERT INTO warc_files (name, site, length, sha256) VALUES ('a.warc.gz', 'a', 1, ?)", ("0" * 64,))
    db.execute(
        "INSERT INTO captures (site, url, fetched_at, status, length, digest, warc_file, warc_offset, warc_length)"
        " VALUES ('a', 'https://a.vn/', '2026-01-01T00:00:00.000Z', 200, 1, 'sha256:0', 'a.warc.gz', 0, 1)"
    )
    db.close()
    result = run(workspace, "package", "a", "--cdxj", "--out", "/proc/none/a.cdxj")
    assert isinstance(result.exception, PackageError)
    assert "/proc/none" in str(result.exception)


@pytest.mark.parametrize("command", [["search", "x"], ["trends", "x"], ["authors"]])
def test_unknown_site_is_rejected_with_suggestion(workspace: Path, command: list[str]) -> None:
    result = run(workspace, *command, "--site", "aa")
    assert str(result.exception) == "the catalog has no site 'aa' (did you mean a?)"
