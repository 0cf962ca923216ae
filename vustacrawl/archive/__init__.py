"""The archive: every byte of a crawl in WARC/1.1 files, written once, verified, and read again at will."""
