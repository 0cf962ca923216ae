"""Flatten part of the tree to text blocks and images, in page order (docs/sites.md, sections 2 and 4)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from lxml import etree

from vustacrawl.items import BlockKind, Image
from vustacrawl.parsers.body.captions import without_credit_label
from vustacrawl.parsers.body.images import (
    IMAGES,
    holds_caption,
    image_in_noscript,
    image_of,
    is_captioned,
    is_credit,
    is_figure,
    read_figure,
)
from vustacrawl.parsers.body.text_blocks import (
    BodyItem,
    Line,
    TextBlock,
    as_lines,
    cells_of,
    has_pictures_in_rows,
    is_padded,
    join_lines,
)
from vustacrawl.parsers.html.class_names import PHOTO_CREDITS, is_named
from vustacrawl.parsers.html.dom import (
    BLOCKS,
    BOLD,
    ITALIC,
    Align,
    Element,
    align_of,
    element_text,
    emphasis_of,
    holds,
    is_boilerplate,
    is_icon,
    query,
    text_before,
    text_length,
)
from vustacrawl.parsers.html.text import clean, clean_lines, word_separator
from vustacrawl.parsers.thresholds import MAX_BOX, MAX_CAPTION, MIN_HEADLINE

_KINDS: dict[str, BlockKind] = {"blockquote": "quote", "li": "list_item", "heading": "heading"}
"""By tag or ``role``."""
_KINDS |= {f"h{level}": "heading" for level in range(1, 7)}
_WHOLE = ("figure", *IMAGES)
"""Tags read as one item even as the root of the walk."""
_STYLED = BOLD | ITALIC | {"pre"}
_PRESERVES_BREAKS = re.compile(r"white-space\s*:\s*(?:pre\b|break-spaces)", re.IGNORECASE)
_TEXTS_AND_BREAKS = query("descendant::text() | descendant::br")
_GALLERY = re.compile(
    r"/(?:[\w-]*[_-])?(?:galler(?:y|ies)|galeri[ae]?s?|fotogal\w*|fotostrecken?|diaporamas?|slideshows?|attachments?|fotos?|photos?"
    r"|bilder)(?:[/._?-]|$)",
    re.IGNORECASE,
)
"""In the URL of a page that shows an article's own images."""
_EMBEDDED = ("iframe", "video", "audio", "embed", "object")
_MAX_STEPS = 60_000
"""Elements that a walk visits at most; no article has so many."""
_NEAR, _MAX_TEASER_LINKS = 3, 9
"""Ancestors of a text that may be one with a form, and links of a box that may be a teaser."""
_MAX_BOXES = 100
"""Candidate boxes, though not figures, that are searched; each search costs as much as the box holds."""
_SUBSCRIBES = re.compile(
    "vote|abstimmen|bình chọn|sign (?:me )?up|subscribe"
    "|abonnieren|s.abonner|s.inscrire|suscr[ií]b|inscr|iscriviti|подпис|đăng ký nhận",
    re.IGNORECASE,
)
_BULLETS = "-–+*•·▪"
"""Before a link that is otherwise a whole line."""


def read_blocks(
    root: Element,
    base_url: str,
    excluded: Collection[Element] = (),
    until: Element | None = None,
    is_other_article: Callable[[str], bool] | None = None,
    misnamed: Collection[Element] = (),
) -> list[BodyItem]:
    """Return the text blocks and images below ``root`` in page order, without boilerplate and ``excluded`` elements.

    Image URLs are made absolute with ``base_url``. Reading ends where ``until`` begins. An image that links to another
    article (``is_other_article`` of the link) belongs to that article. ``misnamed`` boxes are read although they are
    named like boilerplate.
    """
    return _Reader(root, base_url, excluded, until, is_other_article, misnamed).read()


class _Context(NamedTuple):
    """What a text inherits from the elements around it."""

    block: Element
    kind: BlockKind = "paragraph"
    align: Align | None = None
    bold: bool = False
    italic: bool = False
    href: str | None = None
    """The target of the link around it; empty if that is an attachment."""
    preserves_breaks: bool = False


