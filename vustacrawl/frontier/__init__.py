"""What is due: the Scrapy scheduler on SQLite, revisits, canonical URLs."""
