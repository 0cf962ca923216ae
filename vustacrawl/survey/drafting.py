"""A profile from what was seen of a site, and what it says of itself that nobody has confirmed."""

from __future__ import annotations

import re
from textwrap import fill
from typing import Any

from vustacrawl.families import Family
from vustacrawl.sites import Profile
from vustacrawl.survey.findings import VIETNAM, Survey
from vustacrawl.urls import host_of, target_of

_STARTS = ("listings", "sitemaps", "feeds")
_COMMON_SUFFIXES = frozenset(("com", "org", "net", "gov", "edu", "ac", "co", "info"))
_PARTS_OF_A_TITLE = re.compile(r"\s+[-–|»:]\s+")
_WIDTH = 110
_FIELDS = {
    "published_at": "a date",
    "byline": "an author",
    "lead": "a lead",
}


def name_of(url: str) -> str:
    """A profile's name for the site at an address: ``https://www.husta.vn/`` is ``husta``."""
    labels = host_of(url).removeprefix("www.").split(".")
    if len(labels) > 1 and not labels[-1].isdecimal():
        labels = labels[:-1]
        if len(labels) > 1 and labels[-1] in _COMMON_SUFFIXES:
            labels = labels[:-1]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(labels)).strip("-") or "site"


def draft(survey: Survey, known: Profile | None, day: str) -> dict[str, Any]:
    """The keys of a profile, as the TOML file has them; what the family's sites usually have is left out.

    ``known``: a profile of the same site, whose politeness stays. ``day``: today, ISO 8601.
    """
    profile = survey.profile
    listings = _listings(survey)
    starts = [*listings, *survey.feeds, *survey.sitemaps]
    keys: dict[str, Any] = {
        "title": _site_names(survey)[0],
        "family": profile.family,
        "url": profile.url,
        "hosts": list(profile.hosts),
        "article_url": profile.article_url,
        "listing_url": _listing_url(survey) or survey.family.cms.listing_url,
        "listings": listings if starts else [survey.home],
        "sitemaps": survey.sitemaps,
        "feeds": survey.feeds,
        "deny": _deny(survey, starts),
        "language": profile.language if profile.language != "vi" else None,
        "timezone": profile.timezone if profile.timezone != VIETNAM else None,
        "site_names": _site_names(survey),
        "unconfirmed": _unconfirmed(survey),
        "notes": _notes(survey, day),
    }
    if known:
        keys["politeness"] = known.politeness.model_dump(exclude_defaults=True)
    keys = _without_defaults(keys, survey.family.cms)
    return {name: value for name, value in keys.items() if value is not None}


def _without_defaults(keys: dict[str, Any], cms: Family) -> dict[str, Any]:
    """The keys, with None for what the profile has anyway; what only other sites of the family have is named empty."""
    family = cms.profile_defaults(keys["url"], {"timezone": VIETNAM}).items()
    defaults = {name: list(value) if isinstance(value, tuple) else value for name, value in family}
    same = {name for name in keys if (keys[name] or None) == (defaults.get(name) or None)}
    if not same.issuperset(_STARTS):
        same = same.difference(_STARTS) | {name for name in _STARTS if not keys[name]}
    return {name: None if name in same else value for name, value in keys.items()}


def _site_names(survey: Survey) -> list[str]:
    """How the site calls itself: by its metadata, by the parts of its home page's title, by its host."""
    document = survey.document
    named = [document.meta_text("og:site_name") or "", *_PARTS_OF_A_TITLE.split(document.title_text or "")]
    general = {"trang chủ", "trang nhất", "home", "tin tức", "home page", "homepage"}
    found = [name for name in dict.fromkeys(named) if len(name) > 2 and name.lower() not in general]
    return found[:3] or [host_of(survey.home)]


def _listings(survey: Survey) -> list[str]:
    """As few as hold all: a WordPress site's API or, beside its sitemap, its home page alone."""
    if survey.posts:
        return [survey.posts]
    if _is_listed_whole(survey) and survey.home in survey.lists:
        return [survey.home]
    return [*survey.lists, *survey.more_lists]


def _is_listed_whole(survey: Survey) -> bool:
    return bool(survey.posts or (survey.family.cms.only_lists and survey.sitemaps))


def _listing_url(survey: Survey) -> str:
    """The family's known form of lists, where the site has such and they are needed."""
    form = survey.family.cms.list_pattern
    lists = [*survey.lists, *survey.more_lists]
    return form.pattern if form and not _is_listed_whole(survey) and any(map(form.search, lists)) else ""


def _deny(survey: Survey, starts: list[str]) -> list[str]:
    cms = survey.family.cms
    wanted = [*starts, *(sample.url for sample in survey.samples if sample.article)]
    return [each for each in cms.usual_deny or cms.deny if not any(re.search(each, url) for url in wanted)]


def _unconfirmed(survey: Survey) -> list[str]:
    """What a person should look at, a few words each."""
    said = [f"the form of an article's address: it fits {survey.members} that were seen, other sections may differ"]
    articles = [sample.article for sample in survey.samples if sample.article]
    for field, words in _FIELDS.items():
        if not any(getattr(article, field) for article in articles):
            said.append(f"{words}: none of {len(articles)} articles gave one; a selector may be needed")
    if not any(image.caption for article in articles for image in article.images):
        said.append(f"captions: none of {len(articles)} articles gave one")
    failed = [sample for sample in survey.samples if not sample.reads_well]
    if failed:
        said.append(f"{len(failed)} of {len(survey.samples)} sample pages: {failed[0].url} ({_fault(failed[0].fault)})")
    if survey.more_lists and not _is_listed_whole(survey):
        said.append(f"{len(survey.more_lists)} lists that were not looked at: from {survey.more_lists[0]}")
    if not survey.next_page and not _is_listed_whole(survey):
        said.append("older pages: no list named a next page")
    if not survey.sitemaps:
        said.append("a sitemap: none was found")
    if not survey.feeds:
        said.append("a feed: none was found")
    if survey.profile.timezone != VIETNAM:
        said.append(f"the time zone: it is taken to be {survey.profile.timezone}")
    return said


def _fault(fault: str | None) -> str:
    return fault or "no running text"


def _notes(survey: Survey, day: str) -> str:
    family = survey.family
    version = f" {family.version}" if family.version else ""
    theme = f", theme {family.theme}" if family.theme else ""
    because = f" ({'; '.join(family.evidence[:3])})" if family.evidence else " (no sign of a known system)"
    lines = [f"Drafted on {day} from {survey.requests} requests. {family.name}{version}{theme}{because}."]
    if survey.posts:
        lines.append("The REST API lists every post; pages of lists are not needed.")
    elif survey.lists:
        lines.append(f"Lists that were looked at: {', '.join(map(target_of, survey.lists))}.")
    if survey.missing:
        lines.append(f"Not there: {', '.join(survey.missing)}.")
    return "\n".join(fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in lines) + "\n"
