"""Where a saved page came from, by its own word or its browser's."""

from __future__ import annotations

import re

from vustacrawl.parsers import canonical_url
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.urls import join_url

_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d{4}\)(\S+)\s*-->")
_HEAD = 8_000
"""Bytes in which a browser's comment stands: it is put before or right after the doctype."""


def saved_url(body: bytes) -> str | None:
    """The http(s) address of a saved page: its ``link[rel=canonical]``, its ``og:url``, or the comment
    ``saved from url`` that browsers leave, which relative ones of the former are relative to; None without any.
    """
    comment = _SAVED_FROM.search(to_utf8(body[:_HEAD]).decode("utf-8"))
    saved_from = join_url("", comment[1]) if comment else None
    return canonical_url(saved_from or "", body) or saved_from
