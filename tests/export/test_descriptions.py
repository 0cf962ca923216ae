"""The files that describe the data: the data package and the README."""

from __future__ import annotations

import hashlib
import json
import re

import frictionless
import pytest

from vustacrawl.export import FORMATS, export
from vustacrawl.export.fields import properties
from vustacrawl.export.formats.spreadsheet import TABLES

EVERYTHING = [each.name for each in FORMATS if not each.always]


def package_of(out) -> dict:
    return json.loads((out / "datapackage.json").read_bytes())


def faults(out) -> list[list]:
    report = frictionless.validate(str(out / "datapackage.json"))
    return report.flatten(["name", "type", "rowNumber", "fieldName", "message"]) + [
        [error.message] for error in report.errors
    ]


@pytest.mark.slow
@pytest.mark.parametrize("compression", ["none", "gz", "zst"])
def test_data_package_is_valid_for_frictionless(catalog, out, compression):
    export(catalog, out, formats=EVERYTHING, compression=compression)
    assert faults(out) == []


def test_data_package_without_articles_is_valid_for_frictionless(make_catalog, out):
    export(make_catalog([]), out, formats=EVERYTHING)
    assert faults(out) == []


@pytest.mark.slow
def test_frictionless_reports_modified_file(catalog, out):
    export(catalog, out, formats=EVERYTHING)
    path = out / "csv/articles.csv"
    path.write_bytes(path.read_bytes().replace(b"2023-08-10", b"2023-99-99"))
    types = {fault[1] for fault in faults(out)}
    assert types == {"hash-count", "type-error"}


def test_every_data_file_is_resource_of_package(catalog, out):
    manifest = export(catalog, out, formats=EVERYTHING)
    resources = package_of(out)["resources"]
    metadata = {"datapackage.json", "schema/article.schema.json", "schema/article.tableschema.json"}
    assert {entry.path for entry in manifest.files} - metadata == {resource["path"] for resource in resources}
    entries = {entry.path: entry for entry in manifest.files}
    for resource in resources:
        entry = entries[resource["path"]]
        assert (resource["hash"], resource["bytes"]) == (f"sha256:{entry.sha256}", entry.bytes)
        assert resource["description"] and resource["mediatype"]
    assert len({resource["name"] for resource in resources}) == len(resources)


def test_each_file_matches_one_file_kind_of_formats(catalog, out):
    manifest = export(catalog, out, formats=EVERYTHING, compression="gz")
    kinds = [kind for each in FORMATS for kind in each.files]
    for entry in manifest.files:
        if entry.articles:
            assert sum(bool(kind.pattern.fullmatch(entry.path)) for kind in kinds) == 1, entry.path
    assert len({each.name for each in FORMATS}) == len(FORMATS)
    assert all(each.write or each.copy for each in FORMATS)
    assert all(kind.description.endswith(".") for kind in kinds)


def test_table_schemas_describe_all_fields_of_json_lines_and_csv(catalog, out):
    export(catalog, out, formats=EVERYTHING)
    schemas = {resource["path"]: resource.get("schema") for resource in package_of(out)["resources"]}
    assert schemas["articles/vusta/2023.jsonl"] == "schema/article.tableschema.json"
    fields = json.loads((out / "schema/article.tableschema.json").read_bytes())["fields"]
    assert {field["name"]: field["description"] for field in fields} == {
        name: definition["description"] for name, definition in properties().items()
    }
    for table in TABLES:
        assert all(field["description"] for field in schemas[table.path]["fields"])


def test_data_package_lists_sources_and_grants_no_license(catalog, out):
    export(catalog, out)
    package = package_of(out)
    assert package["sources"] == [
        {"title": "Hội", "path": "https://hoi-dien-luc.example/"},
        {"title": "Hội", "path": "https://vusta.example/"},
    ]
    assert "belong to their publishers" in package["licenses"][0]["title"]


