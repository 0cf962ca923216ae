"""The archive: every fetched byte as WARC/1.1; recorded, written, scanned, repaired, verified, imported, packaged."""
