"""Recognize pages without an article: drawn by scripts alone, or reporting an error."""

from __future__ import annotations

import re
from typing import cast

from vustacrawl.items import Article
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, shown_text, shows_text
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.thresholds import ERROR_TEXT, FRAMES_LINKS, FRAMES_TEXT
from vustacrawl.text import fold

_ERROR = re.compile(
    # the server
    r"(?:http |error |loi )*(?:40[0-9]|50[0-9])\b|(?:page |file )?not found|forbidden|access denied|bad gateway|"
    r"service (?:temporarily )?unavailable|error establishing a database connection|(?:fatal|parse|database) error|"
    r"(?:internal )?server error\b|an? (?:application )?error (?:has )?occurred|bandwidth limit exceeded|"
    r"request (?:rejected|blocked)|welcome to nginx|account (?:has been )?suspended|"
    r"tai khoan (?:hosting )?(?:nay )?(?:da )?(?:bi )?(?:tam )?(?:khoa|ngung)\b|(?:da )?(?:xay ra|co) loi(?: xay ra|$)|"
    # who asks
    r"(?:dang nhap|(?:log|sign) ?in)(?: he thong| tai khoan| thanh vien)?$|"
    r"(?:vui long|ban (?:can|phai|chua)) dang nhap\b|ban khong (?:co quyen|duoc phep) (?:truy cap|xem)\b|"
    r"truy cap (?:cua ban )?(?:da )?bi (?:tu choi|chan)\b|(?:sorry )?you have been blocked|"
    r"just a moment|attention required|ddos protection|(?:please wait )?(?:checking|we are checking) your browser|"
    r"(?:please )?(?:verify(?:ing)?|confirm)(?: that)? you are (?:a )?(?:human|not a robot)|"
    r"(?:vui long )?(?:xac (?:nhan|minh|thuc) (?:rang )?(?:ban|quy vi) (?:khong phai|la)\b|"
    r"nhap ma (?:xac (?:nhan|minh|thuc)|bao (?:ve|mat)|captcha)\b)|"
    # what is not there
    r"(?:xin loi |rat tiec )?(?:khong tim thay|khong ton tai) (?:trang|bai|tin|noi dung|duong dan|ket qua)\b|"
    r"khong co (?:bai viet|tin|noi dung|du lieu)(?: bai)? nao\b|"
    r"(?:xin loi |rat tiec )?(?:trang|bai viet|noi dung|duong dan|tin)(?: web)?(?: nay| ma)?(?: (?:ban|quy vi))?"
    r"(?: (?:yeu cau|dang tim|tim kiem|tim|can))? (?:khong (?:ton tai|tim thay)|da bi xoa|"
    r"(?:hien )?dang (?:duoc )?bao tri|(?:chua (?:duoc )?xuat ban|dang cho duyet)$)|"
    # the site as a whole
    r"(?:website|trang web|he thong)(?: nay)?(?: tam ngung hoat dong| (?:hien )?dang (?:duoc |trong qua trinh )?"
    r"(?:bao tri|nang cap|xay dung)$| (?:hien )?dang (?:duoc )?bao tri)\b|"
    r"we (?:ll|will) be back|"
    r"(?:site |website )?(?:is )?(?:currently )?(?:under|down for) (?:construction|maintenance)\b|"
    r"chung toi se (?:som )?(?:quay|tro) (?:tro )?lai\b"
)
"""Beginnings of the title or text of an error page, as ``fold`` returns it: some are sent with status 200.

Robot checks, logins, notices of maintenance and default pages of servers are also such pages.
"""
_NO_ENTRIES = re.compile(r"khong co |(?:xin loi |rat tiec )?khong tim thay ")
_PLACEHOLDER = re.compile(
    r"(?:(?:noi dung|bai viet|thong tin|du lieu|trang|muc) )?(?:nay )?(?:hien )?(?:dang |se )?(?:som )?(?:duoc )?"
    r"(?:tiep tuc )?(?:cap nhat|bo sung|hoan thien|bien soan)(?: noi dung| thong tin| sau| trong thoi gian toi)?"
    r"|(?:(?:this |the )?(?:content|page|section|article|information) )?(?:(?:is |will be )?(?:currently )?(?:being )?"
    r"(?:updated|added)|(?:is )?coming)(?: soon)?"
    r"|please (?:check|come) back (?:later|soon)|(?:xin |vui long )?(?:quay|tro) lai sau|lorem ipsum .*"
)
"""A line that stands in for a text that is not there yet, as ``fold`` returns it: ``Nội dung đang được cập nhật``."""
_SENTENCES = re.compile(r"[.!?…]+")
_FRAMES = ("app", "root", "__next", "__nuxt", "___gatsby", "svelte", "app-root", "main-app")
"""Ids, or element names, into which React, Vue, Angular and similar frameworks render a page."""
_REQUIRES_SCRIPTS = re.compile(r"javascript", re.IGNORECASE)


def drawn_by_script(root: Element) -> str | None:
    """Return the evidence that only scripts draw a page, in a few words; None for a page that has its own text.

    Such a page has scripts, few links and hardly any text, and either an empty element to render into or a request in
    a ``noscript`` to enable JavaScript.
    """
    if shows_text(root, FRAMES_TEXT + 1):
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


def error_notice(document: Document) -> str | None:
    """Return how a page begins that only reports an error or checks for robots; None for any other page.

    A list without entries is no error.
    """
    text = clean(shown_text(document.root))
    if len(text) > ERROR_TEXT:
        return None
    begin = next((begin for begin in (document.title_text or "", text) if _ERROR.match(fold(begin))), None)
    return f"error page or robot check: {begin[:80]}" if begin and not _NO_ENTRIES.match(fold(begin)) else None


def is_placeholder(article: Article) -> bool:
    """Return whether an article has neither images nor any text but notes that it will be written later."""
    texts = [article.lead or "", *(block.text for block in article.paragraphs)]
    if article.images or sum(map(len, texts)) > ERROR_TEXT:
        return False
    notes = [note for text in texts for line in _SENTENCES.split(text) if (note := fold(line))]
    return bool(notes) and all(map(_PLACEHOLDER.fullmatch, notes))


def is_error_page(article: Article) -> bool:
    """Return whether what parses as an article is a short page that reports something missing or broken."""
    texts = [*filter(None, (article.title, article.lead)), *(block.text for block in article.paragraphs)]
    return sum(map(len, texts)) <= ERROR_TEXT and any(_ERROR.match(fold(text)) for text in texts[:2])
