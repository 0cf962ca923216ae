"""What is due: the queue of URLs, the outcome of visits, backoff, the Scrapy scheduler, and the crawl in progress."""
