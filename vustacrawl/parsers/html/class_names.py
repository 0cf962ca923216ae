"""Class names and ids that reveal what an element is: one vocabulary for all stages.

Entries are case-insensitive regular expressions; a name may be part of a longer one, between spaces, ``-`` or ``_``:
``share`` finds ``post-share`` but not ``shared``.
"""

from __future__ import annotations

import re
from functools import lru_cache

MAX_NAMES = 1_000
"""Characters of an element's classes and id that are checked."""


def _part(*names: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return a pattern of names that may be part of a longer one."""
    return re.compile(rf"(?:^|[\s_-]){before}(?:{'|'.join(names)})(?:$|[\s_-]){after}", re.IGNORECASE)


def _whole(*names: str) -> re.Pattern[str]:
    """Return a pattern of names that are whole classes."""
    return re.compile(rf"(?:^|\s)(?:{'|'.join(names)})(?:$|\s)", re.IGNORECASE)


_MODIFIERS = ("has", "with", "no", "hide", "show", "tag", "category")
"""Prefixes that give a boilerplate name another meaning: ``has-sidebar``, ``tag-banner``."""
_STATES = ("open", "closed", "enabled", "disabled", "active", "layout", "none", "off")
"""Suffixes that make such a name describe the page, not the element: ``comments-open``."""
_BOILERPLATE = _part(
    *("share", "sharing", "sharebox", r"social\w*", "sharethis", "sharedaddy"),
    *(r"addthis\w*", r"addtoany\w*", r"zalo\w*", r"fb-(?:like|share|comments)\w*"),
    *(r"related\w*", "other-?news", "read-?more"),
    *("tin-?lien-?quan", "tin-?khac", "bai-?viet-?(?:lien-?quan|khac)", "xem-?them", "binh-?luan"),
    *("comments?", "respond", "disqus"),
    *(
        "breadcrumbs?",
        "pagination",
        "pager",
        r"page-links?",
        "sidebar",
        "newsletter",
        "(?:modal|popup)(?!-(?:image|link))",
    ),
    *("tags", "tagcloud", "tag-?list", "keywords?"),
    *("post-?profile", "user-?info", "author_information", "message-user"),
    *("ratings?", "stringrating", "printfriendly", "print-?only", "pf-button", "author-?box"),
    *("toc", r"(?:\w+-)?toc[-_]container", "table-of-contents", "lwptoc", "muc-?luc"),
    *("(?:hide|toggle)-caption", "wp-block-file__button", "td-a-rec", r"code-block-\d+", "postmetadata"),
    "item-?(?:category|links)",
    *("edit-?(?:link|section)", "(?:post|entry)-views?", "view-?counts?", "luot-?xem", "counters?", "badges?"),
    *("(?<!--)ads?", "ad-?(?:slot|box|unit|wrapper|container)", "adsense", "adsbygoogle", r"advert\w*"),
    *("quang-?cao", "banners?"),
    *("footer", "chan-?trang", "copyright", "nav(?:bar|igation)?", "(?:mega|sub)?menu"),
    *("cookies?", "consent", "gdpr", "onetrust"),
    before="".join(rf"(?<!\b{name}.)" for name in _MODIFIERS),
    after=rf"(?!(?<=-)(?:{'|'.join(_STATES)})(?:$|\s))",
)
"""Never part of an article: share bars, related articles, comments, counters, advertisements, menus."""
_HIDES = frozenset(
    ("hidden", "hide", "d-none", "visually-hidden", "visuallyhidden", "sr-only", "screen-reader-text", "off-screen")
)
_SHOWS = re.compile(
    r"(?:sm|md|lg|xl|xxl|2xl):(?:block|flex|grid|inline|inline-block|inline-flex|table|contents|visible|not-sr-only)"
    r"|d-(?:sm|md|lg|xl|xxl)-(?:block|flex|grid|inline|inline-block|inline-flex|table|table-cell|contents)"
    r"|visible-(?:sm|md|lg)(?:-block)?|show-for-(?:medium|large)(?:-up)?",
    re.IGNORECASE,
)
"""Beside a name that hides an element, these show it on desktop screens (Tailwind, Bootstrap 3 to 5, Foundation)."""
PANES = _whole(
    *("tab-?pan(?:e|el)", "tabs?-?content", "accordion(?:-[a-z]+)?", "collaps(?:e|ible)(?:-[a-z]+)?"),
    *("panel-(?:body|collapse|content)", "toggle-content", "spoiler(?:-[a-z]+)?", "read-?more-?content"),
)
"""Shown on a click: hidden at first, but part of the text."""
_BODY = re.compile(
    r"(?:article|post|entry|news|story|detail|single|blog|td-post|maincontent|bai-?viet|tin)[-_]{0,2}"
    r"(?:body|content|contents|text|detail|details|main|wrap)"
    r"|content[-_]?(?:detail|body|main|news|article|wrap)|(?:main|page|detail)[-_]?content|body[-_]?content"
    r"|field--name-body|fck_detail|noi-?dung(?:-[a-z]+)?|chi-?tiet(?:-[a-z]+)?|entry|prose",
    re.IGNORECASE,
)
"""Names that themes give the box of an article's text: they outweigh a boilerplate name beside them."""
_ASIDES = (
    *("authors?", "bio", "byline", "dateline", "timestamp", "(?:post|entry|article|story)-?meta", "meta"),
    *("credits?", "captions?", "legend"),
    *(r"promo(?!ted(?:$|\s))\w*", "paywall", r"subscri\w*", "sign-?up", r"recommend\w*"),
    *("donat(?:e|ions?)", "support-(?:us|box|banner)", "cta", "call-?to-?action"),
    *("read-?also", "more-?on", "see-?also", "inline-?links?", "pull-?quotes?", "disclaimer", "toolbar"),
    *("video-?(?:embed|player|wrapper|container|title|caption|info)", "end-?quotes?", "poll"),
)
"""Texts beside an article, on sites whose markup is otherwise unknown."""
ASIDES = _part(*_ASIDES)
BESIDE_TEXT = _part(*_ASIDES, "quotes?", "widget", "inline", "ad")
"""Names of an ``aside`` that does not hold facts of an article."""
GALLERIES = _part("gallery", "slideshow", "carousel", "slider", "playlist", "lightbox")
_CERTAIN_NAME = re.compile(
    "(?:related|comments?|sidebar|footer|breadcrumbs?|tin-?lien-?quan|tin-?khac)"
    "(?:[-_]?(?:news|posts?|articles?|stories|list|box|area|section|wrap(?:per)?|inner))?",
    re.IGNORECASE,
)
"""Whole names that no other name outweighs."""
_WITH_BYLINE = re.compile(
    r"(?:author|byline|date|meta|time)[-_].*(?:share|comment)|share[-_].*(?:author|byline|date|meta|time)", re.I
)
"""A row below the title that prints author and date, and also holds share buttons or a count of comments."""
PARTS = _part("sections?", "parts?", "chapters?", "segments?", "chunks?", "blocks?")
"""One of several boxes that together hold a text."""
DATES = _part("date", "time", "ngay(?:-?dang)?", "(?:publish|post)(?:ed)?-?(?:date|time)")
"""Names of a date inside a heading."""
BYLINES = _part("bylines?", "authors?")
NOTES = _part("footnotes?", "endnotes?", "references?", "bibliography")
_HUMPS = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")
"""Word boundaries in ``RelatedNews``; not in the hashes that build tools append, ``body__aD3f``."""
DECKS = _part(
    *("de[ck]k?", "standfirst", r"sub-?(?:title|head\w*|deck)", "lead", "lede", "summary", "excerpt"),
    *("intro(?:text|duction)?", "description", "tom-?tat", "chapo", "chapeau", "ingress", "preamble"),
    *("subtitulo", "untertitel", "sous-?titre", "sottotitolo", "spot", "overview", "abstract", "bullets?"),
    *("bajada", "copete", "entradilla", "linha-?fina", "perex"),
    before="(?<!with-)",
)
"""Names of a lead that is directly below the title, however short."""
AUTHOR_BOXES = re.compile(
    r"author[-_]?(?:box|bio|info|popup|dropdown|container|card|profile|details?|desc(?:ription)?)"
    r"|about[-_]?(?:the[-_]?)?author",
    re.IGNORECASE,
)
PORTRAITS = re.compile(
    rf"(?<!article__)(?<!detail-)(?<!news-)avatar|headshot|byline|signature|(?:author|user|profile)-?(?:image|photo|pic\w*|thumb\w*)"
    rf"|{AUTHOR_BOXES.pattern}",
    re.IGNORECASE,
)
"""Names of a box around an image of the author."""
COMMENTS_OR_CONSENT = re.compile("comment|binh-?luan|respond|repl(?:y|ies)|disqus|cookie|consent|gdpr", re.IGNORECASE)
"""Names that are trusted even if they leave nothing of a page."""
CERTAIN_BOILERPLATE = re.compile(f"{COMMENTS_OR_CONSENT.pattern}|related|footer", re.IGNORECASE)
"""Names that are trusted even on a box with most of a page's text."""
NO_NAMES = re.compile("(?!)")
FIGURES = _whole("wp-caption", "gallery-item", "image-in-content")
FLOATS = _whole("fl", "fr", "(?:pull-|align|float-)(?:left|right)")
CAPTION_BOXES = _part(
    *("captions?", "captiontext", "chu-?_?thich(?:-?anh)?"),
    "(?:photo|image|img|fig)-?(?:caption|desc(?:ription)?|note)",
    *("(?<![_-])fig(?:-?cap)?(?![_-])", "bildunterschrift", "bildtext", "l[eé]gend[ae]?", "leyenda"),
    *("pie[-_]?(?:de[-_]?)?foto", "didascalia", "kepalairas"),
    *("bijschrift", "bilde?tekst", "billedtekst", "kuvateksti", "podpis-?(?:foto|zdjecia)?", "popis(?:ek|ka)"),
)
"""An element that holds only a caption, inside a box with its image."""
_PHOTO_CREDITS = (
    *("credits?(?![_-]+caption)", "cr[eé]ditos?", "photographer", r"fotograf\w*", "photocms_author", "photo-?by"),
    r"(?:image|img|photo|media|caption|fig(?:ure)?)[\w-]*(?:credits?|source|author|attribution|copyright)",
)
PHOTO_CREDITS = _part(*_PHOTO_CREDITS)
"""Names for the photographer, wherever they are."""
CREDITS = _part(
    *_PHOTO_CREDITS,
    *("copyrights?", "source", "zdroj", "rights", "byline", "firma", "(?:nguon|tac-?gia)-?anh"),
    *("(?<!caption.)attribution(?![_-]+caption)", "(?<![_-])authors?(?![_-])"),
)
"""The same, inside a figure."""
CAPTIONS = re.compile(r"caption|chu-?_?thich|(?:^|\s)fig(?:cap)?(?:$|\s)", re.IGNORECASE)
TITLES = re.compile(r"(?<!site)(?<!sub)(?<!block)(?<!widget)[_\s-]?(?:title|headline|tieu-?_?de)", re.IGNORECASE)
LOGOS = re.compile(r"logo|brand|site-?(?:name|title|head|desc)|masthead", re.IGNORECASE)
PAGE_HEADERS = re.compile(rf"{LOGOS.pattern}|header|navbar", re.IGNORECASE)
"""Names, and tags, of the page header."""
ICONS = _whole(r"fa[bsrl]?", r"bi", r"(?:fa|bi|ti)-[\w-]+", r"glyphicon[\w-]*", r"[\w-]*icons?(?:-[\w-]+)?")
"""Names of an empty element that shows a symbol of an icon font: it separates the words beside it."""
CLOCKS = re.compile(
    r"clock|today|now\b|topbar|top-bar|(?<!date[-_])(?<!post[-_])(?<!news[-_])(?<!(?:article|content)[-_])(?<!detail[-_])"
    r"header(?![-_]content)|menu",
    re.IGNORECASE,
)
"""Where the server prints today's date; not an article's head, nor Blogger's ``date-header`` above a day's posts."""
SIDE_BOXES = re.compile(r"^(?:aside|footer|nav|script|style)\b|sidebar|footer", re.IGNORECASE)
"""A tag, or a class of an element."""


@lru_cache(maxsize=8192)
def is_named(names: str, pattern: re.Pattern[str]) -> bool:
    """Whether classes or ids contain a name that matches a pattern of this module; results are cached."""
    return pattern.search(_in_words(names[:MAX_NAMES])) is not None


def name_boilerplate(names: str) -> bool:
    """Whether classes or an id name something beside an article; a name for an article's text outweighs them."""
    tokens = _in_words(names).split()
    boilerplate = [token for token in tokens if _BOILERPLATE.search(token) and not _WITH_BYLINE.match(token)]
    if not boilerplate or any(map(_CERTAIN_NAME.fullmatch, boilerplate)):
        return bool(boilerplate)
    return not any(_BODY.fullmatch(token) for token in tokens if token not in boilerplate)


def name_body(names: str) -> bool:
    """Whether a class or an id is one that themes give the box of an article's text."""
    return any(map(_BODY.fullmatch, _in_words(names[:MAX_NAMES]).split()))


def _in_words(names: str) -> str:
    """Return names with a hyphen between the words of ``RelatedNews``."""
    return names if names.islower() else _HUMPS.sub("-", names)


def name_hidden(names: str) -> bool:
    """Whether classes hide an element from every reader, on desktop screens too."""
    tokens = names.lower().split()
    return not _HIDES.isdisjoint(tokens) and not any(map(_SHOWS.fullmatch, tokens))
