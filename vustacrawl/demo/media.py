"""Valid JPEGs and PDFs, generated from their path."""

from __future__ import annotations

import hashlib
import io

from PIL import Image, ImageDraw

from vustacrawl.demo.responses import NOT_FOUND, Response

SIZES = ((640, 420), (800, 533), (480, 640), (1024, 576))


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
    """Return a PDF of one page that contains the file's name."""
    name = path.rpartition("/")[2].replace("(", "").replace(")", "")
    text = f"BT /F1 14 Tf 72 760 Td (LIEN HIEP HOI - {name}) Tj ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    file = "%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n{content}\nendobj\n"
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    table = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(file)}\n%%EOF\n"
    return (file + table + trailer).encode("ascii")
