"""One spelling for each page (SITES.md, section 6, "URL oddities")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.frontier.urls import canonical_url, is_on_site
from vustacrawl.sites import Profile

PROFILE = Profile(
    name="vusta",
    title="VUSTA",
    family="vnmedia",
    url="https://vusta.vn/",
    article_url=r"-p(?P<id>\d+)\.html$",
    listings=("https://vusta.vn/tin-tuc",),
)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.vusta.vn./a-p1.html?utm_source=x&page=2#top", "https://vusta.vn/a-p1.html?page=2"),
        ("HTTPS://VUSTA.vn:443/a-p1.html", "https://vusta.vn/a-p1.html"),
        ("http://vusta.vn:80/a-p1.html", "https://vusta.vn/a-p1.html"),
        ("https://vusta.vn", "https://vusta.vn/"),
        ("https://vusta.vn/đại-hội-p1.html", "https://vusta.vn/%C4%91%E1%BA%A1i-h%E1%BB%99i-p1.html"),
        ("https://vusta.vn/da\u0323i-p1.html", "https://vusta.vn/d%E1%BA%A1i-p1.html"),
        ("https://vusta.vn/%c4%91-p1.html", "https://vusta.vn/%C4%91-p1.html"),
        ("https://vusta.vn/a/../b/./c", "https://vusta.vn/b/c"),
        ("https://vusta.vn/a?p_p_auth=xYz&cateId=3", "https://vusta.vn/a?cateId=3"),
        ("https://vusta.vn/a;jsessionid=12AB?x=1", "https://vusta.vn/a?x=1"),
        ("http://other.vn:8080/x?q=a b", "http://other.vn:8080/x?q=a%20b"),
        ("javascript:alert(1)", None),
        ("mailto:a@vusta.vn", None),
        ("http://[::1/", None),
        ("https://vusta.vn/" + "a" * 3000, None),
    ],
)
def test_spelling(url: str, canonical: str | None) -> None:
    assert canonical_url(url, PROFILE) == canonical


@given(st.text(max_size=60))
def test_canonical_is_idempotent(tail: str) -> None:
    once = canonical_url("https://vusta.vn/" + tail, PROFILE)
    assert once is None or canonical_url(once, PROFILE) == once


def test_other_hosts_and_ports_are_not_the_site() -> None:
    assert is_on_site("https://vusta.vn/a", PROFILE)
    assert not is_on_site("https://vusta.vn:8443/a", PROFILE)
    assert not is_on_site("https://vusta.vn.evil.example/a", PROFILE)
