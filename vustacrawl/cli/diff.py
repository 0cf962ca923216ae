"""``vustacrawl diff``: what changed in an article, word by word."""

from __future__ import annotations

from dataclasses import asdict

import click
import orjson
from rich.console import Console
from rich.text import Text

from vustacrawl.catalog import CatalogError, read_catalog
from vustacrawl.catalog.changes import Change, article_at, changes, shortened
from vustacrawl.cli.output import echo
from vustacrawl.sites import all_profiles, spellings_of
from vustacrawl.workspace import Workspace

CONTEXT_WORDS = 10
"""How many words of unchanged text are shown on each side of a change."""
STYLES = {"same": "", "removed": "red strike", "added": "green"}
MARKS = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
CAUSES = {"site": "the page changed", "parser": "same page, parsed again"}


@click.command("diff")
@click.argument("url")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object with every change.")
@click.pass_obj
def command(workspace: Workspace, url: str, as_json: bool) -> None:
    """Show what changed in an article from version to version. URL may be any of the article's addresses.

    \b
    vustacrawl diff https://vusta.vn/hoi-thao-khoa-hoc-p9020.html

    On a terminal, removed words are red and added ones green; in a pipe they are written [-removed-] and {+added+}.
    """
    db = read_catalog(workspace.database)
    article_id = article_at(db, spellings_of(url, all_profiles(workspace.sites)))
    if article_id is None:
        raise CatalogError(f"{url}: no article at this address; `vustacrawl why URL` explains why")
    found = changes(db, article_id)
    if as_json:
        echo(orjson.dumps({"url": url, "changes": [asdict(change) for change in found]}))
    elif found:
        console = Console(highlight=False, soft_wrap=True)
        for change in found:
            show(console, change)
    else:
        echo("No changes recorded.", err=True)


def show(console: Console, change: Change) -> None:
    """Print a change: a heading, then each field that differs."""
    head = f"version {change.version} → {change.version + 1}  {change.replaced_at}  {CAUSES[change.cause]}"
    console.print(head, style="bold", markup=False)
    console.print(f"  first seen {change.seen_at}, parsed by {change.parser}", style="dim", markup=False)
    for name, pieces in change.fields.items():
        console.print(f"  {name}", style="bold", markup=False)
        text = Text("    ")
        for kind, words in shortened(pieces, CONTEXT_WORDS):
            shown = words.replace("\n", "\n    ")
            bare = shown.lstrip()
            text.append(shown[: len(shown) - len(bare)])
            text.append(bare if console.is_terminal or not bare else MARKS[kind].format(bare), STYLES[kind])
        console.print(text)
