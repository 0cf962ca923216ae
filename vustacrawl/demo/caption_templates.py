"""Markup of figures with captions; the letters are those of docs/sites.md, section 4."""

from __future__ import annotations

from collections.abc import Callable

from vustacrawl.demo.blocks import Figure, escape_text

CaptionTemplate = Callable[[Figure], str]


def _images(figure: Figure) -> str:
    return "".join(picture.tag for picture in figure.pictures)


def _words(figure: Figure) -> str:
    return escape_text(" ".join(figure.caption))


def centred_below(figure: Figure) -> str:
    """(a), (d), (e): a centred paragraph for each line of the caption, as on vusta.vn today."""
    images = "\n".join(f'<figure class="image-in-content">{picture.tag}</figure>' for picture in figure.pictures)
    lines = "".join(f'\n<p class="text-center"><em>{escape_text(line)}</em></p>' for line in figure.caption)
    return images + lines


def figcaption(figure: Figure) -> str:
    """(b): a ``figcaption``."""
    return _figure(figure, 'class="image"')


def _figure(figure: Figure, attributes: str, of_caption: str = "") -> str:
    caption = f"<figcaption{of_caption}>{_words(figure)}</figcaption>" if figure.caption else ""
    return f"<figure {attributes}>{_images(figure)}{caption}</figure>"


def plain_below(figure: Figure) -> str:
    """(c): a plain short paragraph under the image."""
    return f"<p>{_images(figure)}</p>\n<p>{_words(figure)}</p>"


def nukeviet(figure: Figure) -> str:
    """(f): NukeViet's editor."""
    image = _figure(figure, 'class="image" style="display:inline-block"')
    return f'<div style="text-align:center">{image}</div>'


def centred_boxes(figure: Figure) -> str:
    """(g): a centred box with the image, another with the caption."""
    caption = f'\n<div align="center"><span>{_words(figure)}</span></div>' if figure.caption else ""
    return f'<div align="center">{_images(figure)}</div>{caption}'


def block_editor(figure: Figure) -> str:
    """(h): WordPress's block editor."""
    return _figure(figure, 'class="wp-block-image size-large"', ' class="wp-element-caption"')


def classic_editor(figure: Figure) -> str:
    """(h): WordPress's classic editor."""
    caption = f'<p class="wp-caption-text">{_words(figure)}</p>' if figure.caption else ""
    return f'<div class="wp-caption aligncenter">{_images(figure)}{caption}</div>'


def two_rows(figure: Figure) -> str:
    """(i): a table of two rows, the image over its text."""
    rows = f"<tr><td>{_images(figure)}</td></tr><tr><td>{_words(figure)}</td></tr>"
    return f'<table align="center"><tbody>{rows}</tbody></table>'
