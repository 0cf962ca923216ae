"""The pages of ``vustacrawl serve`` in a real browser: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.demo.conftest import COMMAND, Run, rows
from tests.waiting import HANG_S
from tests.web.conftest import MALICIOUS, SCRIPT, serving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)"),
]

REPLAY = Path(__file__).parents[2] / ".replay" / "package"
DESK = {"width": 1440, "height": 900}
WIDTHS = (768, 390)
"""Widths of a tablet and a phone, in pixels; tested after DESK."""
SITE_NAMES = {"vi": "Lưu trữ tin tức VUSTA", "en": "VUSTA news archive"}
PAGES = {
    "home": "/",
    "a year": "/?year=2021",
    "search": "/search?q=hoi+thao",
    "nothing found": "/search?q=kh%C3%B4ngc%C3%B3g%C3%ACnh%C6%B0th%E1%BA%BF",
    "narrowed search": "/search?q=khoa&site=demo-vusta&since=2015-01-01&exact=1",
    "search in a year": "/search?q=khoa+hoc&year=2019",
    "trends": "/trends?q=chuyen+doi+so,+hoi+thao,+khoa+hoc",
    "trends by month": "/trends?q=hoi+thao&by=month",
    "no trends": "/trends",
    "people": "/people",
    "person": "/people/{person}",
    "tags": "/tags",
    "tag": "/tags/{tag}",
    "sections": "/sections",
    "section": "/sections/{section}",
    "places": "/places",
    "members": "/members",
    "article": "/articles/{illustrated}",
    "article with a table": "/articles/{tabular}",
    "repost": "/articles/{repost}",
    "malicious article": "/articles/{malicious}",
    "versions": "/articles/{edited}/versions",
    "capture": "/captures/{capture}",
    "sites": "/sites",
    "site": "/sites/demo-vusta",
    "downloads": "/downloads",
    "not found": "/nix",
    "tables": "/catalog",
}
DATASETTE_PAGES = (
    "/catalog/articles",
    "/catalog?sql=select+1",
    "/catalog/captions",
    "/catalog/articles/1",
    "/catalog/reposts",
    "/catalog/captions?title__contains=zzzq",
    "/catalog/articles?_facet=site&site=demo-vusta&_sort=title",
    "/catalog?sql=select+*+from+articles+where+site=:site&site=demo-vusta",
)
IDS = {
    "illustrated": "SELECT article_id FROM images WHERE sha256 IS NOT NULL AND after_paragraph > 0",
    "tabular": "SELECT article_id FROM paragraphs WHERE cells IS NOT NULL",
    "repost": "SELECT article_id FROM duplicates",
    "malicious": f"SELECT id FROM articles WHERE url = '{MALICIOUS.url}'",
    "edited": "SELECT article_id FROM article_versions",
    "person": "SELECT person FROM person_names WHERE person NOT LIKE '%<%'",
    "tag": "SELECT tag FROM tags WHERE tag NOT LIKE '%<%'",
    "section": "SELECT section FROM articles WHERE section NOT LIKE '%<%'",
    "capture": "SELECT capture_id FROM articles WHERE id = (SELECT min(article_id) FROM images)",
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not run as root in a container.
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def address_of(run: Run, server: str) -> dict[str, str]:
    found = {name: quote(str(rows(run.catalog, f"{sql} ORDER BY 1 LIMIT 1")[0][0])) for name, sql in IDS.items()}
    return {name: server + path.format(**found) for name, path in PAGES.items()}


@contextmanager
def visit(browser: Browser, url: str, **more: Any) -> Iterator[Page]:
    """Open a page; fail if it logs errors or warnings or requests another origin."""
    context = browser.new_context(**({"viewport": DESK, "locale": "vi-VN"} | more))
    page = context.new_page()
    faults: list[str] = []
    origin = "/".join(url.split("/")[:3]) + "/"
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"dialog {dialog.message}"))
    page.on("request", lambda sent: None if sent.url.startswith(origin) else faults.append(f"request to {sent.url}"))
    response = page.goto(url, wait_until="networkidle")
    assert response is not None
    yield page
    message_of_404 = "the server responded with a status of 404"
    assert [fault for fault in faults if response.status != 404 or message_of_404 not in fault] == []
    context.close()


def serious_faults(page: Page) -> list[str]:
    """Return the serious and critical accessibility violations found by axe."""
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in Axe().run(page, options={"iframes": False}).response["violations"]
        if fault["impact"] in ("serious", "critical")
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("language", SITE_NAMES)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_at_every_width_in_light_and_dark(
    browser: Browser, address_of: dict[str, str], name: str, language: str
) -> None:
    address = address_of[name]
    with visit(browser, f"{address}{'&' if '?' in address else '?'}lang={language}") as page:
        assert page.locator("h1").count() == 1
        assert page.title().endswith(SITE_NAMES[language])
        assert serious_faults(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        page.emulate_media(color_scheme="dark")
        assert serious_faults(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", DATASETTE_PAGES)
def test_datasette_pages_work_under_content_security_policy(
    browser: Browser, server: str, path: str, scheme: str
) -> None:
    with visit(browser, server + path, color_scheme=scheme) as page:
        assert page.locator("h1").count() == 1
        assert page.locator("header.top nav a").count() >= 6
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert serious_faults(page) == []


def test_facets_open_in_drawer_on_phone(browser: Browser, address_of: dict[str, str]) -> None:
    with visit(browser, address_of["search in a year"], viewport={"width": 390, "height": 844}) as page:
        facets = page.locator("aside.facets")
        assert not facets.is_visible()
        page.locator("button.to-facets").click()
        assert facets.is_visible()
        assert facets.locator("ul.years a").count() > 5, "facets are counted after the page has loaded"
        assert serious_faults(page) == []
        page.keyboard.press("Escape")
        assert not facets.is_visible()


def test_trend_point_links_to_its_articles(browser: Browser, address_of: dict[str, str]) -> None:
    with visit(browser, address_of["trends"]) as page:
        assert page.locator("[data-chart=trends] path").count() >= 3
        page.locator("[data-chart=trends] .series-2 circle").last.click()
        page.wait_for_url("**/search?q=*year=*")
        assert page.locator("ol.hits li").count() >= 1


@pytest.mark.parametrize("typed", ["hội thảo", "hoi thao", "HOI THAO"])
def test_search_with_and_without_accents_finds_same_articles(
    browser: Browser, server: str, address_of: dict[str, str], typed: str
) -> None:
    with visit(browser, server + "/") as page:
        page.locator("input[name=q]").first.fill(typed)
        page.get_by_role("button", name="Tìm").click()
        page.wait_for_url("**/search?q=*")
        assert page.locator("ol.hits mark").first.inner_text().lower().startswith("hội thảo")
        first = page.locator("ol.hits h2 a").first.get_attribute("href")
    with visit(browser, address_of["search"]) as page:
        assert page.locator("ol.hits h2 a").first.get_attribute("href") == first


def test_article_is_reachable_by_keyboard_alone(browser: Browser, server: str) -> None:
    with visit(browser, server + "/") as page:
        keyboard = page.keyboard
        keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        keyboard.press("Enter")
        keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == "q"
        keyboard.type("chuyen doi so")
        keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        for _ in range(40):
            keyboard.press("Tab")
            if page.evaluate("document.activeElement.closest('ol.hits h2') !== null"):
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        keyboard.press("Enter")
        page.wait_for_url("**/articles/**")
        assert page.locator("article h1").is_visible()


def test_chosen_language_is_kept(browser: Browser, server: str) -> None:
    with visit(browser, server + "/search?q=hoi") as page:
        page.get_by_role("link", name="English").click()
        page.wait_for_url("**lang=en")
        assert page.locator("html").get_attribute("lang") == "en"
        assert page.locator("input[name=q]").first.input_value() == "hoi"
        page.get_by_role("link", name="Sites", exact=True).click()
        page.wait_for_url("**/sites")
        assert page.locator("h1").inner_text() == "Sites"


def test_charts_are_drawn_and_day_links_to_its_articles(browser: Browser, server: str) -> None:
    with visit(browser, server + "/?year=2021") as page:
        assert page.locator("[data-chart=calendar] svg").count() == 12
        assert page.locator("[data-chart=calendar] .day").count() == 365
        page.locator("[data-chart=calendar] .day:not(.level-0)").first.click()
        page.wait_for_url("**/search?since=2021-*")
        assert page.locator("ol.hits li").count() >= 1
    with visit(browser, server + "/sites/demo-vusta") as page:
        assert page.locator("[data-chart=timeline] rect.mark").count() > 50


def test_script_in_article_is_shown_as_text(browser: Browser, address_of: dict[str, str]) -> None:
    with visit(browser, address_of["malicious article"]) as page:
        assert SCRIPT in page.locator("article h1").inner_text()
        assert SCRIPT in page.locator("figcaption").first.inner_text()
        assert page.locator("article script, article img").count() == 0


def test_archived_page_shows_images_in_sandbox(browser: Browser, address_of: dict[str, str]) -> None:
    with visit(browser, address_of["capture"]) as page:
        assert page.locator("iframe").get_attribute("sandbox") == ""
        page.locator("iframe").scroll_into_view_if_needed()
        image = page.frame_locator("iframe").locator("img[src]").first
        image.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        box = image.bounding_box()
        assert box is not None
        assert box["width"] > 50


def test_printed_article_has_no_navigation(browser: Browser, address_of: dict[str, str]) -> None:
    with visit(browser, address_of["article"]) as page:
        page.emulate_media(media="print")
        assert not page.locator("header.top").is_visible()
        assert page.locator("article h1").is_visible()
        assert page.locator("article img").first.is_visible()


@pytest.mark.skipif(not (REPLAY / "ui.js").exists(), reason="ReplayWeb.page is not installed (`make replay`)")
def test_archived_page_is_replayed_in_replayweb_page(browser: Browser, run: Run, tmp_path: Path) -> None:
    copy = run.copy(tmp_path)
    subprocess.run([*COMMAND, "package", "demo-vusta"], cwd=copy.folder, check=True, timeout=HANG_S)
    capture, title = rows(copy.catalog, "SELECT capture_id, title FROM articles WHERE site = 'demo-vusta' LIMIT 1")[0]
    with serving(copy, "--replay", str(REPLAY)) as address:
        page = browser.new_context().new_page()
        page.goto(f"{address}/captures/{capture}")
        page.locator("a[href^='/replay/']").click()
        page.frame_locator("iframe").locator("h1").get_by_text(str(title)).wait_for(timeout=1000 * HANG_S)
        page.context.close()
