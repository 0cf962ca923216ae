"""Derive a pattern for article URLs that excludes a site's listings, tags, print views, searches and login pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

from vustacrawl.families.model import literal, literal_host
from vustacrawl.parsers.detection import FamilyGuess
from vustacrawl.parsers.links.pagers import has_page_number
from vustacrawl.urls import path_of, query_of, target_of

_SERVICE_URL = re.compile(
    r"""[/=?&](?:
      tags?|tu-khoa|keywords?|authors?|tac-gia|search|tim-kiem|print|in-bai|ban-in|savefile|sendmail|gui-mail
    | log-?(?:in|out)|dang-(?:nhap|ky|xuat)|register|users?|thanh-vien|account|cart|contact|lien-he|about(?:-us)?
    | gioi-thieu|so-do(?:-trang)?|site-?map|rss|feeds?|atom|comments?|binh-luan|wp-(?:admin|login|json|content|includes)
    | cdn-cgi|xmlrpc|uploads|images|themes|assets|statistics|voting|seek
    )(?:[/=&.?#]|$)|[?&](?:s|q)=(?!\d+(?:&|$))|[?&](?:replytocom|share|print|keyword|p_p_auth)=|\.(?:xml|php|css|js|ico)$""",
    re.VERBOSE | re.IGNORECASE,
)
_FILE_URL = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|gif|webp|svg|mp[34]|rss|atom|gz|txt)$", re.IGNORECASE
)
_NUMBERED = re.compile(
    r"(?P<slug>.*?)(?P<mark>(?:[-_.][a-z]{0,5})?)(?P<numbers>\d+(?:_\d+)*)(?P<ending>(?:\.[a-z]{3,4})?/?)"
)
_NAMED = re.compile(r"(?P<slug>.*?)(?P<ending>(?:\.[a-z]{3,4})?/?)")
_MIN_TITLE_WORDS = 5
_MIN_TITLE_CHARS = 25
_MIN_SLUG_HYPHENS = 4
_MAX_SEGMENT_CHARS = 300
_MIN_MEMBERS = 2
_MIN_SCORE = 3
_END = r"(?:$|[?#])"


@dataclass(slots=True)
class SeenUrl:
    """A URL of the site and where it was found; ``text`` is its longest link text."""

    url: str
    text: str = ""
    in_feed: bool = False
    in_menu: bool = False

    @property
    def score(self) -> int:
        """How likely it is an article: in a feed, with a link text or slug that looks like a title, not in a menu."""
        is_title = len(self.text.split()) >= _MIN_TITLE_WORDS and len(self.text) >= _MIN_TITLE_CHARS
        slug = max((part.count("-") for part in path_of(self.url).split("/")), default=0)
        return 3 * self.in_feed + 2 * is_title + (slug >= _MIN_SLUG_HYPHENS) - 2 * (self.in_menu and not self.in_feed)


class UrlShape(NamedTuple):
    """The shape that URLs of one kind share."""

    depth: int
    mark: str | None
    """The text before the number: ``-p``, ``-``, ``_``; None without a number."""
    numbers: int
    ending: str
    query: tuple[str, ...]


class UrlGroup(NamedTuple):
    """URLs of one shape that may be articles."""

    shape: UrlShape
    members: tuple[SeenUrl, ...]

    @property
    def score(self) -> int:
        """The sum of the members' scores."""
        return sum(member.score for member in self.members)


def is_service_url(url: str) -> bool:
    """Return whether a URL is a search, tag, print view, login or file: neither an article nor a listing."""
    return bool(_SERVICE_URL.search(target_of(url)) or _FILE_URL.search(path_of(url)))


def is_plain_page(url: str) -> bool:
    """Return whether a URL may be an article or the first page of a list: not a service, not the home page."""
    return not (is_service_url(url) or has_page_number(url) or target_of(url) in ("", "/"))


def url_shape(url: str) -> UrlShape:
    """Return the shape of a URL."""
    path = path_of(url)
    last = _last_segment(path)
    found = _NUMBERED.fullmatch(last) if len(last) <= _MAX_SEGMENT_CHARS else None
    is_number = found and (found["mark"] or not found["slug"])
    query = tuple(name for name, _ in parse_qsl(query_of(url), keep_blank_values=True))
    depth = len([part for part in path.split("/") if part])
    if found and is_number:
        return UrlShape(depth, found["mark"], found["numbers"].count("_") + 1, found["ending"], query)
    named = _NAMED.fullmatch(last)
    return UrlShape(depth, None, 0, named["ending"] if named else "", query)


def likely_article_groups(seen: Iterable[SeenUrl]) -> list[UrlGroup]:
    """Group URLs by shape and return the groups that may be articles, the likeliest first."""
    groups: dict[UrlShape, list[SeenUrl]] = {}
    for link in seen:
        if is_plain_page(link.url):
            groups.setdefault(url_shape(link.url), []).append(link)
    found = [UrlGroup(shape, tuple(link for link in members if link.score > 0)) for shape, members in groups.items()]
    wanted = [group for group in found if len(group.members) >= _MIN_MEMBERS or group.score >= _MIN_SCORE]
    return sorted(wanted, key=lambda group: (-group.score, group.shape.mark is None, group.shape))


