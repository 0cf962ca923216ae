"""Portals of provinces and cities on neither Liferay nor SharePoint: one system serves all offices of a province.

Their markup is proprietary and not public; articles are parsed like any news page. The forms of their URLs are known
from public copies (docs/sites.md, section 9).
"""

from __future__ import annotations

import re

from vustacrawl.families.generic import FAMILY as GENERIC
from vustacrawl.families.model import FEW, Family, PageTraits, Signal
from vustacrawl.urls import host_of

_DOTTED = re.compile(r"/[a-z0-9]+(?:-[a-z0-9]+){2,}\.\d+(?:$|[?#])")
_ENDS_IN_NUMBER = re.compile(r"\.\d+(?:$|[?#])")
_NUMBERED = re.compile(r"/\d+_[^/?#]+/\d+_[^/?#]+\.html(?:$|[?#])")

_SLUG_AND_NUMBER = r"/(?:[^/?#]+/)+[^/?#]+-(?P<id>\d{2,})\.html(?:$|[?#])"
_DOTTED_NUMBER = r"/[^/?#.]+\.(?P<id>\d+)(?:$|[?#])"
_NUMBER_FIRST = r"/\d+_[^/?#]+/(?P<id>\d+)_[^/?#]+\.html(?:$|[?#])"


def _has_dotted_numbers(page: PageTraits) -> bool:
    # Few pages have such endings, and they are found at once.
    return page.has_own_addresses(_ENDS_IN_NUMBER, FEW) and page.has_own_addresses(_DOTTED, FEW)


FAMILY = Family(
    name="govportal",
    layouts=GENERIC.layouts,
    signals=(
        Signal(2, "a host under gov.vn", lambda page: host_of(page.url).endswith(".gov.vn")),
        Signal(2, "articles at /<slug>.<number>", _has_dotted_numbers),
        Signal(
            3,
            "articles at /<number>_<section>/<number>_<slug>.html",
            lambda page: page.has_own_addresses(_NUMBERED, FEW),
        ),
        Signal(1, "the name of a portal (portal-name)", lambda page: "portal-name" in page.names),
    ),
    article_url=_SLUG_AND_NUMBER,
    article_forms=(_NUMBER_FIRST, _DOTTED_NUMBER, _SLUG_AND_NUMBER),
    deny=GENERIC.usual_deny,
    usual_feeds=("/rss", "/rss.xml", "/feed"),
)
