"""Sanitize an archived page for display: its text, tables and images, without any active content.

To see a page with its styles, use a replay tool (pywb, ReplayWeb.page).
"""

from __future__ import annotations

from collections.abc import Mapping

import nh3
from lxml.html import tostring
from markupsafe import Markup

from vustacrawl.parsers.body.images import image_of
from vustacrawl.parsers.html.document import Document
from vustacrawl.urls import join_url

_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "ol": {"start"},
}
_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "blockquote", "br", "caption", "center", "cite", "code", "dd",
    "del", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "i", "img", "ins", "li", "main", "mark", "nav", "ol", "p", "pre", "q", "s", "section", "small", "span",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
}  # fmt: skip


def sanitize_html(page: Document, images: Mapping[str, str]) -> Markup:
    """Return the page's body as safe HTML; ``images`` maps the article's image URLs to local ones.

    Other images are dropped and their alternative text stays; links keep http(s) addresses only.
    """

    def attribute(tag: str, name: str, value: str) -> str | None:
        if (tag, name) == ("img", "src"):
            return value if value in known else None
        return join_url(page.base_url, value) if (tag, name) == ("a", "href") else value

    known = frozenset(images.values())
    for img in page.root.iter("img"):
        shown = image_of(img, page.base_url)
        img.set("src", images.get(shown.url, "") if shown else "")
    return Markup(  # noqa: S704 - nh3 leaves of it what the lists above allow
        nh3.clean(
            tostring(page.root, encoding="unicode"),
            tags=_TAGS,
            clean_content_tags={"script", "style", "title", "noscript", "template", "iframe", "object", "svg"},
            attributes=_ATTRIBUTES,
            attribute_filter=attribute,
            url_schemes={"http", "https"},
            link_rel="noopener noreferrer nofollow",
        )
    )
