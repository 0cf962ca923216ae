"""A preview counts what a crawl would visit first, and changes nothing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from tests.catalog.conftest import add_sites, an_article, store
from tests.profiles import a_profile
from vustacrawl.catalog import open_catalog
from vustacrawl.frontier.preview import preview
from vustacrawl.items import Image

PROFILE = a_profile("https://a.vn/", name="a")


def test_media_of_known_articles_are_counted(tmp_path: Path) -> None:
    with closing(open_catalog(tmp_path / "c.db")) as db:
        add_sites(db, "a")
        store(db, an_article(1, images=[Image("https://a.vn/1.jpg", 0), Image("https://a.vn/2.jpg", 0)]))
        assert preview(db, PROFILE, 100.0, None, frozenset(), None).due["image"] == 0
        assert preview(db, PROFILE, 100.0, None, frozenset({"image"}), None).due["image"] == 2
        assert db.execute("SELECT count(*) FROM frontier").fetchone() == (0,)
