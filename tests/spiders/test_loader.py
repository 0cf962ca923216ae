"""What ``scrapy list`` and ``scrapy crawl NAME`` know."""

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


def test_bundled_profiles_and_those_of_the_workspace_are_spiders(loader: ProfileLoader) -> None:
    assert {"union", "vusta", "husta"} <= set(loader.list())


def test_a_spider_knows_its_one_profile(loader: ProfileLoader) -> None:
    spider = loader.load("union")
    assert issubclass(spider, NewsSpider)
    assert (spider.name, [profile.name for profile in spider.profiles]) == ("union", ["union"])


def test_an_unknown_name_is_a_key_error_as_scrapy_expects(loader: ProfileLoader) -> None:
    with pytest.raises(KeyError, match="onion"):
        loader.load("onion")


def test_an_address_alone_has_no_spider(loader: ProfileLoader) -> None:
    assert loader.find_by_request(Request("https://union.example/")) == []
