"""Crawling on many machines: PostgreSQL says who crawls which hosts, and holds the queue of all (extra ``cluster``)."""
