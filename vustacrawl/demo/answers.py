"""What the demo's server says to a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

HTML = "text/html; charset=utf-8"
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; ``modified`` (local time of the site) becomes its Last-Modified, else it has an ETag."""

    status: int
    body: str | bytes = ""
    content_type: str = HTML
    location: str | None = None
    modified: datetime | None = None

    @property
    def payload(self) -> bytes:
        """The body as it is sent."""
        return self.body if isinstance(self.body, bytes) else self.body.encode()


NOT_FOUND = Answer(404, "<h1>404</h1>")
