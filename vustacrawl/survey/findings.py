"""What was seen of a site: its home page, addresses, articles, lists; and what its articles say of its language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from vustacrawl.items import Article
from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.parsers.detection import FamilyGuess
from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.sites import Profile
from vustacrawl.survey.addresses import Seen
from vustacrawl.survey.asking import Fetched
from vustacrawl.urls import host_of

VIETNAM = "Asia/Ho_Chi_Minh"
_RUNNING_TEXT = 60


@dataclass(frozen=True)
class Sample:
    """One article's page: what was read of it, or why nothing was."""

    page: Fetched
    article: Article | None = None
    fault: str | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return self.page.url

    @property
    def reads_well(self) -> bool:
        """Whether there is running text under a title."""
        article = self.article
        texts = [article.lead or "", *(block.text for block in article.paragraphs)] if article else []
        return any(len(text) >= _RUNNING_TEXT for text in texts)


@dataclass
class Survey:
    """What was seen of a site. Addresses are canonical; ``missing`` are usual places, each with what came instead."""

    profile: Profile
    """Provisional, with the family and the article's form as far as they are known."""
    home: str
    pages: list[Fetched] = field(default_factory=list)
    seen: dict[str, Seen] = field(default_factory=dict)
    family: FamilyGuess = field(default_factory=lambda: FamilyGuess("generic"))
    members: int = 0
    """Addresses from which the article's form was taken."""
    samples: list[Sample] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    """Those that were looked at and list articles."""
    more_lists: list[str] = field(default_factory=list)
    """Those that look like them and were not looked at."""
    next_page: str | None = None
    """The next page that one of the lists named."""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    posts: str | None = None
    """The list of WordPress's REST API, where it answers."""
    missing: list[str] = field(default_factory=list)
    requests: int = 0

    @property
    def document(self) -> Document:
        """The home page."""
        return read_document(self.pages[0].url, self.pages[0].body, self.pages[0].content_type)


def read_sample(page: Fetched, profile: Profile) -> Sample:
    """What a profile reads on an article's page."""
    if page.failure:
        return Sample(page, fault=page.failure)
    try:
        return Sample(page, parse_article(page.url, page.body, profile, page.content_type))
    except NotAnArticle as nothing:
        return Sample(page, fault=str(nothing))


def language_of(samples: Iterable[Sample]) -> str:
    """The language of most of them; Vietnamese where none shows."""
    languages = Counter(sample.article.language for sample in samples if sample.article)
    return next((language for language, _ in languages.most_common(1) if language), "vi").partition("-")[0]


def time_zone(survey: Survey, language: str) -> str:
    """Vietnam's for its language, its domain, its clock, and the CMS families that only its sites have; else UTC."""
    is_vietnamese = (
        language == "vi"
        or host_of(survey.home).endswith(".vn")
        or survey.family.cms.only_vietnamese
        or any(sample.article and "GMT+7" in (sample.article.published_raw or "") for sample in survey.samples)
    )
    return VIETNAM if is_vietnamese else "UTC"
