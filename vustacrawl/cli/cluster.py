"""``vustacrawl cluster``: crawl on many machines that share one PostgreSQL."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from typing import Any

import click

from vustacrawl.cli.output import echo, echo_json
from vustacrawl.extras import require_extra
from vustacrawl.frontier.crawl import Crawl
from vustacrawl.sites import Profile
from vustacrawl.text import plural
from vustacrawl.workspace import Workspace

_url = click.argument("url", envvar="VUSTACRAWL_CLUSTER", metavar="URL")


@click.group("cluster")
def command() -> None:
    """Crawl on many machines that share a queue in PostgreSQL.

    URL is a PostgreSQL database (14 or later); the default is VUSTACRAWL_CLUSTER. Each machine keeps what it fetched in
    its own workspace. A machine may join, leave or die at any time.

    \b
    vustacrawl cluster init postgresql://crawler@db.example/vustacrawl            once
    vustacrawl crawl --all --cluster postgresql://crawler@db.example/vustacrawl   on each machine
    vustacrawl cluster status postgresql://crawler@db.example/vustacrawl          on any machine
    """


@command.command("init")
@_url
def init(url: str) -> None:
    """Create the tables of a cluster, in the schema `vustacrawl` of a database; do it once."""
    require_extra("cluster", "`vustacrawl cluster`")
    from vustacrawl.frontier.cluster.connection import create_tables, shown

    create_tables(url)
    echo(f"{shown(url)}: the cluster is ready; run `vustacrawl crawl --all --cluster URL` on each machine")


@command.command("status")
@_url
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(url: str, as_json: bool) -> None:
    """Show which machine crawls which sites, how fast, what waits and for how long, and problems.

    Exits with 1 if a machine died or is cut off while it held sites, or if sites were given up.
    """
    require_extra("cluster", "`vustacrawl cluster`")
    from vustacrawl.frontier.cluster.status import read_state

    state = read_state(url)
    if as_json:
        echo_json(state)
    else:
        for line in state.lines():
            echo(line)
    sys.exit(1 if state.needs_attention else 0)


def open_cluster_crawl(
    workspace: Workspace, profiles: Collection[Profile], url: str, **options: Any
) -> tuple[Crawl, Callable[[], None]]:
    """Join a cluster; return the crawl of this worker, and a function to be called about twice a second.

    ``options`` are those of ``Crawl``. Raises MissingExtraError, ClusterError, WorkspaceError or CatalogError.
    """
    require_extra("cluster", "--cluster")
    from vustacrawl.frontier.cluster.crawl import ClusterCrawl
    from vustacrawl.frontier.cluster.membership import Cluster
    from vustacrawl.pipelines.recovery import recover, recover_left

    cluster = Cluster(url, {profile.name: profile.allowed_hosts for profile in profiles})
    echo(f"{cluster.name} joins the cluster with {plural(len(profiles), 'site')}", err=True)
    recover_left(workspace, profiles)
    crawl = ClusterCrawl(workspace, profiles, cluster, **options)
    crawl.worker.after_open = lambda site: recover(crawl, [site])
    return crawl, crawl.worker.tick
