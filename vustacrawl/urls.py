"""The only module that splits, joins and canonicalizes URLs. Anything but an http(s) URL gives None, not an exception.

For the spellings of a page's URL on the federation's sites, see docs/sites.md, section 6, "URL oddities".
"""

from __future__ import annotations

import ipaddress
import re
import socket
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit

import idna

MAX_URL_LENGTH = 2000
"""Characters. Longer URLs are traps: SQLite and WARC would accept them, but no site of the federation has them."""

DEFAULT_PORTS = {"http": 80, "https": 443}

_ORIGIN = re.compile(r"https?://[^/?#]+", re.IGNORECASE)
_PLAIN = re.compile(r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,4})?(?:[/?][^#\s\\]*)?")
_ROOTED = re.compile(r"/(?!/)[^\s\\#]*")
_NOT_A_PAGE = re.compile(r"#|(?!https?:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SLASHES = re.compile(r"(https?:)?/{2,}", re.IGNORECASE)
_ONE_SLASH = re.compile(r"https?:/(?=[^/])", re.IGNORECASE)
_CONTROLS = "".join(map(chr, range(33)))
_LINE_BREAKS = str.maketrans("", "", "\t\r\n")

_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""The last label of an IPv4 address; no top-level domain is one."""
_MAX_HOST = 253
"""Characters of a host name (RFC 1035, section 2.3.4)."""

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|zarsrc|zalo\w*|mc_[ce]id|_ga|p_p_auth|p_auth|phpsessid|jsessionid|aspsessionid\w*",
    re.IGNORECASE,
)
"""Parameters that never distinguish pages, whatever their value."""
_MAY_BE_SESSION = re.compile(r"s|sid|sess|session|session_?id|oscsid|zenid|cfid|cftoken", re.IGNORECASE)
"""Parameters that hold a session on some sites and an article's number on others (``sid=12`` on PHP-Nuke)."""
_RANDOM = re.compile(r"[A-Za-z0-9]{16,}")
_LETTER_NEXT_TO_DIGIT = re.compile(r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)")
_MIXED = 3
"""Minimum alternations of letters and digits in 99 of 100 tokens of 20 hexadecimal or base-36 digits."""
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*|/\(S\([a-z0-9]{24}\)\)(?=/|$)", re.IGNORECASE)

_REPLAYED = re.compile(r"https?://web\.archive\.org/web/(\d{14})(?:[a-z]{2}_)?/", re.IGNORECASE)

_SAFE = "!$&'()*+,;=:@/~%-._"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_LETTERS = re.compile(r"(?:(?:(?<!%[0-9A-F])[A-Za-z])?%[89A-F][0-9A-F])+")
"""Escapes of non-ASCII bytes; a combining mark belongs to the letter before it."""
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""Unreserved characters (RFC 3986, section 2.3): escaping them does not change the URL."""


SHARED_DOMAINS = frozenset(["ac", "co", "com", "edu", "gov", "info", "int", "mil", "name", "net", "or", "org"])
"""Names before a country's own that many sites share: ``org`` in ``husta.org.vn``."""


@dataclass(frozen=True, slots=True)
class Url:
    """The parts of an http(s) URL, without user name and fragment. ``path`` and ``query`` are as written."""

    scheme: str
    host: str
    """In lower case, A-labels, no trailing dot; an IPv6 address without its brackets."""
    port: int | None
    """None for the scheme's default port."""
    path: str
    query: str

    @property
    def netloc(self) -> str:
        """Host and port as written in a URL."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: the URL up to its path."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def target(self) -> str:
        """Path and query: the URL after its origin."""
        return f"{self.path}?{self.query}" if self.query else self.path


_NO_URL = Url("", "", None, "", "")


@dataclass(frozen=True, slots=True)
class Home:
    """A site's hosts, and the parts of its URLs that do not distinguish pages."""

    url: Url
    hosts: frozenset[str]
    """Every host name of the site; their pages are the same as on ``url.host``."""
    session_parameters: Collection[str] | None = None
    """Names of query parameters that hold a session; None: recognized by their values."""
    former_hosts: frozenset[str] = frozenset()
    """Host names that the site used to have; each keeps its pages, with and without ``www.`` and TLS."""
    ignored_parameters: str = ""
    """A regular expression for names of query parameters that its CMS adds and that do not distinguish pages."""


def split_url(url: str | None) -> Url | None:
    """Split an absolute URL into its parts; None if it is not an http(s) URL with a valid host."""
    if not url:
        return None
    url = _slashed(url)
    if typo := _ONE_SLASH.match(url):
        url = f"{typo[0]}/{url[typo.end() :]}"
    try:
        parts = urlsplit(url)
        host, port = _host(parts.hostname or ""), parts.port
        if "[" in parts.netloc and (host is None or ":" not in host):
            return None
    except ValueError:
        return None
    if host is None or port == 0 or parts.scheme not in DEFAULT_PORTS:
        return None
    return Url(parts.scheme, host, None if port == DEFAULT_PORTS[parts.scheme] else port, parts.path, parts.query)


def join_url(base: str, href: str, hosts: Collection[str] = ()) -> str | None:
    """Resolve ``href`` on a page at ``base`` as browsers do, without its fragment.

    One that begins with one of ``hosts``, such as ``vusta.vn/tin``, only lacks its scheme: browsers would take the host
    for a folder. None if it is not an http(s) URL, or only refers to a position on the page itself.
    """
    if href.startswith(("https://", "http://")) and _PLAIN.fullmatch(href):
        return href
    if _ROOTED.fullmatch(href):
        origin = _origin_as_written(base)
        return origin + href if origin else None
    if hosts and canonical_host(href.partition("/")[0]) in hosts:
        href = f"//{href}"
    href = _slashed(href)
    if not href or _NOT_A_PAGE.match(href):
        return None
    try:
        joined = urljoin(base, href.partition("#")[0])
    except ValueError:
        return None
    return joined if split_url(joined) else None


def canonical_url(url: str, home: Home | None = None) -> str | None:
    """Return the canonical spelling of an absolute URL; None if it is not an http(s) URL. Idempotent.

    On the site's own hosts: its scheme, host and port; on its former ones: ``http`` and no ``www.``. Everywhere:
    A-labels, percent-encoded UTF-8 in NFC, unreserved characters not escaped (RFC 3986, section 6.2.2), no user name,
    no fragment, no default port, no dot segments, no tracking or session parameters; the others keep their order.
    """
    parts = split_url(url) if len(url) <= MAX_URL_LENGTH else None
    if parts is None:
        return None
    try:
        path = _canonical_path(parts.path)
        query = _canonical_query(parts.query, home)
    except UnicodeEncodeError:  # a lone surrogate has no bytes to escape
        return None
    origin = _origin_at(home, parts) if home else parts.origin
    canonical = f"{origin}{path}?{query}" if query else origin + path
    return canonical if len(canonical) <= MAX_URL_LENGTH else None


def host_of(url: str | None) -> str:
    """Return the host of a URL in the form of ``Url.host``; empty if it is not an http(s) URL."""
    return (split_url(url) or _NO_URL).host


def origin_of(url: str | None) -> str:
    """Return scheme, host and port of a URL; empty if it is not an http(s) URL."""
    parts = split_url(url)
    return parts.origin if parts else ""


def path_of(url: str | None) -> str:
    """Return the path of a URL as written; empty if it is not an http(s) URL."""
    return (split_url(url) or _NO_URL).path


def query_of(url: str | None) -> str:
    """Return the query of a URL as written, without the question mark; empty if there is none."""
    return (split_url(url) or _NO_URL).query


def target_of(url: str | None) -> str:
    """Return path and query of a URL as written; empty if it is not an http(s) URL."""
    return (split_url(url) or _NO_URL).target


def bare_url(url: str) -> str:
    """Return a URL without what rarely distinguishes pages: scheme, ``www.``, and the final slash."""
    return re.sub(r"https?://(?:www\.)?", "", url, count=1).rstrip("/")


def replayed(url: str) -> tuple[str, str] | None:
    """Return the URL of the original in that of a copy in the Wayback Machine, and the time of the copy (14 digits,
    UTC); else None.
    """
    found = _REPLAYED.match(url)
    original = join_url("", url[found.end() :]) if found else None
    return (original, found[1]) if found and original else None


def toggle_final_slash(url: str) -> str:
    """Return a canonical URL with a slash at the end of its path, or without one if it has one."""
    path, mark, query = url.partition("?")
    return f"{path.removesuffix('/') if path.endswith('/') else f'{path}/'}{mark}{query}"


def canonical_host(host: str) -> str | None:
    """Return a host name or IP address in the form of ``Url.host``; None if it is invalid."""
    try:
        return _host(host.strip().removeprefix("[").removesuffix("]").lower())
    except ValueError:
        return None


def is_private_host(host: str) -> bool:
    """Return whether the name of a host (as in ``Url.host``) alone shows that it is private or this machine."""
    address = ip_address(host)
    return not address.is_global if address else host == "localhost" or host.endswith(".localhost")


def ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address that a host (as in ``Url.host``) consists of; None for a name."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _origin_at(home: Home, parts: Url) -> str:
    if _is_home(parts, home):
        return home.url.origin
    if parts.host in home.former_hosts and parts.port in (None, *DEFAULT_PORTS.values()):
        return f"http://{_bare(parts.host)}"
    return parts.origin


def _is_home(parts: Url, home: Home) -> bool:
    """Return whether a URL is on the site; on host names other than that of ``home.url``, also at default ports."""
    if parts.host not in home.hosts:
        return False
    if parts.port == home.url.port and (parts.port is not None or parts.scheme == home.url.scheme):
        return True
    is_usual = parts.port is None or parts.port in DEFAULT_PORTS.values()
    return is_usual and (home.url.port is None or _bare(parts.host) != _bare(home.url.host))


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _slashed(url: str) -> str:
    """Return a reference as browsers read it: without surrounding spaces or line breaks, backslashes before the query
    as slashes, two of which begin a host (WHATWG URL, section 4.4).
    """
    url = url.strip(_CONTROLS).translate(_LINE_BREAKS)
    if "\\" in url and not _NOT_A_PAGE.match(url):
        end = min((at for mark in "?#" if (at := url.find(mark)) >= 0), default=len(url))
        url = url[:end].replace("\\", "/") + url[end:]
    if found := _SLASHES.match(url):
        url = f"{found[1] or ''}//{url[found.end() :]}"
    return url


@lru_cache(maxsize=256)
def _origin_as_written(url: str) -> str | None:
    origin = _ORIGIN.match(url)
    return origin[0] if origin and split_url(origin[0]) else None


@lru_cache(maxsize=4096)
def _host(host: str) -> str | None:
    """Normalize a host. Returns None or raises ValueError if it is not one."""
    host = host.rstrip(".")
    if ":" in host:
        address = ipaddress.IPv6Address(host)
        return None if address.scope_id else address.compressed
    if "%" in host:
        host = unquote(host, errors="strict").lower()
    if not host.isascii():
        remapped = idna.uts46_remap(host, std3_rules=False)
        host = ".".join(map(_a_label, remapped.split("."))).rstrip(".")
    if len(host) > _MAX_HOST or not _HOST.fullmatch(host):
        return None
    return _ipv4(host) if _NUMBER.fullmatch(host.rpartition(".")[2]) else host


def _ipv4(host: str) -> str | None:
    """Return an IPv4 address in its usual form, whether it has four parts or fewer, decimal, octal or hexadecimal.

    Browsers and resolvers read ``127.1`` and ``0x7f000001`` as 127.0.0.1 (WHATWG URL, section 3.5).
    """
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _a_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


def _canonical_path(path: str) -> str:
    path = _encoded(path or "/")
    while (without := _SESSION_IN_PATH.sub("", path)) != path:
        path = _encoded(without or "/")
    return _without_dot_segments(path) if "/." in path else path


def _canonical_query(query: str, home: Home | None) -> str:
    if not query:
        return ""
    pairs = (pair for pair in _encoded(query, also_safe="?").split("&") if pair)
    return "&".join(pair for pair in pairs if not _is_irrelevant(pair, home))


def _is_irrelevant(pair: str, home: Home | None) -> bool:
    """Return whether a parameter does not distinguish pages: tracking, or a session."""
    name, _, value = pair.partition("=")
    if _TRACKING.fullmatch(name) or (home and re.fullmatch(home.ignored_parameters, name)):
        return True
    if home and home.session_parameters is not None:
        return name in home.session_parameters
    return bool(_MAY_BE_SESSION.fullmatch(name)) and _looks_random(value)


def _looks_random(value: str) -> bool:
    """Return whether a value is a token, not a number or word: a long mix of letters and digits."""
    return bool(_RANDOM.fullmatch(value)) and len(_LETTER_NEXT_TO_DIGIT.findall(value)) >= _MIXED


def _encoded(text: str, also_safe: str = "") -> str:
    """Percent-encode only what is necessary, with letters in NFC and escapes in capitals; idempotent."""
    quoted = quote(text, _SAFE + also_safe)
    if "%" not in quoted:
        return quoted
    quoted = _ESCAPE.sub(_unescaped, _STRAY_PERCENT.sub("%25", quoted))
    return _LETTERS.sub(_composed, quoted)


def _unescaped(escape: re.Match[str]) -> str:
    character = chr(int(escape[0][1:], 16))
    return character if character in _UNRESERVED else escape[0].upper()


def _composed(run: re.Match[str]) -> str:
    try:
        letters = unquote_to_bytes(run[0]).decode("utf-8")
    except UnicodeDecodeError:
        return run[0]
    return quote(unicodedata.normalize("NFC", letters), safe="")


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
