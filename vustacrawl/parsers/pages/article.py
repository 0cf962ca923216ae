"""The page object: each field of an article, and the order of its sources."""

from __future__ import annotations

import dataclasses
import re
from functools import cached_property
from typing import Any

from vustacrawl.items import Article, AttachedFile, Block, Image
from vustacrawl.parsers.body.assemble import Body, assemble_body
from vustacrawl.parsers.body.captions import without_credit
from vustacrawl.parsers.fields.metadata import attached_files, language_of, links_in_text, section_in_breadcrumb
from vustacrawl.parsers.fields.titles import is_site_name
from vustacrawl.parsers.html.dom import Element
from vustacrawl.parsers.html.tree import NotAnArticle
from vustacrawl.parsers.not_articles import drawn_by_script
from vustacrawl.parsers.pages.authors import SignedPage
from vustacrawl.parsers.pages.structure import Candidates
from vustacrawl.urls import host_of, query_of

_TAGS = (
    "a[rel~=tag], .tags a, .tag-list a, .keywords a, [class$='__tag'] a, [class$='__tags'] a, [class*='post-tag'] a,"
    " [class*='article-tag'] a"
)
_TAG_ENDS = re.compile(r"[,;]")
_FIELDS = tuple(field.name for field in dataclasses.fields(Article) if field.name not in ("site", "url", "found_by"))


class ArticlePage(SignedPage):
    """An article's page. A field without a value from any source is None or empty, and ``found_by`` says why."""

    def to_article(self) -> Article:
        """Return the article. Raises NotAnArticle if the page has no title, or nothing below it."""
        if not self.title:
            raise NotAnArticle(drawn_by_script(self.document.root) or "no title")
        values: dict[str, Any] = {name: getattr(self, name) for name in _FIELDS}
        has_text = any(not is_site_name(block.text, self.profile) for block in values["paragraphs"])
        if not (has_text or values["lead"] or values["images"]):
            raise NotAnArticle(drawn_by_script(self.document.root) or "no text under the title")
        return Article(
            site=self.profile.name,
            url=self.document.url,
            **values,
            found_by=dict(sorted(self.found_by.items())),
        )

    @cached_property
    def native_id(self) -> str | None:
        """The article's number in its URL, else in the page."""
        return self.first_found("native_id", self.native_ids(), "no number in the address")

    def native_ids(self) -> Candidates[str]:
        """Yield candidates for the article's number."""
        yield "url", self.profile.native_id(self.document.url, self.captured_at)
        body = self.root.find("body")
        yield "markup", _group(self.layout.id_in_body_class, body.get("class", "") if body is not None else "")
        if self.layout.id_in_shortlink:
            yield "shortlink", _group(self.layout.id_in_shortlink, self.document.link("shortlink") or "")

    @property
    def lead(self) -> str | None:
        """The paragraph that opens the article, if it is marked as one."""
        if self.content.lead_is_first_paragraph:
            self.found_by["lead"] = "first-bold"
        return self.content.lead

    @cached_property
    def marked_lead(self) -> str | None:
        """The lead, if a selector, markup or its position identifies it."""
        return self.first_found("lead", self.leads(), "no lead marked")

    def leads(self) -> Candidates[str]:
        """Yield candidates for the lead."""
        yield "markup" if self.selected("lead") is None else "selector", self.parts.lead_text
        yield "near-title", self.parts.opening

    @property
    def paragraphs(self) -> list[Block]:
        """The blocks of the body, without lead, captions and byline."""
        return self.content.blocks

    @property
    def images(self) -> list[Image]:
        """The article's images with their captions and positions."""
        return self.content.images

    @cached_property
    def content(self) -> Body:
        """Lead, blocks and images; on pages in other languages, a caption's credit is only beside it."""
        content = assemble_body(
            self._story[0],
            lead=self.marked_lead,
            title=self.title,
            bold_lead=self.layout.bold_lead,
            strip_unknown=not self.layout.known_markup,
        )
        for image in content.images if self.is_foreign else ():
            image.caption = without_credit(image.caption or "")
        return content

    @cached_property
    def files(self) -> list[AttachedFile]:
        """The documents attached to the article."""
        if self.body_element is None:
            return []
        return attached_files(self.place.root, self.document.base_url, self.misnamed)

    @cached_property
    def outlinks(self) -> list[str]:
        """The URLs on other sites that lead and body link to, without share buttons."""
        own = host_of(self.document.url)
        places = [place for place in (self.lead_element, self.body_element) if place is not None]
        links = links_in_text(places, self.document.base_url, self.misnamed)
        return [url for url in links if self.parts.leads_out(url) and own not in query_of(url)]

    @cached_property
    def section(self) -> str | None:
        """The site's own section."""
        return self.first_found("section", self.sections(), "no section named")

    def sections(self) -> Candidates[str]:
        """Yield candidates for the section: the first category in the markup, then the breadcrumb."""
        yield "selector", self.selected_text("section")
        yield "markup", self.text_of(next(iter(self._categories), None))
        yield "markup", section_in_breadcrumb(self.title_element, self.title)
        yield "json-ld", self.document.json_text("articleSection")
        yield "meta", self.document.meta_text("article:section")

    @cached_property
    def _categories(self) -> dict[Element, None]:
        """The links to the article's categories, in page order."""
        return dict.fromkeys(self.place.select(self.layout.categories)) if self.layout.categories else {}

    @cached_property
    def tags(self) -> list[str]:
        """The article's tags in page order."""
        tags = self.first_found("tags", self.tag_lists(), "no tags") or []
        return [bare for tag in tags if (bare := tag.lstrip("# "))]

    def tag_lists(self) -> Candidates[list[str]]:
        """Yield candidates for the tags; links to categories may have the same ``rel``."""
        selector = self.profile.selectors.tags
        yield "selector", self.texts(self.document.select(selector)) if selector else []
        marked = self.near(self.layout.tags or _TAGS)
        yield "markup", self.texts(tag for tag in marked if tag not in self._categories)
        tags = self.document.meta.get("article:tag", [])
        yield "meta", [tag for part in _TAG_ENDS.split(tags[0]) if (tag := part.strip())] if len(tags) == 1 else tags

    @cached_property
    def language(self) -> str | None:
        """BCP 47: the language of the text if it is recognized, else the page's or the site's."""
        texts = [self.title or "", self.content.lead or "", *(block.text for block in self.content.blocks[:8])]
        language, self.found_by["language"] = language_of(" ".join(texts), self.root.get("lang"), self.profile.language)
        return language


def _group(pattern: str, text: str) -> str | None:
    found = re.search(pattern, text) if pattern else None
    return found[1] if found else None
