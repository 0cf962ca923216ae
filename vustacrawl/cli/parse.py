"""``vustacrawl parse``: saved pages to JSON Lines."""

from __future__ import annotations

import re
import sys
from typing import BinaryIO
from urllib.parse import urlsplit

import click
import orjson

from vustacrawl.parsers import NotAnArticle, parse_article
from vustacrawl.parsers.families import family_to_read
from vustacrawl.parsers.saved import saved_url
from vustacrawl.sites import Profile, ProfileError, find_profile, profile_files
from vustacrawl.workspace import Workspace


@click.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.File("rb"), metavar="FILE…")
@click.option("--url", help="The page's address; else the one it names, or was saved from.")
@click.option("--site", help="The profile that reads it; else that of its address, or what the page shows.")
@click.pass_obj
def command(workspace: Workspace, files: tuple[BinaryIO, ...], url: str | None, site: str | None) -> None:
    """Read articles out of saved pages, as JSON Lines on stdout; ``-`` is stdin.

    \b
    vustacrawl parse page.html --url https://vusta.vn/bai-viet-p90000.html
    curl -s URL | vustacrawl parse - --url URL --site husta | jq .title
    """
    failed = False
    for file in files:
        body = file.read()
        try:
            address = url or saved_url(body)
            if not address:
                raise NotAnArticle("the page does not say its address; give it with --url")
            article = parse_article(address, body, _profile(workspace, site, address, body))
        except NotAnArticle as error:
            failed = True
            click.echo(f"{file.name}: {error}", err=True)
            continue
        click.echo(orjson.dumps(article.record()))
    sys.exit(1 if failed else 0)


def _profile(workspace: Workspace, site: str | None, url: str, body: bytes) -> Profile:
    if site:
        return find_profile(site, workspace.sites)
    host = urlsplit(url).hostname
    for name in profile_files(workspace.sites):
        profile = find_profile(name, workspace.sites)
        if host in profile.all_hosts:
            return profile
    return _of_no_profile(url, host or "", body)


def _of_no_profile(url: str, host: str, body: bytes) -> Profile:
    """For a page of a site that no profile knows: the family that the page shows, else any news page's."""
    name = re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-") or "unknown"
    family = family_to_read(url, body)
    try:
        return Profile(name=name, title=host, family=family, url=url, article_url=".", listings=(url,))
    except ValueError:
        raise ProfileError(f"{url}: no http(s) address") from None
