"""Last station: one page, one transaction. Its capture, article, links and frontier row are committed together."""

from __future__ import annotations

import sqlite3
import time
from typing import Self, cast

from scrapy.crawler import Crawler
from scrapy.utils.asyncio import create_looping_call

from vustacrawl.catalog.articles import Stored, add_alias, store_article, touch_article
from vustacrawl.catalog.batch import SECONDS_A_COMMIT
from vustacrawl.catalog.duplicates import link_exact_duplicates, unlink_duplicate
from vustacrawl.clock import unix_time, utc_text
from vustacrawl.frontier.policy import judge
from vustacrawl.frontier.queue import Verdict, Visit
from vustacrawl.items import Capture, Page, Problem
from vustacrawl.parsers import parser_name
from vustacrawl.spiders.federation import FederationSpider
