"""Crawl, archive and read the news of the VUSTA federation."""

__version__ = "0.1.0"
