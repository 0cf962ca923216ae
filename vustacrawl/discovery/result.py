"""A probe's findings: pages, URLs, sample articles, listings, feeds, and the language and time zone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from vustacrawl.discovery.fetcher import FetchedPage
from vustacrawl.discovery.url_patterns import SeenUrl
from vustacrawl.items import Article
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.parsers.detection import FamilyGuess
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.sites import Profile
from vustacrawl.urls import host_of, join_url

VIETNAM = "Asia/Ho_Chi_Minh"
_MIN_TEXT_CHARS = 60
_TITLE_SEPARATOR = re.compile(r"\s+[-–|»:]\s+")


@dataclass(frozen=True)
class Sample:
    """An article page and the article parsed from it, or why there is none."""

    page: FetchedPage
    article: Article | None = None
    fault: str | None = None

    @property
    def url(self) -> str:
        """The page's URL."""
        return self.page.url

    @property
    def has_text(self) -> bool:
        """Whether a lead or paragraph of running text was found."""
        article = self.article
        texts = [article.lead or "", *(block.text for block in article.paragraphs)] if article else []
        return any(len(text) >= _MIN_TEXT_CHARS for text in texts)


@dataclass
class DiscoveryResult:
    """A probe's findings. URLs are canonical; ``missing`` lists conventional locations with their responses."""

    profile: Profile
    """Provisional: family, pattern, language and time zone are filled in as they are found."""
    home: str
    pages: list[FetchedPage] = field(default_factory=list)
    seen: dict[str, SeenUrl] = field(default_factory=dict)
    family: FamilyGuess = field(default_factory=lambda: FamilyGuess("generic"))
    pattern_urls: int = 0
    """How many URLs ``profile.article_url`` was derived from."""
    samples: list[Sample] = field(default_factory=list)
    listings: list[str] = field(default_factory=list)
    """Probed, and found to list articles."""
    more_listings: list[str] = field(default_factory=list)
    """Not probed, but their URLs have the same shape."""
    next_page: str | None = None
    """The next page that a listing links to."""
    script_pages: int = 0
    """Further pages of a listing that only a script leads to."""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    posts_api: str | None = None
    """The posts endpoint of WordPress's REST API, if it responds."""
    missing: list[str] = field(default_factory=list)
    requests: int = 0

    @property
    def document(self) -> Document:
        """The home page, parsed."""
        return read_document(self.pages[0].url, self.pages[0].body, self.pages[0].content_type)

    @property
    def frames(self) -> list[str]:
        """The pages that the home page, a frameset, shows."""
        sources = (frame.get("src", "") for frame in self.document.root.iter("frame"))
        return [url for source in sources if (url := join_url(self.document.base_url, source))]


def read_sample(page: FetchedPage, profile: Profile) -> Sample:
    """Parse an article page with a profile."""
    if page.failure:
        return Sample(page, fault=page.failure)
    try:
        return Sample(page, parse_article(page.url, page.body, profile, page.content_type))
    except NotAnArticle as error:
        return Sample(page, fault=str(error))


def main_language(samples: Iterable[Sample]) -> str:
    """Return the most frequent language of the samples (BCP 47, primary subtag); ``vi`` where none is known."""
    languages = Counter(sample.article.language for sample in samples if sample.article)
    return next((language for language, _ in languages.most_common(1) if language), "vi").partition("-")[0]


def time_zone(result: DiscoveryResult, language: str) -> str:
    """Return Vietnam's time zone if language, domain, printed times or CMS family point to Vietnam, else UTC (IANA)."""
    is_vietnamese = (
        language == "vi"
        or host_of(result.home).endswith(".vn")
        or result.family.cms.only_vietnamese
        or any(sample.article and "GMT+7" in (sample.article.published_raw or "") for sample in result.samples)
    )
    return VIETNAM if is_vietnamese else "UTC"


def site_names(result: DiscoveryResult) -> list[str]:
    """Return the site's names from metadata and the parts of the home page's title, or else its host."""
    document = result.document
    named = [document.meta_text("og:site_name") or "", *_TITLE_SEPARATOR.split(document.title_text or "")]
    general = {"trang chủ", "trang nhất", "home", "tin tức", "home page", "homepage"}
    found = [name for name in dict.fromkeys(named) if len(name) > 2 and name.lower() not in general]
    return found[:3] or [host_of(result.home)]
