"""The report page of a crawl: escaped text, and no external resources."""

from __future__ import annotations

from typing import Any

from lxml import html

from vustacrawl.report.gather import CrawlReport
from vustacrawl.report.page import render

NASTY = '</style><script>alert("Đại hội")</script>\'"&'


def a_report(**fields: Any) -> CrawlReport:
    crawl = {
        "site": "vusta",
        "title": "Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam",
        "url": "https://vusta.vn/",
        "started_at": "2026-11-24T02:00:00.000Z",
        "finished_at": "2026-11-24T03:25:10.000Z",
        "outcome": "finished",
        "reason": None,
        "bytes": 3_000_000,
        "requests": 850,
    }
    counts = dict.fromkeys(("pages", "added", "changed", "gone", "problems", "pushed_back"), 0)
    lists: dict[str, Any] = {"new": [], "changed": [], "gone": [], "problems": [], "drift": [], "missing": []}
    given = {"crawl": crawl | counts | fields.pop("crawl", {}), **lists, "statuses": {200: 850}, "busiest_minute": 12}
    return CrawlReport(**(given | fields))


def an_article(title: str, url: str = "https://vusta.vn/a-p1.html") -> dict[str, Any]:
    return {"url": url, "title": title, "published_at": "2026-11-24T07:30:00+07:00", "language": "vi"}


def text_of(page: str) -> str:
    return " ".join(" ".join(html.document_fromstring(page).itertext()).split())


def test_text_from_sites_is_escaped() -> None:
    page = render(
        [
            a_report(
                crawl={"title": NASTY, "added": 1, "changed": 1, "problems": 2, "reason": NASTY, "site": "x"},
                new=[an_article(NASTY, "javascript:alert(1)")],
                changed=[an_article(NASTY) | {"fields": [NASTY]}],
                problems=[{"url": f"https://x.vn/{NASTY}", "stage": "fetch", "reason": NASTY, "detail": None}],
                drift=[NASTY],
            )
        ]
    )
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script")
    assert not tree.xpath("//a[starts-with(@href, 'javascript')]")
    assert text_of(page).count('<script>alert("Đại hội")</script>') == 8


def test_page_loads_no_external_resources() -> None:
    tree = html.document_fromstring(render([a_report()]))
    assert not tree.xpath("//link | //img | //iframe | //@src | //@style")
    assert tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [
        "default-src 'none'; style-src 'unsafe-inline'"
    ]
    assert "url(" not in tree.xpath("string(//style)")
    assert tree.xpath("//meta[@name='viewport']")


def test_page_lists_articles_problems_drift_and_request_rates() -> None:
    text = text_of(
        render(
            [
                a_report(
                    crawl={"added": 205, "changed": 1, "gone": 1, "problems": 2, "pushed_back": 3},
                    new=[an_article(f"Hội nghị lần thứ {number}") for number in range(200)],
                    changed=[an_article("Kế hoạch năm 2027") | {"fields": ["title", "captions"]}],
                    gone=[an_article("Thông báo tuyển dụng")],
                    problems=[{"url": "https://vusta.vn/x", "stage": "fetch", "reason": "HTTP 404", "detail": None}],
                    drift=["byline is found on 0% of 40 pages, on 95% before"],
                    statuses={200: 840, 429: 3, 404: 1},
                )
            ]
        )
    )
    for expected in (
        "New articles 205", "… and 5 more", "Hội nghị lần thứ 199", "Kế hoạch năm 2027 title, captions",
        "Thông báo tuyển dụng", "fetch: HTTP 404", "byline is found on 0% of 40 pages", "1 h 25 min",
        "requests per minute 10.0", "busiest minute 12", "HTTP 429 3", "840 × HTTP 200, 3 × HTTP 429", "with problems",
    ):  # fmt: skip
        assert expected in text, expected


def test_page_about_several_sites_begins_with_table() -> None:
    page = render([a_report(), a_report(crawl={"site": "husta", "problems": 1})])
    tree = html.document_fromstring(page)
    assert tree.xpath("//table//a/@href") == ["#vusta", "#husta"]
    assert tree.xpath("//section/@id") == ["vusta", "husta"]
    assert len(tree.xpath("//table//*[@class='bad']")) == 1


def test_page_without_new_articles_omits_their_section() -> None:
    assert "New articles" not in render([a_report()])
