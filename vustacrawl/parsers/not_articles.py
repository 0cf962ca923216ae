"""Tell pages that show no article of their site: drawn by scripts alone, parked with a dealer, turned to spam.

A domain that changed hands answers under the addresses of the site that it was, with other pages. Advertising for
gambling is what lapsed Vietnamese domains are used for most (docs/sites.md, section 9).
"""

from __future__ import annotations

import re
from itertools import accumulate
from typing import cast

from vustacrawl.items import Article
from vustacrawl.parsers.fields.metadata import language_of
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, raw_text, shown_length
from vustacrawl.parsers.html.text import clean, fold, phrases
from vustacrawl.parsers.thresholds import (
    DEALERS_TEXT,
    ERROR_TEXT,
    FIRST_LINES,
    FRAMES_LINKS,
    FRAMES_TEXT,
    GAMBLING_PHRASES,
    HOME_SAMPLE,
    HOME_WINDOWS,
    LANGUAGE_SAMPLE,
    MIN_LANGUAGE_SAMPLE,
    OPENING,
)
from vustacrawl.sites import Profile

CHANGED_HANDS = "the domain may have changed hands"

_GAMBLING = phrases(
    """
    nha cai, ca cuoc, ca do bong da, keo bong da, keo nha cai, ty le keo, soi keo, casino, baccarat, poker, xoc dia,
    tai xiu, no hu, ban ca doi thuong, game bai, game doi thuong, danh bai truc tuyen, danh lo de, lo de online,
    soi cau, quay hu, slot game, jackpot, da ga truc tuyen, nap tien, rut tien, khuyen mai nap, hoan tra cuoc,
    link vao moi nhat, tai app, dang nhap nhanh, situs judi, slot gacor, togel, sportsbook
    """
)
"""As ``fold`` gives them. Each may stand in an honest text; several together do not."""
_FOR_SALE = re.compile(
    r"(?:this )?domain(?: name)?(?: \S+)? (?:is|may be) for sale|buy this domain|domain (?:has )?expired|"
    r"tên miền (?:này )?(?:đang )?(?:được )?(?:rao )?bán|tên miền (?:này )?(?:đã )?hết hạn|parked (?:free|domain)|"
    r"domain parking",
    re.IGNORECASE,
)
_DEALERS = re.compile(
    r"(?:sedoparking|parkingcrew|bodis|hugedomains|afternic|dan|parklogic|above|domainmarket)\.(?:com|net)\b"
)
_ERROR = re.compile(
    r"(?:http |error |loi )*(?:40[0-9]|50[0-9])\b|(?:page |file )?not found|forbidden|access denied|bad gateway|"
    r"service (?:temporarily )?unavailable|error establishing a database connection|(?:fatal|parse|database) error|"
    r"just a moment|attention required|account suspended|"
    r"(?:xin loi |rat tiec )?(?:khong tim thay|khong ton tai) (?:trang|bai|tin|noi dung|duong dan|ket qua)\b|"
    r"(?:trang|bai viet|noi dung|duong dan|tin)(?: web)?(?: nay| ma)?(?: (?:ban|quy vi))?"
    r"(?: (?:yeu cau|dang tim|tim|can))? (?:khong (?:ton tai|tim thay)|da bi xoa|(?:hien )?dang (?:duoc )?bao tri)\b|"
    r"website dang (?:duoc )?bao tri"
)
"""How the title or the text of an error page begins, as ``fold`` gives it: some are sent with status 200."""
_ADDRESSES = "script[src], iframe[src], a[href], link[href]"
_FRAMES = ("app", "root", "__next", "__nuxt", "___gatsby", "svelte", "app-root", "main-app")
"""Ids, or element names, into which React, Vue, Angular and their kin draw a page."""
_ASKS_FOR_SCRIPTS = re.compile(r"javascript", re.IGNORECASE)


def drawn_by_script(root: Element) -> str | None:
    """Return what shows that only scripts draw a page, in a few words; None for a page that has its own text.

    A page without text, with few links and with scripts, that has an empty frame to draw into, or asks in a
    ``noscript`` for JavaScript, or holds hardly anything but scripts.
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
    if any(_ASKS_FOR_SCRIPTS.search(note) for note in notes):
        return "drawn by scripts (it asks for JavaScript)"
    return None


def parked(document: Document) -> str | None:
    """Return why a page is a dealer's, in a few words; None for any other."""
    body = document.root.find("body")
    lengths = accumulate(map(len, body.itertext())) if body is not None else iter(())
    if any(length > DEALERS_TEXT for length in lengths):
        return None
    text = clean(raw_text(body)) if body is not None else ""
    if _FOR_SALE.search(f"{document.title_text or ''} {text}"):
        return "the page says that the domain is for sale or has expired"
    addresses = (each.get("src") or each.get("href") or "" for each in document.select(_ADDRESSES))
    return "its only content is a domain dealer's" if not text and any(map(_DEALERS.search, addresses)) else None


def taken_over(document: Document, article: Article) -> str | None:
    """Return why what reads as an article is none of the site's, in a few words; None for any other."""
    is_short = sum(len(block.text) for block in article.paragraphs) <= DEALERS_TEXT
    return (parked(document) if is_short else None) or advertises(article)


def is_error_page(article: Article) -> bool:
    """Return whether what reads as an article is a short page that says that something is missing or broken."""
    texts = [*filter(None, (article.title, article.lead)), *(block.text for block in article.paragraphs)]
    return sum(map(len, texts)) <= ERROR_TEXT and any(_ERROR.match(fold(text)) for text in texts[:2])


def advertises(article: Article) -> str | None:
    """Return why an article is spam, in a few words; None for any other."""
    texts = (article.title, article.lead, *(block.text for block in article.paragraphs))
    opening = " ".join(filter(None, texts))[:OPENING]
    # What an advertisement sells it says at once: few texts need be looked at whole.
    found = _gambling_in(opening) if _gambling_in(opening[:FIRST_LINES]) else []
    return f"the text advertises gambling ({', '.join(found[:3])})" if len(found) >= GAMBLING_PHRASES else None


def home_changed(document: Document, profile: Profile) -> str | None:
    """Return why a site's home page is no longer the site's, in a few words; None where it may be.

    Two signs of three are needed: gambling, another language, none of the site's names on the page.
    """
    if reason := parked(document):
        return reason
    body = document.root.find("body")
    text = clean(raw_text(body)[:HOME_SAMPLE]) if body is not None else ""
    title = document.title_text or ""
    whole = fold(f"{title} {' '.join(document.meta_texts('description', 'og:site_name'))} {text}")
    end = max(1, min(len(text), HOME_WINDOWS * LANGUAGE_SAMPLE) - MIN_LANGUAGE_SAMPLE)
    windows = (text[at : at + LANGUAGE_SAMPLE] for at in range(0, end, LANGUAGE_SAMPLE))
    languages = {language_of(window, document.root.get("lang"), profile.language)[0] for window in windows}
    gambling = _gambling_in(whole)
    signs = {
        f"it advertises gambling ({', '.join(gambling[:3])})": len(gambling) >= GAMBLING_PHRASES,
        "it is in another language": profile.language not in languages,
        "the site's name is nowhere on it": not any(
            fold(name) in whole for name in (profile.title, *profile.site_names)
        ),
    }
    seen = [sign for sign, is_seen in signs.items() if is_seen]
    return "; ".join(seen) if len(seen) > 1 and text else None


def _gambling_in(text: str) -> list[str]:
    folded = f" {fold(text)} "
    return sorted(phrase for phrase in _GAMBLING if f" {phrase} " in folded)
