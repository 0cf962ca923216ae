"""Detect the CMS family of a page, with the evidence (docs/sites.md, sections 1, 2, 7 and 8)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import NamedTuple

from vustacrawl.parsers.html.document import Document, read_document
from vustacrawl.parsers.html.dom import Element, contains, text_length
from vustacrawl.parsers.html.tree import EmptyDocument
from vustacrawl.parsers.pages.wordpress import WordPressPage
from vustacrawl.parsers.wp_json import PostDocument, read_post
from vustacrawl.sites.profile import Family
from vustacrawl.urls import host_of, join_url, path_of

ENOUGH = 3
"""Points at which a family is believed; a sign that another system may show by chance has fewer."""

_MAX_ELEMENTS = 5_000
_GENERATOR = re.compile(r"(NukeViet|WordPress)\b(?:\s+v?(\d[\d.]*))?", re.IGNORECASE)
_NUKEVIET_SCRIPT = re.compile(r"\bnv_(?:base_siteurl|siteroot|lang_data|module_name|fc_variable)\b")
_NUKEVIET_QUERY = re.compile(r"[?&]nv=[\w-]+&(?:amp;)?op=")
_WORDPRESS_FILE = re.compile(r"/wp-(?:content|includes)/")
_THEME = re.compile(r"/wp-content/themes/([\w-]+)/")
_TAGDIV_THEMES = frozenset(("newspaper", "newsmag"))
_VNMEDIA_ARTICLE = re.compile(r"-p\d+\.html$")
_RESIZED = re.compile(r"/thumb_x\d*x\d*/")
_PORTAL_ARTICLE = re.compile(r"/chitiet(?:en)?/[^/?#]+/[^/?#]+")
_FEW = 3
_LONG = 1_000
_MAX_BODIES = 50


class Sign(NamedTuple):
    """One thing on a page that speaks for a family, and how loudly."""

    family: Family
    points: int
    seen: str


@dataclass(frozen=True)
class FamilyGuess:
    """A family, the version and the theme where the page says so, and what on the page speaks for the family."""

    family: Family
    version: str | None = None
    theme: str | None = None
    evidence: tuple[str, ...] = ()


def detect_family(url: str, body: bytes, content_type: str | None = None) -> FamilyGuess:
    """The family of the page in these bytes; ``generic``, with no evidence, where nothing speaks for another."""
    return family_of_pages([(url, body, content_type)])


def family_to_read(document: Document) -> Family:
    """The family whose page object reads a page that no profile knows.

    A newspaper on WordPress whose theme shares no markup with WordPress's own, or parts a story into several bodies
    beside each other, is read as any news page.
    """
    family = _loudest([*_signs(document)], None, None).family
    if family != "wordpress" or isinstance(document, PostDocument):
        return family
    bodies = document.select(WordPressPage.body_markup)
    return "wordpress" if bodies and not _are_parts(bodies) else "generic"


def _are_parts(bodies: list[Element]) -> bool:
    """Whether several long bodies stand beside each other; teasers of other posts are short."""
    long = [body for body in islice(bodies, _MAX_BODIES) if text_length(body) > _LONG]
    return any(not contains(one, other) for one, other in pairwise(long))


def family_of_pages(pages: Iterable[tuple[str, bytes, str | None]]) -> FamilyGuess:
    """The family that speaks loudest from several pages of one site, each sign heard once."""
    signs: dict[tuple[Family, str], Sign] = {}
    version = theme = None
    for url, body, content_type in pages:
        try:
            document = read_post(url, body) or read_document(url, body, content_type)
        except EmptyDocument:
            continue
        for sign in _signs(document):
            signs.setdefault((sign.family, sign.seen), sign)
        version, theme = version or _version(document), theme or _theme(document)
    return _loudest(list(signs.values()), version, theme)


def _loudest(signs: list[Sign], version: str | None, theme: str | None) -> FamilyGuess:
    points: Counter[Family] = Counter()
    for sign in signs:
        points[sign.family] += sign.points
    heard = [family for family, total in points.most_common(1) if total >= ENOUGH]
    if not heard:
        return FamilyGuess("generic")
    family = heard[0]
    loudest_first = sorted((sign for sign in signs if sign.family == family), key=lambda sign: -sign.points)
    return FamilyGuess(
        family,
        version if family in ("nukeviet", "wordpress") else None,
        theme if family == "wordpress" else None,
        tuple(sign.seen for sign in loudest_first),
    )


def _signs(document: Document) -> Iterator[Sign]:
    generator = " ".join(document.meta.get("generator", []))
    classes, addresses, images = _gathered(document)
    yield from _signs_of_nukeviet(document, generator, classes, addresses)
    yield from _signs_of_wordpress(document, generator, classes, addresses)
    yield from _signs_of_vnmedia(document, generator, classes, addresses, images)


def _signs_of_nukeviet(
    document: Document, generator: str, classes: frozenset[str], addresses: list[str]
) -> Iterator[Sign]:
    if "nukeviet" in generator.lower():
        yield Sign("nukeviet", 10, f"the generator is {generator}")
    if any(_NUKEVIET_SCRIPT.search(text) for text in _scripts(document)):
        yield Sign("nukeviet", 5, "scripts set nv_… variables")
    if any(_NUKEVIET_QUERY.search(address) for address in addresses):
        yield Sign("nukeviet", 3, "addresses ask ?nv=…&op=…")
    if classes >= {"news_column", "news-bodyhtml"} or classes >= {"news_column", "news_detail"}:
        yield Sign("nukeviet", 4, "the markup of its news module (news_column)")
    if classes >= {"header-details", "details-content"}:
        yield Sign("nukeviet", 3, 'the markup of its theme "modern" (header-details)')


def _signs_of_wordpress(
    document: Document, generator: str, classes: frozenset[str], addresses: list[str]
) -> Iterator[Sign]:
    if isinstance(document, PostDocument):
        yield Sign("wordpress", 10, "a post of its REST API")
    if "wordpress" in generator.lower():
        yield Sign("wordpress", 10, f"the generator is {generator}")
    if document.link("https://api.w.org/"):
        yield Sign("wordpress", 6, 'link rel="https://api.w.org/"')
    if any(_WORDPRESS_FILE.search(address) and _is_own(address, document) for address in addresses):
        yield Sign("wordpress", 3, "files below /wp-content/")
    if any(name.startswith("postid-") for name in classes):
        yield Sign("wordpress", 3, "the class postid-…")
    if "td-post-content" in classes or "tdb_single_content" in classes:
        yield Sign("wordpress", 3, "the markup of a tagDiv theme")
    if any(name.startswith("wp-block-") for name in classes):
        yield Sign("wordpress", 2, "the markup of the block editor")
    if "entry-content" in classes and "entry-title" in classes:
        yield Sign("wordpress", 2, "the classes entry-title and entry-content")
    if "page-numbers" in classes:
        yield Sign("wordpress", 1, "its pager (page-numbers)")


def _signs_of_vnmedia(
    document: Document, generator: str, classes: frozenset[str], addresses: list[str], images: list[tuple[str, str]]
) -> Iterator[Sign]:
    if any("vnmediacdn.com" in source for source, _ in images):
        yield Sign("vnmedia", 6, "images on vnmediacdn.com")
    if any(alt == "tm-img-alt" for _, alt in images):
        yield Sign("vnmedia", 4, 'images with alt="tm-img-alt"')
    if any(_RESIZED.search(source) for source, _ in images):
        yield Sign("vnmedia", 2, "resized images below /thumb_x…x…/")
    if "image-in-content" in classes:
        yield Sign("vnmedia", 3, "figures of the class image-in-content")
    if "sapo" in classes and "text-justify" in classes:
        yield Sign("vnmedia", 2, "the classes sapo and text-justify")
    own = [address for address in addresses if _VNMEDIA_ARTICLE.search(address)]
    if _VNMEDIA_ARTICLE.search(path_of(document.url)) or len(own) >= _FEW:
        yield Sign("vnmedia", 2, "addresses that end in -p<number>.html")
    if "Form" in classes and "dnn_ContentPane" in classes and _PORTAL_ARTICLE.search(document.url):
        yield Sign("vnmedia", 3, "vusta.vn's portal of 2020 (/chitiet/)")


def _gathered(document: Document) -> tuple[frozenset[str], list[str], list[tuple[str, str]]]:
    """All classes and ids; all addresses that elements name; source and alternative text of the images."""
    names: set[str] = set()
    addresses: list[str] = []
    images: list[tuple[str, str]] = []
    for element in islice(document.root.iter("*"), _MAX_ELEMENTS):
        names.update(element.get("class", "").split(), element.get("id", "").split())
        source = element.get("src") or element.get("data-src") or ""
        if element.tag == "img":
            images.append((source, element.get("alt", "")))
        addresses += filter(None, (source, element.get("href"), element.get("action")))
    return frozenset(names), addresses, images


def _is_own(address: str, document: Document) -> bool:
    """Whether an address is on the page's own host: a picture may be borrowed from a site of another family."""
    url = join_url(document.base_url, address)
    return url is not None and host_of(url) == host_of(document.url)


def _scripts(document: Document) -> Iterator[str]:
    return (script.text or "" for script in islice(document.root.iter("script"), 100))


def _version(document: Document) -> str | None:
    found = (_GENERATOR.search(text) for text in document.meta.get("generator", []))
    return next((match[2] for match in found if match and match[2]), None)


def _theme(document: Document) -> str | None:
    """The theme's folder name; ``tagDiv (…)`` for those of that house, ``block theme`` where only its markup shows."""
    classes, addresses, _ = _gathered(document)
    name = next((match[1] for address in addresses if (match := _THEME.search(address))), None)
    if "td-post-content" in classes or "tdb_single_content" in classes or (name or "").lower() in _TAGDIV_THEMES:
        return f"tagDiv ({name})" if name else "tagDiv"
    return name or ("block theme" if "wp-site-blocks" in classes else None)
