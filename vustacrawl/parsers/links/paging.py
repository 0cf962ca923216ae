"""The number of a page of a list, where its address has one (docs/sites.md, sections 1, 6, 7 and 8)."""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(
    r"[?&](?:page(?:d|index|number)?|trang)=(?P<query>\d{1,6})(?=&|$)|/(?:page|trang)[-/](?P<path>\d{1,6})(?=[/.&?]|$)",
    re.IGNORECASE,
)
_SCRIPT = re.compile(r"__doPostBack\(\s*['\"][^'\"]{1,300}['\"]\s*,\s*['\"](?:Page\$(?P<page>\w{1,10}))?")
"""A link of an ASP.NET page that sends its form: ``Page$2`` is that of a GridView's pager."""
_NEXT = re.compile(r"\d{1,6}|\.{3}|…|»|›|>{1,2}|(?:trang )?(?:sau|tiếp|cuối)|tiếp theo|next|last|older", re.IGNORECASE)
_ENDING = re.compile(r"\.(?:html?|php|aspx)(?=/|$)")


def has_page_number(url: str) -> bool:
    """Whether an address names a page of a list by its number."""
    return _PAGE_NUMBER.search(url) is not None


def page_number(url: str) -> int:
    """The number of the page: 1 where the address has none."""
    return place_and_number(url)[1]


def place_and_number(url: str) -> tuple[str, int]:
    """A list's address without its page number, in a spelling to compare by, and the number."""
    found = _PAGE_NUMBER.search(url)
    if found is None:
        return _plain(url), 1
    return _plain(url[: found.start()] + url[found.end() :]), int(found["query"] or found["path"])


def following_query(url: str, parameter: str) -> str:
    """The address of the next page where a query's parameter counts the pages."""
    number = re.compile(rf"([?&]{parameter}=)(\d{{1,6}})(?=&|$)")
    found = number.search(url)
    if found:
        return f"{url[: found.start(2)]}{int(found[2]) + 1}{url[found.end(2) :]}"
    return f"{url}{'&' if '?' in url else '?'}{parameter}=2"


def _plain(url: str) -> str:
    """An address without the differences that mean nothing between two pages of one list."""
    url = re.sub(r"^https?://(?:www\.)?", "", url)
    return _ENDING.sub("", re.sub(r"[&?/]+", "/", url).rstrip("/"), count=1)


def follows(address: str, url: str) -> bool:
    """Whether one address is that of the page after another of the same list. The first page may have the list's number
    behind its name, which the later ones leave out: ``/tin-3090.html`` and ``/tin/page-2.htm``.
    """
    (place, number), (later_place, later_number) = place_and_number(url), place_and_number(address)
    if later_number != number + 1:
        return False
    return later_place == place or (number == 1 and re.sub(r"-\d+$", "", place) == later_place)


def script_page(script: str, text: str) -> int | None:
    """The number of the page that a pager's script leads to, by its argument, else by the link's text; 2 where it only
    says that there is one more. None where the script is no pager's.
    """
    found = _SCRIPT.search(script[:1000])
    if found is None or not (found["page"] or _NEXT.fullmatch(text.strip())):
        return None
    number = found["page"] or text.strip()
    return int(number) if number.isdecimal() else 2
