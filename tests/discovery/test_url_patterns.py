"""Patterns of article URLs, derived from a sample (docs/sites.md, sections 1, 6, 7 and 8)."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vustacrawl.discovery.url_patterns import SeenUrl, article_pattern, is_service_url, likely_article_groups
from vustacrawl.parsers.detection import FamilyGuess

TITLE = "Liên hiệp hội tổng kết công tác năm và bàn kế hoạch mới"


def pattern_of(family: str, articles: list[str], others: list[str]) -> str:
    seen = [*(SeenUrl(url, TITLE) for url in articles), *(SeenUrl(url, "Tin tức", in_menu=True) for url in others)]
    group = likely_article_groups(seen)[0]
    assert {member.url for member in group.members} == set(articles)
    return article_pattern(group, FamilyGuess(family), "https://x.vn/", [*others, "https://x.vn/"])


@pytest.mark.parametrize(
    ("family", "articles", "ids", "others"),
    [
        (
            "generic",
            [f"/index.php?id=7&tx_ttnews%5Btt_news%5D={number}&cHash=0a1{number}" for number in (358, 357)],
            ["358", "357"],
            ["/index.php?id=2", "/index.php?id=2&tx_ttnews%5Bpointer%5D=1&cHash=ab10"],
        ),
        (
            "vnmedia",
            ["/hop-ban-thuong-truc-p93001.html", "/trao-giai-p93000.html"],
            ["93001", "93000"],
            ["/tin-tuc-su-kien-c37.html", "/tin-tuc/co-quan-tw.html?page=2"],
        ),
        ("vnmedia", ["/hop-ban-thuong-truc-61424.html", "/trao-giai-61425.html"], ["61424", "61425"], ["/tin-c3.html"]),
        (
            "nukeviet",
            ["/vi/news/tin-tuc/le-hoi-12.html", "/vi/news/hoat-dong/tong-ket-10.html"],
            ["12", "10"],
            ["/vi/news/tin-tuc/", "/vi/news/savefile/tin-tuc/le-hoi-12.html", "/vi/about/gioi-thieu-1.html"],
        ),
        (
            "nukeviet",
            [f"/index.php?language=vi&nv=news&op=tin/{slug}" for slug in ("le-hoi-12", "tong-ket-10")],
            ["12", "10"],
            ["/index.php?language=vi&nv=news&op=tin", "/index.php?language=vi&nv=about&op=gioi-thieu"],
        ),
        (
            "wordpress",
            ["/hop-ban-thuong-truc/", "/trao-giai-sang-tao/"],
            [None, None],
            ["/gioi-thieu/", "/category/tin-tuc/", "/tag/hop/", "/page/2/", "/wp-login.php", "/?s=hop"],
        ),
        (
            "wordpress",
            ["/2024/03/hop-ban-thuong-truc/", "/2023/11/trao-giai/"],
            [None, None],
            ["/gioi-thieu/", "/category/tin-tuc/"],
        ),
        (
            "generic",
            ["/?655=5&658=94&657=635&654=4", "/?655=5&658=94&657=636&654=4"],
            ["635", "636"],
            ["/?655=5&658=94", "/?655=1"],
        ),
        ("generic", ["/NewsDetail.aspx?Id=9036", "/NewsDetail.aspx?Id=9037"], ["9036", "9037"], ["/News.aspx?Id=3"]),
        ("generic", ["/NewsDetails/Index/5046", "/NewsDetails/Index/5047"], ["5046", "5047"], ["/News/Index/3"]),
        ("generic", ["/trong-rung/217645.html", "/hoi-thao/217646.html"], ["217645", "217646"], ["/tin-tuc"]),
        (
            "generic",
            ["/moi-truong/rung_160_52578_1.html", "/bien/dao_161_52579_1.html"],
            ["52578", "52579"],
            ["/moi-truong_160.html"],
        ),
        ("generic", ["/hop-ban-thuong-truc.493", "/trao-giai.494"], ["493", "494"], ["/tin-tuc", "/lien-he"]),
        ("generic", ["/hop-ban-bid295.html", "/trao-giai-bid296.html"], ["295", "296"], ["/tin-tuc-cid3.html"]),
        ("generic", ["/vusta/hop-ban-post1600574.html", "/vusta/gat-post16.html"], ["1600574", "16"], ["/tin-vusta/"]),
        (
            "generic",
            ["/hop-ban-thuong-truc-3091.html", "/trao-giai-3092.html"],
            ["3091", "3092"],
            ["/trung-uong-12.html", "/dia-phuong-13.html"],
        ),
        ("generic", ["/xem-tin-tuc/hop-ban.html", "/xem-tin-tuc/trao-giai.html"], [None, None], ["/tin-tuc.html"]),
    ],
)
def test_pattern_matches_only_articles(
    family: str, articles: list[str], ids: list[str | None], others: list[str]
) -> None:
    articles, others = [f"https://x.vn{path}" for path in articles], [f"https://x.vn{path}" for path in others]
    pattern = pattern_of(family, articles, others)
    found = [re.search(pattern, url) for url in articles]
    assert [match and match.groupdict().get("id") for match in found] == ids
    assert [url for url in others if re.search(pattern, url)] == []


def test_pattern_matches_articles_outside_sample() -> None:
    pattern = pattern_of("generic", ["https://x.vn/rung-bien/217645.html", "https://x.vn/dao/217646.html"], [])
    assert re.search(pattern, "https://www.x.vn/bai-khac/9.html")


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/tag/hop/", True),
        ("/tim-kiem?q=hop", True),
        ("/search/", True),
        ("/vi/news/print/tin/le-hoi-12.html", True),
        ("/index.php?language=vi&nv=users&op=login", True),
        ("/?s=hop", True),
        ("/wp-login.php", True),
        ("/tai-lieu.pdf", True),
        ("/dang-nhap", True),
        ("/tin-tuc/co-quan-tw.html", False),
        ("/hoi-thao-in-3d-cho-hoc-sinh-p12.html", False),
        ("/tags-la-gi-va-dung-the-nao.html", False),
        ("/NewsDetail.aspx?Id=9036", False),
    ],
)
def test_service_urls_are_recognized(path: str, service: bool) -> None:
    assert is_service_url(f"https://x.vn{path}") == service


SEGMENT = st.text("abc0123456789-_.%ê", min_size=1, max_size=14)
ADDRESS = st.builds("/".join, st.lists(SEGMENT, min_size=1, max_size=3)) | st.from_regex(
    r"[a-c]?\?[a-z]=[a-z0-9]+", fullmatch=True
)


@given(st.lists(ADDRESS, min_size=1, max_size=6), st.lists(ADDRESS, max_size=4))
@example([".0", ".1"], [])
def test_pattern_matches_any_sample(articles: list[str], others: list[str]) -> None:
    seen = [SeenUrl(f"https://x.vn/{path}", TITLE) for path in dict.fromkeys(articles)]
    for group in likely_article_groups(seen):
        for family in ("generic", "wordpress"):
            non_articles = [f"https://x.vn/{path}" for path in others]
            pattern = article_pattern(group, FamilyGuess(family), "https://x.vn/", non_articles)
            members = [member.url for member in group.members]
            assert all(re.search(pattern, url) for url in members if url not in non_articles)


def test_pattern_is_not_limited_to_years_of_sample() -> None:
    seen = ["https://x.vn/2024/03/05/hop-ban-thuong-truc/", "https://x.vn/2024/03/02/trao-giai-sang-tao/"]
    pattern = pattern_of("wordpress", seen, ["https://x.vn/gioi-thieu/", "https://x.vn/category/tin-tuc/"])
    assert re.search(pattern, "https://x.vn/2011/12/30/tong-ket-nam/")
    assert not re.search(pattern, "https://x.vn/tin/12/30/tong-ket-nam/")
