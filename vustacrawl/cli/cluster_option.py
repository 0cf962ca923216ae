"""The option of commands that can read on a cluster."""

from __future__ import annotations

import click

cluster_option = click.option(
    "--cluster",
    metavar="tcp://HOST:PORT",
    help="Read on the workers of this Dask scheduler; they need the same files under the same paths (extra `dask`).",
)
