"""The peer: Scrapy's own CrawlSpider, which follows every link and stores nothing. ``python … URL``."""

from __future__ import annotations

import sys
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule


class Bare(CrawlSpider):
    name = "bare"
    rules = (
        Rule(LinkExtractor(allow=r"-p\d+\.html$"), callback="seen", follow=True),
        Rule(LinkExtractor(allow=r"/list-\d+\.html$"), follow=True),
    )

    def seen(self, response: Response) -> Any:
        return None


process = AsyncCrawlerProcess(
    {
        "LOG_LEVEL": "ERROR",
        "CONCURRENT_REQUESTS": 16,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": True,
        "TELNETCONSOLE_ENABLED": False,
    }
)
crawler = process.create_crawler(Bare)
process.crawl(crawler, start_urls=[f"{sys.argv[1]}/list-1.html"])
process.start()
print(crawler.stats.get_value("response_received_count"))
