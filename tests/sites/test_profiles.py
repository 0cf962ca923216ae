"""Profiles: the bundled ones are right, wrong ones are told apart in one line."""

from pathlib import Path

import pytest

from vustacrawl.sites import ProfileError, find_profile, profile_files, read_profile

GOOD = """
title = "Liên hiệp hội"
family = "nukeviet"
url = "https://x.vn/"
article_url = '-(?P<id>\\d+)\\.html$'
listings = ["https://x.vn/vi/news/"]
"""


@pytest.mark.parametrize("name", profile_files())
def test_bundled_profiles_are_right(name: str) -> None:
    assert find_profile(name).name == name


@pytest.mark.parametrize("name", profile_files())
def test_bundled_profiles_say_what_is_not_confirmed(name: str) -> None:
    assert find_profile(name).unconfirmed


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("title =", "tilte ="), "tilte: Extra inputs are not permitted"),
        (("'-(?P<id>", "'-(?P<id"), "article_url: not a regular expression"),
        (('url = "https://x.vn/"', 'url = "x.vn"'), "url: not an http"),
        (('url = "https://x.vn/"', 'url = "https://x.vn:99999/"'), "url: not an http"),
        (('url = "https://x.vn/"', 'url = "https://x y.vn/"'), "url: not an http"),
        (('family = "nukeviet"', 'family = "typo4"'), "family: unknown family 'typo4'"),
        (("listings", "listings = []  #"), "needs at least one starting point"),
        (("listings", "listing_url = '('\nlistings"), "listing_url: not a regular expression"),
        (('"nukeviet"', '"nukeviet'), "Illegal character"),
    ],
)
def test_a_wrong_profile_says_what_is_wrong(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(ProfileError, match=said.replace("(", r"\(")) as error:
        read_profile(file)
    assert "\n" not in str(error.value)


def test_a_name_with_a_typo_gets_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="did you mean vusta"):
        find_profile("VUTSA", tmp_path)


def test_own_profiles_come_first(tmp_path: Path) -> None:
    (tmp_path / "vusta.toml").write_text(GOOD, "utf-8-sig")
    assert find_profile("vusta", tmp_path).family == "nukeviet"


MOVED = (
    GOOD
    + """
hosts = ["m.x.vn"]
former_hosts = ["old-x.vn"]

[[systems]]
name = "joomla"
family = "joomla"
article_url = '/(?P<id>\\d+)-[^/]+$'

[[systems]]
name = "aspnet"
family = "generic"
article_url = '-(?P<id>\\d+)\\.html$'
until = 2015-03-01
selectors = { published = ".ngay" }
"""
)


@pytest.mark.parametrize(
    ("url", "captured_at", "family", "number"),
    [
        ("https://x.vn/bai-7.html", None, "nukeviet", "7"),
        ("https://x.vn/bai-7.html", "2015-03-01T00:00:00Z", "nukeviet", "7"),
        ("https://x.vn/bai-7.html", "2015-02-28T23:59:59Z", "generic", "aspnet:7"),
        ("https://x.vn/tin/7-bai", None, "joomla", "joomla:7"),
        ("https://x.vn/tin/7-bai", "2014-01-01T00:00:00Z", "joomla", "joomla:7"),
        ("https://x.vn/gioi-thieu", "2014-01-01T00:00:00Z", "nukeviet", None),
    ],
)
def test_the_systems_of_a_site_are_told_by_address_and_time(tmp_path, url, captured_at, family, number):
    (tmp_path / "x.toml").write_text(MOVED, "utf-8")
    profile = read_profile(tmp_path / "x.toml")
    assert profile.as_of(url, captured_at).family == family
    assert profile.native_id(url, captured_at) == number
    assert profile.is_article(url, captured_at) == bool(number)


def test_pages_on_a_former_host_are_the_sites_and_are_not_asked(tmp_path):
    (tmp_path / "x.toml").write_text(MOVED, "utf-8")
    profile = read_profile(tmp_path / "x.toml")
    url = profile.canonical_url("https://www.old-x.vn/bai-7.html?utm_source=z")
    assert url == "http://old-x.vn/bai-7.html"
    assert profile.is_own(url)
    assert not profile.is_on_site(url)
    assert not profile.may_ask(url)
    assert "www.old-x.vn" in profile.known_hosts
