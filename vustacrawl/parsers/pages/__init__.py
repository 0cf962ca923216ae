"""Choose the page object of a page, by its layout, or of a post's record in WordPress's REST API."""

from __future__ import annotations

from typing import cast

from vustacrawl.families import Family, Layout
from vustacrawl.parsers.fields.bylines import Byline
from vustacrawl.parsers.fields.dates import FoundDate
from vustacrawl.parsers.fields.titles import as_title
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.wp_json import PostDocument, moments
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.generic import GenericPage
from vustacrawl.parsers.pages.structure import Candidates
from vustacrawl.sites import Profile

__all__ = ["ArticlePage", "page_for"]


class ApiPostPage(ArticlePage):
    """A post's record (docs/sites.md, section 8): the text as its theme would print it, its metadata as data."""

    @property
    def post(self) -> PostDocument:
        """The post's record."""
        return cast(PostDocument, self.document)

    def native_ids(self) -> Candidates[str]:
        """Yield the post's number."""
        yield "url", self.profile.native_id(self.document.url)
        yield "wp-json", str(self.post.record["id"])

    def titles(self) -> Candidates[str]:
        """Yield the post's title."""
        yield "wp-json", as_title(self.post.rendered("title"), self.profile)

    def dates(self) -> Candidates[FoundDate]:
        """Yield the time in UTC; the local one has no offset."""
        record = self.post.record
        found = (self.structured_date(moment) for moment in moments(record, "date"))
        published = next((date for date in found if date), None)
        yield "wp-json", published._replace(raw=str(record.get("date") or published.iso)) if published else None
        yield from super().dates()

    def bylines(self) -> Candidates[Byline]:
        """Yield the byline as on a page: in the last line first, then the account."""
        yield "last-line", self.last_byline
        yield "wp-json", self.byline_of(self.post.author())
        yield from super().bylines()

    def sections(self) -> Candidates[str]:
        """Yield the post's first category."""
        yield "wp-json", next(iter(self.post.terms("category")), None)

    def tag_lists(self) -> Candidates[list[str]]:
        """Yield the post's tags."""
        yield "wp-json", self.post.terms("post_tag")


def page_for(document: Document, profile: Profile, captured_at: str | None = None) -> ArticlePage:
    """Return the page object for a page's layout; ``captured_at`` as for ``parse_article``."""
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
