"""AutoThrottle that slows down for a busy server and never goes below the minimum delay of a host."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from scrapy import Request, Spider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from vustacrawl.spiders.politeness import limits_of

if TYPE_CHECKING:
    from vustacrawl.spiders.news import NewsSpider


class ProfileThrottle(AutoThrottle):
    """A site whose profile has ``delay = 0`` is the user's own and is not throttled."""

    def _spider_opened(self, spider: Spider) -> None:
        super()._spider_opened(spider)
        self.floors = limits_of(spider).shortest_delays

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        visit = request.meta.get("visit")
        if visit and not cast("NewsSpider", spider).crawl.may_visit(visit.site):
            return  # the process may have been frozen: the latency says nothing about the server
        self.mindelay = self.floors.get(request.meta.get("download_slot", ""), self.mindelay)
        if self.mindelay > 0:
            super()._response_downloaded(response, request, spider)
