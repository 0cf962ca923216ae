"""``vustacrawl sites new``: examine a site and draft its profile."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, Any

import click
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from vustacrawl.cli.output import echo, shortened, write_file
from vustacrawl.sites import (
    Profile,
    ProfileError,
    all_profiles,
    profile_files,
    profile_of_host,
    read_profile,
    unknown_site,
)
from vustacrawl.sites.members import read_directory
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

if TYPE_CHECKING:
    from vustacrawl.discovery.fetcher import Fetch, FetchedPage
    from vustacrawl.discovery.result import Sample

_LINE = 60
_NAMED = 5
"""Maximum number of members named in a message."""


@click.command("new")
@click.argument("url", required=False)
@click.option("--member", metavar="NAME", help="Examine this member's first homepage (a name as in `sites members`).")
@click.option("--name", help="Name of the profile. [default: derived from the host]")
@click.option("--print", "only_print", is_flag=True, help="Print the profile instead of writing it.")
@click.option(
    "--force", is_flag=True, help="Overwrite the workspace's profile of this name, or override a bundled one."
)
@click.pass_obj
def command(
    workspace: Workspace, url: str | None, member: str | None, name: str | None, only_print: bool, force: bool
) -> None:
    """Examine a site and draft its profile: CMS family, URL patterns, listings, feeds and sitemaps.

    This makes about twenty requests, as politely as a crawl, and archives nothing. It prints a few articles as parsed,
    so that you can check them; the profile lists what could not be confirmed.

    \b
    vustacrawl sites new https://example.vn/
    vustacrawl sites new https://example.vn/ --name example --print
    vustacrawl sites new --member 'Hội Vật lý Việt Nam'
    """
    from vustacrawl.discovery.fetcher import run_probe
    from vustacrawl.discovery.probe import DiscoveryError, probe_site
    from vustacrawl.discovery.profile_draft import draft_profile, profile_name
    from vustacrawl.discovery.toml import as_toml

    if (url is None) == (member is None):
        raise click.UsageError("name either a URL or a --member")
    url = _homepage_of(workspace, member or "") if url is None else url
    url = url if "://" in url else f"https://{url}"
    name = name or profile_name(url)
    known = _profile_of_site(workspace, url)
    provisional = _provisional_profile(url, name, known)
    if not only_print and not force and name in profile_files(workspace.sites):
        raise click.UsageError(f"a profile named {name} already exists; choose another --name, or use --force")
    try:
        with _fetch_progress(provisional) as show_progress:
            result = run_probe(
                workspace,
                [provisional],
                lambda fetch: probe_site(show_progress(fetch), provisional.listings[0], provisional),
            )
    except DiscoveryError as error:
        raise click.ClickException(str(error)) from None
    text = as_toml(draft_profile(result, known, time.strftime("%Y-%m-%d")))
    previews = "\n".join(line for sample in result.samples for line in [*_preview(sample), ""])
    if only_print:
        echo(text)
        echo("\n".join(f"# {line}".rstrip() for line in previews.splitlines()))
        return
    echo(previews, nl=False)
    path = workspace.sites / f"{name}.toml"
    write_file(path, text)
    read_profile(path)
    echo(
        f"{path}: a {result.family.name} site, examined with {plural(result.requests, 'request')};"
        f" `vustacrawl sites check {name}` lists what to confirm, `vustacrawl crawl {name} --limit 5` tries it out",
        err=True,
    )


@contextmanager
def _fetch_progress(profile: Profile) -> Iterator[Callable[[Fetch], Fetch]]:
    """Show on stderr which site is examined; on a terminal, also the current request."""
    console = Console(stderr=True, highlight=False)
    console.print(f"examining {profile.url} …", markup=False)
    with console.status("") as status:
        numbers = count(1)

        def show_progress(fetch: Fetch) -> Fetch:
            async def fetch_and_show(url: str) -> FetchedPage:
                status.update(escape(f"{next(numbers)} · {url[:_LINE]}"))
                return await fetch(url)

            return fetch_and_show

        yield show_progress


def _homepage_of(workspace: Workspace, name: str) -> str:
    """Return the first homepage of the only member of this name. Raises UsageError or ClickException."""
    found = read_directory(workspace.members).named(name)
    if len(found) != 1:
        named = "; ".join(member.name for member in found[:_NAMED]) or "see `vustacrawl sites members`"
        raise click.UsageError(f"{plural(len(found), 'member')} named {name!r}: {named}")
    if not found[0].homepages:
        raise click.ClickException(f"{found[0].name}: no site known; name its URL, or add it to members.toml")
    return found[0].homepages[0]


def _profile_of_site(workspace: Workspace, url: str) -> Profile | None:
    from vustacrawl.urls import host_of

    known = profile_of_host(host_of(url), all_profiles(workspace.sites))
    if known:
        echo(f"the profile {known.name} already covers this site; its politeness settings are used", err=True)
    return known


def _provisional_profile(url: str, name: str, known: Profile | None) -> Profile:
    """Return a profile that treats any URL of the site as an article. An invalid URL or name is a usage error."""
    try:
        kept: dict[str, Any] = {"politeness": known.politeness, "private": known.private} if known else {}
        return unknown_site(url, name=name, title=name, **kept)
    except ValidationError as error:
        is_misnamed = any(fault["loc"] == ("name",) for fault in error.errors())
        raise ProfileError(
            f"{name!r} is not a valid name: use a-z, 0-9 and -" if is_misnamed else f"{url!r} is not an http(s) URL"
        ) from None


def _preview(sample: Sample) -> Iterator[str]:
    """Yield the lines that show an article as parsed."""
    yield sample.url
    article = sample.article
    if article is None:
        yield f"  not parsed: {sample.fault}"
        return
    captions = [image.caption for image in article.images if image.caption]
    texts = [block.text for block in article.paragraphs]
    yield f"  title       {article.title}"
    yield f"  date        {article.published_at or 'none'} ({article.found_by['published_at']})"
    author = article.author_name or article.author_initials or article.byline or "none"
    yield f"  author      {author} ({article.found_by['byline']})"
    yield f"  lead        {shortened(article.lead)}"
    yield f"  paragraphs  {len(texts)}" + (f": {shortened(texts[0])}" if texts else "")
    yield f"  captions    {len(captions)} of {len(article.images)} images" + (
        f": {shortened(captions[0])}" if captions else ""
    )
