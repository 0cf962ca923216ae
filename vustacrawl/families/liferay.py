"""Liferay, on which many provinces run their portals: its own asset publisher, and vendors' news portlets.

Markup from liferay-portal, ``modules/apps/asset/asset-publisher-web`` and ``journal-web``. Vendors' portlets
(``newsbycategory_WAR_bacninhportlet``) have different markup and are parsed like any news page (docs/sites.md, section
9).
"""

from __future__ import annotations

import re
from dataclasses import replace

from vustacrawl.families.generic import FAMILY as GENERIC
from vustacrawl.families.model import Family, Signal

_PORTLET = re.compile(r"p_p_id=(?<=[?&]p_p_id=)\w")
_PUBLISHER = re.compile(r"/-/asset_publisher/")
_SCRIPT = re.compile(r"(?:Liferay|themeDisplay)\b")

FAMILY = Family(
    name="liferay",
    layouts=(
        replace(
            GENERIC.layout,
            page_heading=True,
            title=".asset-full-content .asset-title, .asset-full-content .header-title, .news-detail .news-title",
            body=(
                ".asset-full-content .journal-content-article, .asset-content .journal-content-article,"
                " .news-detail .news-content"
            ),
            metadata=(
                ".asset-metadata, .asset-actions, .asset-ratings, .asset-links, .taglib-social-bookmarks,"
                " .lfr-asset-actions"
            ),
            times=(".metadata-publish-date", ".metadata-display-date", ".metadata-create-date", ".news-date"),
            tags=".taglib-asset-tags-summary a",
        ),
    ),
    signals=(
        Signal(5, "scripts set Liferay's variables", lambda page: any(map(_SCRIPT.search, page.scripts))),
        Signal(4, "its portlets (portlet-boundary)", lambda page: "portlet-boundary" in page.names),
        Signal(4, "its asset publisher (/-/asset_publisher/)", lambda page: page.has_own_addresses(_PUBLISHER)),
        Signal(3, "URLs with ?p_p_id=", lambda page: page.has_own_addresses(_PORTLET)),
    ),
    article_url=(
        r"/-/asset_publisher/[^/?#]+/content/(?:id/(?P<id>\d+)|[^/?#]+)"
        r"|[?&]p_p_id=\w*(?:detail|chitiet|viewnews)\w*&(?:[^#]*[&_])?(?:article|news|bai|tin)?_?[iI]d=\d+"
        r"|/-/(?!asset_publisher/|document_library|blogs)[^/?#]+-[^/?#]+$"
    ),
    listing_url=r"[?&](?:[^#]*_)?cate(?:gory)?Id=\d+|/-/asset_publisher/[^/?#]+/?$",
    deny=(r"[?&]p_p_lifecycle=1\b", r"[?&]p_p_state=(?:pop_up|exclusive)\b", "/c/portal/", "/group/control_panel"),
    ignored_parameters=r"p_p_col_\w+|(?:_\w+_)?redirect|inheritRedirect|plidlayout",
    usual_feeds=("/c/journal/rss", "/rss"),
)
