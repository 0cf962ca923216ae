"""Recover what a site no longer serves from other archives: list their captures, choose, fetch politely, ingest."""
