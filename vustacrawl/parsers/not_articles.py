"""Recognize pages without an article: drawn by scripts alone, or reporting an error."""

from __future__ import annotations

import re
from typing import cast

from vustacrawl.items import Article
from vustacrawl.parsers.html.dom import Element, shown_length
from vustacrawl.parsers.thresholds import ERROR_TEXT, FRAMES_LINKS, FRAMES_TEXT
from vustacrawl.text import fold

_ERROR = re.compile(
    r"(?:http |error |loi )*(?:40[0-9]|50[0-9])\b|(?:page |file )?not found|forbidden|access denied|bad gateway|"
    r"service (?:temporarily )?unavailable|error establishing a database connection|(?:fatal|parse|database) error|"
    r"(?:dang nhap|(?:log|sign) ?in)(?: he thong| tai khoan| thanh vien)?$|"
    r"(?:vui long|ban (?:can|phai|chua)) dang nhap\b|"
    r"just a moment|attention required|account suspended|"
    r"(?:xin loi |rat tiec )?(?:khong tim thay|khong ton tai) (?:trang|bai|tin|noi dung|duong dan|ket qua)\b|"
    r"(?:trang|bai viet|noi dung|duong dan|tin)(?: web)?(?: nay| ma)?(?: (?:ban|quy vi))?"
    r"(?: (?:yeu cau|dang tim|tim|can))? (?:khong (?:ton tai|tim thay)|da bi xoa|(?:hien )?dang (?:duoc )?bao tri)\b|"
    r"website dang (?:duoc )?bao tri"
)
"""Beginnings of the title or text of an error page, as ``fold`` returns it: some are sent with status 200."""
_FRAMES = ("app", "root", "__next", "__nuxt", "___gatsby", "svelte", "app-root", "main-app")
"""Ids, or element names, into which React, Vue, Angular and similar frameworks render a page."""
_REQUIRES_SCRIPTS = re.compile(r"javascript", re.IGNORECASE)


def drawn_by_script(root: Element) -> str | None:
    """Return the evidence that only scripts draw a page, in a few words; None for a page that has its own text.

    Such a page has scripts, few links and hardly any text, and either an empty element to render into or a request in
    a ``noscript`` to enable JavaScript.
    """
    if shown_length(root) > FRAMES_TEXT:
        return None
    scripts = [script for script in root.iter("script") if script.get("src") or (script.text or "").strip()]
    if not scripts or sum(1 for anchor in root.iter("a") if anchor.get("href")) > FRAMES_LINKS:
        return None
    for element in root.iter():
        name = next((name for name in _FRAMES if name in (element.get("id"), element.tag)), None)
        if name and len(list(element.iter("*"))) <= FRAMES_LINKS:
            return f"drawn by scripts (empty #{name})"
    notes = (cast(str, text) for element in root.iter("noscript") for text in element.itertext())
    if any(_REQUIRES_SCRIPTS.search(note) for note in notes):
        return "drawn by scripts (it asks for JavaScript)"
    return None


def is_error_page(article: Article) -> bool:
    """Return whether what parses as an article is a short page that reports something missing or broken."""
    texts = [*filter(None, (article.title, article.lead)), *(block.text for block in article.paragraphs)]
    return sum(map(len, texts)) <= ERROR_TEXT and any(_ERROR.match(fold(text)) for text in texts[:2])
