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
        find_profile("vutsa", tmp_path)


def test_own_profiles_come_first(tmp_path: Path) -> None:
    (tmp_path / "vusta.toml").write_text(GOOD, "utf-8")
    assert find_profile("vusta", tmp_path).family == "nukeviet"
