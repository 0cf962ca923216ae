"""Pages that only scripts draw: what a crawler receives is an empty frame."""

from __future__ import annotations

import re
from typing import cast

from vustacrawl.parsers.html.dom import Element, strings

MAX_SHOWN_CHARS = 250
"""Of text outside scripts: a frame has a name, a loading text and a footer at most; a short page of news has more."""
MAX_LINKS = 5
_FRAMES = ("app", "root", "__next", "__nuxt", "___gatsby", "svelte", "app-root", "main-app")
"""Ids, or element names, into which React, Vue, Angular and their kin draw a page."""
_ASKS_FOR_SCRIPTS = re.compile(r"javascript", re.IGNORECASE)
_SHOWN = strings("//body//text()[not(ancestor::script or ancestor::style or ancestor::noscript or ancestor::template)]")


def drawn_by_script(root: Element) -> str | None:
    """Return what shows that only scripts draw a page, in a few words; None for a page that has its own text.

    A page without text, with few links and with scripts, that has an empty frame to draw into, or asks in a
    ``noscript`` for JavaScript, or holds hardly anything but scripts.
    """
    if sum(len(text.strip()) for text in _SHOWN(root)) > MAX_SHOWN_CHARS:
        return None
    scripts = [script for script in root.iter("script") if script.get("src") or (script.text or "").strip()]
    if not scripts or sum(1 for anchor in root.iter("a") if anchor.get("href")) > MAX_LINKS:
        return None
    for element in root.iter():
        name = next((name for name in _FRAMES if name in (element.get("id"), element.tag)), None)
        if name and len(list(element.iter("*"))) <= MAX_LINKS:
            return f"drawn by scripts (empty #{name})"
    notes = (cast(str, text) for element in root.iter("noscript") for text in element.itertext())
    if any(_ASKS_FOR_SCRIPTS.search(note) for note in notes):
        return "drawn by scripts (it asks for JavaScript)"
    return None
