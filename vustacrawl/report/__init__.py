"""Reports of a crawl: an HTML page, metrics for Prometheus, and notifications of problems."""
