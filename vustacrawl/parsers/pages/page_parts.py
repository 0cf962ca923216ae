"""A page split at its title: the lines beside it, the lead, the pieces of the story (docs/sites.md, section 2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.tail import is_cut
from vustacrawl.parsers.body.captions import is_called_caption
from vustacrawl.parsers.body.text_blocks import Piece, TextPiece, read_pieces
from vustacrawl.parsers.fields.files import ENDINGS
from vustacrawl.parsers.fields.metadata_lines import (
    HeadLine,
    lines_before,
    may_print_date,
    pieces_after,
    read_head_line,
)
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, contains, is_apart, text_length
from vustacrawl.sites import Profile
from vustacrawl.urls import join_url

_FILE = re.compile(rf"(?:{'|'.join(map(re.escape, ENDINGS))}|\.(?:jpe?g|png|gif|webp|bmp|svg))(?:$|\?)", re.IGNORECASE)
_MIN_RUNNING_TEXT = 60
_MAX_BELOW = 4
_MAX_SIGNATURE = 300


class PageParts:
    """What stands under a page's title, read once.

    ``title``, ``lead`` and ``body`` are the elements that hold them, None where there are none; the body
    may hold the other two. ``signed_below`` says whether the lines right below the body may be its last ones, ``opens``
    whether a text between title and body may open the story.
    """

    def __init__(
        self,
        document: Document,
        profile: Profile,
        title: Element | None,
        lead: Element | None,
        body: Element | None,
        signed_below: bool = True,
        opens: Callable[[TextPiece], bool] | None = None,
    ) -> None:
        self.document, self.profile = document, profile
        self.title, self.lead, self.body = title, lead, body
        self.signed_below, self.opens = signed_below, opens
        self._head_lines: dict[str, HeadLine | None] = {}

    def is_story(self, href: str) -> bool:
        """Whether a link leads to another article of the site."""
        url = join_url(self.document.base_url, href)
        if url is None or url == self.document.url or not self.profile.is_article(url):
            return False
        return not _FILE.search(url)

    @cached_property
    def lines(self) -> list[HeadLine]:
        """The lines under the title that print a date or a byline, or only count and label."""
        found = (self._head_line(piece.text) for piece in self._split[0] if isinstance(piece, TextPiece))
        return [line for line in found if line]

    @property
    def short_lines(self) -> list[str]:
        """The short texts under the title, whatever they say."""
        texts = [piece.text for piece in self._split[0] if isinstance(piece, TextPiece)]
        return [text for text in texts if len(text) < _MIN_RUNNING_TEXT]

    def lines_above(self) -> Iterator[HeadLine]:
        """The same above the title, nearest first."""
        if self.title is not None:
            found = (self._head_line(text) for text in lines_before(self.title, self.document.base_url))
            yield from (line for line in found if line)

    @cached_property
    def lead_text(self) -> str | None:
        """The text of the lead's element."""
        return " ".join(piece.text for piece in self._lead if isinstance(piece, TextPiece)) or None

    @cached_property
    def opening(self) -> str | None:
        """The only running text between the title and a body that stands by itself: a lead without a mark."""
        running = self._running_above_body
        return running[0].text if len(running) == 1 else None

    @cached_property
    def pieces(self) -> list[Piece]:
        """The story's pieces: images around the lead, then the body."""
        head, body = self._split
        above = _with_captions(head) if self.opening else [*_with_captions(head), *self._running_above_body]
        return [*above, *_with_captions(self._lead), *body]

    @cached_property
    def _running_above_body(self) -> list[TextPiece]:
        if self._body_holds_title:
            return []
        texts = [piece for piece in self._split[0] if isinstance(piece, TextPiece)]
        running = (text for text in texts if len(text.text) >= _MIN_RUNNING_TEXT and not is_cut(text.text))
        own = (text for text in running if not self._head_line(text.text))
        return [text for text in own if self.opens is None or self.opens(text)]

    @cached_property
    def _lead(self) -> list[Piece]:
        if self.lead is None:
            return []
        return read_pieces(self.lead, self.document.base_url, self._excluded - {self.lead})

    @cached_property
    def _body_holds_title(self) -> bool:
        title, body = self.title, self.body
        return title is None or body is None or title is body or contains(body, title)

    @cached_property
    def _split(self) -> tuple[list[Piece], list[Piece]]:
        """What stands between the title and the story, and the story."""
        head, body = self._split_whole
        return (head, body[:-1]) if self.closing_line else (head, body)

    @cached_property
    def closing_line(self) -> HeadLine | None:
        """The story's last line, where it is a date and nothing else."""
        body = self._split_whole[1]
        last = body[-1] if len(body) > 1 else None
        if not isinstance(last, TextPiece) or not may_print_date(last.text):
            return None
        line = self._head_line(last.text)
        return line if line and line.is_bare_date else None

    @cached_property
    def _split_whole(self) -> tuple[list[Piece], list[Piece]]:
        if self.body is None:
            return [], []
        body = self._read(self.body)
        if self.title is None or self._body_holds_title:
            return self._split_below_title(body)
        head = pieces_after(self.title, self.body, self._read)
        return head, [*body, *(self._signature_below(self.body) if self.signed_below else ())]

    def _signature_below(self, body: Element) -> Iterator[TextPiece]:
        """The lines right below a body, as long as each is a byline, a date or a counter."""
        for box in islice(body.itersiblings(), _MAX_BELOW):
            if is_apart(box):
                continue
            if text_length(box) > _MAX_SIGNATURE:
                return
            for piece in self._read(box):
                line = self._head_line(piece.text) if isinstance(piece, TextPiece) else None
                if line is None or isinstance(piece, Image):
                    return
                if line.byline or line.is_bare_date:
                    yield piece

    def _split_below_title(self, pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
        """A body that holds its own title: the lines of date and byline that open it, and the rest."""
        start = 1 + self._place_of_title(pieces)
        end = start
        while end < len(pieces) and isinstance(piece := pieces[end], TextPiece) and self._head_line(piece.text):
            end += 1
        return pieces[start:end], pieces[end:]

    def _place_of_title(self, pieces: list[Piece]) -> int:
        """Which piece is the title, or else the first that may hold it: loose words before a heading have its box for
        their element, too. -1 for none.
        """
        title = self.title
        if title is None:
            return -1
        elements = [None if isinstance(piece, Image) else piece.element for piece in pieces]
        if title in elements:
            return elements.index(title)
        around = (number for number, box in enumerate(elements) if box is not None and contains(box, title))
        return next(around, -1)

    def _read(self, root: Element, until: Element | None = None) -> list[Piece]:
        if root in self._excluded:
            return []
        return read_pieces(root, self.document.base_url, self._excluded, until, self.is_story)

    @cached_property
    def _excluded(self) -> set[Element]:
        related = self.profile.selectors.related
        found = set(self.document.select(related)) if related else set()
        return found | {self.lead} if self.lead is not None else found

    def _head_line(self, text: str) -> HeadLine | None:
        if text not in self._head_lines:
            self._head_lines[text] = read_head_line(text, self.profile.timezone, self.profile.date_order)
        return self._head_lines[text]


def _may_be_caption(piece: TextPiece) -> bool:
    return piece.italic or piece.align == "center" or is_called_caption(piece)


def _with_captions(pieces: list[Piece]) -> list[Piece]:
    """The images among the pieces, each with the slanted or centred line under it."""
    kept: list[Piece] = []
    for above, piece in zip([None, *pieces], pieces, strict=False):
        if isinstance(piece, Image) or (isinstance(above, Image) and _may_be_caption(piece)):
            kept.append(piece)
    return kept
