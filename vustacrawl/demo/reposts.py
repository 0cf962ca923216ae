"""Articles that another site republishes, unchanged or edited."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import Figure, TextBlock

SENTENCE_END = re.compile(r"(?<=[^\W\d_A-Z]{2}\.) ")
"""A space after a lower-case word and a full stop, so not after ``TS.``."""


@dataclass(frozen=True)
class NearDuplicate:
    """A near-duplicate: its URL, that of the original, and the name of the change."""

    url: str
    of: str
    change: str


def repost(original: DemoArticle, copy: DemoArticle) -> tuple[str, str]:
    """Make ``copy`` a repost of ``original``, at least a day later and without pictures; return both URLs.

    It has the URL, section and tags that its own site gives such a text.
    """
    copy.title, copy.lead, copy.generator = original.title, original.lead, original.generator
    copy.move_to(original.slug)
    topic = original.generator.topic
    copy.section = topic["section"] if "section" in copy.layout.prints else None
    copy.tags = [*topic["tags"]] if "tags" in copy.layout.prints else []
    copy.body = [block for block in original.body if not isinstance(block, Figure)]
    copy.files, copy.repeats_lead = [], False
    copy.published = copy.modified = max(original.published, copy.published) + timedelta(days=1)
    copy.date = copy.layout.date_formats[0](copy.published)
    return copy.url, original.url


def new_lead(article: DemoArticle) -> None:
    """Replace the lead."""
    article.lead = article.generator.line("lead")


def shortened(article: DemoArticle) -> None:
    """Keep the first half of the body."""
    article.body = article.body[: -(-len(article.body) // 2)]


def cut(article: DemoArticle) -> None:
    """Cut the second half of the paragraphs to their first sentences."""
    running = _running(article)
    for line in running[len(running) // 2 :]:
        _replace(article, line, SENTENCE_END.split(line.text)[0])


def new_title_and_ending(article: DemoArticle) -> None:
    """Replace the title and append a paragraph."""
    article.title = article.generator.line("feature-headline")
    article.body = [*article.body, TextBlock("paragraph", article.generator.paragraph())]


def touched_up(article: DemoArticle) -> None:
    """Replace the last sentence of every second paragraph, starting with the first."""
    for line in _running(article)[::2]:
        kept = SENTENCE_END.split(line.text)[:-1]
        _replace(article, line, " ".join([*kept, article.generator.sentence()]))


def _running(article: DemoArticle) -> list[TextBlock]:
    """Return the text blocks of several sentences."""
    return [block for block in article.body if isinstance(block, TextBlock) and SENTENCE_END.search(block.text)]


def _replace(article: DemoArticle, line: TextBlock, text: str) -> None:
    article.body[article.body.index(line)] = TextBlock(line.kind, text)


CHANGES: tuple[Callable[[DemoArticle], None], ...] = (new_lead, shortened, cut, new_title_and_ending, touched_up)


def near_repost(original: DemoArticle, copy: DemoArticle, number: int) -> NearDuplicate:
    """Make ``copy`` an edited repost of ``original``; ``number`` selects the change."""
    repost(original, copy)
    change = CHANGES[number % len(CHANGES)]
    change(copy)
    return NearDuplicate(copy.url, original.url, change.__name__)
