"""VNmedia: vusta.vn since 2020 and its sister sites (docs/sites.md, section 1 generations B and C, section 2).

The classes of title, author and date are unknown: they are found by their content and position.
"""

from __future__ import annotations

import re

from vustacrawl.families.model import FEW, Family, Layout, PageTraits, Signal
from vustacrawl.families.nukeviet import DEFAULT_3, MODERN
from vustacrawl.urls import path_of

_ARTICLE = re.compile(r"-p\d+\.html(?:$|#)")
_ARTICLE_URL = r"-p(?P<id>\d+)\.html(?:$|[?#])"
_RESIZED = re.compile(r"/thumb_x\d*x\d*/")
_PORTAL_ARTICLE = re.compile(r"/chitiet(?:en)?/[^/?#]+/[^/?#]+")


def _has_article_urls(page: PageTraits) -> bool:
    if _ARTICLE.search(path_of(page.url)):
        return True
    return page.has_addresses(_ARTICLE, FEW)


FAMILY = Family(
    name="vnmedia",
    layouts=(
        MODERN,  # vusta.vn ran on NukeViet until 2018
        DEFAULT_3,
        Layout(
            lead="[class*=sapo], [itemprop=description]:not(meta)",
            authors=("[class*=author]", "[class*=tac-gia]", "[class*=tacgia]"),
            byline_sources=("selector", "near-title", "last-line", "title", "json-ld", "markup"),
        ),
    ),
    signals=(
        Signal(6, "images on vnmediacdn.com", lambda page: any("vnmediacdn.com" in source for source in page.sources)),
        Signal(2, 'images with alt="tm-img-alt"', lambda page: "tm-img-alt" in page.image_texts),
        Signal(2, "resized images below /thumb_x…x…/", lambda page: any(map(_RESIZED.search, page.sources))),
        Signal(3, "figures of the class image-in-content", lambda page: "image-in-content" in page.names),
        Signal(2, "the classes sapo and text-justify", lambda page: page.names >= {"sapo", "text-justify"}),
        Signal(2, "URLs that end in -p<number>.html", _has_article_urls),
        Signal(
            20,  # more than the total for DotNetNuke
            "vusta.vn's portal of 2020 (/chitiet/)",
            lambda page: page.names >= {"Form", "dnn_ContentPane"} and bool(_PORTAL_ARTICLE.search(page.url)),
        ),
    ),
    article_url=_ARTICLE_URL,
    listing_url=r"-c\d+\.html(?:$|[?#])",
    deny=(r"/(?:tim-kiem|search|login|dang-nhap)\b",),
    usual_deny=("/(?:savefile|print|sendmail|tag)/", r"/(?:tim-kiem|search|login|dang-nhap)\b"),
    article_forms=(_ARTICLE_URL, r"/[^/?#]+-(?P<id>\d{3,})\.html(?:$|[?#])"),
    usual_feeds=("/rss.html", "/rss/tin-moi.rss"),
    only_vietnamese=True,
)
