"""The download handler of crawls: the last place to hold back a request."""

from __future__ import annotations

from typing import cast

from scrapy import Request
from scrapy.http import Response

from vustacrawl.archive.recorder import RecordingHandler
from vustacrawl.spiders.failures import LeaseEndedError
from vustacrawl.spiders.news import NewsSpider


class LeasedHandler(RecordingHandler):
    """Sends a request only while its site may be crawled.

    It may have waited for its host's delay, and the process may have been frozen meanwhile.
    """

    async def download_request(self, request: Request) -> Response:
        """Download as the parent class does. Raises LeaseEndedError."""
        crawl = cast(NewsSpider, self._crawler.spider).crawl
        if not crawl.may_visit(crawl.archive.site_of(request)):
            raise LeaseEndedError
        return await super().download_request(request)
