"""The page object of a page: by the layouts of its profile's family and by what the page shows."""

from __future__ import annotations

from vustacrawl.families import Family, Layout
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.wp_json import PostDocument
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.generic import GenericPage
from vustacrawl.parsers.pages.wp_json import ApiPostPage
from vustacrawl.sites import Profile

__all__ = ["ArticlePage", "page_for"]


def page_for(document: Document, profile: Profile, captured_at: str | None = None) -> ArticlePage:
    """The page object for the layout that a page has; ``captured_at`` as for ``parse_article``."""
    layout = _layout_of(document, profile.cms)
    if isinstance(document, PostDocument):
        return ApiPostPage(document, profile, layout, captured_at)
    page = ArticlePage if layout.known_markup else GenericPage
    return page(document, profile, layout, captured_at)


def _layout_of(document: Document, family: Family) -> Layout:
    for layout in family.layouts[:-1]:
        if any(names <= document.names_around_headings for names in layout.title_names):
            return layout
    return family.layout
