"""Every fixture page gives exactly its expected record, in clean text, and the same values without its profile."""

import unicodedata

import pytest

from tests.parsers.pages.fixture_pages import NAMES, each_page, fixture_page, record_of
from vustacrawl.parsers import article_in, open_page, parse_article
from vustacrawl.parsers.detection import family_of_page
from vustacrawl.sites import unknown_site


@each_page
def test_page_gives_expected_record(name):
    page = fixture_page(name)
    record = record_of(lambda: parse_article(page.url, page.body, page.profile, captured_at=page.captured_at))
    assert record == page.expected


@each_page
def test_expected_record_has_no_markup_or_non_breaking_spaces(name):
    for text in texts_of(fixture_page(name).expected):
        assert "\xa0" not in text and "&nbsp;" not in text and "</" not in text
        assert unicodedata.is_normalized("NFC", text)


def texts_of(record):
    """Yield every text of a record that a reader sees; URLs and names of strategies are left out."""
    for name, value in record.items():
        if name not in ("url", "site", "found_by", "cells"):
            values = value if isinstance(value, list) else [value]
            for each in values:
                yield from texts_of(each) if isinstance(each, dict) else [each] if isinstance(each, str) else []


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


@pytest.mark.parametrize("name", [name for name in NAMES if name not in NEEDS_PROFILE])
def test_page_gives_same_values_without_profile(name):
    page = fixture_page(name)

    def read():
        document = open_page(page.url, page.body)
        return article_in(document, unknown_site(page.url, family_of_page(document)), page.captured_at)

    assert visible_values(record_of(read)) == visible_values(page.expected)
