"""Canonical URLs: one spelling for each page of a site (docs/sites.md, section 6, "URL oddities")."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import SplitResult, quote, unquote_to_bytes, urlsplit, urlunsplit

from vustacrawl.sites import Profile

MAX_URL_LENGTH = 2000
"""Longer addresses are traps: SQLite and WARC would take them, no site of the federation has them."""

_IGNORED_PARAMETERS = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|zarsrc|zalo\w*|mc_[ce]id|_ga|p_p_auth|p_auth|phpsessid|sid|jsessionid|aspsessionid\w*)$",
    re.IGNORECASE,
)
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*|/\(S\([a-z0-9]{24}\)\)", re.IGNORECASE)
_SAFE = "!$&'()*+,;=:@/~%-._"
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str, profile: Profile) -> str | None:
    """The one spelling of ``url`` (absolute) on the profile's site; None for what is no web address.

    On the site's own hosts: the profile's scheme and host, no port that says nothing. Everywhere: NFC, percent-
    encoded UTF-8, no fragment, no dot segments, no tracking or session parameters; the order of the others is kept.
    """
    if len(url) > MAX_URL_LENGTH:
        return None
    try:
        parts = urlsplit(unicodedata.normalize("NFC", url.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return None
    scheme = parts.scheme
    if host in profile.all_hosts:
        home = urlsplit(profile.url)
        if port in (None, *_DEFAULT_PORTS.values()) or port == home.port:
            scheme, host, port = home.scheme, profile.host, home.port
    netloc = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    return urlunsplit((scheme, netloc, _canonical_path(parts), _canonical_query(parts.query), ""))


def is_on_site(url: str, profile: Profile) -> bool:
    """Whether a canonical URL is the site's own."""
    return urlsplit(url).netloc == urlsplit(profile.url).netloc


def _canonical_path(parts: SplitResult) -> str:
    path = _SESSION_IN_PATH.sub("", parts.path) or "/"
    if "/." in path:
        path = _without_dot_segments(path)
    return _encoded(path)


def _canonical_query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _IGNORED_PARAMETERS.match(pair.partition("=")[0])]
    return _encoded("&".join(kept), also_safe="?")


def _encoded(text: str, also_safe: str = "") -> str:
    """Percent-encode what must be, spell existing escapes of letters in NFC and with capitals; idempotent."""
    if text.isascii() and "%" not in text and " " not in text and quote(text, _SAFE + also_safe) == text:
        return text
    return re.sub(
        r"(?:[A-Za-z]?(?:%[0-9a-fA-F]{2}|[^\x00-\x7f]))+",  # a mark that stands by itself belongs to the letter before
        lambda run: _respelt(run.group()),
        quote(text, _SAFE + also_safe),
    )


def _respelt(run: str) -> str:
    raw = unquote_to_bytes(run)
    try:
        letters = unicodedata.normalize("NFC", raw.decode("utf-8"))
    except UnicodeDecodeError:
        return "".join(f"%{byte:02X}" for byte in raw)
    return quote(letters, safe="-._~")


def _without_dot_segments(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
        elif segment != ".":
            kept.append(segment)
    if path.endswith(("/.", "/..")):
        kept.append("")
    return "/".join(kept)
