"""The content of the dumps."""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
from pathlib import Path

import jsonschema
import pytest

from vustacrawl.catalog import read_catalog
from vustacrawl.catalog.sites import UnknownSiteError
from vustacrawl.export import ExportError, export
from vustacrawl.export.formats import json_lines
from vustacrawl.zstd import zstd


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_json_record_has_all_fields_in_schema_order(catalog, out):
    export(catalog, out)
    [record] = read_lines(out / "articles/vusta/2023.jsonl")
    schema = json.loads((out / "schema/article.schema.json").read_bytes())
    assert list(record) == schema["required"] == list(schema["properties"])
    assert record == {
        "site": "vusta",
        "url": "https://vusta.example/dai-hoi-a101.html",
        "native_id": "101",
        "title": "Đại hội đại biểu toàn quốc lần thứ IX",
        "published_at": "2023-08-10T10:09:00+07:00",
        "published_raw": "Thứ năm, 10/08/2023 10:09",
        "author_initials": "HT",
        "author_name": None,
        "byline": "HT (tổng hợp)",
        "source_credit": None,
        "photo_credit": "Minh Anh",
        "lead": "Sáng 10/8, tại Hà Nội, Liên hiệp các Hội khai mạc đại hội.",
        "paragraphs": [
            {"kind": "heading", "text": "Đổi mới và sáng tạo"},
            {"kind": "paragraph", "text": "“Trí thức” là vốn quý.\nXuống dòng."},
        ],
        "images": [
            {
                "url": "https://vusta.example/anh/1.jpg",
                "alt": "ảnh",
                "caption": "Toàn cảnh đại hội",
                "credit": "Ảnh: HT",
                "after_paragraph": 1,
                "sha256": None,
                "width": None,
                "height": None,
            }
        ],
        "authors": [{"name": None, "initials": "HT", "role": "tổng hợp", "unit": None}],
        "files": [
            {"url": "https://vusta.example/nghi-quyet.pdf", "title": "Nghị quyết", "sha256": None, "length": None}
        ],
        "section": None,
        "tags": ["đại hội", "VUSTA"],
        "language": "vi",
        "word_count": 12,
        "content_hash": "c" * 64,
        "aliases": ["https://vusta.example/?id=101", "https://vusta.example/in/101"],
        "duplicate_of": None,
        "versions": 2,
        "first_seen_at": "2024-01-01T00:00:00Z",
        "last_seen_at": "2024-02-01T00:00:00Z",
        "changed_at": "2024-03-01T00:00:00Z",
        "gone_at": None,
        "found_in": None,
        "parser": "generic/1",
    }


def test_json_lines_are_utf8_without_escapes(catalog, out):
    export(catalog, out)
    assert "Đại hội đại biểu".encode() in (out / "articles/vusta/2023.jsonl").read_bytes()


