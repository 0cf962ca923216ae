"""Parquet: typed columns, nested lists."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime

import pyarrow
import pyarrow.parquet
import pytest

from vustacrawl.export import export
from vustacrawl.export.fields import properties
from vustacrawl.export.formats import parquet
from vustacrawl.extras import MissingExtraError


@pytest.fixture
def table(catalog, out):
    export(catalog, out, formats=["parquet"])
    return pyarrow.parquet.read_table(out / parquet.FILE)


def test_list_fields_are_nested_columns(table, out):
    records = json.loads((out / "articles.json").read_bytes())
    for row, record in zip(table.to_pylist(), records, strict=True):
        blocks = [{"cells": None} | block for block in record["paragraphs"]]
        assert row["paragraphs"] == blocks
        for name in ("images", "authors", "files", "tags", "aliases", "duplicate_of", "title", "lead", "word_count"):
            assert row[name] == record[name]


def test_dates_and_times_have_typed_columns(table):
    row = next(row for row in table.to_pylist() if row["native_id"] == "101")
    assert row["published_at"] == "2023-08-10T10:09:00+07:00"
    assert row["published_date"] == date(2023, 8, 10)
    assert row["published_utc"] == datetime(2023, 8, 10, 3, 9, tzinfo=UTC)
    assert row["changed_at"] == datetime(2024, 3, 1, tzinfo=UTC)
    assert row["gone_at"] is None


def test_date_without_time_has_no_utc_timestamp(table):
    row = next(row for row in table.to_pylist() if row["title"].startswith("Cùng ngày"))
    assert (row["published_date"], row["published_utc"]) == (date(2022, 1, 5), None)


def test_invalid_calendar_date_is_kept_as_text_only(make_catalog, out):
    article = {"url": "https://vusta.example/a.html", "title": "Ngày 31 tháng 2", "published_at": "2023-02-31"}
    export(make_catalog([article]), out, formats=["parquet"])
    [row] = pyarrow.parquet.read_table(out / parquet.FILE).to_pylist()
    assert (row["published_at"], row["published_date"]) == ("2023-02-31", None)


def test_every_column_has_description(table):
    described = {column.name: column.metadata[b"description"].decode() for column in table.schema}
    assert described["title"] == properties()["title"]["description"]
    assert set(described) == {*properties(), "published_date", "published_utc"}


def test_table_cells_are_exported(make_catalog, out):
    article = {"url": "https://vusta.example/a.html", "title": "Bảng", "paragraphs": [("table", "a\tb")]}
    db = make_catalog([article])
    db.execute('UPDATE paragraphs SET cells = \'[["a","b"]]\'')
    export(db, out, formats=["parquet"])
    [row] = pyarrow.parquet.read_table(out / parquet.FILE).to_pylist()
    assert row["paragraphs"] == [{"kind": "table", "text": "a\tb", "cells": [["a", "b"]]}]
    [record] = json.loads((out / "articles.json").read_bytes())
    assert record["paragraphs"] == row["paragraphs"]


def test_articles_are_split_into_row_groups(catalog, out, monkeypatch):
    monkeypatch.setattr(parquet, "_ROWS", 2)
    export(catalog, out, formats=["parquet"])
    groups = pyarrow.parquet.ParquetFile(out / parquet.FILE).metadata
    assert [groups.row_group(at).num_rows for at in range(groups.num_row_groups)] == [2, 2, 1]


def test_row_groups_are_limited_by_size(catalog, out, monkeypatch):
    monkeypatch.setattr(parquet, "_BYTES", 1)
    export(catalog, out, formats=["parquet"])
    assert pyarrow.parquet.ParquetFile(out / parquet.FILE).metadata.num_row_groups == 5


def test_parquet_of_empty_catalog_has_no_rows(make_catalog, out):
    export(make_catalog([]), out, formats=["parquet"])
    assert pyarrow.parquet.read_table(out / parquet.FILE).num_rows == 0


def test_missing_pyarrow_is_reported(catalog, out, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'vustacrawl\[parquet\]'"):
        export(catalog, out, formats=["parquet"])
    assert not out.exists()
