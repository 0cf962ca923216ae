"""What a workspace's ``vustacrawl.toml`` may say."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class CrawlConfig(BaseModel):
    """``[crawl]`` of ``vustacrawl.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: str = ""
    """An address or page where a site's owner reaches whoever runs this crawl; it goes into the User-Agent."""
    proxy: str = ""
    """An HTTP proxy for every request, e.g. ``http://127.0.0.1:3128``."""


class ArchiveConfig(BaseModel):
    """``[archive]`` of ``vustacrawl.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    roll_at_mb: int = Field(default=1000, ge=1)
    """A WARC file that has reached so many megabytes is finished and another begun."""
    reserve_mb: int = Field(default=500, ge=0)
    """A crawl pauses while the disk has less than this free, in megabytes."""


class ScheduleConfig(BaseModel):
    """``[schedule]`` of ``vustacrawl.toml``; every key beside these is a site, or ``*``, with its times.

    ``vustacrawl.schedule.plan`` reads the times.
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, str]

    timezone: str = "Asia/Ho_Chi_Minh"
    """The zone of cron expressions (IANA)."""
    jitter: str = "5m"
    """A crawl begins up to so much later than its time says, so that not all begin at once."""
    at_once: int = Field(default=4, ge=1)
    """How many crawling processes may run at the same time."""

    @property
    def times(self) -> dict[str, str]:
        """The times of each site, as written; ``*`` stands for every other profile."""
        return self.__pydantic_extra__


class NotifyConfig(BaseModel):
    """``[notify]`` of ``vustacrawl.toml``: whom to tell when a crawl falls short. Both get the same JSON."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    command: list[str] = []
    """A program and its arguments; it reads the JSON from its standard input. There is no shell."""
    webhook: str = Field(default="", pattern=r"^(https?://\S+)?$")
    """An address to which the JSON is posted."""
    timeout: float = Field(default=30, gt=0, le=600)
    """Seconds after which either is given up."""


class Config(BaseModel):
    """``vustacrawl.toml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crawl: CrawlConfig = CrawlConfig()
    archive: ArchiveConfig = ArchiveConfig()
    schedule: ScheduleConfig = ScheduleConfig()
    notify: NotifyConfig = NotifyConfig()
