"""Where a saved page came from and when, according to the page or the tool that saved it."""

from __future__ import annotations

import re

from vustacrawl.parsers import canonical_url
from vustacrawl.parsers.fields.dates import read_structured_date
from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.urls import join_url, replayed

_HEAD_BYTES = 16_000
"""The part of a page that may hold a tool's comment: right before or after the doctype, or in the head."""
_TAIL_BYTES = 8_000
"""The Wayback Machine adds its comments at the end."""
_SAVE_PAGE_WE = b'<meta name="savepage-url"'
"""At the end of a head that contains all style sheets and scripts."""
_SINGLE_FILE = r"<!--\s*(?:Page saved with|Archive processed by) SingleFile"
_ADDRESSES = (
    # Browsers: <!-- saved from url=(0031)https://a.example/tin.html -->
    re.compile(r"<!--\s*saved from url=(?:\(\d{1,6}\))?(\S+)\s*-->"),
    # SingleFile, in 2018 as "Archive processed by":
    # <!-- Page saved with SingleFile url: https://a.example/tin.html saved date: Thu May 06 2021 … -->
    re.compile(rf"{_SINGLE_FILE}\s+url:\s*(\S+)"),
    # HTTrack: <!-- Mirrored from a.example/tin.html by HTTrack Website Copier/3.x [XR&CO'2014], Thu, 06 May 2021 … -->
    re.compile(r"<!--\s*Mirrored from (\S+) by HTTrack"),
    # monolith: <!-- Saved from https://a.example/tin.html at 2021-05-06T07:08:09Z using monolith v2.8.1 -->
    re.compile(r"<!--\s*Saved from (https?://\S+) (?:at \S+ )?using monolith"),
    # Save Page WE: <meta name="savepage-url" content="https://a.example/tin.html">
    re.compile(r"<meta name=[\"']savepage-url[\"'] content=[\"']([^\"']+)"),
    # WebScrapBook: <html data-scrapbook-source="https://a.example/tin.html" data-scrapbook-create="20210506070809123">
    re.compile(r"<html\b[^<>]*? data-scrapbook-source=[\"']([^\"']+)"),
    # The Wayback Machine: __wm.wombat("https://a.example/tin.html","20210506070809", …, before 2018 only in its toolbar
    re.compile(r"(?:__wm\.wombat\(|id=\"wmtbURL\" value=)\"(https?://[^\"\s]+)\""),
)
_DATES = (
    re.compile(r"FILE ARCHIVED ON (\d\d:\d\d:\d\d \w{3} \d\d, \d{4}|\d{14}) AND RETRIEVED"),
    re.compile(rf"{_SINGLE_FILE}\s+url:\s*\S+\s+saved date:\s*([^\r\n(]+?)\s*(?:\(|-->|\n)"),
    re.compile(r"<!--\s*Mirrored from \S+ by HTTrack[^>]*?, (\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d GMT)\s*-->"),
    re.compile(r"<!--\s*Saved from \S+ at (\S+) using monolith"),
    re.compile(r"<meta name=[\"']savepage-date[\"'] content=[\"']([^\"'(]+)"),
    re.compile(r"<html\b[^<>]*? data-scrapbook-create=[\"'](\d{14})\d{3}[\"']"),
)

_OF_TOOL = (
    # HTTrack: the index of a mirror, and the page that it writes for a redirect
    re.compile(r"<!--\s*(?:Mirror and index made|Created) by HTTrack"),
    # Browsers: a frame without a document
    re.compile(r"<!--\s*saved from url=\(\d{1,6}\)about:"),
)


def saved_url(body: bytes) -> str | None:
    """Return the http(s) URL of a saved page: its ``link[rel=canonical]``, its ``og:url``, or what the saving tool
    noted, which is also the base for relative ones; else None. Of a copy in the Wayback Machine, it is the copy's.
    """
    noted = _first(_ADDRESSES, body)
    noted = noted and noted.replace("&amp;", "&")
    if noted and "://" not in noted[:10]:
        noted = f"http://{noted}"
    saved_from = join_url("", noted) if noted else None
    if saved_from and replayed(saved_from):
        return saved_from
    return canonical_url(saved_from or "", body) or saved_from


def is_of_tool(body: bytes) -> bool:
    """Return whether a tool wrote a page beside those that it saved."""
    return _first(_OF_TOOL, body) is not None


def saved_at(body: bytes) -> str | None:
    """Return when a page was saved, as noted by the tool: ISO 8601, with offset or in UTC."""
    noted = _first(_DATES, body)
    return read_structured_date(noted, "UTC") if noted else None


def _first(patterns: tuple[re.Pattern[str], ...], body: bytes) -> str | None:
    at = body.find(_SAVE_PAGE_WE)
    notes = body[at : at + _TAIL_BYTES] if at > 0 else b""
    parts = to_utf8(body[:_HEAD_BYTES] + notes + body[-_TAIL_BYTES:]).decode("utf-8")
    return next((found[found.re.groups] for pattern in patterns if (found := pattern.search(parts))), None)
