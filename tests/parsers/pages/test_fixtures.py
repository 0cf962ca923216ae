"""Every fixture page gives exactly the record beside it."""

import json
import tomllib
from pathlib import Path

import pytest

from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.sites import find_profile

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = sorted(file.parent for file in FIXTURES.rglob("about.toml"))


def body_of(folder):
    """What the site answered: a page, or a record of an API."""
    return next(file for file in (folder / "page.html", folder / "post.json") if file.exists()).read_bytes()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(FIXTURES).as_posix())
def test_page_gives_its_record(folder):
    about = tomllib.loads((folder / "about.toml").read_text("utf-8"))
    expected = json.loads((folder / "page.json").read_text("utf-8"))

    try:
        article = parse_article(
            about["url"],
            body_of(folder),
            find_profile(about["profile"]),
            captured_at=about.get("captured_at"),
        )
        record = article.record()
    except NotAnArticle as nothing:
        record = {"not_an_article": nothing.reason}

    assert record == expected
