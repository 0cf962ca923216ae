"""Crawl on many machines: PostgreSQL assigns hosts to workers and holds the shared queue (extra ``cluster``)."""
