"""A crawl's report as one HTML page that needs nothing from elsewhere."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vustacrawl import __version__
from vustacrawl.report.gather import LONGEST_LIST, CrawlReport
from vustacrawl.urls import split_url


def render(reports: Sequence[CrawlReport]) -> str:
    """The page; whatever came from a site is escaped."""
    environment = Environment(
        loader=PackageLoader("vustacrawl.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(duration=_duration, moment=_moment, link=_link)
    template = environment.get_template("page.html")
    return template.render(reports=reports, version=__version__, longest=LONGEST_LIST)


def write_page(reports: Sequence[CrawlReport], folder: Path) -> Path:
    """Write the page into ``folder``, named after its moment and its sites; its path. Raises OSError."""
    began = min(report.crawl["started_at"] for report in reports)
    what = reports[0].crawl["site"] if len(reports) == 1 else f"{len(reports)}-sites"
    path = folder / f"{began[:19].replace('-', '').replace(':', '')}Z-{what}.html"
    part = path.with_suffix(f".part{os.getpid()}")
    folder.mkdir(parents=True, exist_ok=True)
    part.write_text(render(reports), "utf-8")
    part.rename(path)
    return path


def _duration(seconds: float) -> str:
    minutes, hours = int(seconds // 60), int(seconds // 3_600)
    if not minutes:
        return f"{seconds:.0f} s"
    return f"{hours} h {minutes % 60} min" if hours else f"{minutes} min {int(seconds) % 60} s"


def _moment(text: str | None) -> str:
    """A time of the catalog to the minute."""
    return (text or "no date")[:16].replace("T", " ")


def _link(url: str) -> str:
    """An address one may click on; anything but the web's own leads nowhere."""
    return url if split_url(url) else "#"
