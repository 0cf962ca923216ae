"""Datasette's pages: documented queries, important tables first, the site's own layout."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.conftest import Client
from vustacrawl.catalog.dictionary import data_dictionary
from vustacrawl.web.metadata import FIRST_TABLES, INTERNAL, queries

GUIDE = Path(__file__).parents[2] / "docs/4-queries.md"


def test_queries_match_guide() -> None:
    documented = re.findall(r"\*\*\d+\. .*?```sql\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert [query["sql"] for query in queries().values()] == [sql.strip().removesuffix(";") for sql in documented]


@pytest.mark.parametrize("name", queries())
def test_query_runs(client: Client, name: str) -> None:
    response = client.get(f"/catalog/{name}.json?_shape=array")
    assert response.status_code == 200
    assert client.get(f"/catalog/{name}").status_code == 200


def test_catalog_page_lists_important_tables_first(client: Client) -> None:
    assert data_dictionary().keys() >= {*FIRST_TABLES}
    page = client.page("/catalog?_=1")
    shown = page.xpath("//main//section/dl/div/dt//code/text()")
    assert tuple(shown[: len(FIRST_TABLES)]) == FIRST_TABLES
    assert not INTERNAL & {*shown}
    collapsed = page.xpath("//main//details//dt//code/text()")
    assert {*collapsed} | {*shown} == {*data_dictionary()}


def test_schema_diagram_links_every_table_to_its_rows(client: Client) -> None:
    page = client.page("/catalog?_=1")
    drawn = page.xpath("//details[@class='diagram']//svg//a")
    tables = {name for name, relation in data_dictionary().items() if relation.kind == "table"} - INTERNAL
    assert {link.text_content(): link.get("href") for link in drawn} == {name: f"/catalog/{name}" for name in tables}
    references = [column for name in tables for column in data_dictionary()[name].columns if column.refers_to]
    shown = page.xpath("//svg//text[contains(., ' → ')]/text()")
    assert sorted(shown) == sorted(f"{each.name} → {each.refers_to.partition('.')[0]}" for each in references)
    self_references = {"captures"}  # a revisit refers to another capture
    assert len(page.xpath("//svg//path")) == len(references) - len(self_references)


@pytest.mark.parametrize(
    "path", ["/catalog", "/catalog/articles_latest", "/catalog/articles/1", "/catalog?sql=select+1"]
)
def test_datasette_pages_have_site_header_in_both_languages(client: Client, path: str) -> None:
    for language, word in (("vi", "Tìm kiếm"), ("en", "Search")):
        page = client.page(path, headers={"Accept-Language": language})
        assert page.xpath("//header[@class='top']//nav//a/text()")[0] == word
        assert page.xpath("//header[@class='top']//a[@class='language']/@href") == [
            f"/?lang={'en' if language == 'vi' else 'vi'}"
        ]


def test_columns_are_described_in_collapsed_section(client: Client) -> None:
    page = client.page("/catalog/articles_latest")
    assert page.xpath("//main//details[summary]//dt/code/text()")[0] == "published_at"
