"""When a site is crawled."""
