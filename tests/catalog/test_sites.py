"""Site names given by a user are checked against the catalog; a removed site leaves nothing behind."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import add_sites, an_article, store
from vustacrawl.catalog.checks import catalog_faults
from vustacrawl.catalog.duplicates import link_duplicates
from vustacrawl.catalog.sites import UnknownSiteError, remove_site, site_names

TEXT = (
    "Hội thảo bàn về nguồn nước ngầm ở các tỉnh ven biển và cách giữ nước ngọt trong mùa khô của bà con nông dân. " * 4
)


def test_site_names_are_sorted_and_default_to_all(db: Database) -> None:
    assert site_names(db) == ["a", "b"]
    assert site_names(db, ["b", "a", "b"]) == ["a", "b"]
    assert site_names(db, ["b"]) == ["b"]


def test_similar_name_is_suggested_for_unknown_site(db: Database) -> None:
    add_sites(db, "husta")
    with pytest.raises(UnknownSiteError, match=r"no site 'hutsa' \(did you mean husta\?\)"):
        site_names(db, ["a", "hutsa"])
    with pytest.raises(UnknownSiteError, match="`vustacrawl status` lists the sites"):
        site_names(db, ["0"])


def test_remove_site_deletes_its_rows_and_relinks_reposts(db: Database) -> None:
    add_sites(db, "c")
    for day, site in enumerate("abc", 1):
        day_text = f"2024-05-0{day}T07:00:00+07:00"
        link_duplicates(
            db, store(db, an_article(7, TEXT, site, published_at=day_text), f"2026-01-0{day}T00:00:00.000Z")
        )
    db.execute("INSERT INTO crawls (id, site, started_at, software) VALUES (1, 'a', '2026-01-01T00:00:00.000Z', 'x')")
    db.execute("INSERT INTO crawls (id, site, started_at, software) VALUES (2, 'b', '2026-01-01T00:00:00.000Z', 'x')")
    db.execute("INSERT INTO field_sources VALUES (1, 'title', 'markup', 3), (2, 'title', 'markup', 3)")
    db.execute("INSERT INTO warc_files (name, site, crawl_id) VALUES ('a.warc.gz', 'a', 1), ('mixed.warc.gz', NULL, 1)")
    db.execute(
        "INSERT INTO captures (id, site, crawl_id, url, fetched_at, status, length, digest, warc_file) VALUES"
        " (1, 'a', 1, 'https://a.vn/', '2026-01-01T00:00:00.000Z', 200, 1, 'sha256:x', 'a.warc.gz'),"
        " (2, 'b', 2, 'https://a.vn/', '2026-01-01T00:00:00.000Z', 200, 1, 'sha256:x', 'mixed.warc.gz')"
    )
    db.execute("UPDATE captures SET original_id = 1 WHERE id = 2")
    db.execute("BEGIN")
    assert remove_site(db, "a") == ["a.warc.gz"]
    db.execute("COMMIT")
    assert [*catalog_faults(db, False)] == []
    assert db.execute(
        "SELECT repost.site, original.site FROM duplicates JOIN articles AS repost ON repost.id = article_id"
        " JOIN articles AS original ON original.id = of"
    ).fetchall() == [("c", "b")]
    assert db.execute("SELECT id, original_id FROM captures").fetchall() == [(2, None)]
    assert db.execute("SELECT name, crawl_id FROM warc_files").fetchall() == [("mixed.warc.gz", None)]
    for table in ("articles", "crawls", "frontier", "month_counts"):
        assert db.execute(f"SELECT count(*) FROM {table} WHERE site = 'a'").fetchone() == (0,), table
