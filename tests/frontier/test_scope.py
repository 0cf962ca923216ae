"""Which addresses are visited, and why the others are not."""

import pytest

from vustacrawl.frontier.scope import REASONS, Scope, refusal
from vustacrawl.items import Link, Links, Page
from vustacrawl.sites import Profile

PROFILE = Profile(
    name="s",
    title="S",
    family="vnmedia",
    url="https://s.vn/",
    article_url=r"-p(?P<id>\d+)\.html$",
    deny=("/in-bai/",),
    listings=("https://s.vn/l",),
)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://s.vn/bai-p1.html", None),
        ("https://elsewhere.vn/bai-p1.html", "off-site"),
        ("https://s.vn/lien-he", "pattern"),
        ("https://s.vn/in-bai/bai-p1.html", "pattern"),
        ("https://s.vn/a/b/a/b/a/b/bai-p1.html", "trap"),
        ("https://s.vn/" + "/".join(map(str, range(20))) + "/bai-p1.html", "trap"),
    ],
)
def test_refusal(url: str, reason: str | None) -> None:
    assert refusal(url, PROFILE) == reason
    assert reason is None or reason in REASONS


def test_a_pages_addresses_are_sorted_once() -> None:
    scope = Scope({"s": PROFILE}, follows_related=True)
    page = Page("s", "https://s.vn/bai-p1.html", "article")
    page.links = Links(
        outlinks=["https://s.vn/bai-p2.html?utm_source=x", "https://fb.example/", "https://s.vn/bai-p1.html"]
    )
    assert scope.sort(page) == ([Link("https://s.vn/bai-p2.html", "article")], [("https://fb.example/", "off-site")])
    assert scope.sort(page) == ([], [])
    scope.forget(page)
    assert scope.sort(page) == ([Link("https://s.vn/bai-p2.html", "article")], [("https://fb.example/", "off-site")])


def test_only_listings_lead_on_where_old_articles_are_left() -> None:
    scope = Scope({"s": PROFILE}, follows_related=False)
    page = Page("s", "https://s.vn/bai-p1.html", "article", links=Links(outlinks=["https://s.vn/bai-p2.html"]))
    assert scope.sort(page) == ([], [])
