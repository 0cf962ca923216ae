"""What to fetch and when: the URL queue, visit outcomes, backoff, the Scrapy scheduler and the crawl in progress."""
