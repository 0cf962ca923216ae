"""Images, their sizes, and captions with their own markup (docs/sites.md, section 4)."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import cast

from vustacrawl.items import Image
from vustacrawl.parsers.body.captions import NAME_ALONE, is_credit_alone, without_credit_label
from vustacrawl.parsers.html.class_names import CAPTION_BOXES, CREDITS, FIGURES, FLOATS, PORTRAITS, is_named
from vustacrawl.parsers.html.dom import (
    Element,
    ancestors_or_self,
    element_text,
    holds,
    is_boilerplate,
    is_hidden,
    is_in_boilerplate,
    names_of,
    precedes,
    text_length,
)
from vustacrawl.parsers.html.text import clean
from vustacrawl.parsers.thresholds import (
    LONG_CAPTION,
    MAX_BESIDE_CAPTIONS,
    MAX_CAPTION,
    MAX_CREDIT,
    MAX_FIGURE,
    MIN_DRAWING,
    MIN_SIDE,
)
from vustacrawl.urls import join_url

IMAGES = ("img", "amp-img", "video")
"""Elements that show a picture; of a video, its poster."""
_THUMB = re.compile(r"/thumb_x\d*x\d*(?=/)")
_LAZY = (
    *("data-src", "data-original", "data-lazy-src", "data-lazy", "data-image", "data-img", "data-url", "data-echo"),
    *("data-lazyload", "data-full", "data-orig-file", "data-orig-src", "data-full-src", "data-hi-res-src"),
    *("data-large-src", "src", "poster"),
)
"""Attributes with an image's URL, those for lazy-loading scripts first."""
_LAZY_NAME = re.compile(r"src$|lazy", re.IGNORECASE)
_IMAGE_FILE = re.compile(r"\.(?:jpe?g|png|webp|avif|gif)(?:$|\?)", re.IGNORECASE)
"""An attribute with such a name and value also has the URL that a script loads: ``data-ll-src``, ``nitro-lazy-src``."""
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_CANDIDATE = re.compile(r"\s*(?P<url>\S*[^\s,])(?:\s+(?P<size>\d+(?:\.\d+)?)[wx])?\s*(?:,|$)")
_MAX_SET = 5_000
"""Characters of a ``srcset`` that are read."""
_PLACEHOLDER = re.compile(
    r"^data:|/pagespeed_static/|(?:^|/)(?:blank|placeholder|spacer|loading|loader|lazy(?:load)?|pixel|transparent|trans|1x1|empty)"
    r"[\w-]{0,12}\.(?:gif|png|svg|webp)(?:$|\?)"
    r"|(?:^|/)(?:no[-_]?image|default|space|clear|dot|gr[ae]y|white)\.(?:gif|png|svg|webp)(?:$|\?)",
    re.IGNORECASE,
)
_NOT_A_PHOTO = re.compile(
    r"emoji|wp-smiley|avatar|icon|spinner|lazy-placeholder|rounded-(?:full|circle)|img-circle", re.IGNORECASE
)
"""In class names."""
_ORNAMENT = re.compile(
    r"/(?:emoji\w*|icons?|smiley?s?|smilies|sprites?|avatars?)(?:[./]|$)"
    r"|/(?:(?:icons?|ico|btn|bullet|arrow)(?:[-_][\w-]*)?|[\w-]*button)\.(?:png|gif|svg|webp)(?:$|\?)",
    re.IGNORECASE,
)
"""In URLs."""
_DRAWING = re.compile(r"\.svgz?(?:$|\?)", re.IGNORECASE)
_SIZE = re.compile(r"\s*(\d{1,5})(?:px)?\s*$")
_WP_SIZE = re.compile(r"-\d{2,5}x\d{2,5}(?=(?P<ending>\.\w{3,4})$)")
_MAX_SIZE_ENDING = 20
"""Characters at the end of a URL that may contain a size."""
_FLOATS = re.compile(r"float\s*:\s*(?:left|right)", re.IGNORECASE)
_BOXES = ("a", "aside", "div", "li", "p", "span", "td")
_LIGHTBOX = re.compile(
    r"lightbox|fancybox|gallery|zoom|photoswipe|magnific|highslide|colorbox|thickbox|sub-html", re.IGNORECASE
)
_CAPTION_ATTRIBUTES = ("data-caption", "data-sub-html", "data-title", "title")
_FILE_NAME = re.compile(r"[\w.-]+\.\w{3,4}|(?:IMG|DSC|DJI|image|untitled)[\W_]*[\w-]*", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,300}>")
_MAX_MARKED, _MAX_SOURCES, _MAX_ANCESTORS = 20, 10, 3
"""How many images above a title, sources of a picture, and ancestors of an image are checked."""
_CAPTION_LABEL = re.compile(r"(?:image )?caption\s?[:,]\s|enlarge(?: (?:this )?image)?\s?[/|]\s", re.IGNORECASE)
_CAPTION_BUTTON = re.compile(
    r"\s(?:(?:acquire|purchase|buy) (?:licensing rights|(?:this )?photo)|more photos?"
    r"|(?:view|see) (?:gallery|all photos?)|(?:hide|toggle) caption|licens(?:e|ing)(?: this photo)?|read more)\W*$",
    re.IGNORECASE,
)
_SETTING_APART = ("span", "small", "div", "p", "footer")
_CREDITED = ("copyrightHolder", "creator", "author", "creditText")


