"""The settings of a workspace: ``vustacrawl.toml``."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from vustacrawl import __version__

_HttpUrl = Annotated[str, Field(pattern=r"^https?://\S+$")]
_OptionalHttpUrl = Annotated[str, Field(pattern=r"^(https?://\S+)?$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CrawlConfig(_Section):
    """``[crawl]`` of ``vustacrawl.toml``."""

    contact: str = ""
    """E-mail address or web page of the crawl's operator, for site owners; part of the User-Agent."""
    proxy: str = ""
    """An HTTP proxy for every request, e.g. ``http://127.0.0.1:3128``."""

    @property
    def user_agent(self) -> str:
        """The User-Agent of every request to sites and archives."""
        return f"vustacrawl/{__version__} (+{self.contact or 'no contact given'})"


class ArchiveConfig(_Section):
    """``[archive]`` of ``vustacrawl.toml``."""

    roll_at_mb: int = Field(default=1000, ge=1)
    """Start a new WARC file at this size, in megabytes."""
    reserve_mb: int = Field(default=500, ge=0)
    """End a crawl when less disk space than this is left, in megabytes."""
    store: str = Field(default="", pattern=r"^([a-z0-9]+://\S+)?$")
    """An object store for finished files, e.g. ``s3://bucket/prefix``."""
    cache_mb: int = Field(default=10_000, ge=0)
    """Megabytes of the newest uploaded files that also stay in the workspace."""


class ScheduleConfig(_Section):
    """``[schedule]`` of ``vustacrawl.toml``; every other key is a site, or ``*``, with its times.

    ``vustacrawl.schedule.plan`` reads the times.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    timezone: str = "Asia/Ho_Chi_Minh"
    """The zone (IANA) of cron expressions, of times that ``status`` shows, and of dates in ``import --urls``."""
    jitter: str = "5m"
    """Maximum delay of a start, so that not all crawls start at once."""
    at_once: int = Field(default=4, ge=1)
    """Maximum number of crawl processes at a time."""

    @property
    def times(self) -> dict[str, str]:
        """The times of each site, as written; ``*`` means all other profiles."""
        return self.__pydantic_extra__


class NotifyConfig(_Section):
    """``[notify]`` of ``vustacrawl.toml``: what to do when a crawl has problems. Both get the same JSON."""

    command: list[str] = []
    """A program and its arguments, run without a shell; it gets the JSON on its standard input."""
    webhook: _OptionalHttpUrl = ""
    """A URL to which the JSON is posted."""
    timeout: float = Field(default=30, gt=0, le=600)
    """Timeout of each, in seconds."""


class OtherArchiveConfig(_Section):
    """``[recover.archives.NAME]``: an archive with a CDX server of pywb's kind, or with TimeMaps (RFC 7089)."""

    cdx: _OptionalHttpUrl = ""
    """The URL of its CDX server."""
    replay: _OptionalHttpUrl = ""
    """The URL before ``/20150102030405id_/http://…``."""
    timemap: _OptionalHttpUrl = ""
    """The URL prefix of TimeMaps in link format, to which the URL of the captures is appended."""


class RecoverConfig(_Section):
    """``[recover]`` of ``vustacrawl.toml``."""

    sources: list[str] = ["wayback"]
    """The default archives of `recover`."""
    delay: float = Field(default=1.0, ge=0)
    """Seconds between two requests to an archive; at least one second for public hosts."""
    wayback_cdx: _HttpUrl = "https://web.archive.org/cdx/search/cdx"
    wayback_replay: _HttpUrl = "https://web.archive.org/web"
    commoncrawl_indexes: _HttpUrl = "https://index.commoncrawl.org/collinfo.json"
    """The URL of the list of Common Crawl's indexes."""
    commoncrawl_data: _HttpUrl = "https://data.commoncrawl.org"
    archives: dict[str, OtherArchiveConfig] = {}
    """Other archives, by their names for `--source`."""


class Config(_Section):
    """``vustacrawl.toml``."""

    crawl: CrawlConfig = CrawlConfig()
    archive: ArchiveConfig = ArchiveConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    notify: NotifyConfig = NotifyConfig()
    recover: RecoverConfig = RecoverConfig()
