"""Equivalent spellings match in indexes and queries; syllables are grouped into phrases."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from tests.catalog.search.test_results import found
from vustacrawl.catalog.search.words import EXACT, FOLDED, fold, part, spellings


@pytest.mark.parametrize(("view", "letters"), [("fold_articles", FOLDED), ("exact_articles", EXACT)])
def test_index_and_query_replace_same_letters(db: Database, view: str, letters: dict[str, str]) -> None:
    [definition] = db.execute("SELECT sql FROM sqlite_master WHERE name = ?", (view,)).fetchone()
    for line in definition.splitlines():
        if "replace(" in line:
            assert dict(re.findall(r"'(.)', '(.)'", line)) == letters


@pytest.mark.parametrize(
    ("stored", "query", "exact_marks"),
    [
        ("Ðại hội", "đại hội", False),
        ("Ðại hội", "đại hội", True),
        ("Đại hội", "Ðại hội", True),
        ("ðại hội", "đại hội", True),
        ("Rộng 500 m² đất", "m2", False),
        ("Rộng 500 m2 đất", "m²", False),
        ("Rộng 500 m² đất", "500 m2", True),
        ("Đất 3 m³", "m3", True),
        ("Khánh Hòa", "khánh hoà", False),
        ("Khánh Hòa", "khánh hoà", True),
        ("Khánh Hoà", "KHÁNH HÒA", True),
        ("Hội Thủy lợi Khánh Hoà", "thuỷ lợi khánh hòa", True),
        ("Khoẻ mạnh", "khỏe mạnh", True),
        (unicodedata.normalize("NFC", "Uỷ ban"), unicodedata.normalize("NFD", "ủy ban"), True),
    ],
)
def test_equivalent_spellings_match(db: Database, stored: str, query: str, exact_marks: bool) -> None:
    store(db, an_article(1, "x", title=stored))
    assert found(db, query, exact_marks=exact_marks) == ["1"]


def test_exact_marks_distinguish_tones(db: Database) -> None:
    store(db, an_article(1, "Hoá học, quý vị, toàn quốc."))
    assert found(db, "hòa", exact_marks=True) == []
    assert found(db, "hóa", exact_marks=True) == ["1"]
    assert spellings("quý toàn hoà") == ["quý toàn hoà", "quý toàn hòa"]


@given(st.text(st.sampled_from("hoàòáóaeuỷủyq "), max_size=30))
def test_spellings_are_few_and_differ_only_in_marks(text: str) -> None:
    found = spellings(text)
    assert found[0] == text
    assert len(set(found)) == len(found) <= 8
    assert len({fold(each) for each in found}) == 1


def test_syllables_are_grouped_into_known_phrases(db: Database) -> None:
    known = {"hoi thao": 9, "chuyen doi": 5, "chuyen doi so": 4, "so nong": 2, "nong nghiep": 9, "doi so": 3}
    db.conn.executemany("INSERT INTO phrases VALUES (?1, ?1, ?2)", known.items())
    for query, expected in (
        ("", []),
        ("hội", [1]),
        ("đại hội", [1, 1]),
        ("Hội THẢO", [2]),
        ("chuyển đổi số nông nghiệp", [3, 2]),
        ("hội thảo ở chuyển đổi", [2, 1, 2]),
    ):
        assert part(db, query.split()) == expected, query