def image_of(img: Element, base_url: str) -> Image | None:
    """Return the photograph of an element in IMAGES, full size, or None for an ornament. ``alt`` is kept unchanged."""
    attributes = cast(dict[str, str], dict(img.items()))
    is_small = any(side < MIN_SIDE for side in _sides(attributes))
    if is_small or is_named(attributes.get("class", ""), _NOT_A_PHOTO) or is_hidden(img) or _is_portrait(img):
        return None
    source = next((source for source in _sources(img, attributes) if not _PLACEHOLDER.search(source)), None)
    url = join_url(base_url, source) if source else None
    if url is None or _ORNAMENT.search(url) or (_DRAWING.search(url) and not _is_drawn_large(img, attributes)):
        return None
    alt = clean(attributes.get("alt", "")) or None
    return Image(_full_size(img, url, base_url), after_paragraph=0, alt=alt, caption=_caption_in_attributes(img))


def _is_portrait(img: Element) -> bool:
    """Whether an image shows the author: a close ancestor is named so."""
    return any(is_named(names_of(box), PORTRAITS) for box in islice(img.iterancestors(), _MAX_ANCESTORS))


def is_captioned(img: Element) -> bool:
    """Whether the element after an image, or after the link or box close around it, is named as a caption."""
    after = (box.getnext() for box in ancestors_or_self(img, _MAX_ANCESTORS + 1))
    following = next((box for box in after if box is not None), None)
    return following is not None and _is_marked_caption(following)


def image_in_noscript(noscript: Element, base_url: str) -> Image | None:
    """Return the only picture of a ``noscript`` if the lazy-loaded image before it has no URL."""
    found = list(islice(noscript.iter(*IMAGES), 2))
    before = noscript.getprevious()
    if len(found) != 1 or text_length(noscript) > MAX_BESIDE_CAPTIONS:
        return None
    if before is not None and any(image_of(img, base_url) for img in before.iter(*IMAGES)):
        return None
    return image_of(found[0], base_url)


def _sources(img: Element, attributes: dict[str, str]) -> Iterator[str]:
    """Yield the URLs that an image may have, likeliest first."""
    if img.tag == "video":
        yield from filter(None, [attributes.get("poster")])
        return
    yield from (source.strip() for name in _LAZY if (source := attributes.get(name)))
    sets = [attributes.get(name) for name in _SETS]
    picture = next(img.iterancestors("picture"), None)
    if picture is not None:  # libxml2 does not treat `source` as void: it nests what follows
        sets += [source.get(name) for source in islice(picture.iter("source"), _MAX_SOURCES) for name in _SETS]
    yield from (largest for srcset in sets if srcset and (largest := _largest(srcset)))
    yield from (value for name, value in attributes.items() if _LAZY_NAME.search(name) and _IMAGE_FILE.search(value))


def _largest(srcset: str) -> str | None:
    """Return the URL of the largest image in a ``srcset`` (HTML, section 4.8.4.2.1)."""
    sizes = [(float(found["size"] or 0), found["url"]) for found in _CANDIDATE.finditer(srcset[:_MAX_SET])]
    return max(sizes, key=lambda size: size[0])[1] if sizes else None


def _sides(attributes: dict[str, str]) -> list[int]:
    """Return width and height in pixels, if the image's attributes give them."""
    sides = (_SIZE.match(attributes.get(name, "")) for name in ("width", "height"))
    return [int(side[1]) for side in sides if side]


def _is_drawn_large(img: Element, attributes: dict[str, str]) -> bool:
    return next(img.iterancestors("figure"), None) is not None or any(
        side >= MIN_DRAWING for side in _sides(attributes)
    )


def _caption_in_attributes(img: Element) -> str | None:
    """Return the caption that an image has for a lightbox script; a link's title is a caption only there."""
    if caption := _as_caption(img.get("data-caption")):
        return caption
    link = next((box for box in islice(img.iterancestors(), _MAX_ANCESTORS) if box.tag == "a"), None)
    marks = cast(dict[str, str], dict(link.items())) if link is not None else {}
    if link is None or not any(_LIGHTBOX.search(f"{name} {value}") for name, value in marks.items() if name != "href"):
        return None
    return next((caption for name in _CAPTION_ATTRIBUTES if (caption := _as_caption(link.get(name)))), None)


