"""Tell running prose from captions, buttons and headings."""

from __future__ import annotations

import re

from vustacrawl.parsers.body.text_blocks import BodyItem, TextBlock
from vustacrawl.parsers.html.text import text_width

MIN_PROSE = 80
"""Text width from which a paragraph is prose, however it ends."""
MIN_SENTENCE = 20
"""Text width from which a paragraph is prose that ends as a sentence does."""
SENTENCE_END = re.compile(r"[.!?…:;。！？：；।۔؟]['\"”’»)\]」』]*$")


def is_prose(item: BodyItem) -> bool:
    """Whether an item is a paragraph of prose; links and headings are not."""
    if not isinstance(item, TextBlock) or item.href or item.kind == "heading":
        return False
    width = text_width(item.text)
    return width >= MIN_PROSE or (width >= MIN_SENTENCE and bool(SENTENCE_END.search(item.text)))
