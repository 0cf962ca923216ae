"""A profile inherits the settings that it omits from its CMS family; bundled profiles get the expected values."""

import pytest

from vustacrawl.families import FAMILIES
from vustacrawl.sites import Profile, find_profile

WORDPRESS_ARTICLE = (
    r"^https?://(?:www\.)?{host}/(?!(?:category|tag|author|page|feed|wp-[^/]*|gioi-thieu|lien-he)(?:/|$))"
    r"[^/?#]+/?(?:$|[?#])"
)
WORDPRESS_DENY = (
    "/wp-(?:admin|login|content|includes)",
    "[?&](?:s|replytocom|share|amp)=",
    "/(?:tag|author|comments)/",
    "/feed/[^?]",
)
VNMEDIA = {
    "article_url": r"-p(?P<id>\d+)\.html(?:$|[?#])",
    "listing_url": r"-c\d+\.html(?:$|[?#])",
    "deny": (r"/(?:tim-kiem|search|login|dang-nhap)\b",),
}
EXPECTED = {
    "husta": {
        "article_url": WORDPRESS_ARTICLE.replace("{host}", r"husta\.vn"),
        "listings": ("https://husta.vn/",),
        "sitemaps": ("https://husta.vn/wp-sitemap.xml",),
        "feeds": ("https://husta.vn/feed/",),
        "deny": WORDPRESS_DENY,
    },
    "hcmusta": {
        "article_url": WORDPRESS_ARTICLE.replace("{host}", r"hcmusta\.org\.vn"),
        "listings": ("https://hcmusta.org.vn/",),
        "sitemaps": ("https://hcmusta.org.vn/wp-sitemap.xml",),
        "feeds": ("https://hcmusta.org.vn/feed/",),
        "deny": WORDPRESS_DENY,
    },
    "hpusta": {
        "article_url": WORDPRESS_ARTICLE.replace("{host}", r"hpusta\.org\.vn"),
        "listings": ("https://hpusta.org.vn/",),
        "sitemaps": ("https://hpusta.org.vn/wp-sitemap.xml",),
        "feeds": ("https://hpusta.org.vn/feed/",),
        "deny": ("/wp-(?:admin|login|json|content|includes)", "[?&](?:s|replytocom|share|amp)="),
    },
    "vusta-en": {**VNMEDIA, "listings": ("https://en.vusta.vn/",), "sitemaps": (), "feeds": ()},
    "hoikinhtemoitruong": {**VNMEDIA, "listings": ("https://hoikinhtemoitruongvn.vn/",), "sitemaps": (), "feeds": ()},
    "kinhtemoitruong": {
        "article_url": r"/[^/?#]+-(?P<id>\d{3,})\.html(?:$|[?#])",
        "listing_url": None,
        "feeds": ("https://kinhtemoitruong.vn/rss/home.rss", "https://kinhtemoitruong.vn/rss/tin-moi.rss"),
        "deny": ("/(?:tim-kiem|tag|in-bai)/", "[?&](?:print|q)="),
    },
    "khcncaobang": {
        "listing_url": r"nv=news&op=(?!rss)[^/&#]+$",
        "listings": ("http://khcncaobang.gov.vn/index.php?language=vi&nv=news",),
    },
    "camau": {
        "listing_url": None,
        "listings": ("https://lienhiephoikhkt.camau.gov.vn/",),
        "deny": FAMILIES["generic"].usual_deny,
    },
}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in EXPECTED.items() for key in keys])
def test_bundled_profile_has_expected_setting(name: str, key: str) -> None:
    assert getattr(find_profile(name), key) == EXPECTED[name][key]


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "generic"])
def test_title_family_and_url_are_enough_for_profile(family: str) -> None:
    profile = Profile(name="x", title="Liên hiệp hội", family=family, url="https://www.lien-hiep.vn/")
    assert profile.listings == ("https://www.lien-hiep.vn/",)
    assert profile.timezone == "Asia/Ho_Chi_Minh"
    assert not profile.is_article(profile.url)


def test_own_starting_point_replaces_those_of_family() -> None:
    profile = Profile(name="x", title="Hội", family="wordpress", url="https://x.vn/", feeds=("https://x.vn/rss",))
    assert (profile.listings, profile.sitemaps, profile.feeds) == ((), (), ("https://x.vn/rss",))


def test_empty_listing_url_disables_listing_pattern_of_family() -> None:
    assert Profile(name="x", title="Hội", family="vnmedia", url="https://x.vn/", listing_url="").listing_pattern is None


@pytest.mark.parametrize("url", ["https://[", "http://", "tin", ""])
def test_invalid_url_is_rejected(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        Profile(name="x", title="Hội", family="wordpress", url=url)
