"""Parse posts of WordPress's REST API, ``/wp-json/wp/v2/posts``, as pages (docs/sites.md, section 8)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs

from lxml import etree

from vustacrawl.parsers.html.document import Document, readable
from vustacrawl.parsers.html.dom import Element, element_text
from vustacrawl.parsers.html.json_data import load_json
from vustacrawl.parsers.html.tree import EmptyDocument, gather, read_tree
from vustacrawl.text import storable
from vustacrawl.urls import host_of, join_url, split_url

_BOM_OR_SPACE = b"\xef\xbb\xbf \t\r\n"
_MAX_BYTES, _MAX_POSTS = 60_000_000, 1_000
"""Posts in one response; the API returns 100 at most."""
_POST = re.compile(r"/wp/v2/posts/(\d+)/?")


class PostDocument(Document):
    """A post's record, laid out like the page that its theme would print; ``url`` is the post's own URL."""

    def __init__(self, url: str, root: Element, record: dict[str, Any]) -> None:
        super().__init__(url, gather(root))
        self.record = record

    @property
    def canonical_url(self) -> str:
        """The post's permanent link."""
        return self.url

    def rendered(self, name: str) -> str | None:
        """Return the text of a field that is given as HTML."""
        return _text(self.record, name)

    def author(self) -> str | None:
        """Return the name of the account that posted it, if the record embeds it."""
        return next((name for author in _embedded(self.record, "author") if (name := _name(author))), None)

    def terms(self, taxonomy: str) -> list[str]:
        """Return the names of its terms (``category``, ``post_tag``), if the record embeds them."""
        groups = (group for group in _embedded(self.record, "wp:term") if isinstance(group, list))
        terms = (term for group in groups for term in group if isinstance(term, dict))
        return [name for term in terms if term.get("taxonomy") == taxonomy and (name := _name(term))]


def is_post_address(url: str) -> bool:
    """Whether a URL is that of one post in the REST API, with a rewritten path or not (``?rest_route=``)."""
    parts = split_url(url)
    if parts is None:
        return False
    route = parse_qs(parts.query).get("rest_route", [""])[0]
    return bool(_POST.fullmatch(route) or _POST.search(parts.path))


def read_posts(body: bytes) -> list[dict[str, Any]] | None:
    """Return the records in a response of the API, one or a list; None if the bytes are no such response."""
    start = body[:64].lstrip(_BOM_OR_SPACE)[:1]
    if start not in (b"{", b"[") or len(body) > _MAX_BYTES:
        return None
    try:
        data = load_json(body.lstrip(_BOM_OR_SPACE))
    except (ValueError, RecursionError):
        return None
    records = data if isinstance(data, list) else [data]
    posts = [post for post in records[:_MAX_POSTS] if isinstance(post, dict) and "id" in post and "link" in post]
    return posts if posts or data == [] else None


def moments(record: dict[str, Any], *names: str) -> list[str]:
    """Return when a post was published (``date``) or ``modified``, ISO 8601: UTC, then local time without offset."""
    found: list[str] = []
    for name in names:
        universal, local = record.get(f"{name}_gmt"), record.get(name)
        if isinstance(universal, str) and "T" in universal:
            found.append(f"{universal}+00:00")
        if isinstance(local, str):
            found.append(local)
    return found


def read_post(url: str, body: bytes) -> PostDocument | None:
    """Return the document of one post's record, fetched from ``url``; None if the bytes are not one post."""
    posts = read_posts(body)
    if not posts or len(posts) != 1 or not isinstance(posts[0].get("content"), dict):
        return None
    record = posts[0]
    link = join_url(url, str(record["link"]))
    own = link if link and (not url or _site_of(link) == _site_of(url)) else url
    return PostDocument(own, _page_of(record), record)


def _site_of(url: str) -> str:
    return host_of(url).removeprefix("www.")


def _page_of(record: dict[str, Any]) -> Element:
    root = etree.Element("html")
    article = etree.SubElement(etree.SubElement(root, "body"), "article")
    etree.SubElement(article, "h1", {"class": "entry-title"}).text = _text(record, "title")
    content = _markup(record, "content")
    _add_featured_image(article, record, content)
    box = etree.SubElement(article, "div", {"class": "entry-content"})
    tree = _parsed(content)
    inner = tree.find("body") if tree is not None else None
    if inner is not None:
        box.text = inner.text
        box.extend(list(inner))
    return root


def _add_featured_image(article: Element, record: dict[str, Any], content: str) -> None:
    """Add the image that the theme prints above the text, unless the text contains it, too."""
    image = next((media for media in _embedded(record, "wp:featuredmedia") if isinstance(media, dict)), {})
    source = image.get("source_url")
    if not isinstance(source, str) or source.rpartition("/")[2].rpartition(".")[0] in content:
        return
    box = etree.SubElement(article, "div", {"class": "post-thumbnail"})
    figure = etree.SubElement(box, "figure", {"class": "wp-caption"})
    etree.SubElement(figure, "img", {"src": storable(source), "alt": _markup(image, "alt_text")})
    if caption := _text(image, "caption"):
        etree.SubElement(figure, "figcaption", {"class": "wp-element-caption"}).text = caption


def _markup(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    markup = value.get("rendered") if isinstance(value, dict) else value
    return storable(markup) if isinstance(markup, str) else ""


def _parsed(markup: str) -> Element | None:
    try:
        return read_tree(markup.encode("utf-8")).root
    except EmptyDocument:
        return None


def _text(record: dict[str, Any], name: str) -> str | None:
    tree = _parsed(_markup(record, name))
    return (element_text(tree) or None) if tree is not None else None


def _embedded(record: dict[str, Any], relation: str) -> list[Any]:
    embedded = record.get("_embedded")
    found = embedded.get(relation) if isinstance(embedded, dict) else None
    return found if isinstance(found, list) else []


def _name(record: Any) -> str | None:
    name = record.get("name") if isinstance(record, dict) else None
    return readable(name) or None if isinstance(name, str) else None
