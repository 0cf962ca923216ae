"""Site names given by a user are checked against the catalog."""

from __future__ import annotations

import pytest
from sqlite_utils import Database

from tests.catalog.conftest import add_sites
from vustacrawl.catalog.sites import UnknownSiteError, site_names


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
