"""Class names and ids that say what an element is: one vocabulary for all stages.

Entries are regular expressions without regard to case; a name may be part of a longer one, between spaces, ``-`` or
``_``: ``share`` finds ``post-share`` and not ``shared``.
"""

from __future__ import annotations

import re

_BOILERPLATE = (
    *("share", "sharing", "share-?box", r"social\w*", "sharethis", "sharedaddy"),
    *(r"addthis\w*", r"addtoany\w*", r"zalo\w*", r"fb-(?:like|share|comments)\w*"),
    *(r"related\w*", "jp-relatedposts", "other-?news", "read-?more"),
    *("tin-?lien-?quan", "tin-?khac", "bai-?viet-?(?:lien-?quan|khac)", "xem-?them"),
    *("comments?", "comments?-(?:area|list)", "respond"),
    *("breadcrumbs?", "pagination", "pager", "sidebar", "newsletter", "modal"),
    *("tags", "tagcloud", "tag-?list", "keywords?"),
    *("ratings?", "stringrating", "printfriendly", "pf-button", "author-?box"),
    *(r"(?:\w+-)?toc[-_]container", "table-of-contents", "lwptoc"),
    *("wp-block-file__button", "td-a-rec", r"code-block-\d+"),
    *("(?:post|td-post|entry)-views?", "view-?counts?", "luot-?xem", "counters?"),
    *("(?<!--)ads?", "ad-?(?:slot|box|unit|wrapper|container)", "adsense", "adsbygoogle", r"advert\w*"),
    *("quang-?cao", "banners?"),
    *("footer", "copyright", "nav(?:bar|igation)?", "(?:mega|sub)?menu"),
    *("cookies?", "consent", "gdpr", "onetrust"),
)
"""Never part of an article: share bars, related articles, comments, counters, advertisements, menus."""
_MODIFIERS = ("has", "with", "no", "hide", "show", "tag", "category")
"""Before such a name these say something else of the element: ``has-sidebar``, ``tag-banner``."""
_HIDDEN = ("hidden", "hide", "d-none", "visually-hidden", "sr-only", "screen-reader-text")
_ASIDES = (
    *("authors?", "bio", "byline", "dateline", "timestamp", "(?:post|entry|article|story)-?meta", "meta"),
    *("credits?", "captions?", "legend"),
    *(r"promo\w*", "paywall", r"subscri\w*", "sign-?up", r"recommend\w*"),
    *("read-?also", "more-?on", "see-?also", "inline-?links?", "pull-?quote", "disclaimer", "toolbar"),
)
"""Texts beside an article, where nothing else is known of a site's markup."""
_GALLERIES = ("gallery", "slideshow", "carousel", "slider", "playlist", "lightbox")


def _words(*names: str, without: tuple[str, ...] = ()) -> str:
    excluded = "".join(rf"(?<!\b{name}.)" for name in without)
    return rf"(?:^|[\s_-]){excluded}(?:{'|'.join(names)})(?:$|[\s_-])"


BOILERPLATE = re.compile(
    rf"{_words(*_BOILERPLATE, without=_MODIFIERS)}|(?:^|\s)(?:{'|'.join(_HIDDEN)})(?:$|\s)", re.IGNORECASE
)
ASIDES = re.compile(_words(*_ASIDES), re.IGNORECASE)
GALLERIES = re.compile(_words(*_GALLERIES), re.IGNORECASE)
AUTHOR_BOXES = re.compile(
    r"author[-_]?(?:box|bio|info|popup|dropdown|container|card|profile|details?|desc(?:ription)?)"
    r"|about[-_]?(?:the[-_]?)?author",
    re.IGNORECASE,
)
CERTAIN_BOILERPLATE = re.compile(
    r"comment|respond|repl(?:y|ies)|related|footer|disqus|breadcrumb|pagination|cookie|consent|gdpr", re.IGNORECASE
)
"""Names that are trusted even on a box that holds most of a page's text."""
CAPTIONS = re.compile(r"caption|chu-?_?thich", re.IGNORECASE)
TITLES = re.compile(r"(?<!site)(?<!sub)(?<!block)(?<!widget)[_\s-]?(?:title|headline|tieu-?_?de)", re.IGNORECASE)
LOGOS = re.compile(r"logo|brand|site-?(?:name|title|head)|masthead", re.IGNORECASE)
PAGE_HEADERS = re.compile(r"logo|brand|site-?(?:name|title)|masthead|header|navbar", re.IGNORECASE)
"""Tags too: the top of the page."""
CLOCKS = re.compile(r"clock|today|now\b|topbar|top-bar|header|menu", re.IGNORECASE)
"""Where the server prints today's date."""
SIDE_BOXES = re.compile(r"^(?:aside|footer|nav|script|style)\b|sidebar|footer", re.IGNORECASE)
"""A tag, or a class beside it."""
