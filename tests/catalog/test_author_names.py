"""Initials are mapped to a name only if bylines or an archivist identify it unambiguously."""

import json
import unicodedata
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog import CatalogError
from vustacrawl.catalog.author_names import are_initials_of, map_authors
from vustacrawl.catalog.author_stats import AuthorStats, authors
from vustacrawl.items import Author

NOWHERE = Path("/nonexistent/authors.csv")


FIRST, LATER = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"


def sign(db: Database, number: int, *authors: Author, site: str = "a", seen_at: str = FIRST) -> None:
    store(db, an_article(number, site=site, authors=list(authors)), seen_at)


def names(db: Database, corrections: Path = NOWHERE) -> dict[tuple[str, str], tuple[str, str]]:
    map_authors(db, corrections, ["a", "b"])
    rows = db.execute("SELECT site, initials, name, known_by FROM author_names")
    return {(site, initials): (name, known_by) for site, initials, name, known_by in rows}


@pytest.mark.parametrize(
    ("initials", "name", "fits"),
    [
        ("HT", "Hoàng Tùng", True),
        ("H.T.", "Nguyễn Hoàng Tùng", True),
        ("MĐ", "Minh Đức", True),
        ("H.Yến", "Hải Yến", True),
        ("HT", "Hải Yến", False),
        ("NHT", "Hoàng Tùng", False),
        ("H.Yến", "Hải Yên Bình", False),
    ],
)
def test_initials_match_last_words_of_name(initials: str, name: str, fits: bool) -> None:
    assert are_initials_of(initials, name) is fits


def test_byline_with_initials_and_name_maps_them_on_its_site_only(db: Database) -> None:
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"))
    sign(db, 2, Author(initials="H.T"))
    sign(db, 3, Author(initials="HT"), site="b")
    assert names(db) == {("a", "HT"): ("Hoàng Tùng", "bylines")}
    evidence = db.execute("SELECT evidence FROM author_names").fetchone()[0]
    assert json.loads(evidence) == ["https://a.vn/x-p1.html"]
    rows = db.execute("SELECT site, name, initials, articles FROM authors ORDER BY site, articles").fetchall()
    assert rows == [("a", "Hoàng Tùng", "HT", 2), ("b", None, "HT", 1)]


def test_initials_replaced_by_name_in_later_version_are_mapped(db: Database) -> None:
    sign(db, 1, Author(initials="HT"))
    sign(db, 1, Author(name="Hoàng Tùng"), seen_at=LATER)
    assert names(db) == {("a", "HT"): ("Hoàng Tùng", "bylines")}


def test_initials_shared_by_two_people_are_not_mapped(db: Database) -> None:
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"))
    sign(db, 2, Author(name="Hà Thu"))
    assert names(db) == {}


def test_longer_form_of_name_is_not_ambiguous(db: Database) -> None:
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"))
    sign(db, 2, Author(initials="HT"), Author(name="NGUYỄN HOÀNG TÙNG"))
    assert names(db) == {("a", "HT"): ("NGUYỄN HOÀNG TÙNG", "bylines")}


def test_generic_or_mismatched_initials_are_not_mapped(db: Database) -> None:
    sign(db, 1, Author(initials="PV"), Author(name="Phạm Vân"))
    sign(db, 2, Author(initials="NH"), Author(name="Hoàng Tùng"))
    assert names(db) == {}


def test_archivist_file_overrides_bylines_and_is_not_modified(db: Database, tmp_path: Path) -> None:
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"))
    sign(db, 2, Author(initials="NH"))
    corrections = tmp_path / "authors.csv"
    corrections.write_bytes(
        "\ufeffsite,initials,name,note\r\na,H.T,Hồng Thái,thư ngày 3/5\r\na,NH,Ngọc Hân,\r\n".encode()
    )
    before = corrections.read_bytes()
    assert names(db, corrections) == {("a", "HT"): ("Hồng Thái", "archivist"), ("a", "NH"): ("Ngọc Hân", "archivist")}
    assert corrections.read_bytes() == before
    corrections.unlink()
    assert names(db, corrections) == {("a", "HT"): ("Hoàng Tùng", "bylines")}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"site,initials\na,HT\n", "no column name"),
        (b"site,initials,name\na,,Ho\xc3\xa0ng T\xc3\xb9ng\n", "line 2"),
        (b"site,initials,name\na,HT\n", "line 2"),
        (b"site,initials,name\na,HT,\xff\n", "codec"),
    ],
    ids=["missing column", "empty initials", "missing name", "not UTF-8"],
)
def test_invalid_authors_file_is_rejected_without_changes(
    db: Database, tmp_path: Path, content: bytes, fault: str
) -> None:
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"))
    before = names(db)
    corrections = tmp_path / "authors.csv"
    corrections.write_bytes(content)
    with pytest.raises(CatalogError, match=fault):
        map_authors(db, corrections, ["a"])
    assert names(db) == before


def test_mapping_authors_of_some_sites_keeps_names_of_others(db: Database) -> None:
    add_sites(db, "c")
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"), site="c")
    map_authors(db, NOWHERE, ["c"])
    assert names(db) == {("c", "HT"): ("Hoàng Tùng", "bylines")}


def test_author_counts_ignore_case_and_unicode_form(db: Database) -> None:
    printed = ("HOÀNG ĐỨC PHÚC", "Hoàng Đức Phúc", unicodedata.normalize("NFD", "Hoàng Đức Phúc"), "Hoàng Đức Phúc")
    for number, name in enumerate(printed, 1):
        sign(db, number, Author(name=name))
    sign(db, 5, Author(name="Hoàng Đức Phức"))
    assert [(row.name, row.articles) for row in authors(db)] == [("Hoàng Đức Phúc", 4), ("Hoàng Đức Phức", 1)]


def test_mixed_case_form_is_shown_when_equally_frequent(db: Database) -> None:
    sign(db, 1, Author(name="LÊ AN"))
    sign(db, 2, Author(name="Lê An"))
    assert [row.name for row in authors(db)] == ["Lê An"]


def test_article_signed_with_name_and_initials_counts_once(db: Database) -> None:
    sign(db, 1, Author(initials="HT"), Author(name="Hoàng Tùng"))
    sign(db, 2, Author(initials="H.T"))
    sign(db, 3, Author(initials="HT"), site="b")
    sign(db, 4, Author(initials="PV"), Author(unit="Ban Biên tập"))
    names(db)
    day = "2024-05-06"
    assert authors(db, "a") == [
        AuthorStats("a", "HT", "Hoàng Tùng", 2, day, day, "bylines"),
        AuthorStats("a", "PV", None, 1, day, day, None),
    ]


def test_author_stats_match_authors_view(db: Database) -> None:
    for number, author in enumerate(["Hoàng Tùng", "Ngọc Hân", "Hoàng Tùng", "Minh Đức"], 1):
        sign(db, number, Author(name=author), Author(initials="HT"), site="ab"[number % 2])
    names(db)
    columns = "site, initials, name, articles, first_day, last_day, known_by"
    assert {*authors(db)} == {AuthorStats(*row) for row in db.execute(f"SELECT {columns} FROM authors")}
