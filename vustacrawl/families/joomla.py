"""Joomla: com_content of 1.5, 2.5 to 3, 4 and 5.

Markup from joomla-cms, ``components/com_content`` and ``layouts/joomla/content``. The author that a page prints (``Viết
bởi …``) is often the account that posted the article; a byline in its last line takes precedence.
"""

from __future__ import annotations

import re

from vustacrawl.families.model import Family, Layout, Signal

_CONTENT = re.compile(r"option=com_content(?<=[?&]option=com_content)\b")
_FILES = re.compile(r"/media/(?:jui|system|vendor/joomla|com_content)/")

_NUMBERED = r"(?:\?(?=[^#]*\bview=article\b)[^#]*?\bid=|/(?=\d+-[^/?#-]+-[^/?#-]+-))(?P<id>\d+)[:-][^/?#&]+(?:$|[?#&])"
_ARTICLE = (
    _NUMBERED
    # 4 and 5 omit the number from URLs. What is right below the host or index.php is a section, however long.
    + r"|^https?://(?:www\.)?{host}/(?:index\.php/)?(?!component/|administrator/|index\.php/)(?:[^/?#]+/)+(?!\d+-)"
    r"[^/?#.-]+(?:-[^/?#.-]+){3,}(?:\.html)?(?:$|[?#])"
)

FAMILY = Family(
    name="joomla",
    layouts=(
        Layout(
            page_heading=True,
            title=(
                ".item-page h2[itemprop=headline], .item-page .page-header h2, .item-page h1[itemprop=headline],"
                " .item-page > h2, .contentheading, .article-details h1"
            ),
            body=(
                ".com-content-article__body, .item-page [itemprop=articleBody], .item-page,"
                " table.contentpaneopen ~ table.contentpaneopen, .article-content"
            ),
            metadata=(
                "dl.article-info, .item-page .page-header, .item-page .actions, .item-page .icons, .item-page .tags,"
                " .item-page .pagenav, .item-page .pager, .content_rating, .contentheading, .createdate, .modifydate,"
                " .contentpaneopen .small, .contentpaneopen .buttonheading, .article_separator"
            ),
            times=("dd.published time, dd.create time", "dd.published", "dd.create", ".createdate"),
            authors=(".createdby [itemprop=name]", ".createdby", ".contentpaneopen .small"),
            categories=".category-name a",
            tags=".tags a",
        ),
    ),
    signals=(
        Signal(4, "URLs with ?option=com_content", lambda page: page.has_own_addresses(_CONTENT)),
        Signal(4, "the class com-content-article", lambda page: "com-content-article" in page.names),
        Signal(3, "files below /media/jui/ or /media/system/", lambda page: page.has_own_addresses(_FILES)),
        Signal(3, "the markup of its articles (item-page)", lambda page: page.names >= {"item-page", "article-info"}),
        Signal(3, "the markup of Joomla 1.5 (contentpaneopen)", lambda page: "contentpaneopen" in page.names),
    ),
    generator=r"(?i:Joomla!)(?:\s+(\d[\d.]*))?",
    themes_differ=True,
    article_url=_ARTICLE,
    article_forms=(_ARTICLE, _NUMBERED),
    listing_url=r"[?&]view=(?:category|section|frontpage|featured)\b",
    deny=(
        "[?&](?:tmpl=component|print=1|format=pdf|task=|layout=edit)",
        "[?&]option=com_(?:mailto|users?|search|finder|contact|banners)",
        "/component/(?:mailto|users?|search|finder|contact|banners)/",
        "/administrator/",
    ),
    usual_feeds=("/?format=feed&type=rss", "/index.php?format=feed&type=rss"),
    plain_address="option=com_content",
    plain_feeds=("/index.php?format=feed&type=rss",),
)
