"""What kinds of addresses a site has: those of articles told from lists, tags, print, search and log-in pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

from vustacrawl.families.model import literal
from vustacrawl.parsers.detection import FamilyGuess
from vustacrawl.parsers.links.paging import has_page_number
from vustacrawl.urls import path_of, query_of, split_url, target_of

_SERVICE = re.compile(
    r"""[/=?&](?:
      tags?|tu-khoa|keywords?|authors?|tac-gia|search|tim-kiem|print|in-bai|ban-in|savefile|sendmail|gui-mail
    | log-?(?:in|out)|dang-(?:nhap|ky|xuat)|register|users?|thanh-vien|account|cart|contact|lien-he|about(?:-us)?
    | gioi-thieu|so-do(?:-trang)?|site-?map|rss|feeds?|atom|comments?|binh-luan|wp-(?:admin|login|json|content|includes)
    | cdn-cgi|xmlrpc|uploads|images|themes|assets|statistics|voting|seek
    )(?:[/=&.?#]|$)|[?&](?:s|q|replytocom|share|print|keyword|p_p_auth)=|\.(?:xml|php|css|js|ico)$""",
    re.VERBOSE | re.IGNORECASE,
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|jpe?g|png|gif|webp|svg|mp[34]|rss|atom|gz|txt)$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?P<slug>.*?)(?P<mark>(?:[-_.][a-z]{0,5})?)(?P<numbers>\d+(?:_\d+)*)(?P<ending>(?:\.[a-z]{3,4})?/?)"
)
_NAMED = re.compile(r"(?P<slug>.*?)(?P<ending>(?:\.[a-z]{3,4})?/?)")
_WORDS_OF_A_TITLE = 5
_LETTERS_OF_A_TITLE = 25
_LONG_SLUG = 4
_LONGEST_NAME = 300
_FEW = 2
_SURE = 3
_END = r"(?:$|[?#])"


@dataclass(slots=True)
class Seen:
    """An address of the site, and where it was met; ``text`` is the longest that a link to it has."""

    url: str
    text: str = ""
    in_feed: bool = False
    in_menu: bool = False

    @property
    def points(self) -> int:
        """How much speaks for an article there: a feed's entry, a link like a title, a slug like one."""
        is_title = len(self.text.split()) >= _WORDS_OF_A_TITLE and len(self.text) >= _LETTERS_OF_A_TITLE
        slug = max((part.count("-") for part in path_of(self.url).split("/")), default=0)
        return 3 * self.in_feed + 2 * is_title + (slug >= _LONG_SLUG) - 2 * (self.in_menu and not self.in_feed)


class Form(NamedTuple):
    """The shape that addresses of one kind share."""

    depth: int
    mark: str | None
    """What stands before the number: ``-p``, ``-``, ``_``; None where there is no number."""
    numbers: int
    ending: str
    query: tuple[str, ...]


class Group(NamedTuple):
    """Addresses of one form, and how much speaks for articles there."""

    form: Form
    members: tuple[Seen, ...]

    @property
    def points(self) -> int:
        """The sum over the members."""
        return sum(member.points for member in self.members)


def is_service(url: str) -> bool:
    """Whether an address is that of a search, a tag, a print view, a log-in, a file: of no article and no list."""
    return bool(_SERVICE.search(target_of(url)) or _FILE.search(path_of(url)))


def form_of(url: str) -> Form:
    """The form of an address."""
    path = path_of(url)
    last = _last(path)
    found = _NUMBERED.fullmatch(last) if len(last) <= _LONGEST_NAME else None
    is_number = found and (found["mark"] or not found["slug"])
    query = tuple(name for name, _ in parse_qsl(query_of(url), keep_blank_values=True))
    depth = len([part for part in path.split("/") if part])
    if found and is_number:
        return Form(depth, found["mark"], found["numbers"].count("_") + 1, found["ending"], query)
    named = _NAMED.fullmatch(last)
    return Form(depth, None, 0, named["ending"] if named else "", query)


def likely_groups(seen: Iterable[Seen]) -> list[Group]:
    """The forms that may be those of articles, the likeliest first."""
    groups: dict[Form, list[Seen]] = {}
    for each in seen:
        if target_of(each.url) in ("", "/"):
            continue
        if not is_service(each.url) and not has_page_number(each.url):
            groups.setdefault(form_of(each.url), []).append(each)
    found = [Group(form, tuple(each for each in members if each.points > 0)) for form, members in groups.items()]
    wanted = [group for group in found if len(group.members) >= _FEW or group.points >= _SURE]
    return sorted(wanted, key=lambda group: (-group.points, group.form.mark is None, group.form))


def article_pattern(group: Group, family: FamilyGuess, url: str, others: Iterable[str]) -> str:
    """A regular expression for the group's addresses that finds none of the ``others``, as far as can be.

    ``url`` is the site's; the known patterns of the family go first, then the most general one that fits.
    """
    members = [member.url for member in group.members]
    strangers = [other for other in others if other not in members]
    patterns = [*_known(family, url, strangers), *_induced(group.form, members, url)]
    fitting = [each for each in patterns if all(re.search(each, member) for member in members)]
    clean = next((each for each in fitting if not _found(each, strangers)), None)
    if clean:
        return clean
    best = min(fitting or patterns, key=lambda each: len(_found(each, strangers)))
    return _without(best, _found(best, strangers))


