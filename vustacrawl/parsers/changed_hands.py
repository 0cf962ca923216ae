"""Detect domains that changed hands: parked with a dealer, turned to spam, or reused for another site.

Such a domain serves other pages at the URLs of the former site. Lapsed Vietnamese domains are mostly used to advertise
gambling (docs/sites.md, section 9).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate

from vustacrawl.items import Article
from vustacrawl.parsers.fields.metadata import language_of
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import raw_text, shown_text
from vustacrawl.parsers.html.text import clean, phrases
from vustacrawl.parsers.thresholds import (
    COMMON_LINKS,
    COMMON_WORDS,
    DEALERS_TEXT,
    FIRST_LINES,
    FRAMES_LINKS,
    GAMBLING_LINKS,
    GAMBLING_PHRASES,
    HOME_SAMPLE,
    HOME_WINDOWS,
    LANGUAGE_SAMPLE,
    MIN_LANGUAGE_SAMPLE,
    OPENING,
    PART_OF_NAME,
)
from vustacrawl.sites import Profile
from vustacrawl.text import fold
from vustacrawl.urls import host_of, target_of

CHANGED_HANDS = "the domain may have changed hands"
NOTHING_LEFT = "nothing is left of the site's earlier pages: name, links and words are others"

_GAMBLING = phrases(
    """
    nha cai, ca cuoc, ca do bong da, keo bong da, keo nha cai, ty le keo, soi keo, casino, baccarat, poker, xoc dia,
    tai xiu, no hu, ban ca doi thuong, game bai, game doi thuong, danh bai truc tuyen, danh lo de, lo de online,
    soi cau, quay hu, slot game, jackpot, da ga truc tuyen, nap tien, rut tien, khuyen mai nap, hoan tra cuoc,
    link vao moi nhat, tai app, dang nhap nhanh, situs judi, slot gacor, togel, sportsbook
    """
)
"""As ``fold`` returns them. An honest text may contain one of them, but not several."""
_GAMBLING_HOST = re.compile(
    r"\.(?:bet|casino|poker|bingo)$|nhacai|tylekeo|soikeo|keobong|cadobong|cacuoc|casino|baccarat|taixiu|xocdia|gamebai|"
    r"danhbai|doithuong|lodeonline|soicau|slotgacor|togel|sportsbook|\d{2,3}(?:bet|win)\b|bet\d{2,3}\b|"
    r"\b(?:fun|fb|vn|hi|jun|new|qh|hb|go|five)88|\b[mwj]88\b|\bbk8\b|\b(?:sh|i9|f8|v9|8x|ku)bet|\b(?:sunwin|rikvip|okvip|b52club)"
)
"""Host names of casinos and their advertisers."""
_HOST = re.compile(r"(?<![\w.-])(?:[a-z0-9-]{1,63}\.)+[a-z]{2,20}\b", re.IGNORECASE)
_FOR_SALE = re.compile(
    r"(?:this )?domain(?: name)?(?: \S+)? (?:is|may be) for sale|buy this domain|domain (?:has )?expired|"
    r"tên miền (?:này )?(?:đang )?(?:được )?(?:rao )?bán|tên miền (?:này )?(?:đã )?hết hạn|parked (?:free|domain)|"
    r"domain parking",
    re.IGNORECASE,
)
_DEALERS = re.compile(
    r"(?:sedoparking|parkingcrew|bodis|hugedomains|afternic|dan|parklogic|above|domainmarket)\.(?:com|net)\b"
)
_ADDRESSES = "script[src], iframe[src], a[href], link[href]"
_ANY_SITE = re.compile(
    r"(?:/(?:vi|en|index|home|trang-?chu|gioi-?thieu|lien-?he|tin-?tuc|dich-?vu|san-?pham|thu-?vien|tuyen-?dung|van-?ban|"
    r"dang-?nhap|dang-?ky|tim-?kiem|su-?kien|video|album|about(?:-us)?|contact(?:-us)?|news|blog|login|search|feed|rss|"
    r"sitemap|wp-[\w-]+|category|uncategorized|author|admin|default)(?:\.\w{2,5})?)*",
    re.IGNORECASE,
)
"""Paths that two sites may both have."""
_RUN = 3
"""Words per run when texts are compared: shorter runs are common to many sites."""


def parked(document: Document) -> str | None:
    """Return why a page is a domain dealer's, in a few words; None for any other page."""
    body = document.root.find("body")
    lengths = accumulate(map(len, body.itertext())) if body is not None else iter(())
    if any(length > DEALERS_TEXT for length in lengths):
        return None
    text = clean(raw_text(body)) if body is not None else ""
    if _FOR_SALE.search(f"{document.title_text or ''} {text}"):
        return "the page says that the domain is for sale or has expired"
    addresses = (element.get("src") or element.get("href") or "" for element in document.select(_ADDRESSES))
    return "its only content is a domain dealer's" if not text and any(map(_DEALERS.search, addresses)) else None


def taken_over(document: Document, article: Article) -> str | None:
    """Return why what parses as an article is not the site's, in a few words; None if it may be."""
    is_short = sum(len(block.text) for block in article.paragraphs) <= DEALERS_TEXT
    return (parked(document) if is_short else None) or advertises(article)


def advertises(article: Article) -> str | None:
    """Return why an article is spam, in a few words; None if it is not."""
    texts = (article.title, article.lead, *(block.text for block in article.paragraphs))
    opening = " ".join(filter(None, texts))[:OPENING]
    # An advertisement names its product at once: few texts need a full search.
    found = _gambling_in(opening) if _gambling_in(opening[:FIRST_LINES]) else []
    return f"the text advertises gambling ({', '.join(found[:3])})" if len(found) >= GAMBLING_PHRASES else None


