"""WordPress: classic themes, block themes, tagDiv's (docs/sites.md, section 8)."""

from __future__ import annotations

import re
from functools import cached_property

import attrs

from vustacrawl.parsers.fields.bylines import Byline
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.pages.article import ArticlePage
from vustacrawl.parsers.pages.sources import Published, Strategies

_TIMES = (
    "time.entry-date.published",
    ".td-post-date time, .tdb_single_date time",
    ".wp-block-post-date time",
    ".entry-meta time, .posted-on time",
    "article time.entry-date",
    ".published",
    ".jeg_meta_date, .date.meta-item",
)
_AUTHORS = (
    ".byline .author.vcard .fn",
    ".td-post-author-name a, .tdb-author-name",
    ".author.vcard a, .author.vcard",
    ".wp-block-post-author__name, .wp-block-post-author-name",
    ".elementor-post-info__item--type-author",
    ".jeg_meta_author a, .meta-author a",
)
_CATEGORIES = (
    ".cat-links a, a[rel~=category], .entry-category a, .td-category a, .tdb-entry-category, .taxonomy-category a,"
    " .ast-terms-link a"
)
_POST_ID = re.compile(r"(?:^|\s)postid-(\d+)(?:\s|$)")
_SHORTLINK_ID = re.compile(r"[?&]p=(\d+)")


@attrs.define(slots=False, eq=False)
class WordPressPage(ArticlePage):
    """A post. The unions set its lead as a first paragraph all in bold."""

    family = "wordpress"
    opens_bold = True
    title_markup = "h1.entry-title, h1.tdb-title-text, h1.wp-block-post-title, h1.post-title"
    body_markup = (
        ".entry-content, .td-post-content, .tdb_single_content .tdb-block-inner, .post-content,"
        " .elementor-widget-theme-post-content, [data-elementor-type=wp-post]"
    )
    head_image_markup = ".wp-post-image"

    def native_ids(self) -> Strategies[str]:
        """The post's number stands in the page where addresses have none."""
        yield from super().native_ids()
        body = self.root.find("body")
        found = _POST_ID.search(body.get("class", "")) if body is not None else None
        yield "markup", found[1] if found else None
        found = _SHORTLINK_ID.search(self.document.link("shortlink") or "")
        yield "shortlink", found[1] if found else None

    def dates(self) -> Strategies[Published]:
        """The theme's time element has seconds and an offset."""
        yield "selector", self.printed_in(self.selected("published"))
        yield "markup", self.printed_in(self.place.first(*_TIMES))
        yield "json-ld", self.machine_date(self.document.json_text("datePublished"))
        yield "meta", self.machine_date(self.document.meta_text("article:published_time"))
        yield "near-title", self.printed_near_title()
        yield "title", self.printed_in_title()

    def bylines(self) -> Strategies[Byline]:
        """The last line first: the theme prints the account that posted the story."""
        yield "selector", self.byline_of(self.selected_text("byline"))
        yield "last-line", self.story.byline
        yield "markup", self.byline_of(self.text_of(self.place.first(*_AUTHORS)))
        yield "json-ld", self.people(self.document.json_texts("author", "name"))

    def sources(self) -> Strategies[str]:
        """What the byline says, then the field of tagDiv's themes."""
        yield from super().sources()
        yield "markup", ", ".join(self.texts(self.near(".td-post-source-via a"))) or None

    def sections(self) -> Strategies[str]:
        """The post's first category."""
        yield "selector", self.selected_text("section")
        yield "markup", self.text_of(next(iter(self._categories), None))
        yield from super().sections()

    def tag_lists(self) -> Strategies[list[str]]:
        """The post's tags; categories carry the same ``rel``."""
        yield "selector", self.selected_tags()
        marked = self.near("a[rel~=tag], .tags-links a, .td-tags a")
        yield "markup", self.texts(tag for tag in marked if tag not in self._categories)
        yield "meta", self.document.meta.get("article:tag")

    @cached_property
    def _categories(self) -> dict[Element, None]:
        """The links to the post's categories, in page order."""
        return dict.fromkeys(self.place.select(_CATEGORIES))