def _as_caption(value: str | None) -> str | None:
    text = clean(_TAG.sub(" ", unescape(value))) if value else ""
    is_caption = " " in text and len(text) <= MAX_CAPTION and "://" not in text and not _FILE_NAME.fullmatch(text)
    return text if is_caption else None


def image_above(title: Element, images: list[Element], base_url: str) -> Image | None:
    """Return the first of the ``img`` elements above a title that is not in boilerplate, with its caption; or None."""
    around = set(title.iterancestors())
    above = (img for img in images[:_MAX_MARKED] if precedes(img, title) and not is_in_boilerplate(img, around))
    found = next(((img, image) for img in above if (image := image_of(img, base_url))), None)
    if found is None:
        return None
    img, image = found
    boxes = islice((box for box in img.iterancestors() if box not in around and is_figure(box)), _MAX_ANCESTORS)
    inside = (read_figure(box, base_url) or () for box in boxes)
    captioned = (other for images_of_box in inside for other in images_of_box if other.url == image.url)
    return next((other for other in captioned if other.caption or other.credit), image)


def _full_size(img: Element, url: str, base_url: str) -> str:
    """Remove the CMS's resizing from a URL; WordPress's only if the page itself names the full-size file."""
    if "/thumb_x" in url:
        url = _THUMB.sub("", url)
    sized = _WP_SIZE.search(url[-_MAX_SIZE_ENDING:])
    if sized is None:
        return url
    full = f"{url[: len(url) - len(sized[0]) - len(sized['ending'])]}{sized['ending']}"
    named = [candidate["url"] for candidate in _CANDIDATE.finditer(img.get("srcset", "")[:_MAX_SET])]
    parent = img.getparent()
    if parent is not None and parent.tag == "a":
        named.append(parent.get("href") or "")
    return full if any(join_url(base_url, name) == full for name in named) else url


def is_figure(element: Element) -> bool:
    """Whether this element may hold images with their captions."""
    if element.tag in ("figure", "table"):
        return True
    if element.tag not in ("div", "span", "dl", "p"):
        return element.tag in _BOXES and holds_caption(element)
    named = element.get("class")
    if named and (is_named(named, FIGURES) or is_named(named, FLOATS)):
        return True
    style = element.get("style")
    return bool(style and _FLOATS.search(style)) or element.get("id") == "imghome" or holds_caption(element)


def holds_caption(element: Element) -> bool:
    """Whether a caption is in an element, or beside its credit in a box there."""
    return any(
        _is_marked_caption(child)
        or (
            child.tag == "div"
            and len(child) == 2
            and all(_is_marked_caption(part) or is_credit(part) for part in child)
        )
        for child in element
    )


def read_figure(figure: Element, base_url: str) -> list[Image] | None:
    """Return a figure's images with their captions and credits; None if it is only a box of text."""
    if text_length(figure) > MAX_FIGURE or not (found := _images_in(figure, base_url)):
        return None
    named = [element for element in figure.iterdescendants() if is_credit(element)]
    marked = [
        element
        for element in figure.iterdescendants()
        if _is_marked_caption(element) and not (element.tag == "figcaption" and element in named)
    ]
    captions = [element for element in marked if not any(box in marked for box in element.iterancestors())]
    if captions and not _is_all_in(captions + named, figure):
        return None
    images = [image for _, image in found]
    if len(images) == 1:
        images[0].caption = images[0].caption or _as_caption(_attribute_named("caption", figure))
        images[0].credit = _attribute_named(("credit", "copyright"), figure)
    if captions or (named and figure.tag == "figure"):
        used = _assign_captions(found, captions, named)
        if not captions and len(images) == 1 and text_length(figure) <= MAX_CAPTION:
            images[0].caption = images[0].caption or _text_without_credits(figure) or None
        return images if used.issuperset(captions) or figure.tag != "figure" else None
    return _captioned_by_text(figure, images)


def _attribute_named(ending: str | tuple[str, ...], figure: Element) -> str | None:
    """Return the first value of an attribute in a figure that is named so: ``data-credit``, ``data-c-caption``."""
    attributes = (pair for element in figure.iter() for pair in cast(list[tuple[str, str]], element.items()))
    found = (clean(value) for name, value in attributes if name.startswith("data-") and name.endswith(ending))
    return next(filter(None, found), None)


