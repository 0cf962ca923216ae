"""CSV for spreadsheets."""

from __future__ import annotations

import csv
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.export import export
from vustacrawl.export.formats.spreadsheet import TABLES, guarded

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def rows_of(out, name: str) -> list[dict[str, str]]:
    with (out / f"csv/{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_article_row_has_all_columns(catalog, out):
    export(catalog, out, formats=["csv"])
    row = {row["native_id"]: row for row in rows_of(out, "articles")}["101"]
    assert row == {
        "site": "vusta",
        "published_date": "2023-08-10",
        "published_time": "10:09",
        "title": "Đại hội đại biểu toàn quốc lần thứ IX",
        "author": "HT",
        "byline": "HT (tổng hợp)",
        "source_credit": "",
        "photo_credit": "Minh Anh",
        "section": "",
        "tags": "đại hội; VUSTA",
        "lead": "Sáng 10/8, tại Hà Nội, Liên hiệp các Hội khai mạc đại hội.",
        "body": "Đổi mới và sáng tạo\n\n“Trí thức” là vốn quý.\nXuống dòng.",
        "word_count": "12",
        "images": "1",
        "language": "vi",
        "url": "https://vusta.example/dai-hoi-a101.html",
        "native_id": "101",
        "duplicate_of": "",
        "duplicate_kind": "",
        "duplicate_similarity": "",
        "versions": "2",
        "first_seen_at": "2024-01-01T00:00:00Z",
        "last_seen_at": "2024-02-01T00:00:00Z",
        "changed_at": "2024-03-01T00:00:00Z",
        "gone_at": "",
        "found_in": "",
        "published_at": "2023-08-10T10:09:00+07:00",
        "published_raw": "Thứ năm, 10/08/2023 10:09",
        "content_hash": "c" * 64,
    }


def test_article_from_another_archive_gives_found_in(catalog, out):
    catalog.execute(
        "INSERT INTO captures (id, site, url, fetched_at, status, length, digest, found_in) VALUES"
        " (7, 'vusta', 'https://vusta.example/b-a103.html', '2015-01-02T03:04:05Z', 200, 1, 'sha256:0', 'luu.example')"
    )
    catalog.execute("UPDATE articles SET capture_id = 7 WHERE url = 'https://vusta.example/b-a103.html'")
    catalog.conn.commit()
    export(catalog, out, formats=["csv"])
    [row] = [row for row in rows_of(out, "articles") if row["found_in"]]
    assert (row["url"], row["found_in"]) == ("https://vusta.example/b-a103.html", "luu.example")


def test_csv_repost_gives_url_of_original(catalog, out):
    export(catalog, out, formats=["csv"])
    [repost] = [row for row in rows_of(out, "articles") if row["duplicate_of"]]
    assert (repost["duplicate_kind"], repost["duplicate_similarity"]) == ("near", "0.93")
    assert repost["duplicate_of"] == "https://vusta.example/dai-hoi-a101.html"


def test_image_author_file_and_tag_rows_give_their_article(catalog, out):
    export(catalog, out, formats=["csv"])
    [image], [author], [file] = (rows_of(out, name) for name in ("images", "authors", "files"))
    tags = rows_of(out, "tags")
    article = {
        "site": "vusta",
        "article_url": "https://vusta.example/dai-hoi-a101.html",
        "article_title": "Đại hội đại biểu toàn quốc lần thứ IX",
        "published_date": "2023-08-10",
    }
    for row in (image, author, file, *tags):
        assert article.items() <= row.items()
    assert (image["caption"], image["credit"]) == ("Toàn cảnh đại hội", "Ảnh: HT")
    assert (author["initials"], author["role"]) == ("HT", "tổng hợp")
    assert (file["title"], file["file_url"]) == ("Nghị quyết", "https://vusta.example/nghi-quyet.pdf")
    assert [(row["position"], row["tag"]) for row in tags] == [("1", "đại hội"), ("2", "VUSTA")]


def test_csv_has_utf8_bom_and_rfc_4180_line_endings(catalog, out):
    export(catalog, out, formats=["csv"])
    data = (out / "csv/articles.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsite,published_date,")
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == 1 + 5
    assert '"Đổi mới và sáng tạo\n\n“Trí thức” là vốn quý.\nXuống dòng."'.encode() in data


def test_csv_of_empty_catalog_has_only_headers(make_catalog, out):
    export(make_catalog([]), out, formats=["csv"])
    for table in TABLES:
        assert (out / table.path).read_text("utf-8-sig") == ",".join(field.name for field in table.fields) + "\n"


@pytest.mark.parametrize("sign", [*FORMULAS, "'"])
def test_cells_are_guarded_against_formulas(make_catalog, out, sign):
    title = f'{sign}cmd|" /C calc"!A0, ba'
    article = {
        "url": "https://vusta.example/a.html",
        "title": title,
        "images": [("https://vusta.example/1.jpg", None, title, title, 0)],
        "tags": [title],
    }
    export(make_catalog([article]), out, formats=["csv"])
    for name, column in (("articles", "title"), ("images", "caption"), ("images", "article_title"), ("tags", "tag")):
        [row] = rows_of(out, name)
        assert row[column] == f"'{title}"
        assert row[column].removeprefix("'") == title
        assert not any(cell.startswith(FORMULAS) for cell in row.values())


@given(st.text())
def test_guarded_text_is_not_formula_and_can_be_restored(text):
    cell = guarded(text)
    assert not cell.lstrip(" ").startswith(FORMULAS)
    assert cell.removeprefix("'") == text


@given(st.text(alphabet="Đạihộa ,.123").filter(lambda text: text.strip()))
def test_plain_text_is_not_changed(text):
    assert guarded(text) == text


def test_csv_values_equal_json_values(catalog, out):
    export(catalog, out, formats=["csv"])
    records = {record["url"]: record for record in json.loads((out / "articles.json").read_bytes())}
    for row in rows_of(out, "articles"):
        record = records[row["url"]]
        for name in ("title", "lead", "byline", "published_at", "published_raw", "gone_at", "native_id", "section"):
            assert row[name] == (record[name] or "")


def test_manifest_counts_csv_rows(catalog, out):
    manifest = export(catalog, out, formats=["csv"])
    rows = {entry.path: (entry.articles, entry.rows) for entry in manifest.files if entry.path.startswith("csv/")}
    assert rows == {
        "csv/articles.csv": (5, 5),
        "csv/authors.csv": (0, 1),
        "csv/files.csv": (0, 1),
        "csv/images.csv": (0, 1),
        "csv/tags.csv": (0, 2),
    }
