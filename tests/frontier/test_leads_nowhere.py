"""Lists that were read and give a crawl nothing to visit, each with its reason."""

import pytest

from vustacrawl.frontier.scope import leads_nowhere
from vustacrawl.items import Link, Links
from vustacrawl.sites import find_profile

PROFILE = find_profile("vusta")
ARTICLE = "https://vusta.vn/hoi-nghi-p77.html"


@pytest.mark.parametrize(
    ("outlinks", "reason"),
    [
        ([], "no links on the page"),
        (["https://elsewhere.example/"], "no links to this site on the page"),
        (["https://vusta.vn/lien-he"], "no links to articles on the page (article_url)"),
    ],
)
def test_reason(outlinks, reason):
    assert leads_nowhere(Links(outlinks=outlinks), PROFILE) == reason


def test_list_with_an_article_or_a_next_page_leads_somewhere():
    assert leads_nowhere(Links([Link(ARTICLE, "article")]), PROFILE) is None
    assert leads_nowhere(Links(next_page="https://vusta.vn/tin?page=2"), PROFILE) is None
