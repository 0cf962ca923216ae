"""Undo what replay services, such as the Wayback Machine, change in the pages that they show to people."""

from __future__ import annotations

import re

REWRITTEN = re.compile(
    rb"(?i)BEGIN WAYBACK TOOLBAR INSERT|End Wayback Rewrite JS Include|FILE ARCHIVED ON \d\d:?\d\d:?\d\d"
    rb"|<!-- WB Insert -->|/static/(?:js/)?(?:wombat|bundle-playback|default_banner|wb_frame)[\w.-]*\.js"
    rb"|\bwbinfo\s*=\s*\{|__wm\.(?:init|wombat|bt)\(|id=[\"']?wm-ipp"
)
"""Markup that replay services insert into the pages that they show to people."""
_ARCHIVE = b"web.archive.org"
_TOOLBAR = b"<!-- BEGIN WAYBACK TOOLBAR INSERT -->", b"<!-- END WAYBACK TOOLBAR INSERT -->"
_BEFORE_URL = re.compile(
    rb"(?i)(?:(?:https?:)?\\?/\\?/web\.archive\.org)?\\?/web\\?/\d{14}(?:[a-z]{2}_)?\\?/(?=https?:|mailto:)"
)
"""What the Wayback Machine puts before each URL of a page; in JSON, slashes may be escaped."""


def as_archived(body: bytes) -> bytes:
    """Return a page as it was before the Wayback Machine added its toolbar and rewrote the links."""
    if _ARCHIVE not in body or not REWRITTEN.search(body):
        return body
    before, _, rest = body.partition(_TOOLBAR[0])
    toolbar, _, after = rest.partition(_TOOLBAR[1])
    return _BEFORE_URL.sub(b"", before + (after or toolbar))
