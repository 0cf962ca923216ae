"""Spiders that ``scrapy list`` and ``scrapy crawl NAME`` find."""

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.settings import Settings

from vustacrawl.spiders.loader import ProfileLoader
from vustacrawl.spiders.news import NewsSpider

PROFILE = """title = "Liên hiệp hội"
family = "vnmedia"
url = "https://union.example/"
article_url = '-p(?P<id>\\d+)\\.html$'
listings = ["https://union.example/tin"]
"""


@pytest.fixture
def loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProfileLoader:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites/union.toml").write_text(PROFILE, "utf-8")
    monkeypatch.setenv("VUSTACRAWL_WORKSPACE", str(tmp_path))
    return ProfileLoader.from_settings(Settings())


def test_bundled_and_workspace_profiles_are_listed(loader: ProfileLoader) -> None:
    assert {"union", "vusta", "husta"} <= set(loader.list())


def test_spider_has_its_profile(loader: ProfileLoader) -> None:
    spider = loader.load("union")
    assert issubclass(spider, NewsSpider)
    assert (spider.name, [profile.name for profile in spider.profiles]) == ("union", ["union"])


def test_unknown_name_raises_key_error(loader: ProfileLoader) -> None:
    with pytest.raises(KeyError, match="onion"):
        loader.load("onion")


def test_no_spider_is_found_by_request(loader: ProfileLoader) -> None:
    assert loader.find_by_request(Request("https://union.example/")) == []
