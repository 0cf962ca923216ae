"""Names of people are extracted from bylines with any titles and capitalization."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.catalog.conftest import an_article, store
from vustacrawl.catalog.author_names import map_authors
from vustacrawl.catalog.people import people_in, person_key
from vustacrawl.items import Author


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("Nguyễn Thị Hà", ["Nguyễn Thị Hà"]),
        ("NGUYỄN THỊ HÀ", ["Nguyễn Thị Hà"]),
        ("PGS.TS. Nguyễn Thị Hà", ["Nguyễn Thị Hà"]),
        ("GS. TSKH Nguyễn Thị Hà", ["Nguyễn Thị Hà"]),
        ("Nhà báo Nguyễn Thị Hà", ["Nguyễn Thị Hà"]),
        ("ThS Nguyễn Thị Hà.", ["Nguyễn Thị Hà"]),
        ("Phóng viên: Nguyễn Thị Hà", ["Nguyễn Thị Hà"]),
        ("TS. Lê Nam/ThS. Đỗ Thu Hằng", ["Lê Nam", "Đỗ Thu Hằng"]),
        ("Lê Nam, Đỗ Thu Hằng và Vi Văn Sơn", ["Lê Nam", "Đỗ Thu Hằng", "Vi Văn Sơn"]),
        ("Trần Minh Dũng - Phan Thu Sơn", ["Trần Minh Dũng", "Phan Thu Sơn"]),
        ("Thảo/Nam", ["Thảo", "Nam"]),
        ("Hoàng Yến/HT", ["Hoàng Yến"]),
        ("Bà Triệu Thị An", ["Triệu Thị An"]),
        ("Bảo An", ["Bảo An"]),
        ("Ban Truyền thông, hội và đoàn", ["Ban Truyền thông, hội và đoàn"]),
        ("Anne-Marie Dupont", ["Anne-Marie Dupont"]),
        ("K’Brêu", ["K’Brêu"]),
        ("HT", ["HT"]),
        ("PV", []),
        ("PGS.TS.", []),
        ("", []),
    ],
)
def test_people_are_extracted_from_byline(printed: str, people: list[str]) -> None:
    assert list(people_in(printed)) == people


def test_spellings_of_name_share_key() -> None:
    forms = [
        "Nguyễn Khánh Hòa",
        "NGUYỄN KHÁNH HOÀ",
        "Nguyễn khánh hoà",
        unicodedata.normalize("NFD", "Nguyễn Khánh Hòa"),
    ]
    assert {person_key(name) for form in forms for name in people_in(form)} == {"nguyễn khánh hoà"}
    assert person_key("Quý Mùi") != person_key("Quỳ Mùi")


@given(st.text(max_size=60))
def test_person_key_is_stable_for_any_text(text: str) -> None:
    for name in people_in(text):
        assert name
        assert person_key(person_key(name)) == person_key(name)
        assert len(people_in(name)) >= 1 or name.isupper()


def test_person_row_includes_articles_signed_with_initials(db: Database, tmp_path) -> None:
    both = [Author(initials="NKH"), Author(name="Nguyễn Khánh Hòa")]
    store(db, an_article(1, authors=both, published_at="2020-01-01"))
    store(db, an_article(2, authors=[Author(name="TS. NGUYỄN KHÁNH HOÀ")], site="b", published_at="2021-01-01"))
    store(db, an_article(3, authors=[Author(name="Nguyễn Khánh Hòa/Lê Nam")], published_at="2022-01-01"))
    store(db, an_article(4, authors=[Author(initials="N.K.H")], published_at="2023-01-01"))
    store(db, an_article(5, authors=[Author(initials="NKH")], site="b", published_at="2024-01-01"))
    map_authors(db, tmp_path / "none.csv", ["a", "b"])
    rows = list(db.query("SELECT * FROM authors_folded ORDER BY articles DESC"))
    assert [tuple(row.values()) for row in rows] == [
        ("nguyễn khánh hoà", "Nguyễn Khánh Hoà", 4, 2, "2020-01-01", "2023-01-01"),
        ("lê nam", "Lê Nam", 1, 1, "2022-01-01", "2022-01-01"),
    ]
