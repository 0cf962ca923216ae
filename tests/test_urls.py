"""URLs from pages, headers and archives are joined, split and canonicalized, or None; they never raise."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vustacrawl.urls import (
    Home,
    canonical_host,
    canonical_url,
    host_of,
    join_url,
    path_of,
    replayed,
    split_url,
    target_of,
)

BASE = "https://hoi.example/tin/bai-1.html"

INVALID_URLS = [
    "",
    " ",
    "http://[",
    "http://]",
    "http://[::1",
    "http://[fe80::1%25eth0]/",
    "http://[v1.a]/",
    "http://host\u2100/",
    "http://a b/",
    "http://hội nghị/",
    "http://a..b/",
    "http://:80/",
    "http://user@/",
    "http://host:65536/",
    "http://host:0/",
    "http://host:abc/",
    "http://host:-1/",
    "http://" + "a" * 64 + ".example/",
    "http://\x00/",
    "http://ho\x1bst/",
    "http://\ud800/",
    "http://%zz/",
    "http://%00/",
    "http://256.1.1.1/",
    "http://hoi.example.1/",
    "http:",
    "http://",
    "ftp://host/",
    "javascript:alert(1)",
    "/tin/",
]


@pytest.mark.parametrize("url", INVALID_URLS, ids=ascii)
def test_invalid_urls(url):
    assert split_url(url) is None
    assert canonical_url(url) is None
    assert host_of(url) == path_of(url) == target_of(url) == ""


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Hoi.Example:80", "http://hoi.example/"),
        ("https://hoi.example:443/a#b", "https://hoi.example/a"),
        ("https://hoi.example:80/a", "https://hoi.example:80/a"),
        ("https://user:secret@hoi.example/a", "https://hoi.example/a"),
        ("http://hoi.example./a", "http://hoi.example/a"),
        ("http://[2001:DB8:0:0:0:0:0:1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("http://[::1]/", "http://[::1]/"),
        ("http://khoahọc.vn/a", "http://xn--khoahc-tl8b.vn/a"),
        ("http://KHOAHỌC.vn/a", "http://xn--khoahc-tl8b.vn/a"),
        ("http://khoaho\u0323c.vn/a", "http://xn--khoahc-tl8b.vn/a"),
        ("http://kho%61h%E1%BB%8Dc.vn/a", "http://xn--khoahc-tl8b.vn/a"),
        ("http://xn--khoahc-tl8b.vn/a", "http://xn--khoahc-tl8b.vn/a"),
        ("http://hoi。example/a", "http://hoi.example/a"),
        ("http://127.1/a", "http://127.0.0.1/a"),
        ("http://0x7F000001:8080/a", "http://127.0.0.1:8080/a"),
        ("http://010.0.0.1/", "http://8.0.0.1/"),
        ("http://my_site.example/", "http://my_site.example/"),
        ("http:\\\\hoi.example\\tin\\bai.html?p=a\\b", "http://hoi.example/tin/bai.html?p=a%5Cb"),
        ("http://hoi.example\\@evil.example/", "http://hoi.example/@evil.example/"),
        ("http:///hoi.example/a", "http://hoi.example/a"),
        ("  http://hoi.example/a\tb\nc  ", "http://hoi.example/abc"),
        ("http://hoi.example/a/%2e%2e/b", "http://hoi.example/b"),
        ("http://hoi.example/a/%2E/./b/.%2e/c", "http://hoi.example/a/c"),
        ("http://hoi.example/../../a", "http://hoi.example/a"),
        ("http://hoi.example/a/..", "http://hoi.example/"),
        ("http://hoi.example/a//b", "http://hoi.example/a//b"),
        ("http://hoi.example/?%73id=1", "http://hoi.example/?sid=1"),
        ("http://hoi.example/?%75tm_source=x&id=1", "http://hoi.example/?id=1"),
        ("http://hoi.example/%7eab/%41", "http://hoi.example/~ab/A"),
        ("http://hoi.example/a%2fb%3f", "http://hoi.example/a%2Fb%3F"),
        ("http://hoi.example/100%-tot", "http://hoi.example/100%25-tot"),
        ("http://hoi.example/%%32e", "http://hoi.example/%252e"),
        ("http://hoi.example/a%ffb", "http://hoi.example/a%FFb"),
        ("http://hoi.example/a\x00b", "http://hoi.example/a%00b"),
        ("http://hoi.example/a\x1b[31m", "http://hoi.example/a%1B%5B31m"),
        ("http://hoi.example/\u212b", "http://hoi.example/%C3%85"),
        ("http://hoi.example/a?&&b=1&", "http://hoi.example/a?b=1"),
        ("http://hoi.example/a\ud800", None),
        ("http://hoi.example/" + "ộ" * 300, None),
    ],
    ids=ascii,
)
def test_canonical_url(url, canonical):
    assert canonical_url(url) == canonical
    assert canonical is None or canonical_url(canonical) == canonical


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("name=News&sid=12", "name=News&sid=12"),
        ("sid=20231012100900123", "sid=20231012100900123"),
        ("s=hoi-thao-chuyen-doi-so-2023", "s=hoi-thao-chuyen-doi-so-2023"),
        ("session=tong-ket-nam-2023", "session=tong-ket-nam-2023"),
        ("session=hoithaochuyendoiso2023", "session=hoithaochuyendoiso2023"),
        ("id=3&sid=0f3a9bc2d41e5f60718293a4b5c6d7e8", "id=3"),
        ("SID=q3v9k1n7a5m2c8r4t6b0l1e3s5", ""),
        ("s=9f86d081884c7d659a2feaa0c55ad015&id=3", "id=3"),
        ("id=3&PHPSESSID=1", "id=3"),
        ("ASPSESSIONIDQQABCD=XYZ&id=3", "id=3"),
        ("id=9f86d081884c7d659a2feaa0c55ad015", "id=9f86d081884c7d659a2feaa0c55ad015"),
    ],
)
def test_session_ids_are_recognized_by_value(query, canonical):
    assert canonical_url(f"http://hoi.example/?{query}") == f"http://hoi.example/?{canonical}".rstrip("?")


def test_configured_session_parameters_are_removed():
    site = split_url("http://hoi.example/")
    assert site is not None
    token = "0f3a9bc2d41e5f60718293a4b5c6d7e8"
    none = Home(site, frozenset(["hoi.example"]), ())
    assert canonical_url(f"http://hoi.example/?sid={token}", none) == f"http://hoi.example/?sid={token}"
    one = Home(site, frozenset(["hoi.example"]), ("phien",))
    assert canonical_url("http://hoi.example/?phien=1&sid=2", one) == "http://hoi.example/?sid=2"


@pytest.mark.parametrize(
    ("home", "url", "canonical"),
    [
        ("https://hoi.example/", "http://www.hoi.example:80/a", "https://hoi.example/a"),
        ("https://hoi.example/", "https://hoi.example:8443/a", "https://hoi.example:8443/a"),
        ("http://hoi.example:8080/", "http://www.hoi.example:8080/a", "http://hoi.example:8080/a"),
        ("http://hoi.example:8080/", "http://hoi.example/a", "http://hoi.example/a"),
        ("http://hoi.example:8080/", "http://cu.example/a", "http://hoi.example:8080/a"),
        ("http://[::1]:8080/", "http://[0:0::1]:8080/a", "http://[::1]:8080/a"),
    ],
)
def test_hosts_and_ports_of_site_are_canonicalized(home, url, canonical):
    site = split_url(home)
    assert site is not None
    hosts = frozenset([site.host, f"www.{site.host}", "cu.example"])
    assert canonical_url(url, Home(site, hosts)) == canonical


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("bai-2.html", "https://hoi.example/tin/bai-2.html"),
        ("/bai-2.html#a", "https://hoi.example/bai-2.html"),
        ("?p=2", "https://hoi.example/tin/bai-1.html?p=2"),
        ("../anh/a.jpg", "https://hoi.example/anh/a.jpg"),
        ("//cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("///cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("\\\\cdn.example\\a.jpg", "https://cdn.example/a.jpg"),
        ("/\\cdn.example/a.jpg", "https://cdn.example/a.jpg"),
        ("Upload\\anh 1.jpg", "https://hoi.example/tin/Upload/anh 1.jpg"),
        ("https:/a.jpg", "https://hoi.example/a.jpg"),
        (" \n/a\nb.jpg ", "https://hoi.example/ab.jpg"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://khoahọc.vn/a", "http://khoahọc.vn/a"),
        ("#top", None),
        ("mailto:a@hoi.example", None),
        ("data:text/html,x", None),
        ("http://[", None),
        ("//[", None),
        ("//host\u2100/", None),
        ("https://hoi.example:99999/", None),
        ("", None),
    ],
    ids=ascii,
)
def test_join_url(href, url):
    assert join_url(BASE, href) == url


def test_join_url_adds_scheme_before_host_of_site():
    hosts = {"hoi.example", "xn--khoahc-tl8b.vn"}
    assert join_url(BASE, "Hoi.example/a", hosts) == "https://Hoi.example/a"
    assert join_url(BASE, "khoahọc.vn/a", hosts) == "https://khoahọc.vn/a"
    assert join_url(BASE, "khac.example/a", hosts) == "https://hoi.example/tin/khac.example/a"


def test_join_url_without_base():
    assert join_url("", "/a") is None
    assert join_url("http://[", "a") is None
    assert join_url("", "https://hoi.example/a") == "https://hoi.example/a"


@pytest.mark.parametrize(
    ("host", "canonical"), [("WWW.Hoi.Example.", "www.hoi.example"), ("[::1]", "::1"), ("a b", None), ("", None)]
)
def test_canonical_host(host, canonical):
    assert canonical_host(host) == canonical


PIECES = (
    *(
        "http://",
        "https://",
        "HTTP:",
        "//",
        "/",
        "\\",
        "?",
        "#",
        "&",
        "=",
        ":",
        ";",
        "@",
        "[",
        "]",
        ".",
        "..",
        "%",
        "+",
    ),
    *("hoi.example", "127.0.0.1", "::1", "khoahọc", "xn--a", "ẞ", "℀", "。", "\u0301", "\u212a", "\u037e", "\ud800"),
    *("%2e", "%2E%2e", "%73", "%FF", "%CC%81", "%E1%BB%8D", "%25", "%%32e", "%u0110", "e", "K", "1", " ", "\t", "\x00"),
    *("sid=", "utm_source=", ";jsessionid=", "/(S(abcdefghijklmnopqrstuvwx))", "0f3a9bc2d41e5f60", ":80", ":65536"),
)
HOME = Home(split_url("http://hoi.example:8080/"), frozenset(["hoi.example", "www.hoi.example"]))  # type: ignore[arg-type]
urls = st.lists(st.sampled_from(PIECES) | st.characters(), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://web.archive.org/web/20190102030405/http://hoi.example/1?a=b", "http://hoi.example/1?a=b"),
        ("http://web.archive.org/web/20190102030405im_/https://hoi.example/1.png", "https://hoi.example/1.png"),
        ("https://web.archive.org/web/2019*/http://hoi.example/", None),
        ("https://web.archive.org/web/20190102030405/javascript:alert(1)", None),
        ("https://web.archive.org.hoi.example/web/20190102030405/http://hoi.example/", None),
        ("https://hoi.example/?u=https://web.archive.org/web/20190102030405/http://a.example/", None),
    ],
)
def test_original_of_copy_in_wayback_machine(url, expected):
    assert replayed(url) == (expected and (expected, "20190102030405"))


@given(urls)
def test_canonical_url_is_idempotent_and_never_raises(tail):
    for url in (tail, f"http://hoi.example/{tail}", f"http://{tail}"):
        once = canonical_url(url, HOME)
        assert once is None or (once.isascii() and canonical_url(once, HOME) == once)


@given(urls, urls)
def test_join_url_returns_valid_url_or_none(base, href):
    joined = join_url(base, href)
    assert joined is None or split_url(joined) is not None


@pytest.mark.slow
def test_canonical_url_is_idempotent_for_random_urls():
    draw = random.Random(11)
    canonical = 0
    for _ in range(100_000):
        tail = "".join(draw.choices(PIECES, k=draw.randrange(7)))
        joined = join_url("http://hoi.example:8080/tin/", tail)
        once = canonical_url(joined, HOME) if joined else None
        if once is not None:
            canonical += 1
            assert canonical_url(once, HOME) == once
    assert canonical > 20_000
