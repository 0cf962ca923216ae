"""Any text in an item can be stored."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from vustacrawl.items import Article, Block, Image, Link, Links, Page, Problem
from vustacrawl.text import storable

ANY_TEXT = st.text(st.characters(codec=None, categories=None))


@given(ANY_TEXT)
def test_storable_text_fits_in_json_and_xml_and_is_stable(text: str) -> None:
    stored = storable(text)
    assert storable(stored) == stored
    assert orjson.loads(orjson.dumps(stored)) == stored
    element = etree.Element("p")
    element.text = stored


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cn"))))
def test_valid_text_is_not_changed(text: str) -> None:
    assert storable(text) == text


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("Hội nghị \ud83d", "Hội nghị \ufffd"),
        ("\udca0Hội nghị", "\ufffdHội nghị"),
        ("Hội nghị \ud83d\ude00", "Hội nghị 😀"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("Hội\0 nghị\x1b[31m", "Hội nghị[31m"),
        ("một\tngày\nhai", "một\tngày\nhai"),
    ],
    ids=["high surrogate", "low surrogate", "pair", "reversed pair", "controls", "tab and newline"],
)
def test_lone_surrogates_are_replaced_and_controls_removed(text: str, stored: str) -> None:
    assert storable(text) == stored


def test_every_text_of_item_is_made_storable() -> None:
    article = Article("husta", "https://husta.vn/a\0", title="Tin \ud83d", tags=["một \udfff"])
    article.lead = "Sapo \ud83d"
    article.paragraphs = [Block("table", "a\0", cells=[["ô \ud83d"]])]
    article.images = [Image("https://husta.vn/a.jpg\ud83d", 0, caption="Ảnh \ud83d")]
    article.found_by["title"] = "markup"
    page = Page(
        "husta", article.url, "article", article=article, links=Links([Link("https://husta.vn/\ud83d", "article")])
    )
    page.links.outlinks = ["https://husta.vn/\ud83d"]
    page.problems.append(Problem(page.url, "parse", "Lỗi \ud83d\x1b[2J"))
    orjson.dumps(article.record())
    assert article.url == page.url == "https://husta.vn/a"
    assert article.tags == ["một \ufffd"]
    assert article.record()["paragraphs"][0]["cells"] == [["ô \ufffd"]]
    assert page.links.found[0].url == page.links.outlinks[0] == "https://husta.vn/\ufffd"
    assert page.problems[0].reason == "Lỗi \ufffd[2J"


def test_articles_that_cannot_be_stored_have_one_reason_whatever_error() -> None:
    problem = Problem.not_stored("https://husta.vn/a", "validate", ValueError("too long"))
    assert (problem.reason, problem.detail) == ("cannot be stored", "ValueError: too long")
