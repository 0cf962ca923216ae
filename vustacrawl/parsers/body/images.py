"""Images, and captions given by markup of their own (docs/sites.md, section 4: b, f, h, i, floating boxes)."""

from __future__ import annotations

import re
from typing import cast

from vustacrawl.items import Image
from vustacrawl.parsers.html.dom import Element, element_text, is_boilerplate, precedes, text_length
from vustacrawl.parsers.html.text import clean
from vustacrawl.urls import join_url

_THUMB = re.compile(r"/thumb_x\d*x\d*(?=/)")
_LAZY = ("data-src", "data-original", "data-lazy-src", "src")
_NOT_A_PHOTO = re.compile(r"emoji|wp-smiley|avatar|icon|spinner|lazy-placeholder", re.IGNORECASE)
_WP_SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=(?P<ending>\.\w{3,4})$)")
_MAX_SIZE_ENDING = 20
_PHOTO_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|bmp)$", re.IGNORECASE)
_FIGURE_CLASS = re.compile(r"(?:^|\s)(?:wp-caption|gallery-item|image-in-content)(?:\s|$)")
_FLOATS = re.compile(r"float\s*:\s*(?:left|right)", re.IGNORECASE)
_FLOAT_CLASS = re.compile(r"(?:^|\s)(?:fl|fr|pull-left|pull-right|alignleft|alignright|float-left|float-right)(?:\s|$)")
_CAPTION_CLASS = re.compile(r"(?:^|\s)(?:wp-caption-text|gallery-caption)(?:\s|$)")
_MAX_CAPTION = 700
_LONG = 300
"""So much text in several paragraphs is no caption."""
_MAX_FIGURE = 3_000
_MAX_MARKED = 20


def image_of(img: Element, base_url: str) -> Image | None:
    """The photograph of an ``img``, full size, or None for an ornament. ``alt`` is kept as the page has it."""
    attributes = cast(dict[str, str], dict(img.items()))
    if _NOT_A_PHOTO.search(attributes.get("class", "")) or attributes.get("width") == "1":
        return None
    sources = (attributes.get(name) for name in _LAZY)
    source = next((source for source in sources if source and not source.startswith("data:")), None)
    url = join_url(base_url, source) if source else None
    if url is None:
        return None
    alt = attributes.get("alt")
    return Image(url=_full_size(img, url, base_url), after_paragraph=0, alt=(clean(alt) or None) if alt else None)


def image_above(title: Element, images: list[Element], base_url: str) -> Image | None:
    """The first of some ``img`` above a title, where it stands apart from no story; or None."""
    around = set(title.iterancestors())
    for img in images[:_MAX_MARKED]:
        if precedes(img, title) and not any(is_boilerplate(box) for box in img.iterancestors() if box not in around):
            return image_of(img, base_url)
    return None


def _full_size(img: Element, url: str, base_url: str) -> str:
    """Without the CMS's resizing; WordPress's only where the page itself names the full-size file."""
    if "/thumb_x" in url:
        url = _THUMB.sub("", url)
    sized = _WP_SIZE.search(url[-_MAX_SIZE_ENDING:])
    if sized is None:
        return url
    full = f"{url[: len(url) - len(sized[0]) - len(sized['ending'])]}{sized['ending']}"
    named = [part.split()[0] for part in (img.get("srcset") or "").split(",") if part.strip()]
    parent = img.getparent()
    if parent is not None and parent.tag == "a":
        named.append(parent.get("href") or "")
    return full if any(join_url(base_url, name) == full for name in named) else url


def is_figure(element: Element) -> bool:
    """Whether this element may hold images together with their captions."""
    if element.tag in ("figure", "table"):
        return True
    if element.tag not in ("div", "span", "dl", "p"):
        return False
    named = element.get("class")
    if named and (_FIGURE_CLASS.search(named) or _FLOAT_CLASS.search(named)):
        return True
    style = element.get("style")
    return bool(style and _FLOATS.search(style)) or element.get("id") == "imghome"


def read_figure(figure: Element, base_url: str) -> list[Image] | None:
    """The figure's images, each with the caption that belongs to it; None where it is no figure but a box of text."""
    if next(figure.iter("img"), None) is None or text_length(figure) > _MAX_FIGURE:
        return None
    found = [(img, image) for img in figure.iter("img") if not _is_spare(img) and (image := image_of(img, base_url))]
    if not found:
        return None
    marked = (element for element in figure.iter() if _is_marked_caption(element))
    captions = {around: caption for caption in marked if (around := caption.getparent()) is not None}
    if captions:
        for img, image in found:
            image.caption = _nearest_caption(img, figure, captions)
        return [image for _, image in found]
    return _captioned_by_text(figure, [image for _, image in found])


def _is_marked_caption(element: Element) -> bool:
    if element.tag == "figcaption":
        return True
    named = element.get("class")
    return bool(named and _CAPTION_CLASS.search(named))


def _is_spare(img: Element) -> bool:
    """Whether an image only stands in for a lazy one where scripts do not run."""
    parent = img.getparent()
    return parent is not None and parent.tag == "noscript"


def _nearest_caption(img: Element, figure: Element, captions: dict[Element, Element]) -> str | None:
    for ancestor in img.iterancestors():
        if ancestor in captions:
            return element_text(captions[ancestor]) or None
        if ancestor is figure:
            break
    return None


def _captioned_by_text(figure: Element, images: list[Image]) -> list[Image] | None:
    """A figure without a marked caption: its words are the caption, a cell for each image or one for all."""
    text = element_text(figure)
    if len(text) > _MAX_CAPTION or (len(text) > _LONG and len(figure.findall(".//p")) > 1):
        return None
    cells = [element_text(cell) for cell in figure.iter("td", "th")] if figure.tag == "table" else []
    texts = [cell for cell in cells if cell]
    for number, image in enumerate(images):
        image.caption = (texts[number] if len(texts) == len(images) else text) or None
    return images
