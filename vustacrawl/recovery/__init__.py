"""Recover from other archives what a site no longer serves: list their captures, choose, fetch politely, ingest."""
