"""Valid JPEGs and PDFs, generated from their path."""

from __future__ import annotations

import hashlib
import io
import time

from PIL import Image, ImageDraw

from vustacrawl.demo.responses import NOT_FOUND, Response

SIZES = ((640, 420), (800, 533), (480, 640), (1024, 576))
PAGE_SIZE = (595, 842)
MADE_AT = time.gmtime(0)
"""Of every PDF, so that equal paths give equal bytes."""


def media(path: str) -> Response:
    """Return the image or document of a path, by its file extension."""
    if path.endswith(".jpg"):
        return Response(200, jpeg(path), "image/jpeg")
    return Response(200, pdf(path), "application/pdf") if path.endswith(".pdf") else NOT_FOUND


def jpeg(path: str) -> bytes:
    """Draw a landscape: a sky, a sun, hills."""
    draw_from = hashlib.sha256(path.encode()).digest()
    width, height = SIZES[draw_from[0] % len(SIZES)]
    image = Image.new("RGB", (width, height), (140 + draw_from[1] // 4, 180, 230))
    draw = ImageDraw.Draw(image)
    sun = width * draw_from[2] // 300
    draw.ellipse((sun, height // 8, sun + height // 6, height // 8 + height // 6), fill=(250, 230, 120))
    for at, shade in enumerate(draw_from[3:7]):
        top = height // 2 + at * height // 9
        left, right = -width // 4 + shade, width + shade
        draw.ellipse((left, top, right, top + height), fill=(30 + shade // 4, 110 - 12 * at + shade // 8, 60))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


def pdf(path: str) -> bytes:
    """Return a PDF of one page that shows the file's name."""
    page = Image.new("1", PAGE_SIZE, 1)
    ImageDraw.Draw(page).text((72, 72), path.rpartition("/")[2], fill=0)
    file = io.BytesIO()
    page.save(file, "PDF", creationDate=MADE_AT, modDate=MADE_AT)
    return file.getvalue()
