"""``vustacrawl why``: what happened to a URL, and why."""

from __future__ import annotations

from typing import Any

import click
import orjson
from sqlite_utils import Database

from vustacrawl.catalog import read_catalog
from vustacrawl.cli.output import echo
from vustacrawl.clock import utc_text
from vustacrawl.frontier.lookup import find_url
from vustacrawl.frontier.scope import refusal
from vustacrawl.reasons import EXPLANATIONS
from vustacrawl.sites import Profile, all_profiles, profile_of_host, site_of_url, spellings_of
from vustacrawl.urls import MAX_URL_LENGTH, canonical_url, host_of, split_url
from vustacrawl.workspace import Workspace


@click.command("why")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def command(workspace: Workspace, url: str, as_json: bool) -> None:
    """Explain in one line what happened to a URL: fetched, queued, skipped, failed, gone or never seen.

    \b
    vustacrawl why https://vusta.vn/lien-he.html
    vustacrawl why vusta.vn/lien-he.html
    """
    profiles = [*all_profiles(workspace.sites)]
    found = look_up(read_catalog(workspace.database), url, profiles)
    echo(orjson.dumps(found) if as_json else f"{found['url']}: {found['because']}")


def look_up(db: Database, url: str, profiles: list[Profile]) -> dict[str, Any]:
    """Return the URL's row in the frontier, with an explanation under ``because``.

    A URL without a scheme gets the scheme of its host's profile. Raises click.UsageError if it is no URL.
    """
    url = _with_scheme(url, profiles)
    if row := find_url(db, spellings_of(url, profiles)):
        return row | {"because": _because(row)}
    return {"url": url, "state": "unknown", "because": _never_seen(url, profiles)}


def _because(row: dict[str, Any]) -> str:
    match row["state"]:
        case "skipped":
            found = f"on {row['via']}" if row["via"] else "in the profile"
            return f"skipped: {EXPLANATIONS.get(row['reason'], row['reason'])}; found {found}"
        case "failed":
            return f"failed: {': '.join(filter(None, (row['reason'], row['detail'])))}"
        case "leased":
            return "leased by a running or crashed crawl; the next crawl retries it"
    if row["gone_at"]:
        return f"gone since {row['gone_at']}: {row['reason']}; the catalog keeps the article"
    due = f"; due {utc_text(row['next_due'])}" if row["next_due"] is not None else ""
    if row["visited_at"] is None:
        return f"queued{f', last attempt failed: {reason}' if (reason := row['reason']) else ''}{due}"
    became = f"article {row['article']}, {row['title']}" if row["article"] else f"a {row['kind']}"
    if row["redirects_to"]:
        became = f"a redirect to {row['redirects_to']}"
    trouble = f"; last attempt failed: {row['reason']}" if row["reason"] else ""
    return f"fetched {row['visited_at']}, HTTP {row['last_status']}: {became}{trouble}{due}"


def _with_scheme(url: str, profiles: list[Profile]) -> str:
    url = url.strip()
    if "://" in url:
        return url
    profile = profile_of_host(host_of(f"https://{url}"), profiles)
    return f"{profile.home.url.scheme if profile else 'https'}://{url}"


def _never_seen(url: str, profiles: list[Profile]) -> str:
    if split_url(url) is None:
        raise click.UsageError(f"{url}: not a URL; give one such as https://vusta.vn/lien-he.html")
    if canonical_url(url) is None:
        return f"never visited: longer than {MAX_URL_LENGTH} characters, or not UTF-8"
    found = site_of_url(url, profiles)
    if found is None:
        return "never seen, and no profile covers its site"
    profile, canonical = found
    reason = refusal(canonical, profile)
    outcome = f"and would be skipped: {EXPLANATIONS[reason]}" if reason else "and no page links to it"
    return f"never seen, {outcome} (profile {profile.name})"
