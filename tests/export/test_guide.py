"""The code and queries of ``docs/5-dumps.md`` run as shown."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

from vustacrawl.export import export

GUIDE = (Path(__file__).parents[2] / "docs/5-dumps.md").read_text("utf-8")


def snippets(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def dumps(catalog, tmp_path, monkeypatch):
    """Export the dumps that the guide uses, in the folders it expects."""
    export(catalog, tmp_path / "exports/full", formats=["csv", "parquet", "sqlite", "jsonld"])
    catalog.execute("UPDATE articles SET title = 'Mới', updated_at = '2025-01-01T00:00:00Z' WHERE native_id = '101'")
    export(catalog, tmp_path / "exports/delta", since="2025-01-01")
    monkeypatch.chdir(tmp_path)


def test_python_snippets_of_guide_run(dumps, capsys):
    namespace: dict = {}
    for snippet in snippets("python"):
        exec(compile(snippet, "docs/5-dumps.md", "exec"), namespace)
    assert len(namespace["articles"]) == 5
    assert list(namespace["captions"]["caption"]) == ["Toàn cảnh đại hội"]
    assert list(namespace["found"]["title"]) == ["Đăng lại: Đại hội đại biểu", "Đại hội đại biểu toàn quốc lần thứ IX"]
    assert len(namespace["meanings"]) > 50
    assert namespace["known"]["https://vusta.example/dai-hoi-a101.html"]["title"] == "Mới"
    assert len(namespace["known"]) == 5
    assert "2023" in capsys.readouterr().out


def test_sql_snippets_of_guide_run(dumps):
    by_year, images, lines, sheet = (duckdb.sql(query).fetchall() for query in snippets("sql"))
    assert ("vusta", 2022, 2) in by_year
    assert [row[0] for row in images] == ["https://vusta.example/dai-hoi-a101.html"]
    assert sorted(blocks for _, blocks in lines) == [0, 1, 1, 2, 2]
    assert len(sheet) == 5


def test_guide_covers_every_export_option():
    from vustacrawl.cli.export import command

    for option in command.params:
        assert any(f"`{name}" in GUIDE or f" {name} " in GUIDE for name in option.opts), option.name
