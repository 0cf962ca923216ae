"""Scrapy's settings. Settings that differ between sites come from the profiles (``NewsSpider.update_settings``)."""

BOT_NAME = "vustacrawl"
SPIDER_LOADER_CLASS = "vustacrawl.spiders.loader.ProfileLoader"
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
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "vustacrawl.spiders.access.AccessMiddleware": 70,
    "vustacrawl.spiders.addresses.PublicAddresses": 90,
    "vustacrawl.spiders.robots.RobotsGate": 100,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "vustacrawl.spiders.decoding.ContentDecoding": 590,
    # Done by the frontier, the profiles and the spider themselves.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
SPIDER_MIDDLEWARES = {
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.referer.RefererMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
}

# A response yields one page: Scrapy would start a hundred tasks for it, a quarter of a crawl's time.
CONCURRENT_ITEMS = 1

ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "vustacrawl"
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # by default, Scrapy waits between half and one and a half times the delay
EXTENSIONS = {
    "scrapy.extensions.throttle.AutoThrottle": None,
    "vustacrawl.spiders.throttle.ProfileThrottle": 0,
    "vustacrawl.pipelines.recovery.RecoverFirst": 0,
    "scrapy.extensions.telnet.TelnetConsole": None,
}
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
DOWNLOADER_STATS = False  # the crawl has its own statistics

# Every response reaches the spider, and the frontier decides what comes next: a retry is a visit that is due later.
RETRY_ENABLED = False
METAREFRESH_ENABLED = False
# The spider sends back only the cookies that a site requires (``spiders.cookies``).
COOKIES_ENABLED = False
LOG_LEVEL = "WARNING"
