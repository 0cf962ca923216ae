"""Types of the values in a profile, checked when it is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict

from vustacrawl.families import FAMILIES
from vustacrawl.urls import canonical_host, split_url


def _http_url(value: str) -> str:
    if split_url(value) is None or re.search(r"\s", value):
        raise ValueError(f"not an http(s) URL: {value!r}")
    return value


def _host_name(value: str) -> str:
    host = canonical_host(value)
    if host is None:
        raise ValueError(f"not a host name: {value!r}")
    return host


def _valid(what: str, read: Callable[[str], object]) -> AfterValidator:
    """A check that ``read`` takes a value."""

    def validate(value: str) -> str:
        try:
            read(value)
        except Exception as error:
            raise ValueError(f"not a {what}: {error}") from None
        return value

    return AfterValidator(validate)


def _family_name(value: str) -> str:
    if value not in FAMILIES:
        raise ValueError(f"unknown family {value!r} (choose from {', '.join(FAMILIES)})")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"unknown time zone {value!r}") from None
    return value


def _read_css(value: str) -> None:
    from cssselect import HTMLTranslator

    HTMLTranslator().css_to_xpath(value)


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Host = Annotated[str, AfterValidator(_host_name)]
Pattern = Annotated[str, _valid("regular expression", re.compile)]
Css = Annotated[str, _valid("CSS selector", _read_css)]
FamilyName = Annotated[str, AfterValidator(_family_name)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]


class Strict(BaseModel):
    """Data of a profile: unknown keys are errors, and nothing changes once it is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)
