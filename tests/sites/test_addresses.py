"""Each profile distinguishes its site's articles from listings, tags, print views, search and login pages."""

import tomllib
from pathlib import Path

import pytest

from vustacrawl.frontier.scope import is_trap
from vustacrawl.parsers.links.pagers import has_page_number
from vustacrawl.sites import find_profile, profile_files

ADDRESSES = tomllib.loads((Path(__file__).parent / "addresses.toml").read_text("utf-8"))
ARTICLES = [(site, url, number) for site, kinds in ADDRESSES.items() for url, number in kinds["articles"]]
LISTS = [(site, url) for site, kinds in ADDRESSES.items() for url in kinds.get("lists", [])]
OTHERS = [(site, url) for site, kinds in ADDRESSES.items() for url in kinds["others"]]


def test_table_covers_every_profile():
    assert sorted(ADDRESSES) == sorted(profile_files())


@pytest.mark.parametrize(("site", "url", "number"), ARTICLES)
def test_article_urls_are_recognized(site, url, number):
    profile = find_profile(site)
    canonical = profile.canonical_url(url)
    assert canonical is not None
    assert profile.is_on_site(canonical)
    assert profile.is_article(canonical)
    assert not is_trap(canonical)
    assert (profile.native_id(canonical) or "") == number


@pytest.mark.parametrize(("site", "url"), LISTS)
def test_listing_urls_are_recognized(site, url):
    profile = find_profile(site)
    assert not profile.is_article(url)
    assert not profile.is_denied(url)
    assert profile.is_listing(url) or url in profile.listings or has_page_number(url)


@pytest.mark.parametrize(("site", "url"), OTHERS)
def test_other_urls_are_not_articles(site, url):
    profile = find_profile(site)
    assert not profile.is_article(profile.canonical_url(url))
