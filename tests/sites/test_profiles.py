"""Profiles: the bundled ones are valid, invalid ones are rejected with a one-line error."""

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
def test_bundled_profile_is_valid(name: str) -> None:
    assert find_profile(name).name == name


@pytest.mark.parametrize("name", profile_files())
def test_bundled_profile_lists_unconfirmed_facts(name: str) -> None:
    assert find_profile(name).unconfirmed


@pytest.mark.parametrize(
    ("change", "message"),
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
def test_invalid_profile_is_rejected_with_reason(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(GOOD.replace(*change), "utf-8")
    with pytest.raises(ProfileError, match=message.replace("(", r"\(")) as error:
        read_profile(file)
    assert "\n" not in str(error.value)


def test_misspelled_name_gets_suggestion(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="did you mean vusta"):
        find_profile("VUTSA", tmp_path)


def test_workspace_profile_overrides_bundled_one(tmp_path: Path) -> None:
    (tmp_path / "vusta.toml").write_text(GOOD, "utf-8-sig")
    assert find_profile("vusta", tmp_path).family == "nukeviet"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("/tin/bai-17.html", "17"),
        ("/dang-nhap?next=/tin/bai-17.html", None),
        ("/in?url=https://x.vn/tin/bai-17.html", None),
        ("/dong-y?ngay=1&ve=https%3A%2F%2Fx.vn/tin/bai-17.html", None),
        ("/dong-y?ve=%2Ftin%2Fbai-17.html", None),
        ("/?op=tin/bai-17.html", "17"),
        ("/tin/bai-16.html?tu=/tin/bai-17.html", "16"),
    ],
)
def test_address_in_the_query_is_not_the_articles_own(tmp_path: Path, path: str, number: str | None) -> None:
    file = tmp_path / "x.toml"
    file.write_text(GOOD, "utf-8")
    profile = read_profile(file)
    assert (profile.native_id(f"https://x.vn{path}"), profile.is_article(f"https://x.vn{path}")) == (
        number,
        bool(number),
    )


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
def test_cms_of_site_is_chosen_by_url_and_capture_time(tmp_path, url, captured_at, family, number):
    (tmp_path / "x.toml").write_text(MOVED, "utf-8")
    profile = read_profile(tmp_path / "x.toml")
    assert profile.as_of(url, captured_at).family == family
    assert profile.native_id(url, captured_at) == number
    assert profile.is_article(url, captured_at) == bool(number)


def test_pages_on_former_host_belong_to_site_but_are_not_requested(tmp_path):
    (tmp_path / "x.toml").write_text(MOVED, "utf-8")
    profile = read_profile(tmp_path / "x.toml")
    url = profile.canonical_url("https://www.old-x.vn/bai-7.html?utm_source=z")
    assert url == "http://old-x.vn/bai-7.html"
    assert profile.is_own(url)
    assert not profile.is_on_site(url)
    assert not profile.may_request(url)
    assert "www.old-x.vn" in profile.known_hosts
