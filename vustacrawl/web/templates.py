"""Our own Jinja environment: everything is escaped, and what a template names must be there."""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from vustacrawl import __version__
from vustacrawl.urls import split_url
from vustacrawl.web.texts import Texts

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


@cache
def environment() -> Environment:
    """The templates of ``vustacrawl/web/templates``."""
    made = Environment(
        loader=PackageLoader("vustacrawl.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["web_link"] = web_link
    made.filters["language_tag"] = language_tag
    made.filters["path"] = lambda text: quote(str(text), safe="/")
    made.globals |= {"address": address, "version": __version__}
    return made


def render(template: str, texts: Texts, **context: Any) -> str:
    """A page; its texts are had by ``t(name)``."""
    return environment().get_template(template).render(t=texts, **context)


def web_link(url: str | None) -> str | None:
    """An address from a page, if it is one of the web: never ``javascript:``, ``data:`` or a broken one."""
    return url if split_url(url) else None


def language_tag(tag: str | None) -> str | None:
    """What a page says of its language, if it has the form of a language (RFC 5646)."""
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else None


def address(path: str, **values: str | int | None) -> str:
    """A path of ours with a query; values that are empty are left out."""
    query = urlencode({name: value for name, value in values.items() if value not in (None, "", 0)})
    return f"{path}?{query}" if query else path
