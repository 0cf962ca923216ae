"""Where discovery looks for a site's listings."""

from __future__ import annotations

import pytest

from vustacrawl.discovery.conventions import likely_listings
from vustacrawl.discovery.url_patterns import SeenUrl
from vustacrawl.parsers.detection import FamilyGuess

MENU = ["/co-cau-to-chuc/", "/tin-tuc/", "/category/su-kien/"]


@pytest.mark.parametrize(
    ("family", "lists"),
    [("wordpress", ["/category/su-kien/"]), ("generic", ["/tin-tuc/", "/category/su-kien/", "/co-cau-to-chuc/"])],
)
def test_wordpress_pages_are_not_listings_if_categories_exist(family: str, lists: list[str]) -> None:
    seen = [SeenUrl(f"https://x.vn{path}", "Một mục", in_menu=True) for path in MENU]
    assert likely_listings(seen, FamilyGuess(family)) == [f"https://x.vn{path}" for path in lists]


def test_wordpress_page_may_be_listing_if_no_category_exists() -> None:
    seen = [SeenUrl("https://x.vn/tin-tuc/", "Tin tức", in_menu=True)]
    assert likely_listings(seen, FamilyGuess("wordpress")) == ["https://x.vn/tin-tuc/"]