def test_every_json_line_matches_schema(catalog, out):
    export(catalog, out)
    schema = json.loads((out / "schema/article.schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    records = [record for path in out.glob("articles/*/*.jsonl") for record in read_lines(path)]
    assert len(records) == 5
    for record in records:
        validator.validate(record)


def test_articles_are_split_by_site_and_year_and_sorted_by_date(catalog, out):
    export(catalog, out)
    urls = {
        path.relative_to(out / "articles").as_posix(): [record["url"] for record in read_lines(path)]
        for path in out.glob("articles/*/*.jsonl")
    }
    assert urls == {
        "vusta/undated.jsonl": ["https://vusta.example/khong-ngay-a7.html"],
        "vusta/2022.jsonl": ["https://vusta.example/a-a102.html", "https://vusta.example/b-a103.html"],
        "vusta/2023.jsonl": ["https://vusta.example/dai-hoi-a101.html"],
        "hoi-dien-luc/2023.jsonl": ["https://dienluc.example/dang-lai-dai-hoi/"],
    }


def test_json_repost_gives_url_of_original(catalog, out):
    export(catalog, out, sites=["hoi-dien-luc"])
    [record] = read_lines(out / "articles/hoi-dien-luc/2023.jsonl")
    original = {"url": "https://vusta.example/dai-hoi-a101.html", "kind": "near", "similarity": 0.93}
    assert record["duplicate_of"] == original


def test_small_export_also_has_json_array(catalog, out):
    export(catalog, out)
    records = json.loads((out / "articles.json").read_bytes())
    assert sorted(record["url"] for record in records) == sorted(
        record["url"] for path in out.glob("articles/*/*.jsonl") for record in read_lines(path)
    )


def test_big_export_has_no_json_array(catalog, out, monkeypatch):
    monkeypatch.setattr(json_lines, "ARRAY_LIMIT", 4)
    export(catalog, out)
    assert not (out / "articles.json").exists()


def test_empty_catalog_gives_empty_array(make_catalog, out):
    manifest = export(make_catalog([]), out)
    assert json.loads((out / "articles.json").read_bytes()) == []
    assert manifest.catalog_as_of is None
    assert manifest.counts.articles == 0


def test_manifest_has_counts_sizes_and_digests(catalog, out):
    manifest = export(catalog, out)
    assert json.loads((out / "manifest.json").read_bytes()) == manifest.model_dump()
    assert manifest.catalog_as_of == "2024-07-01T00:00:00Z"
    assert manifest.kind == "full"
    assert manifest.counts.model_dump() == {"articles": 5, "paragraphs": 6, "images": 1, "duplicates": 1}
    assert [(year.site, year.year, year.articles) for year in manifest.by_site_and_year] == [
        ("hoi-dien-luc", 2023, 1),
        ("vusta", None, 1),
        ("vusta", 2022, 2),
        ("vusta", 2023, 1),
    ]
    for entry in manifest.files:
        data = (out / entry.path).read_bytes()
        assert (entry.bytes, entry.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    articles = {entry.path: entry.articles for entry in manifest.files}
    assert articles["articles/vusta/2022.jsonl"] == 2
    assert articles["articles.json"] == 5


def test_sha256sum_verifies_export(catalog, out):
    export(catalog, out)
    run = subprocess.run(["sha256sum", "-c", "--strict", "SHA256SUMS"], cwd=out, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert "manifest.json: OK" in run.stdout


@pytest.mark.parametrize("compression", ["none", "gz", "zst"])
def test_equal_catalogs_give_equal_bytes(make_catalog, tmp_path, bytes_of, compression):
    folders = [tmp_path / name for name in ("one", "two")]
    for seed, folder in enumerate(folders):
        export(make_catalog(seed=seed), folder, compression=compression, formats=["csv", "parquet", "sqlite", "jsonld"])
    one, two = map(bytes_of, folders)
    assert [path for path in one if one[path] != two.get(path)] == []
    assert one.keys() == two.keys()


def test_repeated_export_and_copied_catalog_give_equal_bytes(catalog, tmp_path, bytes_of):
    everything = ["csv", "parquet", "sqlite", "jsonld"]
    (tmp_path / "elsewhere").mkdir()
    catalog.execute("VACUUM INTO ?", [str(tmp_path / "elsewhere/vustacrawl.db")])
    copy = read_catalog(tmp_path / "elsewhere/vustacrawl.db")
    written = []
    for db, name in ((catalog, "one"), (catalog, "again"), (copy, "copy")):
        export(db, tmp_path / name, formats=everything)
        written.append(bytes_of(tmp_path / name))
    assert written[0] == written[1] == written[2]


@pytest.mark.parametrize(("compression", "opens"), [("gz", gzip.open), ("zst", zstd.ZstdFile)])
def test_compressed_files_have_same_content(catalog, tmp_path, compression, opens):
    export(catalog, tmp_path / "plain")
    export(catalog, tmp_path / "small", compression=compression)
    for path in ("articles.json", "articles/vusta/2022.jsonl"):
        packed = tmp_path / "small" / f"{path}.{compression}"
        with opens(packed) as file:
            assert file.read() == (tmp_path / "plain" / path).read_bytes()
        if compression == "gz":
            assert packed.read_bytes()[3:8] == bytes(5), "the gzip header has no name and no time"


@pytest.mark.parametrize(
    ("since", "titles"),
    [
        ("2024-01-01", 5),
        ("2024-03-01", 3),  # one changed, one gone, one new
        ("2024-05-02", 1),  # one gone
        ("2024-06-02", 0),
    ],
)
def test_delta_has_new_changed_and_gone_articles(catalog, out, since, titles):
    manifest = export(catalog, out, since=since)
    assert (manifest.kind, manifest.since) == ("delta", since)
    assert manifest.counts.articles == titles
    assert manifest.catalog_as_of == "2024-07-01T00:00:00Z"


def test_delta_marks_gone_articles(catalog, out):
    export(catalog, out, since="2024-05-02")
    [record] = read_lines(out / "articles/vusta/2022.jsonl")
    assert record["gone_at"] == "2024-06-01T00:00:00Z"


@pytest.mark.parametrize("since", ["", "hôm qua", "2024-13-01", "2024"])
def test_invalid_since_date_is_rejected(catalog, out, since):
    with pytest.raises(ExportError, match="is not a date"):
        export(catalog, out, since=since)


def test_unknown_site_is_rejected(catalog, out):
    with pytest.raises(UnknownSiteError, match="no site 'vietnam'"):
        export(catalog, out, sites=["vusta", "vietnam"])


def test_progress_ends_at_total(catalog, out):
    calls = []
    export(catalog, out, progress=lambda what, done, total: calls.append((what, done, total)))
    assert calls == [("written", 5, 5)]


def test_export_is_consistent_during_crawl(catalog, out, tmp_path):
    from vustacrawl.catalog import open_catalog

    crawl = open_catalog(tmp_path / "catalog-0.db")
    later = "UPDATE articles SET last_seen_at = '2025-01-01T00:00:00Z'"
    manifest = export(catalog, out, progress=lambda *_: crawl.execute(later))
    assert manifest.catalog_as_of == "2024-07-01T00:00:00Z"
    assert not catalog.conn.in_transaction
    assert export(catalog, out).catalog_as_of == "2025-01-01T00:00:00Z"
