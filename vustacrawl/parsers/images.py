"""What an image's bytes say of it."""

from __future__ import annotations

import io
import warnings

from PIL import Image


def image_size(body: bytes) -> tuple[int, int] | None:
    """Width and height in pixels, from the image's header alone; None for what is no image that is known here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(body)) as image:
                return image.size
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
