"""The site's own section, from the trail that leads to the article."""

from __future__ import annotations

from vustacrawl.parsers.dom import Element, element_text
from vustacrawl.parsers.fields.text import fold

TRAIL = "[class*=breadcrumb] a, [id*=breadcrumb] a"
_HOME = frozenset(("trang chu", "trang nhat", "home", "homepage", "trang chinh"))
_MAX_SECTION = 100


def section_in_breadcrumb(trail: list[Element], title: str | None) -> str | None:
    """The last step of the breadcrumb before the article itself, or None without one."""
    for step in reversed(trail):
        text = element_text(step)
        if text and text != title and len(text) <= _MAX_SECTION:
            return None if fold(text) in _HOME else text
    return None
