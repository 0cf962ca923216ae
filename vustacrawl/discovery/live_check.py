"""Check a profile against its live site: the starting points of its crawl, and a few articles."""

from __future__ import annotations

from dataclasses import dataclass, field

from vustacrawl.discovery.fetcher import Fetch
from vustacrawl.discovery.result import Sample, read_sample
from vustacrawl.frontier.scope import why_dead_end
from vustacrawl.items import PageKind
from vustacrawl.parsers import find_links
from vustacrawl.sites import Profile
from vustacrawl.text import plural

MAX_STARTS = 4
"""Starting points of each kind that are fetched."""


@dataclass
class LiveCheck:
    """The findings, one per line, and which of them are faults."""

    lines: list[tuple[str, bool]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)

    def add(self, text: str, is_fault: bool = False) -> None:
        """Add a line."""
        self.lines.append((text, is_fault))

    @property
    def faults(self) -> int:
        """The number of lines that are faults."""
        return sum(is_fault for _, is_fault in self.lines)


async def check_live(fetch: Fetch, profile: Profile, pages: int) -> LiveCheck:
    """Fetch a profile's starting points and ``pages`` of the articles that they list, and report what fails."""
    found = LiveCheck()
    articles: dict[str, None] = {}
    for kind, urls in reversed(profile.starts):
        for url in urls[:MAX_STARTS]:
            articles |= dict.fromkeys(await _check_start(fetch, profile, url, kind, found))
    for url in [*articles][:pages]:
        sample = read_sample(await fetch(url), profile)
        found.samples.append(sample)
        found.add(f"{url}: {_summary_of(sample)}", is_fault=_is_faulty(sample))
    if not articles:
        found.add("no article to read: no starting point leads to one", is_fault=True)
    return found


async def _check_start(fetch: Fetch, profile: Profile, url: str, kind: PageKind, found: LiveCheck) -> list[str]:
    page = await fetch(url)
    if page.failure:
        found.add(f"{url}: {page.failure}", is_fault=True)
        return []
    links = find_links(page.url, page.body, profile, kind, page.content_type)
    articles = [link.url for link in links.found if link.kind == "article"]
    others = len(links.found) - len(articles)
    parts = [plural(len(articles), "article"), *([plural(others, "further list")] if others else [])]
    if links.script_pages:
        pages = f"at least {plural(links.script_pages, 'further page')}"
        parts.append(f"{pages} reached only by a script or a form, which a crawl does not run")
    elif links.next_page:
        parts.append(f"next page {links.next_page}")
    if fault := links.fault or (why_dead_end(links, profile) if kind == "listing" else None):
        parts.append(fault)
    found.add(f"{url}: {kind}: {', '.join(parts)}", is_fault=bool(fault) or not links.found)
    return articles


def _is_faulty(sample: Sample) -> bool:
    return not sample.has_text or sample.article is None or sample.article.published_at is None


def _summary_of(sample: Sample) -> str:
    article = sample.article
    if article is None:
        return f"not read: {sample.fault}"
    captions = sum(bool(image.caption) for image in article.images)
    return ", ".join(
        (
            f"date {article.published_at or 'none'}",
            f"author {article.author_name or article.author_initials or article.byline or 'none'}",
            "lead" if article.lead else "no lead",
            plural(len(article.paragraphs), "paragraph"),
            f"{captions} of {plural(len(article.images), 'caption')}",
        )
    )
