"""Types of the values in a profile, checked when it is loaded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from vustacrawl.errors import UserError
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
    """Return a check that ``read`` accepts a value."""

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


def _read_css(value: str) -> None:
    from cssselect import HTMLTranslator

    HTMLTranslator().css_to_xpath(value)


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Host = Annotated[str, AfterValidator(_host_name)]
Pattern = Annotated[str, _valid("regular expression", re.compile)]
Css = Annotated[str, _valid("CSS selector", _read_css)]
FamilyName = Annotated[str, AfterValidator(_family_name)]
TimeZone = Annotated[str, _valid("time zone", ZoneInfo)]


class Strict(BaseModel):
    """Data from a TOML file: unknown keys are errors, and nothing changes once it is loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@contextmanager
def faults_named(path: Path, error: type[UserError], whole: str) -> Iterator[None]:
    """Raise ``error`` for anything wrong with a TOML file, in one line: the file, and each invalid key or ``whole``."""
    try:
        yield
    except OSError as fault:
        raise error(f"{path}: {fault.strerror}") from None
    except ValidationError as faults:
        named = (
            f"{'.'.join(map(str, fault['loc'])) or whole}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in faults.errors()
        )
        raise error(f"{path}: {'; '.join(named)}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, TypeError) as fault:
        raise error(f"{path}: {fault}") from None
