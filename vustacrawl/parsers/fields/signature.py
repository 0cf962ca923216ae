"""The byline that the last lines of a body give (docs/sites.md, section 3)."""

from __future__ import annotations

from dataclasses import replace

from vustacrawl.items import Image
from vustacrawl.parsers.body.boilerplate.prose import are_of_one_place
from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.fields.bylines import Byline, is_office, read_byline, read_pen_name

_MAX_LINES = 5
"""How many lines of offices may follow a name."""
_LIST_OF_NAMES = 2
"""Names above a name that make it one of a list."""
_MAX_OFFICE = 80
"""Characters."""


def take_byline(items: list[BodyItem]) -> Byline | None:
    """The signature at the end of the story; its lines are taken off ``items``. None, and nothing taken, without
    one.

    A line that only names a source or a photographer belongs to the one above it.
    """
    below: Byline | None = None
    while items and isinstance(last := items[-1], TextBlock):
        found = read_byline(last.text) if last.kind not in ("table", "list_item") else None
        if found is None and last.kind == "paragraph" and last.align == "right":
            found = read_pen_name(last.text)
        if found is None or (found.name and (_is_under_portrait(items) or _is_of_a_list(items))):
            break
        items.pop()
        found = _with(found, below)
        if not (found.source or found.photo) or found.authors:
            return found
        below = found
    return _take_signature(items, below) or _take_office(items, below) or below


def _with(found: Byline, below: Byline | None) -> Byline:
    """A byline with what the line below it adds."""
    if below is None:
        return found
    return replace(found, source=found.source or below.source, photo=found.photo or below.photo)


def _is_under_portrait(items: list[BodyItem]) -> bool:
    """Whether the last line is the name of the person on the image above it, not of a writer."""
    line, above = items[-1], items[-2] if len(items) > 1 else None
    return isinstance(line, TextBlock) and isinstance(above, Image) and not above.caption and line.align == "center"


def _is_of_a_list(items: list[BodyItem]) -> bool:
    """Whether the last line is one of a list of names, set as the others are: two above it, or a colon above them."""
    line, above = items[-1], items[:-1]
    count = 0
    while above and isinstance(one := above[-1], TextBlock) and isinstance(line, TextBlock):
        is_alike = (one.bold, one.align) == (line.bold, line.align) and are_of_one_place(one, line)
        if not is_alike or not _is_bare_name(one.text):
            return is_alike and count > 0 and one.text.endswith(":")
        count += 1
        if count == _LIST_OF_NAMES:
            return True
        above.pop()
    return False


def _is_bare_name(text: str) -> bool:
    found = read_byline(text)
    return found is not None and found.name == text


def _take_office(items: list[BodyItem], below: Byline | None) -> Byline | None:
    """A body that signs: ``Ban Tổ chức``, set to the right."""
    last = items[-1] if items else None
    if not isinstance(last, TextBlock) or len(last.text) > _MAX_OFFICE or not is_office(last.text):
        return None
    if last.kind != "paragraph" or not (last.align == "right" or last.padded):
        return None
    items.pop()
    return _with(Byline(last.text), below)


def _take_signature(items: list[BodyItem], below: Byline | None) -> Byline | None:
    """A name with its offices below it, a line each."""
    offices: list[str] = []
    for item in reversed(items[1:][-_MAX_LINES:]):
        if not isinstance(item, TextBlock) or item.kind == "table":
            return None
        author = read_byline(item.text)
        if author and author.name and offices:
            del items[-1 - len(offices) :]
            unit = ", ".join(reversed(offices))
            signed = replace(author, text=" ".join([author.text, *reversed(offices)]))
            return _with(replace(signed, authors=(*author.authors[:-1], replace(author.authors[-1], unit=unit))), below)
        if not (item.padded or is_office(item.text)):
            return None
        offices.append(item.text)
    return None