def names_gambling(text: str) -> bool:
    """Return whether a short text, such as a printed source, names a casino or an advertiser of one."""
    return any(map(_is_gambling_host, _HOST.findall(text))) or bool(_gambling_in(text))


def home_changed(document: Document, profile: Profile) -> str | None:
    """Return why a site's home page is no longer the site's, in a few words; None if it may be.

    Two of three signs are needed: gambling in text or links, another language, none of the site's names on the page.
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
    gambling, hosts = _gambling_in(whole), _gambling_hosts(document.outlinks, profile)
    signs = {
        f"it advertises gambling ({', '.join(gambling[:3])})": len(gambling) >= GAMBLING_PHRASES,
        f"it links to gambling ({', '.join(hosts[:3])})": len(hosts) >= GAMBLING_LINKS
        and len(gambling) < GAMBLING_PHRASES,
        "it is in another language": profile.language not in languages,
        "the site's name is nowhere on it": not any(
            fold(name) in whole for name in (profile.title, *profile.site_names)
        ),
    }
    seen = [sign for sign, is_seen in signs.items() if is_seen]
    return "; ".join(seen) if len(seen) > 1 and text else None


@dataclass(frozen=True, slots=True)
class EarlierPages:
    """Features of a site's pages from when they were certainly its own."""

    targets: frozenset[str]
    """Paths and queries of the site that they link to."""
    runs: frozenset[str]
    """Every run of three words in their texts."""
    name_the_site: bool
    """Whether every page contains part of the site's name, so that its absence is significant."""


def features_of(documents: Collection[Document], profile: Profile) -> EarlierPages:
    """Return the features of a site's pages, to compare later pages with in ``nothing_left``."""
    texts = [_text_of(document) for document in documents]
    return EarlierPages(
        frozenset(target for document in documents for target in own_targets(document.outlinks, profile)),
        frozenset(run for text in texts for run in _runs(text)),
        bool(texts) and all(_names_site(text, profile) for text in texts),
    )


def shares_links(outlinks: Iterable[str], profile: Profile, earlier: EarlierPages) -> bool:
    """Return whether a page links to what earlier pages of its site linked to, as nearly every page does."""
    return len(own_targets(outlinks, profile) & earlier.targets) >= COMMON_LINKS


def nothing_left(document: Document, profile: Profile, earlier: EarlierPages) -> str | None:
    """Return why a page is of another site than the earlier ones, in a few words; None if it may be of the same.

    Links, words and the site's name must all have changed. After a redesign or under another CMS, a site keeps its
    name, and usually many of its words. A short page or one without links is no evidence: sites under maintenance show
    such pages.
    """
    outlinks = document.outlinks
    if not earlier.name_the_site or shares_links(outlinks, profile, earlier):
        return None
    shown = clean(shown_text(document.root)[:HOME_SAMPLE])
    if len(shown) <= DEALERS_TEXT or len(outlinks) <= FRAMES_LINKS:
        return None
    text = _text_of(document)
    if _names_site(text, profile):
        return None
    runs = _runs(text)
    if len(runs & earlier.runs) > COMMON_WORDS * len(runs):
        return None
    language, _ = language_of(shown[-LANGUAGE_SAMPLE:], document.root.get("lang"), profile.language)
    hosts = _gambling_hosts(outlinks, profile)
    more = [
        *([f"it is in another language ({language})"] if language != profile.language else []),
        *([f"it links to gambling ({', '.join(hosts[:3])})"] if hosts else []),
    ]
    return "; ".join([NOTHING_LEFT, *more])


def own_targets(outlinks: Iterable[str], profile: Profile) -> frozenset[str]:
    """Return the paths and queries of the site's own pages among some URLs, except those that any site has."""
    targets = (target_of(url).rstrip("/") for url in outlinks if host_of(url) in profile.known_hosts)
    return frozenset(target for target in targets if not _ANY_SITE.fullmatch(target))


def _text_of(document: Document) -> str:
    """Return a page's text as ``fold`` returns it: the visible text, the title, and descriptions of images."""
    described = document.meta_texts("description", "og:site_name", "og:title")
    pictures = (img.get("alt", "") for img in document.root.iter("img"))
    shown = shown_text(document.root)
    edges = (shown[:HOME_SAMPLE], shown[HOME_SAMPLE:][-DEALERS_TEXT:])
    return fold(" ".join((document.title_text or "", *described, *edges, *pictures)))


def _runs(text: str) -> frozenset[str]:
    """Return every run of three words, except those with a number: dates and pagers look alike everywhere."""
    found = text.split()
    runs = (found[at : at + _RUN] for at in range(len(found) - _RUN + 1))
    return frozenset(" ".join(run) for run in runs if all(map(str.isalpha, run)))


def _names_site(text: str, profile: Profile) -> bool:
    """Return whether a folded text contains one of the site's names or a good part of it: unions merge, and page
    headers shorten names.
    """
    padded = f" {text} "
    for name in map(fold, (profile.title, *profile.site_names)):
        runs = _runs(name) or {name}
        if sum(f" {run} " in padded for run in runs) * PART_OF_NAME >= len(runs):
            return True
    return False


def _gambling_hosts(outlinks: Iterable[str], profile: Profile) -> list[str]:
    """Return the hosts of casinos and their advertisers that a page links to."""
    return sorted(filter(_is_gambling_host, {host_of(url) for url in outlinks} - profile.known_hosts))


def _is_gambling_host(host: str) -> bool:
    return _GAMBLING_HOST.search(host.lower().replace("-", "")) is not None


def _gambling_in(text: str) -> list[str]:
    folded = f" {fold(text)} "
    return sorted(phrase for phrase in _GAMBLING if f" {phrase} " in folded)
