"""Drupal 7 to 10: nodes in the core themes and those built on them (Bartik, Classy, Olivero).

Markup from Drupal's ``modules/node/node.tpl.php`` and ``core/themes/*/templates``. The author that a page prints is the
account that posted the node; a byline in its last line takes precedence.
"""

from __future__ import annotations

import re

from vustacrawl.families.model import Family, Layout, Signal

_SITES = re.compile(r"/sites/(?:default|all)/(?:files|themes|modules)/")
_CORE = re.compile(r"/core/(?:misc|modules|themes|assets)/")

FAMILY = Family(
    name="drupal",
    layouts=(
        Layout(
            title="h1.page-title, h1#page-title, h1.title",
            body=".field--name-body, .field-name-body, .node .content",
            metadata=(
                ".submitted, .node__meta, .node__submitted, .node__links, ul.links, .field--name-field-tags,"
                " .field-name-field-tags, .field--name-comment"
            ),
            times=(
                "[property~='dc:date'], [property='schema:dateCreated']",
                ".node__meta time, .node__submitted time, .field--name-created time",
                ".submitted, .node__meta, .node__submitted, .field--name-created",
            ),
            authors=(
                ".submitted .username, .node__meta .username, .node__submitted .username, .field--name-uid",
                ".node__author, .submitted, .node__submitted",
            ),
            tags=".field--name-field-tags a, .field-name-field-tags a",
            id_in_body_class=r"(?:^|\s)page-node-(\d+)(?:\s|$)",
            id_in_shortlink=r"/node/(\d+)$",
        ),
    ),
    signals=(
        Signal(4, "files below /sites/default/", lambda page: page.has_own_addresses(_SITES)),
        Signal(3, "files below /core/", lambda page: page.has_own_addresses(_CORE)),
        Signal(3, "the class node--type-…", lambda page: page.has_name_starting("node--type-")),
        Signal(3, "the class node-type-…", lambda page: page.has_name_starting("node-type-")),
        Signal(
            3,
            "the markup of its fields (field-name-body)",
            lambda page: bool(page.names & {"field--name-body", "field-name-body"}),
        ),
    ),
    generator=r"^Drupal (\d[\d.]*)?",
    themes_differ=True,
    article_url=(
        r"/node/(?P<id>\d+)(?:$|[?#])|^https?://(?:www\.)?{host}/(?!(?:admin|user|search|taxonomy|comment|tags?)/)"
        r"(?:[^/?#]+/)*[^/?#.-]+(?:-[^/?#.-]+){3,}(?:$|[?#])"
    ),
    listing_url=r"/taxonomy/term/\d+(?:$|[?#])",
    deny=(
        "/(?:admin|user|search|comment|filter|print|printmail|printpdf)(?:/|$|[?])",
        r"[?&](?:destination|q=(?:admin|user|search))\b",
    ),
    usual_feeds=("/rss.xml",),
)
