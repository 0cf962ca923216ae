"""Edge cases of real sites: redirects, soft 404s, duplicate views, tracking parameters, an endless calendar."""

from __future__ import annotations

import re

from vustacrawl.demo.layouts.vnmedia import page_frame
from vustacrawl.demo.responses import Response
from vustacrawl.demo.site import DemoSite

SOFT_404 = page_frame("<main><p>Bài viết không tồn tại hoặc đã bị gỡ bỏ.</p></main>")
MONTH = re.compile(r"/lich-cong-tac\.html\?thang=(\d{4})-(\d\d)")


def add_vusta_edge_cases(site: DemoSite) -> None:
    """Add edge cases, each linked once from the first listing page."""
    moved, twin, tracked, in_session = site.articles[30:34]
    site.edge_cases |= {
        "/bai-cu-da-doi-ten-p8888.html": Response(301, location=moved.url),
        "/lien-ket-ngoai-p8889.html": Response(302, location="http://bao.khac.test/tin-8889.html"),
        "/khong-con-p99990.html": Response(404, "<h1>404</h1>"),
        "/da-xoa-han-p99992.html": Response(410, "<h1>410</h1>"),
        "/bai-da-go-p99993.html": Response(200, SOFT_404),
        f"/chitiet/tin/{twin.slug}": Response(200, twin.page),
        "/admin/sua-p99991.html": Response(200, "<h1>admin</h1>"),
    }
    site.linked = [
        *site.edge_cases,
        f"{tracked.url}?utm_source=zalo&fbclid=x1#binh-luan",
        f"{in_session.url.replace('vusta.demo.test', 'www.vusta.demo.test.')}?PHPSESSID=9f8e7d6c",
        "/lich-cong-tac.html?thang=2025-06",
        "http://bao.khac.test/bai-p77.html",
        "mailto:vanphong@vusta.demo.test",
    ]
    site.linked.remove("/robots.txt")


def add_nukeviet_edge_cases(site: DemoSite) -> None:
    """Add save and print views of articles, which the profile's ``deny`` excludes."""
    for view, article in zip(("savefile", "print"), site.articles[:2], strict=True):
        path = f"/vi/news/{view}/tin-tuc/{article.slug}-{article.native_id}.html"
        site.edge_cases[path] = Response(200, article.page)
        site.linked.append(path)


def endless_calendar(target: str) -> Response | None:
    """Return a month of an endless calendar, which links to the next and the previous; None for other paths."""
    found = MONTH.fullmatch(target)
    if found is None:
        return None
    months = int(found[1]) * 12 + int(found[2]) - 1
    links = "".join(
        f'<a href="/lich-cong-tac.html?thang={at // 12:04}-{at % 12 + 1:02}">{word}</a>'
        for at, word in ((months - 1, "Tháng trước"), (months + 1, "Tháng sau"))
    )
    return Response(200, page_frame(f"<main><h1>Lịch công tác {found[2]}/{found[1]}</h1>{links}</main>"))
