"""Markup that must not change the extracted text (docs/sites.md, section 2, "Oddities")."""

from __future__ import annotations

import re
from collections.abc import Callable

from vustacrawl.demo.blocks import escape_text

MarkupVariant = Callable[[str], str]


def lost_space(text: str) -> str:
    """``… 2024.<strong>Trong …</strong>``: an inline tag replaced the space between two sentences."""
    end = re.search(r"(?<=\w\w\.) (?=[^\W\d_])", text)
    return (
        f"{escape_text(text[: end.start()])}<strong>{escape_text(text[end.end() :])}</strong>"
        if end
        else escape_text(text)
    )


def broken_line(text: str) -> str:
    """A ``<br>`` in the middle of a sentence."""
    words = escape_text(text).split(" ")
    at = next((at for at in range(4, len(words)) if words[at - 1][-1:].isalpha() and words[at][:1].islower()), 0)
    return f"{' '.join(words[:at])}<br>{' '.join(words[at:])}" if at else " ".join(words)


def split_word(text: str) -> str:
    """``<b>H</b>ội``: a tag inside the first word, which must stay one word."""
    text = escape_text(text)
    return f'<span style="font-size:18px">{text[0]}</span>{text[1:]}'


def hard_spaces(text: str) -> str:
    """No-break and zero-width spaces, as word processors leave them."""
    words = escape_text(text).split(" ")
    return "".join(
        word + ("&nbsp;" if at % 5 == 1 else " \u200b" if at % 7 == 3 else " ") for at, word in enumerate(words)
    )


def office_markup(text: str) -> str:
    """Nested spans and an empty ``o:p``, as pasted from Word."""
    return f'<span style="font-family:Times"><span style="color:#000">{escape_text(text)}<o:p></o:p></span></span>'


def linked_number(text: str) -> str:
    """The first number is a link."""
    return re.sub(r"(\d+)", r'<a href="/tag/so-lieu/">\1</a>', escape_text(text), count=1)


def commented(text: str) -> str:
    """A word in italics and an HTML comment beside it."""
    head, space, rest = escape_text(text).partition(" ")
    return f"<em>{head}</em>{space}<!-- sửa -->{rest}"


TRICKY_MARKUP: tuple[MarkupVariant, ...] = (
    *(lost_space, broken_line, split_word, hard_spaces),
    *(office_markup, linked_number, commented),
)
