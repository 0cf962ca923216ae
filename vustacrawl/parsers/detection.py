"""Detect the CMS family of a site from its pages, with the evidence (docs/sites.md, sections 1, 2, 7 and 8)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from vustacrawl.families import FAMILIES, Family, PageTraits, Signal
from vustacrawl.parsers import NotAnArticle, open_page
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.html.dom import Element, contains, text_length, values_below
from vustacrawl.parsers.html.wp_json import PostDocument
from vustacrawl.parsers.thresholds import LONG_BODY
from vustacrawl.urls import host_of, join_url

MIN_SCORE = 3
"""The total score needed to choose a family; a signal that another CMS may show by chance has a lower one."""
_GENERATOR_SCORE = 10
_CERTAIN_SCORE = 6
"""The score at which signals in the page's head suffice without others."""

_IN_HEAD = {name: [signal for signal in family.signals if signal.in_head] for name, family in FAMILIES.items()}
"""Signals that are checked first."""

_MAX_ELEMENTS, _MAX_SCRIPTS, _MAX_BODIES = 5_000, 100, 50
"""Elements with a URL, scripts, and possible bodies that are checked on a page."""
_SOURCES, _LINKS = ("src", "data-src"), ("href", "action")
"""Attributes that hold a URL: of what is loaded, and of link targets."""
_HOST = re.compile(r"\s*(?:(?:https?:)?//([^/?#\s]*)|(?![a-z][a-z0-9+.-]*:))", re.IGNORECASE)
"""A web URL: its host, if it names one."""


@dataclass(frozen=True)
class FamilyGuess:
    """A family, its version and theme if a page names them, and the evidence for it, strongest first."""

    name: str
    version: str | None = None
    theme: str | None = None
    evidence: tuple[str, ...] = ()

    @property
    def cms(self) -> Family:
        """The family's definition."""
        return FAMILIES[self.name]


def detect_family(pages: Iterable[tuple[str, bytes, str | None]]) -> FamilyGuess:
    """Return the family with the highest score over some pages of a site, counting each signal once.

    A page is its URL, its bytes and its Content-Type. Return ``generic``, without evidence, if nothing else is found.
    """
    traits = []
    for url, body, content_type in pages:
        try:
            traits.append(_traits_of(open_page(url, body, content_type)))
        except NotAnArticle:
            continue
    return best_match(traits)


def best_match(pages: list[PageTraits]) -> FamilyGuess:
    """Return the family with the highest score over some pages of a site."""
    evidence = {name: _evidence(family, pages, family.signals) for name, family in FAMILIES.items()}
    best = max(evidence, key=lambda name: sum(evidence[name].values()))
    if sum(evidence[best].values()) < MIN_SCORE:
        return FamilyGuess("generic")
    cms = FAMILIES[best]
    generators = (page.generator for page in pages if cms.generator)
    versions = (found[1] for generator in generators for found in re.finditer(cms.generator, generator))
    themes = (cms.theme(page) for page in pages if cms.theme)
    return FamilyGuess(
        best,
        next(filter(None, versions), None),
        next(filter(None, themes), None),
        tuple(sorted(evidence[best], key=lambda seen: -evidence[best][seen])),
    )


def _evidence(family: Family, pages: list[PageTraits], signals: Iterable[Signal]) -> dict[str, int]:
    """Return what identifies a family, each once with its score: the generator, and those ``signals`` that match."""
    named = [page.generator for page in pages if page.generator and family.generator]
    generators = (generator for generator in named if re.search(family.generator, generator))
    return {f"the generator is {generator}": _GENERATOR_SCORE for generator in generators} | {
        signal.evidence: signal.score for page in pages for signal in signals if signal.matches(page)
    }


def family_of_page(document: Document) -> str:
    """Return the family whose layouts parse a page of a site without a profile.

    A page whose theme shares no markup with its CMS, or which splits an article into several bodies side by side, is
    parsed like any news page.
    """
    name = _named_in_head(document) or best_match([_traits_of(document)]).name
    cms = FAMILIES[name]
    if not cms.themes_differ or isinstance(document, PostDocument):
        return name
    bodies = document.select(cms.layout.body)
    return name if bodies and not _are_parts(bodies) else "generic"


def _named_in_head(document: Document) -> str | None:
    """Return the only family for which the page's generator and machine-readable links are certain signals, or None."""
    head = [_head_of(document)]
    evidence = {name: _evidence(family, head, _IN_HEAD[name]) for name, family in FAMILIES.items()}
    certain = [name for name, found in evidence.items() if sum(found.values()) >= _CERTAIN_SCORE]
    return certain[0] if len(certain) == 1 else None


def _are_parts(bodies: list[Element]) -> bool:
    """Whether several long bodies are side by side."""
    long = [body for body in islice(bodies, _MAX_BODIES) if text_length(body) > LONG_BODY]
    return any(not contains(one, other) for one, other in pairwise(long))


def _head_of(document: Document) -> PageTraits:
    """Return what a page's head reveals about its CMS."""
    return PageTraits(
        url=document.url,
        generator=" ".join(document.meta.get("generator", [])),
        link_relations=document.link_relations,
        is_api_post=isinstance(document, PostDocument),
    )


def _traits_of(document: Document) -> PageTraits:
    root = document.root
    sources, links = (_values(root, names) for names in (_SOURCES, _LINKS))
    return replace(
        _head_of(document),
        names=frozenset(" ".join([*document.classes, *values_below(root, "id")]).split()),
        addresses=(*sources, *links),
        sources=sources,
        is_own=_own_host_test(document),
        image_texts=_values(root, ("alt",)),
        scripts=tuple(script.text or "" for script in islice(root.iter("script"), _MAX_SCRIPTS)),
    )


def _values(root: Element, attributes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for name in attributes for value in islice(values_below(root, name), _MAX_ELEMENTS) if value)


def _own_host_test(document: Document) -> Callable[[str], bool]:
    """Return a test of whether a URL is on the page's own host: images may be embedded from a site of another family.

    Of the URLs with the same host, only the first is parsed.
    """
    base, own = document.base_url, host_of(document.url)
    are_own = {"": host_of(base) == own}

    def is_own(address: str) -> bool:
        found = _HOST.match(address)
        if found is None:
            return False
        named = found[1] or ""
        if named not in are_own:
            are_own[named] = host_of(join_url(base, address)) == own
        return are_own[named]

    return is_own