@dataclass(slots=True, eq=False)
class _Reader:
    """One walk over the tree, without recursion, so that no nesting is too deep."""

    root: Element
    base_url: str
    excluded: Collection[Element]
    until: Element | None
    is_other_article: Callable[[str], bool] | None
    misnamed: Collection[Element]
    items: list[BodyItem] = field(default_factory=list)
    content: list[Line | Image | None] = field(default_factory=list)
    line: Line | None = None
    contexts: list[_Context] = field(default_factory=list)
    """Those of the open elements, the innermost last."""
    figures_tried: int = 0
    offers: set[Element | None] = field(default_factory=set)
    """Boxes with a form to subscribe to a newsletter."""

    def read(self) -> list[BodyItem]:
        self.contexts.append(_Context(self.root))
        walk = etree.iterwalk(self.root, events=("start", "end"))
        passed: Element | None = None
        for event, node in islice(walk, _MAX_STEPS):
            if event == "start":
                if node is self.until:
                    break
                is_whole = node is not self.root or node.tag in _WHOLE
                if self._skip_subtree(node) if is_whole else holds_caption(node) and self._add_figure(node):
                    walk.skip_subtree()
                    passed = node
                elif not len(node) and node.tag in BLOCKS and node is not self.root and not _preserves_breaks(node):
                    self._add_leaf(node)
                    passed = node
                else:
                    self._open(node)
                    self._append_text(node.text)
                continue
            if node is not passed:
                self._close(node)
            if node is self.root:
                break
            self._append_text(node.tail)
        self._flush()
        return [item for item in self.items if not self._is_offered(item)] if self.offers else self.items

    def _is_offered(self, item: BodyItem) -> bool:
        return isinstance(item, TextBlock) and not self.offers.isdisjoint(islice(item.element.iterancestors(), _NEAR))

    def _skip_subtree(self, node: Element) -> bool:
        """Whether to skip a subtree: it is boilerplate, or handled here: a break, an image, a figure, a data table."""
        tag = node.tag
        if tag == "br":
            self._end_line()
            self.content.append(None)
            return True
        if tag in IMAGES or tag == "noscript":
            read = image_in_noscript if tag == "noscript" else image_of
            if not (self._is_elsewhere() and not is_captioned(node)) and (image := read(node, self.base_url)):
                self._end_line()
                self.content.append(image)
            return True
        is_apart = (is_boilerplate(node) and node not in self.misnamed) or (self.excluded and node in self.excluded)
        if self._add_credit(node, is_apart=bool(is_apart)):
            return True
        if is_apart:
            if node.tag in ("form", "button") and self._offers_newsletter(node):
                self.offers.add(node.getparent())
            return True
        if tag == "pre" and "verse" not in node.get("class", ""):
            return self._add_preformatted(node)
        if not len(node):
            return False
        if tag == "table" and self._add_table(node):
            return True
        if self.figures_tried < _MAX_BOXES and is_figure(node) and (self._is_teaser(node) or self._add_figure(node)):
            return True
        return tag == "figure" and _is_embed(node)

    def _add_credit(self, node: Element, *, is_apart: bool) -> bool:
        """Credit the image above to the photographer whom an element names; apart from the text, any name will do."""
        last = self.content[-1] if self.content else self.items[-1] if self.items else None
        if not isinstance(last, Image) or last.credit:
            return False
        is_named_so = is_apart or (self.line is None and is_named(node.get("class", ""), PHOTO_CREDITS))
        if not is_named_so or not is_credit(node):
            return False
        last.credit = without_credit_label(element_text(node)) or None
        return True

    def _offers_newsletter(self, field: Element) -> bool:
        """Whether a form with an e-mail field, or a button, fills a box that only offers a newsletter or a vote."""
        box = field.getparent()
        if box is None or text_length(box) > MAX_BOX:
            return False
        if field.tag == "form":
            return field.find(".//input[@type='email']") is not None
        return box is not self.root and _SUBSCRIBES.match(element_text(field)) is not None

    def _add_figure(self, box: Element) -> bool:
        """Add the images of a box with their captions; return False if it holds other text."""
        images = read_figure(box, self.base_url)
        if images is None:
            self.figures_tried += 1
            return False
        self._flush()
        self.items += images
        return True

    def _add_table(self, table: Element) -> bool:
        """Add a data table, followed by the images in its rows; return False if it is not one."""
        images = [image for img in table.iter("img") if (image := image_of(img, self.base_url))]
        if (images and not has_pictures_in_rows(table)) or not (cells := cells_of(table)):
            return False
        self._flush()
        caption = table.find("caption")
        if caption is not None and (text := element_text(caption)):
            self.items.append(TextBlock(text, "paragraph", table))
        self.items.append(TextBlock(as_lines(cells), "table", table, cells=cells))
        self.items += images
        return True

    def _add_preformatted(self, node: Element) -> bool:
        """Add a text whose line breaks are the author's; return False if it holds more than words and breaks."""
        if any(child.tag in BLOCKS or child.tag == "img" for child in node.iterdescendants()):
            return False
        texts = (part if isinstance(part, str) else "\n" for part in _TEXTS_AND_BREAKS(node))
        if not (text := clean_lines("".join(texts))):
            return True
        self._flush()
        self.items.append(TextBlock(text, self.contexts[-1].kind, node))
        return True

    def _is_elsewhere(self) -> bool:
        """Whether the walk is inside a link to another article, and not to a page of images."""
        href = self.contexts[-1].href or ""
        return self._leads_to_other(href) and not _GALLERY.search(href)

    def _leads_to_other(self, href: str) -> bool:
        return self.is_other_article is not None and self.is_other_article(href)

    def _is_teaser(self, box: Element) -> bool:
        """Whether a small box, but no figure, shows an image and a headline that both link to another article."""
        if box.tag == "figure" or text_length(box) > MAX_BOX:
            return False
        links = [*islice(box.iter("a"), _MAX_TEASER_LINKS)]
        shown = {link.get("href", "") for link in links if holds(link, "img")}
        named = {link.get("href", "") for link in links if text_length(link) >= MIN_HEADLINE}
        return any(map(self._leads_to_other, shown & named))

    def _context_in(self, node: Element) -> _Context:
        """Return what a text in an element inherits from it and from the elements around it."""
        block, kind, align, bold, italic, href, preserves_breaks = self.contexts[-1]
        tag = node.tag
        if tag in BLOCKS or node is self.root or ("-" in tag and _is_line_of_its_own(node)):
            block, align = node, align_of(node) or align
            is_verse = tag == "pre" and "verse" in node.get("class", "")
            kind = "verse" if is_verse else _KINDS.get(node.get("role") or tag, kind)
        elif tag == "a":
            href = "" if "attachment" in node.get("rel", "") else node.get("href", "")
        if tag in _STYLED or node.get("style"):
            is_bold, is_italic = emphasis_of(node)
            bold, italic = bold or is_bold, italic or is_italic
            preserves_breaks = preserves_breaks or _preserves_breaks(node)
        return _Context(block, kind, align, bold, italic, href, preserves_breaks)

    def _open(self, node: Element) -> None:
        context = self._context_in(node)
        if context.block is node:
            self._flush()
        elif self.line is not None and ((node.tag == "span" and _is_adjacent_box(node)) or is_icon(node)):
            self.line.parts.append(" ")
        self.contexts.append(context)

    def _add_leaf(self, node: Element) -> None:
        """Add a block without markup, the usual paragraph, without assembling lines."""
        if self.content or self.line is not None:
            self._flush()
        raw = node.text
        if not raw or not (text := clean(raw)):
            return
        _, kind, align, bold, italic, href, _ = self._context_in(node)
        self.items.append(TextBlock(text, kind, node, align, bold, italic, href, is_padded(raw)))

    def _close(self, node: Element) -> None:
        if self.contexts[-1].block is node:
            self._flush()
        self.contexts.pop()

    def _append_text(self, text: str | None) -> None:
        if not text:
            return
        around = self.contexts[-1]
        if around.preserves_breaks and "\n" in text:
            self._append_lines(text)
            return
        line = self.line
        if line is None:
            if text.isspace() and "\xa0" not in text:
                return
            line = self.line = Line()
        elif line.parts:
            line.parts.append(word_separator(line.parts[-1], text))
        line.parts.append(text)
        size = len(text.strip())
        line.size += size
        if around.bold:
            line.bold += size
        if around.italic:
            line.italic += size
        if around.href is not None:
            line.linked += size
            line.href = around.href

    def _append_lines(self, text: str) -> None:
        """Append a text from a box whose style preserves line ends: each is a break."""
        first, *others = text.splitlines()
        self._append_text(first)
        for line in others:
            self._end_line()
            self.content.append(None)
            self._append_text(line)

    def _end_line(self) -> None:
        if self.line is not None:
            self.content.append(self.line)
            self.line = None

    def _flush(self) -> None:
        """Turn the content since the last block boundary into items."""
        if not self.content:
            if self.line is not None:
                self._add(self.line)
                self.line = None
            return
        self._end_line()
        content, self.content = self.content, []
        for item in join_lines(content):
            if isinstance(item, Image):
                self.items.append(item)
            else:
                self._add(item)

    def _add(self, line: Line) -> None:
        if not (text := line.text):
            return
        block, kind, align = self.contexts[-1][:3]
        is_bold, is_italic = line.bold == line.size, line.italic == line.size
        unlinked = line.size - line.linked
        is_link = (
            not unlinked or (unlinked == 1 and text[0] in _BULLETS) or (unlinked == 2 and text[0] + text[-1] == "[]")
        )
        href = line.href if is_link else None
        self.items.append(TextBlock(text, kind, block, align, is_bold, is_italic, href, line.is_padded))


def _is_line_of_its_own(element: Element) -> bool:
    """Whether a custom element is beside no words: ``<news-paragraph>`` in ``<article-body>``."""
    around = element.getparent()
    return not (
        text_before(element).strip() or (element.tail or "").strip() or (around is not None and around.tag == "p")
    )


def _preserves_breaks(node: Element) -> bool:
    """Whether line ends in an element's text break its lines, as ``<br>`` does."""
    if node.tag == "pre":
        return True
    style = node.get("style")
    return bool(style and "white-space" in style and _PRESERVES_BREAKS.search(style))


def _is_embed(figure: Element) -> bool:
    """Whether a figure shows a video or a map instead of a photograph: its caption describes that, not the article."""
    return not holds(figure, "img") and holds(figure, *_EMBEDDED) and text_length(figure) <= MAX_CAPTION


def _is_adjacent_box(span: Element) -> bool:
    """Whether a span is a separate box directly beside another: both have class names."""
    name, before = span.get("class"), span.getprevious()
    if not name or before is None or before.tail or before.tag != "span":
        return False
    return before.get("class") not in (None, name)
