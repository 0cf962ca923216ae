"""Scrapy settings for delays, concurrency, user agent and proxy."""

from pathlib import Path

from scrapy.core.downloader import Slot, _default_jitter
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from tests.profiles import a_profile
from vustacrawl.spiders.politeness import set_download_settings
from vustacrawl.workspace import Workspace


def settings_for(folder: Path, *profiles: object) -> Settings:
    settings = Settings()
    set_download_settings(settings, Workspace(folder), profiles)  # type: ignore[arg-type]
    return settings


def test_hosts_have_delay_and_concurrency_of_their_site(tmp_path: Path) -> None:
    slow = a_profile("https://union.example/", politeness={"delay": 3.0}, image_hosts=("images.example",))
    quick = a_profile("https://own.example/", name="own", politeness={"delay": 0.5, "concurrency": 2})
    settings = settings_for(tmp_path, slow, quick)
    assert settings.getdict("DOWNLOAD_SLOTS") == {
        "union.example": {"delay": 3.0, "concurrency": 1},
        "images.example": {"delay": 3.0, "concurrency": 1},
        "own.example": {"delay": 0.5, "concurrency": 2},
    }
    assert settings.getint("CONCURRENT_REQUESTS") >= 3, "no site waits for another's slots"


def test_delay_between_requests_is_not_varied() -> None:
    settings = get_project_settings()
    slot = Slot(concurrency=1, delay=settings.getfloat("DOWNLOAD_DELAY"), jitter=_default_jitter(settings))
    assert {slot.download_delay() for _ in range(100)} == {1.0}


def test_user_agent_contains_contact(tmp_path: Path) -> None:
    assert "(+no contact given)" in settings_for(tmp_path, a_profile())["USER_AGENT"]
    (tmp_path / "vustacrawl.toml").write_text('[crawl]\ncontact = "archive@example.org"\n', "utf-8")
    assert settings_for(tmp_path, a_profile())["USER_AGENT"].endswith("(+archive@example.org)")


def test_workspace_proxy_is_passed_to_settings(tmp_path: Path) -> None:
    assert settings_for(tmp_path, a_profile())["VUSTACRAWL_PROXY"] == ""
    (tmp_path / "vustacrawl.toml").write_text('[crawl]\nproxy = "http://127.0.0.1:3128"\n', "utf-8")
    assert settings_for(tmp_path, a_profile())["VUSTACRAWL_PROXY"] == "http://127.0.0.1:3128"
