"""A profile takes from its CMS family what it leaves out; the bundled ones come out as they were spelt in full."""

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
def test_bundled_profiles_have_their_families_values(name: str, key: str) -> None:
    assert getattr(find_profile(name), key) == EXPECTED[name][key]


@pytest.mark.parametrize("family", [name for name in FAMILIES if name != "generic"])
def test_three_keys_make_a_profile_of_a_known_family(family: str) -> None:
    profile = Profile(name="x", title="Liên hiệp hội", family=family, url="https://www.lien-hiep.vn/")
    assert profile.listings == ("https://www.lien-hiep.vn/",)
    assert profile.timezone == "Asia/Ho_Chi_Minh"
    assert not profile.is_article(profile.url)


def test_a_start_of_its_own_leaves_the_family_s_out() -> None:
    profile = Profile(name="x", title="Hội", family="wordpress", url="https://x.vn/", feeds=("https://x.vn/rss",))
    assert (profile.listings, profile.sitemaps, profile.feeds) == ((), (), ("https://x.vn/rss",))


def test_an_empty_listing_url_is_none_whatever_the_family_s() -> None:
    assert Profile(name="x", title="Hội", family="vnmedia", url="https://x.vn/", listing_url="").listing_pattern is None


@pytest.mark.parametrize("url", ["https://[", "http://", "tin", ""])
def test_a_wrong_address_is_named_and_not_joined(url: str) -> None:
    with pytest.raises(ValueError, match="url"):
        Profile(name="x", title="Hội", family="wordpress", url=url)
