"""What happens to the demo's sites between two crawls."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from vustacrawl.demo.article import DemoArticle
from vustacrawl.demo.blocks import TextBlock
from vustacrawl.demo.responses import Response
from vustacrawl.demo.site import DemoSite

SELECTABLE_ATTRIBUTES = re.compile(r' (?:class|id|itemprop|itemtype|property)="[^"]*"')


def edit(article: DemoArticle) -> None:
    """Change the title and the first paragraph of an article."""
    first = next(block for block in article.body if isinstance(block, TextBlock) and block.kind == "paragraph")
    article.title += " (cập nhật)"
    longer = replace(first, text=first.text + " Tin được bổ sung số liệu mới.", html=None)
    article.body[article.body.index(first)] = longer
    article.modified += timedelta(days=2)


def publish(site: DemoSite) -> DemoArticle:
    """Publish another article, dated a day after the newest."""
    return site.add_article(site.layout, site.newest_first[0].published + timedelta(days=1))


def answer(site: DemoSite, article: DemoArticle, response: Response) -> None:
    """Let the site respond to the URL of an article with something else, until ``restore``."""
    site.edge_cases[article.url.removeprefix(site.base)] = response


def restore(site: DemoSite, article: DemoArticle) -> None:
    """Let the site respond to the URL of an article with its page again."""
    del site.edge_cases[article.url.removeprefix(site.base)]


def redesign(site: DemoSite) -> None:
    """Remove every class, id and itemprop that a selector may rely on from the pages of the articles."""
    for article in site.articles:
        answer(site, article, Response(200, SELECTABLE_ATTRIBUTES.sub(' class="khoi"', article.page)))
