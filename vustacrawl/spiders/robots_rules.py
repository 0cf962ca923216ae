"""Adapt the text of a robots.txt for Protego, which deviates from RFC 9309 in places."""

from __future__ import annotations

import re

from protego import Protego

from vustacrawl.parsers.html.encoding import to_utf8
from vustacrawl.urls import host_of, join_url

OUR_PRODUCT = "vustacrawl"
"""The name of groups that apply to vustacrawl, in any case (RFC 9309, section 2.2.1)."""

SUCCESSFUL = range(200, 300)
"""Statuses of a robots.txt that is obeyed (section 2.3.1.1)."""

_MAX_BYTES = 1_000_000
"""The standard requires at least 500 KiB (section 2.5)."""
_NEXT_URL = re.compile(r"\s+(?=https?://)", re.IGNORECASE)
_LINE_ENDS = re.compile(r"[\r\n]+")
_AGENT = re.compile(r"(?P<field>user[- ]?agent)\s*(?::\s*|\s+)(?P<value>.*)", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z_-]+")
_DELAY = re.compile(r"crawl[- ]delay\s*(?::\s*|\s+)(?P<value>.*)", re.IGNORECASE)
_SECONDS = re.compile(r"\+?(?:\d{1,99}(?:[.,]\d*)?|[.,]\d+)(?![\d.,])")


def rules_text(body: bytes) -> str:
    """Return the lines of a robots.txt without what Protego misreads.

    - A byte order mark before a line is not part of it (section 2.3).
    - A group's product token is the beginning of its value (section 2.2.1): ``vustacrawl/9`` is ours. Groups for other
      crawlers never are, though Protego matches ``vusta`` and any word of our contact.
    - ``Crawl-delay``, which is not in the standard, may be ``0,5`` or ``10 s``; anything but a number of seconds, such
      as ``-1`` or ``inf``, is dropped.

    The encoding should be UTF-8 (section 2.2), but may be UTF-16; a file longer than 1 MB is cut after a line.
    """
    if len(body) > _MAX_BYTES:
        body = body[: 1 + max(body.rfind(end, 0, _MAX_BYTES) for end in (b"\n", b"\r"))]
    lines = _LINE_ENDS.split(to_utf8(body).decode("utf-8", "replace"))
    return "\n".join(_plain(line.lstrip("\ufeff \t")) for line in lines)


def _plain(line: str) -> str:
    if agent := _AGENT.match(line):
        return f"User-agent: {_agent(agent['value'].partition('#')[0].strip())}"
    if delay := _DELAY.match(line):
        seconds = _SECONDS.match(delay["value"])
        return f"Crawl-delay: {seconds[0].replace(',', '.')}" if seconds else ""
    return line


def _agent(value: str) -> str:
    if value.split()[:1] == ["*"]:
        return "*"
    token = _TOKEN.match(value)
    return OUR_PRODUCT if token and token[0].lower() == OUR_PRODUCT else "another" if value else ""


def sitemaps_in(file: str, rules: Protego) -> list[str]:
    """Return the absolute URLs of the sitemaps named in the robots.txt at this URL (section 2.2.4)."""
    values = (value.strip("<>\"'") for line in rules.sitemaps for value in _NEXT_URL.split(line))
    named = (join_url(file, value, {host_of(file)}) for value in values)
    return list(dict.fromkeys(filter(None, named)))
