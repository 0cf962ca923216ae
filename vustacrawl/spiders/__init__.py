"""One spider for every profile: listings, sitemaps, feeds, articles."""
