"""``vustacrawl sites test``: compare how a page is parsed with how it was before, or with other selectors."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError

from vustacrawl.cli.output import echo, shortened
from vustacrawl.sites import Profile, Selectors, all_profiles, find_profile, profile_of_host
from vustacrawl.workspace import Workspace

_SHOWN = ("title", "published_at", "byline", "author_name", "author_initials", "section", "tags", "lead")


@click.command("test")
@click.argument("page", metavar="URL|FILE")
@click.option("--url", help="URL of a saved page. [default: the URL it contains]")
@click.option("--site", help="Profile to read it with. [default: that of the URL's site]")
@click.option(
    "--selector",
    "selectors",
    multiple=True,
    metavar="NAME=CSS",
    help=f"A CSS selector to try; may be repeated. Names: {', '.join(Selectors.model_fields)}.",
)
@click.pass_obj
def command(workspace: Workspace, page: str, url: str | None, site: str | None, selectors: tuple[str, ...]) -> None:
    """Read one page, live or saved, and compare the result with what was read before.

    With --selector, "before" means without it; otherwise it is the article in the catalog. Lines that differ begin with
    - (before) and + (now). Nothing is archived or stored. Exits with 1 if no article can be read.

    \b
    vustacrawl sites test https://example.vn/bai-12.html
    vustacrawl sites test page.html --selector 'published=dd.published' --selector 'byline=.tac-gia'
    """
    from vustacrawl.cli.parse import profile_for
    from vustacrawl.parsers import NotAnArticle, open_page

    named = find_profile(site, workspace.sites) if site else None
    known = [named] if named else [*all_profiles(workspace.sites)]
    url, body, content_type = _load(workspace, page, url, known)
    try:
        document = open_page(url, body, content_type)
    except NotAnArticle as error:
        raise click.ClickException(f"{url}: {error}") from None
    profile = named or profile_for(known, url, document)
    changed = _with_selectors(profile, selectors)
    echo(f"{url} (profile {profile.name}, family {profile.family})", err=True)
    now = _read(url, body, content_type, changed)
    before = _read(url, body, content_type, profile) if selectors else _stored(workspace, profile, url)
    for line in _lines(before, now):
        echo(line)
    if selectors and isinstance(now, dict):
        echo("To keep them, write into the profile, then run `vustacrawl reparse`:", err=True)
        echo("\n".join(["[selectors]", *(f"{name} = '{css}'" for name, css in map(_split, selectors))]), err=True)
    sys.exit(0 if isinstance(now, dict) else 1)


def _load(workspace: Workspace, page: str, url: str | None, known: list[Profile]) -> tuple[str, bytes, str | None]:
    """Return the URL, the bytes and the content type of a page, fetched if ``page`` is a URL."""
    if "://" not in page:
        from vustacrawl.parsers.saved import saved_url

        try:
            body = Path(page).read_bytes()
        except OSError as error:
            raise click.UsageError(f"{page}: {error.strerror}; a live page needs its URL with https://") from None
        if not (url := url or saved_url(body)):
            raise click.UsageError("the page does not contain its URL; specify it with --url")
        return url, body, None
    from vustacrawl.discovery.fetcher import run_probe
    from vustacrawl.urls import host_of

    profile = profile_of_host(host_of(page), known)
    if profile is None:
        raise click.UsageError(f"no profile covers {page}; draft one with `vustacrawl sites new`")
    fetched = run_probe(workspace, [profile], lambda fetch: fetch(page))
    if fetched.failure:
        raise click.ClickException(f"{fetched.url}: {fetched.failure}")
    return fetched.url, fetched.body, fetched.content_type


def _split(selector: str) -> tuple[str, str]:
    name, _, css = selector.partition("=")
    return name.strip(), css.strip()


def _with_selectors(profile: Profile, selectors: tuple[str, ...]) -> Profile:
    """Return the profile with these selectors added. Raises UsageError for an invalid name or selector."""
    chosen = dict(map(_split, selectors))
    if unknown := chosen.keys() - Selectors.model_fields.keys():
        raise click.UsageError(f"no selector {min(unknown)!r}; use one of {', '.join(Selectors.model_fields)}")
    try:
        merged = Selectors.model_validate(profile.selectors.model_dump() | chosen)
    except ValidationError as error:
        fault = error.errors()[0]
        raise click.UsageError(f"--selector {fault['loc'][0]}: {fault['msg'].removeprefix('Value error, ')}") from None
    return profile.model_copy(update={"selectors": merged})


def _read(url: str, body: bytes, content_type: str | None, profile: Profile) -> dict[str, Any] | str:
    """Return the article as plain values, or why there is none."""
    from vustacrawl.parsers import NotAnArticle, article_in, open_page

    try:
        return article_in(open_page(url, body, content_type), profile).record()
    except NotAnArticle as error:
        return f"no article: {error}"


def _stored(workspace: Workspace, profile: Profile, url: str) -> dict[str, Any] | str:
    """Return the catalog's article at this URL, or a message that there is none."""
    from vustacrawl.catalog import read_catalog
    from vustacrawl.catalog.articles import load_record
    from vustacrawl.catalog.changes import article_at

    if workspace.database.exists():
        with closing(read_catalog(workspace.database)) as db:
            if article_id := article_at(db, [profile.canonical_url(url) or url]):
                return load_record(db, article_id)
    return "not in the catalog"


def _lines(before: dict[str, Any] | str, now: dict[str, Any] | str) -> Iterator[str]:
    """Yield one line per field, two if it differs."""
    if isinstance(now, str):
        yield f"+ {now}"
    if isinstance(before, str) and before != now:
        yield f"- {before}"
    if isinstance(now, str):
        return
    shown, then = _values(now), _values(before) if isinstance(before, dict) else {}
    for name, value in shown.items():
        if then and then[name].partition("  (")[0] != value.partition("  (")[0]:
            yield f"- {name:16} {then[name]}"
            yield f"+ {name:16} {value}"
        else:
            yield f"  {name:16} {value}"


def _values(record: dict[str, Any]) -> dict[str, str]:
    """Return the displayed values of an article: its fields with their sources, and the size of its body."""
    found_by = record.get("found_by") or {}
    values = {name: _text(record[name]) + (f"  ({found_by[name]})" if name in found_by else "") for name in _SHOWN}
    paragraphs, images = record["paragraphs"], record["images"]
    captions = sum(bool(image["caption"]) for image in images)
    texts = [block["text"] for block in paragraphs]
    return values | {
        "paragraphs": f"{len(texts)}: {_text(texts[0])} … {_text(texts[-1])}" if texts else "none",
        "images": f"{len(images)}, {captions} with a caption",
        "files": str(len(record["files"])),
    }


def _text(value: Any) -> str:
    return shortened(", ".join(value) if isinstance(value, list) else value)
