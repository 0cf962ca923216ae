"""A page drawn by scripts is distinguished from a short one, and reported."""

from __future__ import annotations

import pytest

from tests.profiles import a_profile
from vustacrawl.parsers import NotAnArticle, find_links, parse_article
from vustacrawl.parsers.html.document import read_document
from vustacrawl.parsers.not_articles import drawn_by_script

PROFILE = a_profile("https://x.vn/", article_url=r"/bai/\d+")
HEAD = '<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Liên hiệp hội Thử</title>'
META = '<meta property="og:title" content="Hội thảo"><meta name="description" content="Ngày 3/5, hội thảo mở.">'
BUNDLE = '<script src="/static/main.8c1f.js" defer></script>'
DRAWN = {
    "react": f"{HEAD}{META}</head><body><noscript>You need to enable JavaScript to run this app.</noscript>"
    f'<div id="root"></div>{BUNDLE}</body></html>',
    "vue": f'{HEAD}</head><body><div id="app"><div class="loader">Đang tải…</div></div>{BUNDLE}</body></html>',
    "angular": f"{HEAD}</head><body><app-root></app-root>{BUNDLE}</body></html>",
    "nuxt": f'{HEAD}</head><body><div id="__nuxt"></div><script>window.__NUXT__={{}}</script>{BUNDLE}</body></html>',
    "noscript request": f"{HEAD}</head><body><noscript>Vui lòng bật JavaScript để xem tin.</noscript>"
    f'<div class="khung"></div>{BUNDLE}<footer>Trụ sở: số 1 đường Thử</footer></body></html>',
}
TEXT = (
    "Ngày 3 tháng 5, hội thảo về giống lúa chịu mặn được mở tại Bến Tre với hơn trăm nông dân và cán bộ khuyến nông. "
    * 3
)
PLAIN = {
    "short page": f"{HEAD}</head><body><p>Bài viết không tồn tại.</p></body></html>",
    "rendered on server": f'{HEAD}</head><body><div id="__next"><p>{TEXT}</p></div>{BUNDLE}</body></html>',
    "menu beside empty container": f'{HEAD}</head><body><div id="app"></div>{BUNDLE}'
    + "".join(f'<a href="/bai/{number}">Tin {number}</a>' for number in range(9))
    + "</body></html>",
    "scripts around text": f"{HEAD}</head><body><noscript>JavaScript?</noscript><p>{TEXT}</p>{BUNDLE}</body></html>",
}


@pytest.mark.parametrize("name", DRAWN)
def test_empty_container_is_reported_as_drawn_by_scripts(name: str) -> None:
    body = DRAWN[name].encode()
    with pytest.raises(NotAnArticle, match="drawn by scripts"):
        parse_article("https://x.vn/bai/1", body, PROFILE)
    assert "drawn by scripts" in str(find_links("https://x.vn/tin", body, PROFILE, "listing").fault)


@pytest.mark.parametrize("name", PLAIN)
def test_page_with_text_or_links_is_not_drawn_by_scripts(name: str) -> None:
    document = read_document("https://x.vn/tin", PLAIN[name].encode())
    assert drawn_by_script(document.root) is None
