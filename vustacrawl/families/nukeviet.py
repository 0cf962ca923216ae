"""NukeViet, from 3.4 to 5 (docs/sites.md, section 7)."""

from __future__ import annotations

import re
from dataclasses import replace

from vustacrawl.families.model import Family, Layout, Signal

_SCRIPT = re.compile(r"nv_(?<!\wnv_)(?:base_siteurl|siteroot|lang_data|module_name|fc_variable)\b")
_QUERY = re.compile(r"nv=(?<=[?&]nv=)[\w-]+&(?:amp;)?op=")

_ARTICLE = r"(?:nv=news&op=|/news/)[^/?&#]+/(?!page-)[^/?&#]+-(?P<id>\d+)(?:\.html|/)?(?:$|[?&#])"

_DEFAULT_4 = Layout(
    bold_lead=False,
    byline_after_body=False,
    title="h1.title, h1[itemprop=headline]",
    lead=".hometext",
    body="#news-bodyhtml, .bodytext",
    times=(".news_column span.h5",),
    labels="p.text-right > strong",
    tags="a[href*='tag/'] > em, .keywords a, .header-oop.tag + p a",
    # The printed time first: the hidden `datePublished` of 4.5 is the time of the last edit.
    date_sources=("selector", "markup", "near-title", "meta", "itemprop", "json-ld", "title"),
    # The line below the body first: the account that posted an article did not write it.
    byline_sources=("selector", "markup", "last-line", "itemprop", "near-title", "json-ld"),
    credit_sources=("markup", "byline", "last-line"),
)

MODERN = replace(
    _DEFAULT_4,
    title_names=(frozenset(("header-details",)),),
    title=".header-details h1",
    lead="#hometext",
    body="#bodytext, .details-content",
    times=(".header-details span.small",),
    labels=".source > strong",
)
"""The theme "modern" of 3.4 and 4, vusta.vn's own until 2018 (docs/sites.md, section 1)."""

DEFAULT_3 = replace(
    _DEFAULT_4,
    title_names=(frozenset(("news_detail",)),),
    title="#news_detail h1",
    lead="#hometext",
    body=".bodytext",
    times=("#news_detail span.time",),
    labels="#news_detail > p > strong",
)
"""The default theme of 3.4."""

FAMILY = Family(
    name="nukeviet",
    layouts=(MODERN, DEFAULT_3, _DEFAULT_4),
    signals=(
        Signal(5, "scripts set nv_… variables", lambda page: any(map(_SCRIPT.search, page.scripts))),
        Signal(3, "URLs with ?nv=…&op=…", lambda page: page.has_addresses(_QUERY)),
        Signal(
            4,
            "the markup of its news module (news_column)",
            lambda page: "news_column" in page.names and bool(page.names & {"news-bodyhtml", "news_detail"}),
        ),
        Signal(
            3,
            'the markup of its theme "modern" (header-details)',
            lambda page: page.names >= {"header-details", "details-content"},
        ),
    ),
    generator=r"(?i:NukeViet)(?:\s+v?(\d[\d.]*))?",
    article_url=_ARTICLE,
    listing_url=r"/news/[^/?#]+/$|nv=news&op=(?!rss)[^/&#]+$",
    deny=(
        "/(?:savefile|print|sendmail)/",
        "op=(?:print|savefile|sendmail|search|tag|author)",
        "(?:/|nv=)(?:users|contact|statistics|voting|comment|seek)(?:/|&|$)",
    ),
    article_forms=(
        _ARTICLE,
        r"nv=news&op=[^&#]+/(?!page-)[^/&#]+-(?P<id>\d+)(?:$|[&#])",
        r"/news/[^/?#]+/(?!page-)[^/?#]+-(?P<id>\d+)(?:\.html|/)(?:$|[?#])",
    ),
    list_form=r"/news/[^/?#]+/$|nv=news&op=[^/&#]+$",
    usual_sitemaps=("/sitemap-{language}.xml", "/sitemap.xml"),
    usual_feeds=("/vi/news/rss/", "/news/rss/"),
    plain_address="nv=news",
    plain_feeds=("/index.php?language=vi&nv=news&op=rss",),
    only_vietnamese=True,
    feed_dates_are_days=True,  # it prints months as minutes
)
