"""Make the README's pictures of the pages: ``python docs/page_pictures.py``; needs Debian's Chromium and Noto's fonts.

They show the demo's federation as ``vustacrawl serve`` does, crawled twice, with images and an edited article.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests know how a federation is crawled twice

from tests.demo.conftest import COMMAND, Run, rows, run_demo
from tests.web.conftest import crawl_twice

PICTURES = Path(__file__).parent / "pictures"
DESK = {"width": 1200, "height": 900}
PHONE = {"width": 390, "height": 844}
ILLUSTRATED = """
SELECT article_id FROM images JOIN articles ON articles.id = article_id
WHERE site = 'demo-vusta' AND sha256 IS NOT NULL AND after_paragraph > 0 AND caption IS NOT NULL AND lead IS NOT NULL
ORDER BY published_at DESC LIMIT 1
"""


def main() -> None:
    """Crawl, serve, look."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        run = run_demo(Path(folder))
        crawl_twice(run)
        article = rows(run.catalog, ILLUSTRATED)[0][0]
        edited = rows(run.catalog, "SELECT article_id FROM article_versions ORDER BY 1 LIMIT 1")[0][0]
        server, address = serve(run)
        try:
            with sync_playwright() as playwright:
                options = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
                take(browser, "home", f"{address}/?year=2021", DESK)
                take(browser, "search", f"{address}/search?q=dai+hoi", DESK)
                take(browser, "article", f"{address}/articles/{article}", DESK)
                take(browser, "site-dark", f"{address}/sites/demo-vusta", DESK, is_dark=True)
                take(browser, "changes", f"{address}/articles/{edited}/versions", DESK)
                take(browser, "home-phone", f"{address}/?year=2021", PHONE)
                take(browser, "article-phone-dark", f"{address}/articles/{article}", PHONE, is_dark=True)
                browser.close()
        finally:
            server.terminate()
            server.wait(20)


def serve(run: Run) -> tuple[subprocess.Popen[str], str]:
    """The command, and where it serves."""
    server = subprocess.Popen([*COMMAND, "serve", "--port", "0"], cwd=run.folder, stderr=subprocess.PIPE, text=True)
    said = server.stderr.readline() if server.stderr else ""
    return server, said.partition(" at ")[2].partition("/ ")[0]


def take(browser: Browser, name: str, url: str, size: dict[str, int], is_dark: bool = False) -> None:
    """One picture of what a reader sees first, in few colours so that it stays small."""
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