def _found(pattern: str, urls: Iterable[str]) -> list[str]:
    return [url for url in urls if re.search(pattern, url)]


def _known(family: FamilyGuess, url: str, strangers: list[str]) -> list[str]:
    """The forms that the family's sites are known to have (docs/sites.md, sections 1, 7 and 8)."""
    cms = family.cms
    names = {path for each in strangers if (path := path_of(each).strip("/")) and "/" not in path}
    pages = "".join(f"|{literal(name)}" for name in sorted(names))
    forms = cms.article_forms or (cms.article_url,)
    return [cms.article_pattern(url, form, pages) for form in forms if form]


def _induced(form: Form, members: list[str], url: str) -> list[str]:
    """Patterns for the form: the number and its mark alone, then with the folders that all share."""
    if form.query:
        return [_of_query(members)]
    folders = "".join(f"{_common(parts)}/" for parts in zip(*map(_folders, members), strict=True))
    ending = literal(form.ending.rstrip("/")) + ("/?" if form.ending in ("", "/") else "")
    if form.mark is None:
        words = min(_last(path_of(member)).count("-") for member in members)
        slug = rf"[^/?#.]+(?:-[^/?#.-]+){{{min(words, 3)},}}" if words else "[^/?#]+"
        return [rf"{_site(url)}/{folders}[^/?#]+{ending}{_END}", rf"{_site(url)}/{folders}{slug}{ending}{_END}"]
    number = literal(form.mark) + _numbers(form, members) + ending + _END
    if form.mark == "":
        return [rf"{_site(url)}/{folders}{number}"]
    return [rf"/[^/?#]+{number}", rf"{_site(url)}/{folders}[^/?#]+{number}"]


def _numbers(form: Form, members: list[str]) -> str:
    """The run of digits that tells most articles apart is the article's number."""
    if form.numbers == 1:
        return r"(?P<id>\d+)"
    runs = [
        re.findall(r"\d+", match["numbers"]) for url in members if (match := _NUMBERED.fullmatch(_last(path_of(url))))
    ]
    varied = [(len(set(values)), max(map(len, values))) for values in zip(*runs, strict=False)]
    at = varied.index(max(varied))
    return "_".join(r"(?P<id>\d+)" if number == at else r"\d+" for number in range(form.numbers))


def _of_query(members: list[str]) -> str:
    """Names and values in their order: what never changes as it is, the value that varies most as the number."""
    queries = [parse_qsl(query_of(url), keep_blank_values=True) for url in members]
    columns = [(pairs[0][0], [value for _, value in pairs]) for pairs in zip(*queries, strict=False)]
    numbers = {
        at: (len(set(values)), max(map(len, values)))
        for at, (_, values) in enumerate(columns)
        if all(value.isdecimal() for value in values)
    }
    at = max(numbers, key=lambda each: numbers[each], default=-1)
    parts = [f"{literal(name)}={_value(values, number == at)}" for number, (name, values) in enumerate(columns)]
    paths = Counter(path_of(url) for url in members)
    path = literal(paths.most_common(1)[0][0]) if len(paths) == 1 else "/[^?#]*"
    return rf"{path}\?(?:[^#]*&)?" + "&".join(parts) + r"(?:$|[&#])"


def _value(values: list[str], is_id: bool) -> str:
    if is_id:
        return r"(?P<id>\d+)"
    if len(set(values)) == 1:
        return literal(values[0])
    if all(value.isdecimal() for value in values):
        return r"\d+"
    if all(re.search(r"/[^/]+-\d+$", value) for value in values):
        return r"[^&#]+/(?!page-)[^/&#]+-(?P<id>\d+)"
    return "[^&#]+"


def _common(parts: tuple[str, ...]) -> str:
    """A folder that all share; a number in it is a year or a section of today, and another tomorrow."""
    if all(part.isdecimal() for part in parts):
        return r"\d+"
    return literal(parts[0]) if len(set(parts)) == 1 else "[^/?#]+"


def _folders(url: str) -> list[str]:
    return [part for part in path_of(url).split("/") if part][:-1]


def _last(path: str) -> str:
    """The last part of a path, with the slash that ends it."""
    return path.rstrip("/").rpartition("/")[2] + ("/" if path.endswith("/") and path != "/" else "")


def _site(url: str) -> str:
    parts = split_url(url)
    netloc = parts.netloc if parts else ""
    return rf"^https?://(?:www\.)?{literal(netloc.removeprefix('www.'))}"


def _without(pattern: str, urls: list[str]) -> str:
    """The pattern, but not for these addresses."""
    paths = "|".join(sorted({literal(url.partition("://")[2].partition("/")[2]) for url in urls}))
    begin = "" if pattern.startswith("^") else ".*?"
    return rf"^(?!https?://[^/]+/(?:{paths})$){begin}(?:{pattern.removeprefix('^')})"
