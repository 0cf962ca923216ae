"""Make the README's pictures of the pages: ``python docs/page_pictures.py``; needs Debian's Chromium and Noto's fonts.

They show the demo's federation in ``vustacrawl serve``, crawled twice, with images and an edited article. Given a
folder, it takes full screenshots of every page instead, on a phone, a tablet and a desktop, for review after a change.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests already crawl a federation twice

from tests.demo.conftest import COMMAND, Run, rows, run_demo
from tests.web.conftest import crawl_twice, make_workspace
from tests.web.test_browser import DATASETTE_PAGES, IDS, PAGES

PICTURES = Path(__file__).parent / "pictures"
DESK = {"width": 1200, "height": 900}
PHONE = {"width": 390, "height": 844}
EVERY = ((390, "vi", "light"), (768, "en", "dark"), (1440, "vi", "dark"), (1440, "en", "light"))
"""Widths, languages and colour schemes in which every page is shown."""
ILLUSTRATED = """
SELECT article_id FROM images JOIN articles ON articles.id = article_id
WHERE site = 'demo-vusta' AND sha256 IS NOT NULL AND after_paragraph > 0 AND caption IS NOT NULL AND lead IS NOT NULL
ORDER BY published_at DESC LIMIT 1
"""


def main() -> None:
    """Crawl, serve and take the pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run = run_demo(Path(folder))
        (make_workspace if sys.argv[1:] else crawl_twice)(run)
        server, address = serve(run)
        try:
            with sync_playwright() as playwright:
                options = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
                if sys.argv[1:]:
                    take_every(browser, address, run, Path(sys.argv[1]))
                else:
                    take_few(browser, address, run)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def take_few(browser: Browser, address: str, run: Run) -> None:
    """Take the README's pictures."""
    article = rows(run.catalog, ILLUSTRATED)[0][0]
    edited = rows(run.catalog, "SELECT article_id FROM article_versions ORDER BY 1 LIMIT 1")[0][0]
    take(browser, "home", f"{address}/?year=2021", DESK)
    take(browser, "search", f"{address}/search?q=dai+hoi", DESK)
    take(browser, "article", f"{address}/articles/{article}", DESK)
    take(browser, "site-dark", f"{address}/sites/demo-vusta", DESK, is_dark=True)
    take(browser, "changes", f"{address}/articles/{edited}/versions", DESK)
    take(browser, "home-phone", f"{address}/?year=2021", PHONE)
    take(browser, "article-phone-dark", f"{address}/articles/{article}", PHONE, is_dark=True)


def take_every(browser: Browser, address: str, run: Run, folder: Path) -> None:
    """Take full screenshots of every page that the tests visit."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: quote(str(rows(run.catalog, f"{sql} ORDER BY 1 LIMIT 1")[0][0])) for name, sql in IDS.items()}
    pages = {name: path.format(**found) for name, path in PAGES.items()} | {path: path for path in DATASETTE_PAGES}
    for width, language, scheme in EVERY:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language)
        page = context.new_page()
        for name, path in pages.items():
            page.goto(f"{address}{path}", wait_until="networkidle")
            file = "-".join(re.findall(r"\w+", name))
            page.screenshot(path=folder / f"{file}-{width}-{language}-{scheme}.png", full_page=True)
        context.close()


def serve(run: Run) -> tuple[subprocess.Popen[str], str]:
    """The command, and where it serves."""
    server = subprocess.Popen([*COMMAND, "serve", "--port", "0"], cwd=run.folder, stderr=subprocess.PIPE, text=True)
    said = server.stderr.readline() if server.stderr else ""
    return server, said.partition(" at ")[2].partition("/ ")[0]


def take(browser: Browser, name: str, url: str, size: dict[str, int], is_dark: bool = False) -> None:
    """Take one picture of the first screen, in few colours so that it stays small."""
    page = browser.new_page(viewport=size, locale="vi-VN", color_scheme="dark" if is_dark else "light")
    page.goto(url, wait_until="networkidle")
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    page.close()
    with Image.open(path) as picture:
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    sys.stdout.write(f"{path.name}: {path.stat().st_size // 1000} kB\n")


if __name__ == "__main__":
    main()
