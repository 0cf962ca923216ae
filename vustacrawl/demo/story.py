"""One article of the demo: what its site prints, and what must come out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


@dataclass(frozen=True)
class Answer:
    """What the server says to one path."""

    status: int
    text: str
    content_type: str = "text/html; charset=utf-8"
    location: str | None = None


@dataclass
class Picture:
    """An image, its caption, and the number of paragraphs before it."""

    url: str
    after: int
    caption: str


@dataclass
class Story:
    """One article; ``published`` is local time, as the page prints it."""

    site: str
    url: str
    number: int
    native_id: str | None
    slug: str
    title: str
    published: datetime
    author: str | None
    lead: str
    paragraphs: list[str]
    pictures: list[Picture]
    language: str
    dated: bool = True

    @property
    def weekday(self) -> str:
        """The day of the week in Vietnamese, as date lines spell it."""
        return WEEKDAYS[self.published.weekday()]

    @property
    def record(self) -> dict[str, Any]:
        """The fields that a reader of the page can know."""
        initials = self.author if self.author and self.author.isupper() else None
        return {
            "site": self.site,
            "url": self.url,
            "native_id": self.native_id,
            "title": self.title,
            "published_at": f"{self.published:%Y-%m-%dT%H:%M}:00+07:00" if self.dated else None,
            "author_initials": initials,
            "author_name": None if initials else self.author,
            "lead": self.lead,
            "paragraphs": [{"kind": "paragraph", "text": text} for text in self.paragraphs],
            "images": [
                {"url": picture.url, "after_paragraph": picture.after, "caption": picture.caption}
                for picture in self.pictures
            ],
            "language": self.language,
        }


def body_of(story: Story, paragraph: str, figure: str) -> str:
    """Paragraphs and pictures in their order; the templates take ``{text}``, and ``{url}`` and ``{caption}``."""
    lines = []
    for at in range(len(story.paragraphs) + 1):
        lines += [
            figure.format(url=picture.url, caption=picture.caption) for picture in story.pictures if picture.after == at
        ]
        if at < len(story.paragraphs):
            lines.append(paragraph.format(text=story.paragraphs[at]))
    return "\n".join(lines)
