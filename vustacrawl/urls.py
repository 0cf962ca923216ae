"""Split, join and canonicalize URLs: the only module that does. What is not an http(s) URL is None, never an exception.

What the spellings are that one page has on the federation's sites: docs/sites.md, section 6, "URL oddities".
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, unquote, unquote_to_bytes, urljoin, urlsplit

import idna

MAX_URL_LENGTH = 2000
"""Characters. Longer addresses are traps: SQLite and WARC would take them, no site of the federation has them."""

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
_MAX_HOST = 253
"""Characters of a host name (RFC 1035, section 2.3.4)."""

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|zarsrc|zalo\w*|mc_[ce]id|_ga|p_p_auth|p_auth|phpsessid|jsessionid|aspsessionid\w*",
    re.IGNORECASE,
)
"""Parameters that never tell one page from another, whatever their value."""
_MAY_BE_SESSION = re.compile(r"s|sid|sess|session|session_?id|oscsid|zenid|cfid|cftoken", re.IGNORECASE)
"""Parameters that hold a session on some sites and an article's number on others (``sid=12`` on PHP-Nuke)."""
_RANDOM = re.compile(r"[A-Za-z0-9]{16,}")
_LETTER_NEXT_TO_DIGIT = re.compile(r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=\d)")
_MIXED = 3
"""So often letters and digits alternate, at least, in 99 of 100 tokens of 20 hexadecimal or base-36 digits."""
_SESSION_IN_PATH = re.compile(r";jsessionid=[^/?#]*|/\(S\([a-z0-9]{24}\)\)(?=/|$)", re.IGNORECASE)

_SAFE = "!$&'()*+,;=:@/~%-._"
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_LETTERS = re.compile(r"(?:(?:(?<!%[0-9A-F])[A-Za-z])?%[89A-F][0-9A-F])+")
"""Escapes of bytes beyond ASCII; a mark that stands by itself belongs to the letter before it."""
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
"""RFC 3986, section 2.3: escaped or not, the same URL."""


