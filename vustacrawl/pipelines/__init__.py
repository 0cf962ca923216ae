"""Validate, dedupe, store: what becomes of a page."""
