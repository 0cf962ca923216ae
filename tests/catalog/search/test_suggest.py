"""Suggestions complete the input of a search from the catalog."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.search.suggest import suggest
from vustacrawl.items import Author


@pytest.fixture
def news(db: Database) -> Database:
    db.execute("INSERT INTO phrases VALUES ('hoi thao', 'hội thảo', 9), ('hoi vien', 'hội viên', 12)")
    store(db, an_article(1, title="Hội thảo về nước", authors=[Author(name="Hoàng Yến")], tags=["hội thi", "nước"]))
    store(db, an_article(2, title="Hội chợ hoa", tags=["hội thi", "hội hè"], published_at="2025-01-01"))
    return db


def test_suggestions_include_phrases_people_tags_and_titles(news: Database) -> None:
    assert [(each.kind, each.text) for each in suggest(news, "hội")] == [
        ("phrase", "hội viên"),
        ("phrase", "hội thảo"),
        ("tag", "hội hè"),
        ("tag", "hội thi"),
        ("title", "Hội chợ hoa"),
        ("title", "Hội thảo về nước"),
    ]
    assert [each.text for each in suggest(news, "hoi thao ve")] == ["Hội thảo về nước"]
    assert [(each.kind, each.text) for each in suggest(news, "hoàng")] == [("person", "Hoàng Yến")]
    assert suggest(news, "h") == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec=None), max_size=120))
def test_suggestions_for_any_text_are_limited(news: Database, typed: str) -> None:
    assert len(suggest(news, typed)) <= 16