def article_pattern(group: UrlGroup, family: FamilyGuess, url: str, others: Iterable[str]) -> str:
    """Return a regular expression that matches the group's URLs and, as far as possible, none of ``others``.

    ``url`` is the site's. The family's known patterns are tried first, then general ones.
    """
    members = [member.url for member in group.members]
    non_articles = [other for other in others if other not in members]
    patterns = [*_family_patterns(family, url, non_articles), *_general_patterns(group.shape, members, url)]
    fitting = [pattern for pattern in patterns if all(re.search(pattern, member) for member in members)]
    clean = next((pattern for pattern in fitting if not _matching(pattern, non_articles)), None)
    if clean:
        return clean
    best = min(fitting or patterns, key=lambda pattern: len(_matching(pattern, non_articles)))
    return _exclude(best, _matching(best, non_articles))


def _matching(pattern: str, urls: Iterable[str]) -> list[str]:
    return [url for url in urls if re.search(pattern, url)]


def _family_patterns(family: FamilyGuess, url: str, non_articles: list[str]) -> list[str]:
    """Return the patterns that the family's sites are known to use (docs/sites.md, sections 1, 7 and 8)."""
    cms = family.cms
    names = {path for url in non_articles if (path := path_of(url).strip("/")) and "/" not in path}
    pages = "".join(f"|{literal(name)}" for name in sorted(names))
    forms = cms.article_forms or (cms.article_url,)
    return [cms.article_pattern(url, form, pages) for form in forms if form]


def _general_patterns(shape: UrlShape, members: list[str], url: str) -> list[str]:
    """Return patterns for the shape: the number and what precedes it, then also the folders that all URLs share."""
    if shape.query:
        return [_query_pattern(members)]
    folders = "".join(f"{_folder_pattern(parts)}/" for parts in zip(*map(_folders, members), strict=True))
    prefix = rf"^https?://(?:www\.)?{literal_host(url)}/{folders}"
    ending = literal(shape.ending.rstrip("/")) + ("/?" if shape.ending in ("", "/") else "")
    if shape.mark is None:
        words = min(_last_segment(path_of(member)).count("-") for member in members)
        slug = rf"[^/?#.]+(?:-[^/?#.-]+){{{min(words, 3)},}}" if words else "[^/?#]+"
        return [rf"{prefix}[^/?#]+{ending}{_END}", rf"{prefix}{slug}{ending}{_END}"]
    number = literal(shape.mark) + _number_pattern(shape, members) + ending + _END
    if shape.mark == "":
        return [f"{prefix}{number}"]
    return [rf"/[^/?#]+{number}", rf"{prefix}[^/?#]+{number}", rf"{prefix}[^/?#]*{number}"]


def _number_pattern(shape: UrlShape, members: list[str]) -> str:
    """Return a pattern for the number; of several runs of digits, the one that varies most is the article's."""
    if shape.numbers == 1:
        return r"(?P<id>\d+)"
    runs = [
        re.findall(r"\d+", match["numbers"])
        for url in members
        if (match := _NUMBERED.fullmatch(_last_segment(path_of(url))))
    ]
    columns = list(zip(*runs, strict=False))
    at = max(range(len(columns)), key=lambda number: _variety(columns[number]))
    return "_".join(r"(?P<id>\d+)" if number == at else r"\d+" for number in range(shape.numbers))


def _query_pattern(members: list[str]) -> str:
    """Return a pattern for query parameters: constant values literally, the number that varies most as the id."""
    # As written: the pattern is searched for in URLs, where brackets and letters may be escaped.
    queries = [[pair.partition("=") for pair in query_of(url).split("&")] for url in members]
    columns = [(pairs[0][0], [value for *_, value in pairs]) for pairs in zip(*queries, strict=False)]
    numbers = (number for number, (_, values) in enumerate(columns) if all(value.isdecimal() for value in values))
    at = max(numbers, key=lambda number: _variety(columns[number][1]), default=-1)
    parts = [f"{literal(name)}={_query_value(values, number == at)}" for number, (name, values) in enumerate(columns)]
    paths = Counter(path_of(url) for url in members)
    path = literal(paths.most_common(1)[0][0]) if len(paths) == 1 else "/[^?#]*"
    return rf"{path}\?(?:[^#]*&)?" + "&".join(parts) + r"(?:$|[&#])"


def _variety(values: Collection[str]) -> tuple[int, int]:
    """Return how many values differ, and how long they are: an article's number varies most."""
    return len(set(values)), max(map(len, values))


def _query_value(values: list[str], is_id: bool) -> str:
    if is_id:
        return r"(?P<id>\d+)"
    if len(set(values)) == 1:
        return literal(values[0])
    if all(value.isdecimal() for value in values):
        return r"\d+"
    if all(re.search(r"/[^/]+-\d+$", value) for value in values):
        return r"[^&#]+/(?!page-)[^/&#]+-(?P<id>\d+)"
    return "[^&#]+"


def _folder_pattern(parts: tuple[str, ...]) -> str:
    """Return a pattern for a folder; any number matches, since a year or section in it changes with time."""
    if all(part.isdecimal() for part in parts):
        return r"\d+"
    return literal(parts[0]) if len(set(parts)) == 1 else "[^/?#]+"


def _folders(url: str) -> list[str]:
    return [part for part in path_of(url).split("/") if part][:-1]


def _last_segment(path: str) -> str:
    """Return the last segment of a path, with its trailing slash."""
    return path.rstrip("/").rpartition("/")[2] + ("/" if path.endswith("/") and path != "/" else "")


def _exclude(pattern: str, urls: list[str]) -> str:
    """Exclude these URLs from a pattern."""
    paths = "|".join(sorted({literal(url.partition("://")[2].partition("/")[2]) for url in urls}))
    begin = "" if pattern.startswith("^") else ".*?"
    return rf"^(?!https?://[^/]+/(?:{paths})$){begin}(?:{pattern.removeprefix('^')})"
