"""Articles that another site takes over: word for word, or with what editors change on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from vustacrawl.demo.blocks import Figure, Line
from vustacrawl.demo.story import Story

SENTENCE_END = re.compile(r"(?<=[^\W\d_A-Z]{2}\.) ")
"""A space after a word in small letters and a full stop: not after ``TS.``."""


@dataclass(frozen=True)
class NearDuplicate:
    """A repost, what it was taken from, and what was changed."""

    url: str
    of: str
    change: str


def repost(original: Story, copy: Story) -> tuple[str, str]:
    """Make ``copy`` the same text as ``original``, a day later or more, without pictures; the addresses of both."""
    copy.title, copy.lead, copy.tell = original.title, original.lead, original.tell
    copy.body = [block for block in original.body if not isinstance(block, Figure)]
    copy.files, copy.repeats_lead = [], False
    copy.published = copy.modified = max(original.published, copy.published) + timedelta(days=1)
    copy.date = copy.layout.DATES[0](copy.published)
    return copy.url, original.url


def new_lead(story: Story) -> None:
    """Another opening, in the words of the site that takes it over."""
    story.lead = story.tell.line("lead")


def shortened(story: Story) -> None:
    """Only the first half of it."""
    story.body = story.body[: -(-len(story.body) // 2)]


def cut(story: Story) -> None:
    """The second half of its paragraphs are cut to their first sentences."""
    running = _running(story)
    for line in running[len(running) // 2 :]:
        _replace(story, line, SENTENCE_END.split(line.text)[0])


def new_title_and_ending(story: Story) -> None:
    """A headline of their own, and a paragraph on what it means at home."""
    story.title = story.tell.line("feature-headline")
    story.body = [*story.body, Line("paragraph", story.tell.paragraph())]


def touched_up(story: Story) -> None:
    """The last sentence of the first paragraph is another, and of every second one after it."""
    for line in _running(story)[::2]:
        kept = SENTENCE_END.split(line.text)[:-1]
        _replace(story, line, " ".join([*kept, story.tell.sentence()]))


def _running(story: Story) -> list[Line]:
    """The lines of several sentences."""
    return [block for block in story.body if isinstance(block, Line) and SENTENCE_END.search(block.text)]


def _replace(story: Story, line: Line, text: str) -> None:
    story.body[story.body.index(line)] = Line(line.kind, text)


CHANGES: tuple[Callable[[Story], None], ...] = (new_lead, shortened, cut, new_title_and_ending, touched_up)


def near_repost(original: Story, copy: Story, number: int) -> NearDuplicate:
    """Make ``copy`` a changed copy of ``original``; ``number`` says which change."""
    repost(original, copy)
    change = CHANGES[number % len(CHANGES)]
    change(copy)
    return NearDuplicate(copy.url, original.url, change.__name__)
