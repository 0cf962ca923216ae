"""How a block is set on its line, and what is bold or slanted in it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, cast

from vustacrawl.parsers.html.dom import Element

Align = Literal["left", "center", "right", "justify"]

_BOLD = frozenset(("b", "strong"))
_ITALIC = frozenset(("em", "i"))
_ALIGN = re.compile(
    r"text-align\s*:\s*(?P<style>left|center|right|justify)"
    r"|(?:^|[\s-])(?:text-|align-?|text-align-)(?P<name>left|center|right|justify)(?:\s|$)",
    re.IGNORECASE,
)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_MAX_LOOK = 1000


def align_of(node: Element) -> Align | None:
    """How an element sets its text, by its tag, attribute, style or class; None where it does not say."""
    if node.tag == "center":
        return "center"
    if align := node.get("align"):
        return _read_align(f"text-{align}")
    named, style = node.get("class"), node.get("style")
    return (_read_align(style) if style else None) or (_read_align(named) if named else None)


@lru_cache(maxsize=4096)
def _read_align(look: str) -> Align | None:
    found = _ALIGN.search(look[:_MAX_LOOK])
    return cast(Align, (found["style"] or found["name"]).lower()) if found else None


def emphasis_of(node: Element) -> tuple[bool, bool]:
    """Whether an element makes its text bold, and whether it slants it."""
    tag = node.tag
    if tag in _BOLD:
        return True, False
    if tag in _ITALIC:
        return False, True
    style = node.get("style")
    if not style or "font" not in style:
        return False, False
    return bool(_BOLD_STYLE.search(style)), bool(_ITALIC_STYLE.search(style))