def test_readme_cites_manifest_digest_and_newest_capture(catalog, out):
    export(catalog, out)
    text = (out / "README.md").read_text("utf-8")
    digest = hashlib.sha256((out / "manifest.json").read_bytes()).hexdigest()
    assert "Captured until 2024-07-01, vustacrawl" in text
    assert text.count(f"sha256:{digest}") == 2


def test_readme_counts_articles_by_site_and_year(catalog, out):
    export(catalog, out)
    text = (out / "README.md").read_text("utf-8")
    assert "5 articles from 2 sites" in text
    assert "| vusta | 2022 | 2 | 2 | 0 | 0 |\n" in text
    assert "| vusta | undated | 1 | 1 | 0 | 0 |\n" in text
    assert "| **all** |  | 5 | 6 | 1 | 1 |\n" in text


def test_readme_lists_every_field(catalog, out):
    export(catalog, out)
    text = (out / "README.md").read_text("utf-8")
    assert [name for name in properties() if f"| `{name}` | " not in text] == []


def test_readme_lists_exactly_files_of_dump(catalog, out, tmp_path):
    export(catalog, out, formats=EVERYTHING, compression="gz")
    export(catalog, tmp_path / "plain")
    listed = re.compile(r"^\| `((?:csv|parquet|jsonld|ninjs|sqlite)/[^`]*)`", re.MULTILINE)
    text = (out / "README.md").read_text("utf-8")
    paths = {path for path in listed.findall(text) if "<" not in path}
    assert paths == {*(table.path for table in TABLES), "parquet/articles.parquet", "sqlite/articles.sqlite"}
    assert all((out / path).exists() for path in paths)
    assert "`jsonld/<site>/<year>.jsonl.gz`" in text
    assert "`ninjs/<site>/<year>.jsonl.gz`" in text
    assert listed.findall((tmp_path / "plain/README.md").read_text("utf-8")) == []


def test_readme_lists_months_without_articles_and_missing_fields(make_catalog, out):
    months = ["2021-03", "2021-04", "2021-06", "2022-01"]
    articles = [
        {"url": f"https://vusta.example/{month}.html", "title": "Tin", "published_at": f"{month}-05", "byline": "HT"}
        for month in months
    ]
    articles[0]["lead"] = "Có sa-pô."
    export(make_catalog(articles), out)
    text = (out / "README.md").read_text("utf-8")
    assert "- vusta: 2021-05, 2021-07 to 2021-12\n" in text
    [line] = [line for line in text.splitlines() if line.startswith("- vusta: `")]
    assert "`lead` 3" in line and "`section` 4" in line and line.endswith(" of 4")
    assert "`byline`" not in line and "`published_at`" not in line


def test_readme_lists_problems_with_escaped_reasons(catalog, out):
    for url, reason in (("a", "HTTP 410"), ("b", "HTTP 410"), ("c", "<script>|`x`")):
        catalog.execute(
            "INSERT INTO problems (site, url, stage, reason, seen_at)"
            " VALUES ('vusta', ?, 'fetch', ?, '2024-01-01T00:00:00Z')",
            (url, reason),
        )
    export(catalog, out)
    text = (out / "README.md").read_text("utf-8")
    assert "- HTTP 410 (fetch): 2 pages of 1 site\n" in text
    assert r"- \<script\>\|\`x\` (fetch): 1 page of 1 site" in text


def test_readme_of_delta_gives_its_start_day(catalog, out):
    export(catalog, out, since="2024-03-01")
    text = (out / "README.md").read_text("utf-8")
    assert text.startswith("# News of the VUSTA federation: articles new, changed or gone since 2024-03-01\n")
    assert "This is a delta" in text


def test_readme_of_full_dump_gives_start_day_of_next_delta(catalog, out):
    manifest = export(catalog, out)
    assert manifest.catalog_changed_at == "2024-06-01T00:00:00Z"
    assert "`vustacrawl export --since 2024-06-01`" in (out / "README.md").read_text("utf-8")
