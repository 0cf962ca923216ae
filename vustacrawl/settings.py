"""Scrapy's settings. Settings that differ between sites come from the profiles (``NewsSpider.update_settings``)."""

BOT_NAME = "vustacrawl"
SPIDER_LOADER_CLASS = "vustacrawl.spiders.loader.ProfileLoader"
DNS_RESOLVER = "vustacrawl.spiders.resolver.AnyAddressResolver"
SCHEDULER = "vustacrawl.frontier.scheduler.FrontierScheduler"
ITEM_PIPELINES = {
    "vustacrawl.pipelines.validate.ValidatePipeline": 100,
    "vustacrawl.pipelines.dedupe.DedupePipeline": 200,
    "vustacrawl.pipelines.store.StorePipeline": 300,
}
# Every exchange is archived exactly as it was on the wire.
DOWNLOAD_HANDLERS = {
    "http": "vustacrawl.archive.recorder.RecordingHandler",
    "https": "vustacrawl.archive.recorder.RecordingHandler",
}
# None of Scrapy's default components is active unless it is named here: 2.19 added one that opens a port at which a
# crawl executes code. Most of the others do what the frontier, the profiles and the spider do themselves.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "vustacrawl.spiders.access.AccessMiddleware": 70,
    "vustacrawl.spiders.addresses.PublicAddresses": 90,
    "vustacrawl.spiders.robots.RobotsGate": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "vustacrawl.spiders.decoding.ContentDecoding": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,  # of robots.txt: others reach the spider
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": 750,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}
EXTENSIONS = {
    "vustacrawl.spiders.throttle.ProfileThrottle": 0,
    "vustacrawl.pipelines.recovery.RecoverFirst": 0,
}

# A response yields one page: Scrapy would start a hundred tasks for it, a quarter of a crawl's time.
CONCURRENT_ITEMS = 1

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "vustacrawl"
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # by default, Scrapy waits between half and one and a half times the delay
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

# Every reader of the archive can decode gzip; other codings need libraries that not every reader has.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "vi,en;q=0.5",
    "Accept-Encoding": "gzip",
}
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
LOG_LEVEL = "WARNING"
