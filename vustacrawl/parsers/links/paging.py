"""The number of a page of a list, where its address has one (SITES.md §1, §6, §7, §8)."""

from __future__ import annotations

import re

_PAGE_NUMBER = re.compile(
    r"[?&](?:page|paged|trang)=(?P<query>\d{1,6})(?=&|$)|/(?:page|trang)[-/](?P<path>\d{1,6})(?=[/.&?]|$)"
)


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
    return re.sub(r"[&?/]+", "/", url).rstrip("/")
