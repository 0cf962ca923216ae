"""The Jinja environment: everything is escaped, and an undefined name is an error."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from vustacrawl.urls import split_url
from vustacrawl.web.translations import Translations

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@cache
def environment() -> Environment:
    """Return the environment of ``vustacrawl/web/templates``."""
    made = Environment(
        loader=PackageLoader("vustacrawl.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["web_link"] = web_link
    made.filters["language_tag"] = language_tag
    made.filters["last_day"] = last_day
    made.filters["path"] = lambda text: quote(str(text), safe="/")
    made.filters["segment"] = lambda text: quote(str(text), safe="")
    made.globals |= {"address": address, "assets": assets_version()}
    return made


@cache
def assets_version() -> str:
    """Return a digest of the scripts and style sheets, so that browsers fetch changed ones."""
    folder = files("vustacrawl.web").joinpath("static")
    own = sorted(file.name for file in folder.iterdir() if file.is_file())
    return sha256(b"".join(folder.joinpath(name).read_bytes() for name in own)).hexdigest()[:8]


def render(template: str, texts: Translations, **context: Any) -> str:
    """Render a page; templates get their texts by ``t(name)``."""
    return environment().get_template(template).render(t=texts, **context)


def web_link(url: str | None) -> str | None:
    """Return a URL from a page if it is http(s), else None: never ``javascript:``, ``data:`` or a broken one."""
    return url if split_url(url) else None


def language_tag(tag: str | None) -> str | None:
    """Return a page's language if it has the form of a language tag (RFC 5646), else None."""
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else None


def last_day(month: str) -> str:
    """Return the last day of a month: ``2024-05-31`` for ``2024-05``."""
    return f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"


def address(path: str, **values: str | int | None) -> str:
    """Return a path with a query string; empty values are dropped."""
    query = urlencode({name: value for name, value in values.items() if value not in (None, "", 0)})
    return f"{path}?{query}" if query else path
