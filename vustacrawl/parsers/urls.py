"""Addresses as pages write them, made absolute."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

_ORIGIN = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
_PLAIN = re.compile(r"https?://[^/?#\s][^#\s]*")
_NOT_A_PAGE = re.compile(r"\s*(?:#|(?!https?:)[a-z][a-z0-9+.-]*:)", re.IGNORECASE)


def absolute(href: str, base_url: str) -> str | None:
    """The http(s) address that ``href`` means on a page at ``base_url``, without its fragment; None where it is
    none.
    """
    if href.startswith(("https://", "http://")) and _PLAIN.fullmatch(href):
        return href
    if not href or _NOT_A_PAGE.match(href):
        return None
    href = href.strip().partition("#")[0]
    if href.startswith("/") and not href.startswith("//") and (origin := _ORIGIN.match(base_url)):
        return origin[0] + href
    if _ORIGIN.match(href):
        return href
    try:
        joined = urljoin(base_url, href)
    except ValueError:
        return None
    return joined if _ORIGIN.match(joined) else None


def host_of(url: str) -> str:
    """The host name of an address, in small letters, without a trailing dot; empty where it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
