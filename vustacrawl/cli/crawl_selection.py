"""The options of ``crawl`` that limit it to some URLs: given ones, numbers, or known ones to visit again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TextIO, get_args

import click

from vustacrawl.cli.options import option_in, with_options
from vustacrawl.cli.output import echo
from vustacrawl.frontier.scope import is_trap
from vustacrawl.frontier.selection import Again, Selection, read_numbers
from vustacrawl.items import Link, PageKind
from vustacrawl.reasons import EXPLANATIONS, OFF_SITE, TRAP
from vustacrawl.sites import Profile, site_of_url
from vustacrawl.text import plural

_REFUSALS_SHOWN = 10
_XML = re.compile(r"\.xml(?:\.gz)?$")

_option = option_in("Visit only some URLs")
selects_urls = with_options(
    [
        _option("--url", "urls", multiple=True, metavar="URL", help="Visit this URL now; may be repeated."),
        _option(
            "--urls",
            "url_file",
            type=click.File("r", "utf-8-sig"),
            help="Visit the URLs in a file, one per line; - is stdin.",
        ),
        _option(
            "--ids",
            metavar="1-60",
            help="Visit the articles of these numbers (`id_url` of the profile): 1-60,75,80-90.",
        ),
        _option("--again", is_flag=True, help="Visit every known URL now; the three options below limit it."),
        _option("--failed", is_flag=True, help="With --again: only URLs whose last visit failed."),
        _option("--kind", type=click.Choice(get_args(PageKind)), help="With --again: only URLs of this kind."),
        _option("--match", metavar="REGEX", help="With --again: only URLs in which this regular expression is found."),
    ]
)
"""Adds the options whose values the command passes to ``read_selection``."""


def given_urls(urls: Iterable[str], url_file: TextIO | None) -> list[str]:
    """Return the URLs of ``--url`` and ``--urls``, skipping blank lines and lines that begin with #.

    Raises UsageError for a file without URLs, since it would not limit the crawl.
    """
    try:
        lines = [line.strip() for line in url_file] if url_file else []
    except UnicodeDecodeError:
        raise click.UsageError("the file of --urls is not in UTF-8") from None
    listed = [line for line in lines if line and not line.startswith("#")]
    if url_file and not listed:
        raise click.UsageError("the file of --urls has no URL")
    return [*urls, *listed]


def read_selection(
    profiles: list[Profile],
    urls: list[str],
    ids: str | None,
    again: bool,
    failed: bool,
    kind: PageKind | None,
    match: str | None,
) -> tuple[Selection | None, int]:
    """Return what the crawl is limited to (None: all that is due) and how many of the URLs are refused.

    Refused URLs are printed on stderr. Raises UsageError for options that make no sense together.
    """
    if (failed or kind or match) and not again:
        raise click.UsageError("--failed, --kind and --match limit --again")
    if again and (urls or ids is not None):
        raise click.UsageError("--again visits known URLs; leave out --url, --urls and --ids")
    if again:
        text = " ".join(["--again", *(["--failed"] * failed), *_typed("--kind", kind), *_typed("--match", match)])
        return Selection(text, again=Again(failed, kind, _pattern(match))), 0
    if not urls and ids is None:
        return None, 0
    ids = ids.replace(" ", "") if ids is not None else None
    links: dict[str, dict[str, Link]] = {}
    refusals = [why for url in urls if (why := _add(url, profiles, links))]
    for why in refusals[:_REFUSALS_SHOWN]:
        echo(why, err=True)
    if len(refusals) > _REFUSALS_SHOWN:
        echo(f"and {plural(len(refusals) - _REFUSALS_SHOWN, 'more URL')} refused", err=True)
    guessed: set[str] = set()
    for profile, url in _numbered(profiles, ids) if ids is not None else ():
        links.setdefault(profile.name, {}).setdefault(url, Link(url, "article"))
        guessed.add(url)
    if not links:
        raise click.UsageError("none of the URLs can be visited")
    text = " ".join([*(["--url"] if urls else []), *_typed("--ids", ids)])
    given = {site: [*of_site.values()] for site, of_site in links.items()}
    return Selection(text, given, frozenset(guessed)), len(refusals)


def _add(url: str, profiles: list[Profile], links: dict[str, dict[str, Link]]) -> str | None:
    """Add a URL to those of its site, or return why it is refused."""
    found = site_of_url(url, profiles)
    if found is None:
        why = EXPLANATIONS[OFF_SITE] if len(profiles) == 1 else "no profile covers its site"
        return f"{url}: not visited: {why}"
    profile, canonical = found
    if profile.is_denied(canonical):
        return f"{url}: not visited: denied by the profile {profile.name} (deny)"
    if is_trap(canonical):
        return f"{url}: not visited: {EXPLANATIONS[TRAP]}"
    links.setdefault(profile.name, {}).setdefault(canonical, Link(canonical, _kind(canonical, profile)))
    return None


def _kind(url: str, profile: Profile) -> PageKind:
    if profile.is_article(url):
        return "article"
    return "sitemap" if _XML.search(url.partition("?")[0]) else "listing"


def _numbered(profiles: list[Profile], ids: str) -> Iterator[tuple[Profile, str]]:
    try:
        numbers = read_numbers(ids)
    except ValueError as error:
        raise click.UsageError(f"--ids {ids}: {error}") from None
    for profile in profiles:
        if not profile.id_url:
            raise click.UsageError(
                f"the profile {profile.name} has no `id_url`: write one such as"
                ' id_url = "https://example.vn/?mod=tin&id={id}"'
            )
        for number in numbers:
            if url := profile.url_of_id(number):
                yield profile, url


def _pattern(match: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(match) if match else None
    except re.error as error:
        raise click.UsageError(f"--match {match}: not a regular expression ({error})") from None


def _typed(option: str, value: str | None) -> list[str]:
    return [option, value] if value else []
