"""A static site of many articles on nginx, for the crawl benchmarks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from benchmarks.catalog import Library
from vustacrawl.demo.blocks import Block, TextBlock
from vustacrawl.demo.federation import Federation
from vustacrawl.demo.layouts.vnmedia import VnMedia

PER_LISTING = 50
PAGE_BYTES = 60_000
LINKS_PER_PAGE = 23


def profile(url: str, delay: float = 0, concurrency: int = 16) -> str:
    """Return the profile of the site at a URL as TOML."""
    return f"""title = "Bench"
family = "vnmedia"
url = "{url}/"
article_url = '-p(?P<id>\\d+)\\.html$'
listings = ["{url}/list-1.html"]
[politeness]
delay = {delay}
concurrency = {concurrency}
"""


def write_site(folder: Path, articles: int, page_bytes: int = PAGE_BYTES, seed: int = 1) -> None:
    """Article pages of about this size, each linking to 23 others, and listings of 50."""
    stories, library = Federation().sites[0].articles, _library()
    draw = Random(seed)
    for number in range(1, articles + 1):
        # Texts of the demo's few paragraphs would resemble each other, and each be compared with many others.
        body: list[Block] = [TextBlock("paragraph", text) for text in library.paragraphs(draw)]
        story = replace(stories[number % len(stories)], lead=library.lead(draw), body=body)
        page = VnMedia().render_article(story)
        page = page.replace("<h1", f"<!-- {number} --><h1", 1).replace("lần thứ", f"lần thứ {number} của", 1)
        links = "".join(
            f'<li><a href="/bai-p{draw.randint(1, articles)}.html">Bài khác</a></li>' for _ in range(LINKS_PER_PAGE)
        )
        rest = max(0, page_bytes - len(page.encode()) - len(links.encode()))
        boxes = "".join(f'<div class="box m{at % 7}"><span>Mục số {at}</span></div>' for at in range(rest // 2 // 56))
        script = f"<script>var d={'x' * (rest // 2)!r};</script>"
        page = page.replace("</main>", f"</main><footer>{boxes}</footer>{script}<aside><ul>{links}</ul></aside>", 1)
        (folder / f"bai-p{number}.html").write_text(page.replace('<link rel="canonical"', '<link rel="x"'), "utf-8")
    pages = -(-articles // PER_LISTING)
    for at in range(1, pages + 1):
        first = (at - 1) * PER_LISTING + 1
        items = "".join(
            f'<li><a href="/bai-p{number}.html">Bài {number}</a></li>'
            for number in range(first, min(first + PER_LISTING, articles + 1))
        )
        more = f'<a rel="next" href="/list-{at + 1}.html">Sau</a>' if at < pages else ""
        (folder / f"list-{at}.html").write_text(f"<html><body><ul>{items}</ul>{more}</body></html>", "utf-8")
    section = '<html lang="vi"><ul><li><a href="/bai-p1.html">Bài 1</a></li></ul></html>'
    (folder / "tin-tuc-su-kien-c37.html").write_text(section, "utf-8")  # every page links to it
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /muc/\n", "utf-8")


@cache
def _library() -> Library:
    return Library(1)


@contextmanager
def many_sites(root: Path, count: int, articles: int, page_bytes: int) -> Iterator[dict[str, str]]:
    """Serve sites on separate loopback addresses; yield their URLs by name."""
    hosts = [f"127.1.{number // 250}.{number % 250 + 1}" for number in range(count)]
    for number, host in enumerate(hosts):
        (root / "www" / host).mkdir(parents=True)
        write_site(root / "www" / host, articles, page_bytes, seed=number)
    with nginx(root / "www", hosts) as url:
        port = url.rpartition(":")[2]
        yield {f"bench{number}": f"http://{host}:{port}" for number, host in enumerate(hosts)}


@contextmanager
def nginx(folder: Path, hosts: Sequence[str] = ()) -> Iterator[str]:
    """Serve ``folder`` with nginx on a free port of loopback; yield its address. Needs nginx on the PATH.

    Each of ``hosts``, addresses of loopback, serves the folder of its name in ``folder``.
    """
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if program is None:
        raise SystemExit("this benchmark needs nginx (Debian: nginx-light)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listen = " ".join(f"listen {host}:{port};" for host in hosts or ["127.0.0.1"])
    state = folder.parent / "nginx"
    state.mkdir()
    (state / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {state}/pid; error_log {state}/error.log;\n"
        "events { worker_connections 1024; }\n"
        "http { access_log off; keepalive_requests 100000; charset utf-8;\n"
        "types { text/html html; text/plain txt; }\n"
        f"client_body_temp_path {state}/b; proxy_temp_path {state}/p; fastcgi_temp_path {state}/f;\n"
        f"uwsgi_temp_path {state}/u; scgi_temp_path {state}/s;\n"
        f"server {{ {listen} root {folder}/{'$host' if hosts else ''}; }} }}\n",
        "utf-8",
    )
    folder.parent.chmod(0o755)
    process = subprocess.Popen([program, "-c", str(state / "nginx.conf"), "-p", str(state)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex((hosts[0] if hosts else "127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
