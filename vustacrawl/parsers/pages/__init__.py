"""One page object a CMS family and layout; which one reads a page is said by its profile and by the page."""

from __future__ import annotations

from web_poet import HttpResponse

from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.generic import GenericPage
from vustacrawl.parsers.pages.nukeviet import NukeViet3Page, NukeVietModernPage, NukeVietPage
from vustacrawl.parsers.pages.vnmedia import PortalPage, VnmediaPage
from vustacrawl.parsers.pages.wordpress import WordPressPage
from vustacrawl.parsers.pages.wp_json import WordPressPostPage
from vustacrawl.sites import Profile

__all__ = ["ArticlePage", "family_page", "page_for"]

_LAYOUTS: dict[str, tuple[type[ArticlePage], ...]] = {
    "vnmedia": (NukeVietModernPage, NukeViet3Page, PortalPage, VnmediaPage),
    "nukeviet": (NukeVietModernPage, NukeViet3Page, NukeVietPage),
    "wordpress": (WordPressPostPage, WordPressPage),
    "generic": (GenericPage,),
}
"""The layouts that a family's sites have had, the family's own last: it reads whatever the others are not for."""


def family_page(profile: Profile) -> type[ArticlePage]:
    """The page object of the profile's family."""
    return _LAYOUTS[profile.family][-1]


def page_for(
    response: HttpResponse, profile: Profile, document: Document, captured_at: str | None = None
) -> ArticlePage:
    """The page object for the layout that this page has; ``captured_at`` as for ``parse_article``."""
    layout = next(layout for layout in _LAYOUTS[profile.family] if layout.is_for(document))
    return layout(response, profile, document, captured_at)
