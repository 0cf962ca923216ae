"""``vustacrawl parse``: extract articles from saved pages."""

from __future__ import annotations

import re
import sys
from typing import BinaryIO

import click
import orjson

from vustacrawl.cli.output import echo
from vustacrawl.parsers import NotAnArticle, article_in, open_page
from vustacrawl.parsers.detection import family_of_page
from vustacrawl.parsers.html.document import Document
from vustacrawl.parsers.saved import saved_url
from vustacrawl.sites import Profile, ProfileError, all_profiles, find_profile, profile_of_host, unknown_site
from vustacrawl.urls import host_of
from vustacrawl.workspace import Workspace


@click.command("parse")
@click.argument("files", nargs=-1, required=True, type=click.File("rb"), metavar="FILE…")
@click.option("--url", help="URL of the page. [default: the URL it contains]")
@click.option(
    "--site", help="Profile to parse with. [default: the profile of the URL's site, else detected from the page]"
)
@click.pass_obj
def command(workspace: Workspace, files: tuple[BinaryIO, ...], url: str | None, site: str | None) -> None:
    """Extract the articles from saved pages and print them as JSON Lines; ``-`` is stdin.

    \b
    vustacrawl parse page.html --url https://vusta.vn/bai-viet-p90000.html
    curl -s URL | vustacrawl parse - --url URL --site husta | jq .title
    """
    named = find_profile(site, workspace.sites) if site else None
    known = [] if named else [*all_profiles(workspace.sites)]
    failed = False
    for file in files:
        body = file.read()
        try:
            address = url or saved_url(body)
            if not address:
                raise NotAnArticle("the page does not contain its URL; specify it with --url")
            page = open_page(address, body)
            article = article_in(page, named or profile_for(known, address, page))
        except NotAnArticle as error:
            failed = True
            echo(f"{file.name}: {error}", err=True)
            continue
        echo(orjson.dumps(article.record()))
    sys.exit(1 if failed else 0)


def profile_for(known: list[Profile], url: str, page: Document) -> Profile:
    """Return the profile of the URL's site, else one made for the CMS family detected on the page."""
    host = host_of(url)
    name = re.sub(r"[^a-z0-9]+", "-", host).strip("-") or "unknown"
    try:
        return profile_of_host(host, known) or unknown_site(url, family_of_page(page), name=name)
    except ValueError:
        raise ProfileError(f"{url}: not an http(s) URL") from None
