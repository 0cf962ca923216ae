"""Which URLs are visited, and why others are not."""

import pytest

from tests.profiles import a_profile
from vustacrawl.frontier.scope import MAX_SAME_LISTS, Scope, refusal, why_dead_end
from vustacrawl.items import Link, Links, Page
from vustacrawl.reasons import EXPLANATIONS, RELATED
from vustacrawl.sites import Profile

PROFILE = a_profile("https://s.vn/", name="s", article_url=r"-p(?P<id>\d+)\.html$", deny=["/in-bai/"])


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
def test_refusal_reason(url: str, reason: str | None) -> None:
    assert refusal(url, PROFILE) == reason
    assert reason is None or reason in EXPLANATIONS


def test_links_of_page_are_sorted_once_until_forgotten() -> None:
    scope = Scope({"s": PROFILE}, follows_related=True)
    page = Page("s", "https://s.vn/bai-p1.html", "article")
    page.links = Links(
        outlinks=["https://s.vn/bai-p2.html?utm_source=x", "https://fb.example/", "https://s.vn/bai-p1.html"]
    )
    assert scope.sort(page) == ([Link("https://s.vn/bai-p2.html", "article")], [("https://fb.example/", "off-site")])
    assert scope.sort(page) == ([], [])
    scope.forget(page)
    assert scope.sort(page) == ([Link("https://s.vn/bai-p2.html", "article")], [("https://fb.example/", "off-site")])


def test_beginnings_of_too_long_urls_on_site_are_skipped_as_traps() -> None:
    page = Page("s", "https://s.vn/", "listing")
    page.links = Links(outlinks=[f"https://{host}/tin?{'ả=1&' * 3000}" for host in ("s.vn", "khac.vn")])
    [(url, reason)] = Scope({"s": PROFILE}, follows_related=True).sort(page)[1]
    assert (url.startswith("https://s.vn/tin?%E1%BA%A3=1&"), reason) == (True, "trap")


def test_article_links_are_skipped_without_follows_related() -> None:
    scope = Scope({"s": PROFILE}, follows_related=False)
    page = Page("s", "https://s.vn/bai-p1.html", "article", links=Links(outlinks=["https://s.vn/bai-p2.html"]))
    assert scope.sort(page) == ([], [("https://s.vn/bai-p2.html", RELATED)])


def test_listings_with_repeated_links_are_not_continued() -> None:
    profile = Profile.model_validate(PROFILE.model_dump() | {"listing_url": "/lich/"})
    scope = Scope({"s": profile}, follows_related=True)
    for month in range(MAX_SAME_LISTS + 1):
        page = Page("s", f"https://s.vn/lich/{month}", "listing")
        page.links = Links([Link("https://s.vn/bai-p1.html", "article")], outlinks=[f"https://s.vn/lich/{month + 1}"])
        wanted, refused = scope.sort(page)
        is_last = month == MAX_SAME_LISTS
        assert scope.repeats_lists(page) == is_last
        assert (Link(page.links.outlinks[0], "listing") in wanted) != is_last
        assert refused == ([(page.links.outlinks[0], "trap")] if is_last else [])


@pytest.mark.parametrize(
    ("outlinks", "reason"),
    [
        ([], "no links on the page"),
        (["https://elsewhere.example/"], "no links to this site on the page"),
        (["https://s.vn/lien-he"], "no links to articles on the page (article_url)"),
    ],
)
def test_listing_without_article_links_gives_reason(outlinks: list[str], reason: str) -> None:
    assert why_dead_end(Links(outlinks=outlinks), PROFILE) == reason


def test_listing_with_article_or_next_page_gives_no_reason() -> None:
    assert why_dead_end(Links([Link("https://s.vn/bai-p1.html", "article")]), PROFILE) is None
    assert why_dead_end(Links(next_page="https://s.vn/l?page=2"), PROFILE) is None
