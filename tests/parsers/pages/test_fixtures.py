"""Every fixture page gives exactly its expected record."""

import json
import tomllib
from pathlib import Path

import pytest

from vustacrawl.parsers import NotAnArticle, article_in, open_page, parse_article
from vustacrawl.parsers.detection import family_of_page
from vustacrawl.sites import Profile, find_profile, unknown_site

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = sorted(file.parent for file in FIXTURES.rglob("about.toml"))


def profile_of(about):
    """Return a bundled profile, or the fixture's own one for a family that no bundled site has."""
    profile = about["profile"]
    return Profile.model_validate(profile) if isinstance(profile, dict) else find_profile(profile)


def body_of(folder):
    """Return the body of the site's response: a page or an API record."""
    return next(file for file in (folder / "page.html", folder / "post.json") if file.exists()).read_bytes()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(FIXTURES).as_posix())
def test_page_gives_expected_record(folder):
    about = tomllib.loads((folder / "about.toml").read_text("utf-8"))
    expected = json.loads((folder / "page.json").read_text("utf-8"))

    try:
        article = parse_article(
            about["url"],
            body_of(folder),
            profile_of(about),
            captured_at=about.get("captured_at"),
        )
        record = article.record()
    except NotAnArticle as nothing:
        record = {"not_an_article": str(nothing)}

    assert record == expected


FIELDS = ("title", "published_at", "byline", "author_name", "author_initials", "lead")
NEEDS_PROFILE = {
    "vdca-en/month-first": "the month comes first",
    "vdca-en/month-first-ambiguous-day": "the month comes first",
    "vustathaibinh/category-page": "its only text is the site's name",
}


def visible_values(record):
    """Return the values of a record that a reader sees."""
    fields = [record.get(name) for name in FIELDS]
    texts = [block["text"] for block in record.get("paragraphs", [])]
    return [*fields, texts, [image["caption"] for image in record.get("images", [])]]


@pytest.mark.parametrize(
    "folder",
    [folder for folder in FOLDERS if folder.relative_to(FIXTURES).as_posix() not in NEEDS_PROFILE],
    ids=lambda folder: folder.relative_to(FIXTURES).as_posix(),
)
def test_page_gives_same_values_without_profile(folder):
    about = tomllib.loads((folder / "about.toml").read_text("utf-8"))
    expected = json.loads((folder / "page.json").read_text("utf-8"))
    body = body_of(folder)
    try:
        page = open_page(about["url"], body)
        unknown = unknown_site(about["url"], family_of_page(page))
        record = article_in(page, unknown, about.get("captured_at")).record()
    except NotAnArticle:
        record = {}
    assert visible_values(record) == visible_values(expected)
