"""How the response to a visit is interpreted, status by status."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from tests.profiles import a_profile
from vustacrawl.archive.messages import HttpResponse
from vustacrawl.items import Page, PageKind
from vustacrawl.readers.page import MAX_REFRESH_S, FetchedResponse, read_page
from vustacrawl.reasons import COOKIE_WALL, ORIGIN_REDIRECT

URL = "https://hoi.vn/tin/bai-1.html"
OTHER = "https://hoi.vn/tin/bai-2.html"
PROFILE = a_profile(article_url=r"/tin/bai-(?P<id>\d+)\.html", listings=["https://hoi.vn/tin"], deny=[r"/in-trang"])
TEXT = "Hội nghị đã thảo luận nhiều nội dung quan trọng của năm tới, các đại biểu đều đồng ý với báo cáo."


def page_of(head: str = "", end: str = "</html>") -> bytes:
    return f"<html><head>{head}</head><body><h1>Hội nghị tổng kết công tác</h1><p>{TEXT}</p></body>{end}".encode()


def read(
    status: int = 200,
    body: bytes | None = None,
    kind: PageKind = "article",
    url: str = URL,
    truncated: str | None = None,
    is_cut_inside: bool = False,
    **headers: str,
) -> Page:
    answer = FetchedResponse(
        status,
        page_of() if body is None else body,
        "2026-11-05T03:04:05Z",
        {name.replace("_", "-"): value for name, value in headers.items()},
        truncated,
        is_cut_inside,
    )
    return read_page("hoi", url, kind, answer, PROFILE)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {}),
        (203, {}),
        (206, {"Content_Range": "bytes 0-499/500"}),
        (206, {"Content_Range": "Bytes  0-0/1"}),
        (226, {}),
        (226, {"IM": "Feed"}),
    ],
    ids=["200", "203", "206 with full range", "206 with full range of one byte", "226", "226 with new entries"],
)
def test_successful_response_is_read(status: int, headers: dict[str, str]) -> None:
    page = read(status, **headers)
    assert page.failure is None
    assert page.article
    assert page.article.title == "Hội nghị tổng kết công tác"


@pytest.mark.parametrize(
    "content_range",
    ["", "bytes 0-498/500", "bytes 1-499/500", "bytes 0-499/*", "bytes */500", "lines 0-499/500", "bytes 0-1-2/3"],
)
def test_partial_content_is_failure(content_range: str) -> None:
    page = read(206, Content_Range=content_range)
    assert (page.failure, page.article) == ("HTTP 206", None)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (226, {"IM": "vcdiff"}),
        (226, {"IM": "identity, gzip"}),
        *((each, {}) for each in (201, 202, 204, 205, 207, 208, 299)),
    ],
    ids=str,
)
def test_success_without_page_is_failure(status: int, headers: dict[str, str]) -> None:
    page = read(status, **headers)
    assert (page.failure, page.article) == (f"HTTP {status}", None)


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308])
def test_redirect_is_followed(status: int) -> None:
    page = read(status, body=b"", Location="bai-2.html")
    assert (page.failure, page.redirects_to) == (None, OTHER)
    assert [(link.url, link.kind) for link in page.links.found] == [(OTHER, "article")]


@pytest.mark.parametrize("status", [300, 302])
def test_redirect_without_valid_target_on_site_is_failure(status: int) -> None:
    assert read(status).failure == f"HTTP {status}"
    assert str(read(status, Location="http://[").failure).startswith("redirects to an invalid URL")
    assert str(read(status, Location="https://khac.vn/").failure).startswith("redirects off the site")
    assert str(read(status, Location="/in-trang/1").failure).startswith("redirects off the site")


def test_redirect_to_itself_is_loop_or_cookie_wall() -> None:
    assert read(302, Location=f"{URL}#tin").failure == "redirects to itself"
    assert read(302, Location=URL, Set_Cookie="D1N=abc; path=/").failure == COOKIE_WALL


@pytest.mark.parametrize("location", ["http://hoi.vn/tin/bai-1.html", "//www.hoi.vn/tin/bai-1.html#tin"])
@pytest.mark.parametrize("headers", [{}, {"Set_Cookie": "D1N=abc; path=/"}], ids=["", "with cookie"])
def test_redirect_to_same_page_elsewhere_on_site_names_where(location: str, headers: dict[str, str]) -> None:
    page = read(301, Location=location, **headers)
    assert page.failure == ORIGIN_REDIRECT
    assert page.failure_detail == ("http://hoi.vn" if location.startswith("http:") else "https://www.hoi.vn")


@pytest.mark.parametrize(
    "value",
    ["0;url=bai-2.html", "0; URL='/tin/bai-2.html'", '3 , url="bai-2.html"', f"{MAX_REFRESH_S}; /tin/bai-2.html"],
)
def test_refresh_header_is_redirect(value: str) -> None:
    page = read(Refresh=value)
    assert (page.redirects_to, page.article, page.failure) == (OTHER, None, None)


@pytest.mark.parametrize(
    "meta",
    [
        '<meta http-equiv="refresh" content="0;url=bai-2.html">',
        '<meta http-equiv="refresh" content="0; bai-2.html">',
        "<META HTTP-EQUIV=Refresh CONTENT='5; URL=/tin/bai-2.html'>",
        f'<meta content="1; url={OTHER}" http-equiv="refresh" />',
        '<base href="/tin/"><meta http-equiv="refresh" content="0;url=bai-2.html">',
        '<base href="/"><meta http-equiv="refresh" content="0;url=tin/bai-2.html">',
    ],
)
@pytest.mark.parametrize("kind", ["article", "listing", "feed", "sitemap"])
def test_meta_refresh_is_redirect(meta: str, kind: PageKind) -> None:
    page = read(body=page_of(meta), kind=kind)
    assert (page.redirects_to, page.article, page.failure) == (OTHER, None, None)


@pytest.mark.parametrize(
    "value",
    [
        "300",
        "300; url=/tin/bai-1.html",
        "0; url=/tin/bai-1.html",
        "0; url=bai-1.html#noi-dung",
        "300; url=/tin/bai-2.html",
        "0; url=https://khac.vn/",
        "0; url=/in-trang/1",
        "0; url=http://[",
        "0; url=javascript:alert(1)",
        "x; url=/tin/bai-2.html",
        "",
    ],
)
@pytest.mark.parametrize("is_header", [True, False], ids=["header", "meta"])
def test_reload_and_refresh_off_site_are_ignored(value: str, is_header: bool) -> None:
    meta = f'<meta http-equiv="refresh" content="{value}">'
    page = read(Refresh=value) if is_header else read(body=page_of(meta))
    assert page.article
    assert (page.redirects_to, page.failure) == (None, None)


def test_refresh_inside_noscript_is_ignored() -> None:
    meta = '<noscript><meta http-equiv="refresh" content="0; url=/tin/bai-2.html"></noscript>'
    assert read(body=page_of(meta)).redirects_to is None


def test_not_modified_response_has_no_article() -> None:
    page = read(304, body=b"", ETag='"a"')
    assert (page.failure, page.article) == (None, None)


@pytest.mark.parametrize("truncated", ["length", "time", "disconnect", "unspecified"])
def test_truncated_response_is_failure_unless_page_is_complete(truncated: str) -> None:
    cut = read(body=page_of()[:-20], truncated=truncated, ETag='"a"')
    assert (cut.failure, cut.article) == (f"truncated: {truncated}", None)
    whole = read(body=page_of(end="</HTML >\n<!-- trang 1 -->\n"), truncated=truncated, ETag='"a"')
    assert whole.article
    assert whole.failure is None
    for page in (cut, whole):
        assert page.capture
        assert (page.capture.truncated, page.capture.etag) == (truncated, None)


def test_page_with_incomplete_content_encoding_is_read_and_reported() -> None:
    page = read(body=page_of(end=""), is_cut_inside=True, ETag='"a"')
    assert page.article
    assert [(problem.stage, "ends early" in problem.reason) for problem in page.problems] == [("parse", True)]
    assert page.capture
    assert (page.capture.truncated, page.capture.etag) == ("unspecified", None)


@pytest.mark.parametrize("status", [204, 401, 403, 404, 410, 418, 500, 503, 599])
def test_any_other_status_is_failure(status: int) -> None:
    page = read(status, Retry_After="120")
    assert (page.failure, page.retry_after) == (f"HTTP {status}", 120.0)


@pytest.mark.parametrize("status", [400, 404, 410])
def test_error_after_last_page_of_listing_is_not_failure(status: int) -> None:
    assert read(status, kind="listing", url="https://hoi.vn/tin?page=7").failure is None
    assert read(status, kind="listing", url="https://hoi.vn/tin").failure == f"HTTP {status}"


def test_page_without_article_is_reported_as_problem() -> None:
    page = read(body=b"%PDF-1.7")
    assert page.failure is None
    assert [(problem.stage, problem.reason) for problem in page.problems] == [("parse", "no page but a PDF")]


def test_listing_gives_links_and_next_page() -> None:
    body = b'<a href="/tin/bai-2.html">Hai</a><a href="https://khac.vn/">Kh\xc3\xa1c</a><a href="/in-trang/1">In</a>'
    page = read(body=body, kind="listing", url="https://hoi.vn/tin")
    assert [link.url for link in page.links.found] == [OTHER]
    assert page.links.next_page is None
    header = '</>; rel="preload", </tin?sau=9>; title=x; rel="last next"'
    assert (
        read(body=body, kind="listing", url="https://hoi.vn/tin", Link=header).links.next_page
        == "https://hoi.vn/tin?sau=9"
    )


def test_image_has_size_and_ignores_refresh() -> None:
    out = BytesIO()
    Image.new("RGB", (3, 4)).save(out, "PNG")
    page = read(body=out.getvalue(), kind="image", url="https://hoi.vn/anh.png", Refresh="0; url=/tin/bai-2.html")
    assert (page.size, page.redirects_to) == ((3, 4), None)


@pytest.mark.parametrize("status", [0, 42, 1000])
def test_invalid_status_is_failure_without_capture(status: int) -> None:
    page = read(status)
    assert (page.failure, page.capture, page.article) == ("no valid HTTP status", None, None)
    assert HttpResponse.parse(b"HTTP/1.1 %03d X\r\n\r\n" % status).status == 0


def test_page_too_long_to_be_read_to_its_end_is_reported() -> None:
    page = read(body=page_of(end=f"<p>{TEXT * 20_000}</p>"))
    assert page.article
    assert [problem.text for problem in page.problems] == ["larger than 1.5 MB; the rest was not read"]
