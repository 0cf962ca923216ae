"""Pages and addresses that are no article, or not one more: what every real site has."""

from __future__ import annotations

import re

from vustacrawl.demo import vnmedia
from vustacrawl.demo.answers import Answer
from vustacrawl.demo.sites import DemoSite

SOFT_404 = vnmedia.page("vi", "<main><p>Bài viết không tồn tại hoặc đã bị gỡ bỏ.</p></main>", "")
MONTH = re.compile(r"/lich-cong-tac\.html\?thang=(\d{4})-(\d\d)")


def add_vusta_oddities(site: DemoSite) -> None:
    """On the first listing, beside its articles: each link is named once with what is odd about it."""
    moved, twin, tracked, in_session = site.stories[30:34]
    site.oddities |= {
        "/bai-cu-da-doi-ten-p8888.html": Answer(301, location=moved.url),
        "/lien-ket-ngoai-p8889.html": Answer(302, location="http://bao.khac.test/tin-8889.html"),
        "/khong-con-p99990.html": Answer(404, "<h1>404</h1>"),
        "/da-xoa-han-p99992.html": Answer(410, "<h1>410</h1>"),
        "/bai-da-go-p99993.html": Answer(200, SOFT_404),
        f"/chitiet/tin/{twin.slug}": Answer(200, twin.page),
        "/admin/sua-p99991.html": Answer(200, "<h1>admin</h1>"),
    }
    site.linked = [
        *site.oddities,
        f"{tracked.url}?utm_source=zalo&fbclid=x1#binh-luan",
        f"{in_session.url.replace('vusta.demo.test', 'www.vusta.demo.test.')}?PHPSESSID=9f8e7d6c",
        "/lich-cong-tac.html?thang=2025-06",
        "http://bao.khac.test/bai-p77.html",
        "mailto:vanphong@vusta.demo.test",
    ]
    site.linked.remove("/robots.txt")


def add_nukeviet_oddities(site: DemoSite) -> None:
    """Views of articles that are the same text again, which the profile denies."""
    for view, story in zip(("savefile", "print"), site.stories[:2], strict=True):
        path = f"/vi/news/{view}/tin-tuc/{story.slug}-{story.native_id}.html"
        site.oddities[path] = Answer(200, story.page)
        site.linked.append(path)


def calendar(asked: str) -> Answer | None:
    """A month of a calendar without an end: each links to the next and to the one before."""
    found = MONTH.fullmatch(asked)
    if found is None:
        return None
    months = int(found[1]) * 12 + int(found[2]) - 1
    links = "".join(
        f'<a href="/lich-cong-tac.html?thang={at // 12:04}-{at % 12 + 1:02}">{word}</a>'
        for at, word in ((months - 1, "Tháng trước"), (months + 1, "Tháng sau"))
    )
    return Answer(200, vnmedia.page("vi", f"<main><h1>Lịch công tác {found[2]}/{found[1]}</h1>{links}</main>", ""))