@dataclass(frozen=True, slots=True)
class Url:
    """An http(s) URL in its parts, without user name and fragment. ``path`` and ``query`` are as written."""

    scheme: str
    host: str
    """In small letters, A-labels, no trailing dot; an IPv6 address without its brackets."""
    port: int | None
    """None for the scheme's own."""
    path: str
    query: str

    @property
    def netloc(self) -> str:
        """Host and port as a URL has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: the URL up to its path."""
        return f"{self.scheme}://{self.netloc}"

    @property
    def target(self) -> str:
        """Path and query: the URL behind its origin."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass(frozen=True, slots=True)
class Home:
    """Where a site is, and what its addresses have that tells no page from another."""

    url: Url
    hosts: frozenset[str]
    """Every host name of the site; pages on them are those of ``url.host``."""
    session_parameters: Collection[str] | None = None
    """The names of query parameters that hold a session; None: told by how their values look."""
    former_hosts: frozenset[str] = frozenset()
    """Host names that the site used to have; each keeps its pages, with and without ``www.`` and TLS."""
    ignored_parameters: str = ""
    """A regular expression of names of query parameters that its CMS adds and that tell no page from another."""


def split_url(url: str | None) -> Url | None:
    """An absolute URL in its parts; None where it is not an http(s) URL with a host that can be one."""
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


def join_url(base: str, href: str) -> str | None:
    """The URL that ``href`` means on a page at ``base``, as browsers understand it, without its fragment.

    None where it is not an http(s) URL, and where it only names a place on the page itself.
    """
    if href.startswith(("https://", "http://")) and _PLAIN.fullmatch(href):
        return href
    if _ROOTED.fullmatch(href):
        origin = _origin_as_written(base)
        return origin + href if origin else None
    href = _slashed(href)
    if not href or _NOT_A_PAGE.match(href):
        return None
    try:
        joined = urljoin(base, href.partition("#")[0])
    except ValueError:
        return None
    return joined if split_url(joined) else None


def canonical_url(url: str, home: Home | None = None) -> str | None:
    """The one spelling of an absolute URL; None where it is not an http(s) URL. Idempotent.

    On the site's own hosts: its scheme, host and port; on its former ones: ``http`` and no ``www.``. Everywhere:
    A-labels, percent-encoded UTF-8 in NFC, unreserved characters not escaped (RFC 3986, section 6.2.2), no user name,
    no fragment, no port that says nothing, no dot segments, no tracking or session parameters; the order of the others
    is kept.
    """
    parts = split_url(url) if len(url) <= MAX_URL_LENGTH else None
    if parts is None:
        return None
    try:
        path = _canonical_path(parts.path)
        query = _canonical_query(parts.query, home)
    except UnicodeEncodeError:  # a lone surrogate has no bytes to be escaped
        return None
    origin = _origin_at(home, parts) if home else parts.origin
    canonical = f"{origin}{path}?{query}" if query else origin + path
    return canonical if len(canonical) <= MAX_URL_LENGTH else None


def host_of(url: str | None) -> str:
    """The host of a URL as ``Url.host`` has it; empty where it is not an http(s) URL."""
    parts = split_url(url)
    return parts.host if parts else ""


def origin_of(url: str | None) -> str:
    """Scheme, host and port of a URL; empty where it is not an http(s) URL."""
    parts = split_url(url)
    return parts.origin if parts else ""


def path_of(url: str | None) -> str:
    """The path of a URL as written; empty where it is not an http(s) URL."""
    parts = split_url(url)
    return parts.path if parts else ""


def query_of(url: str | None) -> str:
    """The query of a URL as written, without its mark; empty where there is none."""
    parts = split_url(url)
    return parts.query if parts else ""


def target_of(url: str | None) -> str:
    """Path and query of a URL as written; empty where it is not an http(s) URL."""
    parts = split_url(url)
    return parts.target if parts else ""


def bare_url(url: str) -> str:
    """A URL without what rarely tells two pages apart: scheme, ``www.``, and the last slash."""
    return re.sub(r"https?://(?:www\.)?", "", url, count=1).rstrip("/")


def canonical_host(host: str) -> str | None:
    """A host name or IP address as ``Url.host`` has it; None for what is none."""
    try:
        return _host(host.strip().removeprefix("[").removesuffix("]").lower())
    except ValueError:
        return None


def is_private_host(host: str) -> bool:
    """Whether a host, as ``Url.host`` has it, is by its very name in a private network or this machine."""
    address = ip_address(host)
    return not address.is_global if address else host == "localhost" or host.endswith(".localhost")


def ip_address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a host, as ``Url.host`` has it, is; None for a name."""
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
    """Whether a URL is the site's: a name of it beside that of ``home.url`` is so at the usual ports too."""
    if parts.host not in home.hosts:
        return False
    if parts.port == home.url.port and (parts.port is not None or parts.scheme == home.url.scheme):
        return True
    is_usual = parts.port is None or parts.port in DEFAULT_PORTS.values()
    return is_usual and (home.url.port is None or _bare(parts.host) != _bare(home.url.host))


def _bare(host: str) -> str:
    return host.removeprefix("www.")


def _slashed(url: str) -> str:
    """A reference as browsers read it: no spaces around it, no line breaks in it, backslashes before the query are
    slashes, and two of them begin a host (WHATWG URL, section 4.4).
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
    """Raises ValueError, or gives None, for what is no host."""
    host = host.rstrip(".")
    if ":" in host:
        address = ipaddress.IPv6Address(host)
        return None if address.scope_id else address.compressed
    if "%" in host:
        host = unquote(host, errors="strict").lower()
    if not host.isascii():
        remapped = idna.uts46_remap(host, std3_rules=False)
        host = ".".join(map(_a_label, remapped.split("."))).rstrip(".")
    return host if len(host) <= _MAX_HOST and _HOST.fullmatch(host) else None


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
    return "&".join(pair for pair in pairs if not _says_nothing(pair, home))


def _says_nothing(pair: str, home: Home | None) -> bool:
    """Whether a parameter tells no page from another: tracking, or a session."""
    name, _, value = pair.partition("=")
    if _TRACKING.fullmatch(name) or (home and re.fullmatch(home.ignored_parameters, name)):
        return True
    if home and home.session_parameters is not None:
        return name in home.session_parameters
    return bool(_MAY_BE_SESSION.fullmatch(name)) and _looks_random(value)


def _looks_random(value: str) -> bool:
    """Whether a value is a token, as no number and no word is: letters and digits, long and mixed."""
    return bool(_RANDOM.fullmatch(value)) and len(_LETTER_NEXT_TO_DIGIT.findall(value)) >= _MIXED


def _encoded(text: str, also_safe: str = "") -> str:
    """Percent-encode what must be, spell escapes of letters in NFC and with capitals, no others; idempotent."""
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
