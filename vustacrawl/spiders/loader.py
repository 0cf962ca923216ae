"""Make the profiles known to ``scrapy list`` and ``scrapy crawl NAME``: each is a spider with its name."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.settings import BaseSettings

from vustacrawl.sites import ProfileError, find_profile, profile_files
from vustacrawl.spiders.news import NewsSpider, spider_for
from vustacrawl.workspace import current_workspace


class ProfileLoader:
    """A Scrapy spider loader over the profiles of the workspace and the bundled ones."""

    def __init__(self) -> None:
        self.workspace = current_workspace()

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Called by Scrapy."""
        return cls()

    def load(self, spider_name: str) -> type[NewsSpider]:
        """Return the spider for a profile. Raises KeyError, as Scrapy expects, if there is none."""
        try:
            return spider_for(self.workspace, [find_profile(spider_name, self.workspace.sites)], spider_name)
        except ProfileError as error:
            raise KeyError(str(error)) from None

    def list(self) -> list[str]:
        """Return the names of all profiles."""
        return [*profile_files(self.workspace.sites)]

    def find_by_request(self, request: Request) -> list[str]:  # type: ignore[valid-type]  # ``list`` above is ours
        """Return no names: a URL outside a crawl has no spider."""
        return []
