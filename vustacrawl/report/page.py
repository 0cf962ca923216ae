"""A crawl's report as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from vustacrawl import __version__
from vustacrawl.clock import duration
from vustacrawl.disk import replace_text
from vustacrawl.report.gather import MAX_LIST_ROWS, CrawlReport
from vustacrawl.urls import split_url


def render(reports: Sequence[CrawlReport]) -> str:
    """Render the page; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("vustacrawl.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(duration=duration, moment=_moment, link=_link)
    template = environment.get_template("page.html")
    return template.render(reports=reports, version=__version__, longest=MAX_LIST_ROWS)


def write_page(reports: Sequence[CrawlReport], folder: Path) -> Path:
    """Write the page to ``folder``, named after its time and sites; return its path. Raises OSError."""
    began = min(report.crawl["started_at"] for report in reports)
    name = reports[0].crawl["site"] if len(reports) == 1 else f"{len(reports)}-sites"
    path = folder / f"{began[:19].replace('-', '').replace(':', '')}Z-{name}.html"
    folder.mkdir(parents=True, exist_ok=True)
    replace_text(path, render(reports))
    return path


def _moment(text: str | None) -> str:
    """Format a time of the catalog to the minute."""
    return (text or "no date")[:16].replace("T", " ")


def _link(url: str) -> str:
    """Return the URL if it is http(s), else ``#``."""
    return url if split_url(url) else "#"
