"""One site of the federation: its profile, its articles, and its response to each path."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.article_generator import ArticleGenerator
from vustacrawl.demo.layouts.base import PageLayout, SiteLayout
from vustacrawl.demo.media import media
from vustacrawl.demo.responses import Response

ARTICLES_PER_LISTING = 15
ARTICLES_ON_HOME = 8
ROBOTS = "User-agent: *\nDisallow: /admin/\n"


@dataclass(frozen=True)
class LayoutPeriod:
    """A period (from and until a day, YYYY-MM-DD) in which a site published ``count`` articles in one layout."""

    layout: PageLayout
    count: int
    first: str
    last: str


class DemoSite:
    """A site with its articles; equal each time it is created."""

    def __init__(self, name: str, profile: str, layout: SiteLayout, periods: Sequence[LayoutPeriod]) -> None:
        """``profile`` is the site's TOML; ``layout`` renders its listings and new articles."""
        self.name, self.profile, self.layout = name, profile, layout
        facts = tomllib.loads(profile)
        self.base: str = facts["url"].rstrip("/")
        self.sends_last_modified = False
        """Whether responses have a Last-Modified header instead of an ETag."""
        self.edge_cases: dict[str, Response] = {"/robots.txt": Response(200, ROBOTS, "text/plain")}
        self.linked: list[str] = []
        """URLs that the first listing page links to besides articles."""
        self._writer = ArticleGenerator(name, self.base, facts.get("language", "vi"))
        self.articles: list[DemoArticle] = []
        for period in periods:
            first, last = datetime.fromisoformat(period.first), datetime.fromisoformat(period.last)
            for at in range(period.count):
                self.add_article(period.layout, first + (last - first) / period.count * at)

    @property
    def newest_first(self) -> list[DemoArticle]:
        """The articles in the order of the listing."""
        return sorted(self.articles, key=lambda article: article.published, reverse=True)

    def add_article(self, layout: PageLayout, day: datetime) -> DemoArticle:
        """Generate an article, published between 7:00 and 17:00 of a day, and add it to the site."""
        opens = day.replace(hour=7, minute=0, second=0, microsecond=0)
        published = opens + timedelta(minutes=self._writer.random.randrange(10 * 60))
        article = self._writer.write(layout, len(self.articles) + 1, published)
        self.articles.append(article)
        return article

    def respond(self, path: str, query: str) -> Response:
        """Return the response to a GET of a path of this site."""
        target = f"{path}?{query}" if query else path
        if found := self.edge_cases.get(target) or self._article(target) or self._listing(target) or self._home(target):
            return found
        listed = self.layout.sitemaps_and_feeds(self.base, self.newest_first).get(target)
        return listed() if listed else media(path)

    def _article(self, path: str) -> Response | None:
        article = next((article for article in self.articles if article.url == self.base + path), None)
        if article is None:
            return None
        return Response(200, article.page, modified=article.modified if self.sends_last_modified else None)

    def _home(self, path: str) -> Response | None:
        """Return a home page with a menu and the newest articles, unless the listing is the home page."""
        if path != "/":
            return None
        menu = f'<nav><a href="{self.layout.listing_path(1)}">Tin tức</a> <a href="/lien-he.html">Liên hệ</a></nav>'
        page = self.layout.render_listing(self.newest_first[:ARTICLES_ON_HOME], None, [])
        return Response(200, page.replace("<body>", f"<body>{menu}", 1))

    def _listing(self, path: str) -> Response | None:
        articles = self.newest_first
        for number in range(1, -(-len(articles) // ARTICLES_PER_LISTING) + 1):
            if path == self.layout.listing_path(number):
                listed = articles[(number - 1) * ARTICLES_PER_LISTING : number * ARTICLES_PER_LISTING]
                following = (
                    self.layout.listing_path(number + 1) if number * ARTICLES_PER_LISTING < len(articles) else None
                )
                return Response(200, self.layout.render_listing(listed, following, self.linked if number == 1 else []))
        return None
