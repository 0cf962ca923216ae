"""The one spider for all profiles, and its Scrapy middlewares."""
