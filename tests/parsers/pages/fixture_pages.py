"""The fixture pages with their URLs, profiles and expected records."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vustacrawl.items import Article
from vustacrawl.parsers import NotAnArticle
from vustacrawl.sites import Profile, find_profile

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(file.parent.relative_to(FIXTURES).as_posix() for file in FIXTURES.rglob("about.toml"))
each_page = pytest.mark.parametrize("name", NAMES)


@dataclass(frozen=True)
class FixturePage:
    """The body of a site's response, a page or an API record, and the record that it gives."""

    url: str
    body: bytes
    profile: Profile
    """A bundled one, or the fixture's own for a family that no bundled site has."""
    captured_at: str | None
    expected: dict[str, Any]


def fixture_page(name: str) -> FixturePage:
    folder = FIXTURES / name
    about = tomllib.loads((folder / "about.toml").read_text("utf-8"))
    body = next(file for file in (folder / "page.html", folder / "post.json") if file.exists()).read_bytes()
    profile = about["profile"]
    return FixturePage(
        about["url"],
        body,
        Profile.model_validate(profile) if isinstance(profile, dict) else find_profile(profile),
        about.get("captured_at"),
        json.loads((folder / "page.json").read_text("utf-8")),
    )


def record_of(read: Callable[[], Article]) -> dict[str, Any]:
    """Return the record of an article, or in its place the reason why a page is none."""
    try:
        return read().record()
    except NotAnArticle as nothing:
        return {"not_an_article": str(nothing)}
