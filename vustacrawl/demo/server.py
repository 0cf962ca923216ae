"""The federation on loopback: a real HTTP server that also answers as a proxy for its made-up hosts."""

from __future__ import annotations

import hashlib
import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from PIL import Image, ImageDraw

from vustacrawl.demo import nukeviet, vnmedia, wordpress
from vustacrawl.demo.federation import PER_LISTING, DemoSite, Federation
from vustacrawl.demo.story import Answer

TEMPLATES = {
    "demo-vusta": vnmedia,
    "demo-vusta-en": vnmedia,
    "demo-nukeviet": nukeviet,
    "demo-wordpress": wordpress,
}
XML = "application/xml; charset=utf-8"


class DemoServer:
    """Answers for every site of a federation; ``asked`` counts each URL's GETs."""

    def __init__(self, federation: Federation) -> None:
        self.federation = federation
        self.asked: Counter[str] = Counter()
        self.proxy_url = ""
        self._sites = {urlsplit(site.base).netloc: site for site in federation.sites}
        self._failed_once: set[str] = set()
        self._lock = threading.Lock()

    def answer(self, url: str) -> Answer | bytes:
        """What a GET of an absolute URL gets; bytes are a JPEG."""
        parts = urlsplit(url)
        with self._lock:
            self.asked[url] += 1
        site = self._sites.get(parts.netloc)
        if site is None:
            return Answer(404, "no such host")
        if parts.path.endswith(".jpg"):
            return picture(parts.path)
        if parts.path in site.oddities:
            return site.oddities[parts.path]
        if self._fails_for_now(site, url):
            return Answer(500, "try again")
        for story in site.stories:
            if story.url == url:
                return Answer(200, TEMPLATES[site.name].article(story))
        return self._listing_or_sitemap(site, parts.path, parts.query)

    def _fails_for_now(self, site: DemoSite, url: str) -> bool:
        if site.name != "demo-vusta" or url != site.stories[40].url or url in self._failed_once:
            return False
        self._failed_once.add(url)
        return True

    def _listing_or_sitemap(self, site: DemoSite, path: str, query: str) -> Answer:
        index = f'<?xml version="1.0"?><sitemapindex><sitemap><loc>{site.base}%s</loc></sitemap></sitemapindex>'
        match path:
            case "/sitemap-vi.xml":
                return Answer(200, index % "/sitemap-vi.news.xml", XML)
            case "/wp-sitemap.xml":
                return Answer(200, index % "/wp-sitemap-posts-post-1.xml", XML)
            case "/sitemap-vi.news.xml" | "/wp-sitemap-posts-post-1.xml":
                return Answer(200, sitemap(site), XML)
        number = page_number(path, query)
        first = (number - 1) * PER_LISTING
        stories = site.stories[first : first + PER_LISTING]
        if not stories:
            return Answer(404, "no such page")
        more = next_page(site, path, number) if first + PER_LISTING < len(site.stories) else None
        return Answer(200, TEMPLATES[site.name].listing(stories, more, site.linked if number == 1 else []))


def page_number(path: str, query: str) -> int:
    """The number of a listing's page, in each family's spelling."""
    if "page" in (parameters := parse_qs(query)):
        return int(parameters["page"][0])
    last = path.rstrip("/").rpartition("/")[2].removeprefix("page-")
    return int(last) if last.isdigit() else 1


def next_page(site: DemoSite, path: str, number: int) -> str:
    """The address of the following page, in each family's spelling."""
    if site.name.startswith("demo-vusta"):
        return f"{path}?page={number + 1}"
    return f"/vi/news/tin-tuc/page-{number + 1}/" if site.name == "demo-nukeviet" else f"/page/{number + 1}/"


def sitemap(site: DemoSite) -> str:
    """All articles with the time of their publication."""
    rows = "".join(
        f"<url><loc>{story.url}</loc><lastmod>{story.published:%Y-%m-%dT%H:%M}:00+07:00</lastmod></url>"
        for story in site.stories
    )
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def picture(path: str) -> bytes:
    """A JPEG that is the same for the same path."""
    shade = hashlib.sha256(path.encode()).digest()
    image = Image.new("RGB", (640, 420), (shade[0], shade[1], shade[2]))
    ImageDraw.Draw(image).ellipse((120, 60, 520, 360), fill=(shade[3], shade[4], shade[5]))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()


@contextmanager
def serve(federation: Federation) -> Iterator[DemoServer]:
    """Serve on a free port of loopback until the block ends."""
    state = DemoServer(federation)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            """Answer an absolute-form request line (a proxy's) or one with a Host header."""
            url = self.path if self.path.startswith("http:") else f"http://{self.headers.get('Host')}{self.path}"
            answer = state.answer(url)
            if isinstance(answer, bytes):
                self._send(200, answer, "image/jpeg", None)
            else:
                self._send(answer.status, answer.text.encode(), answer.content_type, answer.location)

        def _send(self, status: int, body: bytes, content_type: str, location: str | None) -> None:
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", tag)
            if location:
                self.send_header("Location", location)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
            """Say nothing: the crawl speaks."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.proxy_url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
