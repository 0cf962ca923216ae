"""Markup that must not show in the text (docs/sites.md, section 2, "Oddities"): the words stay what they are."""

from __future__ import annotations

import re
from collections.abc import Callable

from vustacrawl.demo.blocks import shown

Trap = Callable[[str], str]


def lost_space(text: str) -> str:
    """``… 2024.<strong>Trong …</strong>``: the space between two sentences went with an inline tag."""
    end = re.search(r"(?<=\w\w\.) (?=[^\W\d_])", text)
    return f"{shown(text[: end.start()])}<strong>{shown(text[end.end() :])}</strong>" if end else shown(text)


def broken_line(text: str) -> str:
    """A line broken with ``<br>`` in the middle of a sentence."""
    words = shown(text).split(" ")
    at = next((at for at in range(4, len(words)) if words[at - 1][-1:].isalpha() and words[at][:1].islower()), 0)
    return f"{' '.join(words[:at])}<br>{' '.join(words[at:])}" if at else " ".join(words)


def split_word(text: str) -> str:
    """``<b>H</b>ội``: a tag inside the first word, which must stay one."""
    text = shown(text)
    return f'<span style="font-size:18px">{text[0]}</span>{text[1:]}'


def hard_spaces(text: str) -> str:
    """Hard spaces and spaces of no width, as word processors leave them."""
    words = shown(text).split(" ")
    return "".join(
        word + ("&nbsp;" if at % 5 == 1 else " \u200b" if at % 7 == 3 else " ") for at, word in enumerate(words)
    )


def office_markup(text: str) -> str:
    """Nested spans and an empty paragraph mark, as pasted from an office."""
    return f'<span style="font-family:Times"><span style="color:#000">{shown(text)}<o:p></o:p></span></span>'


def linked_number(text: str) -> str:
    """The first number is a link."""
    return re.sub(r"(\d+)", r'<a href="/tag/so-lieu/">\1</a>', shown(text), count=1)


def commented(text: str) -> str:
    """A word in italics, and the editor's comment beside it."""
    head, space, rest = shown(text).partition(" ")
    return f"<em>{head}</em>{space}<!-- sửa -->{rest}"


TRAPS: tuple[Trap, ...] = (lost_space, broken_line, split_word, hard_spaces, office_markup, linked_number, commented)
