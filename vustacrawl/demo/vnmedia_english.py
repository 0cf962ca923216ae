"""The English edition of vusta.vn: the markup of ``vnmedia`` with a date line of its own."""

from __future__ import annotations

from vustacrawl.demo import dates, signatures
from vustacrawl.demo.vnmedia import FIGURES, PRINTS, address, article, listing, lists, picture

__all__ = [
    "DATES",
    "FIGURES",
    "PRINTS",
    "SIGNATURES",
    "address",
    "article",
    "listing",
    "listing_path",
    "lists",
    "picture",
]

DATES = (dates.english,)
SIGNATURES = (signatures.initials, signatures.initials, signatures.full_name)


def listing_path(number: int) -> str:
    """``?page=2``."""
    return "/news-c1.html" + (f"?page={number}" if number > 1 else "")
