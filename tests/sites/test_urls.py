"""One canonical URL for each page (docs/sites.md, section 6, "URL oddities")."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.profiles import a_profile
from vustacrawl.sites import find_profile

PROFILE = a_profile("https://vusta.vn/", family="vnmedia", article_url=r"-p(?P<id>\d+)\.html$")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.vusta.vn./a-p1.html?utm_source=x&page=2#top", "https://vusta.vn/a-p1.html?page=2"),
        ("HTTPS://VUSTA.vn:443/a-p1.html", "https://vusta.vn/a-p1.html"),
        ("http://vusta.vn:80/a-p1.html", "https://vusta.vn/a-p1.html"),
        ("http:/vusta.vn/a-p1.html", "https://vusta.vn/a-p1.html"),
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
def test_canonical_url(url: str, canonical: str | None) -> None:
    assert PROFILE.canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("site", "url", "canonical"),
    [
        ("husta", "http://www.husta.vn./bai/", "https://husta.vn/bai/"),
        ("husta", "https://husta.vn/to\u0323a-\u0111a\u0300m/", "https://husta.vn/t%E1%BB%8Da-%C4%91%C3%A0m/"),
        ("husta", "https://husta.vn/?p=5310&fbclid=IwAR0x", "https://husta.vn/?p=5310"),
        ("hcmusta", "http://hcmusta.org.vn/bai-viet?zarsrc=30", "https://hcmusta.org.vn/bai-viet"),
        (
            "lhhdanang",
            "http://www.lhhdanang.vn/?655=5&658=94&657=635&654=4&utm_medium=x",
            "https://lhhdanang.vn/?655=5&658=94&657=635&654=4",
        ),
        (
            "tusta",
            "http://tusta.org.vn/(S(abcdefghijklmnopqrstuvwx))/NewsDetail.aspx?Id=9036",
            "http://tusta.org.vn/NewsDetail.aspx?Id=9036",
        ),
        (
            "bacninh",
            "https://hkhkt.bacninh.gov.vn/web/tin;jsessionid=0AF3?p_p_id=newsbycategory_WAR_x&p_p_auth=Zk3Qp8aB&cateId=12",
            "https://hkhkt.bacninh.gov.vn/web/tin?p_p_id=newsbycategory_WAR_x&cateId=12",
        ),
        (
            "khcncaobang",
            "http://www.khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin/a-12#comment",
            "http://khcncaobang.gov.vn/index.php?language=vi&nv=news&op=tin/a-12",
        ),
        ("vncold", "http://vncold.vn/NewsDetails/Index/5046", "http://www.vncold.vn/NewsDetails/Index/5046"),
        ("hointtvn", "https://hointtvn.vn/gap-mat-20/10-bid295.html", "https://hointtvn.vn/gap-mat-20/10-bid295.html"),
        ("kienthuc", "https://kienthuc.net.vn/tin-vusta/?page=4", "https://kienthuc.net.vn/tin-vusta/?page=4"),
        ("husta", "https://husta.vn/to%CC%A3a-%C4%91a%CC%80m/", "https://husta.vn/t%E1%BB%8Da-%C4%91%C3%A0m/"),
        ("vusta", "http://vusta.vn./a-p1.html?gclid=1", "https://vusta.vn/a-p1.html"),
    ],
)
def test_canonical_url_on_member_sites(site: str, url: str, canonical: str) -> None:
    assert find_profile(site).canonical_url(url) == canonical


@given(st.text(max_size=60))
def test_canonical_url_is_idempotent(tail: str) -> None:
    once = PROFILE.canonical_url("https://vusta.vn/" + tail)
    assert once is None or PROFILE.canonical_url(once) == once


def test_other_hosts_and_ports_are_not_on_site() -> None:
    assert PROFILE.is_on_site("https://vusta.vn/a")
    assert not PROFILE.is_on_site("https://vusta.vn:8443/a")
    assert not PROFILE.is_on_site("https://vusta.vn.evil.example/a")
