"""One article of the demo: what its site prints, and the record that must come out of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Protocol
from unicodedata import normalize

from vustacrawl.demo.blocks import Block, Figure, Line, Picture
from vustacrawl.demo.dates import DateForm, DateLine
from vustacrawl.demo.figures import FigureForm
from vustacrawl.demo.grammar import Teller
from vustacrawl.demo.signatures import Signature, SignatureForm
from vustacrawl.items import AttachedFile


class Layout(Protocol):
    """A generation of a CMS: how it addresses, dates, signs and prints articles. A module each."""

    @property
    def DATES(self) -> Sequence[DateForm]:  # noqa: N802  # the name of a module's constant
        """The date lines it prints."""

    @property
    def SIGNATURES(self) -> Sequence[SignatureForm]:  # noqa: N802
        """The bylines met on its sites."""

    @property
    def FIGURES(self) -> Sequence[FigureForm]:  # noqa: N802
        """Where it puts captions."""

    @property
    def PRINTS(self) -> frozenset[str]:  # noqa: N802
        """Which of ``section``, ``tags`` and ``files`` its pages show."""

    def address(self, number: int, slug: str) -> tuple[str, str | None]:
        """An article's path, and its number on its site where a page or its address has one."""

    def picture(self, base: str, story_slug: str, number: int, at: int, published: datetime) -> Picture:
        """The ``at``-th picture of an article, without an ``alt``."""

    def article(self, story: Story) -> str:
        """The page of an article."""


@dataclass
class Story:
    """One article. Times are local, without a zone, as pages print them."""

    site: str
    url: str
    number: int
    native_id: str | None
    slug: str
    layout: Layout
    title: str
    published: datetime
    modified: datetime
    """When an editor last saved it; what WordPress's sitemap says."""
    date: DateLine | None
    signature: Signature
    lead: str | None
    body: list[Block]
    section: str | None
    language: str
    tell: Teller = field(repr=False)
    """Who told it, and can tell more of the same."""
    tags: list[str] = field(default_factory=list)
    files: list[AttachedFile] = field(default_factory=list)
    repeats_lead: bool = False
    """Whether the page prints the lead once more as its first paragraph."""
    decomposed: bool = False
    """Whether the page is in NFD, as some keyboards write."""

    @property
    def printed_body(self) -> list[Block]:
        """The body with what an editor left in twice."""
        return [Line("paragraph", self.lead), *self.body] if self.repeats_lead and self.lead else self.body

    @property
    def page(self) -> str:
        """The article's page."""
        html = self.layout.article(self)
        return normalize("NFD", html) if self.decomposed else html

    @property
    def record(self) -> dict[str, Any]:
        """All that a reader of the page must find, as ``items.Article.record`` has it, ``found_by`` apart."""
        paragraphs: list[dict[str, Any]] = []
        images: list[dict[str, Any]] = []
        for block in self.body:
            if isinstance(block, Figure):
                images += block.truth(after_paragraph=len(paragraphs))
            else:
                paragraphs.append(block.truth)
        return {
            "site": self.site,
            "url": self.url,
            "native_id": self.native_id,
            "title": self.title,
            "published_at": self.date.iso if self.date else None,
            "published_raw": self.date.raw if self.date else None,
            **self.signature.truth,
            "lead": self.lead,
            "paragraphs": paragraphs,
            "images": images,
            "files": [asdict(file) for file in self.files],
            "section": self.section,
            "tags": self.tags,
            "language": self.language,
        }
