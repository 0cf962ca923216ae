"""Profiles of sites for the tests."""

from __future__ import annotations

from typing import Any

from vustacrawl.sites import Profile, unknown_site


def a_profile(url: str = "https://hoi.vn/", **more: Any) -> Profile:
    """Return the profile of a site with one listing, whose pages may all be articles; ``more`` sets other fields."""
    return unknown_site(url, **({"name": "hoi", "title": "Hội"} | more))
