"""The profile of a site: what to crawl and how to read its pages. Data only; see docs/2-adding-a-site.md."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from vustacrawl.errors import UserError
from vustacrawl.families import FAMILIES, Family
from vustacrawl.items import PageKind
from vustacrawl.sites.systems import ArticleUrls, Selectors, System
from vustacrawl.sites.values import FamilyName, Host, HttpUrl, Pattern, Strict, TimeZone, faults_named
from vustacrawl.urls import Home, canonical_url, host_of, is_private_host, split_url


class ProfileError(UserError):
    """An invalid profile; the message names file and key, in one line."""


class Politeness(Strict):
    """Limits on requests: ``delay`` is seconds between two requests to a host, ``timeout`` seconds for one."""

    delay: float = Field(default=1.0, ge=0)
    concurrency: int = Field(default=1, ge=1, le=16)
    timeout: float = Field(default=60.0, gt=0)

    @property
    def max_in_flight(self) -> int:
        """How many visits may be in flight: as many wait for their delay as are being downloaded."""
        return 2 * self.concurrency


class Revisit(Strict):
    """How often an article is revisited, in days: often while it is new or changing, rarely afterwards."""

    min_days: float = Field(default=1.0, gt=0)
    max_days: float = Field(default=180.0, gt=0)

    @model_validator(mode="after")
    def _in_order(self) -> Revisit:
        if self.min_days > self.max_days:
            raise ValueError("min_days is greater than max_days")
        return self


class Budget(Strict):
    """Limits on the URLs followed, against endless calendars and searches."""

    urls: int = Field(default=1_000_000, ge=1)
    """URLs added to the frontier in all."""
    listing_pages: int = Field(default=5_000, ge=1)
    """Pages of listings fetched in one crawl."""


class Profile(ArticleUrls):
    """A site to crawl. Unknown keys and invalid patterns or URLs are errors when it is loaded.

    Keys that a profile leaves out have the defaults of its family (``families``).
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str
    family: FamilyName
    url: HttpUrl
    id_url: str = ""
    """An article's URL with ``{id}`` in place of its number, if the number alone is enough; for
    ``crawl --ids``.
    """
    hosts: tuple[Host, ...] = ()
    """Other host names of the same site; URLs on them are the same pages as on the host of ``url``."""
    former_hosts: tuple[Host, ...] = ()
    """Hosts where the site used to be. They are never contacted; archived captures of them are the site's, under
    their original addresses.
    """
    systems: tuple[System, ...] = ()
    """The CMSs that the site ran on before, or runs on beside ``family``."""
    image_hosts: tuple[Host, ...] = ()
    """Hosts that serve the site's images and files; they get the same politeness as the site."""
    listing_url: Annotated[Pattern | None, AfterValidator(lambda value: value or None)] = None
    """A regular expression searched in URLs: those that match are listings and are followed, through the tree of the
    site's categories. Empty: none, whatever the family's default.
    """
    listings: tuple[HttpUrl, ...] = ()
    """Where a crawl starts: listing pages, or as posts of WordPress's REST API
    (``https://…/wp-json/wp/v2/posts?per_page=100``).
    """
    sitemaps: tuple[HttpUrl, ...] = ()
    feeds: tuple[HttpUrl, ...] = ()
    follow_robots_sitemaps: bool = True
    """Whether sitemaps named in the site's robots.txt are read, too."""
    deny: tuple[Pattern, ...] = ()
    """URLs never to fetch: print views, search, login."""
    private: bool = False
    """Whether its hosts may have private IP addresses. Implied where ``url`` has such an address or
    ``localhost``.
    """
    session_parameters: tuple[str, ...] | None = None
    """Names of query parameters that hold a session, none for ``[]``. By default they are recognized by their
    values: ``sid=12`` is an article's number, a ``sid`` of 32 hexadecimal digits is not.
    """
    language: str = "vi"
    timezone: TimeZone = "Asia/Ho_Chi_Minh"
    date_order: Literal["DMY", "MDY"] = "DMY"
    site_names: tuple[str, ...] = ()
    """How the site spells its own name; such text is never a title."""
    selectors: Selectors = Selectors()
    politeness: Politeness = Politeness()
    revisit: Revisit = Revisit()
    budget: Budget = Budget()
    notes: str = ""
    unconfirmed: tuple[str, ...] = ()
    """What has not been confirmed on the live site, a few words each; shown by ``sites check``."""

    @model_validator(mode="before")
    @classmethod
    def _with_defaults_of_family(cls, data: dict[str, Any]) -> dict[str, Any]:
        family, url = FAMILIES.get(str(data.get("family"))), data.get("url")
        if family is None or not isinstance(url, str):
            return data
        return {**family.profile_defaults(url, data), **data}

    @model_validator(mode="after")
    def _has_a_start(self) -> Profile:
        if not self._starts:
            raise ValueError("needs at least one starting point: listings, sitemaps or feeds")
        return self

    @model_validator(mode="after")
    def _has_id_in_url(self) -> Profile:
        if self.id_url and self.native_id(self.url_of_id(1) or "") != "1":
            raise ValueError("id_url needs {id}, and must be a URL that article_url matches with this number as `id`")
        return self

    @property
    def cms(self) -> Family:
        """The CMS family of the site."""
        return FAMILIES[self.family]

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
        """The host of the site's canonical URLs."""
        return host_of(self.url)

    @cached_property
    def all_hosts(self) -> frozenset[str]:
        """Every host of this site, with and without ``www.``."""
        return _with_and_without_www(self.host, *self.hosts)

    @cached_property
    def known_hosts(self) -> frozenset[str]:
        """Every host whose captures are the site's: ``all_hosts`` and the former ones, with and without ``www.``."""
        return self.all_hosts | _with_and_without_www(*self.former_hosts)

    @property
    def bare_hosts(self) -> list[str]:
        """``known_hosts`` without ``www.``, sorted: indexes of archives file both under one name."""
        return sorted({host.removeprefix("www.") for host in self.known_hosts})

    @cached_property
    def allowed_hosts(self) -> frozenset[str]:
        """Every host that the profile names."""
        return self.all_hosts | frozenset(self.image_hosts) | frozenset(map(host_of, self._starts))

    @cached_property
    def ports(self) -> frozenset[int | None]:
        """The ports that the profile names; None is the scheme's default."""
        return frozenset(parts.port for url in (self.url, *self._starts) if (parts := split_url(url)))

    @property
    def starts(self) -> tuple[tuple[PageKind, tuple[str, ...]], ...]:
        """Where a crawl starts, by the kind of page."""
        return (("sitemap", self.sitemaps), ("feed", self.feeds), ("listing", self.listings))

    @property
    def _starts(self) -> tuple[str, ...]:
        return tuple(url for _, urls in self.starts for url in urls)

    @cached_property
    def is_private(self) -> bool:
        """Whether the site's hosts may be in a private network."""
        return self.private or is_private_host(self.host)

    def may_request(self, url: str) -> bool:
        """Return whether a URL is on the profile's hosts and ports; for image and feed hosts, also the default port."""
        parts = split_url(url)
        if parts is None or parts.host not in self.allowed_hosts:
            return False
        return parts.port in self.ports or (parts.port is None and parts.host not in self.all_hosts)

    @cached_property
    def home(self) -> Home:
        """What URLs are canonicalized against."""
        url = split_url(self.url)
        assert url is not None, "checked when the profile is loaded"  # noqa: S101
        former = self.known_hosts - self.all_hosts
        return Home(url, self.all_hosts, self.session_parameters, former, self.cms.ignored_parameters)

    def canonical_url(self, url: str) -> str | None:
        """Canonicalize an absolute URL; None where it is not an http(s) URL."""
        return canonical_url(url, self.home)

    def is_on_site(self, url: str) -> bool:
        """Return whether a canonical URL is on the site's host and port."""
        return url.startswith(f"{self.home.url.origin}/")

    def is_own(self, url: str) -> bool:
        """Return whether a canonical URL is on the site, or on a host where it used to be."""
        return self.is_on_site(url) or self.is_former(url)

    def is_former(self, url: str) -> bool:
        """Return whether a canonical URL is on a host where the site used to be."""
        return bool(self.former_hosts) and host_of(url) in self.home.former_hosts

    def system_of(self, url: str, captured_at: str | None = None) -> System | None:
        """Return the system of an address captured then (ISO 8601; None: now); None for the site's own."""
        running = [system for system in self.systems if system.was_running(captured_at)]
        matching = [system for system in running if system.match_article(url)]
        if any(system.until for system in matching) or not self.match_article(url):
            return min(matching, key=lambda system: str(system.until), default=None)
        return None

    def as_of(self, url: str, captured_at: str | None = None) -> Profile:
        """Return the profile that reads a page captured then (ISO 8601; None: now): with that system's own family."""
        system = self.system_of(url, captured_at)
        if system is None:
            return self
        return self.model_copy(update={"family": system.family, "selectors": system.selectors})

    def native_id(self, url: str, captured_at: str | None = None) -> str | None:
        """Return the article's number in a URL, where ``article_url`` has a group ``id`` and matches; numbers of
        another system have its name before them.
        """
        system = self.system_of(url, captured_at)
        match = (system or self).match_article(url)
        number = match.groupdict().get("id") if match else None
        return f"{system.name}:{number}" if system and number else number

    def is_article(self, url: str, captured_at: str | None = None) -> bool:
        """Return whether a URL captured then (ISO 8601; None: now) is one of the site's articles."""
        is_article = self.match_article(url) or self.system_of(url, captured_at)
        return bool(is_article) and not self.is_denied(url)

    def url_of_id(self, number: int) -> str | None:
        """Return the canonical URL of the article of this number by ``id_url``; None if the result is not one."""
        url = self.id_url.replace("{id}", str(number))
        return self.canonical_url(url) if self.id_url and url != self.id_url else None

    def is_listing(self, url: str) -> bool:
        """Return whether a URL is a listing of the site's category tree."""
        return bool(self.listing_pattern and self.listing_pattern.search(url)) and not self.is_denied(url)

    def is_denied(self, url: str) -> bool:
        """Return whether the profile denies a URL."""
        return bool(self.deny_pattern and self.deny_pattern.search(url))


def _with_and_without_www(*hosts: str) -> frozenset[str]:
    bare = {host.removeprefix("www.") for host in hosts}
    return frozenset(bare | {f"www.{host}" for host in bare})


def unknown_site(url: str, family: str = "generic", **known: Any) -> Profile:
    """Return a profile for a site without one: any of its URLs may be an article. Raises ValueError if it is no URL."""
    start = {"url": url, "listings": (url,), "article_url": "."}
    return Profile.model_validate({"name": "unknown", "title": host_of(url), "family": family} | start | known)


def read_profile(path: Path) -> Profile:
    """Read a profile from a TOML file. Raises ProfileError, in one line, for anything wrong with it."""
    with faults_named(path, ProfileError, "profile"):
        return _read_profile(path.absolute(), path.stat().st_mtime_ns)


@lru_cache(maxsize=1_000)
def _read_profile(path: Path, modified_ns: int) -> Profile:
    """Read a file once for each change of it: commands and pages read all bundled profiles, some several times."""
    return Profile.model_validate({"name": path.stem} | tomllib.loads(path.read_text("utf-8-sig")))
