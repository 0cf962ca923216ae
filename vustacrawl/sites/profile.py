"""A site's profile: what to crawl and what is known of its pages. Data only; see docs/2-adding-a-site.md."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from vustacrawl.errors import UserError
from vustacrawl.families import FAMILIES, Family
from vustacrawl.urls import Home, canonical_host, canonical_url, host_of, is_private_host, split_url


class ProfileError(UserError):
    """A profile that cannot be used; the text says which file and which key, in one line."""


def _http_url(value: str) -> str:
    if split_url(value) is None or re.search(r"\s", value):
        raise ValueError(f"not an http(s) address: {value!r}")
    return value


def _host_name(value: str) -> str:
    host = canonical_host(value)
    if host is None:
        raise ValueError(f"not a host name: {value!r}")
    return host


def _pattern(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return value


def _family_name(value: str) -> str:
    if value not in FAMILIES:
        raise ValueError(f"no such family: {value!r} (there are {', '.join(FAMILIES)})")
    return value


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError(f"no such time zone: {value!r}") from None
    return value


def _css(value: str) -> str:
    from parsel.csstranslator import HTMLTranslator

    try:
        HTMLTranslator().css_to_xpath(value)
    except Exception as error:
        raise ValueError(f"not a CSS selector: {error}") from None
    return value


HttpUrl = Annotated[str, AfterValidator(_http_url)]
Host = Annotated[str, AfterValidator(_host_name)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Css = Annotated[str, AfterValidator(_css)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Selectors(_Strict):
    """CSS selectors that go before every other strategy of their field; none is needed where the family knows."""

    title: Css | None = None
    published: Css | None = None
    byline: Css | None = None
    lead: Css | None = None
    body: Css | None = None
    section: Css | None = None
    tags: Css | None = None
    related: Css | None = None
    """What to leave out: related stories, share bars, boxes inside the body."""


class Politeness(_Strict):
    """How gently a site is asked: ``delay`` is seconds between two requests to a host, ``timeout`` seconds for one."""

    delay: float = Field(default=1.0, ge=0)
    concurrency: int = Field(default=1, ge=1, le=16)
    timeout: float = Field(default=60.0, gt=0)


class Revisit(_Strict):
    """How often an article is looked at again, in days: soon while it is young or changing, seldom when it is not."""

    min_days: float = Field(default=1.0, gt=0)
    max_days: float = Field(default=180.0, gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Revisit:
        if self.min_days > self.max_days:
            raise ValueError("min_days is more than max_days")
        return self


class Budget(_Strict):
    """How much of a site is followed: a bound for calendars and searches that never end."""

    urls: int = Field(default=1_000_000, ge=1)
    """Addresses that are taken up in all."""
    listing_pages: int = Field(default=5_000, ge=1)
    """Pages of listings that one crawl turns."""


class Profile(_Strict):
    """One site of the federation. Unknown keys, bad patterns and bad addresses are errors when it is loaded.

    What a profile leaves out is as its family's sites usually have it (``families``).
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    family: Annotated[str, AfterValidator(_family_name)]
    url: HttpUrl
    article_url: Pattern
    """A regular expression searched in an address; its group ``id``, where it has one, is the article's number."""
    hosts: tuple[Host, ...] = ()
    """Other host names of the same site; addresses on them are the same pages as on the host of ``url``."""
    image_hosts: tuple[Host, ...] = ()
    """Hosts that serve the site's images and files; they are asked as gently as the site itself."""
    listing_url: Annotated[Pattern | None, AfterValidator(lambda value: value or None)] = None
    """A regular expression searched in an address: what it finds is a list of articles, and a crawl that meets it
    follows it, down the tree of the site's categories. Empty: no address is one, whatever the family's sites have.
    """
    listings: tuple[HttpUrl, ...] = ()
    """Where a crawl begins: lists of articles as pages, or as posts of WordPress's REST API
    (``https://…/wp-json/wp/v2/posts?per_page=100``).
    """
    sitemaps: tuple[HttpUrl, ...] = ()
    feeds: tuple[HttpUrl, ...] = ()
    follow_robots_sitemaps: bool = True
    """Whether the sitemaps that the site's robots.txt names are read too."""
    deny: tuple[Pattern, ...] = ()
    """Addresses never to fetch: print views, search, log-in."""
    private: bool = False
    """Whether its hosts may have addresses of a private network. One whose ``url`` names such an address, or
    ``localhost``, says so by that.
    """
    session_parameters: tuple[str, ...] | None = None
    """The names of query parameters that hold a session on this site, none for ``[]``. Left out, they are told by
    how their values look: ``sid=12`` is an article's number, a ``sid`` of 32 hexadecimal digits is not.
    """
    language: str = "vi"
    timezone: Annotated[str, AfterValidator(_time_zone)] = "Asia/Ho_Chi_Minh"
    date_order: Literal["DMY", "MDY"] = "DMY"
    site_names: tuple[str, ...] = ()
    """How the site spells its own name in its pages: never a title."""
    selectors: Selectors = Selectors()
    politeness: Politeness = Politeness()
    revisit: Revisit = Revisit()
    budget: Budget = Budget()
    notes: str = ""
    unconfirmed: tuple[str, ...] = ()
    """What nobody has seen on the live site yet, a few words each; ``sites check`` says it."""

    @model_validator(mode="before")
    @classmethod
    def _with_defaults_of_family(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        family, url = FAMILIES.get(str(data.get("family"))), data.get("url")
        if family is None or not isinstance(url, str):
            return data
        return {**family.profile_defaults(url, data), **data}

    @model_validator(mode="after")
    def _has_a_start(self) -> Profile:
        if not (self.listings or self.sitemaps or self.feeds):
            raise ValueError("needs a start: one of listings, sitemaps, feeds")
        return self

    @property
    def cms(self) -> Family:
        """The CMS family that the site runs on."""
        return FAMILIES[self.family]

    @cached_property
    def article_pattern(self) -> re.Pattern[str]:
        """``article_url``, compiled."""
        return re.compile(self.article_url)

    @cached_property
    def listing_pattern(self) -> re.Pattern[str] | None:
        """``listing_url``, compiled."""
        return re.compile(self.listing_url) if self.listing_url else None

    @cached_property
    def deny_pattern(self) -> re.Pattern[str] | None:
        """All of ``deny`` as one pattern."""
        return re.compile("|".join(f"(?:{pattern})" for pattern in self.deny)) if self.deny else None

    @cached_property
    def host(self) -> str:
        """The host that the site's canonical addresses have."""
        return host_of(self.url)

    @cached_property
    def all_hosts(self) -> frozenset[str]:
        """Every host that is this site, with and without ``www.``."""
        bare = {host.removeprefix("www.") for host in (self.host, *self.hosts)}
        return frozenset(bare | {f"www.{host}" for host in bare})

    @cached_property
    def hosts_to_ask(self) -> frozenset[str]:
        """Every host that the profile itself sends a crawl to."""
        return self.all_hosts | frozenset(self.image_hosts) | frozenset(map(host_of, self._starts))

    @cached_property
    def ports(self) -> frozenset[int | None]:
        """The ports that the profile itself names; None is a scheme's own."""
        return frozenset(parts.port for url in (self.url, *self._starts) if (parts := split_url(url)))

    @property
    def _starts(self) -> tuple[str, ...]:
        return (*self.listings, *self.sitemaps, *self.feeds)

    @cached_property
    def is_private(self) -> bool:
        """Whether the site's hosts may be in a private network."""
        return self.private or is_private_host(self.host)

    def may_ask(self, url: str) -> bool:
        """Whether a URL is on the profile's hosts and ports; those of images and feeds at the usual port too."""
        parts = split_url(url)
        if parts is None or parts.host not in self.hosts_to_ask:
            return False
        return parts.port in self.ports or (parts.port is None and parts.host not in self.all_hosts)

    @cached_property
    def home(self) -> Home:
        """What the site's addresses are made canonical by."""
        url = split_url(self.url)
        assert url is not None, "checked when the profile is loaded"  # noqa: S101
        return Home(url, self.all_hosts, self.session_parameters)

    def canonical_url(self, url: str) -> str | None:
        """The one spelling of an absolute URL as this site's pages name it; None for what is no http(s) URL."""
        return canonical_url(url, self.home)

    def is_on_site(self, url: str) -> bool:
        """Whether a canonical URL is the site's own: its host and its port."""
        return url.startswith(f"{self.home.url.origin}/")

    def native_id(self, url: str) -> str | None:
        """The article's number in the site's own address, where the pattern has a group ``id`` and it matches."""
        match = self.article_pattern.search(url)
        return match.groupdict().get("id") if match else None

    def is_article(self, url: str) -> bool:
        """Whether this address is one of the site's articles."""
        return bool(self.article_pattern.search(url)) and not self.is_denied(url)

    def is_listing(self, url: str) -> bool:
        """Whether this address is a list of the site's category tree."""
        return bool(self.listing_pattern and self.listing_pattern.search(url)) and not self.is_denied(url)

    def is_denied(self, url: str) -> bool:
        """Whether the profile forbids this address."""
        return bool(self.deny_pattern and self.deny_pattern.search(url))


def read_profile(path: Path) -> Profile:
    """Read one TOML file. Raises ProfileError, in one line, for anything that is wrong with it."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ProfileError(f"{path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(f"{path}: {error}") from None
    data.setdefault("name", path.stem)
    try:
        return Profile.model_validate(data)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc']) or 'profile'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors()
        )
        raise ProfileError(f"{path}: {faults}") from None
