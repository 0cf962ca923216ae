"""A post read from its record in WordPress's REST API instead of its page (docs/sites.md, section 8)."""

from __future__ import annotations

from typing import cast

import attrs

from vustacrawl.parsers.fields.bylines import Byline
from vustacrawl.parsers.fields.titles import as_title
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.pages.sources import Published, Strategies
from vustacrawl.parsers.pages.wordpress import WordPressPage
from vustacrawl.parsers.wp_json import PostDocument


@attrs.define(slots=False, eq=False)
class WordPressPostPage(WordPressPage):
    """The record holds the text as its theme would print it; what stands around it on a page, it has as data."""

    @property
    def post(self) -> PostDocument:
        """The document, as ``is_for`` knows it."""
        return cast(PostDocument, self.document)

    @classmethod
    def is_for(cls, document: Document) -> bool:
        """A record, not a page."""
        return isinstance(document, PostDocument)

    def native_ids(self) -> Strategies[str]:
        """The post's number."""
        yield "url", self.profile.native_id(self.document.url)
        yield "wp-json", str(self.post.record["id"])

    def titles(self) -> Strategies[str]:
        """The post's title."""
        yield "wp-json", as_title(self.post.rendered("title"), self.profile)

    def dates(self) -> Strategies[Published]:
        """The moment in universal time; the local one has no zone."""
        iso = self.post.published(self.profile.timezone)
        yield "wp-json", Published(iso, str(self.post.record.get("date") or iso)) if iso else None

    def bylines(self) -> Strategies[Byline]:
        """As on the page: the last line first, then the account."""
        yield "last-line", self.story.byline
        yield "wp-json", self.byline_of(self.post.author())

    def sections(self) -> Strategies[str]:
        """The post's first category."""
        yield "wp-json", next(iter(self.post.terms("category")), None)

    def tag_lists(self) -> Strategies[list[str]]:
        """The post's tags."""
        yield "wp-json", self.post.terms("post_tag")
