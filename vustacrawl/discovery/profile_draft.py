"""Draft a profile from a probe's findings, with a list of what a person should confirm."""

from __future__ import annotations

import re
from textwrap import fill
from typing import Any

from vustacrawl.discovery.result import VIETNAM, DiscoveryResult, site_names
from vustacrawl.families import Family
from vustacrawl.sites import Profile
from vustacrawl.text import plural
from vustacrawl.urls import SHARED_DOMAINS, host_of, target_of

_START_KEYS = ("listings", "sitemaps", "feeds")
_WIDTH = 110
_CHECKED_FIELDS = {"published_at": "date", "byline": "author", "lead": "lead"}


def profile_name(url: str) -> str:
    """Return a profile name for a URL: ``husta`` for ``https://www.husta.vn/``."""
    labels = host_of(url).removeprefix("www.").split(".")
    if len(labels) > 1 and not labels[-1].isdecimal():
        labels = labels[:-1]
        if len(labels) > 1 and labels[-1] in SHARED_DOMAINS:
            labels = labels[:-1]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(labels)).strip("-") or "site"


def draft_profile(result: DiscoveryResult, known: Profile | None, day: str) -> dict[str, Any]:
    """Return the keys of a profile's TOML file, without those that equal the family's defaults.

    ``known`` is an existing profile of the same site, whose politeness is kept; ``day`` is today (YYYY-MM-DD).
    """
    profile = result.profile
    listings = _listings(result)
    starts = [*listings, *result.feeds, *result.sitemaps]
    keys: dict[str, Any] = {
        "title": site_names(result)[0],
        "family": profile.family,
        "url": profile.url,
        "hosts": list(profile.hosts),
        "article_url": profile.article_url,
        "id_url": _id_url(result),
        "listing_url": _listing_url(result) or result.family.cms.listing_url,
        "listings": listings if starts else [result.home],
        "sitemaps": result.sitemaps,
        "feeds": result.feeds,
        "deny": _deny(result, starts),
        "language": profile.language if profile.language != "vi" else None,
        "timezone": profile.timezone if profile.timezone != VIETNAM else None,
        "site_names": site_names(result),
        "unconfirmed": _unconfirmed(result),
        "notes": _notes(result, day),
    }
    if known:
        keys["politeness"] = known.politeness.model_dump(exclude_defaults=True)
    return _omit_defaults(keys, result.family.cms)


def _omit_defaults(keys: dict[str, Any], cms: Family) -> dict[str, Any]:
    """Return the keys that differ from the family's defaults; empty ones override defaults that do not apply."""
    family = cms.profile_defaults(keys["url"], {}).items()
    defaults = {name: list(value) if isinstance(value, tuple) else value for name, value in family}
    same = {name for name in keys if (keys[name] or None) == (defaults.get(name) or None)}
    if not same.issuperset(_START_KEYS):
        same = same.difference(_START_KEYS) | {name for name in _START_KEYS if not keys[name]}
    return {name: value for name, value in keys.items() if name not in same and value is not None}


def _listings(result: DiscoveryResult) -> list[str]:
    """Return the fewest listings that cover the site: a REST API, the home page beside a sitemap, or every listing."""
    if result.posts_api:
        return [result.posts_api]
    if _has_complete_list(result) and result.home in result.listings:
        return [result.home]
    return [*result.listings, *result.more_listings]


def _has_complete_list(result: DiscoveryResult) -> bool:
    return bool(result.posts_api or (result.family.cms.only_lists and result.sitemaps))


def _listing_url(result: DiscoveryResult) -> str:
    """Return the family's listing pattern if the site has such listings and needs them, else an empty string."""
    shape = result.family.cms.list_pattern
    lists = [*result.listings, *result.more_listings]
    return shape.pattern if shape and not _has_complete_list(result) and any(map(shape.search, lists)) else ""


def _deny(result: DiscoveryResult, starts: list[str]) -> list[str]:
    cms = result.family.cms
    wanted = [*starts, *(sample.url for sample in result.samples if sample.article)]
    return [pattern for pattern in cms.usual_deny or cms.deny if not any(re.search(pattern, url) for url in wanted)]


def _unconfirmed(result: DiscoveryResult) -> list[str]:
    """Return what a person should check, in a few words each."""
    items = [f"article_url: matches {result.pattern_urls} URLs that were seen; other sections may have others"]
    articles = [sample.article for sample in result.samples if sample.article]
    for field, words in _CHECKED_FIELDS.items():
        if not any(getattr(article, field) for article in articles):
            items.append(f"{words}: not found in any of {len(articles)} articles; a selector may be needed")
    if not any(image.caption for article in articles for image in article.images):
        items.append(f"captions: not found in any of {len(articles)} articles")
    failed = [sample for sample in result.samples if not sample.has_text]
    if failed:
        because = failed[0].fault or "no running text"
        items.append(f"{len(failed)} of {len(result.samples)} sample pages: {failed[0].url} ({because})")
    if result.more_listings and not _has_complete_list(result):
        items.append(f"{len(result.more_listings)} listings were not probed, starting with {result.more_listings[0]}")
    if not result.next_page and not _has_complete_list(result):
        items.append(_older_pages(result))
    if not result.sitemaps:
        items.append("sitemap: none found")
    if not result.feeds:
        items.append("feed: none found")
    if result.profile.timezone != VIETNAM:
        items.append(f"time zone: assumed to be {result.profile.timezone}")
    return items


def _older_pages(result: DiscoveryResult) -> str:
    if not result.script_pages:
        return "older pages: no listing links to a next page"
    count = plural(result.script_pages, "further page")
    hint = f"visit articles by number: vustacrawl crawl {result.profile.name} --ids 1-100" if _id_url(result) else ""
    unreachable = f"older pages: at least {count} reached only by a script or a form, which a crawl does not run"
    return "; ".join(filter(None, (unreachable, hint)))


def _id_url(result: DiscoveryResult) -> str | None:
    """Return the URL of an article with ``{id}`` for its number, if the samples differ in nothing else."""
    forms = set()
    for sample in result.samples:
        match = result.profile.match_article(sample.url)
        if match is None or match.groupdict().get("id") is None:
            return None
        forms.add(f"{sample.url[: match.start('id')]}{{id}}{sample.url[match.end('id') :]}")
    return forms.pop() if len(forms) == 1 and len(result.samples) > 1 else None


def _notes(result: DiscoveryResult, day: str) -> str:
    family = result.family
    version = f" {family.version}" if family.version else ""
    theme = f", theme {family.theme}" if family.theme else ""
    evidence = f" ({'; '.join(family.evidence[:3])})" if family.evidence else " (no known CMS detected)"
    lines = [f"Drafted on {day} from {result.requests} requests. {family.name}{version}{theme}{evidence}."]
    if result.posts_api:
        lines.append("The REST API lists every post; listing pages are not needed.")
    elif result.listings:
        lines.append(f"Listings probed: {', '.join(map(target_of, result.listings))}.")
    if result.missing:
        lines.append(f"Not found: {', '.join(result.missing)}.")
    return "\n".join(fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines) + "\n"
