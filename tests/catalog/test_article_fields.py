"""The schema, exports and translations cover every field of ``items.Article``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from itertools import product
from typing import get_args, get_type_hints

import orjson
import pytest
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.articles import load_record
from vustacrawl.catalog.changes import as_text
from vustacrawl.catalog.dictionary import data_dictionary
from vustacrawl.export.fields import properties, schema_bytes
from vustacrawl.export.records import record_of
from vustacrawl.items import IDENTITY_FIELDS, LIST_FIELDS, PARSED_FIELDS, TEXT_FIELDS, Article
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.web.translations import LANGUAGES, translations

FOUND_BY = "found_by"
"""Records how each field was found; stored in the catalog, not exported."""
REQUIRED: list[str] = orjson.loads(schema_bytes())["required"]


def missing_places(db: Database) -> Iterator[str]:
    """Yield what is still missing for a new field, one line for each gap."""
    columns = {column.name for column in data_dictionary()["articles"].columns}
    without_column = [name for name in (*IDENTITY_FIELDS, *TEXT_FIELDS) if name not in columns]
    for name in without_column:
        yield f"{name}: a column of articles, in a new file of catalog/migrations/"
    if not without_column:
        loaded = load_record(db, store(db, an_article()).id)
        yield from (f"{name}: a list in catalog/articles.load_record" for name in PARSED_FIELDS if name not in loaded)
    for name in PARSED_FIELDS:
        if not hasattr(ArticlePage, name):
            yield f"{name}: a property of parsers/pages/article.ArticlePage, which reads it"
    for name in (*IDENTITY_FIELDS, *PARSED_FIELDS):
        if name not in properties():
            yield f"{name}: a property with a description in export/schema/article.schema.json"
        if name not in REQUIRED:
            yield f"{name}: an entry in `required` of export/schema/article.schema.json"
    for name, language in product(PARSED_FIELDS, LANGUAGES):
        if language not in translations().get(f"field.{name}", {}):
            yield f"{name}: a label in {language!r}, under [field] of web/translations.toml"


def test_every_article_field_is_defined_in_all_places(db: Database) -> None:
    missing = list(missing_places(db))
    assert not missing, "items.Article has fields that still need:\n  " + "\n  ".join(missing)


def test_every_article_field_is_identity_or_parsed() -> None:
    names = [each.name for each in fields(Article)]
    assert sorted(names) == sorted([*IDENTITY_FIELDS, *PARSED_FIELDS, FOUND_BY]), "neither text nor list field"


def test_exported_records_keep_field_order(db: Database) -> None:
    record = record_of(db, store(db, an_article()).id) or {}
    assert [*record] == [*properties()] == REQUIRED
    parsed = [each.name for each in fields(Article) if each.name != FOUND_BY]
    assert [*record][: len(parsed)] == parsed


@pytest.mark.parametrize("name", LIST_FIELDS)
def test_list_item_fields_are_in_json_schema(name: str) -> None:
    [item] = get_args(get_type_hints(Article)[name])
    if is_dataclass(item):
        assert {each.name for each in fields(item)} <= properties(name).keys(), "article.schema.json lacks a key"
    assert as_text(name, []) == "", "catalog/changes.as_text cannot show it"
