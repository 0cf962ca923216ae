"""An article of the demo: what its page shows, and the record that the parsers are expected to extract."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from unicodedata import normalize

from vustacrawl import items
from vustacrawl.demo.blocks import Block, Figure, TextBlock
from vustacrawl.demo.bylines import Byline
from vustacrawl.demo.dates import DateLine
from vustacrawl.demo.layouts.base import PageLayout
from vustacrawl.demo.text_generator import TextGenerator
from vustacrawl.items import AttachedFile


@dataclass
class DemoArticle:
    """A generated article. Times are local, without an offset, as pages print them."""

    site: str
    url: str
    number: int
    native_id: str | None
    slug: str
    layout: PageLayout
    title: str
    published: datetime
    modified: datetime
    """When an editor last saved it; used in WordPress's sitemap."""
    date: DateLine | None
    byline: Byline
    lead: str | None
    body: list[Block]
    section: str | None
    language: str
    generator: TextGenerator = field(repr=False)
    """Generates more text on the same topic."""
    tags: list[str] = field(default_factory=list)
    files: list[AttachedFile] = field(default_factory=list)
    repeats_lead: bool = False
    """Whether the page repeats the lead as its first paragraph."""
    decomposed: bool = False
    """Whether the page is in NFD, as some input methods produce."""

    def move_to(self, slug: str) -> None:
        """Change the slug, and with it the URL."""
        path, _ = self.layout.article_path(self.number, self.slug)
        self.slug, base = slug, self.url.removesuffix(path)
        self.url = base + self.layout.article_path(self.number, slug)[0]

    @property
    def date_line(self) -> str:
        """The line that prints its date; empty without one."""
        return self.date.line if self.date else ""

    @property
    def printed_body(self) -> list[Block]:
        """The body as printed, including a repeated lead."""
        return [TextBlock("paragraph", self.lead), *self.body] if self.repeats_lead and self.lead else self.body

    @property
    def page(self) -> str:
        """The article's page as HTML."""
        html = self.layout.render_article(self)
        return normalize("NFD", html) if self.decomposed else html

    @property
    def record(self) -> dict[str, Any]:
        """The record expected from the page, as ``items.Article.record`` returns it but without ``found_by``."""
        paragraphs: list[items.Block] = []
        images: list[items.Image] = []
        for block in self.body:
            if isinstance(block, Figure):
                images += block.expected(after_paragraph=len(paragraphs))
            else:
                paragraphs.append(block.expected)
        article = items.Article(
            self.site,
            self.url,
            self.native_id,
            self.title,
            published_at=self.date.iso if self.date else None,
            published_raw=self.date.raw if self.date else None,
            lead=self.lead,
            paragraphs=paragraphs,
            images=images,
            files=self.files,
            section=self.section,
            tags=self.tags,
            language=self.language,
            **self.byline.expected,
        )
        record = article.record()
        del record["found_by"]
        return record
