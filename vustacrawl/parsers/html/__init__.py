"""Bytes to a bounded tree; what a page says of itself in its head and JSON-LD; text as it reads."""