def _images_in(figure: Element, base_url: str) -> list[tuple[Element, Image]]:
    """Return the figure's photographs; those in ``noscript`` only if there are no others."""
    found = [(img, image) for img in figure.iter(*IMAGES) if (image := image_of(img, base_url))]
    shown = [(img, image) for img, image in found if next(img.iterancestors("noscript"), None) is None]
    return shown or found


def _is_all_in(captions: list[Element], figure: Element) -> bool:
    """Whether a box not marked as a figure has hardly a word besides its captions, so that no text is lost with it."""
    if figure.tag in ("figure", "table") or is_named(figure.get("class", ""), FIGURES):
        return True
    return text_length(figure) - sum(map(text_length, captions)) <= MAX_BESIDE_CAPTIONS


def _assign_captions(found: list[tuple[Element, Image]], captions: list[Element], named: list[Element]) -> set[Element]:
    """Give images the captions in boxes around them, else those in order, or the only one; return the captions used."""
    used: set[Element] = set()
    by_box = {box: caption for caption in captions if (box := caption.getparent()) is not None}
    for number, (img, image) in enumerate(found):
        around = islice(img.iterancestors(), _MAX_MARKED)
        caption = next((by_box[box] for box in around if box in by_box), None)
        if caption is None and captions:
            caption = captions[number] if len(captions) == len(found) else captions[0] if len(captions) == 1 else None
        if caption is not None:
            used.add(caption)
            image.caption = _text_without_credits(caption) or None
        near = [node for node in named if caption is not None and caption in ancestors_or_self(node)]
        own = near or (named if len(found) == 1 or not captions else [])
        named_ones = (credit for node in own if (credit := without_credit_label(element_text(node))))
        image.credit = next(named_ones, image.credit)
    return used


def _text_without_credits(caption: Element) -> str:
    if is_credit(caption) or not any(map(is_credit, caption.iterdescendants())):
        text = element_text(caption, without=is_boilerplate)
    else:
        text = element_text(caption, without=lambda box: is_credit(box) or is_boilerplate(box)).rstrip(" |-–—/(©")
    return _CAPTION_BUTTON.sub("", _CAPTION_LABEL.sub("", text, count=1))


def is_credit(element: Element) -> bool:
    """Whether an element of a figure names the photographer, by its tag, class or ``itemprop``, or by a label."""
    if element.tag in ("source", "picture", "figure", *IMAGES):
        return False
    named = element.get("class", "")
    if element.tag == "figcaption":
        is_second = next(element.itersiblings("figcaption", preceding=True), None) is not None
        is_marked = named.endswith("credit") or (is_second and is_named(named, CREDITS))
        return is_marked and not any(map(_is_marked_caption, element.iterdescendants()))
    is_marked = element.tag == "cite" or element.get("itemprop") in _CREDITED or is_named(named, CREDITS)
    may_be = is_marked or (element.tag in _SETTING_APART and not element.get("style"))
    if not may_be or not 0 < text_length(element) <= MAX_CREDIT:
        return False
    if is_marked:
        return not any(map(_is_marked_caption, element.iterdescendants()))
    return _is_name_behind(element) or is_credit_alone(element_text(element))


def _is_name_behind(span: Element) -> bool:
    """Whether a part of a figure's caption after another like it holds only a name: ``<span>Ann Low</span>``."""
    box, before = span.getparent(), span.getprevious()
    if box is None or before is None or span.getnext() is not None:
        return False
    if box.tag != "figcaption" or span.tag != before.tag:
        return False
    return NAME_ALONE.fullmatch(element_text(span)) is not None


def _is_marked_caption(element: Element) -> bool:
    if element.tag == "figcaption" or element.get("itemprop") == "caption":
        return True
    named = element.get("class")
    return bool(named and is_named(named, CAPTION_BOXES)) and not holds(element, *IMAGES)


def _captioned_by_text(figure: Element, images: list[Image]) -> list[Image] | None:
    """Return the images of a figure without a marked caption: its text is the caption, per cell or for all."""
    text = element_text(figure)
    if len(text) > MAX_CAPTION or (len(text) > LONG_CAPTION and len(figure.findall(".//p")) > 1):
        return None
    cells = [element_text(cell) for cell in figure.iter("td", "th")] if figure.tag == "table" else []
    texts = [cell for cell in cells if cell]
    for number, image in enumerate(images):
        image.caption = (texts[number] if len(texts) == len(images) else text) or image.caption
    return images


def image_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels from the image's header; None for an unknown format."""
    from PIL import Image as PillowImage

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PillowImage.DecompressionBombWarning)
            with PillowImage.open(io.BytesIO(body)) as image:
                return image.size
    except (OSError, ValueError, PillowImage.DecompressionBombError):
        return None
