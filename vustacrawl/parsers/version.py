"""Which parser read an article: named so that any change of what it could read changes the name."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from vustacrawl import families
from vustacrawl.sites import Profile

_READ_BY_PARSERS = {"family", "article_url", "language", "timezone", "date_order", "site_names", "selectors", "systems"}


@cache
def parser_name(profile: Profile) -> str:
    """``vnmedia/1+0a1b2c3d``: the family, its version, and a digest's begin over the parsers' code and the profile.

    Articles with another name are those that a ``reparse`` reads again.
    """
    digest = hashlib.sha256(_code())
    digest.update(profile.model_dump_json(include=_READ_BY_PARSERS).encode())
    return f"{profile.family}/{profile.cms.version}+{digest.hexdigest()[:8]}"


@cache
def _code() -> bytes:
    folders = (Path(__file__).parent, Path(families.__file__).parent)
    return b"".join(file.read_bytes() for folder in folders for file in sorted(folder.rglob("*.py")))


def code_digest() -> str:
    """Return a digest's begin over the parsers' code alone."""
    return hashlib.sha256(_code()).hexdigest()[:8]
